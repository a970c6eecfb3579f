/**
 * Which revenue codes want a procedure, which may stand alone, and what they hold (`revenue_rules.csv`). Source: IOM
 * 100-04 chapters 4 and 25; outpatient payment rules. Rows are a selection.
 */
import type { Citation, DatedTable } from '../dated.ts'
import { words } from './by-code.ts'
import { certaintyOf, citeSmall, smallDated, type Certainty, type SmallRow } from './rows.ts'

/** Sections of CPT that can be told from a code alone; surgery and medicine stand under many revenue codes. */
export type Section = 'imaging' | 'laboratory' | 'visit'

/** What is known of a revenue code. */
export interface RevenueRule {
  readonly procedure: 'required' | 'optional' | 'forbidden' | 'not required'
  /** Therapy modifier of the discipline, '' for none. */
  readonly therapy: string
  /** Sections of CPT that surely do not stand under it; empty where the row leaves room for codes that it does not list. */
  readonly bars: ReadonlySet<Section>
  readonly certain: Certainty
}

/** Rules by revenue code of four digits. */
export interface RevenueRules extends DatedTable {
  find(revenueCode: string): RevenueRule | undefined
  /** Whether the procedure is of a section that the rule bars. */
  isBarred(rule: RevenueRule, procedure: string): boolean
  cite(revenueCode: string): Citation
}

const RANGE = /^(\d{5})(?:-(\d{5}))?,?$/

/** First and last codes of the sections, and of surgery. Source: CPT, table of contents (numbers only). */
const sections: Readonly<Record<Section, readonly [string, string]>> = {
  imaging: ['70010', '79999'],
  laboratory: ['80047', '89398'],
  visit: ['99202', '99499'],
}
const SURGERY = ['10004', '69990'] as const

/** Words of a row that leave room for codes of any section. */
const OPEN: ReadonlySet<string> = new Set(['procedures', 'others', 'monitoring'])

function barredSections(procedures: string | undefined): ReadonlySet<Section> {
  const tokens = words(procedures)
  const ranges = tokens.flatMap((token) => {
    const range = RANGE.exec(token)
    return range ? [[range[1]!, range[2] ?? range[1]!] as const] : []
  })
  if (ranges.length === 0 || tokens.some((token) => OPEN.has(token))) return new Set()
  const meets = ([from, through]: readonly [string, string]): boolean =>
    ranges.some(([first, last]) => first <= through && from <= last)
  // Imaging goes with the operation that it guides.
  const operations = ranges.some(([first, last]) => first < last && first <= SURGERY[1] && SURGERY[0] <= last)
  return new Set(
    (Object.keys(sections) as Section[]).filter(
      (section) => !meets(sections[section]) && !(section === 'imaging' && operations),
    ),
  )
}

/** The section of a code of five digits that bars can be told for, undefined for any other code. */
function sectionOf(procedure: string): Section | undefined {
  if (procedure.length !== 5 || procedure.charCodeAt(4) > 57) return undefined
  const first = procedure.charCodeAt(0)
  const section = first === 55 ? 'imaging' : first === 56 ? 'laboratory' : first === 57 ? 'visit' : undefined
  if (section === undefined) return undefined
  const [from, through] = sections[section]
  return from <= procedure && procedure <= through ? section : undefined
}

/** Builds the table from its rows; where rows overlap, the narrowest decides. */
export function revenueRules(rows: readonly SmallRow[]): RevenueRules {
  const entries = rows.map((row) => {
    const rule: RevenueRule = {
      procedure: row['procedure'] as RevenueRule['procedure'],
      therapy: /^G[NOP]$/.test(row['modifier']!) ? row['modifier']! : '',
      bars: barredSections(row['procedures']),
      certain: certaintyOf(row),
    }
    return { row, rule, first: row['revenue_from']!, last: row['revenue_to']! }
  })
  entries.sort((a, b) => Number(a.last) - Number(a.first) - (Number(b.last) - Number(b.first)))
  const entryOf = (code: string) => entries.find(({ first, last }) => first <= code && code <= last)
  const remembered = new Map<string, (typeof entries)[number] | null>()
  const of = (code: string) => {
    const known = remembered.get(code)
    if (known !== undefined) return known
    const found = entryOf(code) ?? null
    // Codes come from outside: the memory is bounded by the number of codes of four digits.
    if (remembered.size < 10_000) remembered.set(code, found)
    return found
  }
  return {
    ...smallDated('revenue-rules'),
    find: (code) => of(code)?.rule,
    isBarred(rule, procedure) {
      const section = sectionOf(procedure)
      return section !== undefined && rule.bars.has(section)
    },
    cite: (code) => citeSmall('revenue-rules', of(code)?.row ?? {}),
  }
}
