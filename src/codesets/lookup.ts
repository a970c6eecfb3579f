/** Row look-up shared by the tables that are keyed by one code and replaced release by release. */
import type { Codebook } from './codebook.ts'
import type { Column } from './columns.ts'
import type { LoadedRelease, Releases } from './dated.ts'

/** A row number holds the release in its upper bits and the place in that release in the lower twenty. */
const RELEASE_SHIFT = 1 << 20

/** Rows of several releases behind one number. */
export interface RowLookup {
  /** Row of the code in the release that answers on the day, -1 when it has none. */
  find(code: string, day: number): number
  release(row: number): LoadedRelease
  /** Place of the row in its release. */
  place(row: number): number
  /** A column of the row's release. */
  value(column: string, row: number): number
}

/** Indexes the `codes` column of every release. */
export function rowLookup(releases: Releases, book: Codebook): RowLookup {
  const parts = releases.all.map((release) => ({
    release,
    columns: release.file.columns as Readonly<Record<string, Column>>,
    local: book.add(release.file.columns['codes'] as Float64Array),
  }))
  const part = (row: number) => parts[Math.floor(row / RELEASE_SHIFT)]!
  return {
    find(code, day) {
      const at = releases.indexOn(day)
      if (at < 0) return -1
      const local = parts[at]!.local
      const id = book.id(code)
      const place = id < local.length ? local[id]! : 0
      return place === 0 ? -1 : at * RELEASE_SHIFT + place - 1
    },
    release: (row) => part(row).release,
    place: (row) => row % RELEASE_SHIFT,
    value: (column, row) => part(row).columns[column]?.[row % RELEASE_SHIFT] ?? 0,
  }
}
