import { expect, it } from 'vitest'
import fc from 'fast-check'
import { createByteText } from '../../src/report/byte-text.ts'

const encode = (text: string): Uint8Array => new TextEncoder().encode(text)

it('puts down texts and bytes as UTF-8, and what was taken stays as it is', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc.nat({ max: 300_000 }).map((length) => 'é'.repeat(length)),
  )
  const step = fc.record({ text, asBytes: fc.boolean(), take: fc.boolean() })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const to = createByteText()
      const taken: Uint8Array[] = []
      const expected: string[] = ['']
      for (const { text, asBytes, take } of steps) {
        if (asBytes) to.bytes(encode(text))
        else to.text(text)
        expected[expected.length - 1] += text
        if (!take) continue
        taken.push(to.take())
        expected.push('')
      }
      taken.push(to.take())
      expect(taken.map((bytes) => Buffer.from(bytes).toString())).toEqual(
        expected.map((whole) => Buffer.from(whole).toString()),
      )
    }),
    { numRuns: 60 },
  )
})
