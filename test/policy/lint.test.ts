/** Lint finds each fault it names, and proves nothing that a claim can refute. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { builtInNames, ruleSetOf } from '../../src/jobs/rules.ts'
import { groupsOf } from '../../src/jobs/lint-rules.ts'
import { Claim, type ClaimInput } from '../../src/model/claim.ts'
import { compileCondition } from '../../src/policy/compile.ts'
import { createFacts } from '../../src/policy/facts.ts'
import { lintRules } from '../../src/policy/lint.ts'
import { lintChecks, type LintCheck } from '../../src/policy/lint-finding.ts'
import { canHoldFor, deadParts, implies } from '../../src/policy/lint-logic.ts'
import type { CodeBook, Standing } from '../../src/policy/lint-codes.ts'
import type { Rule } from '../../src/policy/rule-set.ts'
import type { Condition } from '../../src/policy/schema.ts'
import { asking, atom, payerFiles, profileSketch, ruleSetWith, ruleSketch, type Sketch } from './documents.ts'

const RECEIVED = '2026-11-01'

/** What lint says of a folder: check, rule and place. */
function said(
  rules: readonly Sketch[],
  others: Readonly<Record<string, unknown>> = {},
  book?: CodeBook,
): string[] {
  const files = payerFiles(rules, others)
  const { parsed } = ruleSetOf(files)
  const input = { files, parsed, known: builtInNames, received: RECEIVED, groups: groupsOf(parsed) }
  // The invented sources of these documents, and payers without one, are of no interest here.
  return lintRules({ ...input, ...(book ? { book } : {}) })
    .filter(({ check }) => check !== 'source')
    .map(({ check, file, path }) => `${check} ${file.slice('rules/'.length)} ${path}`)
}

/** Of one rule with a condition: what is said of it, without the file. */
const saidOf = (when: unknown, sketch: Sketch = {}, others = {}): string[] =>
  said([asking(when, sketch)], others).map((one) => one.replace(' acme-health/asking.json', ''))

const never: readonly (readonly [string, unknown, Sketch?])[] = [
  [
    'two values of one field',
    { all: [atom('line.procedure', 'equal', '99213'), atom('line.procedure', 'equal', '99214')] },
  ],
  [
    'more than and less than',
    { all: [atom('line.units', 'greaterThan', 4), atom('line.units', 'lessThan', 3)] },
  ],
  [
    'no whole number between',
    { all: [atom('patient.age', 'greaterThan', 17), atom('patient.age', 'lessThan', 18)] },
  ],
  ['less than nothing', atom('claim.lineCount', 'lessThan', 1)],
  [
    'lists with nothing in common',
    { all: [atom('line.placeOfService', 'in', ['02', '10']), atom('line.placeOfService', 'in', ['11'])] },
  ],
  [
    'a code outside of a range',
    {
      all: [atom('line.procedure', 'matchesCodes', '99202-99215'), atom('line.procedure', 'startsWith', 'J')],
    },
  ],
  [
    'all of a range taken away',
    {
      all: [
        atom('line.procedure', 'matchesCodes', '99213-99214'),
        atom('line.procedure', 'notIn', ['99213', '99214']),
      ],
    },
  ],
  [
    'a prefix within what is excluded',
    {
      all: [
        atom('diagnoses.codes', 'matchesCodes', ['E11.6*']),
        { not: atom('diagnoses.codes', 'matchesCodes', ['E11.*']) },
      ],
    },
  ],
  ['there and missing', { all: [atom('line.ndc', 'absent'), atom('line.ndc', 'notEqual', '1')] }],
  [
    'a modifier that the claim has not',
    { all: [atom('line.modifiers', 'contains', '25'), atom('claim.modifiers', 'doesNotContain', '25')] },
  ],
  [
    'days outside of the rule',
    { all: [atom('line.serviceDate', 'lessThan', '2026-01-01'), atom('line.units', 'greaterThan', 1)] },
  ],
  [
    'between two days in a row',
    {
      all: [
        atom('claim.received', 'greaterThan', '2026-03-01'),
        atom('claim.received', 'lessThan', '2026-03-02'),
      ],
    },
  ],
  [
    'a type that the rule is not for',
    { all: [atom('claim.type', 'equal', 'institutional'), atom('line.units', 'greaterThan', 1)] },
  ],
  [
    'a bill type of professional claims',
    { all: [atom('claim.typeOfBill', 'startsWith', '13'), atom('line.units', 'greaterThan', 1)] },
  ],
  ['a code that is too short', atom('line.procedure', 'matchesCodes', ['9921'])],
  [
    'none of the choices',
    {
      any: [
        atom('claim.lineCount', 'equal', 0),
        { all: [atom('line.units', 'equal', 1), atom('line.units', 'equal', 2)] },
      ],
    },
  ],
  [
    'the contrary of what always holds',
    { not: { any: [atom('line.units', 'greaterThan', 2), atom('line.units', 'lessThanInclusive', 2)] } },
  ],
]

describe('conditions that can never hold', () => {
  it.each(never)('%s', (_, when) => {
    expect(saidOf(when).filter((one) => one.startsWith('never-holds'))).not.toEqual([])
  })

  it('are told with the questions that contradict each other, at their place', () => {
    const files = payerFiles([asking(never[1]![1])])
    const { parsed } = ruleSetOf(files)
    const [finding] = lintRules({ files, parsed, known: builtInNames, received: RECEIVED, groups: [] })
    expect(finding).toMatchObject({
      check: 'never-holds',
      severity: 'error',
      rule: 'acme-health/asking',
      file: 'rules/acme-health/asking.json',
      path: 'when',
      text: 'No claim can meet this, so the rule never fires: line.units is more than 4 and line.units is less than 3.',
    })
  })

  it.each([
    [
      'a range and a code of it',
      {
        all: [
          atom('line.procedure', 'matchesCodes', '99202-99215'),
          atom('line.procedure', 'equal', '99215'),
        ],
      },
    ],
    [
      'two modifiers of one line',
      { all: [atom('line.modifiers', 'contains', '25'), atom('line.modifiers', 'contains', '59')] },
    ],
    [
      'a number between whole ones',
      { all: [atom('line.units', 'greaterThan', 1), atom('line.units', 'lessThan', 2)] },
    ],
    [
      'a part of a prefix left',
      { all: [atom('line.procedure', 'startsWith', 'J'), atom('line.procedure', 'notIn', ['J1885'])] },
    ],
    [
      'missing, which denials are content with',
      { all: [atom('line.ndc', 'absent'), { not: atom('line.ndc', 'equal', '1') }] },
    ],
    [
      'one day',
      { all: [atom('line.serviceDate', 'equal', '2026-01-01'), atom('line.units', 'greaterThan', 1)] },
    ],
    [
      'another line’s modifier',
      { all: [atom('claim.modifiers', 'contains', '25'), atom('line.modifiers', 'doesNotContain', '25')] },
    ],
    [
      'a code for and one against another field',
      {
        all: [atom('line.procedure', 'equal', '99213'), atom('line.sameDayProcedures', 'contains', '99214')],
      },
    ],
  ])('are not seen in %s', (_, when) => {
    expect(saidOf(when)).toEqual([])
  })

  it('are seen in a part, with its path', () => {
    const when = {
      all: [
        atom('line.procedure', 'matchesCodes', '99202-99215'),
        { any: [atom('line.procedure', 'equal', 'J1885'), atom('line.units', 'greaterThan', 1)] },
      ],
    }
    expect(saidOf(when)).toEqual(['dead-part when.all[1].any[0]'])
  })
})

describe('two rules', () => {
  const visits = atom('line.procedure', 'matchesCodes', '99202-99215')
  const visit = atom('line.procedure', 'equal', '99213')
  const found = {
    name: 'found',
    claim: { lines: [{ procedure: '99213', modifiers: ['25'] }] },
    finds: ['lines[0].procedure'],
  }
  const other = { name: 'other', claim: { lines: [{ procedure: '20610' }] }, finds: [] }
  const rule = (id: string, when: unknown, sketch: Sketch = {}): Sketch =>
    asking(when, { id, cases: [found, other], ...sketch })
  const pairs = (...rules: Sketch[]): string[] => said(rules)

  it('where one shadows the other', () => {
    expect(pairs(rule('narrow', visit), rule('wide', visits))).toEqual([
      'shadowed acme-health/narrow.json when',
    ])
  })
  it('that are alike, said of the later', () => {
    expect(pairs(rule('one', visit), rule('two', visit))).toEqual(['shadowed acme-health/two.json when'])
  })
  it('where other days, another consequence, or a status apart keep both', () => {
    expect(pairs(rule('narrow', visit), rule('wide', visits, { effective: { from: '2026-02-01' } }))).toEqual(
      [],
    )
    const review = { severity: 'review', text: 'Found on {{date}}.', fix: 'Correct it.' }
    expect(pairs(rule('narrow', visit), rule('wide', visits, { then: review }))).toEqual([])
    expect(pairs(rule('narrow', visit), rule('wide', visits, { status: 'shadow' }))).toEqual([])
    expect(pairs(rule('narrow', visit), rule('wide', visits, { status: 'retired' }))).toEqual([])
  })
  it('with one condition and two consequences', () => {
    const then = { severity: 'deny', carc: '97', text: 'Found on {{date}}.', fix: 'Correct it.' }
    const inOtherWords = { all: [visits, atom('line.procedure', 'in', ['99213', '20610'])] }
    expect(pairs(rule('one', visit), rule('two', inOtherWords, { then }))).toEqual([
      'other-consequence acme-health/two.json then',
    ])
  })
  it('where one demands what the other refuses', () => {
    const demand = rule('demand', { all: [visit, atom('line.modifiers', 'doesNotContain', '95')] })
    const refuse = (when: unknown, sketch: Sketch = {}) => rule('refuse', when, sketch)
    const has = atom('line.modifiers', 'containsAny', ['95', 'GT'])
    expect(pairs(demand, refuse({ all: [visits, has] }))).toEqual([
      'contradicts acme-health/refuse.json when',
    ])
    // Of other services, with another way out, or without a loss, both can stand.
    expect(pairs(demand, refuse({ all: [atom('line.procedure', 'equal', '20610'), has] }))).toEqual([])
    const either = rule('demand', { all: [visit, { not: has }] })
    expect(pairs(either, refuse({ all: [visit, atom('line.modifiers', 'contains', '95')] }))).toEqual([])
    const note = { severity: 'note', text: 'Found on {{date}}.', fix: 'Look.' }
    expect(pairs(demand, refuse({ all: [visits, has] }, { then: note }))).toEqual([])
  })
  it('of a payer and its base', () => {
    const base = { id: 'shared', title: 'Shared', rules: [rule('wide', visits)] }
    const profile = (sketch: Sketch = {}) => profileSketch({ base: 'shared', ...sketch })
    const files = (sketch?: Sketch) => ({
      'acme-health/payer.json': profile(sketch),
      'base/shared.json': base,
    })
    expect(said([rule('narrow', visit)], files())).toEqual(['shadowed acme-health/narrow.json when'])
    // What the payer turns off takes nothing's place.
    expect(said([rule('narrow', visit)], files({ edits: { 'shared/wide': 'off' } }))).toEqual([])
  })
})

describe('codes', () => {
  const book = (standings: Readonly<Record<string, Standing['state']>>, asked: string[] = []): CodeBook => ({
    standing(system, code, from, through) {
      asked.push(`${system} ${code} ${from} ${through}`)
      const state = standings[code] ?? 'in-force'
      return state === 'ended' ? { state, day: '2026-06-30' } : { state }
    },
  })
  it('are asked on the days of the rule, those of a list once and at its own place', () => {
    const asked: string[] = []
    const uses = (id: string, from: string) =>
      asking(atom('line.procedure', 'matchesCodes', 'visits'), { id, effective: { from } })
    const others = { 'acme-health/lists.json': { lists: { visits: ['99213', '99214-99215', '9921X'] } } }
    const rules = [uses('one', '2026-01-01'), uses('two', '2025-01-01')]
    const list = said(rules, others, book({ '9921X': 'unknown' }, asked)).filter((one) =>
      one.startsWith('code'),
    )
    expect(list).toEqual(['code-unknown acme-health/lists.json lists.visits'])
    expect(asked).toEqual([
      `procedure 99213 2025-01-01 ${RECEIVED}`,
      `procedure 9921X 2025-01-01 ${RECEIVED}`,
    ])
  })
  it('are judged by kind', () => {
    const when = {
      all: [
        atom('line.procedure', 'in', ['J0001', 'J0002']),
        { not: atom('line.modifiers', 'containsAny', ['ZZ', '25']) },
        atom('diagnoses.codes', 'containsAny', ['E11', 'M17.11']),
      ],
    }
    const standings = { J0001: 'never', J0002: 'ended', ZZ: 'unknown', E11: 'header' } as const
    const list = said([asking(when)], {}, book(standings))
    expect(list).toEqual([
      'code-ended acme-health/asking.json when.all[0].value',
      'code-never acme-health/asking.json when.all[0].value',
      'code-unknown acme-health/asking.json when.all[1].not.value',
      'code-header acme-health/asking.json when.all[2].value',
    ])
  })
  it('of a form that no code has are errors, with tables or without', () => {
    expect(
      saidOf({ not: atom('line.procedure', 'matchesCodes', ['9921', '99213', '99213*', '992*']) }),
    ).toEqual(['code-shape when.not.value'])
    expect(saidOf(atom('diagnoses.codes', 'matchesCodes', ['E11.*', '99213']))).toEqual([
      'code-shape when.value',
    ])
  })
  it('stand as headers beside a prefix that takes in what is under them', () => {
    const when = atom('diagnoses.codes', 'matchesCodes', ['E11', 'E11.*'])
    expect(said([asking(when)], {}, book({ E11: 'header' }))).toEqual([])
  })
})

describe('documents', () => {
  const check = (
    checks: LintCheck,
    rules: readonly Sketch[],
    others: Readonly<Record<string, unknown>> = {},
  ) => said(rules, others).filter((one) => one.startsWith(`${checks} `))

  it('that are out of date', () => {
    const rule = ruleSketch({
      effective: { from: '2026-01-01', through: '2026-10-31' },
      source: { title: 'Policy', url: 'https://payer.org/policy', retrieved: '2024-10-31' },
    })
    expect(said([rule])).toEqual([
      'expired acme-health/telehealth-modifier.json effective.through',
      'source-old acme-health/telehealth-modifier.json source.retrieved',
    ])
    const source = { title: 'Policy', url: 'https://payer.org/policy', retrieved: '2026-11-02' }
    expect(said([ruleSketch({ source })])).toEqual([
      'source-date acme-health/telehealth-modifier.json source.retrieved',
    ])
    expect(said([ruleSketch({ effective: { from: '2026-01-01', through: RECEIVED } })])).toEqual([])
    expect(said([{ ...rule, status: 'retired' }])).toEqual([])
  })
  it('whose source is missing or a placeholder', () => {
    const files = payerFiles([ruleSketch()])
    const { parsed } = ruleSetOf(files)
    const list = lintRules({ files, parsed, known: builtInNames, received: RECEIVED, groups: [] })
    expect(list.map(({ check: name, path }) => `${name} ${path}`)).toEqual([
      'source source',
      'source source.url',
    ])
  })
  it('that regrade what does not run there', () => {
    const base = (edits: Sketch) => ({
      id: 'shared',
      title: 'Shared',
      edits,
      rules: [ruleSketch({ id: 'own' })],
    })
    const others = (edits: Sketch, own: Sketch = {}) => ({
      'base/shared.json': base(edits),
      'acme-health/payer.json': profileSketch({ base: 'shared', edits: own }),
      'other/payer.json': profileSketch({ id: 'other', payerIds: ['7'], edits: { 'shared/own': 'off' } }),
    })
    expect(
      said([ruleSketch()], others({ 'ncci-ptp': 'off', 'acme-health/telehealth-modifier': 'note' })),
    ).toEqual([
      'regrades-nothing base/shared.json edits.acme-health/telehealth-modifier',
      'regrades-nothing other/payer.json edits.shared/own',
      'shadowed acme-health/telehealth-modifier.json when',
    ])
    expect(check('regrades-own', [], others({ 'shared/own/rule': 'off' }))).toEqual([
      'regrades-own base/shared.json edits.shared/own/rule',
    ])
    expect(
      check('regrades-nothing', [], others({}, { 'shared/own': 'off', 'ncci-mue/bothSides': 'off' })),
    ).toEqual(['regrades-nothing other/payer.json edits.shared/own'])
  })
  it('that nobody uses', () => {
    const others = {
      'base/shared.json': { id: 'shared', title: 'Shared', lists: { drugs: ['J*'] }, rules: [ruleSketch()] },
      'acme-health/payer.json': profileSketch({ payerIds: [] }),
      'acme-health/lists.json': { lists: { visits: ['99213'], other: ['20610'] } },
    }
    const uses = asking(atom('line.procedure', 'matchesCodes', ['visits', '20610']))
    expect(said([uses], others)).toEqual([
      'list-unused acme-health/lists.json lists.other',
      'payer-without-id acme-health/payer.json payerIds',
      'base-unused base/shared.json id',
      'list-unused base/shared.json lists.drugs',
    ])
    const history = asking(atom('history.lines', 'greaterThan', 0, { days: 30, codes: ['visits', 'other'] }))
    expect(
      check('list-unused', [history], { 'acme-health/lists.json': others['acme-health/lists.json'] }),
    ).toEqual([])
  })
  it('with overrides that are over or of nothing', () => {
    const one = (id: string, edit: string, through: string) => ({
      id,
      edit,
      reason: 'contract',
      by: 'Someone',
      from: '2026-01-01',
      through,
    })
    const overrides = [
      one('over', 'ncci-ptp', '2026-10-31'),
      one('stands', 'acme-health/telehealth-modifier', RECEIVED),
      one('nothing', 'other/telehealth-modifier', '2027-01-01'),
    ]
    const others = {
      'acme-health/overrides.json': { overrides },
      'other/payer.json': profileSketch({ id: 'other', payerIds: ['7'] }),
      'other/telehealth-modifier.json': ruleSketch(),
    }
    expect(said([ruleSketch()], others)).toEqual([
      'override-nothing acme-health/overrides.json overrides[2].edit',
      'override-expired acme-health/overrides.json overrides[0].through',
    ])
  })
})

describe('every check', () => {
  it('is exercised above', async () => {
    const { readFileSync } = await import('node:fs')
    const text = readFileSync(import.meta.filename, 'utf8')
    expect(
      Object.keys(lintChecks).filter((name) => !text.includes(`${name} `) && !text.includes(`'${name}`)),
    ).toEqual([])
  })
})

// Few fields and few values, so that conditions contradict and follow from each other.
const atoms = fc.oneof(
  fc.record({
    path: fc.constantFrom('procedure'),
    operator: fc.constantFrom('equal', 'notEqual'),
    value: fc.constantFrom('99213', '99214', 'J1885'),
  }),
  fc.record({
    path: fc.constantFrom('procedure'),
    operator: fc.constantFrom('in', 'notIn'),
    value: fc.subarray(['99213', '99214', 'J1885'], { minLength: 1 }),
  }),
  fc.record({
    path: fc.constantFrom('procedure'),
    operator: fc.constant('matchesCodes'),
    value: fc.subarray(['99213-99214', 'J*', '992*', 'J1885', '99214-99215'], { minLength: 1, maxLength: 2 }),
  }),
  fc.record({
    path: fc.constantFrom('procedure', 'modifiers'),
    operator: fc.constant('startsWith'),
    value: fc.constantFrom('9', '2', 'J18'),
  }),
  fc.record({
    path: fc.constant('modifiers'),
    operator: fc.constantFrom('contains', 'doesNotContain'),
    value: fc.constantFrom('25', '59'),
  }),
  fc.record({
    path: fc.constant('modifiers'),
    operator: fc.constant('containsAny'),
    value: fc.subarray(['25', '59', 'RT'], { minLength: 1 }),
  }),
  fc.record({
    path: fc.constantFrom('units', 'days'),
    operator: fc.constantFrom(
      'equal',
      'notEqual',
      'greaterThan',
      'greaterThanInclusive',
      'lessThan',
      'lessThanInclusive',
    ),
    value: fc.constantFrom(0, 1, 2, 3),
  }),
  fc.record({
    path: fc.constant('units'),
    operator: fc.constantFrom('in', 'notIn'),
    value: fc.subarray([1, 2, 3], { minLength: 1 }),
  }),
  fc.record({
    path: fc.constant('units'),
    operator: fc.constant('between'),
    value: fc.constantFrom([1, 2], [2, 2], [0, 9]),
  }),
  fc.record({ path: fc.constantFrom('modifiers', 'placeOfService', 'ndc'), operator: fc.constant('absent') }),
  fc.record({
    path: fc.constant('placeOfService'),
    operator: fc.constantFrom('in', 'notIn'),
    value: fc.subarray(['11', '02', '10'], { minLength: 1 }),
  }),
  fc.record({
    path: fc.constant('serviceDate'),
    operator: fc.constantFrom('equal', 'greaterThan', 'lessThanInclusive', 'notEqual'),
    value: fc.constantFrom('2025-12-31', '2026-03-01', '2026-03-02'),
  }),
)
const lineAtom = atoms.map((one) => ({ fact: 'line', ...one }) as unknown as Condition)
const otherAtom = fc
  .oneof(
    fc.record({
      fact: fc.constant('claim'),
      path: fc.constantFrom('modifiers', 'procedures'),
      operator: fc.constantFrom('startsWith'),
      value: fc.constantFrom('2', '9', 'J'),
    }),
    fc.record({
      fact: fc.constant('claim'),
      path: fc.constant('modifiers'),
      operator: fc.constantFrom('contains', 'doesNotContain'),
      value: fc.constantFrom('25', '59'),
    }),
    fc.record({
      fact: fc.constant('claim'),
      path: fc.constant('modifiers'),
      operator: fc.constant('absent'),
    }),
    fc.record({
      fact: fc.constant('claim'),
      path: fc.constant('type'),
      operator: fc.constantFrom('equal', 'notEqual'),
      value: fc.constantFrom('professional', 'institutional'),
    }),
    fc.record({
      fact: fc.constant('patient'),
      path: fc.constant('age'),
      operator: fc.constantFrom('greaterThan', 'lessThan', 'equal'),
      value: fc.constantFrom(0, 17, 72, 73),
    }),
    fc.record({
      fact: fc.constant('patient'),
      path: fc.constant('sex'),
      operator: fc.constantFrom('equal', 'notEqual'),
      value: fc.constantFrom('F', 'M'),
    }),
    fc.record({
      fact: fc.constantFrom('diagnoses'),
      path: fc.constantFrom('codes', 'first'),
      operator: fc.constant('matchesCodes'),
      value: fc.subarray(['E11.*', 'E11.6*', 'M17.0-M17.1', 'E119'], { minLength: 1, maxLength: 2 }),
    }),
    fc.record({
      fact: fc.constantFrom('diagnoses'),
      path: fc.constant('codes'),
      operator: fc.constantFrom('contains', 'doesNotContain'),
      value: fc.constantFrom('E11.9', 'E11.65'),
    }),
    fc.record({
      fact: fc.constant('claim'),
      path: fc.constant('diagnoses'),
      operator: fc.constantFrom('contains', 'doesNotContain'),
      value: fc.constantFrom('E11.9', 'E11.65'),
    }),
    fc.record({
      fact: fc.constant('diagnoses'),
      path: fc.constantFrom('codes', 'first'),
      operator: fc.constant('absent'),
    }),
  )
  .map((one) => one as unknown as Condition)
const condition = fc.letrec<{ any: Condition }>((tie) => ({
  any: fc.oneof(
    { depthSize: 'small', maxDepth: 3, withCrossShrink: true },
    lineAtom,
    otherAtom,
    fc.array(tie('any'), { minLength: 1, maxLength: 3 }).map((all) => ({ all })),
    fc.array(tie('any'), { minLength: 1, maxLength: 3 }).map((any) => ({ any })),
    tie('any').map((not) => ({ not })),
  ),
})).any

const claims = fc
  .sample(
    fc.record({
      institutional: fc.boolean(),
      patient: fc.constantFrom(
        undefined,
        { birthDate: '1953-03-02', sex: 'F' },
        { birthDate: '2026-03-01', sex: 'M' },
        { birthDate: '2008-03-05' },
      ),
      diagnoses: fc.subarray(['E119', 'E1165', 'M170']),
      lines: fc.array(
        fc.record({
          procedure: fc.constantFrom('99213', '99214', '99215', 'J1885', 'J0585', '20610'),
          modifiers: fc.subarray(['25', '59', 'RT', '95']),
          units: fc.constantFrom(0, 1, 1.5, 2, 3, 5),
          serviceDate: fc.constantFrom('2025-12-31', '2026-03-01', '2026-03-02', '2026-05-01'),
          serviceDateThrough: fc.constantFrom(undefined, '2026-05-03'),
          placeOfService: fc.constantFrom(undefined, '11', '02', '22'),
          pointers: fc.subarray([1, 2, 9]),
          ndc: fc.constantFrom(undefined, '1'),
        }),
        { minLength: 1, maxLength: 2 },
      ),
    }),
    { numRuns: 900, seed: 5 },
  )
  .map(({ institutional, lines, diagnoses, ...rest }, at) =>
    Claim.parse({
      id: `C-${at}`,
      type: institutional ? 'institutional' : 'professional',
      ...rest,
      diagnoses: diagnoses.map((code) => ({ code })),
      lines: lines.map(({ placeOfService, ...line }, index) => ({
        number: index + 1,
        ...line,
        ...(institutional ? { revenueCode: '0510' } : { placeOfService }),
      })),
    } as ClaimInput),
  )

const ruleOf = (when: Condition): Rule =>
  ruleSetWith([
    asking(when, { effective: { from: '2026-01-01' }, claimTypes: ['professional', 'institutional'] }),
  ]).parsed.rules[0]!

/** Where a condition holds: claim and line. */
function holdings(rule: Rule): ReadonlySet<string> {
  const holds = compileCondition(rule.document.when, rule.lists)
  const facts = createFacts()
  const where = new Set<string>()
  for (const claim of claims) {
    facts.enterClaim(claim, undefined)
    claim.lines.forEach((line, index) => {
      facts.enterLine(index)
      if (line.serviceDate >= '2026-01-01' && holds(facts)) where.add(`${claim.id} ${index}`)
    })
  }
  return where
}

describe('proofs', () => {
  it('hold of every claim', { timeout: 120_000 }, () => {
    const counts = { never: 0, possible: 0, follows: 0, parts: 0 }
    fc.assert(
      fc.property(condition, condition, (one, other) => {
        const [first, second] = [ruleOf(one), ruleOf(other)]
        const [where, elsewhere] = [holdings(first), holdings(second)]
        if (!canHoldFor(first, [{ condition: one, lists: first.lists, wanted: true }])) {
          counts.never += 1
          expect([...where]).toEqual([])
        } else counts.possible += 1
        const parts = deadParts(first)
        if (parts.some(({ whole }) => whole)) expect([...where]).toEqual([])
        counts.parts += parts.length
        if (implies(first, second)) {
          counts.follows += 1
          expect([...where].filter((place) => !elsewhere.has(place))).toEqual([])
        }
        // What follows from itself and from more is proved as such.
        expect(implies(first, first)).toBe(true)
      }),
      { numRuns: 400 },
    )
    // Nothing would be shown if nothing were proved.
    for (const count of Object.values(counts)) expect(count).toBeGreaterThan(3)
  })

  it('find most contradictions that claims of all kinds do not refute', () => {
    let [silent, proved] = [0, 0]
    for (const one of fc.sample(condition, { numRuns: 400, seed: 3 })) {
      const rule = ruleOf(one)
      if (holdings(rule).size > 0) continue
      silent += 1
      if (!canHoldFor(rule, [{ condition: one, lists: rule.lists, wanted: true }])) proved += 1
    }
    expect(silent).toBeGreaterThan(10)
    expect(proved / silent).toBeGreaterThan(0.5)
  })
})
