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
  const { engine, ask } = await openEngine([rule])
  return async (facts) => {
    ask(facts)
    const { results, failureResults } = await engine.run(factsOf(facts))
    return (results[0] ?? failureResults[0])!
  }
}

/**
 * Many rules in one engine, as a user of the library would run them: gives the ids of those whose condition holds. It is
 * handed the fields that the rules ask for and no others. One question at a time.
 */
export async function createReferenceSet(
  rules: readonly Rule[],
): Promise<(facts: Facts) => Promise<readonly string[]>> {
  const { engine, ask } = await openEngine(rules)
  const asked = new Map<Atom['fact'], Set<string>>()
  for (const { fact, path } of rules.flatMap(({ document }) => atomsOf(document.when)))
    if (fact !== 'history') asked.set(fact, (asked.get(fact) ?? new Set()).add(path))
  const fields = [...asked].map(([fact, paths]) => ({ fact, paths: [...paths] }))
  return async (facts) => {
    ask(facts)
    const given: Record<string, Record<string, FieldValue>> = {}
    for (const { fact, paths } of fields)
      given[fact] = Object.fromEntries(paths.map((path) => [path, fieldOf(fact, path)!.read(facts)]))
    const { events } = await engine.run(given)
    return events.map(({ params }) => params!['rule'] as string)
  }
}

/** An engine of rules, and what sets the facts that its next run is about. */
async function openEngine(
  rules: readonly Rule[],
): Promise<{ readonly engine: Engine; ask(facts: Facts): void }> {
  const { Engine } = await import('json-rules-engine')
  const questions = rules.flatMap(({ document, lists }) =>
    atomsOf(document.when).map((atom) => ({ atom, lists })),
  )
  const atoms = questions.map(({ atom }) => atom)
  const engine = new Engine([], {
    // Its own path language runs expressions; a path here is the name of a field.
    pathResolver: (value: object, path: string) => (value as Readonly<Record<string, unknown>>)[path],
  })
  addOperators(engine)
  let asked: Facts
  engine.addFact('history', (params) => {
    const { atom, lists } = questions[params['question'] as number]!
    const lines = historyOf(atom, lists)(asked)
    return {
      lines: lines.length,
      units: lines.reduce((sum, { units }) => sum + units, 0),
      daysSince: readerOf({ ...atom, path: 'daysSince' }, lists)(asked),
    }
  })
  for (const rule of rules)
    engine.addRule({
      name: rule.id,
      conditions: { all: [translated(rule.document.when, rule, atoms)] },
      event: { type: 'holds', params: { rule: rule.id } },
    })
  return { engine, ask: (facts) => void (asked = facts) }
}
