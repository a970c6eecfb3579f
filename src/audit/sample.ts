/** Draws random samples of claims from a frame, and says how large a sample must be. */
import { createHash } from 'node:crypto'
import { ScrubError } from '../model/errors.ts'
import { normalQuantile } from './quantiles.ts'

/** A claim that can be drawn. */
export interface FrameUnit {
  /** Place in the run, counted from 0. */
  readonly ordinal: number
  readonly stratum: string
}

/** A drawn claim. */
export interface DrawnUnit extends FrameUnit {
  /** Order in which it was drawn within its stratum, counted from 1. */
  readonly number: number
}

/** A stratum with what was drawn of it. */
export interface DrawnStratum {
  readonly name: string
  /** Claims in it. */
  readonly universe: number
  readonly drawn: readonly DrawnUnit[]
}

/** How a sample is shared out among strata. */
export type Allocation = 'proportional' | 'equal'

/** Least claims of a stratum: of fewer than two nothing can be said about their spread. */
const LEAST = 2

/**
 * The number by which a claim is drawn: SHA-256 of the seed, a line feed and its ordinal in decimal, as hexadecimal.
 * Claims are drawn in the order of these numbers, least first: without replacement, and anybody can repeat it with any
 * program that knows SHA-256. Source: R. L. Rivest, Consistent Sampling with Replacement (2018),
 * https://arxiv.org/abs/1808.10016, of which this is the case without replacement.
 */
export const ticketOf = (seed: string, ordinal: number): string =>
  createHash('sha256').update(`${seed}\n${ordinal}`).digest('hex')

/**
 * Draws `size` claims. Of several strata each gets its share, at least two or all that it has.
 * Throws E_OPTION for a size that the frame cannot give.
 */
export function drawSample(
  frame: readonly FrameUnit[],
  size: number,
  seed: string,
  allocation: Allocation = 'proportional',
): DrawnStratum[] {
  if (!Number.isSafeInteger(size) || size < LEAST || size > frame.length)
    throw new ScrubError(
      'E_OPTION',
      '--size',
      `The frame has ${frame.length} claims: a sample has from ${LEAST} to so many.`,
    )
  const strata = new Map<string, FrameUnit[]>()
  for (const unit of frame) {
    const known = strata.get(unit.stratum)
    if (known) known.push(unit)
    else strata.set(unit.stratum, [unit])
  }
  const names = [...strata.keys()].sort()
  const shares = allocate(
    names.map((name) => strata.get(name)!.length),
    size,
    allocation,
  )
  return names.map((name, at) => {
    const units = strata.get(name)!
    const tickets = units.map((unit) => ({ unit, ticket: ticketOf(seed, unit.ordinal) }))
    tickets.sort((a, b) => (a.ticket < b.ticket ? -1 : 1))
    return {
      name,
      universe: units.length,
      drawn: tickets.slice(0, shares[at]!).map(({ unit }, place) => ({ ...unit, number: place + 1 })),
    }
  })
}

/** Shares of strata, which add up to the size: by their claims (largest remainder) or the same for each. */
export function allocate(universes: readonly number[], size: number, allocation: Allocation): number[] {
  const all = universes.reduce((sum, universe) => sum + universe, 0)
  const shares = universes.map((universe) => Math.min(universe, LEAST))
  let left = size - shares.reduce((sum, share) => sum + share, 0)
  if (left < 0)
    throw new ScrubError(
      'E_OPTION',
      '--size',
      `There are ${universes.length} strata: two claims of each are ${shares.reduce((sum, share) => sum + share, 0)}.`,
    )
  const wanted = universes.map((universe) =>
    allocation === 'equal' ? size / universes.length : (size * universe) / all,
  )
  // One by one to whoever lacks most: what a small stratum cannot take goes to the others.
  for (; left > 0; left--) {
    let best = -1
    for (let at = 0; at < shares.length; at++)
      if (
        shares[at]! < universes[at]! &&
        (best < 0 || wanted[at]! - shares[at]! > wanted[best]! - shares[best]!)
      )
        best = at
    shares[best]! += 1
  }
  return shares
}

/** What is wanted of an estimate. */
export interface Precision {
  /** Half the width of the interval: of a rate as it is (0.05), of an amount as a share of it. */
  readonly precision: number
  /** Two-sided, 0 to 1. */
  readonly confidence: number
}

const refuse = (at: string, text: string): never => {
  throw new ScrubError('E_OPTION', at, text)
}

function check({ precision, confidence }: Precision): void {
  if (!(precision > 0 && precision < 1)) refuse('--precision', 'It is a share between 0 and 1.')
  if (!(confidence > 0 && confidence < 1)) refuse('--confidence', 'It is a share between 0 and 1.')
}

/**
 * Claims that an error rate of a wanted precision needs, with the correction for a finite universe.
 * Source: W. G. Cochran, Sampling Techniques, 3rd edition, formula 4.2.
 */
export function sizeForRate(universe: number, expectedRate: number, wanted: Precision): number {
  check(wanted)
  if (!(expectedRate > 0 && expectedRate < 1)) refuse('--expected-rate', 'It is a share between 0 and 1.')
  const z = normalQuantile(0.5 + wanted.confidence / 2)
  const many = (z * z * expectedRate * (1 - expectedRate)) / (wanted.precision * wanted.precision)
  return Math.min(universe, Math.max(LEAST, Math.ceil(many / (1 + (many - 1) / universe))))
}

/**
 * Claims that an amount of a wanted relative precision needs, by mean and standard deviation of a probe sample.
 * Source: Cochran, formula 4.6; RAT-STATS, variable sample size determination, unrestricted using a probe sample.
 */
export function sizeForAmount(universe: number, mean: number, deviation: number, wanted: Precision): number {
  check(wanted)
  if (mean === 0) refuse('--probe', 'The probe has no amount on average: no share of it can be wanted.')
  const z = normalQuantile(0.5 + wanted.confidence / 2)
  const many = ((z * deviation) / (wanted.precision * Math.abs(mean))) ** 2
  return Math.min(universe, Math.max(LEAST, Math.ceil(many / (1 + many / universe))))
}
