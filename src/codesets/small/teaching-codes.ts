/** Visits of the primary care exception (`teaching_codes.csv`). Source: 42 CFR 415.174; IOM 100-04 chapter 12 section 100.1.1. */
import type { Citation, DatedTable } from '../dated.ts'
import { rowsByCode } from './by-code.ts'
import { smallDated, type SmallRow } from './rows.ts'

/** Visits that a resident may render without the teaching physician. */
export interface TeachingCodes extends DatedTable {
  /** Whether the code is in the exception on the day. */
  excepted(procedure: string, day: number): boolean
  cite(procedure: string, day: number): Citation
}

/** Builds the table from its rows. */
export function teachingCodes(rows: readonly SmallRow[]): TeachingCodes {
  const byCode = rowsByCode('teaching-codes', rows, 'code')
  return {
    ...smallDated('teaching-codes'),
    excepted: (procedure, day) => byCode.find(procedure, day) !== undefined,
    cite: byCode.cite,
  }
}
