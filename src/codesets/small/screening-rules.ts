/** Modifiers that tell a screening from a diagnostic service (`screening_rules.csv`). Source: IOM 100-04 chapter 18; CPT appendix A. */
import type { Citation, DatedTable } from '../dated.ts'
import { words } from './by-code.ts'
import { citeSmall, periodOf, smallDated, type SmallRow } from './rows.ts'

/** One rule: which modifier these codes bear to this kind of payer, `none` where they bear neither PT nor 33. */
export interface ScreeningRule {
  readonly modifier: string
  readonly cite: Citation
}

/** Screening rules by code, payer and day. */
export interface ScreeningRules extends DatedTable {
  has(procedure: string): boolean
  find(procedure: string, payer: 'medicare' | 'commercial', day: number): ScreeningRule | undefined
}

/** Builds the table from its rows. Rules about KX are no concern of PT and 33. */
export function screeningRules(rows: readonly SmallRow[]): ScreeningRules {
  const entries = rows
    .filter((row) => row['modifier'] !== 'KX')
    .map((row) => ({
      row,
      payer: row['payer_line'],
      from: periodOf(row)[0],
      ranges: words(row['codes']).map((item) => item.split('-') as [string, string?]),
      rule: { modifier: row['modifier']!, cite: citeSmall('screening-rules', row) },
    }))
  const within = (procedure: string, ranges: readonly [string, string?][]): boolean =>
    ranges.some(
      ([first, last = first]) => first.length === procedure.length && first <= procedure && procedure <= last,
    )
  return {
    ...smallDated('screening-rules'),
    has: (procedure) => entries.some(({ ranges }) => within(procedure, ranges)),
    find: (procedure, payer, day) =>
      entries.find((entry) => entry.payer === payer && entry.from <= day && within(procedure, entry.ranges))
        ?.rule,
  }
}
