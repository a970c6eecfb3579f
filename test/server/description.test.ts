/**
 * What the description of the API says is what the routes do: each is described, each error that a caller can cause has
 * its status and code, and whatever is asked of any of them, the answer is one that was described.
 */
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { errorKinds, type ErrorCode } from '../../src/index.ts'
import { claimCsv, claimFhir, claimJson, claimX12, question, secondClaim } from '../../src/server/examples.ts'
import { routes } from '../../src/server/routes/index.ts'
import { FaultAnswer } from '../../src/server/schemas.ts'
import { built, folder, storeIn } from './server.ts'

const { app } = await built({ store: storeIn(folder()) })

type Schema = Readonly<Record<string, unknown>>
interface Operation {
  readonly parameters?: readonly { name: string; in: string; required?: boolean; schema: Schema }[]
  readonly requestBody?: {
    readonly content: Readonly<Record<string, { readonly example: unknown; readonly schema: Schema }>>
  }
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, unknown>> }>>
}
const { paths } = (await app.inject('/openapi.json')).json<{
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
}>()
const operations = Object.entries(paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({
    path,
    method: method.toUpperCase() as 'GET' | 'POST',
    operation,
  })),
)

it('every route is described, and nothing else is', () => {
  // Each of the routes makes one.
  expect(operations).toHaveLength(routes.length)
  for (const { path, method } of operations)
    expect(app.hasRoute({ method, url: path.replaceAll(/\{(\w+)\}/g, ':$1') }), path).toBe(true)
})

const run = '20260302-120000-0a1b2c3d'
const item = 'AAAAAAAAAAAAAAAA/ncci-ptp/bundled/2'
const many = Array.from({ length: 501 }, () => ({}))
type Case = readonly [ErrorCode, 'GET' | 'POST' | 'DELETE', string, (string | Buffer | object)?, string?]
const json = 'application/json'
const causes: readonly Case[] = [
  ['E_OPTION', 'POST', '/v1/scrub?received=2026-02-30', claimJson],
  ['E_OPTION', 'POST', '/v1/scrub?only=nope', claimJson],
  ['E_OPTION', 'POST', '/v1/scrub?recieved=2026-02-03', claimJson],
  ['E_JSON', 'POST', '/v1/scrub', '{"id":'],
  ['E_ENCODING', 'POST', '/v1/scrub', Buffer.from([0x22, 0xff, 0x22])],
  ['E_EMPTY', 'POST', '/v1/scrub', []],
  ['E_CLAIM', 'POST', '/v1/scrub', { ...claimJson, lines: [] }],
  ['E_TOO_LARGE', 'POST', '/v1/scrub', many],
  ['E_FORMAT', 'POST', '/v1/scrub', claimJson, 'text/plain'],
  ['E_FORMAT', 'POST', '/v1/scrub', claimJson, 'application/json; charset=latin1'],
  ['E_EMPTY', 'POST', '/v1/scrub', '\n', 'application/x-ndjson'],
  ['E_X12_ENVELOPE', 'POST', '/v1/scrub', 'ISA', 'application/edi-x12'],
  ['E_X12_TRANSACTION', 'POST', '/v1/scrub', claimX12.replaceAll('*837*', '*270*'), 'application/edi-x12'],
  ['E_CSV', 'POST', '/v1/scrub', 'a,b\n1,2', 'text/csv'],
  ['E_FHIR', 'POST', '/v1/scrub', { resourceType: 'Patient' }, 'application/fhir+json'],
  ['E_ARCHIVE', 'POST', '/v1/scrub', gzipSync(JSON.stringify(claimJson)).subarray(0, 40), 'application/gzip'],
  ['E_NOT_KEPT', 'POST', '/v1/scrub?history=store', claimJson],
  ['E_REQUEST', 'POST', '/v1/check', { lines: ['99213'], nope: 1 }],
  ['E_REQUEST', 'POST', '/v1/check', { lines: [] }],
  ['E_OPTION', 'POST', '/v1/check', { lines: ['99213--'] }],
  ['E_JSON', 'POST', '/v1/check', 'nothing'],
  ['E_FORMAT', 'POST', '/v1/check', question, 'text/csv'],
  ['E_TOO_LARGE', 'POST', '/v1/check', ' '.repeat(1_100_000)],
  ['E_EXPLAIN', 'GET', '/v1/edits/nope'],
  ['E_EXPLAIN', 'GET', '/v1/codes/diagnosis/Z9999999'],
  ['E_OPTION', 'GET', '/v1/codes/diagnosis/E119?on=yesterday'],
  ['E_REQUEST', 'GET', '/v1/codes/nothing/E119'],
  ['E_REQUEST', 'POST', '/v1/rules/test', { nope: 1 }],
  ['E_OPTION', 'POST', '/v1/rules/test', { rules: ['acme-health/nope'] }],
  ['E_RULE', 'POST', '/v1/rules/test', { documents: { 'acme-health/payer.json': { nope: 1 } } }],
  ['E_FORMAT', 'POST', '/v1/runs', claimJson, 'text/plain'],
  ['E_CLAIM', 'POST', '/v1/runs', '{"id":"X"}', 'application/x-ndjson'],
  ['E_OPTION', 'GET', '/v1/runs?limit=0'],
  ['E_RUN', 'GET', `/v1/runs/${run}`],
  ['E_RUN', 'GET', `/v1/runs/${run}/results`],
  ['E_RUN', 'GET', `/v1/runs/${run}/diff/${run}`],
  ['E_REQUEST', 'GET', '/v1/runs/a_b'],
  ['E_OPTION', 'GET', `/v1/runs/${run}/results?report=sarif`],
  ['E_OPTION', 'GET', '/v1/worklist?severity=awful'],
  ['E_OPTION', 'GET', '/v1/worklist?after=x'],
  ['E_REQUEST', 'POST', '/v1/worklist', { do: 'resolve', item, version: 0, reason: 'because' }],
  ['E_RUN', 'POST', '/v1/worklist', { do: 'resolve', item, version: 0, reason: 'fixed' }],
  ['E_RUN', 'GET', `/v1/worklist/notes?item=${encodeURIComponent(item)}`],
  ['E_OPTION', 'GET', '/v1/worklist/notes?item=x'],
  ['E_X12_REMITTANCE', 'POST', '/v1/remittances', claimX12, 'application/edi-x12'],
  ['E_FORMAT', 'POST', '/v1/remittances', claimCsv, 'text/csv'],
  ['E_JSON', 'POST', '/fhir/Claim/$submit', '{', 'application/fhir+json'],
  ['E_FHIR', 'POST', '/fhir/Claim/$submit', { resourceType: 'Bundle' }, 'application/fhir+json'],
  ['E_FHIR', 'POST', '/fhir/Claim/$validate', {}, 'application/fhir+json'],
  ['E_FORMAT', 'POST', '/fhir/Claim/$validate', claimFhir, 'text/csv'],
  ['E_OPTION', 'POST', '/fhir/Claim/$submit?nope=1', claimFhir, 'application/fhir+json'],
  ['E_ROUTE', 'GET', '/v1/nothing'],
  ['E_ROUTE', 'GET', '/v1/scrub'],
  ['E_ROUTE', 'DELETE', '/v1/runs'],
]

describe('errors', async () => {
  const { app: keepsNothing } = await built()
  const each = causes.map(([code, method, url, payload, type = json]) => ({
    code,
    method,
    url,
    payload,
    type,
  }))
  it.each(each)('$code of $method $url', async ({ code, method, url, payload, type }) => {
    const asked = code === 'E_NOT_KEPT' ? keepsNothing : app
    const answer = await asked.inject({
      method,
      url,
      ...(payload === undefined ? {} : { payload, headers: { 'content-type': type } }),
    })
    const fault = FaultAnswer.parse(answer.json())
    expect(fault).toMatchObject({ code, statusCode: errorKinds[code].status })
    expect(answer.statusCode).toBe(fault.statusCode)
    expect(fault.message).toMatch(/^[A-Z0-9a-z].*[.)]$/s)
    expect(answer.headers['content-type']).toContain('application/json')
  })
})

/** Values of a schema, or nearly: every so often something else stands in the place of a part. */
function valuesOf(schema: Schema, depth = 0): fc.Arbitrary<unknown> {
  const stray = fc.oneof(
    fc.string({ maxLength: 20 }),
    fc.integer(),
    fc.constant(null),
    fc.constant([]),
    fc.constant({}),
  )
  const mostly = (value: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
    fc.oneof({ weight: 12, arbitrary: value }, { weight: 1, arbitrary: stray })
  const either = (schema['anyOf'] ?? schema['oneOf']) as readonly Schema[] | undefined
  if (either) return fc.oneof(...either.map((one) => valuesOf(one, depth)))
  if ('const' in schema) return mostly(fc.constant(schema['const']))
  if (Array.isArray(schema['enum'])) return mostly(fc.constantFrom(...(schema['enum'] as unknown[])))
  if (schema['format'] === 'date') return mostly(fc.constantFrom('2026-03-02', '2024-02-29', '2026-02-30'))
  switch (schema['type']) {
    case 'object': {
      const required = (schema['required'] ?? []) as readonly string[]
      const fields = Object.entries((schema['properties'] ?? {}) as Record<string, Schema>)
      const model = fields
        .filter(([name]) => required.includes(name) || depth < 3)
        .map(([name, one]) => [name, valuesOf(one, depth + 1)] as const)
      return mostly(fc.record(Object.fromEntries(model), { requiredKeys: [...required] }))
    }
    case 'array':
      return mostly(fc.array(valuesOf((schema['items'] ?? {}) as Schema, depth + 1), { maxLength: 3 }))
    case 'integer':
    case 'number':
      return mostly(fc.integer({ min: 0, max: 200 }))
    case 'boolean':
      return mostly(fc.boolean())
    case 'string':
      return mostly(
        fc.constantFrom('99213', 'E119', 'M', '11', '1', 'CLM-1', '1234567893', 'ncci-ptp', 'x', ''),
      )
    default:
      return stray
  }
}

describe('whatever is asked', () => {
  it.each(operations)(
    'of $method $path has an answer that is described',
    async ({ path, method, operation }) => {
      const parameters = operation.parameters ?? []
      const asked = fc.record(
        Object.fromEntries(parameters.map(({ name, schema }) => [name, valuesOf(schema)])),
        { requiredKeys: parameters.filter(({ required }) => required).map(({ name }) => name) },
      )
      const contents = Object.entries(operation.requestBody?.content ?? {})
      const bodies = contents.map(([type, { example, schema }]) =>
        fc.oneof(fc.constant(example), valuesOf(schema)).map((value) => [type, value] as const),
      )
      const body = bodies.length === 0 ? fc.constant(undefined) : fc.oneof(...bodies)
      const statuses = new Set<number>()
      await fc.assert(
        fc.asyncProperty(asked, body, async (values, posted) => {
          const given = values as Record<string, unknown>
          const url = path.replaceAll(
            /\{(\w+)\}/g,
            (_, name: string) => encodeURIComponent(String(given[name])) || '-',
          )
          const query = new URLSearchParams(
            parameters
              .filter(({ name, in: place }) => place === 'query' && given[name] !== undefined)
              .map(({ name }): [string, string] => [name, String(given[name])]),
          ).toString()
          const answer = await app.inject({
            method,
            url: query === '' ? url : `${url}?${query}`,
            ...(posted === undefined
              ? {}
              : {
                  headers: { 'content-type': posted[0] },
                  payload: typeof posted[1] === 'string' ? posted[1] : JSON.stringify(posted[1]),
                }),
          })
          const shown = `${url}?${query} ${JSON.stringify(posted)} → ${answer.body.slice(0, 300)}`
          statuses.add(answer.statusCode)
          expect(answer.statusCode, shown).toBeLessThan(500)
          const described = operation.responses[String(answer.statusCode)]
          expect(described, shown).toBeDefined()
          if (answer.statusCode >= 400) FaultAnswer.parse(answer.json())
        }),
        { numRuns: contents.length > 0 ? 40 : 15 },
      )
      expect(statuses.size).toBeGreaterThan(0)
    },
  )
})

it('a second claim and a first are told apart by nothing but what they say', async () => {
  const ask = async (claim: object) =>
    (await app.inject({ method: 'POST', url: '/v1/scrub', payload: claim })).body
  expect(await ask(claimJson)).toBe(await ask(claimJson))
  expect(await ask(claimJson)).not.toBe(await ask(secondClaim))
})
