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

/** Lists of drivers by their length, to be copied: a list that grows is made twice as large, and one of a given length has holes. */
const lists: RiskDriver[][] = [[]]
const NONE: RiskDriver = { contribution: 0 }

/** A list of so many drivers that are still to be put in. */
export function roomFor(count: number): RiskDriver[] {
  for (let length = lists.length; length <= count; length++) lists.push(Array.from({ length }, () => NONE))
  return lists[count]!.slice()
}

/** The drivers given with a finding behind them that adds so many steps; the same ones where it adds none. */
export function withDriver(before: RiskDriver[], finding: string, rise: number): RiskDriver[] {
  if (rise <= 0) return before
  const count = before.length
  const drivers = roomFor(count + 1)
  for (let at = 0; at < count; at++) drivers[at] = before[at]!
  drivers[count] = { finding, contribution: rise / STEPS }
  return drivers
}

/** Steps either way up to which a driver of a feature is kept: to look more up costs as much as to make one. */
const KEPT_STEPS = 30

/** Drivers by the number of their feature and the steps that they add, which all claims share. */
export function createDrivers(names: readonly string[]): (feature: number, steps: number) => RiskDriver {
  const span = 2 * KEPT_STEPS + 1
  const kept: (RiskDriver | undefined)[] = Array.from({ length: names.length * span }, () => undefined)
  return (feature, steps) => {
    if (steps < -KEPT_STEPS || steps > KEPT_STEPS)
      return { feature: names[feature]!, contribution: steps / STEPS }
    const at = feature * span + KEPT_STEPS + steps
    return (kept[at] ??= { feature: names[feature]!, contribution: steps / STEPS })
  }
}
