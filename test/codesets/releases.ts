/** What the releases in CLEANCLAIM_DATA hold, read in the plainest way, for tests that compare with them. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { csvSheet } from '../../src/codesets/import/rows.ts'

export type ReleaseRow = Readonly<Record<string, string>>

/** Rows of a csv with one header line, by column name. */
export function csvRows(path: string): readonly ReleaseRow[] {
  const [header, ...rows] = csvSheet(path, readFileSync(path, 'utf8')).rows
  return rows.map(({ cells }) => Object.fromEntries(header!.cells.map((name, at) => [name, cells[at] ?? ''])))
}

/** One row of the fee schedule. */
export interface FeeRow {
  readonly code: string
  readonly modifier: string
  readonly status: string
  readonly indicators: ReleaseRow
  readonly cells: readonly string[]
}

/** The fee schedule of October 2025. `cms` is the folder of that name. */
export function feeRows(cms: string): readonly FeeRow[] {
  const path = join(cms, 'mpfs/PPRRVU2025_Oct.csv')
  const { rows } = csvSheet(path, readFileSync(path, 'latin1'))
  return rows.slice(rows.findIndex(({ cells }) => cells[0] === 'HCPCS') + 1).map(({ cells }) => ({
    code: cells[0]!,
    modifier: cells[1]!,
    status: cells[3]!,
    cells,
    indicators: {
      pc_tc: cells[13]!,
      global: cells[14]!,
      multiple: cells[18]!,
      bilateral: cells[19]!,
      assistant: cells[20]!,
      co_surgeon: cells[21]!,
      team: cells[22]!,
    },
  }))
}

/** One pair as CMS writes it: column one and two, existed before 1996, deletion, indicator, rationale. */
export type PairCells = readonly [string, string, string, string, string, string]

/** Calls back for every pair of a setting. */
export function eachPair(
  cms: string,
  setting: 'practitioner' | 'outpatient_hospital',
  take: (pair: PairCells) => void,
): void {
  const text = gunzipSync(readFileSync(join(cms, `ncci_ptp/${setting}_2024q3.tsv.gz`))).toString('latin1')
  for (let from = text.indexOf('\n') + 1; from < text.length;) {
    const end = text.indexOf('\n', from)
    const cells = text.slice(from, end).split('\t')
    if (cells.length === 5) cells.splice(2, 0, '')
    take(cells as unknown as PairCells)
    from = end + 1
  }
}

/** Every procedure code that stands in some release, now or once. */
export function everyCode(cms: string): {
  readonly all: ReadonlySet<string>
  readonly sorted: readonly string[]
} {
  const all = new Set(feeRows(cms).map(({ code }) => code))
  const limits = readdirSync(join(cms, 'ncci_mue')).map((name) => csvRows(join(cms, 'ncci_mue', name)))
  for (const row of [...limits.flat(), ...csvRows(join(cms, 'hcpcs/hcpcs_level2_2024jul.csv'))])
    all.add(row['code']!)
  for (const row of csvRows(join(cms, 'ncci_aoc/AOC_V2026Q2-MCR.csv')))
    all.add(row['Add-On_Code']!).add(row['Primary_Code']!)
  for (const setting of ['practitioner', 'outpatient_hospital'] as const)
    eachPair(cms, setting, ([one, two]) => all.add(one).add(two))
  return { all, sorted: [...all].sort() }
}
