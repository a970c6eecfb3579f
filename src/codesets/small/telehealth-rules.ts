/**
 * Medicare's telehealth: codes with rules of their own (`telehealth_rules.csv`) and the laws that keep telehealth at home
 * (`telehealth_periods.csv`). Source: 42 CFR 410.78; CMS telehealth FAQ; the public laws each row names.
 */
import type { Citation, DatedTable } from '../dated.ts'
import { datedRow, inForce, rangeOf, words, type DatedRow } from './by-code.ts'
import { codeRanges } from './code-ranges.ts'
import { citeSmall, smallDated, type SmallRow } from './rows.ts'

/** What the table says of a code. */
export type TelehealthKind = 'ended' | 'not-valid' | 'brief' | 'originating-site' | 'communication'

/** Telehealth rules by code and day. */
export interface TelehealthRules extends DatedTable {
  /** Whether the table has a row about the code. */
  has(procedure: string): boolean
  /**
   * `ended`: no longer a code on the day; `not-valid`: not a code to Medicare (status I); `brief`: payable, and its own
   * words say the mode; `originating-site`: the fee of the place where the patient is; `communication`: a service from
   * afar that is not telehealth. Undefined where the table says nothing for the day.
   */
  kind(procedure: string, day: number): TelehealthKind | undefined
  /** Last day of a code that ended, compact. */
  lastDay(procedure: string): number
  cite(procedure: string): Citation
}

/** Periods in which telehealth at home and by telephone is paid. */
export interface TelehealthPeriods extends DatedTable {
  /** Whether a law allows it on the day. */
  allowed(day: number): boolean
  /** First and last day that any law allows, compact. */
  readonly first: number
  readonly last: number
}

const kindOf = (row: SmallRow): TelehealthKind | undefined => {
  const rule = row['rule'] ?? ''
  if (rule === 'ended') return 'ended'
  if (rule.startsWith('not valid')) return 'not-valid'
  if (rule === 'payable') return 'brief'
  if (rule === 'originating site fee') return 'originating-site'
  return rule === 'not telehealth' ? 'communication' : undefined
}

/** Builds the rules from their rows. Throws for a rule about a procedure that is not known. */
export function telehealthRules(rows: readonly SmallRow[]): TelehealthRules {
  const entries = rows
    .filter((row) => row['kind'] === 'procedure')
    .flatMap((row) => {
      const kind = kindOf(row)
      if (!kind) throw new Error(`telehealth_rules: unknown rule "${row['rule']}"`)
      return words(row['item']).map((item) => ({ ...rangeOf(item), ...datedRow(row), kind }))
    })
  const ofCode = codeRanges(entries)
  const of = (procedure: string) => ofCode(procedure)[0]
  return {
    ...smallDated('telehealth-rules'),
    has: (procedure) => of(procedure) !== undefined,
    kind(procedure, day) {
      const entry = of(procedure)
      if (!entry) return undefined
      if (entry.kind === 'ended') return day > entry.through ? 'ended' : undefined
      return inForce(entry, day) ? entry.kind : undefined
    },
    lastDay: (procedure) => of(procedure)!.through,
    cite: (procedure) => citeSmall('telehealth-rules', of(procedure)?.row ?? {}),
  }
}

/** Builds the periods from their rows. */
export function telehealthPeriods(rows: readonly SmallRow[]): TelehealthPeriods {
  const periods: readonly DatedRow[] = rows.map(datedRow)
  return {
    ...smallDated('telehealth-periods'),
    allowed: (day) => periods.some((period) => inForce(period, day)),
    first: periods.reduce((least, { from }) => Math.min(least, from), Infinity),
    last: periods.reduce((most, { through }) => Math.max(most, through), 0),
  }
}
