/** The same claims in every form are the same claims. */
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { detectForm, readClaims, type Form } from '../../src/formats/detect.ts'
import { bundle } from './one-claim-fhir.ts'
import { asCsv, claims } from './one-claim.ts'
import { claimsOf, itemsOf, problemsOf } from './reading.ts'

const read = (input: string | Uint8Array, size?: number) =>
  itemsOf((chunks) => readClaims(chunks, 'input'), input, size)

describe('one claim in every form', () => {
  const json = JSON.stringify(claims)
  const inputs: [string, string, Form][] = [
    ['a JSON array', json, 'json'],
    ['NDJSON', claims.map((claim) => JSON.stringify(claim)).join('\n'), 'json'],
    ['CSV', asCsv(claims), 'csv'],
    ['a FHIR Bundle', JSON.stringify(bundle), 'fhir'],
    ['a FHIR Bundle, indented', JSON.stringify(bundle, null, 2), 'fhir'],
    [
      'a FHIR Bundle whose type comes last',
      JSON.stringify({ entry: bundle.entry, resourceType: 'Bundle' }),
      'fhir',
    ],
    [
      'FHIR NDJSON',
      bundle.entry
        .map(({ resource, ...entry }) =>
          JSON.stringify('fullUrl' in entry ? { ...entry, resource } : resource),
        )
        .join('\n'),
      'fhir',
    ],
    [
      'FHIR NDJSON of Bundles',
      `${JSON.stringify(bundle)}\n${JSON.stringify({ ...bundle, entry: [] })}\n`,
      'fhir',
    ],
  ]

  it.each(inputs)('%s', async (_, input, form) => {
    expect(detectForm(Buffer.from(input), 'input')).toBe(form)
    for (const bytes of [Buffer.from(input), gzipSync(input)]) {
      for (const size of [Infinity, 1, 1000]) {
        const items = await read(bytes, size)
        expect(problemsOf(items)).toEqual([])
        expect(claimsOf(items)).toEqual(claims)
      }
    }
  })
})
