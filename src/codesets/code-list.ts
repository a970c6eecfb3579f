/**
 * Lists of procedure codes that CMS publishes for a period, each row with days of its own (single-dose drugs, telehealth
 * services, waived tests). Columns of a release: `codes`, `from`, `through` (compact dates, 0 and 99991231 open).
 */
import type { Codebook } from './codebook.ts'
import { unpack } from './codebook.ts'
import { citedDate, releasesOf, type Citation, type DatedTable, type LoadedRelease } from './dated.ts'
import { rowLookup } from './lookup.ts'
import type { TableName } from './release.ts'

/** Codes on a list, by day. */
export interface CodeListTable extends DatedTable {
  /** Row of the code if it is on the list in force on the day, -1 otherwise. */
  find(code: string, day: number): number
  /** Whether the code is on one of the lists, whatever the day. */
  has(code: string): boolean
  cite(row: number): Citation
}

/** Reads a list. */
export function codeListTable(
  name: TableName,
  loaded: readonly LoadedRelease[],
  book: Codebook,
): CodeListTable {
  const releases = releasesOf(name, loaded)
  const rows = rowLookup(releases, book)
  return {
    ...releases,
    find(code, day) {
      const row = rows.find(code, day)
      return row >= 0 && rows.value('from', row) <= day && day <= rows.value('through', row) ? row : -1
    },
    has: (code) => releases.all.some(({ from }) => rows.find(code, from) >= 0),
    cite(row) {
      const { id, file } = rows.release(row)
      return {
        table: name,
        release: id,
        row: {
          code: unpack((file.columns['codes'] as Float64Array)[rows.place(row)]!),
          from: citedDate(rows.value('from', row)),
          through: citedDate(rows.value('through', row)),
        },
      }
    },
  }
}
