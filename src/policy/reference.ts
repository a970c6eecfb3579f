/**
 * The same condition run by json-rules-engine, condition by condition: the reference that compiled rules are held to,
 * and far too slow for claims. One run at a time on one engine; runs that overlap lose findings.
 */
import type { Engine, TopLevelCondition, ConditionProperties, RuleResult } from 'json-rules-engine'
import { atomsOf } from './check.ts'
import { historyOf, patternsOf, readerOf, valuesOf } from './compile.ts'
import { factFields, factNames, fieldOf, type FieldValue } from './fields.ts'
import type { Facts } from './facts.ts'
import { isOf, type Pattern } from './patterns.ts'
import type { Rule } from './rule-set.ts'
import type { Atom, Condition } from './schema.ts'

/** Asks the reference whether a rule's condition holds; one question at a time. */
export type Reference = (facts: Facts) => Promise<boolean>

interface Codes {
  readonly patterns: readonly Pattern[]
  readonly diagnosis: boolean
}

type Nested = ConditionProperties | TopLevelCondition

const membersOf = (value: unknown): readonly string[] =>
  typeof value === 'string' ? [value] : Array.isArray(value) ? (value as string[]) : []

const isAbsent = (value: unknown): boolean =>
  value === undefined || (Array.isArray(value) && value.length === 0)

/** The condition in the words of json-rules-engine. Its `notEqual` and `notIn` hold of a missing field; here they do not. */
function translated(condition: Condition, rule: Rule, atoms: readonly Atom[]): Nested {
  if ('all' in condition) return { all: condition.all.map((one) => translated(one, rule, atoms)) }
  if ('any' in condition) return { any: condition.any.map((one) => translated(one, rule, atoms)) }
  if ('not' in condition) return { not: translated(condition.not, rule, atoms) }
  const { fact, path, operator } = condition
  const { kind } = fieldOf(fact, path)!
  const question = {
    fact,
    path,
    ...(fact === 'history' ? { params: { question: atoms.indexOf(condition) } } : {}),
  }
  if (operator === 'notEqual' || operator === 'notIn')
    return {
      all: [
        { ...question, operator: 'present', value: true },
        {
          ...question,
          operator,
          value: operator === 'notIn' ? valuesOf(condition, kind) : valuesOf(condition, kind)[0],
        },
      ],
    }
  if (operator === 'matchesCodes')
    return {
      ...question,
      operator,
      value: {
        patterns: patternsOf(condition.value, rule.lists),
        diagnosis: kind === 'diagnosis' || kind === 'diagnoses',
      } satisfies Codes,
    }
  const values = operator === 'absent' ? [true] : valuesOf(condition, kind)
  const takesList = ['in', 'containsAny', 'startsWith', 'between'].includes(operator)
  return { ...question, operator, value: takesList ? values : values[0] }
}

function addOperators(engine: Engine): void {
  engine.addOperator('absent', isAbsent)
  engine.addOperator('present', (value: unknown) => value !== undefined)
  engine.addOperator('containsAny', (value: unknown, wanted: string[]) =>
    membersOf(value).some((member) => wanted.includes(member)),
  )
  engine.addOperator('startsWith', (value: unknown, starts: string[]) =>
    membersOf(value).some((member) => starts.some((start) => member.startsWith(start))),
  )
  engine.addOperator('between', (value: string | number, [from, through]: (string | number)[]) =>
    value === undefined ? false : value >= from! && value <= through!,
  )
  engine.addOperator('matchesCodes', (value: unknown, { patterns, diagnosis }: Codes) =>
    membersOf(value).some((member) => patterns.some((pattern) => isOf(pattern, member, diagnosis))),
  )
}

/** All fields of the facts but history's, as plain objects. */
function factsOf(facts: Facts): Record<string, Record<string, FieldValue>> {
  const plain: Record<string, Record<string, FieldValue>> = {}
  for (const fact of factNames)
    if (fact !== 'history')
      plain[fact] = Object.fromEntries(
        Object.entries(factFields[fact]).map(([name, field]) => [name, field.read(facts)]),
      )
  return plain
}

/** Makes the reference of a rule. */
export async function createReference(rule: Rule): Promise<Reference> {
  const run = await createReferenceRun(rule)
  return async (facts) => (await run(facts)).result === true
}

/** What the library says of a rule whose condition stands as the only member of an `all`; one question at a time. */
export async function createReferenceRun(rule: Rule): Promise<(facts: Facts) => Promise<RuleResult>> {
  const { Engine } = await import('json-rules-engine')
  const { when } = rule.document
  const atoms = atomsOf(when)
  const engine = new Engine([], {
    // Its own path language runs expressions; a path here is the name of a field.
    pathResolver: (value: object, path: string) => (value as Readonly<Record<string, unknown>>)[path],
  })
  addOperators(engine)
  let asked: Facts
  engine.addFact('history', (params) => {
    const atom = atoms[params['question'] as number]!
    const lines = historyOf(atom, rule.lists)(asked)
    return {
      lines: lines.length,
      units: lines.reduce((sum, { units }) => sum + units, 0),
      daysSince: readerOf({ ...atom, path: 'daysSince' }, rule.lists)(asked),
    }
  })
  engine.addRule({
    name: rule.id,
    conditions: { all: [translated(when, rule, atoms)] },
    event: { type: 'holds' },
  })
  return async (facts) => {
    asked = facts
    const { results, failureResults } = await engine.run(factsOf(facts))
    return (results[0] ?? failureResults[0])!
  }
}
