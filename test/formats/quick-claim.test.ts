import fc from 'fast-check'
import { expect, it } from 'vitest'
import { quickClaim } from '../../src/formats/quick-claim.ts'
import { Claim } from '../../src/model/claim.ts'
import { changedClaim, institutional, plain, professional } from './changed-claims.ts'

it.each([
  ['professional', professional],
  ['institutional', institutional],
])('reads a %s claim as the schema does', (_, claim) => {
  const value = plain(claim) as object
  expect(quickClaim(value)).toEqual(Claim.parse(value))
})

it('takes nothing that the schema refuses, and reads the rest as it does', () => {
  let taken = 0
  fc.assert(
    fc.property(changedClaim, (claim) => {
      const quick = quickClaim(claim as object)
      if (quick === undefined) return
      taken += 1
      expect(quick).toEqual(Claim.parse(claim))
    }),
    { numRuns: 5000, seed: 3 },
  )
  expect(taken).toBeGreaterThan(300)
})
