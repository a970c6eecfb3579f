/** Age bounds of procedures (`procedure_ages.csv`). Source: the codes' own definitions; national coverage for screening. */
import type { Citation, DatedTable } from '../dated.ts'
import { citeSmall, certaintyOf, periodOf, smallDated, type SmallRow } from './rows.ts'

/** What ages are counted in. */
export type AgeUnit = 'days' | 'months' | 'years'

/** One end of a range of ages, inclusive: a patient of 4 years is 4 until the day before the fifth birthday. */
export interface AgeBound {
  readonly value: number
  readonly unit: AgeUnit
}

/** The ages a procedure is for. */
export interface AgeLimit {
  readonly least: AgeBound | undefined
  readonly most: AgeBound | undefined
  /** Whose limit it is: every payer's, or Medicare's coverage alone. */
  readonly payers: 'all' | 'medicare'
  /** Whether a denial is certain enough to be foretold. */
  readonly sure: boolean
  /** Row of the table, for the citation. */
  readonly row: number
}

/** Age bounds by code and day. */
export interface ProcedureAges extends DatedTable {
  find(procedure: string, day: number): AgeLimit | undefined
  /** Whether the code has a bound on some day. */
  has(procedure: string): boolean
  cite(limit: AgeLimit): Citation
}

const units: ReadonlySet<string> = new Set(['days', 'months', 'years'])

function boundOf(row: SmallRow, which: 'min' | 'max'): AgeBound | undefined {
  const text = row[which] ?? ''
  if (text === '') return undefined
  const unit = row[`${which}_unit`] ?? ''
  const value = Number(text)
  if (!units.has(unit) || !Number.isInteger(value))
    throw new Error(`procedure_ages: ${row['code']} has no such age as "${text} ${unit}"`)
  return { value, unit: unit as AgeUnit }
}

/** Builds the table from its rows. Throws when an age is none. */
export function procedureAges(rows: readonly SmallRow[]): ProcedureAges {
  const byCode = new Map<string, { limit: AgeLimit; from: number; through: number }[]>()
  rows.forEach((row, at) => {
    const [from, through] = periodOf(row)
    const limit: AgeLimit = {
      least: boundOf(row, 'min'),
      most: boundOf(row, 'max'),
      payers: row['payer_line'] === 'medicare' ? 'medicare' : 'all',
      sure: row['severity'] === 'deny' && certaintyOf(row) === 'high',
      row: at,
    }
    byCode.set(row['code']!, [...(byCode.get(row['code']!) ?? []), { limit, from, through }])
  })
  return {
    ...smallDated('procedure-ages'),
    find: (procedure, day) =>
      byCode.get(procedure)?.find(({ from, through }) => from <= day && day <= through)?.limit,
    has: (procedure) => byCode.has(procedure),
    cite: ({ row }) => citeSmall('procedure-ages', rows[row]!),
  }
}
