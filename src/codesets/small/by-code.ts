/** Small tables that have one or a few dated rows a code. */
import type { CodeRange } from './code-ranges.ts'
import { certaintyOf, citeSmall, periodOf, type Certainty, type SmallRow } from './rows.ts'
import type { Citation } from '../dated.ts'

/** A row with its period, read once. */
export interface DatedRow {
  readonly row: SmallRow
  /** First and last day, compact. */
  readonly from: number
  readonly through: number
  readonly certain: Certainty
}

/** Rows by code and day. */
export interface RowsByCode {
  /** Whether the code has a row on some day. */
  has(code: string): boolean
  /** The row in force on the day. */
  find(code: string, day: number): DatedRow | undefined
  cite(code: string, day: number): Citation
}

/** One row with its period. */
export function datedRow(row: SmallRow): DatedRow {
  const [from, through] = periodOf(row)
  return { row, from, through, certain: certaintyOf(row) }
}

/** Whether the row is in force on the day. */
export const inForce = ({ from, through }: DatedRow, day: number): boolean => from <= day && day <= through

/** Indexes rows by one of their columns. */
export function rowsByCode(name: string, rows: readonly SmallRow[], column: string): RowsByCode {
  const byCode = new Map<string, DatedRow[]>()
  for (const row of rows) {
    const code = row[column]!
    byCode.set(code, [...(byCode.get(code) ?? []), datedRow(row)])
  }
  const find = (code: string, day: number): DatedRow | undefined =>
    byCode.get(code)?.find((row) => inForce(row, day))
  return {
    has: (code) => byCode.has(code),
    find,
    cite: (code, day) => citeSmall(name, find(code, day)?.row ?? {}),
  }
}

/** A list in one cell, parted by blanks. */
export const words = (cell: string | undefined): readonly string[] =>
  (cell ?? '').split(' ').filter((word) => word !== '')

/** `99441-99443` or a single code as a range. */
export function rangeOf(item: string): CodeRange {
  const [first = item, last = first] = item.split('-')
  return { first, last }
}
