/** What cannot be bettered: forecasts that know the process itself, and how far chance alone moves a measure. */
import { measure, type Judged } from '../src/risk/evaluate-measures.ts'
import { followedBy } from './denials-bayes.ts'
import { chanceSeen, type KnownClaim, type Moves, type Process } from './denials-generate.ts'
import { random } from './generate.ts'

const logistic = (x: number): number => 1 / (1 + Math.exp(-x))
const logit = (p: number): number => Math.log(p / (1 - p))

/** Payer of a claim. */
export const payerOf = ({ claim }: KnownClaim): string => claim.payer!.id!

/** Knows every probability as it was on the last day of learning, and nothing of what payers do later. */
export const standing = ({ truth, moved, lastMoved }: KnownClaim): number =>
  logistic(logit(truth) - moved + lastMoved)

function claimsByPayer(claims: readonly KnownClaim[]): Map<string, KnownClaim[]> {
  const byPayer = new Map<string, KnownClaim[]>()
  for (const claim of claims) {
    const known = byPayer.get(payerOf(claim))
    if (known) known.push(claim)
    else byPayer.set(payerOf(claim), [claim])
  }
  return byPayer
}

/** Shifts of a level among which the posterior is summed. */
const [FURTHEST, STEP] = [1, 0.02]
const SHIFTS = Array.from({ length: 1 + (2 * FURTHEST) / STEP }, (_, at) => at * STEP - FURTHEST)

/**
 * Knows every coefficient but the level of each payer, which stands still, and learns that from its decisions by Bayes'
 * rule; all levels are as likely before.
 */
export function levelling(process: Process, learned: readonly KnownClaim[]): (claim: KnownClaim) => number {
  const posteriors = new Map(
    [...claimsByPayer(learned)].map(([payer, claims]) => {
      const logs = SHIFTS.map((shift) =>
        claims.reduce((sum, { rest, found, denied }) => {
          const probability = chanceSeen(process, rest + shift, found)
          return sum + Math.log(denied ? probability : 1 - probability)
        }, 0),
      )
      const most = Math.max(...logs)
      const likely = logs.map((one) => Math.exp(one - most))
      const whole = likely.reduce((sum, one) => sum + one, 0)
      return [payer, likely.map((one) => one / whole)] as const
    }),
  )
  return (claim) =>
    posteriors
      .get(payerOf(claim))!
      .reduce(
        (sum, part, at) =>
          part < 1e-9 ? sum : sum + part * chanceSeen(process, claim.rest + SHIFTS[at]!, claim.found),
        0,
      )
}

/** Knows how payers move, and learns from their decisions where each has come to: see `denials-bayes.ts`. */
export function following(learned: readonly KnownClaim[], moves: Moves): (claim: KnownClaim) => number {
  const byPayer = claimsByPayer(learned)
  const shifts = new Map([...byPayer].map(([payer, claims]) => [payer, followedBy(claims, moves)]))
  return (claim) => logistic(logit(claim.truth) - claim.moved + (shifts.get(payerOf(claim)) ?? 0))
}

/** Excess of calibration error over that of the true probabilities on the same claims. */
export interface Excess {
  readonly all: number
  /** Largest of any payer with 1,000 claims, and which. */
  readonly worst: number
  readonly payer: string
  /** Largest in the mean of outcomes drawn anew from the truth: what remains where chance is taken off. */
  readonly expected: number
  /** Share of these draws in which some payer's is over `bound`. */
  readonly over: number
  /** Share of pairs of draws in which that of the true probabilities themselves is over `bound` for some payer. */
  readonly noise: number
}

const DRAWS = 12

/** Measures the excess, on the outcomes as they were and on others that could as well have been. */
export function excessOf(
  test: readonly KnownClaim[],
  probability: Float64Array,
  bound: number,
  seed: number,
): Excess {
  const next = random(seed)
  const truth = Float64Array.from(test, (claim) => claim.truth)
  const denied = Uint8Array.from(test, (claim) => (claim.denied ? 1 : 0))
  const draws = Array.from({ length: DRAWS }, () => Uint8Array.from(truth, (p) => (next() < p ? 1 : 0)))
  const errorOf = (of: Float64Array, outcome: Uint8Array): number =>
    measure({ probability: of, denied: outcome } satisfies Judged).calibrationError
  const groups = new Map<string, number[]>()
  test.forEach((claim, at) => {
    const group = groups.get(payerOf(claim))
    if (group) group.push(at)
    else groups.set(payerOf(claim), [at])
  })
  let [worst, payer, expected] = [-Infinity, '', -Infinity]
  const most = new Float64Array(DRAWS).fill(-Infinity)
  const noisiest = new Float64Array(DRAWS).fill(-Infinity)
  for (const [name, group] of groups) {
    if (group.length < 1000) continue
    const [own, known] = [probability, truth].map((all) => Float64Array.from(group, (at) => all[at]!)) as [
      Float64Array,
      Float64Array,
    ]
    const of = (outcome: Uint8Array): Uint8Array => Uint8Array.from(group, (at) => outcome[at]!)
    const over = errorOf(own, of(denied)) - errorOf(known, of(denied))
    if (over > worst) [worst, payer] = [over, name]
    const errors = draws.map((draw) => errorOf(known, of(draw)))
    const overs = draws.map((draw, at) => errorOf(own, of(draw)) - errors[at]!)
    overs.forEach((one, at) => {
      most[at] = Math.max(most[at]!, one)
      noisiest[at] = Math.max(noisiest[at]!, errors[at]! - errors[(at + 1) % DRAWS]!)
    })
    expected = Math.max(expected, overs.reduce((sum, one) => sum + one, 0) / DRAWS)
  }
  return {
    all: errorOf(probability, denied) - errorOf(truth, denied),
    worst,
    payer,
    expected,
    over: most.filter((one) => one > bound).length / DRAWS,
    noise: noisiest.filter((one) => one > bound).length / DRAWS,
  }
}
