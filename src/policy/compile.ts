/**
 * Conditions become closures over facts. Nothing is generated from a document: every closure stands in this file, and
 * the document gives it values alone.
 */
import { addDays, compactDate, daysBetween, isoDate } from '../model/dates.ts'
import { samePayer, type PriorLine } from '../model/history.ts'
import { isListName } from './check.ts'
import type { Facts } from './facts.ts'
import { matcherOf, parsePattern, type Pattern } from './patterns.ts'
import type { CodeLists } from './rule-set.ts'
import type { Atom, Condition, HistoryParams } from './schema.ts'
import { fieldOf, type Field, type FieldKind } from './fields.ts'

/** Whether something holds of the facts. */
export type Predicate = (facts: Facts) => boolean

/** Patterns that a value of `matchesCodes` names, lists resolved. Lists and patterns were checked when the rule was read. */
export function patternsOf(value: Atom['value'] | readonly string[], lists: CodeLists): readonly Pattern[] {
  const given = (Array.isArray(value) ? value : [value]) as readonly string[]
  return given.flatMap((one) => (isListName(one) ? lists.get(one)! : [one])).map((one) => parsePattern(one)!)
}

/** Values of a condition as the claim has them: diagnoses without their dots. */
export function valuesOf(atom: Atom, kind: FieldKind): readonly (string | number)[] {
  const given = (Array.isArray(atom.value) ? atom.value : [atom.value]) as readonly (string | number)[]
  return kind === 'diagnosis' || kind === 'diagnoses'
    ? given.map((one) => String(one).replaceAll('.', ''))
    : given
}

type Read<T> = (facts: Facts) => T | undefined

function ofNumber(read: Read<number>, { operator }: Atom, values: readonly number[]): Predicate {
  const [first, second] = [values[0]!, values[1]!]
  const set = new Set(values)
  switch (operator) {
    case 'equal':
      return (facts) => read(facts) === first
    case 'notEqual':
      return (facts) => {
        const value = read(facts)
        return value !== undefined && value !== first
      }
    case 'in':
      return (facts) => set.has(read(facts)!)
    case 'notIn':
      return (facts) => {
        const value = read(facts)
        return value !== undefined && !set.has(value)
      }
    // A comparison with undefined is false, as it must be.
    case 'greaterThan':
      return (facts) => read(facts)! > first
    case 'greaterThanInclusive':
      return (facts) => read(facts)! >= first
    case 'lessThan':
      return (facts) => read(facts)! < first
    case 'lessThanInclusive':
      return (facts) => read(facts)! <= first
    default:
      return (facts) => {
        const value = read(facts)!
        return value >= first && value <= second
      }
  }
}

function ofText(read: Read<string>, { operator }: Atom, values: readonly string[], is: Matcher): Predicate {
  const [first, second] = [values[0]!, values[1]!]
  const set = new Set(values)
  const present =
    (holds: (value: string) => boolean): Predicate =>
    (facts) => {
      const value = read(facts)
      return value !== undefined && holds(value)
    }
  switch (operator) {
    case 'equal':
      return (facts) => read(facts) === first
    case 'notEqual':
      return present((value) => value !== first)
    case 'in':
      return (facts) => set.has(read(facts)!)
    case 'notIn':
      return present((value) => !set.has(value))
    case 'startsWith':
      return present((value) => values.some((start) => value.startsWith(start)))
    case 'matchesCodes':
      return present(is())
    case 'greaterThan':
      return present((value) => value > first)
    case 'greaterThanInclusive':
      return present((value) => value >= first)
    case 'lessThan':
      return present((value) => value < first)
    case 'lessThanInclusive':
      return present((value) => value <= first)
    default:
      return present((value) => value >= first && value <= second)
  }
}

type Matcher = () => (code: string) => boolean

function ofList(
  read: Read<readonly string[]>,
  { operator }: Atom,
  values: readonly string[],
  is: Matcher,
): Predicate {
  const first = values[0]!
  const some =
    (holds: (value: string) => boolean): Predicate =>
    (facts) => {
      const list = read(facts)
      if (list === undefined) return false
      for (const member of list) if (holds(member)) return true
      return false
    }
  switch (operator) {
    case 'contains':
      return (facts) => read(facts)?.includes(first) === true
    case 'doesNotContain':
      return (facts) => read(facts)?.includes(first) === false
    case 'containsAny': {
      const set = new Set(values)
      return some((value) => set.has(value))
    }
    case 'startsWith':
      return some((value) => values.some((start) => value.startsWith(start)))
    default:
      return some(is())
  }
}

/** Earlier lines that a question about history counts, in order. */
export function priorLines(
  facts: Facts,
  since: number,
  is: ((code: string) => boolean) | undefined,
): PriorLine[] {
  const { claim, compactDay: day, line } = facts
  const from = compactDate(addDays(facts.day, -since))
  return facts
    .history()
    .between(from, day)
    .filter(
      (prior) =>
        prior.from >= from &&
        (prior.from < day || (prior.from === day && !prior.claim.later)) &&
        prior.procedure !== undefined &&
        (is === undefined ? prior.procedure === line.procedure : is(prior.procedure)) &&
        samePayer(claim, prior.claim),
    )
}

/** The earlier lines that a question of a rule counts. */
export function historyOf({ params }: Atom, lists: CodeLists): (facts: Facts) => PriorLine[] {
  const { days, codes } = params as HistoryParams
  const is = codes === undefined ? undefined : matcherOf(patternsOf(codes, lists), false)
  return (facts) => priorLines(facts, days, is)
}

/** What a field of a question gives; a field of history counts. */
export function readerOf(atom: Atom, lists: CodeLists): Field['read'] {
  if (atom.fact !== 'history') return fieldOf(atom.fact, atom.path)!.read
  const lines = historyOf(atom, lists)
  switch (atom.path) {
    case 'lines':
      return (facts) => lines(facts).length
    case 'units':
      return (facts) => lines(facts).reduce((sum, { units }) => sum + units, 0)
    default:
      return (facts) => {
        const latest = lines(facts).reduce((day, { from }) => Math.max(day, from), 0)
        return latest === 0 ? undefined : daysBetween(isoDate(latest), facts.day)
      }
  }
}

function compileAtom(atom: Atom, lists: CodeLists): Predicate {
  const { kind } = fieldOf(atom.fact, atom.path)!
  const read = readerOf(atom, lists)
  if (atom.operator === 'absent')
    return kind === 'codes' || kind === 'diagnoses'
      ? (facts) => ((read(facts) as readonly string[] | undefined)?.length ?? 0) === 0
      : (facts) => read(facts) === undefined
  const values = atom.operator === 'matchesCodes' ? [] : valuesOf(atom, kind)
  const is: Matcher = () =>
    matcherOf(patternsOf(atom.value, lists), kind === 'diagnosis' || kind === 'diagnoses')
  switch (kind) {
    case 'number':
      return ofNumber(read as Read<number>, atom, values as readonly number[])
    case 'code':
    case 'diagnosis':
    case 'date':
      return ofText(read as Read<string>, atom, values as readonly string[], is)
    case 'codes':
    case 'diagnoses':
      return ofList(read as Read<readonly string[]>, atom, values as readonly string[], is)
  }
}

/** Whether the field of a question is one that the claim owes and does not have. */
const lacks = (atom: Atom, lists: CodeLists): Predicate => {
  const { owed } = fieldOf(atom.fact, atom.path)!
  const read = readerOf(atom, lists)
  if (owed === undefined) return () => false
  return (facts) => owed.includes(facts.claim.type) && read(facts) === undefined
}

const joined = (members: readonly Predicate[], all: boolean): Predicate => {
  const [first, second] = [members[0]!, members[1]!]
  if (members.length === 1) return first
  if (members.length === 2)
    return all ? (facts) => first(facts) && second(facts) : (facts) => first(facts) || second(facts)
  const count = members.length
  return (facts) => {
    for (let at = 0; at < count; at++) if (members[at]!(facts) !== all) return !all
    return all
  }
}

/** How much a condition costs to ask, roughly: comparisons of what the line has at hand are cheap, other claims are dear. */
function weight(condition: Condition): number {
  if ('all' in condition || 'any' in condition)
    return ('all' in condition ? condition.all : condition.any).reduce((sum, one) => sum + weight(one), 1)
  if ('not' in condition) return weight(condition.not)
  if (condition.fact === 'history') return 1_000
  const { kind } = fieldOf(condition.fact, condition.path)!
  const isList = kind === 'codes' || kind === 'diagnoses'
  return (isList ? 3 : 1) + (condition.fact === 'line' ? 0 : 2)
}

/** The members of a group, cheap ones first: the answer does not hang on the order. */
const byWeight = (members: readonly Condition[]): readonly Condition[] =>
  members.toSorted((one, other) => weight(one) - weight(other))

/** A condition as a closure: every operator but `absent` is false where its field is missing. */
export function compileCondition(condition: Condition, lists: CodeLists): Predicate {
  if ('all' in condition || 'any' in condition) {
    const inner = byWeight('all' in condition ? condition.all : condition.any)
    return joined(
      inner.map((one) => compileCondition(one, lists)),
      'all' in condition,
    )
  }
  if ('not' in condition) {
    const inner = compileCondition(condition.not, lists)
    return (facts) => !inner(facts)
  }
  return compileAtom(condition, lists)
}

const ALWAYS: Predicate = () => true

/** What is left of a condition when parts of it, members of its `all` or the whole, are known to hold. */
export function compileRest(
  condition: Condition,
  settled: readonly Condition[],
  lists: CodeLists,
): Predicate {
  if (settled.length === 0) return compileCondition(condition, lists)
  const rest = ('all' in condition ? condition.all : [condition]).filter((part) => !settled.includes(part))
  return rest.length === 0 ? ALWAYS : compileCondition({ all: rest }, lists)
}

/**
 * Whether a condition could hold if the fields that the claim owes and does not have were there. Of a claim that has
 * them all it is the condition itself.
 */
export function compilePossible(condition: Condition, lists: CodeLists, wanted = true): Predicate {
  if ('all' in condition || 'any' in condition) {
    const inner = 'all' in condition ? condition.all : condition.any
    return joined(
      inner.map((one) => compilePossible(one, lists, wanted)),
      'all' in condition,
    )
  }
  if ('not' in condition) {
    const inner = compilePossible(condition.not, lists, !wanted)
    return (facts) => !inner(facts)
  }
  const holds = compileAtom(condition, lists)
  const open = lacks(condition, lists)
  if (wanted) return (facts) => holds(facts) || open(facts)
  // Under a negation the question is whether it may fail. Where the field is missing only `absent` does not fail
  // already, and it would if the field were there.
  return (facts) => holds(facts) && !open(facts)
}
