/** Every route answers as it is described, and every example of the description works as it stands. */
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { ClaimResult, Result } from '../../src/index.ts'
import { claimCsv, claimFhir, claimJson, claimX12, secondClaim } from '../../src/server/examples.ts'
import { FaultAnswer } from '../../src/server/schemas.ts'
import { built, folder, storeIn, TODAY } from './server.ts'

const home = folder()
const { app } = await built({ store: storeIn(home) })
const post = (url: string, type: string, payload: string | Buffer | object, headers = {}) =>
  app.inject({ method: 'POST', url, payload, headers: { 'content-type': type, ...headers } })
const lines = (text: string): unknown[] =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown)

interface Described {
  readonly openapi: string
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
}
interface Operation {
  readonly operationId: string
  readonly security?: unknown
  readonly 'x-scope'?: string
  readonly parameters?: readonly {
    readonly name: string
    readonly in: string
    readonly required?: boolean
    readonly schema: Record<string, unknown>
  }[]
  readonly requestBody?: {
    readonly content: Readonly<Record<string, { readonly example: unknown }>>
  }
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, unknown>> }>>
}
const description = (await app.inject('/openapi.json')).json<Described>()
const operations = Object.entries(description.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
)

describe('the description', () => {
  it('is OpenAPI 3.1 and has every route of the contract', () => {
    expect(description.openapi).toBe('3.1.0')
    const known = operations.map(({ method, path }) => `${method} ${path}`)
    for (const route of [
      'post /v1/scrub',
      'post /v1/check',
      'get /v1/edits',
      'get /v1/edits/{id}',
      'get /v1/codes/{system}/{code}',
      'get /v1/codesets',
      'get /v1/rules',
      'post /v1/rules/test',
      'post /v1/runs',
      'get /v1/runs',
      'get /v1/runs/{id}',
      'get /v1/runs/{id}/diff/{other}',
      'get /v1/worklist',
      'post /v1/worklist',
      'post /v1/remittances',
      'post /fhir/Claim/$submit',
      'post /fhir/Claim/$validate',
      'get /fhir/metadata',
      'get /healthz',
      'get /readyz',
      'get /metrics',
    ])
      expect(known).toContain(route)
  })
  it('says of every operation what it is, whom it is for and how it fails', () => {
    for (const { operation } of operations) {
      expect(operation.operationId).toMatch(/^[a-z][A-Za-z]+$/)
      expect(Object.keys(operation.responses)).toEqual(expect.arrayContaining(['400', '401', '403', '429']))
      if (operation.security) expect(operation['x-scope']).toBeDefined()
    }
    expect(new Set(operations.map(({ operation }) => operation.operationId)).size).toBe(operations.length)
  })
  it('loads nothing from elsewhere on its page', async () => {
    const page = await app.inject('/docs/')
    expect(page.statusCode).toBe(200)
    const script = await app.inject('/docs/static/swagger-ui-bundle.js')
    expect(script.statusCode).toBe(200)
    expect(page.body).not.toMatch(/(?:src|href)="(?:https?:)?\/\//)
    expect(page.headers['content-security-policy']).toContain("default-src 'self'")
    const [, begins] = /src="\.\/static\/(swagger-initializer\.js)"/.exec(page.body)!
    const initializer = await app.inject(`/docs/static/${begins}`)
    expect(initializer.body).toContain('"validatorUrl":null')
    expect(initializer.body).toContain("url: resolveUrl('./json')")
    expect((await app.inject('/docs/json')).json()).toEqual(description)
  })
})

describe('examples', () => {
  const posted = operations.flatMap(({ path, operation }) =>
    Object.entries(operation.requestBody?.content ?? {}).map(
      ([type, { example }]) => [path, type, example] as const,
    ),
  )
  // A change needs an item that somebody has recorded: see store.test.ts.
  it.each(posted.filter(([path]) => path !== '/v1/worklist'))('%s %s', async (path, type, example) => {
    const body = typeof example === 'string' ? example : JSON.stringify(example)
    const answer = await post(path, type, body)
    expect(answer.body.slice(0, 200) && answer.statusCode, answer.body.slice(0, 300)).toBeLessThan(300)
  })
  it('make clean claims clean, and say what is wrong with the other', async () => {
    const one = ClaimResult.parse((await post('/v1/scrub', 'application/json', claimJson)).json())
    expect(one.findings.map(({ edit }) => edit)).toContain('ncci-ptp')
    const csv = await post('/v1/scrub', 'text/csv', claimCsv)
    expect(Result.parse(lines(csv.body)[0]).verdict).not.toBe('reject')
  })
})

describe('POST /v1/scrub', () => {
  it('gives one claim its result and an array an array, in order', async () => {
    const one = await post('/v1/scrub', 'application/json', claimJson)
    expect(one.headers['content-type']).toContain('application/json')
    expect(ClaimResult.parse(one.json()).claim).toBe('CLM-1001')
    const both = await post('/v1/scrub', 'application/json', [
      claimJson,
      { ...secondClaim, nope: 1 },
      secondClaim,
    ])
    const results = both.json<unknown[]>().map((result) => Result.parse(result))
    expect(results.map(({ claim }) => claim)).toEqual(['CLM-1001', null, 'CLM-1002'])
    expect(results[1]).toMatchObject({ problem: { code: 'E_CLAIM', path: '[1].nope' } })
    expect(results[0]).toEqual(one.json())
  })
  it.each([
    ['application/x-ndjson', `${JSON.stringify(secondClaim)}\n`],
    ['application/edi-x12', claimX12],
    ['application/fhir+json', JSON.stringify(claimFhir)],
    ['text/csv', claimCsv],
  ])('reads %s, gzip of it by name or not, and by its content', async (type, body) => {
    const plainly = await post('/v1/scrub', type, body)
    expect(plainly.headers['content-type']).toContain('application/x-ndjson')
    expect(lines(plainly.body)).toHaveLength(1)
    const zipped = gzipSync(body)
    for (const [contentType, headers] of [
      [type, { 'content-encoding': 'gzip' }],
      [type, {}],
      ['application/gzip', {}],
    ] as const)
      expect((await post('/v1/scrub', contentType, zipped, headers)).body).toBe(plainly.body)
    expect((await post('/v1/scrub', 'application/octet-stream', body)).body).toBe(plainly.body)
  })
  it('takes options by their names', async () => {
    const answer = await post('/v1/scrub?only=ncci-ptp&received=2026-04-01', 'application/json', claimJson)
    expect(ClaimResult.parse(answer.json()).findings.map(({ edit }) => edit)).toEqual(['ncci-ptp'])
    const without = await post('/v1/scrub?skip=ncci-ptp', 'application/json', claimJson)
    expect(ClaimResult.parse(without.json()).findings.map(({ edit }) => edit)).not.toContain('ncci-ptp')
    const suggested = await post('/v1/scrub?suggest=true&only=ncci-ptp', 'application/json', claimJson)
    expect(ClaimResult.parse(suggested.json()).findings[0]!.suggestions).toBeDefined()
  })
  it.each([
    ['277ca', undefined, 'application/edi-x12', /^ISA.*~\s*GS\*HN/s],
    ['999', undefined, 'application/edi-x12', /^ISA.*~\s*GS\*FA/s],
    [undefined, 'application/edi-x12', 'application/edi-x12', /GS\*HN/],
    [undefined, 'application/sarif+json', 'application/sarif+json', /"version":"2\.1\.0"/],
    [undefined, 'text/csv', 'text/csv', /^claim,verdict,/],
    [undefined, 'text/html,application/xhtml+xml;q=0.9', 'text/html', /<html/],
    ['fhir', undefined, 'application/fhir+json', /"resourceType":"Bundle"/],
    ['text', undefined, 'text/plain', /1 claim: 1 clean/],
  ])('answers as %s, or to who accepts %s', async (report, accept, type, body) => {
    const url = report === undefined ? '/v1/scrub' : `/v1/scrub?report=${report}`
    const answer = await post(url, 'application/edi-x12', claimX12, accept === undefined ? {} : { accept })
    expect(answer.statusCode).toBe(200)
    expect(answer.headers['content-type']).toContain(type)
    expect(answer.body).toMatch(body)
  })
  it('compresses for who can read it', async () => {
    const zipped = await post('/v1/scrub', 'application/json', claimJson, { 'accept-encoding': 'gzip' })
    expect(zipped.headers['content-encoding']).toBe('gzip')
    expect(zipped.rawPayload.length).toBeLessThan(2_000)
  })
  it('drops nothing and makes nothing of what it is not', async () => {
    for (const claim of [
      { ...claimJson, lines: [{ ...claimJson.lines[0], units: '1' }] },
      { ...claimJson, extra: true },
      { ...claimJson, lines: [{ ...claimJson.lines[0], modifiers: 'RT' }] },
      { ...claimJson, chargeCents: 240.5 },
    ]) {
      const answer = await post('/v1/scrub', 'application/json', claim)
      expect(FaultAnswer.parse(answer.json())).toMatchObject({ statusCode: 422, code: 'E_CLAIM' })
    }
  })
})

describe('POST /v1/check', () => {
  it('answers a coder’s question', async () => {
    const answer = await post('/v1/check', 'application/json', {
      lines: ['99213', '20610-RT'],
      dx: ['M17.11'],
      on: '2026-03-02',
      age: 71,
      sex: 'F',
    })
    const result = ClaimResult.parse(answer.json())
    expect(result.findings.map(({ edit }) => edit)).toContain('ncci-ptp')
    expect(result.findings[0]!.suggestions).toBeDefined()
  })
  it('names the field that there is not, and refuses lines that are none', async () => {
    const stray = await post('/v1/check', 'application/json', { lines: ['99213'], diagnoses: ['E119'] })
    expect(stray.json()).toMatchObject({
      statusCode: 400,
      code: 'E_REQUEST',
      message: expect.stringContaining('"diagnoses"') as string,
    })
    const line = await post('/v1/check', 'application/json', { lines: ['99213--'] })
    expect(line.json()).toMatchObject({ statusCode: 400, code: 'E_OPTION' })
  })
})

describe('reference', () => {
  it('shows edits and payer rules', async () => {
    expect((await app.inject('/v1/edits')).json<{ edits: unknown[] }>().edits.length).toBeGreaterThan(100)
    expect((await app.inject('/v1/edits/ncci-ptp')).json()).toMatchObject({
      id: 'ncci-ptp',
      authority: 'ncci',
    })
    const rule = await app.inject('/v1/edits/acme-health%2Ftelehealth-modifier')
    expect(rule.json()).toMatchObject({ id: 'acme-health/telehealth-modifier' })
    expect((await app.inject('/v1/edits/nope')).json()).toMatchObject({ statusCode: 404, code: 'E_EXPLAIN' })
  })
  it('explains codes', async () => {
    const code = await app.inject('/v1/codes/icd-10-cm/M17.11?on=2026-03-02')
    expect(code.json()).toMatchObject({ code: 'M1711', system: 'diagnosis', on: '2026-03-02' })
    expect((await app.inject('/v1/codes/carc/236')).json()).toMatchObject({ system: 'denial' })
    expect((await app.inject('/v1/codes/procedure/M17.11')).statusCode).toBe(404)
    expect((await app.inject('/v1/codes/nope/99213')).json()).toMatchObject({ code: 'E_REQUEST' })
  })
  it('tests rules that are sent, and those in force', async () => {
    const own = await post('/v1/rules/test', 'application/json', {})
    expect(own.json()).toMatchObject({ passed: true, tested: 1, cases: 2, failures: [] })
    for (const rules of [['acme-health/'], ['acme-health/telehealth-modifier']])
      expect((await post('/v1/rules/test', 'application/json', { rules })).json()).toMatchObject({
        tested: 1,
      })
    const bad = await post('/v1/rules/test', 'application/json', {
      documents: { 'acme-health/payer.json': { id: 'acme-health', payerIds: ['60999'], nope: 1 } },
    })
    expect(bad.json()).toMatchObject({ statusCode: 422, code: 'E_RULE' })
  })
})

describe('FHIR', () => {
  const submit = (payload: object, headers = {}) =>
    post('/fhir/Claim/$submit', 'application/fhir+json', payload, headers)
  const bundle = (resource: object) => ({ resourceType: 'Bundle', type: 'collection', entry: [{ resource }] })
  const noVisit = { ...claimFhir, total: { value: 99, currency: 'USD' } }

  it('answers a submitted claim with adjudication and errors', async () => {
    const answer = await submit(bundle(noVisit))
    const response = answer.json<{ error: { code: { coding: { code: string }[] } }[] }>()
    expect(response).toMatchObject({
      resourceType: 'ClaimResponse',
      status: 'active',
      use: 'claim',
      patient: { reference: 'Patient/p77' },
      request: { reference: 'Claim/example' },
      created: TODAY,
      outcome: 'error',
      item: [{ itemSequence: 1 }],
    })
    expect(response.error[0]!.code.coding[0]!.code).toBe('claim-balance/total')
    const wrapped = {
      resourceType: 'Parameters',
      parameter: [{ name: 'resource', resource: bundle(noVisit) }],
    }
    expect((await submit(wrapped)).json()).toEqual(answer.json())
  })
  it('points from the Bundle where one was given, and from the claim alone where not', async () => {
    const patient = { resource: { resourceType: 'Patient', id: 'p77' } }
    const given = { ...bundle(noVisit), entry: [patient, { resource: noVisit }] }
    const pathOf = async (payload: object): Promise<string> => {
      const { error } = (await submit(payload)).json<{
        error: { extension: { url: string; valueString: string }[] }[]
      }>()
      return error[0]!.extension.find(({ url }) => url.endsWith('extension-errorPath'))!.valueString
    }
    expect(await pathOf(noVisit)).toBe('Claim.total')
    expect(await pathOf(given)).toBe('Bundle.entry[1].resource.total')
    const validate = async (payload: object) =>
      (await post('/fhir/Claim/$validate', 'application/fhir+json', payload)).json<{
        issue: { expression: string[] }[]
      }>().issue[0]!.expression
    expect(await validate(given)).toEqual(['Bundle.entry[1].resource.total'])
    const unread = { ...claimFhir, diagnosis: [{ sequence: 1 }] }
    expect(await validate({ ...given, entry: [patient, { resource: unread }] })).toEqual([
      'Bundle.entry[1].resource.diagnosis[0]',
    ])
  })
  it('points at elements when it validates', async () => {
    const answer = await post('/fhir/Claim/$validate', 'application/fhir+json', noVisit)
    const outcome = answer.json<{ resourceType: string; issue: { expression: string[] }[] }>()
    expect(outcome.resourceType).toBe('OperationOutcome')
    expect(outcome.issue[0]!.expression[0]).toMatch(/^Claim\./)
    const unread = await post('/fhir/Claim/$validate', 'application/fhir+json', {
      ...claimFhir,
      diagnosis: [{ sequence: 1 }],
    })
    expect(unread.statusCode).toBe(200)
    expect(unread.json()).toMatchObject({
      issue: [{ severity: 'error', expression: ['Claim.diagnosis[0]'] }],
    })
  })
  it('refuses what is not one claim, as FHIR to who asks for it', async () => {
    const two = { resourceType: 'Bundle', entry: [{ resource: claimFhir }, { resource: claimFhir }] }
    expect((await submit(two)).json()).toMatchObject({ statusCode: 422, code: 'E_FHIR' })
    const asked = await submit({ resourceType: 'Patient' }, { accept: 'application/fhir+json' })
    expect(asked.statusCode).toBe(422)
    expect(asked.json()).toMatchObject({
      resourceType: 'OperationOutcome',
      issue: [{ details: { coding: [{ code: 'E_FHIR' }] } }],
    })
  })
})

describe('operation', () => {
  it('says that it is up and ready', async () => {
    expect((await app.inject('/healthz')).json()).toEqual({ status: 'up' })
    expect((await app.inject('/readyz')).json()).toEqual({ status: 'ready' })
  })
  it('counts', async () => {
    await post('/v1/scrub', 'application/json', claimJson)
    const metrics = (await app.inject('/metrics')).body
    for (const line of [
      /^cleanclaim_http_requests_total\{method="POST",route="\/v1\/scrub",status="200"\} \d+/m,
      /^cleanclaim_claims_total\{verdict="deny"\} \d+/m,
      /^cleanclaim_findings_total\{edit="ncci-ptp",severity="deny"\} \d+/m,
      /^cleanclaim_http_request_seconds_bucket\{le="0\.01",route="\/v1\/scrub"\} \d+/m,
      /^cleanclaim_event_loop_lag_p99_seconds /m,
      /^cleanclaim_snapshot_age_days 0/m,
      /^cleanclaim_in_force_info\{codesets="starter",rules="base-[0-9a-f]{8}"\} 1/m,
    ])
      expect(metrics).toMatch(line)
  })
  it('takes request ids that are well formed, and no others', async () => {
    const id = '0a1b2c3d-0000-4000-8000-00000000000f'
    const ask = (given: string) => app.inject({ url: '/healthz', headers: { 'x-request-id': given } })
    expect((await ask(id)).headers['x-request-id']).toBe(id)
    expect((await ask('MARY-EXAMPLE')).headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/)
  })
  it('sends the headers that keep browsers out of trouble', async () => {
    const { headers } = await app.inject('/v1/edits')
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'content-security-policy': expect.stringContaining("default-src 'none'") as string,
    })
    expect(headers['access-control-allow-origin']).toBeUndefined()
  })
})
