/**
 * Which rules a claim or line wakes. A rule that cannot fire without one of certain codes is filed under these codes, by
 * the most telling field it asks about; ranges and prefixes are looked up once a code and the answer kept. Rules that no
 * code can hold are asked together, through gates.
 */
import { patternsOf, valuesOf } from './compile.ts'
import type { Facts } from './facts.ts'
import { createGates } from './gates.ts'
import { commonStart, isOf, type Pattern } from './patterns.ts'
import type { CodeLists } from './rule-set.ts'
import type { Atom, Condition } from './schema.ts'
import { fieldOf, type FactName, type FieldValue } from './fields.ts'

interface Key {
  readonly fact: FactName
  readonly path: string
}

/** Fields to file rules under, most telling first. */
const lineKeys: readonly Key[] = [
  { fact: 'line', path: 'procedure' },
  { fact: 'claim', path: 'payerId' },
  { fact: 'line', path: 'modifiers' },
  { fact: 'diagnoses', path: 'codes' },
  { fact: 'diagnoses', path: 'first' },
  { fact: 'line', path: 'revenueCode' },
  { fact: 'line', path: 'placeOfService' },
  { fact: 'claim', path: 'typeOfBill' },
  { fact: 'claim', path: 'procedures' },
]
const claimKeys: readonly Key[] = [
  { fact: 'claim', path: 'procedures' },
  { fact: 'claim', path: 'payerId' },
  { fact: 'claim', path: 'modifiers' },
  { fact: 'claim', path: 'principalDiagnosis' },
  { fact: 'claim', path: 'diagnoses' },
  { fact: 'claim', path: 'revenueCodes' },
  { fact: 'claim', path: 'typeOfBill' },
  { fact: 'claim', path: 'placeOfService' },
  { fact: 'claim', path: 'frequency' },
]

/** More than this a field does not tell: a prefix of one character stands for a tenth of all codes. */
const cost = (patterns: readonly Pattern[]): number =>
  patterns.reduce(
    (sum, pattern) => sum + ('exact' in pattern ? 1 : 10 ** Math.max(0, 5 - commonStart(pattern).length)),
    0,
  )

/** Codes of which a field must have one for a condition to hold. */
interface Needed {
  readonly patterns: readonly Pattern[]
  /** The question that holds as soon as the field has one of them, where that is a part of the whole condition. */
  readonly settles?: Condition
}

/** Codes of which the field must have one for the condition to hold; undefined where it can hold without. */
function needed(condition: Condition, key: Key, lists: CodeLists): Needed | undefined {
  if ('all' in condition) {
    let best: Needed | undefined
    for (const member of condition.all) {
      const found = needed(member, key, lists)
      if (found !== undefined && (best === undefined || cost(found.patterns) < cost(best.patterns)))
        best = { patterns: found.patterns, ...(found.settles === member ? { settles: member } : {}) }
    }
    return best
  }
  if ('any' in condition) {
    const every = condition.any.map((member) => needed(member, key, lists))
    return every.every((found) => found !== undefined)
      ? { patterns: every.flatMap(({ patterns }) => patterns) }
      : undefined
  }
  if ('not' in condition || condition.fact !== key.fact || condition.path !== key.path) return undefined
  const patterns = patternsOfAtom(condition, lists)
  return patterns && { patterns, settles: condition }
}

function patternsOfAtom(atom: Atom, lists: CodeLists): readonly Pattern[] | undefined {
  const { kind } = fieldOf(atom.fact, atom.path)!
  switch (atom.operator) {
    case 'matchesCodes':
      return patternsOf(atom.value, lists)
    case 'startsWith':
      return valuesOf(atom, kind).map((start) => ({ prefix: String(start) }))
    case 'equal':
    case 'in':
    case 'contains':
    case 'containsAny':
      return valuesOf(atom, kind).map((value) => ({ exact: String(value) }))
    default:
      return undefined
  }
}

/** A rule as filing needs it. */
export interface Fileable {
  readonly when: Condition
  readonly lists: CodeLists
}

/** Tells which rules are awake. */
export interface RuleWaker {
  /** By rule: the parts of its condition that hold whenever it is woken as settled. */
  readonly settled: readonly (readonly Condition[])[]
  /**
   * Calls back with the positions of the rules that could fire, each once, in no order. `settled` says that these parts
   * hold, since they woke the rule; else its whole condition is open.
   */
  each(facts: Facts, awake: (rule: number, settled: boolean) => void): void
}

const NOBODY = new Int32Array(0)
/** Codes come from outside: beyond so many distinct ones the memory starts anew. */
const REMEMBERED_CODES = 100_000

/** Rules under the codes of one field. */
function createFile(key: Key) {
  const { read, owed, kind } = fieldOf(key.fact, key.path)!
  const diagnosis = kind === 'diagnosis' || kind === 'diagnoses'
  const exact = new Map<string, number[]>()
  const wide = new Map<string, { readonly pattern: Pattern; readonly rule: number }[]>()
  const all: number[] = []
  const remembered = new Map<string, Int32Array>()
  let longest = 0
  const append = <T>(map: Map<string, T[]>, name: string, value: T): void => {
    const list = map.get(name)
    if (list) list.push(value)
    else map.set(name, [value])
  }
  const gather = (code: string): Int32Array => {
    const rules = new Set(exact.get(code))
    for (let length = 0; length <= Math.min(longest, code.length); length++)
      for (const { pattern, rule } of wide.get(code.slice(0, length)) ?? [])
        if (isOf(pattern, code, diagnosis)) rules.add(rule)
    const list = rules.size === 0 ? NOBODY : Int32Array.from(rules)
    if (remembered.size >= REMEMBERED_CODES) remembered.clear()
    remembered.set(code, list)
    return list
  }
  return {
    isEmpty: () => all.length === 0,
    read: read as (facts: Facts) => FieldValue,
    /** Rules to ask where the claim owes the field and lacks it: they may have to say that they were not answered. */
    missing: (): Int32Array => (owed === undefined ? NOBODY : Int32Array.from(all)),
    add(rule: number, patterns: readonly Pattern[]): void {
      all.push(rule)
      for (const pattern of patterns) {
        if ('exact' in pattern) append(exact, pattern.exact, rule)
        else {
          const start = commonStart(pattern)
          longest = Math.max(longest, start.length)
          append(wide, start, { pattern, rule })
        }
      }
    },
    of: (code: string): Int32Array => remembered.get(code) ?? gather(code),
  }
}

/** Files rules; `reach` says whether they are asked of lines or of claims. */
export function createRuleWaker(rules: readonly Fileable[], reach: 'line' | 'claim'): RuleWaker {
  const keys = reach === 'line' ? lineKeys : claimKeys
  const files = keys.map(createFile)
  const always: number[] = []
  const settled: (readonly Condition[])[] = []
  rules.forEach(({ when, lists }, rule) => {
    let chosen = -1
    let best: Needed = { patterns: [] }
    keys.forEach((key, at) => {
      const found = needed(when, key, lists)
      // The first field wins unless a later one tells far more.
      if (found !== undefined && (chosen < 0 || cost(found.patterns) * 1_000 < cost(best.patterns))) {
        chosen = at
        best = found
      }
    })
    settled.push(best.settles === undefined ? [] : [best.settles])
    if (chosen < 0) always.push(rule)
    else files[chosen]!.add(rule, best.patterns)
  })
  const used = files.filter((file) => !file.isEmpty()).map((file) => ({ ...file, absent: file.missing() }))
  const gates = createGates(always.map((rule) => rules[rule]!))
  always.forEach((rule, at) => (settled[rule] = gates.settled[at]!))
  // A line may have two codes that wake one rule: it is asked once.
  const stamps = new Int32Array(rules.length)
  let stamp = 0
  return {
    settled,
    each(facts, awake) {
      if (always.length > 0) gates.each(facts, (at, holds) => awake(always[at]!, holds))
      for (const file of used) {
        const value = file.read(facts)
        if (typeof value === 'string') {
          const list = file.of(value)
          for (let at = 0; at < list.length; at++) awake(list[at]!, true)
        } else if (value === undefined) {
          for (let at = 0; at < file.absent.length; at++) awake(file.absent[at]!, false)
        } else {
          const codes = value as readonly string[]
          if (++stamp === 0x7fffffff) {
            stamps.fill(0)
            stamp = 1
          }
          for (const code of codes) {
            const list = file.of(code)
            for (let at = 0; at < list.length; at++) {
              const rule = list[at]!
              if (stamps[rule] === stamp) continue
              stamps[rule] = stamp
              awake(rule, true)
            }
          }
        }
      }
    },
  }
}
