/**
 * Medicare physician fee schedule, one row a code. Columns of a release: `codes`, indicators as character codes
 * (`status`, `pcTc`, `multiple`, `bilateral`, `assistant`, `coSurgeon`, `team`), `global` (index into its list),
 * `naNonFacility`, `naFacility` (1 NA), `components` (1 a row with 26, 2 with TC, 4 with 53), `endoscopicBase`
 * (packed, 0 none), `workRvu`, `nonFacilityRvu`, `facilityRvu` (hundredths), `preoperative`, `intraoperative`,
 * `postoperative` (percent).
 */
import type { Codebook } from './codebook.ts'
import { unpack } from './codebook.ts'
import { releasesOf, type Citation, type DatedTable, type LoadedRelease } from './dated.ts'
import { rowLookup } from './lookup.ts'
import type { TableName } from './release.ts'

/** Indicators that are one character each. */
const indicators = ['status', 'pcTc', 'multiple', 'bilateral', 'assistant', 'coSurgeon', 'team'] as const
export type Indicator = (typeof indicators)[number]

/** What Medicare's fee schedule says of a code. */
export interface FeeScheduleTable extends DatedTable {
  /** Row of the code on the day, -1 when the fee schedule has none. */
  find(procedure: string, day: number): number
  /** First day since which every release has the code; undefined where the newest has none. */
  since(procedure: string): number | undefined
  /** Whether the code has a row on some day that passes. */
  ever(procedure: string, passes: (row: number) => boolean): boolean
  /** One indicator as the publisher writes it, for instance `A` or `2`. */
  indicator(row: number, which: Indicator): string
  /** Global days: 000, 010, 090, MMM, XXX, YYY, ZZZ. */
  globalDays(row: number): string
  notAvailable(row: number, where: 'facility' | 'nonFacility'): boolean
  /** Whether the fee schedule has a row of the code with that modifier. */
  hasComponent(row: number, modifier: '26' | 'TC' | '53'): boolean
  /** Base code of an endoscopic family, '' for none. */
  endoscopicBase(row: number): string
  /** Relative value in hundredths. */
  relativeValue(row: number, which: 'workRvu' | 'nonFacilityRvu' | 'facilityRvu'): number
  cite(row: number): Citation
}

/** Every one-character string, so that reading an indicator makes none. */
const CHARACTERS: readonly string[] = Array.from({ length: 256 }, (_, code) => String.fromCharCode(code))

const COMPONENT_BITS = { '26': 1, TC: 2, '53': 4 } as const

/** Reads the fee schedule. */
export function feeScheduleTable(
  name: TableName,
  loaded: readonly LoadedRelease[],
  book: Codebook,
): FeeScheduleTable {
  const releases = releasesOf(name, loaded)
  const rows = rowLookup(releases, book)
  const read = Object.fromEntries(indicators.map((which) => [which, rows.reader(which)])) as Record<
    Indicator,
    (row: number) => number
  >
  const indicator = (row: number, which: Indicator): string => CHARACTERS[read[which](row)]!
  const global = rows.reader('global')
  const components = rows.reader('components')
  const globalDays = (row: number): string => rows.release(row).file.lists['global']?.[global(row)] ?? ''
  return {
    ...releases,
    find: rows.find,
    ever: rows.ever,
    since: (procedure) => rows.since(procedure, () => true),
    indicator,
    globalDays,
    notAvailable: (row, where) =>
      rows.value(where === 'facility' ? 'naFacility' : 'naNonFacility', row) === 1,
    hasComponent: (row, modifier) => (components(row) & COMPONENT_BITS[modifier]) !== 0,
    endoscopicBase: (row) => unpack(rows.value('endoscopicBase', row)),
    relativeValue: (row, which) => rows.value(which, row),
    cite(row) {
      const { id, file } = rows.release(row)
      return {
        table: name,
        release: id,
        row: {
          code: unpack((file.columns['codes'] as Float64Array)[rows.place(row)]!),
          status: indicator(row, 'status'),
          pcTc: indicator(row, 'pcTc'),
          globalDays: globalDays(row),
          multiple: indicator(row, 'multiple'),
          bilateral: indicator(row, 'bilateral'),
          assistant: indicator(row, 'assistant'),
          coSurgeon: indicator(row, 'coSurgeon'),
          team: indicator(row, 'team'),
        },
      }
    },
  }
}
