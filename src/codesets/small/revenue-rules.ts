/**
 * Which revenue codes want a procedure, which may stand alone, and what they hold (`revenue_rules.csv`). Source: IOM
 * 100-04 chapters 4 and 25; outpatient payment rules. Rows are a selection.
 */
import type { Citation, DatedTable } from '../dated.ts'
import { words } from './by-code.ts'
import { certaintyOf, citeSmall, smallDated, type Certainty, type SmallRow } from './rows.ts'

/** What is known of a revenue code. */
export interface RevenueRule {
  readonly procedure: 'required' | 'optional' | 'forbidden' | 'not required'
  /** Therapy modifier of the discipline, '' for none. */
  readonly therapy: string
  /** Ranges of five-character codes that it holds; empty where the row does not list them. */
  readonly holds: readonly (readonly [string, string])[]
  /** True where the row leaves room for codes that it does not list. */
  readonly open: boolean
  readonly certain: Certainty
}

/** Rules by revenue code of four digits. */
export interface RevenueRules extends DatedTable {
  find(revenueCode: string): RevenueRule | undefined
  cite(revenueCode: string): Citation
}

const RANGE = /^([0-9A-Z]\d{3}[0-9A-Z])(?:-([0-9A-Z]\d{3}[0-9A-Z]))?,?$/

/** Builds the table from its rows; where rows overlap, the narrowest decides. */
export function revenueRules(rows: readonly SmallRow[]): RevenueRules {
  const entries = rows.map((row) => {
    const tokens = words(row['procedures'])
    const holds = tokens.flatMap((token) => {
      const range = RANGE.exec(token)
      return range ? [[range[1]!, range[2] ?? range[1]!] as const] : []
    })
    const rule: RevenueRule = {
      procedure: row['procedure'] as RevenueRule['procedure'],
      therapy: /^G[NOP]$/.test(row['modifier']!) ? row['modifier']! : '',
      holds,
      open:
        holds.length === 0 || tokens.some((token) => ['procedures', 'others', 'monitoring'].includes(token)),
      certain: certaintyOf(row),
    }
    return { row, rule, first: row['revenue_from']!, last: row['revenue_to']! }
  })
  entries.sort((a, b) => Number(a.last) - Number(a.first) - (Number(b.last) - Number(b.first)))
  const entryOf = (code: string) => entries.find(({ first, last }) => first <= code && code <= last)
  const remembered = new Map<string, (typeof entries)[number] | undefined>()
  const of = (code: string) => {
    if (!remembered.has(code)) {
      // Codes come from outside: the memory is bounded by the number of codes of four digits.
      if (remembered.size >= 10_000) return entryOf(code)
      remembered.set(code, entryOf(code))
    }
    return remembered.get(code)
  }
  return {
    ...smallDated('revenue-rules'),
    find: (code) => of(code)?.rule,
    cite: (code) => citeSmall('revenue-rules', of(code)?.row ?? {}),
  }
}
