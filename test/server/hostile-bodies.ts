/** Bodies that nobody honest sends: not what they say, deeper, larger, cut short, or made to inflate. */
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { claimCsv, claimFhir, claimJson, claimX12 } from '../../src/server/examples.ts'

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

/** Whole JSON that is nested deeper than any reader may follow it, in the place of a field of something that is read. */
const deepWithin: fc.Arbitrary<string> = fc
  .tuple(
    fc.integer({ min: 80, max: 60_000 }),
    fc.constantFrom('[]', '{"a":}'),
    fc.constantFrom(
      JSON.stringify({ ...claimJson, nope: 0 }),
      JSON.stringify([{ ...claimJson, nope: 0 }]).replace('[{', '[0,{'),
      JSON.stringify({ ...claimFhir, item: 0, nope: 0 }),
      JSON.stringify({ ...claimFhir, item: 0, contained: [{ nope: 0 }] }),
      JSON.stringify({ resourceType: 'Bundle', entry: [{ resource: { nope: 0 } }] }),
      JSON.stringify({
        resourceType: 'Parameters',
        parameter: [{ name: 'resource', resource: { resourceType: 'Claim', nope: 0 } }],
      }),
      JSON.stringify({ documents: { 'acme-health/payer.json': { nope: 0 } } }),
      JSON.stringify({ lines: ['99213'], nope: 0 }),
    ),
  )
  .map(([depth, pair, around]) => {
    const [open, close] = [pair.slice(0, -1), pair.slice(-1)]
    return around.replace('"nope":0', `"nope":${open.repeat(depth)}1${close.repeat(depth)}`)
  })

/** Bodies too large to be answered at once, so that threads meet them. */
export const large: fc.Arbitrary<string | Buffer> = fc.oneof(
  fc.constant('['.repeat(70_000)),
  fc.constant(`"${'x'.repeat(90_000)}"`),
  fc.constant(`[${'{},'.repeat(600)}{}]${' '.repeat(60_000)}`),
  fc.constant(`${claimX12.slice(0, 106)}${'ST*837*0001~'.repeat(6_000)}`),
  fc.constant(`${claimX12.slice(0, 300)}${'x'.repeat(80_000)}`),
  fc.constant(`${'{"id":1}\n'.repeat(7_000)}`),
  fc.constant(
    `{"resourceType":"Bundle","entry":[${'{"resource":{"resourceType":"Claim"}},'.repeat(1_500)}null]}`,
  ),
  fc.constant(`${','.repeat(60_000)}\n${'"'.repeat(9_999)}`),
  fc.constant(Buffer.alloc(60_000, 0xff)),
)

/** A few kilobytes that inflate to megabytes, and gzip within gzip. */
export const zipBombs: fc.Arbitrary<Buffer> = fc.constantFrom(
  gzipSync(Buffer.alloc(8_000_000, ' ')),
  gzipSync(Buffer.alloc(8_000_000, '[')),
  gzipSync(gzipSync(Buffer.alloc(1_000_000, ' '))),
  gzipSync(`${claimX12.slice(0, 106)}${'*'.repeat(3_000_000)}`),
)

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

/** A Claim with one element that is not what it should be. */
export const fhirJunk: fc.Arbitrary<string> = fc
  .tuple(fc.constantFrom('type', 'item', 'diagnosis', 'resourceType'), wrongValues)
  .map(([key, value]) => JSON.stringify({ ...claimFhir, [key]: value }))
  .filter((text) => !text.includes('"item":[{'))

/** A body of any of these kinds. */
export const body: fc.Arbitrary<string | Buffer> = fc.oneof(
  wrongClaim,
  deepWithin,
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
