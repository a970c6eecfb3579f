/** Conditions of payer rules in words. */
import type { RuleSuggestion } from '../model/rule-suggestion.ts'
import { isListName } from './check.ts'
import type { CodeLists } from './rule-set.ts'
import type { Atom, Condition } from './schema.ts'
import { fieldOf, type FactName } from './fields.ts'

/** A condition in words; groups have members. */
export interface ConditionWords {
  readonly text: string
  readonly members: readonly ConditionWords[]
}

/** So many values are written out; the rest is counted. */
const MOST_VALUES = 12

const isListField = (fact: FactName, path: string): boolean =>
  ['codes', 'diagnoses'].includes(fieldOf(fact, path)!.kind)

/** Values of a condition in words, code lists with their size. */
function valuesInWords(value: Atom['value'] | readonly string[], lists: CodeLists): string {
  const values = (Array.isArray(value) ? value : [value]) as readonly (string | number)[]
  const shown = values.slice(0, MOST_VALUES).map((one) => {
    if (typeof one !== 'string' || !isListName(one)) return String(one)
    return `the list ${one} (${lists.get(one)?.length ?? 0} entries)`
  })
  const rest = values.length - shown.length
  const last = rest > 0 ? `${rest} more` : shown.pop()!
  return shown.length === 0 ? last : `${shown.join(', ')} or ${last}`
}

const single: Readonly<Record<Atom['operator'], (values: string) => string>> = {
  equal: (values) => `is ${values}`,
  notEqual: (values) => `is there and is not ${values}`,
  in: (values) => `is ${values}`,
  notIn: (values) => `is there and is none of ${values}`,
  contains: (values) => `has ${values}`,
  doesNotContain: (values) => `has no ${values}`,
  containsAny: (values) => `has ${values}`,
  greaterThan: (values) => `is more than ${values}`,
  greaterThanInclusive: (values) => `is ${values} or more`,
  lessThan: (values) => `is less than ${values}`,
  lessThanInclusive: (values) => `is ${values} or less`,
  startsWith: (values) => `begins with ${values}`,
  between: (values) => `is between ${values.replace(' or ', ' and ')}`,
  matchesCodes: (values) => `is ${values}`,
  absent: () => 'is missing',
}
const dated: Partial<typeof single> = {
  greaterThan: (values) => `is after ${values}`,
  greaterThanInclusive: (values) => `is ${values} or later`,
  lessThan: (values) => `is before ${values}`,
  lessThanInclusive: (values) => `is ${values} or earlier`,
}
const listed: Partial<typeof single> = {
  startsWith: (values) => `has one that begins with ${values}`,
  matchesCodes: (values) => `has ${values}`,
  absent: () => 'is empty or missing',
}

/** A question in one sentence without its end: `line.units is more than 4`. */
export function questionInWords(atom: Atom, lists: CodeLists): string {
  const { fact, path, operator, value, params } = atom
  const own = isListField(fact, path) ? listed : fieldOf(fact, path)!.kind === 'date' ? dated : {}
  const says = (own[operator] ?? single[operator])(value === undefined ? '' : valuesInWords(value, lists))
  const asked =
    params === undefined
      ? ''
      : ` (the ${params.days} days before${params.codes === undefined ? ', the line’s own code' : `, ${valuesInWords(params.codes, lists)}`})`
  return `${fact}.${path}${asked} ${says}`
}

/** A condition in words. */
export function conditionInWords(condition: Condition, lists: CodeLists): ConditionWords {
  const inner = (members: readonly Condition[]) => members.map((one) => conditionInWords(one, lists))
  if ('all' in condition) return { text: 'all of these:', members: inner(condition.all) }
  if ('any' in condition) return { text: 'any of these:', members: inner(condition.any) }
  if ('not' in condition) return { text: 'not:', members: inner([condition.not]) }
  return { text: questionInWords(condition, lists), members: [] }
}

/** A correction that a rule names in words: `remove the line, only if …`. */
export function suggestionInWords(suggestion: RuleSuggestion): string {
  const what = (): string => {
    switch (suggestion.do) {
      case 'removeLine':
        return 'remove the line'
      case 'removeModifier':
        return `remove ${suggestion.modifiers.join(' or ')}`
      case 'joinLines':
        return 'put the units of both lines on one'
      case 'joinSides':
        return 'report one line with 50'
      case 'splitSides':
        return 'report two lines, LT and RT'
      case 'limitUnits':
        return `report ${suggestion.units} ${suggestion.units === 1 ? 'unit' : 'units'}`
    }
  }
  return `${what()}, only if ${suggestion.onlyIf}`
}

/** Fields that a condition asks about, each once, with what they mean. */
export function fieldsInWords(
  atoms: readonly Atom[],
): readonly { readonly name: string; readonly means: string }[] {
  const means = new Map(atoms.map(({ fact, path }) => [`${fact}.${path}`, fieldOf(fact, path)!.means]))
  return [...means].map(([name, text]) => ({ name, means: text }))
}
