/** Compiled rules agree with json-rules-engine on random rules and claims, through the index and without it. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { RuleProgram } from '../../src/edits/define.ts'
import { createHistory } from '../../src/engine/history.ts'
import { Claim, type ClaimInput } from '../../src/model/claim.ts'
import type { History } from '../../src/model/history.ts'
import { checkCondition } from '../../src/policy/check.ts'
import { createFacts } from '../../src/policy/facts.ts'
import { factFields, factNames, fieldOf, type Field } from '../../src/policy/fields.ts'
import { createProgram } from '../../src/policy/program.ts'
import { createReference } from '../../src/policy/reference.ts'
import { parseRuleSet, type Rule } from '../../src/policy/rule-set.ts'
import type { Atom, Condition } from '../../src/policy/schema.ts'
import { operatorsOf, type OperatorName } from '../../src/policy/vocabulary.ts'
import { asking, payerFiles } from './documents.ts'

// Small pools, so that rules and claims meet.
const procedures = ['99213', '99214', '20610', 'J1885', 'J0585', 'G0463', '97110']
const modifiers = ['25', '59', 'RT', '95']
const diagnoses = ['E119', 'E1165', 'M1711', 'M170', 'Z0000']
const places = ['11', '02', '10', '22']
const days = ['2026-01-31', '2026-02-28', '2026-03-02', '2026-12-31']
const texts = ['60999', '1', '7', '131', '111', '0510', '207Q00000X', '01', 'AA', '0SRD0J9']

const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 3 })
const some = <T>(pool: readonly T[], maxLength: number) => fc.array(fc.constantFrom(...pool), { maxLength })

const line = (institutional: boolean) =>
  fc.record({
    procedure: institutional ? optional(fc.constantFrom(...procedures)) : fc.constantFrom(...procedures),
    revenueCode: institutional ? fc.constantFrom('0510', '0450') : fc.constant(undefined),
    modifiers: some(modifiers, 3),
    units: fc.constantFrom(0, 0.5, 1, 2, 3, 4),
    chargeCents: fc.constantFrom(0, 100, 20_000),
    serviceDate: fc.constantFrom(...days),
    serviceDateThrough: optional(fc.constant('2026-12-31')),
    placeOfService: optional(fc.constantFrom(...places)),
    pointers: some([1, 2, 9], 3),
    ndc: optional(fc.constantFrom('1', '60999')),
    rendering: optional(fc.constant({ npi: '1558598797', taxonomy: '207Q00000X' })),
  })

const claim: fc.Arbitrary<Claim> = fc.boolean().chain((institutional) =>
  fc
    .record({
      payer: optional(
        fc.record({
          id: optional(fc.constantFrom('60999', '7')),
          line: optional(fc.constantFrom('medicare', 'commercial')),
        }),
      ),
      frequency: optional(fc.constantFrom('1', '7', '8')),
      patient: optional(
        fc.record({
          birthDate: optional(fc.constantFrom('1953-04-09', '2026-03-01')),
          sex: optional(fc.constantFrom('F', 'M')),
        }),
      ),
      placeOfService: optional(fc.constantFrom(...places)),
      typeOfBill: institutional ? optional(fc.constantFrom('0131', '0111')) : fc.constant(undefined),
      billing: optional(
        fc.record({ npi: fc.constant('1234567893'), taxonomy: optional(fc.constant('207Q00000X')) }),
      ),
      diagnoses: fc.array(
        fc.constantFrom(...diagnoses).map((code) => ({ code })),
        { maxLength: 3 },
      ),
      conditionCodes: some(['01', 'AA'], 2),
      received: optional(fc.constant('2027-01-01')),
      priorAuthorization: optional(fc.constant('60999')),
      lines: fc.array(line(institutional), { minLength: 1, maxLength: 5 }),
    })
    .map((sketch) =>
      Claim.parse({
        id: 'R-1',
        type: institutional ? 'institutional' : 'professional',
        subscriber: { id: 'S-1' },
        ...sketch,
        lines: sketch.lines.map((one, at) => ({ ...one, number: at + 1 })),
      } as ClaimInput),
    ),
)

/** Values that the field takes, some of which no claim of these has. */
function value(field: Field): fc.Arbitrary<string | number> {
  const fitting = (pool: readonly string[]): string[] =>
    pool.filter((one) => field.form === undefined || field.form.test(one))
  switch (field.kind) {
    case 'number':
      return fc.constantFrom(0, 1, 2, 3, 30, 72, 20_000)
    case 'date':
      return fc.constantFrom(...days)
    case 'diagnosis':
    case 'diagnoses':
      return fc.constantFrom('E11.9', 'E1165', 'M17.0', 'Z00.00', 'A000')
    case 'code':
    case 'codes':
      return fc.constantFrom(
        ...(field.values ?? fitting([...procedures, ...modifiers, ...places, ...texts, 'XX', '00000'])),
      )
  }
}

const ordered = (pair: readonly (string | number)[]): (string | number)[] =>
  [...pair].sort((one, other) => (one < other ? -1 : 1))

function valueOf(operator: OperatorName, field: Field): fc.Arbitrary<Atom['value']> {
  switch (operator) {
    case 'absent':
      return fc.constant(undefined)
    case 'in':
    case 'notIn':
    case 'containsAny':
      return fc.array(value(field), { minLength: 1, maxLength: 3 })
    case 'between':
      return fc.tuple(value(field), value(field)).map(ordered)
    case 'startsWith':
      return fc.oneof(fc.constantFrom('9', 'E11', 'J', '2', '207Q'), fc.constant(['9', 'M17']))
    case 'matchesCodes':
      return fc.subarray(
        ['99202-99215', 'J*', 'E11.*', 'M17.0-M17.1', '20610', 'visits', '9*', '0100-0999'],
        {
          minLength: 1,
          maxLength: 3,
        },
      )
    default:
      return value(field)
  }
}

const atom: fc.Arbitrary<Condition> = fc
  .constantFrom(...factNames.flatMap((fact) => Object.keys(factFields[fact]).map((path) => ({ fact, path }))))
  .chain(({ fact, path }) =>
    fc.constantFrom(...operatorsOf[fieldOf(fact, path)!.kind]).chain((operator) =>
      valueOf(operator, fieldOf(fact, path)!).chain((given) => {
        const plain = { fact, path, operator, ...(given === undefined ? {} : { value: given }) }
        return fact === 'history'
          ? fc
              .record({ days: fc.constantFrom(0, 30, 400), codes: optional(fc.constant(['99202-99215'])) })
              .map(({ days: back, codes }) => ({
                ...plain,
                params: { days: back, ...(codes === undefined ? {} : { codes }) },
              }))
          : fc.constant(plain)
      }),
    ),
  )

const condition: fc.Arbitrary<Condition> = fc.letrec<{ any: Condition }>((tie) => ({
  any: fc.oneof(
    { depthSize: 'small', maxDepth: 3, withCrossShrink: true },
    atom,
    fc.array(tie('any'), { minLength: 1, maxLength: 3 }).map((all) => ({ all })),
    fc.array(tie('any'), { minLength: 1, maxLength: 3 }).map((any) => ({ any })),
    tie('any').map((not) => ({ not })),
  ),
})).any

const lists = { lists: { visits: ['99202-99215', 'G0463'] } }
const rulesOf = (conditions: readonly Condition[]): readonly Rule[] =>
  parseRuleSet(
    payerFiles(
      conditions.map((when, at) =>
        asking(when, {
          id: `rule-${at}`,
          effective: { from: '2020-01-01' },
          claimTypes: ['professional', 'institutional'],
        }),
      ),
      { 'acme-health/lists.json': lists },
    ),
    [],
  ).rules

function historyOf(claims: readonly Claim[]): History {
  const builder = createHistory()
  claims.forEach((one, at) => builder.add({ ...one, id: `H-${at}` }))
  return builder.seal()
}

/** Where each rule holds, by the reference: rule by rule, line by line. */
async function referenceSays(
  rules: readonly Rule[],
  given: Claim,
  history: History | undefined,
): Promise<string[]> {
  const found: string[] = []
  const facts = createFacts()
  for (const rule of rules) {
    const holds = await createReference(rule)
    const asksHistory = JSON.stringify(rule.document.when).includes('"history"')
    if (asksHistory && history === undefined) continue
    facts.enterClaim(given, history && (() => history.of(given)))
    if (rule.reach === 'claim') {
      if (await holds(facts)) found.push(`${rule.id} claim`)
      continue
    }
    for (let at = 0; at < given.lines.length; at++) {
      facts.enterLine(at)
      if (await holds(facts)) found.push(`${rule.id} ${at}`)
    }
  }
  return found.sort()
}

function programSays(
  program: RuleProgram,
  rules: readonly Rule[],
  given: Claim,
  history: History | undefined,
): string[] {
  const found: string[] = []
  program.run(given, history && (() => history.of(given)), {
    found: (rule, at) => void found.push(`${rules[rule]!.id} ${at === 'claim' ? at : /\d+/.exec(at)![0]}`),
    unchecked: () => undefined,
  })
  return found.sort()
}

describe('compiled rules', () => {
  it('find what json-rules-engine finds', { timeout: 300_000 }, async () => {
    let [found, silent] = [0, 0]
    await fc.assert(
      fc.asyncProperty(
        fc.array(condition, { minLength: 1, maxLength: 6 }),
        fc.array(claim, { minLength: 1, maxLength: 3 }),
        fc.array(claim, { maxLength: 2 }),
        fc.boolean(),
        async (conditions, claims, others, withHistory) => {
          for (const one of conditions)
            checkCondition(one, 'when', { file: 'test', lists: new Map([['visits', []]]) })
          const rules = rulesOf(conditions)
          const history = withHistory ? historyOf(others) : undefined
          const program = createProgram(rules)
          for (const one of claims) {
            const compiled = programSays(program, rules, one, history)
            expect(compiled).toEqual(await referenceSays(rules, one, history))
            if (compiled.length > 0) found += 1
            else silent += 1
          }
        },
      ),
      { numRuns: 400 },
    )
    // The comparison would prove nothing if one answer were the only one.
    expect(Math.min(found, silent)).toBeGreaterThan(50)
  })

  it('are silent only where what is missing could not have mattered', () => {
    const owing = condition.filter((one) => /"(?:placeOfService|sex)"/.test(JSON.stringify(one)))
    const filled = (given: Claim, place: string, sex: 'F' | 'M'): Claim => ({
      ...given,
      patient: {
        id: undefined,
        birthDate: undefined,
        deathDate: undefined,
        ...given.patient,
        sex: given.patient?.sex ?? sex,
      },
      lines: given.lines.map((one) =>
        given.type === 'professional' && (one.placeOfService ?? given.placeOfService) === undefined
          ? { ...one, placeOfService: place }
          : one,
      ),
    })
    const [claims, conditions] = [
      fc.sample(claim, { numRuns: 150, seed: 5 }),
      fc.sample(owing, { numRuns: 400, seed: 3 }),
    ]
    const rules = rulesOf(conditions)
    const program = createProgram(rules)
    const say = (given: Claim) => {
      const [found, open] = [new Set<string>(), new Set<number>()]
      program.run(given, undefined, {
        found: (rule, at) => void found.add(`${rule} ${at === 'claim' ? at : /\d+/.exec(at)![0]}`),
        unchecked: (rule) => void open.add(rule),
      })
      return { found, open }
    }
    let gained = 0
    for (const given of claims) {
      const before = say(given)
      for (const place of places)
        for (const sex of ['F', 'M'] as const)
          for (const one of say(filled(given, place, sex)).found) {
            if (before.found.has(one)) continue
            gained += 1
            const rule = Number.parseInt(one)
            expect(before.open, JSON.stringify(rules[rule]!.document.when)).toContain(rule)
          }
    }
    expect(gained).toBeGreaterThan(1_000)
  })

  it('lose nothing over thousands of claims in turn', () => {
    const conditions = fc.sample(condition, { numRuns: 60, seed: 7 })
    const claims = fc.sample(claim, { numRuns: 2_000, seed: 11 })
    const rules = rulesOf(conditions)
    const program = createProgram(rules)
    const say = (one: Claim): string[] => programSays(program, rules, one, undefined)
    // Each claim between two others, forwards and backwards: what the one said must not depend on its neighbours.
    const together = claims.map(say)
    const backwards = [...claims].reverse().map(say).reverse()
    expect(backwards).toEqual(together)
    const alone = claims
      .filter((_, at) => at % 20 === 0)
      .map((one) => programSays(createProgram(rules), rules, one, undefined))
    expect(together.filter((_, at) => at % 20 === 0)).toEqual(alone)
    expect(together.flat().length).toBeGreaterThan(1_000)
  })
})
