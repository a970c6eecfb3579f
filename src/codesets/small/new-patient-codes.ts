/** Codes of the three-year rule (`new_patient_codes.csv`). Source: IOM 100-04 chapter 12 section 30.6.7; CR 8165. */
import type { Citation, DatedTable } from '../dated.ts'
import { codeRanges } from './code-ranges.ts'
import { certaintyOf, citeSmall, periodOf, smallDated, type Certainty, type SmallRow } from './rows.ts'

/** Visits that only a new patient can have. */
export interface NewPatientCodes extends DatedTable {
  /** How sure the table is that the code is a new patient's on the day; undefined where it is none. */
  find(procedure: string, day: number): Certainty | undefined
  /** Whether the code is a new patient's on some day. */
  has(procedure: string): boolean
  cite(procedure: string, day: number): Citation
}

/** Builds the table from its rows. */
export function newPatientCodes(rows: readonly SmallRow[]): NewPatientCodes {
  const entries = rows
    .filter((row) => row['patient'] === 'new')
    .map((row) => {
      const [from, through] = periodOf(row)
      return {
        row,
        first: row['code_from']!,
        last: row['code_to']!,
        from,
        through,
        certain: certaintyOf(row),
      }
    })
  const of = codeRanges(entries)
  const on = (procedure: string, day: number) =>
    of(procedure).find(({ from, through }) => from <= day && day <= through)
  return {
    ...smallDated('new-patient-codes'),
    find: (procedure, day) => on(procedure, day)?.certain,
    has: (procedure) => of(procedure).length > 0,
    cite: (procedure, day) => citeSmall('new-patient-codes', on(procedure, day)?.row ?? {}),
  }
}
