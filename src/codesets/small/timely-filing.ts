/**
 * How long payers take first claims where no contract says it (`timely_filing.csv`). Only rows of law that hold for a
 * whole payer line and every provider are used: the others quote contracts, and a contract belongs in a payer's profile.
 * Source: 42 CFR 424.44 (Medicare); 42 CFR 447.45(d)(1) (Medicaid, outer limit).
 */
import type { PayerLine } from '../../model/claim.ts'
import type { Citation, DatedTable } from '../dated.ts'
import { certaintyOf, citeSmall, periodOf, smallDated, type SmallRow } from './rows.ts'

/** A limit that the law sets. */
export interface LegalLimit {
  readonly value: number
  readonly unit: 'days' | 'months' | 'calendar-years'
  /** Row of the table, for the citation. */
  readonly row: number
}

/** Limits by payer line and day. */
export interface TimelyFiling extends DatedTable {
  find(line: PayerLine, day: number): LegalLimit | undefined
  cite(limit: LegalLimit): Citation
}

const units: Readonly<Record<string, LegalLimit['unit']>> = {
  days: 'days',
  months: 'months',
  'calendar year after service': 'calendar-years',
}

const lawful: ReadonlySet<string> = new Set(['medicare', 'medicaid'])

/** Builds the table from its rows. Throws when a unit is not known. */
export function timelyFiling(rows: readonly SmallRow[]): TimelyFiling {
  const limits = rows.flatMap((row, at) => {
    if (certaintyOf(row) !== 'high' || row['provider'] !== 'all' || !lawful.has(row['payer_line']!)) return []
    const unit = units[row['unit']!]
    if (!unit) throw new Error(`timely_filing: unknown unit "${row['unit']}"`)
    const [from, through] = periodOf(row)
    return [{ line: row['payer_line'], from, through, limit: { value: Number(row['value']), unit, row: at } }]
  })
  return {
    ...smallDated('timely-filing'),
    find: (line, day) =>
      limits.find((entry) => entry.line === line && entry.from <= day && day <= entry.through)?.limit,
    cite: ({ row }) => citeSmall('timely-filing', rows[row]!),
  }
}
