/** Payer rules in the engine: findings, grades, status, overrides, history, failures, and the choice of rules. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import type { AnyEdit } from '../../src/edits/define.ts'
import { createHistory } from '../../src/engine/history.ts'
import { createScrubber, type ScrubOptions } from '../../src/engine/scrub.ts'
import { whereOf } from '../../src/formats/where.ts'
import { evaluateCase } from '../../src/jobs/rule-cases.ts'
import { openRules, programOf, ruleEdit, type RuleSet } from '../../src/jobs/rules.ts'
import { chooseEdits, chooseRules, openScrubber } from '../../src/jobs/scrub.ts'
import { Claim } from '../../src/model/claim.ts'
import { ScrubError } from '../../src/model/errors.ts'
import type { History } from '../../src/model/history.ts'
import { ClaimResult } from '../../src/model/result.ts'
import { createProgram } from '../../src/policy/program.ts'
import { createNdjsonReport } from '../../src/report/ndjson.ts'
import { editPage } from '../../src/report/edit-page.ts'
import { createTally } from '../../src/report/summary.ts'
import { claimOf, type ClaimSketch } from '../helpers/claims.ts'
import { snapshotOf } from '../helpers/test-edit.ts'
import { asking, atom, payerFiles, profileSketch, ruleSetWith, ruleSketch, type Sketch } from './documents.ts'

const acme = { payer: { id: '60999' } }
const video: ClaimSketch = { ...acme, lines: [{}, { placeOfService: '02' }] }
const visitEdit: AnyEdit = {
  id: 'every-visit',
  title: 'Speaks of every line',
  why: 'For these tests.',
  source: { title: 'none', url: 'https://example.org' },
  claimTypes: ['professional'],
  authority: 'every-payer',
  tables: [],
  messages: { said: { severity: 'note', text: 'Said.', fix: 'Nothing.' } },
  check: (claim, _tables, report) =>
    claim.lines.forEach((_, at) => report('said', `lines[${at}].procedure`, {})),
}

function scrubWith(rules: RuleSet, sketch: ClaimSketch, more: Partial<ScrubOptions> = {}): ClaimResult {
  const result = createScrubber({
    edits: [],
    snapshot: snapshotOf([]),
    rules: rules.id,
    engine: 'test',
    received: '2026-12-01',
    locate: whereOf,
    profiles: rules.profiles,
    programOf: rules.program,
    ...more,
  }).scrub(Claim.parse(claimOf(sketch)))
  return ClaimResult.parse(result)
}
const scrub = (
  rules: readonly Sketch[],
  sketch: ClaimSketch,
  more: Partial<ScrubOptions> = {},
): ClaimResult => scrubWith(ruleSetWith(rules), sketch, more)
const historyOf = (...sketches: readonly ClaimSketch[]): History => {
  const builder = createHistory()
  sketches.forEach((sketch, at) => builder.add(Claim.parse(claimOf({ id: `H-${at + 1}`, ...sketch }))))
  return builder.seal()
}

describe('a payer rule', () => {
  it('finds as the contract says', () => {
    const { findings, verdict, rules } = scrub([ruleSketch()], video)
    expect(verdict).toBe('deny')
    expect(rules).toMatch(/^base-[0-9a-f]{8}$/)
    expect(findings).toEqual([
      {
        id: 'T-1/acme-health/telehealth-modifier/rule/2/modifiers',
        edit: 'acme-health/telehealth-modifier',
        message: 'rule',
        severity: 'deny',
        line: 2,
        at: 'lines[1].modifiers',
        where: '2400 SV101-3',
        relatedLines: [],
        text: '99213 on 2026-03-02 is billed at a telehealth place of service without modifier 95.',
        fix: 'If the visit was live video, add modifier 95. If it was not, correct the place of service.',
        group: 'CO',
        carc: '4',
        rarc: null,
        scope: 'line',
        atRiskCents: 10_000,
        source: {
          title: 'Acme Health policy RP-041 (invented)',
          url: 'https://payer.example/policies/rp-041',
        },
        evidence: [],
        causedBy: null,
      },
    ])
  })
  it('is for its payer alone', () => {
    expect(scrub([ruleSketch()], { ...video, payer: { id: '7', line: 'commercial' } })).toMatchObject({
      findings: [],
      unchecked: [],
      verdict: 'clean',
    })
  })
  it('of the claim fires once, at the claim or the part it names', () => {
    const rule = asking(atom('claim.frequency', 'equal', '7'))
    const found = scrub([rule], { ...acme, frequency: '7', lines: [{}, {}] }).findings
    expect(found.map(({ at, line, where, scope }) => ({ at, line, where, scope }))).toEqual([
      { at: 'claim', line: null, where: '2300', scope: 'claim' },
    ])
    const placed = asking(atom('claim.frequency', 'equal', '7'), {
      then: { severity: 'note', at: 'frequency', text: 'A {{frequency}}.', fix: 'None.' },
    })
    expect(
      scrub([placed], { ...acme, frequency: '7' }).findings.map(({ at, text }) => `${at} ${text}`),
    ).toEqual(['frequency A 7.'])
  })
  it('stands from its first through its last day of service', () => {
    const rule = ruleSketch({ effective: { from: '2026-02-01', through: '2026-02-28' } })
    const days = ['2026-01-31', '2026-02-01', '2026-02-28', '2026-03-01']
    const lines = days.map((serviceDate) => ({ serviceDate, placeOfService: '10' }))
    expect(scrub([rule], { ...acme, lines }).findings.map(({ at }) => at)).toEqual([
      'lines[1].modifiers',
      'lines[2].modifiers',
    ])
  })
  it('of a claim is judged by the claim’s first day', () => {
    const rule = asking(atom('claim.lineCount', 'equal', 2), { effective: { from: '2026-02-01' } })
    const of = (first: string) =>
      scrub([rule], { ...acme, lines: [{}, { serviceDate: first }] }).findings.length
    expect([of('2026-01-31'), of('2026-02-01')]).toEqual([0, 1])
  })
  it('is for its types of claim', () => {
    const bill: ClaimSketch = { ...acme, type: 'institutional', lines: [{}, {}] }
    const both = asking(atom('claim.lineCount', 'equal', 2), {
      claimTypes: ['professional', 'institutional'],
    })
    expect(scrub([both], bill).findings.length).toBe(1)
    expect(scrub([asking(atom('claim.lineCount', 'equal', 2))], bill).findings.length).toBe(0)
  })
  it('names the revenue code of a line without procedure', () => {
    const rule = asking(atom('line.revenueCode', 'equal', '0120'), {
      claimTypes: ['institutional'],
      then: { severity: 'review', text: '{{procedure}}: {{revenueCode}}.', fix: 'See the record.' },
    })
    const lines = [{ procedure: undefined, revenueCode: '0120' }]
    expect(scrub([rule], { ...acme, type: 'institutional', lines }).findings).toMatchObject([
      { at: 'lines[0].revenueCode', text: 'revenue code 0120: 0120.' },
    ])
  })
  it('loses all units of the day where it says so', () => {
    const then = {
      severity: 'deny',
      carc: '151',
      scope: 'units',
      text: '{{sameDayUnits}} units.',
      fix: 'Correct them.',
    }
    const rule = asking(atom('line.sameDayUnits', 'greaterThan', 2), { then })
    const { findings } = scrub([rule], {
      ...acme,
      lines: [{ units: 2 }, { procedure: '99214' }, { units: 1 }],
    })
    expect(
      findings.map(({ line, relatedLines, text, atRiskCents }) => ({
        line,
        relatedLines,
        text,
        atRiskCents,
      })),
    ).toEqual([
      { line: 1, relatedLines: [3], text: '3 units.', atRiskCents: 20_000 },
      { line: 3, relatedLines: [1], text: '3 units.', atRiskCents: 20_000 },
    ])
  })
  it('speaks once where two of its codes stand on one line', () => {
    const rule = asking(atom('line.modifiers', 'containsAny', ['25', '59']))
    let times = 0
    const program = createProgram(ruleSetWith([rule]).parsed.rules)
    program.run(Claim.parse(claimOf({ lines: [{ modifiers: ['25', '59'] }] })), undefined, {
      found: () => (times += 1),
      unchecked: () => undefined,
    })
    expect(times).toBe(1)
  })
  it('comes after the built-in edits of its line, in order of id', () => {
    const second = ruleSketch({ id: 'another' })
    const { findings } = scrub([ruleSketch(), second], video, { edits: [visitEdit] })
    expect(findings.map(({ edit, line }) => `${line} ${edit}`)).toEqual([
      '1 every-visit',
      '2 every-visit',
      '2 acme-health/another',
      '2 acme-health/telehealth-modifier',
    ])
  })
  it('as an edit says the same, and has a page', () => {
    const rule = ruleSetWith([ruleSketch()]).parsed.rules[0]!
    const [own] = scrub([], video, { edits: [ruleEdit(rule)] }).findings
    expect(own).toEqual(scrub([ruleSketch()], video).findings[0])
    expect(editPage(ruleEdit(rule))).toContain('# acme-health/telehealth-modifier')
    expect(editPage(ruleEdit(rule))).toContain('Stands for services from 2026-01-01 on')
  })
})

describe('what is missing', () => {
  const ofAge = asking({
    all: [atom('patient.age', 'lessThan', 18), atom('line.procedure', 'equal', '99213')],
  })
  const nobody: ClaimSketch = { ...acme, patient: { id: 'P-1' } }
  it('leaves the rule unchecked where an answer would have mattered', () => {
    expect(scrub([ofAge], nobody)).toMatchObject({
      findings: [],
      unchecked: [
        {
          edits: ['acme-health/asking'],
          reason: 'missing-field',
          detail: 'Not answered: the claim does not say patient.age.',
        },
      ],
    })
  })
  it('is of no concern where it would not', () => {
    expect(scrub([ofAge], { ...nobody, lines: [{ procedure: '99214' }] }).unchecked).toEqual([])
    const either = asking({
      any: [atom('patient.age', 'lessThan', 18), atom('line.procedure', 'equal', '99213')],
    })
    expect(scrub([either], nobody)).toMatchObject({ findings: [{ line: 1 }], unchecked: [] })
    const neither = asking({
      not: { any: [atom('patient.sex', 'equal', 'M'), atom('line.units', 'greaterThan', 0)] },
    })
    expect(scrub([neither], nobody).unchecked).toEqual([])
  })
  it('wakes a rule that is filed under it', () => {
    expect(scrub([ruleSketch()], { ...acme, placeOfService: undefined })).toMatchObject({
      findings: [],
      unchecked: [
        { reason: 'missing-field', detail: expect.stringContaining('line.placeOfService') as string },
      ],
    })
  })
  it('may be what a rule is about', () => {
    const rule = asking(atom('claim.priorAuthorization', 'absent'))
    expect(scrub([rule], acme).findings.length).toBe(1)
    expect(scrub([rule], { ...acme, priorAuthorization: 'A1' }).findings.length).toBe(0)
  })
  it('that is owed leaves the question whether it is there open', () => {
    const there = asking({ not: atom('line.placeOfService', 'absent') })
    expect(scrub([there], { ...acme, placeOfService: '11' })).toMatchObject({
      findings: [{ line: 1 }],
      unchecked: [],
    })
    expect(scrub([there], { ...acme, placeOfService: undefined })).toMatchObject({
      findings: [],
      unchecked: [{ reason: 'missing-field' }],
    })
    const elsewhere = asking({
      all: [{ not: atom('line.placeOfService', 'absent') }, atom('line.units', 'greaterThan', 1)],
    })
    expect(scrub([elsewhere], { ...acme, placeOfService: undefined }).unchecked).toEqual([])
  })
  it('that is owed, and whose absence is asked for, is an answer', () => {
    const missing = asking(atom('line.placeOfService', 'absent'))
    expect(scrub([missing], { ...acme, placeOfService: undefined })).toMatchObject({
      findings: [{ line: 1 }],
      unchecked: [],
    })
    expect(scrub([missing], { ...acme, placeOfService: '11' })).toMatchObject({
      findings: [],
      unchecked: [],
    })
  })
  it('that no claim owes leaves nothing open', () => {
    const there = asking({ not: atom('claim.priorAuthorization', 'absent') })
    expect(scrub([there], acme)).toMatchObject({ findings: [], unchecked: [] })
  })
  it('is a birth date after the service', () => {
    expect(scrub([ofAge], { ...acme, patient: { birthDate: '2026-03-03' } })).toMatchObject({
      findings: [],
      unchecked: [{ reason: 'missing-field' }],
    })
  })
})

describe('the words of a finding', () => {
  it('hold nothing about a person', () => {
    const then = {
      severity: 'note',
      text: '{{procedure}} {{modifiers}} {{units}} {{date}} {{placeOfService}} {{revenueCode}} {{line}} {{diagnoses}} {{sameDayProcedures}}',
      fix: '{{received}} {{frequency}} {{typeOfBill}} {{lineCount}} {{claimProcedures}} {{claimDiagnoses}} {{sameDayUnits}}',
    }
    const marked: ClaimSketch = {
      ...acme,
      subscriber: { id: 'MARKED' },
      patient: { id: 'MARKED', birthDate: '1901-01-01', sex: 'F' },
      priorAuthorization: 'MARKED',
      lines: [
        { modifiers: ['25', 'RT'], placeOfService: '11', description: 'MARKED' },
        { procedure: '20610' },
      ],
    }
    const result = scrub([asking(atom('line.procedure', 'equal', '99213'), { then })], marked)
    expect(result.findings.map(({ text, fix }) => [text, fix])).toEqual([
      ['99213 25, RT 1 2026-03-02 11 none 1 E119 20610', '2026-12-01 1 none 2 99213, 20610 E119 1'],
    ])
    expect(JSON.stringify(result)).not.toMatch(/MARKED|1901/)
  })
})

describe('the payer’s profile', () => {
  const graded = (edits: Sketch): ClaimResult =>
    scrubWith(ruleSetWith([ruleSketch()], { 'acme-health/payer.json': profileSketch({ edits }) }), video)
  it('turns a rule off, and the result says so', () => {
    expect(graded({ 'acme-health/telehealth-modifier': 'off' })).toMatchObject({
      findings: [],
      unchecked: [{ edits: ['acme-health/telehealth-modifier'], reason: 'not-this-payer' }],
    })
  })
  it('makes it milder', () => {
    expect(graded({ 'acme-health/telehealth-modifier': 'note' }).verdict).toBe('note')
    expect(graded({ 'acme-health/telehealth-modifier/rule': 'review' }).verdict).toBe('review')
  })
  it('takes a base set over and regrades it', () => {
    const base = { id: 'shared-set', title: 'A set', rules: [ruleSketch()] }
    const others = (edits: Sketch) => ({
      'base/shared-set.json': base,
      'acme-health/payer.json': profileSketch({ base: 'shared-set', edits }),
    })
    expect(scrubWith(ruleSetWith([], others({})), video).findings).toMatchObject([
      { edit: 'shared-set/telehealth-modifier', severity: 'deny' },
    ])
    expect(
      scrubWith(ruleSetWith([], others({ 'shared-set/telehealth-modifier': 'off' })), video).verdict,
    ).toBe('clean')
  })
})

describe('status', () => {
  it('of a shadow rule: its findings stand apart, in no verdict, and silence nobody', () => {
    const result = scrub([ruleSketch({ status: 'shadow' })], video, { edits: [visitEdit] })
    expect(result.verdict).toBe('note')
    expect(result.findings.map(({ edit }) => edit)).toEqual(['every-visit', 'every-visit'])
    expect(result.shadow).toMatchObject([{ edit: 'acme-health/telehealth-modifier', severity: 'deny' }])
    expect(JSON.parse(createNdjsonReport().render(result))).toEqual(result)
  })
  it('is absent from results without it', () => {
    const result = scrub([ruleSketch({ status: 'shadow' })], acme)
    expect(Object.keys(result)).not.toContain('shadow')
    expect(Object.keys(result)).not.toContain('overridden')
  })
  it.each(['draft', 'retired'])('%s: the rule does not run', (status) => {
    expect(scrub([ruleSketch({ status })], video)).toMatchObject({ findings: [], unchecked: [] })
  })
  it('draft: its cases run', () => {
    const [rule] = ruleSetWith([ruleSketch({ status: 'draft' })]).parsed.rules
    expect(rule!.document.cases.map((one) => evaluateCase(rule!, one).passed)).toEqual([true, true, true])
  })
})

describe('an override', () => {
  const override = {
    id: 'rp-041-waived',
    edit: 'acme-health/telehealth-modifier',
    reason: 'payer-confirmed',
    text: 'MARKED words',
    by: 'MARKED person',
    from: '2026-11-01',
    through: '2026-12-31',
  }
  const overridden = (
    sketch: Sketch,
    claim: ClaimSketch = video,
    more: Partial<ScrubOptions> = {},
  ): ClaimResult =>
    scrubWith(
      ruleSetWith([ruleSketch()], {
        'acme-health/overrides.json': { overrides: [{ ...override, ...sketch }] },
      }),
      claim,
      more,
    )
  it('takes a finding out of the verdict and lists it, with nothing of its words', () => {
    const result = overridden({})
    expect(result).toMatchObject({
      verdict: 'clean',
      findings: [],
      overridden: [
        {
          override: 'rp-041-waived',
          reason: 'payer-confirmed',
          finding: { edit: 'acme-health/telehealth-modifier' },
        },
      ],
    })
    expect(JSON.stringify(result)).not.toContain('MARKED')
    expect(JSON.parse(createNdjsonReport().render(result))).toEqual(result)
    const tally = createTally()
    tally.add(result)
    expect(tally.summary()).toMatchObject({ findings: 0, overridden: 1, shadow: 0 })
  })
  it('stands on the days of receipt it says', () => {
    const on = (received: string) => overridden({}, { ...video, received }).findings.length
    expect(['2026-10-31', '2026-11-01', '2026-12-31', '2027-01-01'].map(on)).toEqual([1, 0, 0, 1])
  })
  it('is for the claim, message and codes it names', () => {
    expect(overridden({ claim: 'T-1', message: 'rule', codes: ['99202-99215'] }).findings.length).toBe(0)
    expect(overridden({ claim: 'T-2' }).findings.length).toBe(1)
    expect(overridden({ codes: ['99202'] }).findings.length).toBe(1)
  })
  it('may be of a built-in edit, and leaves the others', () => {
    const rules = ruleSetWith([ruleSketch()], {
      'acme-health/overrides.json': { overrides: [{ ...override, edit: 'claim-dates' }] },
    })
    const dates = { ...visitEdit, id: 'claim-dates' }
    const result = scrubWith(rules, video, { edits: [dates] })
    expect(result.findings.map(({ edit }) => edit)).toEqual(['acme-health/telehealth-modifier'])
    expect(result.overridden?.length).toBe(2)
  })
  it('of a denial leaves its line to be judged as not lost', () => {
    const follower: AnyEdit = {
      ...visitEdit,
      id: 'follower',
      check: () => undefined,
      follow: (_claim, _tables, lost, report) => {
        if (lost(1)) report('said', 'lines[0].procedure', {}, { cause: 1 })
      },
    }
    expect(overridden({ claim: 'T-2' }, video, { edits: [follower] }).findings).toMatchObject([
      { edit: 'follower', causedBy: 'T-1/acme-health/telehealth-modifier/rule/2/modifiers' },
      {},
    ])
    expect(overridden({}, video, { edits: [follower] }).findings).toEqual([])
  })
})

describe('a rule about history', () => {
  const rule = asking(
    {
      all: [
        atom('line.procedure', 'equal', '99213'),
        atom('history.lines', 'greaterThanInclusive', 1, { days: 30, codes: ['99202-99215'] }),
      ],
    },
    { then: { severity: 'review', text: 'Seen before {{date}}.', fix: 'See the record.' } },
  )
  const earlier = (serviceDate: string, more: ClaimSketch = {}): ClaimSketch => ({
    ...acme,
    lines: [{ serviceDate, procedure: '99214' }],
    ...more,
  })
  it('is unchecked where none is given', () => {
    expect(scrub([rule], acme)).toMatchObject({
      findings: [],
      unchecked: [{ edits: ['acme-health/asking'], reason: 'no-history' }],
    })
  })
  it('counts lines of other claims within its days, and shows them', () => {
    expect(scrub([rule], acme, { history: historyOf(earlier('2026-02-01')) })).toMatchObject({
      findings: [{ line: 1, evidence: [{ claim: 'H-1', line: 1 }] }],
      unchecked: [],
    })
    const found = (...sketches: readonly ClaimSketch[]) =>
      scrub([rule], acme, { history: historyOf(...sketches) }).findings.length
    expect([
      found(earlier('2026-01-30')),
      found(earlier('2026-01-31')),
      found(earlier('2026-03-02')),
      found(earlier('2026-03-03')),
    ]).toEqual([0, 1, 1, 0])
    expect(found(earlier('2026-02-01', { payer: { id: '7' } }))).toBe(0)
    expect(found()).toBe(0)
  })
  it('of the line’s own code, its units and the days since', () => {
    const say = (path: string, operator: string, value: number) =>
      scrub(
        [
          asking({
            all: [
              atom('line.units', 'greaterThan', 0),
              atom(`history.${path}`, operator, value, { days: 60 }),
            ],
          }),
        ],
        acme,
        {
          history: historyOf(
            { ...acme, lines: [{ serviceDate: '2026-02-20', units: 3 }] },
            {
              ...acme,
              lines: [
                { serviceDate: '2026-02-27', procedure: '99214' },
                { serviceDate: '2026-02-25', units: 2 },
              ],
            },
          ),
        },
      ).findings.length
    expect([say('units', 'equal', 5), say('lines', 'equal', 2), say('daysSince', 'equal', 5)]).toEqual([
      1, 1, 1,
    ])
  })
  it('says of a claim whose patient is not known that it was not answered', () => {
    const nobody: ClaimSketch = { ...acme, subscriber: undefined, patient: undefined }
    expect(scrub([rule], nobody, { history: historyOf() })).toMatchObject({
      findings: [],
      unchecked: [{ edits: ['acme-health/asking'], reason: 'missing-field' }],
    })
  })
  it('has cases with history', () => {
    const cases = [
      { name: 'none given', claim: {}, finds: [] },
      {
        name: 'earlier',
        claim: {},
        history: [{ lines: [{ serviceDate: '2026-02-20' }] }],
        finds: ['lines[0].procedure'],
      },
      { name: 'too early', claim: {}, history: [{ lines: [{ serviceDate: '2025-02-20' }] }], finds: [] },
    ]
    const [parsed] = ruleSetWith([{ ...rule, cases }]).parsed.rules
    expect(parsed!.document.cases.map((one) => evaluateCase(parsed!, one))).toMatchObject([
      { passed: true, unchecked: ['no-history'] },
      { passed: true, unchecked: [] },
      { passed: true, unchecked: [] },
    ])
  })
})

describe('a rule that fails', () => {
  it('stops neither the claim nor the others, and is named', () => {
    const rules = [asking(atom('history.lines', 'equal', 0, { days: 1, codes: ['99213'] })), ruleSketch()]
    const history: History = {
      claims: 0,
      lines: 0,
      of: () => {
        throw new Error('MARKED')
      },
    }
    const result = scrub(rules, video, { history })
    expect(result.findings.map(({ edit }) => edit)).toEqual(['acme-health/telehealth-modifier'])
    expect(result.unchecked).toMatchObject([{ edits: ['acme-health/asking'], reason: 'outside-claim' }])
    expect(JSON.stringify(result)).not.toContain('MARKED')
  })
})

describe('a case', () => {
  const evaluate = (one: Sketch, sketch: Sketch = {}) => {
    const [rule] = ruleSetWith([
      ruleSketch({
        cases: [
          one,
          {
            name: 'other',
            claim: {},
            finds: one['finds'] === undefined || (one['finds'] as string[]).length > 0 ? [] : ['x'],
          },
        ],
        ...sketch,
      }),
    ]).parsed.rules
    return evaluateCase(rule!, rule!.document.cases[0]!)
  }
  it('that does not hold says what was found', () => {
    const one = { name: 'wrong', claim: { lines: [{ placeOfService: '02' }] }, finds: ['lines[1].modifiers'] }
    expect(evaluate(one)).toMatchObject({
      passed: false,
      expected: ['lines[1].modifiers'],
      found: ['lines[0].modifiers'],
    })
  })
  it.each([
    [{ lines: [{ placeOfservice: '02' }] }, 'cases[0].claim.lines[0]'],
    [{ lines: [{ serviceDate: '2026-02-30' }] }, 'cases[0].claim.lines[0].serviceDate'],
    [{ lines: [] }, 'cases[0].claim.lines'],
    [{ line: [] }, 'cases[0].claim'],
  ])('whose claim is none is refused with its place', (claim, at) => {
    expect(() => evaluate({ name: 'bad', claim, finds: [] })).toThrow(ScrubError)
    try {
      evaluate({ name: 'bad', claim, finds: [] })
    } catch (error) {
      expect((error as ScrubError).at).toContain(at)
    }
  })
  it('is dated in force', () => {
    const found = (effective: Sketch) =>
      evaluate(
        { name: 'a', claim: { lines: [{ placeOfService: '02' }] }, finds: ['lines[0].modifiers'] },
        { effective },
      ).passed
    expect([
      found({ from: '2026-05-01' }),
      found({ from: '2020-01-01', through: '2020-12-31' }),
      found({ from: '2020-01-01' }),
    ]).toEqual([true, true, true])
  })
})

describe('a folder of rules', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cleanclaim-rules-'))
  afterAll(() => rmSync(folder, { recursive: true }))
  const put = (path: string, text: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  const second = ruleSketch({ id: 'second-rule' })
  for (const { path, text } of payerFiles([ruleSketch(), second])) put(path, text)

  it('has an id by what its documents say, however they are laid out', () => {
    const first = openRules(folder)
    expect(openRules(folder)).toBe(first)
    put(
      'acme-health/second-rule.json',
      JSON.stringify(Object.fromEntries(Object.entries(second).reverse()), null, 2),
    )
    expect(openRules(folder).id).toBe(first.id)
    put('acme-health/second-rule.json', JSON.stringify({ ...second, title: 'Another title' }))
    expect(openRules(folder).id).not.toBe(first.id)
    put('acme-health/notes.txt', 'Not a document.')
    expect(openRules(folder).parsed.rules.length).toBe(2)
  })
  it('is chosen from by rule and by folder', () => {
    const rules = openRules(folder)
    const ran = (only?: string[], skip?: string[]): string[] => {
      const chosen = chooseRules(only, skip, rules)
      return (programOf(rules.parsed, 'acme-health', chosen)?.edits ?? []).map(({ id }) => id.slice(12))
    }
    expect(ran()).toEqual(['second-rule', 'telehealth-modifier'])
    expect(ran(['acme-health/second-rule'])).toEqual(['second-rule'])
    expect(ran(['acme-health/'])).toEqual(['second-rule', 'telehealth-modifier'])
    expect(ran(undefined, ['acme-health/second-rule'])).toEqual(['telehealth-modifier'])
    expect(ran(undefined, ['acme-health/'])).toEqual([])
    expect(ran(['ncci-ptp'])).toEqual([])
    expect(ran(undefined, ['ncci-ptp'])).toEqual(['second-rule', 'telehealth-modifier'])
    expect(chooseEdits(['acme-health/'], undefined)).toEqual([])
    expect(() => chooseRules(['acme-health/second'], undefined, rules)).toThrow(/acme-health\/second-rule/)
    expect(() => chooseRules(['acme/'], undefined, rules)).toThrow(ScrubError)
  })
  it('runs through the scrubber that users open', () => {
    const scrubber = openScrubber({
      codesets: snapshotOf([]),
      received: '2026-12-01',
      rules: openRules(folder),
      only: ['acme-health/'],
    })
    const result = scrubber.scrub(claimOf(video))
    expect(result.findings.map(({ edit }) => edit)).toEqual([
      'acme-health/second-rule',
      'acme-health/telehealth-modifier',
    ])
  })
})
