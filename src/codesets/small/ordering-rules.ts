/**
 * Services that name who ordered them (`ordering_rules.csv`). Source: 42 CFR 424.507; IOM 100-04 chapter 26 section 10.4
 * item 17. The codes of a row are written as ranges, single codes and first letters, with the fee schedule's PC/TC
 * indicators where a range holds more than is meant.
 */
import type { Citation, DatedTable } from '../dated.ts'
import { certaintyOf, citeSmall, smallDated, type SmallRow } from './rows.ts'

/** A group of services. */
export interface OrderingRule {
  /** What the services are, for instance `clinical laboratory`. */
  readonly group: string
  readonly role: 'ordering' | 'referring' | 'attending'
  /** Part of the service that is meant: its technical part or the whole, its interpretation alone, or whatever is billed. */
  readonly part: 'technical' | 'interpretation' | 'any'
  /** Whether the payer is known to refuse a claim that does not name the practitioner. */
  readonly sure: boolean
  /** Whether the services are equipment and supplies, for which a chiropractor may not give the order. */
  readonly equipment: boolean
  /** Row of the table, for the citation. */
  readonly row: number
}

/** Who must be named, by service. */
export interface OrderingRules extends DatedTable {
  /** Rules about the code, whatever its modifiers. */
  of(procedure: string): readonly OrderingRule[]
  /** The rule for therapy under a plan of care, which its modifiers GN, GO and GP mark. */
  readonly therapy: OrderingRule | undefined
  /** The rule for home health bills (32x). */
  readonly homeHealth: OrderingRule | undefined
  cite(rule: OrderingRule): Citation
}

const roles = ['ordering', 'referring', 'attending'] as const

function ruleOf(row: SmallRow, at: number): OrderingRule {
  const codes = row['codes']!
  const role = roles.find((name) => row['role']!.startsWith(name))
  if (!role) throw new Error(`ordering_rules: unknown role "${row['role']}"`)
  return {
    group: row['group']!,
    role,
    part: codes.includes('PC/TC 1, 3, 4')
      ? 'technical'
      : codes.includes('with 26')
        ? 'interpretation'
        : 'any',
    sure: certaintyOf(row) === 'high',
    equipment: row['group']!.startsWith('equipment'),
    row: at,
  }
}

/** The letter a code ends in, '' for a digit. */
const suffix = (code: string): string => /[A-Z]$/.exec(code)?.[0] ?? ''

/** Whether a word of the codes column is about the procedure. */
function names(word: string, procedure: string): boolean {
  if (/^[A-Z]$/.test(word))
    return procedure.length === 5 && procedure.startsWith(word) && /^\d{4}$/.test(procedure.slice(1))
  const [first, last = first] = word.split('-') as [string, string?]
  // `80047-89398` is about codes of five digits alone, `0001U-9999U` about those that end in U.
  const alike = suffix(first) === suffix(procedure) && first.length === procedure.length
  return alike && first <= procedure && procedure <= last
}

/** Builds the table from its rows. Throws when a row names no role, or no codes. */
export function orderingRules(rows: readonly SmallRow[]): OrderingRules {
  let therapy: OrderingRule | undefined
  let homeHealth: OrderingRule | undefined
  const coded: { rule: OrderingRule; words: readonly string[] }[] = []
  rows.forEach((row, at) => {
    const codes = row['codes']!
    const rule = ruleOf(row, at)
    if (codes.startsWith('always-therapy')) therapy = rule
    else if (codes.startsWith('bill types 32x')) homeHealth = rule
    else {
      // Words in brackets, and what follows "with" or "and", are about more than codes.
      const words = codes
        .replace(/\(.*?\)|\b(with|and)\b.*$/g, '')
        .split(/[ ,]+/)
        .filter((word) => word !== '')
      if (words.length === 0 || !words.every((word) => /^([A-Z]|\w{5}(-\w{5})?)$/.test(word)))
        throw new Error(`ordering_rules: cannot read "${codes}"`)
      coded.push({ rule, words })
    }
  })
  const remembered = new Map<string, readonly OrderingRule[]>()
  return {
    ...smallDated('ordering-rules'),
    of(procedure) {
      let found = remembered.get(procedure)
      if (!found) {
        found = coded
          .filter(({ words }) => words.some((word) => names(word, procedure)))
          .map(({ rule }) => rule)
        // Codes come from outside: the memory is bounded by what a snapshot could hold.
        if (remembered.size < 50_000) remembered.set(procedure, found)
      }
      return found
    },
    therapy,
    homeHealth,
    cite: ({ row }) => citeSmall('ordering-rules', rows[row]!),
  }
}
