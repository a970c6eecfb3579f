/**
 * Status indicators of the outpatient prospective payment system (addendum B), each row with days of its own. Columns of
 * a release: `codes` (sorted), `start` (rows of each code), `from`, `through` (compact dates), `status` (index in the list
 * `status`).
 */
import type { Codebook } from './codebook.ts'
import { unpack } from './codebook.ts'
import { citedDate, releasesOf, type Citation, type DatedTable, type LoadedRelease } from './dated.ts'
import type { TableName } from './release.ts'
import { groupOf } from './row-groups.ts'

/** Status indicators by code and day. */
export interface OppsTable extends DatedTable {
  /** Row of the code in force on the day, -1 when there is none. */
  find(code: string, day: number): number
  /** Whether the code had the status on some day. */
  everHad(code: string, status: string): boolean
  /** `C` inpatient only, `T`, `J1`, `A` … */
  status(row: number): string
  cite(row: number): Citation
}

/** Reads the table. */
export function oppsTable(name: TableName, loaded: readonly LoadedRelease[], book: Codebook): OppsTable {
  const releases = releasesOf(name, loaded)
  const release = releases.all[0]!
  const { columns, lists } = release.file
  const codes = columns['codes'] as Float64Array
  const start = columns['start'] as Uint32Array
  const from = columns['from'] as Int32Array
  const through = columns['through'] as Int32Array
  const statuses = columns['status'] as Uint8Array
  const names = lists['status'] ?? []
  const place = book.add(codes)
  const firstRow = (code: string, holds: (row: number) => boolean): number => {
    const at = place(code)
    if (at !== 0) for (let row = start[at - 1]!; row < start[at]!; row++) if (holds(row)) return row
    return -1
  }
  return {
    ...releases,
    find: (code, day) => firstRow(code, (row) => from[row]! <= day && day <= through[row]!),
    everHad: (code, status) => firstRow(code, (row) => names[statuses[row]!] === status) >= 0,
    status: (row) => names[statuses[row]!]!,
    cite(row) {
      const at = groupOf(start, row)
      return {
        table: name,
        release: release.id,
        row: {
          code: unpack(codes[at]!),
          status: names[statuses[row]!]!,
          from: citedDate(from[row]!),
          through: citedDate(through[row]!),
        },
      }
    },
  }
}
