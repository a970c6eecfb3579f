/** Rule documents: what is taken, what is refused and how it is said, and that hostile ones cost nothing. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { rulesFolder } from '../../src/jobs/rules.ts'
import { ScrubError } from '../../src/model/errors.ts'
import type { RuleFile } from '../../src/policy/rule-set.ts'
import { parseRuleSet } from '../../src/policy/rule-set.ts'
import { bounds, ruleJsonSchema } from '../../src/policy/schema.ts'
import { asking, atom, payerFiles, profileSketch, ruleFile, ruleSketch, type Sketch } from './documents.ts'

const known = ['ncci-ptp', 'ncci-ptp/bundled', 'ncci-mue']

function refusal(files: readonly RuleFile[]): string {
  try {
    parseRuleSet(files, known)
  } catch (error) {
    expect(error).toBeInstanceOf(ScrubError)
    const { code, at, message } = error as ScrubError
    return `${code}  ${at}  ${message}`
  }
  return 'taken'
}
const ofRule = (rule: Sketch, others: Readonly<Record<string, unknown>> = {}): string =>
  refusal(payerFiles([rule], others))
const ofWhen = (when: unknown): string => ofRule(asking(when))
const then = ruleSketch()['then'] as Sketch

describe('a rule document', () => {
  it('is taken, with its status and claim types filled in', () => {
    const rule = ruleSketch({ claimTypes: undefined })
    const { rules, payers } = parseRuleSet(payerFiles([rule]), known)
    expect(rules.map(({ id, reach, owner }) => ({ id, reach, owner }))).toEqual([
      { id: 'acme-health/telehealth-modifier', reach: 'line', owner: 'acme-health' },
    ])
    expect(rules[0]!.document).toMatchObject({
      status: 'active',
      claimTypes: ['professional', 'institutional'],
    })
    expect(payers.get('acme-health')!.rules).toEqual(rules)
  })
  it('that asks about no line is asked of the claim', () => {
    const rule = asking(atom('claim.frequency', 'equal', '7'))
    expect(parseRuleSet(payerFiles([rule]), known).rules[0]!.reach).toBe('claim')
  })
  it('may use the lists of its payer and of its base, its payer’s before', () => {
    const rule = asking(atom('line.procedure', 'matchesCodes', ['visits', 'shared', 'J*', '97110-97112']))
    const base = { id: 'shared-set', title: 'A set', lists: { shared: ['G0463'], visits: ['1'] }, rules: [] }
    const { rules } = parseRuleSet(
      payerFiles([rule], {
        'acme-health/payer.json': profileSketch({ base: 'shared-set' }),
        'acme-health/lists.json': { lists: { visits: ['99202-99215'] } },
        'base/shared-set.json': base,
      }),
      known,
    )
    expect(Object.fromEntries(rules[0]!.lists)).toEqual({ shared: ['G0463'], visits: ['99202-99215'] })
  })
  it('of a base set serves every payer that names it, and the payer has the last word on its grade', () => {
    const base = {
      id: 'shared-set',
      title: 'A set',
      edits: { 'ncci-mue': 'note', 'shared-set/telehealth-modifier': 'review' },
      rules: [ruleSketch()],
    }
    const { payers, rules } = parseRuleSet(
      [
        ruleFile('base/shared-set.json', base),
        ruleFile(
          'acme-health/payer.json',
          profileSketch({ base: 'shared-set', edits: { 'ncci-mue': 'off' } }),
        ),
        ruleFile('other/payer.json', profileSketch({ id: 'other', payerIds: ['7'], base: 'shared-set' })),
        ruleFile('third/payer.json', profileSketch({ id: 'third', payerIds: ['8'] })),
      ],
      known,
    )
    expect(rules.map(({ id }) => id)).toEqual(['shared-set/telehealth-modifier'])
    expect([...payers].map(([id, payer]) => [id, payer.rules.length, payer.profile.edits])).toEqual([
      ['acme-health', 1, { 'ncci-mue': 'off', 'shared-set/telehealth-modifier': 'review' }],
      ['other', 1, { 'ncci-mue': 'note', 'shared-set/telehealth-modifier': 'review' }],
      ['third', 0, {}],
    ])
  })
})

describe('is refused:', () => {
  const at = 'rules/acme-health/asking.json'
  const all = (one: unknown): unknown => ({ all: [one] })
  it.each<[string, unknown, string, string]>([
    [
      'a field',
      all(atom('line.placeOfservice', 'equal', '11')),
      `E_RULE_FIELD  ${at}  when.all[0].path  No field "placeOfservice" on line. Known: procedure, modifiers,`,
      'placeOfService',
    ],
    [
      'a field of every object',
      all(atom('line.constructor', 'equal', '11')),
      'E_RULE_FIELD',
      'No field "constructor"',
    ],
    [
      'a fact',
      all(atom('lines.units', 'equal', 1)),
      `E_RULE_FIELD  ${at}  when.all[0].fact`,
      'Known: claim, line, patient, diagnoses, history',
    ],
    [
      'an operator',
      all(atom('line.units', 'equals', 1)),
      `E_RULE_OPERATOR  ${at}  when.all[0].operator  No operator "equals". Known for line.units: equal,`,
      'between',
    ],
    [
      'an operator that does not fit',
      all(atom('line.procedure', 'greaterThan', '9')),
      'E_RULE_OPERATOR',
      'greaterThan does not fit line.procedure',
    ],
    [
      'contains on one code',
      all(atom('line.procedure', 'contains', '99213')),
      'E_RULE_OPERATOR',
      'does not fit',
    ],
    ['equal on a list', all(atom('line.modifiers', 'equal', '25')), 'E_RULE_OPERATOR', 'contains'],
    ['a key', all({ ...atom('line.units', 'equal', 1), valeu: 2 }), `E_RULE  ${at}  when.all[0]`, '"valeu"'],
    [
      'a key beside a group',
      { all: [atom('line.units', 'equal', 1)], some: [] },
      'E_RULE',
      '"some" beside all',
    ],
    ['params off history', all({ ...atom('line.units', 'equal', 1), params: {} }), 'E_RULE', '"params"'],
    ['history without days', all(atom('history.lines', 'equal', 1)), 'E_RULE_VALUE', 'how many days'],
    ['an empty group', { any: [] }, `E_RULE  ${at}  when.any`, 'at least one'],
    ['nothing', {}, 'E_RULE', 'Known: claim, line'],
    ['a text', 'always', `E_RULE  ${at}  when`, 'A condition is an object'],
    ['a number for a code', all(atom('line.placeOfService', 'equal', 11)), 'E_RULE_VALUE', 'one text'],
    ['a text for a number', all(atom('line.units', 'greaterThan', '2')), 'E_RULE_VALUE', 'a number'],
    ['a code in small letters', all(atom('line.modifiers', 'contains', 'lt')), 'E_RULE_VALUE', '"lt"'],
    [
      'a code too short',
      all(atom('line.procedure', 'in', ['99213', '9921'])),
      `E_RULE_VALUE  ${at}  when.all[0].value[1]`,
      '"9921"',
    ],
    [
      'a value that the field never has',
      all(atom('claim.payerLine', 'equal', 'hmo')),
      'E_RULE_VALUE',
      'medicare-advantage',
    ],
    ['no value', all(atom('line.units', 'equal')), 'E_RULE_VALUE', 'a number'],
    ['a value of absent', all(atom('line.ndc', 'absent', true)), 'E_RULE_VALUE', 'absent takes no value'],
    ['in without a list', all(atom('line.procedure', 'in', '99213')), 'E_RULE_VALUE', 'a list'],
    ['between of one', all(atom('line.units', 'between', [1])), 'E_RULE_VALUE', 'two values'],
    ['between backwards', all(atom('line.units', 'between', [3, 1])), 'E_RULE_VALUE', 'the lower'],
    [
      'a date that is none',
      all(atom('line.serviceDate', 'lessThan', '2026-02-30')),
      'E_RULE_DATE',
      '2026-02-30',
    ],
    [
      'a list of codes',
      all(atom('line.procedure', 'matchesCodes', 'visits')),
      'E_RULE_LIST',
      'There is no code list "visits". Known: none',
    ],
    [
      'a list that every object has',
      all(atom('line.procedure', 'matchesCodes', ['constructor'])),
      'E_RULE_LIST',
      'constructor',
    ],
    [
      'a range backwards',
      all(atom('line.procedure', 'matchesCodes', ['99215-99202'])),
      'E_RULE_VALUE',
      'range',
    ],
    [
      'a range of two lengths',
      all(atom('line.procedure', 'matchesCodes', ['9920-99215'])),
      'E_RULE_VALUE',
      'range',
    ],
    ['a pattern of all codes', all(atom('line.procedure', 'matchesCodes', ['*'])), 'E_RULE_VALUE', '"*"'],
    ['a pattern language', all(atom('line.procedure', 'matchesCodes', ['^9.+$'])), 'E_RULE_VALUE', '^9'],
  ])('%s', (_name, when, start, holds) => {
    const said = ofWhen(when)
    expect(said.startsWith(start), said).toBe(true)
    expect(said).toContain(holds)
  })

  it.each<[string, Sketch, string]>([
    ['a key', { severity: 'deny' }, 'There is no "severity" here. Known: $schema, id, title'],
    [
      'a key of the consequence',
      { then: { ...then, crac: '4' } },
      'then  There is no "crac" here. Known: severity, group, carc',
    ],
    [
      'a denial without its CARC',
      { then: { ...then, carc: undefined } },
      'then.carc  a denial names its CARC',
    ],
    ['a CARC that is none', { then: { ...then, carc: 'CO4' } }, 'then.carc'],
    ['a severity', { then: { ...then, severity: 'warn' } }, 'then.severity'],
    ['a place of the claim in a line rule', { then: { ...then, at: 'frequency' } }, 'E_RULE_FIELD'],
    ['a place that is none', { then: { ...then, at: 'modifier' } }, 'then.at'],
    [
      'a placeholder',
      { then: { ...then, text: 'For {{patientName}}.' } },
      'E_RULE_PLACEHOLDER  rules/acme-health/telehealth-modifier.json  then.text  Nothing fills {{patientName}}. Known: procedure',
    ],
    ['half a placeholder', { then: { ...then, fix: 'Correct {{procedure.' } }, 'E_RULE_PLACEHOLDER'],
    ['a text of many lines', { then: { ...then, text: 'one\ntwo' } }, 'control character'],
    ['a source without address', { source: { title: 'A policy', retrieved: '2026-01-01' } }, 'source.url'],
    [
      'an address that runs code',
      { source: { title: 'A', url: 'javascript:alert(1)', retrieved: '2026-01-01' } },
      'source.url',
    ],
    [
      'a day of reading that is none',
      { source: { title: 'A', url: 'https://a.example', retrieved: '2026-13-01' } },
      'E_RULE_DATE',
    ],
    ['a first day that is none', { effective: { from: '2026-02-30' } }, 'E_RULE_DATE'],
    [
      'a period that ends before it begins',
      { effective: { from: '2026-02-03', through: '2026-02-02' } },
      'E_RULE_DATE',
    ],
    ...(
      [
        [[{ do: 'addModifier', modifiers: ['59'], onlyIf: 'x' }], 'removeLine, removeModifier, joinLines'],
        [[{ do: 'removeLine' }], 'then.suggest[0].onlyIf'],
        [[{ do: 'removeLine', onlyif: 'x' }], 'There is no "onlyif" here. Known: do, onlyIf'],
        [[{ do: 'removeModifier', modifiers: ['TC'], onlyIf: 'x' }], 'lowers the payment'],
        [[{ do: 'limitUnits', units: 0, onlyIf: 'x' }], 'then.suggest[0].units'],
        [[], 'then.suggest'],
      ] as const
    ).map(([suggest, says], at): [string, Sketch, string] => [
      `a suggestion that is none, ${at + 1}`,
      { then: { ...then, suggest } },
      says,
    ]),
    [
      'a suggestion of a rule about the claim',
      {
        when: atom('claim.frequency', 'equal', '7'),
        then: {
          severity: 'note',
          text: 'Found on {{date}}.',
          fix: 'Correct it.',
          suggest: [{ do: 'removeLine', onlyIf: 'x' }],
        },
      },
      'E_RULE_VALUE  rules/acme-health/telehealth-modifier.json  then.suggest',
    ],
    ['a status', { status: 'live' }, 'status'],
    ['an id', { id: 'Telehealth' }, 'id'],
    [
      'no case that finds',
      {
        cases: [
          { name: 'a', claim: {}, finds: [] },
          { name: 'b', claim: {}, finds: [] },
        ],
      },
      'no case finds anything',
    ],
    [
      'no case that finds nothing',
      {
        cases: [
          { name: 'a', claim: {}, finds: ['x'] },
          { name: 'b', claim: {}, finds: ['x'] },
        ],
      },
      'no case finds nothing',
    ],
    ['one case', { cases: [{ name: 'a', claim: {}, finds: [] }] }, 'at least two'],
  ])('%s of a rule', (_name, sketch, holds) => {
    expect(ofRule(ruleSketch(sketch))).toContain(holds)
  })
  it('a scope of a line in a rule of the claim', () => {
    const rule = asking(atom('claim.frequency', 'equal', '7'), {
      then: { ...then, at: 'claim', scope: 'units', text: 'a', fix: 'b' },
    })
    expect(ofRule(rule)).toContain('concerns the claim')
  })

  it.each<[string, Readonly<Record<string, unknown>>, string]>([
    [
      'a base that is not there',
      { 'acme-health/payer.json': profileSketch({ base: 'none-such' }) },
      'E_RULE_ID',
    ],
    [
      'a file that bears another name',
      { 'acme-health/other-name.json': ruleSketch() },
      'acme-health/telehealth-modifier.json',
    ],
    [
      'a base set that bears another name',
      { 'base/a.json': { id: 'b', title: 'B', rules: [] } },
      'base/b.json',
    ],
    [
      'a base of a base',
      { 'base/a.json': { id: 'a', title: 'A', base: 'b', rules: [] } },
      'There is no "base" here',
    ],
    [
      'a rule twice',
      { 'base/a.json': { id: 'a', title: 'A', rules: [ruleSketch(), ruleSketch()] } },
      'E_RULE_ID',
    ],
    [
      'a grade of a rule that is not there',
      { 'acme-health/payer.json': profileSketch({ edits: { 'acme-health/telehelth': 'off' } }) },
      'telehealth-modifier',
    ],
    [
      'a list with a pattern that is none',
      { 'acme-health/lists.json': { lists: { visits: ['99202', 'a-b'] } } },
      'E_RULE_VALUE  rules/acme-health/lists.json  lists.visits[1]',
    ],
    ['a list without codes', { 'acme-health/lists.json': { lists: { visits: [] } } }, 'lists.visits'],
    ['a folder without payer', { 'ghost/rule-a.json': ruleSketch({ id: 'rule-a' }) }, 'no payer.json'],
  ])('%s', (_name, others, holds) => {
    expect(refusal(payerFiles([ruleSketch()], others))).toContain(holds)
  })

  const override = {
    id: 'o-1',
    edit: 'ncci-mue',
    reason: 'contract',
    by: 'lead',
    from: '2026-01-01',
    through: '2026-06-30',
  }
  it.each<[string, Sketch, string]>([
    ['without end', { through: undefined }, 'through'],
    ['that ends before it begins', { through: '2025-12-31' }, 'E_RULE_DATE'],
    ['of an edit that is not there', { edit: 'ncci-mu' }, 'There is no edit "ncci-mu"'],
    ['of a message given as an edit', { edit: 'ncci-ptp/bundled' }, 'E_RULE'],
    ['of a message that is not there', { edit: 'ncci-ptp', message: 'bundle' }, 'ncci-ptp/bundled'],
    ['for a reason that is none', { reason: 'because' }, 'reason'],
    ['for codes that are none', { codes: ['x!'] }, 'E_RULE_VALUE'],
  ])('an override %s', (_name, sketch, holds) => {
    const said = refusal(
      payerFiles([ruleSketch()], {
        'acme-health/overrides.json': { overrides: [{ ...override, ...sketch }] },
      }),
    )
    expect(said).toContain(holds)
    expect(said).toContain('overrides.json')
  })
  it('no override that is right', () => {
    const overrides = [
      override,
      { ...override, id: 'o-2', edit: 'acme-health/telehealth-modifier', message: 'rule' },
    ]
    expect(refusal(payerFiles([ruleSketch()], { 'acme-health/overrides.json': { overrides } }))).toBe('taken')
  })
})

describe('a hostile document', () => {
  const nested = (depth: number): unknown =>
    depth === 0 ? atom('line.units', 'equal', 1) : { not: nested(depth - 1) }
  const quickly = (make: () => string): string => {
    const began = performance.now()
    const said = make()
    expect(performance.now() - began).toBeLessThan(2_000)
    return said
  }
  it('nested deeper than a condition may be', () => {
    expect(ofWhen(nested(bounds.depth - 1))).toBe('taken')
    expect(ofWhen(nested(bounds.depth))).toContain('E_RULE_LIMIT')
    expect(ofWhen(nested(30))).toContain('E_RULE_LIMIT')
  })
  it('nested a hundred thousand times', () => {
    const text = `${'{"not":'.repeat(100_000)}1${'}'.repeat(100_000)}`
    expect(quickly(() => refusal([...payerFiles([]), ruleFile('acme-health/asking.json', text)]))).toContain(
      'E_RULE_LIMIT',
    )
    const brackets = `${'['.repeat(400_000)}${']'.repeat(400_000)}`
    expect(
      quickly(() => refusal([...payerFiles([]), ruleFile('acme-health/asking.json', brackets)])),
    ).toContain('E_RULE_LIMIT')
  })
  it.each(['__proto__', 'constructor', 'prototype'])('with a key %s', (key) => {
    const text = JSON.stringify(ruleSketch()).replace('"id":', `"${key}":{"status":"draft"},"id":`)
    expect(refusal([...payerFiles([]), ruleFile('acme-health/telehealth-modifier.json', text)])).toContain(
      key,
    )
    const list = `{"lists":{"${key}":["99213"]}}`
    expect(refusal([...payerFiles([]), ruleFile('acme-health/lists.json', list)])).toContain(key)
    expect(({} as Sketch)['status']).toBeUndefined()
  })
  it('with more conditions, values, patterns or characters than a rule has', () => {
    const one = atom('line.units', 'equal', 1)
    expect(ofWhen({ any: Array.from({ length: bounds.conditions + 1 }, () => one) })).toContain(
      'E_RULE_LIMIT',
    )
    const many = Array.from({ length: bounds.values + 1 }, () => '99213')
    expect(ofWhen(atom('line.procedure', 'in', many))).toContain('E_RULE_LIMIT')
    expect(ofWhen(atom('line.procedure', 'matchesCodes', many))).toContain('E_RULE_LIMIT')
    const lists = { visits: Array.from({ length: bounds.patterns + 1 }, () => '99213') }
    expect(refusal(payerFiles([], { 'acme-health/lists.json': { lists } }))).toContain('lists.visits')
    expect(ofWhen(atom('claim.payerId', 'equal', 'X'.repeat(1_000)))).toContain('E_RULE_LIMIT')
    expect(quickly(() => ofRule(ruleSketch({ why: 'x'.repeat(2_000_000) })))).toContain('E_RULE_LIMIT')
    expect(ofRule(ruleSketch({ why: 'x'.repeat(3_000) }))).toContain('why')
  })
  it('with texts made to cost a pattern its time', () => {
    const long = '9'.repeat(99)
    expect(
      quickly(() =>
        ofWhen(
          atom(
            'line.procedure',
            'matchesCodes',
            Array.from({ length: 1_000 }, () => `${long}-`),
          ),
        ),
      ),
    ).toContain('E_RULE_VALUE')
    expect(quickly(() => ofRule(ruleSketch({ id: `${'a-'.repeat(400_000)}!` })))).toContain('id')
    const opens = '{{'.repeat(240)
    expect(quickly(() => ofRule(ruleSketch({ then: { ...then, text: opens } })))).toContain(
      'E_RULE_PLACEHOLDER',
    )
  })
  it('that is no JSON, and says nothing of what stands in it', () => {
    const said = refusal([...payerFiles([]), ruleFile('acme-health/asking.json', '{ MARKED')])
    expect(said).toContain('no JSON')
    expect(said).not.toContain('MARKED')
  })
})

describe('rules/schema.json', () => {
  it('is current (npm run docs)', () => {
    const written = JSON.parse(readFileSync(join(rulesFolder, 'schema.json'), 'utf8')) as Sketch
    expect(written).toEqual(JSON.parse(JSON.stringify(ruleJsonSchema())))
    expect(written['$schema']).toBe('https://json-schema.org/draft/2020-12/schema')
  })
})
