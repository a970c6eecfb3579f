/** What the cells of all layouts have in common: codes, dates, small lists, sorting. */
import { isCalendarDay, OPEN_END } from '../../model/dates.ts'
import { pack } from '../codebook.ts'
import type { Column } from '../columns.ts'
import { layoutFault } from './rows.ts'

/** Where a cell stands, for its errors. */
export interface Place {
  readonly label: string
  readonly line: number
}

/** A packed code of exactly so many characters. Throws E_LAYOUT. */
export function codeAt(cell: string, place: Place, [least, most]: readonly [number, number]): number {
  const packed = cell.length >= least && cell.length <= most ? pack(cell) : -1
  if (packed < 0) {
    const length = least === most ? `${least}` : `${least} to ${most}`
    throw layoutFault(place.label, place.line, `a code of ${length} letters and digits`)
  }
  return packed
}

/** A date `YYYYMMDD` as a compact one; the value for an empty cell is the caller's. Throws E_LAYOUT. */
export function dateAt(cell: string, place: Place, empty: number): number {
  if (cell === '') return empty
  const compact = /^\d{8}$/.test(cell) ? Number(cell) : 0
  if (compact === OPEN_END) return compact
  if (!isCalendarDay(Math.floor(compact / 10000), Math.floor(compact / 100) % 100, compact % 100))
    throw layoutFault(place.label, place.line, 'a date YYYYMMDD')
  return compact
}

/** Distinct texts in the order they were met; a column of bytes points into them. */
export interface TextList {
  indexOf(text: string, place: Place): number
  readonly texts: readonly string[]
}

/** An empty list of at most 255 texts, or one that begins with those given. */
export function textList(...first: readonly string[]): TextList {
  const texts = [...first]
  const found = new Map(texts.map((text, at) => [text, at]))
  return {
    texts,
    indexOf(text, place) {
      const known = found.get(text)
      if (known !== undefined) return known
      if (texts.length >= 255)
        throw layoutFault(place.label, place.line, 'one of a few dozen values, as publishers use')
      found.set(text, texts.length)
      return texts.push(text) - 1
    },
  }
}

/** Records in order of their codes. Throws E_LAYOUT when a code stands twice. */
export function uniqueByCode<T extends { readonly code: number; readonly line: number }>(
  label: string,
  records: readonly T[],
): T[] {
  const sorted = records.toSorted((a, b) => a.code - b.code || a.line - b.line)
  sorted.forEach((record, at) => {
    if (record.code === sorted[at - 1]?.code)
      throw layoutFault(
        label,
        record.line,
        `every code once; this one stands on line ${sorted[at - 1]!.line} too`,
      )
  })
  return sorted
}

/** One column from records. */
export function column<C extends Column, T>(
  type: { from(values: Iterable<number>): C },
  records: readonly T[],
  value: (record: T) => number,
): C {
  return type.from(records.map(value))
}

/** First entry of each code's block: as many starts as codes and one more. Records are sorted by the index given. */
export function blockStarts<T>(
  codes: number,
  records: readonly T[],
  codeIndex: (record: T) => number,
): Uint32Array {
  const start = new Uint32Array(codes + 1)
  for (const record of records) start[codeIndex(record) + 1]!++
  for (let at = 0; at < codes; at++) start[at + 1]! += start[at]!
  return start
}

/** The smallest of many numbers, a fallback when there is none. */
export const earliest = (values: Iterable<number>, none: number): number => {
  let least = Infinity
  for (const value of values) if (value < least) least = value
  return least === Infinity ? none : least
}

/** Char code of a one-character cell, 0 for an empty one. Throws E_LAYOUT. */
export function charAt(cell: string, place: Place): number {
  if (cell === '') return 0
  if (!/^[0-9A-Z]$/.test(cell))
    throw layoutFault(place.label, place.line, 'an indicator of one letter or digit')
  return cell.charCodeAt(0)
}
