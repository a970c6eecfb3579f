/**
 * Preventive services of Medicare Part B and vaccine administrations (`preventive_services.csv`), beside which a visit
 * with modifier 25 may carry G2211 from 2025. Source: CY2025 physician fee schedule final rule; CR 13705.
 */
import type { DatedTable } from '../dated.ts'
import { codeRanges } from './code-ranges.ts'
import { periodOf, smallDated, type SmallRow } from './rows.ts'

/** Preventive services by code and day. */
export interface PreventiveServices extends DatedTable {
  has(procedure: string, day: number): boolean
}

/** Builds the table from its rows. */
export function preventiveServices(rows: readonly SmallRow[]): PreventiveServices {
  const of = codeRanges(
    rows.map((row) => {
      const [from, through] = periodOf(row)
      return { first: row['code_from']!, last: row['code_to']!, from, through }
    }),
  )
  return {
    ...smallDated('preventive-services'),
    has: (procedure, day) => of(procedure).some(({ from, through }) => from <= day && day <= through),
  }
}
