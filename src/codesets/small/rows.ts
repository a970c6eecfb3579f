/**
 * The small dated tables that ship with the package (`codesets/small`): facts from public sources, a source on every
 * row. They always stand; a row marked `medium` or `low` supports no more than a `review`.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { OPEN_END } from '../../model/dates.ts'
import type { Citation, DatedTable } from '../dated.ts'
import { csvSheet } from '../import/rows.ts'
import { packageFolder } from '../package-folder.ts'

/** One row of a small table, as written. */
export type SmallRow = Readonly<Record<string, string>>

/** The small tables by file name without its ending; each is read when it is first asked for. */
export interface SmallTables {
  get(name: string): readonly SmallRow[]
}

/** Where the package keeps them. */
export const smallFolder = join(packageFolder, 'codesets', 'small')

/** The tables of a folder. A table that is missing or damaged throws: it ships with the package. */
export function readSmallTables(folder: string = smallFolder): SmallTables {
  const read = new Map<string, readonly SmallRow[]>()
  return {
    get(name) {
      let rows = read.get(name)
      if (!rows) {
        const sheet = csvSheet(`${name}.csv`, readFileSync(join(folder, `${name}.csv`), 'utf8'))
        const header = sheet.rows[0]!.cells
        rows = sheet.rows
          .slice(1)
          .map(({ cells }) => Object.fromEntries(header.map((column, at) => [column, cells[at] ?? ''])))
        read.set(name, rows)
      }
      return rows
    },
  }
}

/** How far a row may be trusted. */
export type Certainty = 'high' | 'medium' | 'low'

export const certaintyOf = (row: SmallRow): Certainty =>
  row['certain'] === 'high' ? 'high' : row['certain'] === 'medium' ? 'medium' : 'low'

/** First and last day of a row, compact; open where the row leaves them open. */
export const periodOf = (row: SmallRow): readonly [number, number] => [
  Number((row['effective_from'] ?? '').replaceAll('-', '')) || 0,
  Number((row['effective_to'] ?? '').replaceAll('-', '')) || OPEN_END,
]

/** A small table is held for every day: its rows bear what dates they have. */
export const smallDated = (name: string): DatedTable => ({
  name,
  from: 0,
  through: OPEN_END,
  holding: () => 'held',
  releaseOn: () => 'package',
  complete: () => true,
})

/** Citations are asked for with every finding and are the same for every finding of a row. */
const citations = new WeakMap<SmallRow, Citation>()

/** Cites a row with the fields that say something. */
export function citeSmall(name: string, row: SmallRow): Citation {
  let citation = citations.get(row)
  if (!citation) {
    const said = Object.fromEntries(Object.entries(row).filter(([, value]) => value !== ''))
    citations.set(row, (citation = { table: name, release: 'package', row: said }))
  }
  return citation
}
