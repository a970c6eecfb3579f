/** What cannot be bettered: forecasts that know the process itself, and how far chance alone moves a measure. */
import { measure, type Judged } from '../src/risk/evaluate-measures.ts'
import { LEARNED_DAYS, type KnownClaim } from './denials-generate.ts'
import { random } from './generate.ts'

const logistic = (x: number): number => 1 / (1 + Math.exp(-x))
const logit = (p: number): number => Math.log(p / (1 - p))

/** Payer of a claim. */
export const payerOf = ({ claim }: KnownClaim): string => claim.payer!.id!

/** Knows every probability as it was on the last day of learning, and nothing of what payers do later. */
export const standing = ({ truth, moved, lastMoved }: KnownClaim): number =>
  logistic(logit(truth) - moved + lastMoved)

/** Days in which decisions fade for those that estimate; the one that does best in hindsight is taken. */
const FADING = [30, 60, 120, 240, 480, 1e6]
/** Variance of a payer's move, in log-odds, as the generator has it. */
const VARIANCE = 0.3

/**
 * Knows all of the process but how far each payer has moved, which it estimates from the payer's decisions: how good
 * any model can be that learns from so many. The days of fading are chosen by what came true, which no model can.
 */
export function estimating(
  learned: readonly KnownClaim[],
  test: readonly KnownClaim[],
): (claim: KnownClaim) => number {
  const moves = FADING.map((days) => movesAt(learned, days))
  const losses = moves.map((byPayer) =>
    test.reduce((sum, claim) => {
      const p = withMove(claim, byPayer)
      return sum - claim.truth * Math.log(p) - (1 - claim.truth) * Math.log(1 - p)
    }, 0),
  )
  const best = moves[losses.indexOf(Math.min(...losses))]!
  return (claim) => withMove(claim, best)
}

const withMove = (claim: KnownClaim, byPayer: ReadonlyMap<string, number>): number =>
  logistic(logit(claim.truth) - claim.moved + (byPayer.get(payerOf(claim)) ?? 0))

function movesAt(learned: readonly KnownClaim[], days: number): Map<string, number> {
  const moves = new Map(learned.map((claim) => [payerOf(claim), 0]))
  for (let turn = 0; turn < 8; turn++) {
    const sums = new Map(
      [...moves].map(([payer, move]) => [payer, [-move / VARIANCE, 1 / VARIANCE] as [number, number]]),
    )
    for (const claim of learned) {
      const own = sums.get(payerOf(claim))!
      const p = logistic(logit(claim.truth) - claim.moved + moves.get(payerOf(claim))!)
      const weight = Math.exp((claim.day - LEARNED_DAYS) / days)
      own[0] += weight * ((claim.denied ? 1 : 0) - p)
      own[1] += weight * p * (1 - p)
    }
    for (const [payer, [slope, bend]] of sums) moves.set(payer, moves.get(payer)! + slope / bend)
  }
  return moves
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
