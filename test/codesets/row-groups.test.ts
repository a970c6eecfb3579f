import fc from 'fast-check'
import { expect, it } from 'vitest'
import { groupOf } from '../../src/codesets/row-groups.ts'

it('finds the group of every row, empty groups or not, as a scan does', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(3), { minLength: 1, maxLength: 40 }), (sizes) => {
      const start = Uint32Array.from([
        0,
        ...sizes.map((_, at) => sizes.slice(0, at + 1).reduce((a, b) => a + b)),
      ])
      for (let row = 0; row < start.at(-1)!; row++) {
        const scanned = sizes.findIndex((_, at) => start[at]! <= row && row < start[at + 1]!)
        expect(groupOf(start, row)).toBe(scanned)
      }
    }),
  )
})
