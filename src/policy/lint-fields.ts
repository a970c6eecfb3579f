/** Whether the questions that a condition puts to its fields can all be answered as it wants them. */
import { addDays } from '../model/dates.ts'
import { isListName } from './check.ts'
import { patternsOf, valuesOf } from './compile.ts'
import { codeSet, intersection, isCovered, type CodeSet, type CodeShape } from './lint-sets.ts'
import { parsePattern, type Pattern } from './patterns.ts'
import type { CodeLists } from './rule-set.ts'
import type { Atom } from './schema.ts'
import { fieldOf, type Field } from './fields.ts'

/** A question and whether it is to hold. */
export interface Literal {
  readonly atom: Atom
  readonly lists: CodeLists
  readonly wanted: boolean
}

/** Fields that every claim and line has. Lists of the claim and the line are always there, if only empty. */
const alwaysThere: ReadonlySet<string> = new Set([
  'claim.type',
  'claim.chargeCents',
  'claim.lineCount',
  'claim.otherPayerCount',
  'line.units',
  'line.chargeCents',
  'line.serviceDate',
  'line.days',
  'line.pointerCount',
  'line.sameDayLines',
  'line.sameDayUnits',
  'history.lines',
  'history.units',
])

/** Least value of numbers that count; others may be anything. */
const least: Readonly<Record<string, number>> = {
  'claim.lineCount': 1,
  'claim.otherPayerCount': 0,
  'line.pointerCount': 0,
  'line.sameDayLines': 1,
  'patient.age': 0,
  'patient.ageMonths': 0,
  'history.lines': 0,
  'history.daysSince': 0,
}
const whole: ReadonlySet<string> = new Set([...Object.keys(least), 'line.days', 'claim.daysToReceipt'])

/** Fields whose members are all members of a list: what the list has not, they have not. */
const partOf: Readonly<Record<string, readonly string[]>> = {
  'line.procedure': ['claim.procedures'],
  'line.sameDayProcedures': ['claim.procedures'],
  'line.modifiers': ['claim.modifiers'],
  'line.revenueCode': ['claim.revenueCodes'],
  'diagnoses.codes': ['claim.diagnoses'],
  'diagnoses.first': ['diagnoses.codes', 'claim.diagnoses'],
  'claim.principalDiagnosis': ['claim.diagnoses'],
}

/** Lengths of codes that all have one. */
const lengths: Readonly<Record<string, number>> = {
  'line.procedure': 5,
  'line.sameDayProcedures': 5,
  'claim.procedures': 5,
  'line.modifiers': 2,
  'claim.modifiers': 2,
  'line.placeOfService': 2,
  'claim.placeOfService': 2,
  'line.revenueCode': 4,
  'claim.revenueCodes': 4,
}

interface Asked {
  readonly name: string
  readonly field: Field
  readonly shape: CodeShape
  readonly literals: Literal[]
}

const sets = new WeakMap<Atom, { readonly lists: CodeLists; readonly set: CodeSet }>()

/** Codes that a question names. */
function setOf({ atom, lists }: Literal, { field, shape }: Asked): CodeSet {
  const known = sets.get(atom)
  if (known?.lists === lists) return known.set
  const made = codeSet(patternsIn(atom, lists, field), shape)
  sets.set(atom, { lists, set: made })
  return made
}

function patternsIn(atom: Atom, lists: CodeLists, { kind }: Field): readonly Pattern[] {
  if (atom.operator === 'matchesCodes') return patternsOf(atom.value, lists)
  const values = valuesOf(atom, kind).map(String)
  return values.map((value) => (atom.operator === 'startsWith' ? { prefix: value } : { exact: value }))
}

const isAbsent = ({ atom }: Literal): boolean => atom.operator === 'absent'
/** Whether the question denies what its values say: it holds of the codes that are not among them. */
const isDenial = ({ atom }: Literal): boolean =>
  ['notEqual', 'notIn', 'doesNotContain'].includes(atom.operator)
/** Whether the literal says that the field has a value of the set; otherwise it says that it has none of it. */
const isPositive = (literal: Literal): boolean => literal.wanted !== isDenial(literal)

/** A number or date against one question, of a field that is there. */
function answers({ atom, wanted }: Literal, value: string | number): boolean {
  const values = atom.value as string | number | readonly (string | number)[]
  const [first, second] = (Array.isArray(values) ? values : [values]) as (string | number)[] as [
    string | number,
    string | number,
  ]
  const holds = (): boolean => {
    switch (atom.operator) {
      case 'equal':
        return value === first
      case 'notEqual':
        return value !== first
      case 'in':
        return (values as readonly (string | number)[]).includes(value)
      case 'notIn':
        return !(values as readonly (string | number)[]).includes(value)
      case 'greaterThan':
        return value > first
      case 'greaterThanInclusive':
        return value >= first
      case 'lessThan':
        return value < first
      case 'lessThanInclusive':
        return value <= first
      default:
        return value >= first && value <= second
    }
  }
  return holds() === wanted
}

/** Values among which one answers if any does: the constants of the questions, their neighbours and what lies between. */
function candidates({ name, field }: Asked, literals: readonly Literal[]): readonly (string | number)[] {
  const constants = literals.flatMap(({ atom }) => valuesOf(atom, field.kind))
  if (field.kind === 'date')
    return constants.flatMap((day) => [day, ...[-1, 1].map((by) => addDays(String(day), by))])
  const numbers = [...new Set(constants as readonly number[])].sort((one, other) => one - other)
  const near = numbers.flatMap((one, at) => {
    const next = numbers[at + 1]
    return [one - 1, one, one + 1, ...(next === undefined ? [] : [(one + next) / 2])]
  })
  return near.filter(
    (one) => (!whole.has(name) || Number.isInteger(one)) && one >= (least[name] ?? Number.NEGATIVE_INFINITY),
  )
}

/** Whether a field that is there, and has one value, can answer all questions. */
function oneValueFits(asked: Asked, taken: readonly CodeSet[]): boolean {
  const { field, shape } = asked
  const literals = asked.literals.filter((literal) => !isAbsent(literal))
  if (field.kind === 'number' || field.kind === 'date')
    return (
      literals.length === 0 ||
      candidates(asked, literals).some((value) => literals.every((literal) => answers(literal, value)))
    )
  const positive = literals.filter(isPositive).map((literal) => setOf(literal, asked))
  const negative = [
    ...taken,
    ...literals.filter((literal) => !isPositive(literal)).map((literal) => setOf(literal, asked)),
  ]
  if (field.values !== undefined)
    return field.values.some(
      (value) => positive.every(({ has }) => has(value)) && !negative.some(({ has }) => has(value)),
    )
  if (positive.length === 0) return true
  const left = positive.reduce((one, other) => intersection(one, other, shape))
  return !isCovered(left, negative, shape)
}

function listFits(asked: Asked, taken: readonly CodeSet[]): boolean {
  const { literals, shape } = asked
  // Every question that is to hold needs the list, but `absent`. Not to lack a code is to have it, or to have no list.
  const isThere = isAlwaysThere(asked) || literals.some((literal) => literal.wanted !== isAbsent(literal))
  const positive = literals.filter(
    (literal) => !isAbsent(literal) && isPositive(literal) && (!isDenial(literal) || isThere),
  )
  if (literals.some((literal) => isAbsent(literal) && literal.wanted))
    return positive.length === 0 && !literals.some((literal) => isAbsent(literal) && !literal.wanted)
  const negative = [
    ...taken,
    ...literals
      .filter((literal) => !isAbsent(literal) && !isPositive(literal))
      .map((literal) => setOf(literal, asked)),
  ]
  return positive.every((literal) => !isCovered(setOf(literal, asked), negative, shape))
}

const isList = ({ kind }: Field): boolean => kind === 'codes' || kind === 'diagnoses'
const isAlwaysThere = ({ name, field }: Asked): boolean =>
  alwaysThere.has(name) || (isList(field) && name !== 'diagnoses.codes')

function fieldFits(asked: Asked, taken: readonly CodeSet[]): boolean {
  const { field, literals } = asked
  if (isList(field)) return listFits(asked, taken)
  // Every question that is to hold needs the field, but `absent`; what is not to hold is content without it.
  const needsIt = literals.some((literal) => literal.wanted !== isAbsent(literal))
  if (!needsIt && !isAlwaysThere(asked)) return true
  if (literals.some((literal) => isAbsent(literal) && literal.wanted)) return false
  return oneValueFits(asked, taken)
}

/** The field asked about; of history also what is counted, lists written out: two payers' may bear one name. */
const keyOf = ({ atom: { fact, path, params }, lists }: Literal): string => {
  if (params === undefined) return `${fact}.${path}`
  const codes = params.codes?.flatMap((one) => (isListName(one) ? (lists.get(one) ?? []) : [one]))
  return `${fact}.${path} ${params.days} ${codes?.join(' ') ?? ''}`
}

/** Whether some claim could answer all of the questions as wanted, as far as that can be told: false is proved. */
export function canAllHold(literals: readonly Literal[]): boolean {
  const byField = new Map<string, Asked>()
  for (const literal of literals) {
    const { fact, path } = literal.atom
    const key = keyOf(literal)
    const known = byField.get(key)
    if (known) known.literals.push(literal)
    else {
      const name = `${fact}.${path}`
      const field = fieldOf(fact, path)!
      const diagnosis = field.kind === 'diagnosis' || field.kind === 'diagnoses'
      byField.set(key, { name, field, shape: { length: lengths[name], diagnosis }, literals: [literal] })
    }
  }
  for (const asked of byField.values()) {
    const wholes = (partOf[asked.name] ?? []).flatMap((name) => byField.get(name) ?? [])
    const taken = wholes.flatMap((list) =>
      list.literals
        .filter((literal) => !isAbsent(literal) && !isPositive(literal))
        .map((literal) => setOf(literal, list)),
    )
    if (!fieldFits(asked, taken)) return false
    const isEmpty = wholes.some((list) => list.literals.some((one) => isAbsent(one) && one.wanted))
    const hasSome = asked.literals.some((one) => one.wanted && !isAbsent(one) && !isDenial(one))
    if (isEmpty && hasSome) return false
  }
  return true
}

/** Codes, ranges and prefixes that a question names, as they stand in the document; lists by their names. */
export function writtenCodes(atom: Atom): readonly string[] {
  if (['absent', 'between'].includes(atom.operator)) return []
  const given = (Array.isArray(atom.value) ? atom.value : [atom.value]) as readonly unknown[]
  return given.filter(
    (one): one is string => typeof one === 'string' && (isListName(one) || parsePattern(one) !== undefined),
  )
}
