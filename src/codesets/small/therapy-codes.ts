/** Therapy services and the discipline modifiers they take (`therapy_codes.csv`). Source: RVU25D (multiple procedure indicator 5); CMS CR 10176. */
import type { Citation, DatedTable } from '../dated.ts'
import { rowsByCode, words } from './by-code.ts'
import { certaintyOf, smallDated, type Certainty, type SmallRow } from './rows.ts'

/** What is known of a therapy service. */
export interface TherapyCode {
  /** True: therapy whoever bills it. False: only where a therapist does. */
  readonly always: boolean
  /** Those of GN, GO and GP that it may bear. */
  readonly disciplines: readonly string[]
  readonly certain: Certainty
}

/** Therapy services by code and day. */
export interface TherapyCodes extends DatedTable {
  has(procedure: string): boolean
  find(procedure: string, day: number): TherapyCode | undefined
  cite(procedure: string, day: number): Citation
}

/** Builds the table from its rows. */
export function therapyCodes(rows: readonly SmallRow[]): TherapyCodes {
  const byCode = rowsByCode('therapy-codes', rows, 'code')
  const entries = new Map<SmallRow, TherapyCode>()
  for (const row of rows) {
    const certain = certaintyOf(row)
    entries.set(row, {
      always: row['class'] === 'always',
      disciplines: words(row['modifiers_allowed']),
      certain,
    })
  }
  return {
    ...smallDated('therapy-codes'),
    has: byCode.has,
    find(procedure, day) {
      const found = byCode.find(procedure, day)
      return found && entries.get(found.row)
    },
    cite: byCode.cite,
  }
}
