/** Modifiers that tell a screening from a diagnostic service (`screening_rules.csv`). Source: IOM 100-04 chapter 18; CPT appendix A. */
import type { Citation, DatedTable } from '../dated.ts'
import { rangeOf, words } from './by-code.ts'
import { codeRanges } from './code-ranges.ts'
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
    .flatMap((row) => {
      const rule = { modifier: row['modifier']!, cite: citeSmall('screening-rules', row) }
      return words(row['codes']).map((item) => ({
        ...rangeOf(item),
        payer: row['payer_line'],
        from: periodOf(row)[0],
        rule,
      }))
    })
  const of = codeRanges(entries)
  return {
    ...smallDated('screening-rules'),
    has: (procedure) => of(procedure).length > 0,
    find: (procedure, payer, day) =>
      of(procedure).find((entry) => entry.payer === payer && entry.from <= day)?.rule,
  }
}
