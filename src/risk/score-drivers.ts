/** Probabilities in ten-thousandths, and their parts that add up to them exactly. */
import type { Risk, RiskDriver } from '../model/risk.ts'

/** Steps of a probability. */
export const STEPS = 10_000

/** A probability in steps. Never quite 0 or 1: nothing is known so well. */
export const stepsOf = (probability: number): number =>
  Math.min(STEPS - 1, Math.max(1, Math.round(probability * STEPS)))

/** A part of the risk before it is told: whose it is, and its weight among the parts it shares with. */
export interface Share {
  readonly finding?: string
  readonly feature?: string
  readonly weight: number
}

const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0)

const isBefore = (a: Share, b: Share): number =>
  b.weight - a.weight || compare(a.finding ?? a.feature ?? '', b.finding ?? b.feature ?? '')

/**
 * Parts out a rise in steps among shares by weight, heaviest first, behind the drivers given; the parts are whole steps
 * and add up to the rise. What comes to nothing is left out.
 */
export function partOut(before: readonly RiskDriver[], rise: number, shares: Share[]): RiskDriver[] {
  let total = 0
  for (const { weight } of shares) total += weight
  const drivers = before.slice()
  if (rise <= 0 || total <= 0) return drivers
  if (shares.length > 1) shares.sort(isBefore)
  let [sum, told] = [0, 0]
  for (const { finding, feature, weight } of shares) {
    sum += weight
    const upTo = Math.round((rise * sum) / total)
    const contribution = (upTo - told) / STEPS
    if (upTo > told)
      drivers.push(finding === undefined ? { feature: feature!, contribution } : { finding, contribution })
    told = upTo
  }
  return drivers
}

/** Puts a risk together from steps. The interval holds the probability. */
export function riskOf(
  basis: Risk['basis'],
  steps: number,
  low: number,
  high: number,
  lossCents: number,
  drivers: RiskDriver[],
): Risk {
  return {
    probability: steps / STEPS,
    interval: [Math.min(steps, low) / STEPS, Math.max(steps, high) / STEPS],
    basis,
    expectedLossCents: lossCents,
    drivers,
  }
}
