/** Holds the condition and the words of a rule to the vocabulary, and says where and with which known names they fail. */
import { isIsoDate } from '../model/dates.ts'
import { refused, shown } from './document.ts'
import { parsePattern } from './patterns.ts'
import { bounds, HistoryParams, type Atom, type Condition } from './schema.ts'
import { factFields, factNames, fieldOf, type Field, type FactName } from './fields.ts'
import {
  claimPlaceholders,
  claimPlaces,
  linePlaceholders,
  linePlaces,
  operators,
  operatorsOf,
  type OperatorName,
} from './vocabulary.ts'

/** What a condition is checked against. */
export interface CheckContext {
  readonly file: string
  /** Names of the code lists that the rule may use. */
  readonly lists: Pick<ReadonlyMap<string, unknown>, 'has' | 'keys'>
}

const groups = ['all', 'any', 'not'] as const
const atomKeys = ['fact', 'path', 'operator', 'value']

/** Whether the text is the name of a code list rather than a code. */
export const isListName = (text: string): boolean => /^[a-z]/.test(text)

/** Whether a value is an object with keys. */
const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/**
 * Checks a condition as it was read. Throws E_RULE_FIELD, E_RULE_OPERATOR, E_RULE_VALUE, E_RULE_LIST for what the
 * vocabulary does not know, E_RULE_LIMIT for what is too large, E_RULE for another form.
 */
export function checkCondition(when: unknown, at: string, context: CheckContext): void {
  let count = 0
  const walk = (value: unknown, path: string, depth: number): void => {
    if (depth > bounds.depth)
      throw refused('E_RULE_LIMIT', context.file, path, `Conditions stand at most ${bounds.depth} deep.`)
    if (!isObject(value))
      throw refused('E_RULE', context.file, path, 'A condition is an object: a question, or all, any or not.')
    const keys = Object.keys(value)
    const group = groups.find((name) => keys.includes(name))
    if (group === undefined) {
      if (++count > bounds.conditions)
        throw refused(
          'E_RULE_LIMIT',
          context.file,
          path,
          `A rule has at most ${bounds.conditions} conditions.`,
        )
      checkAtom(value, path, context)
      return
    }
    const stray = keys.find((key) => key !== group)
    if (stray !== undefined)
      throw refused('E_RULE', context.file, path, `There is no ${shown(stray)} beside ${group}.`)
    const inner = value[group]
    if (group === 'not') {
      walk(inner, `${path}.not`, depth + 1)
      return
    }
    if (!Array.isArray(inner) || inner.length === 0)
      throw refused(
        'E_RULE',
        context.file,
        `${path}.${group}`,
        `${group} is a list of at least one condition.`,
      )
    inner.forEach((member, index) => walk(member, `${path}.${group}[${index}]`, depth + 1))
  }
  walk(when, at, 1)
}

function checkAtom(atom: Readonly<Record<string, unknown>>, at: string, context: CheckContext): void {
  const { file } = context
  const known = atom['fact'] === 'history' ? [...atomKeys, 'params'] : atomKeys
  const stray = Object.keys(atom).find((key) => !known.includes(key))
  if (stray !== undefined)
    throw refused(
      'E_RULE',
      file,
      at,
      `There is no ${shown(stray)} here. Known: ${known.join(', ')}, or all, any, not.`,
    )
  const fact = factNames.find((name) => name === atom['fact'])
  if (fact === undefined)
    throw refused(
      'E_RULE_FIELD',
      file,
      `${at}.fact`,
      `No fact ${shown(atom['fact'])}. Known: ${factNames.join(', ')}.`,
    )
  const path = typeof atom['path'] === 'string' ? atom['path'] : ''
  const field = fieldOf(fact, path)
  if (field === undefined)
    throw refused(
      'E_RULE_FIELD',
      file,
      `${at}.path`,
      `No field ${shown(path)} on ${fact}. Known: ${Object.keys(factFields[fact]).join(', ')}.`,
    )
  const operator = operators.find((name) => name === atom['operator'])
  const fitting = operatorsOf[field.kind]
  if (operator === undefined)
    throw refused(
      'E_RULE_OPERATOR',
      file,
      `${at}.operator`,
      `No operator ${shown(atom['operator'])}. Known for ${fact}.${path}: ${fitting.join(', ')}.`,
    )
  if (!fitting.includes(operator))
    throw refused(
      'E_RULE_OPERATOR',
      file,
      `${at}.operator`,
      `${operator} does not fit ${fact}.${path}. Known for it: ${fitting.join(', ')}.`,
    )
  if (fact === 'history') checkParams(atom['params'], `${at}.params`, context)
  checkValue(operator, field, atom['value'], `${at}.value`, context)
}

function checkParams(params: unknown, at: string, context: CheckContext): void {
  const parsed = HistoryParams.safeParse(params)
  if (!parsed.success)
    throw refused(
      'E_RULE_VALUE',
      context.file,
      at,
      'A question about history says how many days back, at most five years, and for which codes: { "days": 365, "codes": ["77067"] }.',
    )
  if (parsed.data.codes !== undefined) checkPatterns(parsed.data.codes, `${at}.codes`, context)
}

function checkValue(
  operator: OperatorName,
  field: Field,
  value: unknown,
  at: string,
  context: CheckContext,
): void {
  const wrong = (sentence: string) => refused('E_RULE_VALUE', context.file, at, sentence)
  switch (operator) {
    case 'absent':
      if (value !== undefined) throw wrong('absent takes no value; write it under not for the contrary.')
      return
    case 'matchesCodes':
      checkPatterns(value, at, context)
      return
    case 'startsWith': {
      const starts = Array.isArray(value) ? (value as unknown[]) : [value]
      if (starts.length === 0 || starts.length > bounds.values)
        throw wrong('startsWith takes one start or several.')
      for (const start of starts)
        if (typeof start !== 'string' || !/^[0-9A-Z.]{1,20}$/.test(start))
          throw wrong('A start is a text of capital letters and digits.')
      return
    }
    case 'between': {
      const pair = Array.isArray(value) ? (value as unknown[]) : []
      if (pair.length !== 2) throw wrong('between takes two values, [from, through].')
      for (const end of pair) checkScalar(field, end, at, context)
      if ((pair[0] as string | number) > (pair[1] as string | number))
        throw wrong('The first of the two is the lower.')
      return
    }
    case 'in':
    case 'notIn':
    case 'containsAny': {
      if (!Array.isArray(value) || value.length === 0)
        throw wrong(`${operator} takes a list of at least one value.`)
      if (value.length > bounds.values)
        throw refused('E_RULE_LIMIT', context.file, at, `A condition has at most ${bounds.values} values.`)
      value.forEach((one, index) => checkScalar(field, one, `${at}[${index}]`, context))
      return
    }
    case 'equal':
    case 'notEqual':
    case 'contains':
    case 'doesNotContain':
    case 'greaterThan':
    case 'greaterThanInclusive':
    case 'lessThan':
    case 'lessThanInclusive':
      checkScalar(field, value, at, context)
  }
}

function checkScalar(field: Field, value: unknown, at: string, context: CheckContext): void {
  const wrong = (sentence: string) => refused('E_RULE_VALUE', context.file, at, sentence)
  if (field.kind === 'number') {
    if (typeof value !== 'number' || !Number.isFinite(value)) throw wrong('The value is a number.')
    return
  }
  if (typeof value !== 'string') throw wrong('The value is one text.')
  if (value.length > bounds.valueCharacters)
    throw refused(
      'E_RULE_LIMIT',
      context.file,
      at,
      `A value has at most ${bounds.valueCharacters} characters.`,
    )
  if (field.kind === 'date') {
    if (!isIsoDate(value))
      throw refused('E_RULE_DATE', context.file, at, `${shown(value)} is no calendar date YYYY-MM-DD.`)
    return
  }
  if (field.values !== undefined) {
    if (!field.values.includes(value)) throw wrong(`${shown(value)} is none of: ${field.values.join(', ')}.`)
    return
  }
  const form =
    field.form ??
    (field.kind === 'diagnosis' || field.kind === 'diagnoses'
      ? /^[A-Z][0-9A-Z]{2}\.?[0-9A-Z]{0,4}$/
      : /^[0-9A-Z]+$/)
  if (!form.test(value)) throw wrong(`${shown(value)} is nothing that this field can be.`)
}

function checkPatterns(value: unknown, at: string, context: CheckContext): void {
  const patterns = Array.isArray(value) ? (value as unknown[]) : [value]
  if (patterns.length === 0) throw refused('E_RULE_VALUE', context.file, at, 'There is no code here.')
  if (patterns.length > bounds.values)
    throw refused('E_RULE_LIMIT', context.file, at, `A condition has at most ${bounds.values} values.`)
  patterns.forEach((pattern, index) => {
    const place = Array.isArray(value) ? `${at}[${index}]` : at
    if (typeof pattern === 'string' && isListName(pattern)) {
      if (!context.lists.has(pattern))
        throw refused(
          'E_RULE_LIST',
          context.file,
          place,
          `There is no code list ${shown(pattern)}. Known: ${[...context.lists.keys()].slice(0, 50).join(', ') || 'none'}.`,
        )
      return
    }
    checkPattern(pattern, place, context.file)
  })
}

/** Refuses what is no code, range or prefix. Throws E_RULE_VALUE. */
export function checkPattern(pattern: unknown, at: string, file: string): void {
  if (typeof pattern !== 'string' || parsePattern(pattern) === undefined)
    throw refused(
      'E_RULE_VALUE',
      file,
      at,
      `${shown(pattern)} is no code, range "99202-99215" (both ends of one length, the lower first) or prefix "E11.*".`,
    )
}

/** Questions of a condition, in order. */
export function atomsOf(condition: Condition): readonly Atom[] {
  if ('all' in condition) return condition.all.flatMap(atomsOf)
  if ('any' in condition) return condition.any.flatMap(atomsOf)
  if ('not' in condition) return atomsOf(condition.not)
  return [condition]
}

/** Whether a rule is asked of each line, or once of the claim. */
export function reachOf(when: Condition): 'line' | 'claim' {
  const ofLine: readonly FactName[] = ['line', 'diagnoses']
  return atomsOf(when).some(({ fact }) => ofLine.includes(fact)) ? 'line' : 'claim'
}

/** What of the consequence is checked. */
interface Words {
  readonly at?: string | undefined
  readonly scope?: string | undefined
  readonly text: string
  readonly fix: string
}

/** Checks place and words of a rule. Throws E_RULE_FIELD, E_RULE_VALUE or E_RULE_PLACEHOLDER. */
export function checkWords(then: Words, reach: 'line' | 'claim', at: string, file: string): void {
  const places: readonly string[] = reach === 'line' ? linePlaces : claimPlaces
  if (then.at !== undefined && !places.includes(then.at))
    throw refused(
      'E_RULE_FIELD',
      file,
      `${at}.at`,
      `A rule of the ${reach} cannot name ${shown(then.at)} as its place. Known: ${places.join(', ')}.`,
    )
  if (reach === 'claim' && then.scope !== undefined && then.scope !== 'claim')
    throw refused('E_RULE_VALUE', file, `${at}.scope`, 'A rule that asks about no line concerns the claim.')
  const known = [
    ...(reach === 'line' ? Object.keys(linePlaceholders) : []),
    ...Object.keys(claimPlaceholders),
  ]
  for (const key of ['text', 'fix'] as const)
    for (const piece of then[key].split('{{').slice(1)) {
      const name = piece.includes('}}') ? piece.slice(0, piece.indexOf('}}')) : piece
      if (!piece.includes('}}') || !known.includes(name))
        throw refused(
          'E_RULE_PLACEHOLDER',
          file,
          `${at}.${key}`,
          `Nothing fills {{${name.slice(0, 40)}}}. Known: ${known.join(', ')}.`,
        )
    }
}
