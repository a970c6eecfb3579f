/** Waived laboratory tests and whether they bear QW (`clia_waived.csv`). Source: CMS CLIA waived-test change requests. Not complete. */
import type { Citation, DatedTable } from '../dated.ts'
import { rowsByCode } from './by-code.ts'
import { certaintyOf, smallDated, type Certainty, type SmallRow } from './rows.ts'

/** Waived tests by code and day. */
export interface CliaWaived extends DatedTable {
  has(procedure: string): boolean
  /** Whether a laboratory with a certificate of waiver adds QW; undefined for a test that the list does not have. */
  find(procedure: string, day: number): { readonly takesQw: boolean; readonly certain: Certainty } | undefined
  cite(procedure: string, day: number): Citation
}

/** Builds the table from its rows. */
export function cliaWaived(rows: readonly SmallRow[]): CliaWaived {
  const byCode = rowsByCode('clia-waived', rows, 'code')
  const entries = new Map(
    rows.map((row) => [
      row,
      { takesQw: row['qw_needed_with_waiver_certificate'] === 'yes', certain: certaintyOf(row) },
    ]),
  )
  return {
    ...smallDated('clia-waived'),
    has: byCode.has,
    find(procedure, day) {
      const found = byCode.find(procedure, day)
      return found && entries.get(found.row)
    },
    cite: byCode.cite,
  }
}
