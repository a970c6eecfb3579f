import { expect, it } from 'vitest'
import fc from 'fast-check'
import { createByteText } from '../../src/report/byte-text.ts'

const encode = (text: string): Uint8Array => new TextEncoder().encode(text)

it('puts down texts and bytes as UTF-8, and what was taken stays as it is until it is given back', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc.nat({ max: 300_000 }).map((length) => 'é'.repeat(length)),
  )
  const step = fc.record({ text, asBytes: fc.boolean(), take: fc.boolean(), giveBack: fc.boolean() })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const to = createByteText()
      const taken: (Uint8Array | string)[] = []
      const expected: string[] = ['']
      for (const { text, asBytes, take, giveBack } of steps) {
        if (asBytes) to.bytes(encode(text))
        else to.text(text)
        expected[expected.length - 1] += text
        if (!take) continue
        const bytes = to.take()
        taken.push(giveBack ? Buffer.from(bytes).toString() : bytes)
        if (giveBack) to.giveBack(bytes.fill(0x7e).buffer)
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
