import { describe, expect, it } from 'vitest'
import { chanceSeen, knownClaims } from '../../bench/denials-generate.ts'
import { least } from '../../bench/denials-least.ts'
import { knowingForm } from '../../bench/denials-form.ts'
import { levelling } from '../../bench/denials-oracle.ts'

describe('what learned probabilities are held against in the bench', () => {
  it('goes down to the least of a bent valley', () => {
    const valley = (at: Float64Array, slopes: Float64Array): number => {
      const [x, y] = [at[0]!, at[1]!]
      slopes[0] = -2 * (1 - x) - 400 * x * (y - x * x)
      slopes[1] = 200 * (y - x * x)
      return (1 - x) ** 2 + 100 * (y - x * x) ** 2
    }
    const [x, y] = least(Float64Array.from([-1.2, 1]), valley)
    expect(x).toBeCloseTo(1, 4)
    expect(y).toBeCloseTo(1, 4)
  })
  it.each(['additive', 'interactions', 'independent', 'worst', 'few-payers'] as const)(
    'comes to the true probabilities of %s claims, nearer the less it must learn',
    (process) => {
      const claims = [...knownClaims(process, 24_000, 4)]
      const [learned, later] = [claims.slice(0, 12_000), claims.slice(12_000)]
      const missOf = (forecast: (claim: (typeof claims)[number]) => number): number =>
        Math.sqrt(later.reduce((sum, claim) => sum + (forecast(claim) - claim.truth) ** 2, 0) / later.length)
      expect(missOf((claim) => chanceSeen(process, claim.rest, claim.found))).toBeLessThan(1e-9)
      const level = missOf(levelling(process, learned))
      const form = missOf(knowingForm(process, learned))
      expect(level).toBeLessThan(0.025)
      expect(form).toBeLessThan(0.075)
      expect(form).toBeGreaterThan(level)
    },
  )
})
