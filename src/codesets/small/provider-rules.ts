/**
 * What a provider of a taxonomy may bill (`provider_rules.csv`). The rules stand as short sentences of a fixed form,
 * which are read here: `98940 98941 …` (those alone), `never AA QK`, `AS, never 80 81 82 alone`, `GP on every therapy code`.
 */
import type { Citation, DatedTable } from '../dated.ts'
import type { CodeRange } from './code-ranges.ts'
import { certaintyOf, citeSmall, smallDated, type SmallRow } from './rows.ts'

/** One rule of a kind of provider. */
export interface ProviderRule {
  /** What the kind of provider is called, for instance `chiropractor`. */
  readonly meaning: string
  readonly payers: 'all' | 'medicare'
  /** The only procedures the provider may bill; undefined where there is no such limit. */
  readonly only: ReadonlySet<string> | undefined
  /** Modifiers the provider may not bill. */
  readonly foreign: ReadonlySet<string>
  /** Modifiers that make a foreign one right on the same line. */
  readonly unless: ReadonlySet<string>
  /** Procedures the provider may not bill: a range, first and last code inclusive; undefined where there is no such bar. */
  readonly barred: CodeRange | undefined
  /** Row of the table, for the citation. */
  readonly row: number
}

/** Rules by taxonomy. */
export interface ProviderRules extends DatedTable {
  /** Rules of a taxonomy; undefined where there are none. */
  of(taxonomy: string): readonly ProviderRule[] | undefined
  cite(rule: ProviderRule): Citation
}

const THERAPY = ['GN', 'GO', 'GP']
const modifiersIn = (text: string): string[] => text.match(/\b[0-9A-Z]{2}\b/g) ?? []

/** Reads one sentence; undefined when it says nothing of a form that is known. */
function readRule(
  kind: string,
  rule: string,
): Pick<ProviderRule, 'only' | 'foreign' | 'unless' | 'barred'> | undefined {
  const nothing = {
    only: undefined,
    foreign: new Set<string>(),
    unless: new Set<string>(),
    barred: undefined,
  }
  if (kind === 'only')
    return { ...nothing, only: new Set(rule.replace(/\(.*\)/, '').match(/\b[0-9A-Z]\d{4}\b/g) ?? []) }
  if (kind === 'never') {
    if (rule === 'rendering provider of any line') return { ...nothing, barred: { first: '', last: '~' } }
    const range = /^(\w{5})-(\w{5}) /.exec(rule)
    return range ? { ...nothing, barred: { first: range[1]!, last: range[2]! } } : undefined
  }
  const therapy = /^(G[NOP]) on every therapy code/.exec(rule)?.[1]
  if (therapy) return { ...nothing, foreign: new Set(THERAPY.filter((modifier) => modifier !== therapy)) }
  const surgeryCenter = /instead of (\d\d);.*?(\d\d) not$/.exec(rule)
  if (surgeryCenter) return { ...nothing, foreign: new Set([surgeryCenter[1]!, surgeryCenter[2]!]) }
  const [allowed, forbidden] = rule.split('never')
  if (forbidden === undefined) return undefined
  // `AS, never 80 81 82 alone`: beside AS they are right.
  return {
    ...nothing,
    foreign: new Set(modifiersIn(forbidden)),
    unless: new Set(forbidden.includes('alone') ? modifiersIn(allowed!) : []),
  }
}

/** Builds the table from its rows. Throws when a rule has a form that is not known. */
export function providerRules(rows: readonly SmallRow[]): ProviderRules {
  const entries = rows.map((row, at) => {
    const read = readRule(row['kind']!, row['rule']!)
    if (!read) throw new Error(`provider_rules: cannot read "${row['rule']}"`)
    const rule: ProviderRule = {
      ...read,
      meaning: row['meaning']!,
      payers: row['payer_line'] === 'all' ? 'all' : 'medicare',
      row: at,
    }
    return { rule, patterns: row['taxonomy']!.split(/ and | /), certain: certaintyOf(row) }
  })
  const matches = (pattern: string, taxonomy: string): boolean =>
    pattern.endsWith('*') ? taxonomy.startsWith(pattern.slice(0, -1)) : taxonomy === pattern
  const remembered = new Map<string, readonly ProviderRule[] | null>()
  return {
    ...smallDated('provider-rules'),
    of(taxonomy) {
      let found = remembered.get(taxonomy)
      if (found === undefined) {
        const rules = entries
          .filter(
            ({ patterns, certain }) =>
              certain !== 'low' && patterns.some((pattern) => matches(pattern, taxonomy)),
          )
          .map(({ rule }) => rule)
        found = rules.length > 0 ? rules : null
        // Taxonomies come from outside: there are about 900 real ones.
        if (remembered.size < 5_000) remembered.set(taxonomy, found)
      }
      return found ?? undefined
    },
    cite: ({ row }) => citeSmall('provider-rules', rows[row]!),
  }
}
