/**
 * The small dated tables that ship with the package (`codesets/small`): facts from public sources, a source on every
 * row. They always stand; a row marked `medium` or `low` supports no more than a `review`.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseString } from 'fast-csv'
import { OPEN_END } from '../../model/dates.ts'
import type { Citation, DatedTable } from '../dated.ts'

/** One row of a small table, as written. */
export type SmallRow = Readonly<Record<string, string>>

/** All small tables by file name without its ending. */
export type SmallTables = ReadonlyMap<string, readonly SmallRow[]>

/** Where the package keeps them; the same from `src` and from `dist`. */
export const smallFolder = join(import.meta.dirname, '..', '..', '..', 'codesets', 'small')

const parse = (text: string): Promise<readonly SmallRow[]> =>
  new Promise((resolve, reject) => {
    const rows: SmallRow[] = []
    parseString<SmallRow, SmallRow>(text, { headers: true, trim: true })
      .on('data', (row: SmallRow) => rows.push(row))
      .on('error', reject)
      .on('end', () => resolve(rows))
  })

/** Reads every CSV of the folder. */
export async function readSmallTables(folder: string = smallFolder): Promise<SmallTables> {
  const names = readdirSync(folder).filter((name) => name.endsWith('.csv'))
  const tables = await Promise.all(
    names.map(async (name) => [name.slice(0, -4), await parse(readFileSync(join(folder, name), 'utf8'))] as const),
  )
  return new Map(tables)
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

/** Cites a row with the fields that say something. */
export const citeSmall = (name: string, row: SmallRow): Citation => ({
  table: name,
  release: 'package',
  row: Object.fromEntries(Object.entries(row).filter(([, value]) => value !== '')),
})
