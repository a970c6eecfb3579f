/**
 * Codes that say too little without a description: unlisted procedures and codes "not otherwise classified"
 * (`unlisted_codes.csv`). Source: CPT (numbers), CMS list of NOC codes.
 */
import type { Citation, DatedTable } from '../dated.ts'
import { certaintyOf, citeSmall, periodOf, smallDated, type Certainty, type SmallRow } from './rows.ts'

/** Unlisted and NOC codes by day. */
export interface UnlistedCodes extends DatedTable {
  has(procedure: string): boolean
  /** How sure it is that the code asks for a description; undefined when it is no such code on the day. */
  find(procedure: string, day: number): Certainty | undefined
  cite(procedure: string): Citation
}

/** Builds the table from its rows. */
export function unlistedCodes(rows: readonly SmallRow[]): UnlistedCodes {
  const byCode = new Map(
    rows.map((row) => [row['code']!, { row, period: periodOf(row), certain: certaintyOf(row) }]),
  )
  return {
    ...smallDated('unlisted-codes'),
    has: (procedure) => byCode.has(procedure),
    find(procedure, day) {
      const entry = byCode.get(procedure)
      return entry && entry.period[0] <= day && day <= entry.period[1] ? entry.certain : undefined
    },
    cite: (procedure) => citeSmall('unlisted-codes', byCode.get(procedure)?.row ?? {}),
  }
}
