/**
 * Rules that no code can hold, asked together. What such a rule says of one field alone depends on the field's value
 * alone: for each value met the rules that pass are kept as bits, so that a line costs one look-up a field for all rules
 * together, and only those that pass every field are asked one by one. Numbers are looked up by the interval between the
 * constants that the rules compare them with.
 */
import { atomsOf } from './check.ts'
import { compileCondition, compilePossible, type Predicate } from './compile.ts'
import type { Facts } from './facts.ts'
import { fieldOf, type FactName, type Field, type FieldValue } from './fields.ts'
import type { CodeLists } from './rule-set.ts'
import type { Condition } from './schema.ts'

/** Fields that are looked up at most, those that most rules ask for. */
const MOST_FIELDS = 8
/** Values of one field whose answer is kept; beyond, the memory starts anew. */
const REMEMBERED_VALUES = 4_096

/** A rule as gates need it. */
export interface Gated {
  readonly when: Condition
  readonly lists: CodeLists
}

/** Many rules asked at once. */
export interface Gates {
  /** By rule: parts of its condition that hold whenever it is called settled. */
  readonly settled: readonly (readonly Condition[])[]
  /** Calls back with the positions of the rules that pass; not settled where a field that the claim owes is missing. */
  each(facts: Facts, awake: (rule: number, settled: boolean) => void): void
}

/** Name of the one field a condition is about, undefined where there are several or its answer hangs on more. */
function soleField(condition: Condition): string | undefined {
  const names = new Set(atomsOf(condition).map(({ fact, path }) => `${fact}.${path}`))
  if (names.size !== 1) return undefined
  const [name] = [...names] as [string]
  const [fact, path] = name.split('.') as [FactName, string]
  const { kind } = fieldOf(fact, path)!
  const isList = kind === 'codes' || kind === 'diagnoses'
  return fact === 'history' || (isList && name !== 'line.modifiers') ? undefined : name
}

/** Parts of a condition that are each about one field, by field. */
function partsOf(when: Condition): ReadonlyMap<string, readonly Condition[]> {
  const parts = new Map<string, Condition[]>()
  for (const member of 'all' in when ? when.all : [when]) {
    const name = soleField(member)
    if (name === undefined) continue
    const known = parts.get(name)
    if (known) known.push(member)
    else parts.set(name, [member])
  }
  return parts
}

interface Part {
  readonly rule: number
  readonly holds: Predicate
  /** Whether it could hold if the field were there. */
  readonly possible: Predicate
}

/** The rules that pass one field. */
interface Gate {
  readonly read: (facts: Facts) => FieldValue
  readonly owed: Field['owed']
  passing(facts: Facts, value: FieldValue): Int32Array
}

/** Numbers that conditions compare a field with, in order, each once. */
const constantsOf = (conditions: readonly Condition[]): Float64Array =>
  Float64Array.from(
    new Set(
      conditions
        .flatMap(atomsOf)
        .flatMap(({ value }) => value)
        .filter((one) => typeof one === 'number'),
    ),
  ).sort()

/** Even for the interval below the constant of that number, odd for the constant itself. */
function slotOf(constants: Float64Array, value: number): number {
  let [low, high] = [0, constants.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (constants[middle]! < value) low = middle + 1
    else high = middle
  }
  return constants[low] === value ? 2 * low + 1 : 2 * low
}

function createGate(
  name: string,
  parts: readonly Part[],
  conditions: readonly Condition[],
  words: number,
): Gate {
  const [fact, path] = name.split('.') as [FactName, string]
  const { read, owed, kind } = fieldOf(fact, path)!
  const constants = kind === 'number' ? constantsOf(conditions) : new Float64Array(0)
  const known = new Map<string | number, Int32Array>()
  const make = (facts: Facts, key: string | number, isOwed: boolean): Int32Array => {
    const bits = new Int32Array(words).fill(-1)
    for (const { rule, holds, possible } of parts)
      if (!(isOwed ? possible : holds)(facts)) bits[rule >> 5]! &= ~(1 << (rule & 31))
    if (known.size >= REMEMBERED_VALUES) known.clear()
    known.set(key, bits)
    return bits
  }
  return {
    read,
    owed,
    passing(facts, value) {
      if (value === undefined) {
        const isOwed = owed !== undefined && owed.includes(facts.claim.type)
        const key = isOwed ? -2 : -1
        return known.get(key) ?? make(facts, key, isOwed)
      }
      const key =
        typeof value === 'number'
          ? slotOf(constants, value)
          : typeof value === 'string'
            ? value
            : // No code has a comma in it.
              value.join()
      return known.get(key) ?? make(facts, key, false)
    },
  }
}

/** Makes the gates of rules. */
export function createGates(rules: readonly Gated[]): Gates {
  const words = Math.ceil(rules.length / 32)
  const byField = new Map<string, { readonly rule: number; readonly conditions: readonly Condition[] }[]>()
  const partsByRule = rules.map(({ when }) => partsOf(when))
  partsByRule.forEach((parts, rule) => {
    for (const [name, conditions] of parts) {
      const list = byField.get(name)
      if (list) list.push({ rule, conditions })
      else byField.set(name, [{ rule, conditions }])
    }
  })
  const chosen = [...byField].sort(([, one], [, other]) => other.length - one.length).slice(0, MOST_FIELDS)
  const names = new Set(chosen.map(([name]) => name))
  const gates = chosen.map(([name, list]) => {
    const parts = list.map(({ rule, conditions }) => {
      const { lists } = rules[rule]!
      const all = { all: conditions }
      return { rule, holds: compileCondition(all, lists), possible: compilePossible(all, lists) }
    })
    return createGate(
      name,
      parts,
      list.flatMap(({ conditions }) => conditions),
      words,
    )
  })
  const passed = new Int32Array(words)
  const everyone = new Int32Array(words).fill(-1)
  if (rules.length % 32 !== 0) everyone[words - 1] = (1 << (rules.length % 32)) - 1

  return {
    settled: partsByRule.map((parts) =>
      [...parts].flatMap(([name, conditions]) => (names.has(name) ? conditions : [])),
    ),
    each(facts, awake) {
      passed.set(everyone)
      let settled = true
      for (const gate of gates) {
        const value = gate.read(facts)
        if (value === undefined && gate.owed?.includes(facts.claim.type)) settled = false
        const bits = gate.passing(facts, value)
        let open = 0
        for (let word = 0; word < words; word++) open |= passed[word]! &= bits[word]!
        if (open === 0) return
      }
      for (let word = 0; word < words; word++)
        for (let bits = passed[word]!; bits !== 0; bits &= bits - 1)
          awake(word * 32 + 31 - Math.clz32(bits & -bits), settled)
    },
  }
}
