/** Cases run, faults looked for, rules begun, tried on claims and explained: on folders as people keep them. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  answerText,
  caseText,
  editWords,
  edits,
  explainOnClaims,
  explainRule,
  faultText,
  lintFolder,
  loadHistory,
  newRule,
  rulesFolder,
  openCodesets,
  openRules,
  openScrubber,
  rulePage,
  starterFolder,
  testRules,
  trialNdjson,
  trialText,
  tryRules,
  type ClaimInput,
  type RuleSet,
  type Snapshot,
} from '../../src/index.ts'
import { evaluateCase } from '../../src/jobs/rule-cases.ts'
import { codeBookOf } from '../../src/jobs/lint-codes.ts'
import { importReleases } from '../../src/index.ts'
import { dataFolder } from '../data.ts'
import { asking, atom, profileSketch, ruleSetWith, ruleSketch, type Sketch } from '../policy/documents.ts'

const home = mkdtempSync(join(tmpdir(), 'cleanclaim-payer-rules-'))
afterAll(() => rmSync(home, { recursive: true, force: true }))
let starter: Snapshot
beforeAll(async () => {
  starter = await openCodesets(starterFolder)
})

/** Writes files below a folder of its own; objects as JSON. */
function folderOf(name: string, files: Readonly<Record<string, unknown>>): string {
  const folder = join(home, name)
  for (const [path, document] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), typeof document === 'string' ? document : JSON.stringify(document))
  }
  return folder
}

const claimOf = (id: string, sketch: Partial<ClaimInput> = {}, line: Sketch = {}): ClaimInput => ({
  id,
  type: 'professional',
  payer: { id: '60999', line: 'commercial' },
  subscriber: { id: 'S-1' },
  patient: { id: 'P-1', birthDate: '1953-04-09', sex: 'F' },
  billing: { npi: '1234567893', taxonomy: '207Q00000X', taxId: '12-3456789' },
  rendering: { npi: '1558598797', taxonomy: '207Q00000X' },
  placeOfService: '10',
  chargeCents: 12_000,
  diagnoses: [{ code: 'E119' }],
  lines: [
    { number: 1, procedure: '99213', chargeCents: 12_000, serviceDate: '2026-03-02', pointers: [1], ...line },
  ],
  ...sketch,
})
const write = (name: string, claims: readonly unknown[]): string => {
  const path = join(home, name)
  writeFileSync(
    path,
    claims.map((claim) => (typeof claim === 'string' ? claim : JSON.stringify(claim))).join('\n'),
  )
  return path
}

describe('rules test', () => {
  it('finds every case of the shipped rules to hold, as the compiled rule alone does', () => {
    const set = openRules()
    const report = testRules(set, starter)
    expect(report.failures).toEqual([])
    expect(report.tested).toBe(set.parsed.rules.length)
    const results = set.parsed.rules.flatMap((rule) =>
      rule.document.cases.map((one) => evaluateCase(rule, one)),
    )
    expect(report.cases).toBe(results.length)
    expect(results.filter(({ passed }) => !passed)).toEqual([])
  })

  const wrong = (sketch: Sketch = {}): Sketch =>
    ruleSketch({
      cases: [
        { name: 'office visit', claim: { lines: [{ placeOfService: '11' }] }, finds: ['lines[0].modifiers'] },
        {
          name: 'two lines',
          claim: { lines: [{ placeOfService: '02' }, { placeOfService: '10' }] },
          finds: [],
        },
        { name: 'right', claim: { lines: [{ placeOfService: '02' }] }, finds: ['lines[0].modifiers'] },
        {
          name: 'another field',
          claim: { lines: [{ placeOfService: '02' }] },
          finds: ['lines[0].procedure'],
        },
      ],
      ...sketch,
    })

  it.each(['draft', 'shadow', 'active', 'retired'])(
    'says what was expected and found of a rule that is %s',
    (status) => {
      const report = testRules(ruleSetWith([wrong({ status })]), starter)
      expect(report.failures).toEqual([
        {
          rule: 'acme-health/telehealth-modifier',
          file: 'rules/acme-health/telehealth-modifier.json',
          path: 'cases[0]',
          case: 'office visit',
          expected: ['lines[0].modifiers'],
          found: [],
          unchecked: [],
        },
        expect.objectContaining({
          path: 'cases[1]',
          expected: [],
          found: ['lines[0].modifiers', 'lines[1].modifiers'],
        }),
        expect.objectContaining({
          path: 'cases[3]',
          expected: ['lines[0].procedure'],
          found: ['lines[0].modifiers'],
        }),
      ])
      expect(caseText(report)).toContain(
        'failed  acme-health/telehealth-modifier  two lines\n  expected  nothing\n  found     lines[0].modifiers, lines[1].modifiers\n',
      )
      expect(caseText(report)).toMatch(/4 cases of 1 rule: 3 failed\. Rules base-[0-9a-f]{8}\.\n$/)
    },
  )

  it('says why a rule was silent, and leaves the claim of the case as it is written', () => {
    const history = asking(
      { all: [atom('history.lines', 'greaterThan', 0, { days: 30 }), atom('line.units', 'equal', 1)] },
      {
        cases: [
          { name: 'no history', claim: {}, finds: ['lines[0].procedure'] },
          {
            name: 'earlier',
            claim: {},
            history: [{ lines: [{ serviceDate: '2026-02-20' }] }],
            finds: ['lines[0].procedure'],
          },
          { name: 'too early', claim: {}, history: [{ lines: [{ serviceDate: '2026-01-20' }] }], finds: [] },
        ],
      },
    )
    const [failure, ...others] = testRules(ruleSetWith([history]), starter).failures
    expect(others).toEqual([])
    expect(failure!.unchecked.join()).toContain('no-history')
    // The id that leads the engine to the rule is none of the claim.
    const withoutId = asking(atom('claim.payerId', 'absent'), {
      cases: [
        { name: 'without', claim: { payer: { line: 'medicare' } }, finds: ['claim'] },
        { name: 'with', claim: {}, finds: [] },
      ],
    })
    expect(testRules(ruleSetWith([withoutId]), starter).failures).toEqual([])
  })

  it('takes rules and folders, and refuses names that are none', () => {
    const set = openRules()
    expect(testRules(set, starter, ['aetna/visit-complexity']).tested).toBe(1)
    expect(testRules(set, starter, ['aetna/', 'aetna/visit-complexity']).tested).toBe(
      set.parsed.rules.filter(({ owner }) => owner === 'aetna').length,
    )
    expect(() => testRules(set, starter, ['aetna/visit-complexit'])).toThrow('Near it: aetna/')
    expect(() => testRules(set, starter, ['nobody/'])).toThrow('Known: ')
  })
})

describe('rules lint', () => {
  it('finds no error in the shipped rules', () => {
    const { findings, count } = lintFolder({ received: '2026-12-01', codesets: starter })
    expect(findings.filter(({ severity }) => severity === 'error')).toEqual([])
    expect(findings.filter(({ check }) => !['source', 'expired'].includes(check))).toEqual([])
    expect(count).toBeGreaterThanOrEqual(60)
  })
  it('reads a folder, asks the tables, and says what to do', () => {
    const folder = folderOf('lint', {
      'acme-health/payer.json': profileSketch(),
      'acme-health/asking.json': asking({
        all: [atom('line.placeOfService', 'in', ['11', '00']), atom('line.units', 'equal', 1)],
      }),
    })
    const report = lintFolder({ folder, received: '2026-12-01', codesets: starter })
    expect(report.findings.map(({ check }) => check).sort()).toEqual(['code-unknown', 'source', 'source'])
    const text = faultText(report)
    expect(text).toContain('No table that is loaded knows this place from 2026-01-01 through 2026-12-01: 00.')
    expect(text).toContain('Check it against the publisher’s list')
    expect(text).toMatch(/1 rule: 0 errors, 3 warnings\. Rules base-[0-9a-f]{8}\.\n$/)
    const silent = lintFolder({ folder, received: '2026-12-01' })
    expect(silent.findings.map(({ check }) => check)).toEqual(['source', 'source'])
  })
  it('asks small tables and the starter sets only for what they can tell', () => {
    const { standing } = codeBookOf(starter)
    const on = (system: Parameters<typeof standing>[0], code: string) =>
      standing(system, code, '2026-01-01', '2026-06-30')?.state
    expect(on('place', '10')).toBe('in-force')
    expect(standing('place', '10', '2019-01-01', '2019-12-31')).toEqual({ state: 'never' })
    expect(on('modifier', '25')).toBe('in-force')
    expect(on('revenue', '0510')).toBe('in-force')
    expect(on('revenue', '9999')).toBe('unknown')
    // The starter sets hold examples: what is not there may well be a code.
    expect(on('procedure', '99499')).toBeUndefined()
    expect(on('procedure', 'Q9999')).toBeUndefined()
    expect(on('diagnosis', 'Z9999')).toBeUndefined()
    expect(on('modifier', 'ZQ')).toBeUndefined()
  })

  const official = dataFolder('official')
  it.skipIf(!official)(
    'knows the codes of official releases on their days',
    { timeout: 60_000 },
    async () => {
      const store = join(home, 'store')
      await importReleases(
        store,
        ['2026-code-descriptions-tabular-order.zip', 'HCPC2024_JUL_ANWEB.zip', 'RVU25D.zip'].map((name) =>
          join(official!, name),
        ),
      )
      const { standing } = codeBookOf(await openCodesets(store))
      expect(standing('procedure', 'J1885', '2024-01-01', '2024-08-01')).toEqual({ state: 'in-force' })
      expect(standing('procedure', 'J9999', '2024-01-01', '2024-08-01')).toEqual({ state: 'in-force' })
      expect(standing('procedure', 'J0001', '2024-01-01', '2024-08-01')).toEqual({ state: 'unknown' })
      // Past the newest release nobody knows whether it is one by now.
      expect(standing('procedure', 'J0001', '2024-01-01', '2026-08-01')).toBeUndefined()
      expect(standing('procedure', 'Q2026', '1999-01-01', '1999-12-31')).toEqual({ state: 'never' })
      expect(standing('procedure', '99213', '2025-10-01', '2025-11-01')).toEqual({ state: 'in-force' })
      expect(standing('procedure', '99208', '2025-10-01', '2025-11-01')).toEqual({ state: 'unknown' })
      expect(standing('diagnosis', 'E119', '2026-01-01', '2026-02-01')).toEqual({ state: 'in-force' })
      expect(standing('diagnosis', 'E11', '2026-01-01', '2026-02-01')).toEqual({ state: 'header' })
      expect(standing('diagnosis', 'E1199', '2026-01-01', '2026-02-01')).toEqual({ state: 'unknown' })
      expect(standing('modifier', 'RT', '2024-01-01', '2024-08-01')).toEqual({ state: 'in-force' })
      expect(standing('modifier', 'ZQ', '2024-01-01', '2024-08-01')).toEqual({ state: 'unknown' })
    },
  )
})

describe('rules new', () => {
  it('writes a draft that is read, whose cases hold, and nothing twice', () => {
    const folder = join(home, 'new')
    const made = newRule(folder, 'acme-health/telehealth-visit', '2026-12-01')
    expect(made).toEqual({
      rule: 'acme-health/telehealth-visit',
      files: ['schema.json', 'acme-health/payer.json', 'acme-health/telehealth-visit.json'].map((path) =>
        join(folder, path),
      ),
      newPayer: true,
    })
    const set = openRules(folder)
    expect(set.parsed.rules.map(({ id, document }) => [id, document.status])).toEqual([
      ['acme-health/telehealth-visit', 'draft'],
    ])
    expect(testRules(set, starter)).toMatchObject({ tested: 1, cases: 5, failures: [] })
    expect(JSON.parse(readFileSync(made.files[0]!, 'utf8'))).toEqual(
      JSON.parse(readFileSync(join(rulesFolder, 'schema.json'), 'utf8')),
    )
    const before = readFileSync(made.files[2]!, 'utf8')
    expect(() => newRule(folder, 'acme-health/telehealth-visit', '2027-12-01')).toThrow('already there')
    expect(readFileSync(made.files[2]!, 'utf8')).toBe(before)
    expect(newRule(folder, 'acme-health/other', '2026-12-01')).toMatchObject({ newPayer: false })
    expect(
      lintFolder({ folder, received: '2026-12-01' }).findings.filter(({ severity }) => severity === 'error'),
    ).toEqual([])
  })
  it.each([
    'acme-health',
    'Acme/x',
    '../x/y',
    'acme-health/../x',
    'acme-health/x/y',
    'acme-health/payer',
    'base/x',
    `a/${'b'.repeat(61)}`,
    'a/__proto__',
  ])('refuses %s, and writes nothing', (name) => {
    const folder = join(home, 'refused')
    expect(() => newRule(folder, name, '2026-12-01')).toThrow()
    expect(existsSync(folder)).toBe(false)
  })
  it('refuses a base set and a folder that cannot be read', () => {
    const shared = { id: 'shared', title: 'Shared', rules: [ruleSketch()] }
    expect(() =>
      newRule(folderOf('bases', { 'base/shared.json': shared }), 'shared/x', '2026-12-01'),
    ).toThrow('base set')
    const broken = folderOf('broken', { 'acme-health/payer.json': '{' })
    expect(() => newRule(broken, 'acme-health/x', '2026-12-01')).toThrow('no JSON')
    expect(existsSync(join(broken, 'acme-health/x.json'))).toBe(false)
  })
})

describe('rules try', () => {
  const file = (): string =>
    write('claims.ndjson', [
      claimOf('C-1'),
      claimOf('C-2', { placeOfService: '11' }),
      claimOf('C-3', {}, { modifiers: ['95'] }),
      '{ "id": 1',
      claimOf('C-4', { payer: { id: 'OTHER', line: 'commercial' } }),
      claimOf('C-5'),
    ])
  const options = (tried: RuleSet, against: RuleSet) => ({
    tried,
    against,
    codesets: starter,
    received: '2026-03-10',
    examples: 1,
  })
  const deny = ruleSetWith([ruleSketch()])
  const none = ruleSetWith([ruleSketch({ status: 'retired' })])

  it('counts what comes, by rule and payer, with claims, dollars and examples', async () => {
    const problems: string[] = []
    const report = await tryRules([file()], {
      ...options(deny, none),
      onProblem: ({ code }) => void problems.push(code),
    })
    expect(problems).toEqual(['E_JSON'])
    expect(report).toMatchObject({ claims: 6, unreadable: 1, otherVerdict: 2, open: [] })
    expect(report.changes).toEqual([
      {
        change: 'gained',
        shadow: false,
        payer: 'acme-health',
        edit: 'acme-health/telehealth-modifier',
        message: 'rule',
        before: null,
        after: 'deny',
        findings: 2,
        claims: 2,
        atRiskCents: 24_000,
        examples: [{ claim: 'C-1', line: 1 }],
      },
    ])
    expect(report.after.atRiskCents - report.before.atRiskCents).toBe(24_000)
    expect(report.after.verdicts.deny - report.before.verdicts.deny).toBe(2)
    expect([report.before.rules, report.after.rules]).toEqual([none.id, deny.id])
    // What a scrub says of the same claims is what was counted.
    const scrubber = openScrubber({ codesets: starter, rules: deny, received: '2026-03-10' })
    const found = scrubber
      .scrub(claimOf('C-1'))
      .findings.filter(({ edit }) => edit.startsWith('acme-health/'))
    expect(found).toMatchObject([{ severity: 'deny', atRiskCents: 12_000 }])
    expect(trialText(report)).toContain('2 findings of 2 claims, $240.00; such as C-1 line 1')
    const lines = trialNdjson(report)
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { kind: string })
    expect(lines.map(({ kind }) => kind)).toEqual(['change', 'total'])
  })
  it('says what goes and what is graded otherwise', async () => {
    const gone = await tryRules([file()], options(none, deny))
    expect(gone.changes).toMatchObject([
      { change: 'gone', before: 'deny', after: null, atRiskCents: -24_000 },
    ])
    const milder = ruleSetWith([ruleSketch()], {
      'acme-health/payer.json': profileSketch({ edits: { 'acme-health/telehealth-modifier': 'note' } }),
    })
    const changed = await tryRules([file()], options(milder, deny))
    expect(changed.changes).toMatchObject([
      { change: 'changed', before: 'deny', after: 'note', atRiskCents: -24_000 },
    ])
    expect((await tryRules([file()], options(deny, deny))).changes).toEqual([])
  })
  it('counts built-in edits that a profile regrades, and payers as a map has them', async () => {
    const late = claimOf('C-9', { received: '2026-12-01', payer: { id: 'AS-FILED', line: 'commercial' } })
    const filing = ruleSetWith([], {
      'acme-health/payer.json': profileSketch({
        filing: [
          {
            value: 90,
            unit: 'days',
            source: { title: 'Invented', url: 'https://payer.example/', retrieved: '2026-01-01' },
          },
        ],
      }),
    })
    const report = await tryRules([write('late.ndjson', [late])], {
      ...options(filing, none),
      payerMap: new Map([['AS-FILED', { id: '60999' }]]),
    })
    expect(report.changes).toMatchObject([
      { change: 'gained', payer: 'acme-health', edit: 'claim-filing-late' },
    ])
  })
  it('shows rules in shadow apart, and those that did not answer', async () => {
    const shadow = ruleSetWith([
      ruleSketch({ status: 'shadow' }),
      asking({ all: [atom('line.units', 'equal', 1), atom('history.lines', 'equal', 0, { days: 30 })] }),
    ])
    const report = await tryRules([file()], options(shadow, none))
    expect(report.changes).toMatchObject([{ shadow: true, change: 'gained', findings: 2 }])
    expect(report).toMatchObject({ otherVerdict: 0 })
    expect(report.after.atRiskCents).toBe(report.before.atRiskCents)
    expect(report.open).toEqual([{ edit: 'acme-health/asking', reason: 'no-history', claims: 4 }])
    expect(trialText(report)).toContain('In shadow, in no verdict:')
    expect(trialText(report)).toContain('4  no-history: acme-health/asking')
  })
})

describe('explain', () => {
  const regraded = ruleSetWith([ruleSketch()], {
    'base/shared.json': {
      id: 'shared',
      title: 'Shared',
      line: 'commercial',
      edits: { 'ncci-ptp': 'review', 'ncci-mue': 'off' },
      rules: [ruleSketch({ id: 'own' }), ruleSketch({ id: 'other' })],
    },
    'acme-health/payer.json': profileSketch({
      base: 'shared',
      edits: { 'ncci-ptp': 'note', 'shared/own': 'review', 'acme-health/telehealth-modifier/rule': 'note' },
    }),
    'second/payer.json': profileSketch({
      id: 'second',
      payerIds: ['7'],
      base: 'shared',
      edits: { 'shared/own': 'off' },
    }),
  })

  it('gives a rule its page, with who has the last word', () => {
    const page = rulePage(explainRule(regraded, 'shared/own'))
    for (const part of [
      '# shared/own',
      '[Acme Health policy RP-041 (invented)](https://payer.example/policies/rp-041)',
      '- all of these:\n  - line.placeOfService is 02 or 10\n  - line.modifiers has no 95\n',
      '- `line.placeOfService`: place of service',
      '- Services from 2026-01-01 on',
      '- modifier missing: finds lines[1].modifiers',
      '- office visit: nothing',
      '- acme-health: `review`, says acme-health/payer.json\n- second: `off`, says second/payer.json',
    ])
      expect(page).toContain(part)
    expect(rulePage(explainRule(regraded, 'shared/other'))).toContain('- second: `deny`, says the rule')
    expect(explainRule(regraded, 'acme-health/telehealth-modifier').payers).toEqual([
      { payer: 'acme-health', says: 'note', by: 'acme-health/payer.json' },
    ])
    const retired = ruleSetWith([], {
      'base/alone.json': { id: 'alone', title: 'Alone', rules: [ruleSketch()] },
    })
    expect(rulePage(explainRule(retired, 'alone/telehealth-modifier'))).toContain('No payer runs it.')
    expect(() => explainRule(regraded, 'shared/owm')).toThrow('Near it: shared/other, shared/own.')
  })

  it('says of every payer what the engine does', () => {
    for (const id of ['shared/own', 'shared/other', 'acme-health/telehealth-modifier'])
      for (const { payer, says } of explainRule(regraded, id).payers) {
        const claim = claimOf('C-1', {
          payer: { id: payer === 'second' ? '7' : '60999', line: 'commercial' },
        })
        const { findings } = openScrubber({
          codesets: starter,
          rules: regraded,
          received: '2026-03-10',
        }).scrub(claim)
        const severity = findings.find(({ edit }) => edit === id)?.severity ?? 'off'
        expect(severity, `${id} ${payer}`).toBe(says)
      }
  })

  it('says of built-in edits which payers grade them otherwise', () => {
    const words = (id: string) =>
      editWords(
        edits.find((edit) => edit.id === id)!,
        regraded,
      )
    expect(words('ncci-ptp')).toEqual([
      { payer: 'acme-health', says: 'note', by: 'acme-health/payer.json' },
      { payer: 'second', says: 'review', by: 'base/shared.json' },
    ])
    expect(words('icd-sex')).toEqual([])
  })

  it('asks a rule of the claims of a file', async () => {
    const path = write('explained.ndjson', [
      claimOf('C-1'),
      claimOf('C-2', { payer: { id: '7', line: 'commercial' } }),
      claimOf('C-3', { type: 'institutional', typeOfBill: '0131' }, { revenueCode: '0510' }),
    ])
    const ask = async (id: string, how: { claim?: string; most?: number } = {}) =>
      explainOnClaims(regraded, id, path, {
        most: 20,
        received: '2026-03-10',
        onProblem: () => undefined,
        ...how,
      })
    const { answers, passedOver } = await ask('shared/own')
    expect(passedOver).toBe(0)
    expect(answers.map(({ claim, findings }) => [claim, findings.length])).toEqual([
      ['C-1', 1],
      ['C-2', 1],
      ['C-3', 0],
    ])
    expect(answerText(answers[0]!)).toBe(
      `shared/own on claim C-1
  acme-health/payer.json grades it review.
  line 1, 2026-03-02: holds
    yes  all of these
    yes    line.placeOfService is 02 or 10  [10]
    yes    line.modifiers has no 95  [none]
  found review at lines[0].modifiers: 99213 on 2026-03-02 is billed at a telehealth place of service without modifier 95.

`,
    )
    expect(answers[1]!.remarks).toEqual(['second/payer.json grades it off.'])
    expect(answers[2]!.remarks.at(-1)).toBe('It is for professional claims; this one is institutional.')
    expect((await ask('acme-health/telehealth-modifier', { claim: 'C-2' })).answers[0]!.remarks[0]).toContain(
      'is second, which does not run the rule',
    )
    expect(await ask('shared/own', { most: 1 })).toMatchObject({ passedOver: 2, answers: [{ claim: 'C-1' }] })
    await expect(ask('shared/own', { claim: 'NONE' })).rejects.toThrow('no claim of that id')
    await expect(ask('shared/none')).rejects.toThrow('no payer rule')
  })

  it('gives earlier claims, or says that they are missing', async () => {
    const set = ruleSetWith([
      asking({
        all: [atom('line.units', 'equal', 1), atom('history.lines', 'greaterThan', 0, { days: 30 })],
      }),
    ])
    const path = write('now.ndjson', [claimOf('C-1')])
    const earlier = write('earlier.ndjson', [claimOf('C-0', {}, { serviceDate: '2026-02-20' })])
    const how = { most: 1, received: '2026-03-10', onProblem: () => undefined }
    const [without] = (await explainOnClaims(set, 'acme-health/asking', path, how)).answers
    expect(without).toMatchObject({
      asked: [],
      findings: [],
      unchecked: [expect.stringContaining('no-history')],
    })
    const history = await loadHistory([earlier])
    const [answer] = (await explainOnClaims(set, 'acme-health/asking', path, { ...how, history })).answers
    expect(answer).toMatchObject({
      unchecked: [],
      findings: [{ at: 'lines[0].procedure', severity: 'deny' }],
    })
    expect(answer!.asked[0]!.condition.members[1]).toMatchObject({ met: '1', holds: true })
  })
})
