/** Requests that nobody honest sends, and what must come of them. Used by a test for thousands, by the bench for more. */
import fc from 'fast-check'
import { claimFhir, claimJson } from '../../src/server/examples.ts'
import { body, fhirJunk, large, zipBombs } from './hostile-bodies.ts'

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

/** Keys that were used before with another body, or that are none. */
const replayed: fc.Arbitrary<Hostile> = fc.integer({ min: 0, max: 1e9 }).map((salt) => ({
  method: 'POST',
  url: '/v1/check',
  headers: { 'content-type': 'application/json', 'idempotency-key': 'hostile-key-1' },
  payload: JSON.stringify({ lines: ['99213'], nope: salt }),
}))

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
  { weight: 1, arbitrary: replayed },
  {
    weight: 1,
    arbitrary: fc
      .tuple(
        fc.constantFrom(...urls),
        fc.constantFrom(...types.slice(0, 7)),
        fc.oneof({ weight: 9, arbitrary: large }, { weight: 1, arbitrary: zipBombs }),
      )
      .map(([url, type, payload]) => ({
        method: 'POST' as const,
        url,
        headers: { 'content-type': type },
        payload,
      })),
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
