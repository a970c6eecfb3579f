/** Whatever the bytes, readers give items, and never an exception. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { forms, readClaims, type Form } from '../../src/formats/detect.ts'
import type { Item, Reader } from '../../src/formats/items.ts'
import { Claim } from '../../src/model/claim.ts'
import { bundle } from './one-claim-fhir.ts'
import { claimsOf, itemsOf, outline, smallText } from './reading.ts'

const reader =
  (from?: Form): Reader =>
  (chunks) =>
    readClaims(chunks, 'input', from)

describe('any bytes', () => {
  const hasFault = (items: readonly Item[]) => outline(items).includes('E_INTERNAL')
  const pick = fc.constantFrom(
    '{',
    '}',
    '[',
    ']',
    '"',
    ',',
    ':',
    '\n',
    '\\',
    ' ',
    '1',
    'null',
    '"id"',
    '"lines"',
    '"entry":[',
    '"resourceType":"Claim"',
    '"resourceType":"Bundle"',
    '"resource":',
    'claim',
    'date',
    'procedure',
    ';',
    '\t',
    '\r',
    smallText('A'),
    'A,99213,20240805',
    '\ufeff',
    'é',
    '"valueOf":1',
    '"toString":1',
    '"__proto__":',
  )
  const text = fc.array(pick, { maxLength: 60 }).map((parts) => parts.join(''))

  it.each(forms.filter((form) => form !== 'x12'))('give items in the form %s, however cut', async (form) => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.uint8Array({ maxLength: 300 }),
          text.map((one) => Buffer.from(one)),
          text.map((one) => Buffer.from(`claim,date,procedure\n${one}`)),
        ),
        fc.integer({ min: 1, max: 40 }),
        async (bytes, size) => {
          const whole = await itemsOf(reader(form), bytes)
          expect(whole.length).toBeGreaterThan(0)
          expect(hasFault(whole)).toBe(false)
          for (const claim of claimsOf(whole)) expect(Claim.parse(claim)).toEqual(claim)
          expect(await itemsOf(reader(form), bytes, size)).toEqual(whole)
        },
      ),
      { numRuns: 400 },
    )
  })

  it('give items when the form is looked for', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.uint8Array({ maxLength: 300 }),
          text.map((one) => Buffer.from(one)),
        ),
        async (bytes) => {
          const items = await itemsOf(reader(), bytes)
          expect(items.length).toBeGreaterThan(0)
          expect(hasFault(items)).toBe(false)
        },
      ),
      { numRuns: 300 },
    )
  })

  it('of any FHIR shape give items', async () => {
    const parts = JSON.parse(JSON.stringify(bundle)) as unknown
    const junk = fc.oneof(
      fc.anything({ maxDepth: 2, withNullPrototype: false }),
      fc.constantFrom(null, {}, [], 0, '', { valueOf: 1, toString: 1 }),
    )
    /** The value with one place of it replaced. */
    const spoiled = (value: unknown, turns: readonly number[], by: unknown): unknown => {
      const [turn, ...rest] = turns
      if (turn === undefined || typeof value !== 'object' || value === null) return by
      const entries = Object.entries(value)
      const at = turn % Math.max(1, entries.length)
      const changed = entries.map(
        ([key, one], place) => [key, place === at ? spoiled(one, rest, by) : one] as const,
      )
      return Array.isArray(value) ? changed.map(([, one]) => one) : Object.fromEntries(changed)
    }
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat({ max: 20 }), { minLength: 3, maxLength: 9 }),
        junk,
        async (turns, by) => {
          const items = await itemsOf(reader('fhir'), JSON.stringify(spoiled(parts, [2, ...turns], by)))
          expect(items.length).toBeGreaterThan(0)
          expect(hasFault(items)).toBe(false)
        },
      ),
      { numRuns: 500 },
    )
  })
})
