/**
 * Tables of the Medicare Code Editor: codes with dated rows and flags. Columns of a release: `codes`, `start` (rows of
 * each code), `from`, `through` (compact dates), `flags` (bits in the order of the list `flag`).
 */
import type { Codebook } from './codebook.ts'
import { unpack } from './codebook.ts'
import { citedDate, releasesOf, type Citation, type DatedTable, type LoadedRelease } from './dated.ts'
import type { TableName } from './release.ts'
import { groupOf } from './row-groups.ts'

/** Codes the editor knows, and what it says of them on a day. */
export interface EditorTable extends DatedTable {
  /** Row of the code in force on the day, -1 when there is none. */
  find(code: string, day: number): number
  /** Whether the code has a row on some day. */
  has(code: string): boolean
  /** Last day of the code's newest row that ended before the day, 0 when none did. */
  endedBefore(code: string, day: number): number
  /** Bit of a flag, to be tested with `flags`; 0 for a flag that the release does not know. */
  bit(flag: string): number
  flags(row: number): number
  /** Row of the code in force on the day if it has one of the flags (bits), -1 otherwise. */
  flagged(code: string, day: number, bits: number): number
  /** Bits of the flags that the code had on some day; 0 for a code the editor does not know. */
  everFlags(code: string): number
  cite(row: number): Citation
}

/** Reads one table of the editor. */
export function editorTable(name: TableName, loaded: readonly LoadedRelease[], book: Codebook): EditorTable {
  const releases = releasesOf(name, loaded)
  const release = releases.all[0]!
  const { columns, lists } = release.file
  const codes = columns['codes'] as Float64Array
  const start = columns['start'] as Uint32Array
  const from = columns['from'] as Int32Array
  const through = columns['through'] as Int32Array
  const flags = columns['flags'] as Uint32Array
  const names = lists['flag'] ?? []
  const bits = new Map(names.map((flag, at) => [flag, 2 ** at]))
  const place = book.add(codes)
  const find = (code: string, day: number): number => {
    const at = place(code)
    if (at === 0) return -1
    for (let row = start[at - 1]!; row < start[at]!; row++)
      if (from[row]! <= day && day <= through[row]!) return row
    return -1
  }
  return {
    ...releases,
    find,
    flagged(code, day, bits) {
      const row = find(code, day)
      return row >= 0 && (flags[row]! & bits) !== 0 ? row : -1
    },
    has: (code) => place(code) !== 0,
    endedBefore(code, day) {
      const at = place(code)
      let last = 0
      if (at !== 0)
        for (let row = start[at - 1]!; row < start[at]!; row++)
          if (through[row]! < day) last = Math.max(last, through[row]!)
      return last
    },
    bit: (flag) => bits.get(flag) ?? 0,
    flags: (row) => flags[row]!,
    everFlags(code) {
      const at = place(code)
      let bits = 0
      if (at !== 0) for (let row = start[at - 1]!; row < start[at]!; row++) bits |= flags[row]!
      return bits
    },
    cite(row) {
      const at = groupOf(start, row)
      return {
        table: name,
        release: release.id,
        row: {
          code: unpack(codes[at]!),
          from: citedDate(from[row]!),
          through: citedDate(through[row]!),
          flags: names.filter((_, bit) => (flags[row]! & (2 ** bit)) !== 0).join(' '),
        },
      }
    },
  }
}
