/** CSV, HTML, SARIF and FHIR: complete, well formed, and safe whatever the results hold. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseString } from 'fast-csv'
import { parseHTML } from 'linkedom'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { edits } from '../../src/edits/index.ts'
import { csvColumns } from '../../src/report/csv.ts'
import { expressionOf } from '../../src/report/fhir-expression.ts'
import { claimResponse, operationOutcome } from '../../src/report/fhir.ts'
import { escapeHtml } from '../../src/report/html.ts'
import { chosenRuleEdits } from '../../src/jobs/scrub.ts'
import { openRules } from '../../src/jobs/rules.ts'
import { openReport, reportNames } from '../../src/report/reports.ts'
import { createTally } from '../../src/report/summary.ts'
import type { ClaimResult, Finding, Result } from '../../src/model/result.ts'
import { claimOf } from '../helpers/claims.ts'
import { professional } from '../formats/x12/writing.ts'
import { reportOf, reportOfResults } from './reporting.ts'

const findingOf = (sketch: Partial<Finding>): Finding => ({
  id: 'C-1/an-edit/said/2',
  edit: 'an-edit',
  message: 'said',
  severity: 'deny',
  line: 2,
  at: 'lines[1].procedure',
  where: '2400 SV101-2',
  relatedLines: [1],
  text: 'Found.',
  fix: 'Correct it.',
  group: 'CO',
  carc: '236',
  rarc: null,
  scope: 'line',
  atRiskCents: 11_050,
  source: { title: 'A manual', url: 'https://example.org/manual', table: 'a-table', release: '2026Q1' },
  evidence: [{ claim: 'C-0', line: 1 }],
  causedBy: null,
  ...sketch,
})
const resultOf = (sketch: Partial<ClaimResult>): ClaimResult => ({
  claim: 'C-1',
  verdict: 'clean',
  findings: [],
  unchecked: [],
  stale: [],
  codesets: 'sets-1',
  rules: 'none',
  engine: '0.1.0',
  ...sketch,
})
const unreadable: Result = {
  claim: null,
  verdict: 'unreadable',
  problem: { code: 'E_JSON', file: 'in.x', row: 7, byte: 99, text: 'The value that starts here is no JSON.' },
}
const evil = `<script>alert(1)</script>"'&\u0007`
const results: readonly Result[] = [
  resultOf({ claim: 'OK' }),
  resultOf({
    verdict: 'deny',
    findings: [findingOf({}), findingOf({ id: 'C-1/an-edit/said/3', severity: 'note', line: null, at: '' })],
  }),
  unreadable,
]

describe('all reports', () => {
  const input = professional(['CLM*C1*131***11:B:1*Y*A*Y*Y', 'HI*ABK:M1711'])
  it.each(reportNames)('%s is the same twice, and in pieces', async (name) => {
    const once = await reportOf({ name, input })
    expect(once).not.toBe('')
    expect(await reportOf({ name, input, size: 11 })).toBe(once)
  })
  it.each(reportNames)('%s has no word of a person', async (name) => {
    expect(await reportOf({ name, input })).not.toMatch(/EXAMPLE|ANNA|MEMBER1|1953/)
  })
})

describe('csv', () => {
  const rows = (text: string): Promise<Record<string, string>[]> =>
    new Promise((resolve, reject) => {
      const read: Record<string, string>[] = []
      parseString<Record<string, string>, Record<string, string>>(text, { headers: true })
        .on('data', (row) => read.push(row))
        .on('error', reject)
        .on('end', () => resolve(read))
    })
  it('has a row for each finding, each clean claim, each problem', async () => {
    const read = await rows(reportOfResults('csv', results))
    expect(read.map(({ claim, verdict, severity, problem }) => [claim, verdict, severity, problem])).toEqual([
      ['OK', 'clean', '', ''],
      ['C-1', 'deny', 'deny', ''],
      ['C-1', 'deny', 'note', ''],
      ['', 'unreadable', '', 'E_JSON'],
    ])
    expect(read[1]).toMatchObject({
      atRiskCents: '11050',
      evidence: 'C-0/1',
      relatedLines: '1',
      table: 'a-table',
    })
    expect(Object.keys(read[0]!)).toEqual(Object.keys(csvColumns))
  })
  it('keeps findings apart from the verdict, and says so', async () => {
    const apart = resultOf({
      claim: 'APART',
      overridden: [{ finding: findingOf({}), override: 'agreed', reason: 'By contract.' }],
      shadow: [findingOf({ severity: 'review' })],
      risk: { probability: 0.25, interval: [0.2, 0.3], basis: 'prior', expectedLossCents: 500, drivers: [] },
    })
    const read = await rows(reportOfResults('csv', [apart]))
    expect(read.map((row) => [row['verdict'], row['severity'], row['apart']])).toEqual([
      ['clean', '', ''],
      ['clean', 'deny', 'overridden'],
      ['clean', 'review', 'shadow'],
    ])
    expect(read[0]).toMatchObject({ probability: '0.25', expectedLossCents: '500' })
    const [run] = sarif.parse(JSON.parse(reportOfResults('sarif', [apart]))).runs
    expect(run.results.map(({ suppressions }) => suppressions)).toEqual([
      [{ kind: 'external', justification: 'agreed: By contract.' }],
    ])
    expect(reportOfResults('html', [apart])).toContain('1 findings overridden, 1 of payer rules in shadow')
  })
  it('has its columns in the documentation', () => {
    const page = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'reports.md'), 'utf8')
    const rows = [...page.matchAll(/^\| `(\w+)` +\| (.*?) +\|$/gm)].map(([, name, means]) => [name, means])
    for (const [name, { means }] of Object.entries(csvColumns)) expect(rows).toContainEqual([name, means])
  })
  it('ends every row as RFC 4180 does, and keeps what is inside a cell', async () => {
    const text = 'A "word", and\r\nanother line'
    const report = reportOfResults('csv', [resultOf({ verdict: 'deny', findings: [findingOf({ text })] })])
    expect(report.endsWith('\r\n')).toBe(true)
    expect((await rows(report))[0]!['text']).toBe(text)
  })
  it.each(['=1+1', '+1', '-2', '@SUM(A1)', '\t=1', '  =1', '\r=1', '\uff1d1'])(
    'defuses %j',
    async (claim) => {
      const [row] = await rows(reportOfResults('csv', [resultOf({ claim })]))
      expect(row!['claim']).toBe(`'${claim}`)
    },
  )
})

describe('html', () => {
  const documentOf = (text: string) => parseHTML(text).document
  it('shows summary, findings and what was not checked under their headings', () => {
    const document = documentOf(reportOfResults('html', results))
    const texts = (selector: string): string[] =>
      [...document.querySelectorAll(selector)].map((one) => one.textContent ?? '')
    expect(texts('h1, h2')).toEqual([
      'Claim report',
      'Summary',
      'Findings by claim',
      'Not checked, or not wholly',
    ])
    expect(texts('h3')[0]).toContain('C-1 deny')
    expect(texts('article tbody th')).toEqual(['deny', 'note'])
    expect(document.querySelector('article td .fix')?.textContent).toBe('Correct it.')
    for (const table of document.querySelectorAll('table'))
      expect(table.querySelector('caption, th')).not.toBeNull()
    for (const head of document.querySelectorAll('th'))
      expect(head.getAttribute('scope')).toMatch(/^(col|row)$/)
  })
  it('lets nothing of a result be markup, and loads nothing', () => {
    const finding = findingOf({
      text: evil,
      fix: evil,
      where: evil,
      edit: evil,
      source: { title: evil, url: 'javascript:alert(1)', table: evil, release: evil },
      suggestions: [{ title: evil, onlyIf: evil, change: [], clears: ['x'] }],
    })
    const text = reportOfResults('html', [
      resultOf({
        claim: evil,
        verdict: 'deny',
        findings: [finding],
        unchecked: [{ edits: [evil], reason: 'no-table', table: evil, detail: '' }],
      }),
    ])
    expect(text).not.toContain('<script')
    expect(text).not.toMatch(/javascript:|\bsrc=|@import|url\(/)
    expect(documentOf(text).querySelectorAll('script, img, link, iframe')).toHaveLength(0)
    expect(text).toContain("default-src 'none'")
    expect(escapeHtml(evil)).toBe('&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp; ')
  })
  it('is bounded, and says what it leaves out', () => {
    const many = Array.from({ length: 2_010 }, (_, at) =>
      resultOf({ claim: `N-${at}`, verdict: 'deny', findings: [findingOf({})] }),
    )
    const text = reportOfResults('html', many)
    expect(documentOf(text).querySelectorAll('article')).toHaveLength(2_000)
    expect(text).toContain('10 more claims with findings')
    expect(text).toContain('2,010 claims')
  })
})

/** What SARIF 2.1.0 demands of the parts that are written; anything else is refused. */
const message = z.strictObject({ text: z.string().min(1) })
const rule = z.strictObject({
  id: z.string(),
  name: z.string(),
  shortDescription: message,
  fullDescription: message,
  help: z.strictObject({ text: z.string(), markdown: z.string() }),
  helpUri: z.string().url().optional(),
  defaultConfiguration: z.strictObject({ level: z.enum(['none', 'note', 'warning', 'error']) }),
  properties: z.record(z.string(), z.unknown()).optional(),
})
const region = z.union([
  z.strictObject({ startLine: z.int().min(1) }),
  z.strictObject({ byteOffset: z.int().min(0), byteLength: z.int().min(0) }),
])
const sarif = z.strictObject({
  $schema: z.string().url(),
  version: z.literal('2.1.0'),
  runs: z.tuple([
    z.strictObject({
      tool: z.strictObject({
        driver: z.strictObject({
          name: z.string(),
          version: z.string(),
          semanticVersion: z.string(),
          properties: z.record(z.string(), z.unknown()),
          rules: z.array(rule),
        }),
      }),
      columnKind: z.enum(['utf16CodeUnits', 'unicodeCodePoints']),
      results: z.array(
        z.strictObject({
          ruleId: z.string(),
          ruleIndex: z.int().min(0).optional(),
          level: z.enum(['none', 'note', 'warning', 'error']),
          message,
          locations: z.array(
            z.strictObject({
              physicalLocation: z.strictObject({
                artifactLocation: z.strictObject({ uri: z.string() }),
                region: region.optional(),
                properties: z.record(z.string(), z.unknown()).optional(),
              }),
              logicalLocations: z
                .array(
                  z.strictObject({
                    name: z.string().optional(),
                    fullyQualifiedName: z.string(),
                    kind: z.string(),
                  }),
                )
                .optional(),
            }),
          ),
          suppressions: z
            .array(z.strictObject({ kind: z.enum(['inSource', 'external']), justification: z.string() }))
            .optional(),
          partialFingerprints: z.record(z.string(), z.string()).optional(),
          properties: z.record(z.string(), z.unknown()),
        }),
      ),
    }),
  ]),
})

describe('sarif', () => {
  const read = (text: string) => sarif.parse(JSON.parse(text)).runs[0]
  it('is of the form, with every edit as a rule and every result pointing at its own', async () => {
    const input = professional(['CLM*C1*131***11:B:1*Y*A*Y*Y', 'HI*ABK:M1711'])
    const { tool, results: found } = read(await reportOf({ name: 'sarif', input }))
    expect(tool.driver.rules.slice(0, edits.length).map(({ id }) => id)).toEqual(edits.map(({ id }) => id))
    expect(found.length).toBeGreaterThan(0)
    for (const { ruleId, ruleIndex } of found) expect(tool.driver.rules[ruleIndex!]!.id).toBe(ruleId)
  })
  it('has payer rules among its rules where the caller lists them', () => {
    const rules = chosenRuleEdits(['cigna/'], undefined, openRules())
    const report = openReport('sarif', {
      edits: rules,
      codesets: 'sets-1',
      starter: false,
      received: '2026-10-15',
    })
    const { tool } = read(`${report.begin!()}${report.end!(createTally().summary())}`)
    expect(tool.driver.rules.map(({ id }) => id)).toContain('cigna/visit-complexity')
    expect(tool.driver.rules.filter(({ id }) => id.includes('/')).length).toBe(rules.length)
  })
  it('points at the segment of the 837: the claim, or the line', async () => {
    const lines = ['LX*1', 'SV1*HC:20610:RT*130*UN*1***7', 'DTP*472*D8*20260105']
    const input = professional(undefined, lines)
    const { results: found } = read(await reportOf({ name: 'sarif', input, only: ['icd-pointer'] }))
    expect(found[0]!.locations[0]!.physicalLocation).toMatchObject({
      artifactLocation: { uri: 'in.x' },
      region: { byteOffset: input.indexOf('LX*1') },
    })
  })
  it('points at the line of NDJSON, for findings and for what cannot be read', async () => {
    const good = JSON.stringify(claimOf({}))
    const bad = JSON.stringify({ ...claimOf({ id: 'B' }), chargeCents: 1 })
    const input = `${good}\n${bad}\n{"id":\n`
    const { results: found } = read(await reportOf({ name: 'sarif', input, only: ['claim-balance'] }))
    expect(found.map(({ ruleId, level }) => [ruleId, level])).toEqual([
      ['claim-balance', 'error'],
      ['E_JSON', 'error'],
    ])
    expect(found.map(({ locations }) => locations[0]!.physicalLocation.region)).toEqual([
      { startLine: 2 },
      { startLine: 3 },
    ])
  })
})

const coding = z.strictObject({ system: z.string(), code: z.string() })
const concept = z.strictObject({ coding: z.array(coding).min(1), text: z.string().optional() })
const extension = z.strictObject({
  url: z.string(),
  valueCode: z.string().optional(),
  valueString: z.string().optional(),
})
const masked = z.strictObject({ extension: z.array(extension) })
const dollars = z.strictObject({ value: z.number(), currency: z.literal('USD') })
/** R4 ClaimResponse, as far as it is written: required elements must be there, others may not. */
const response = z.strictObject({
  resourceType: z.literal('ClaimResponse'),
  id: z.string().regex(/^[A-Za-z0-9.-]{1,64}$/),
  meta: z.strictObject({ profile: z.array(z.string()) }).optional(),
  identifier: z.array(z.strictObject({ system: z.string(), value: z.string() })),
  status: z.literal('active'),
  type: z.union([concept, masked]),
  use: z.enum(['claim', 'preauthorization', 'predetermination']),
  patient: z.union([z.strictObject({ reference: z.string() }), masked]),
  created: z.string(),
  insurer: z.union([z.strictObject({ reference: z.string() }), masked]),
  request: z.strictObject({ reference: z.string() }).optional(),
  outcome: z.enum(['queued', 'complete', 'error', 'partial']),
  disposition: z.string(),
  item: z
    .array(
      z.strictObject({
        itemSequence: z.int().positive(),
        adjudication: z
          .array(z.strictObject({ category: concept, reason: concept.optional(), amount: dollars }))
          .min(1),
      }),
    )
    .optional(),
  processNote: z
    .array(
      z.strictObject({
        number: z.int().positive(),
        type: z.enum(['display', 'print', 'printoper']),
        text: z.string(),
      }),
    )
    .optional(),
  error: z
    .array(
      z.strictObject({
        extension: z.array(extension),
        itemSequence: z.int().positive().optional(),
        code: concept,
      }),
    )
    .optional(),
})

describe('fhir', () => {
  it('is a Bundle of one entry a claim', () => {
    const bundle = JSON.parse(reportOfResults('fhir', results)) as {
      resourceType: string
      type: string
      entry: { fullUrl: string; resource: { resourceType: string; outcome?: string } }[]
    }
    expect([bundle.resourceType, bundle.type]).toEqual(['Bundle', 'collection'])
    expect(bundle.entry.map(({ resource }) => [resource.resourceType, resource.outcome])).toEqual([
      ['ClaimResponse', 'complete'],
      ['ClaimResponse', 'error'],
      ['OperationOutcome', undefined],
    ])
    expect(new Set(bundle.entry.map(({ fullUrl }) => fullUrl)).size).toBe(3)
  })
  it('says what is lost as errors with element and path, the rest as notes', () => {
    const result = results[1] as ClaimResult
    const charges = [
      { line: 1, cents: 13_000 },
      { line: 2, cents: 11_050 },
    ]
    const made = response.parse(
      claimResponse(result, {
        id: 'r-1',
        created: '2026-10-15',
        type: 'professional',
        charges,
        use: 'preauthorization',
        patient: { reference: 'Patient/1' },
      }),
    )
    expect(made.error).toHaveLength(1)
    expect(made.error![0]).toMatchObject({
      itemSequence: 2,
      extension: [{ valueString: '2400 SV101-2' }, { valueString: 'Claim.item[1].productOrService' }],
    })
    expect(made.processNote).toHaveLength(1)
    expect(made.item!.map(({ itemSequence, adjudication }) => [itemSequence, adjudication.length])).toEqual([
      [1, 1],
      [2, 2],
    ])
    expect(made.item![1]!.adjudication[1]).toMatchObject({ amount: { value: 110.5 } })
  })
  it('needs nothing but the result', () => {
    for (const result of results)
      if (result.claim !== null) response.parse(claimResponse(result, { id: 'r', created: '2026-10-15' }))
  })
  it('has an issue for each finding in an OperationOutcome, and one for none', () => {
    const issues = (result: Result) =>
      (operationOutcome(result as ClaimResult) as { issue: { severity: string; expression?: string[] }[] })
        .issue
    expect(issues(results[1]!).map(({ severity, expression }) => [severity, expression])).toEqual([
      ['error', ['Claim.item[1].productOrService']],
      ['information', ['Claim']],
    ])
    expect(issues(results[0]!)).toHaveLength(1)
  })
  it.each([
    ['lines[3].modifiers[1]', 'Claim.item[3].modifier[1]'],
    ['lines[0].pointers[2]', 'Claim.item[0].diagnosisSequence[2]'],
    ['diagnoses[4].code', 'Claim.diagnosis[4].diagnosis'],
    ['lines[2].rendering.npi', 'Claim.item[2].careTeamSequence'],
    ['billing.npi', 'Claim.provider'],
    ['something.else', 'Claim'],
    ['__proto__', 'Claim'],
    ['', 'Claim'],
  ])('%s is %s', (at, expression) => {
    expect(expressionOf(at)).toBe(expression)
  })
})
