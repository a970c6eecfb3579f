/** Row look-up shared by the tables that are keyed by one code and replaced release by release. */
import type { Codebook } from './codebook.ts'
import type { Column } from './columns.ts'
import type { LoadedRelease, Releases } from './dated.ts'

/** A row number holds the release in its upper bits and the place in that release in the lower twenty. */
const RELEASE_BITS = 20
const PLACE_MASK = 2 ** RELEASE_BITS - 1

/** Rows of several releases behind one number. */
export interface RowLookup {
  /** Row of the code in the release that answers on the day, -1 when it has none. */
  find(code: string, day: number): number
  /** First day since which the release of every day has the code, and its row passes; undefined where the newest has none. */
  since(code: string, passes: (row: number) => boolean): number | undefined
  /** Whether the code has a row in some release that passes. */
  ever(code: string, passes: (row: number) => boolean): boolean
  release(row: number): LoadedRelease
  /** Place of the row in its release. */
  place(row: number): number
  /** One cell, for what is asked for rarely. */
  value(column: string, row: number): number
  /** Reads a column of whatever release a row belongs to; made once, since looking a column up by name costs more than reading it. */
  reader(column: string): (row: number) => number
}

/** Indexes the `codes` column of every release. */
export function rowLookup(releases: Releases, book: Codebook): RowLookup {
  const parts = releases.all.map((release) => ({
    release,
    columns: release.file.columns as Readonly<Record<string, Column>>,
    placeOf: book.add(release.file.columns['codes'] as Float64Array),
  }))
  const part = (row: number) => parts[row >>> RELEASE_BITS]!
  const rowIn = (at: number, code: string): number => {
    const place = parts[at]!.placeOf(code)
    return place === 0 ? -1 : at * 2 ** RELEASE_BITS + place - 1
  }
  return {
    find(code, day) {
      const at = releases.indexOn(day)
      return at < 0 ? -1 : rowIn(at, code)
    },
    since(code, passes) {
      let first: number | undefined
      for (let at = parts.length - 1; at >= 0; at--) {
        const row = rowIn(at, code)
        if (row < 0 || !passes(row)) return first
        first = parts[at]!.release.from
      }
      return first
    },
    ever: (code, passes) =>
      parts.some((_, at) => {
        const row = rowIn(at, code)
        return row >= 0 && passes(row)
      }),
    release: (row) => part(row).release,
    place: (row) => row & PLACE_MASK,
    value: (column, row) => part(row).columns[column]?.[row & PLACE_MASK] ?? 0,
    reader(column) {
      const columns = parts.map((one) => one.columns[column])
      const only = columns.length === 1 ? columns[0] : undefined
      if (only) return (row) => only[row & PLACE_MASK]!
      return (row) => columns[row >>> RELEASE_BITS]?.[row & PLACE_MASK] ?? 0
    },
  }
}
