/** Requests that nobody honest sends, and what must come of them. Used by a test for thousands, by the bench for more. */
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { claimJson, claimX12, claimCsv, claimFhir } from '../../src/server/examples.ts'

/** A request. */
export interface Hostile {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE' | 'PATCH'
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly payload?: string | Buffer
}

const urls = [
  '/v1/scrub',
  '/v1/check',
  '/v1/rules/test',
  '/v1/runs',
  '/v1/worklist',
  '/v1/remittances',
  '/fhir/Claim/$submit',
  '/fhir/Claim/$validate',
] as const

const types = [
  'application/json',
  'application/x-ndjson',
  'application/edi-x12',
  'application/fhir+json',
  'text/csv',
  'application/gzip',
  'application/octet-stream',
  'text/plain',
  'multipart/form-data',
  'application/json; charset=utf-16',
  '',
] as const

const wrongValues: fc.Arbitrary<unknown> = fc.oneof(
  fc.constant(null),
  fc.boolean(),
  fc.double(),
  fc.string(),
  fc.constant([]),
  fc.constant({}),
  fc.constant('__proto__'),
  fc.constant(-1e308),
  fc.constant('9'.repeat(300)),
)

/** A claim with one field that is not what it should be. */
const wrongClaim: fc.Arbitrary<string> = fc
  .tuple(
    fc.constantFrom(
      'id',
      'type',
      'lines',
      'diagnoses',
      'patient',
      'payer',
      'chargeCents',
      'received',
      'nope',
    ),
    wrongValues,
  )
  .filter(([key, value]) => !(key === 'id' && typeof value === 'string'))
  .map(([key, value]) => JSON.stringify({ ...claimJson, [key]: value, surely: 'unknown' }))

/** Keys that would reach beyond their object; written by hand, as objects cannot hold them. */
const poisoned: fc.Arbitrary<string> = fc
  .constantFrom('__proto__', 'constructor', 'prototype')
  .map((key) => JSON.stringify(claimJson).replace('{', `{"${key}":{"polluted":true},`))

const deep: fc.Arbitrary<string> = fc
  .tuple(fc.integer({ min: 50, max: 20_000 }), fc.constantFrom('[', '{"a":', '[{"lines":'))
  .map(([depth, open]) => open.repeat(depth))

const bytes = (most: number): fc.Arbitrary<Buffer> =>
  fc.uint8Array({ minLength: 1, maxLength: most }).map((array) => Buffer.from(array))

const badUtf8: fc.Arbitrary<Buffer> = bytes(6).map((junk) =>
  Buffer.concat([Buffer.from('{"id":"'), Buffer.from([0xff, 0xc0]), junk, Buffer.from('"}')]),
)

const truncatedGzip: fc.Arbitrary<Buffer> = fc.integer({ min: 3, max: 60 }).map((length) => {
  const zipped = gzipSync(JSON.stringify(claimJson))
  return zipped.subarray(0, Math.min(length, zipped.length - 1))
})

/** Interchanges that begin as one and go wrong: no claim, endless elements, separators that are letters. */
const x12Bombs: fc.Arbitrary<string> = fc.oneof(
  fc.integer({ min: 1, max: 5_000 }).map((times) => claimX12.slice(0, 220) + 'HL*1**20*1~'.repeat(times)),
  fc.integer({ min: 1, max: 40_000 }).map((times) => claimX12.slice(0, 106) + '*'.repeat(times)),
  fc.constant(claimX12.slice(0, 106).replaceAll('*', 'A')),
  fc.integer({ min: 1, max: 500 }).map((length) => claimX12.slice(0, length)),
)

const csvJunk: fc.Arbitrary<string> = fc.oneof(
  fc.string({ maxLength: 200 }),
  fc.constant(`${claimCsv.split('\n')[0]}\n"${'x'.repeat(3_000)}`),
  fc.integer({ min: 1, max: 3_000 }).map((times) => `${claimCsv.split('\n')[0]}\n${','.repeat(times)}`),
)

const fhirJunk: fc.Arbitrary<string> = fc
  .tuple(fc.constantFrom('type', 'item', 'diagnosis', 'resourceType'), wrongValues)
  .map(([key, value]) => JSON.stringify({ ...claimFhir, [key]: value }))
  .filter((text) => !text.includes('"item":[{'))

const body = fc.oneof(
  wrongClaim,
  poisoned,
  deep,
  badUtf8,
  truncatedGzip,
  x12Bombs,
  csvJunk,
  bytes(400),
  fc.string({ maxLength: 300 }),
  fc.json(),
)

const tokens = fc.constantFrom(
  'Bearer ccl_0000000000000000_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
  'Bearer eyJhbGciOiJub25lIn0.e30.',
  `Bearer ${'A'.repeat(5_000)}`,
  'Bearer __proto__',
  'Basic YTpi',
)

const queries = fc.constantFrom(
  '?only=nope',
  '?received=2026-02-30',
  '?__proto__=1',
  '?constructor=1',
  '?report=exe',
  '?nope=1',
  '?only=ncci-ptp&report=pdf',
  '?suggest=maybe',
  '?from=zip',
  '?%00=%00',
)

const paths = fc.constantFrom(
  '/v1/../../etc/passwd',
  '/v1/edits/..%2f..%2fetc%2fpasswd',
  '/docs/static/..%2f..%2f..%2fpackage.json',
  '/docs/static/../../../package.json',
  '/v1/edits/__proto__',
  '/v1/codes/constructor/x',
  '/v1/codes/procedure/%00',
  '/v1/runs/..',
  '/v1/runs/__proto__',
  '/v1/%',
  '/v1/codes/procedure/%E0%A4%A',
  `/v1/edits/${'a'.repeat(900)}`,
  '/v1//scrub',
  '/.env',
  '/v1/worklist/notes?item=x',
  '/v1/worklist?after=%5B1%2C2%5D',
  '/v1/worklist?limit=1e9',
)

/** Requests that are wrong in some way. Those that might be right by chance are left to other tests. */
export const hostile: fc.Arbitrary<Hostile> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      method: fc.constant('POST' as const),
      url: fc.constantFrom(...urls),
      headers: fc
        .constantFrom(...types)
        .map((type): Record<string, string> => (type === '' ? {} : { 'content-type': type })),
      payload: body,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(fc.constantFrom('/v1/scrub', '/fhir/Claim/$submit'), queries).map(([url, query]) => ({
      method: 'POST' as const,
      url: `${url}${query}`,
      headers: { 'content-type': url === '/v1/scrub' ? 'application/json' : 'application/fhir+json' },
      payload: JSON.stringify(url === '/v1/scrub' ? claimJson : claimFhir),
    })),
  },
  {
    weight: 1,
    arbitrary: tokens.map((authorization) => ({
      method: 'POST' as const,
      url: '/v1/scrub',
      headers: { 'content-type': 'application/json', authorization },
      payload: JSON.stringify(claimJson),
    })),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom('GET' as const, 'POST' as const, 'PUT' as const, 'DELETE' as const), paths)
      .map(([method, url]) => ({ method, url, headers: {} })),
  },
  {
    weight: 1,
    arbitrary: fhirJunk.map((payload) => ({
      method: 'POST' as const,
      url: '/fhir/Claim/$submit',
      headers: { 'content-type': 'application/fhir+json' },
      payload,
    })),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(
        fc.constantFrom('x', ' ', '\u007f', 'a'.repeat(300)),
        fc.constantFrom('deflate', 'br', 'gzip, gzip', 'gzip'),
      )
      .map(([key, encoding]) => ({
        method: 'POST' as const,
        url: '/v1/scrub',
        headers: { 'content-type': 'application/json', 'idempotency-key': key, 'content-encoding': encoding },
        payload: JSON.stringify(claimJson),
      })),
  },
)
