import fc from 'fast-check'
import { expect, it } from 'vitest'
import { intern } from '../../src/formats/intern.ts'
import { countedId, qualifier, type Fields } from '../../src/formats/x12/fields.ts'

const latin1 = fc.string({
  unit: fc.integer({ min: 0, max: 255 }).map((byte) => String.fromCharCode(byte)),
  maxLength: 20,
})

it('texts of bytes are what the bytes are, whatever was met before', () => {
  fc.assert(
    fc.property(fc.array(latin1, { maxLength: 30 }), fc.nat({ max: 3 }), (texts, before) => {
      for (const text of [...texts, ...texts]) {
        const bytes = Buffer.from(`${'x'.repeat(before)}${text}y`, 'latin1')
        expect(intern(bytes, before, before + text.length)).toBe(text)
      }
    }),
  )
})

it('counted ids are equal where their texts are', () => {
  const id = fc.oneof(
    fc.nat().map(String),
    fc.stringMatching(/^[0-9]{0,11}$/),
    fc.stringMatching(/^ ?[0-9A]{0,3} ?$/),
  )
  const field = (text: string): Fields => ({
    bytes: Buffer.from(`HL*${text}~`, 'latin1'),
    starts: Int32Array.from([0, 3, 4 + text.length]),
    count: 1,
  })
  fc.assert(
    fc.property(id, id, (one, other) => {
      const [first, second] = [field(one), field(other)]
      expect(countedId(first, 1) === countedId(second, 1)).toBe(qualifier(first, 1) === qualifier(second, 1))
    }),
    { numRuns: 2000 },
  )
  expect(countedId(field('7'), 1)).toBe(7)
  expect(countedId(field('07'), 1)).toBe('07')
})
