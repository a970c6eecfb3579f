/** Place of service codes. Columns of a release: `codes`, `effective`, `ended` (compact dates), `facility` (1 facility rate); text `name`. */
import { OPEN_END } from '../model/dates.ts'
import type { Codebook } from './codebook.ts'
import { unpack } from './codebook.ts'
import { citedDate, releasesOf, type Citation, type DatedTable, type LoadedRelease } from './dated.ts'
import { rowLookup } from './lookup.ts'
import type { TableName } from './release.ts'

/** Places where services are rendered. */
export interface PlaceTable extends DatedTable {
  /** Row of the place whatever the day, -1 for a code that is none. */
  find(place: string): number
  effective(row: number): number
  ended(row: number): number
  facility(row: number): boolean
  text(row: number): string
  cite(row: number): Citation
}

/** Reads the places. */
export function placeTable(name: TableName, loaded: readonly LoadedRelease[], book: Codebook): PlaceTable {
  const releases = releasesOf(name, loaded)
  const rows = rowLookup(releases, book)
  return {
    ...releases,
    find: (place) => rows.find(place, OPEN_END),
    effective: rows.reader('effective'),
    ended: rows.reader('ended'),
    facility: (row) => rows.value('facility', row) === 1,
    text: (row) => rows.release(row).file.text('name', rows.place(row)),
    cite(row) {
      const { id, file } = rows.release(row)
      return {
        table: name,
        release: id,
        row: {
          code: unpack((file.columns['codes'] as Float64Array)[rows.place(row)]!),
          effective: citedDate(rows.value('effective', row)),
          ended: citedDate(rows.value('ended', row)),
        },
      }
    },
  }
}
