/** Probabilities in ten-thousandths, and their parts that add up to them exactly. */
import type { RiskDriver } from '../model/risk.ts'

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

/** So many are sorted faster by hand. */
const FEW = 12

function sortFew(shares: Share[]): void {
  for (let at = 1; at < shares.length; at++) {
    const share = shares[at]!
    let to = at
    for (; to > 0 && isBefore(share, shares[to - 1]!) < 0; to--) shares[to] = shares[to - 1]!
    shares[to] = share
  }
}

/**
 * Parts out a rise in steps among shares by weight, heaviest first, behind the drivers given; the parts are whole steps
 * and add up to the rise. What comes to nothing is left out.
 */
export function partOut(before: RiskDriver[], rise: number, shares: Share[]): RiskDriver[] {
  let total = 0
  for (const { weight } of shares) total += weight
  if (rise <= 0 || total <= 0) return before
  if (shares.length > FEW) shares.sort(isBefore)
  else sortFew(shares)
  const drivers = before.slice()
  let [sum, told] = [0, 0]
  for (const { finding, feature, weight } of shares) {
    sum += weight
    const upTo = Math.round((rise * sum) / total)
    if (upTo <= told) continue
    const contribution = (upTo - told) / STEPS
    drivers.push(finding === undefined ? { feature: feature!, contribution } : { finding, contribution })
    told = upTo
  }
  return drivers
}

/** The drivers given with a finding behind them that adds so many steps; the same ones where it adds none. */
export function withDriver(before: RiskDriver[], finding: string, rise: number): RiskDriver[] {
  if (rise <= 0) return before
  const count = before.length
  // As long as it will be: growing would make it three times as large.
  const drivers = new Array<RiskDriver>(count + 1)
  for (let at = 0; at < count; at++) drivers[at] = before[at]!
  drivers[count] = { finding, contribution: rise / STEPS }
  return drivers
}
