import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import type { Line } from '../../src/model/claim.ts'
import { firstWith, nextWith, takeInHand } from '../../src/model/line-index.ts'

const linesOf = (codes: readonly (string | undefined)[]): Line[] =>
  codes.map((procedure, at) => ({
    number: at + 1,
    ...(procedure === undefined ? {} : { procedure }),
    modifiers: [],
    pointers: [],
    units: 1,
    chargeCents: 100,
    serviceDate: '2025-01-01',
  })) as unknown as Line[]

const found = (lines: readonly Line[], code: string): number[] => {
  const all: number[] = []
  for (let at = firstWith(lines, code); at >= 0; at = nextWith(lines, at)) all.push(at)
  return all
}

const codes = fc.array(fc.constantFrom('99213', '99214', '20610', 'J1030', 'G0008', undefined), {
  maxLength: 120,
})

describe('lines by code', () => {
  afterEach(() => {
    takeInHand([])
  })

  it('are those that a walk finds, in hand or not, long or short', () => {
    fc.assert(
      fc.property(codes, fc.boolean(), (all, inHand) => {
        const lines = linesOf(all)
        takeInHand(inHand ? lines : [])
        for (const code of ['99213', 'J1030', '00000'])
          expect(found(lines, code)).toEqual(all.flatMap((own, at) => (own === code ? [at] : [])))
      }),
    )
  })

  it('are walked for where another claim is in hand', () => {
    const long = linesOf(Array.from({ length: 60 }, () => '99213'))
    takeInHand(long)
    expect(found(linesOf(['20610', '99213', '20610']), '20610')).toEqual([0, 2])
    expect(found(long, '99213')).toHaveLength(60)
  })
})
