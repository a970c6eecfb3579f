/**
 * Who knows the form of the process that denies claims, and how far its coefficients may lie from one another, and learns
 * them all from the decisions: the likeliest coefficients under the process's own spread (maximum a posteriori).
 */
import { chanceOf, chanceSeen, type KnownClaim, type Process } from './denials-generate.ts'
import { least } from './denials-least.ts'

/** Coefficients with what is known of each before any decision is seen. */
interface Coefficients {
  readonly mean: number[]
  readonly variance: number[]
  /** Number of a coefficient, which is made where it is new. */
  of(name: string, mean: number, variance: number): number
}

function createCoefficients(): Coefficients {
  const [mean, variance]: [number[], number[]] = [[], []]
  const numbers = new Map<string, number>()
  return {
    mean,
    variance,
    of(name, ownMean, ownVariance) {
      const known = numbers.get(name)
      if (known !== undefined) return known
      numbers.set(name, mean.length)
      mean.push(ownMean)
      return variance.push(ownVariance) - 1
    },
  }
}

/** Coefficients that a claim meets. */
interface Met {
  /** Added up without findings. */
  readonly rest: readonly number[]
  /** What the logarithm of the charge is multiplied by. */
  readonly charge: number
  readonly dollars: number
  /** A message's weight and what the payer makes of it; -1 for nothing of its own. */
  readonly found: readonly (readonly [weight: number, taken: number])[]
  /** What pairs of findings add. */
  readonly pairs: readonly number[]
}

/** Means of what messages of a severity weigh; they vary by 0.6 of it. */
const meansOf = { reject: 3, deny: 2, review: 0.6, note: 0.05 }
/** What a payer makes of a message: nothing in three of ten, else log-normal of deviation 0.5. */
const TAKEN_MEAN = 0.7 * Math.exp(0.125)
const TAKEN_VARIANCE = 0.7 * Math.exp(0.5) - TAKEN_MEAN ** 2

/** Rates of 2 to 25 % in log-odds, and by how much strictness varies, evenly from 0.4 to 1.6. */
const [LEVEL_MEAN, LEVEL_VARIANCE, STRICT_VARIANCE] = [-2.4, 0.6, 0.12]

function metBy(process: Process, coefficients: Coefficients, { claim, findings }: KnownClaim): Met {
  const payer = claim.payer!.id!
  const few = process === 'few-payers'
  const of = (name: string, mean: number, variance: number): number => coefficients.of(name, mean, variance)
  const messages = [...new Map(findings.map((one) => [one.message, one])).values()]
  return {
    rest: [
      of(`payer ${payer}`, LEVEL_MEAN, LEVEL_VARIANCE),
      of(`specialty ${claim.rendering!.taxonomy!}`, 0, 0.35 ** 2),
      of(`place ${claim.placeOfService!}`, 0, 0.25 ** 2),
      of(`code ${claim.lines[0]!.procedure!}`, 0, 0.3 ** 2),
      ...(few ? [of(`place ${claim.placeOfService!} of ${payer}`, 0, 0.3 ** 2)] : []),
    ],
    charge: of('charge', 0, 1),
    dollars: Math.log(claim.chargeCents! / 100) - 4.5,
    found: messages.map(({ message, severity }) => [
      of(`message ${message}`, meansOf[severity], (0.6 * meansOf[severity]) ** 2),
      process === 'interactions' || few
        ? of(`message ${message} of ${payer}`, TAKEN_MEAN, TAKEN_VARIANCE)
        : process === 'worst'
          ? of(`strictness of ${payer}`, 1, STRICT_VARIANCE)
          : -1,
    ]),
    pairs: few
      ? messages.flatMap((one, at) =>
          messages.slice(at + 1).map((other) => of(`${one.message} and ${other.message}`, 0, 0.4 ** 2)),
        )
      : [],
  }
}

/** What findings are multiplied by. */
const scaleOf = (process: Process): number =>
  process === 'independent' ? 0.25 : process === 'few-payers' ? 0.7 : 1

interface Sums {
  readonly rest: number
  readonly found: number
}

/** Sums of a claim. Weights do not lower the risk, whatever chance says; where one finding alone counts, it is the weightiest. */
function sumsOf(process: Process, { rest, charge, dollars, found, pairs }: Met, at: Float64Array): Sums {
  let sum = at[charge]! * dollars
  for (const one of rest) sum += at[one]!
  let findings = 0
  for (const [weight, taken] of found) {
    const own = Math.max(0, at[weight]!) * (taken < 0 ? 1 : Math.max(0, at[taken]!))
    findings = process === 'worst' ? Math.max(findings, own) : findings + own
  }
  for (const one of pairs) findings += at[one]!
  return { rest: sum, found: scaleOf(process) * findings }
}

/** Slope of the loss by both sums, and the loss. */
function slopesOf(process: Process, { rest, found }: Sums, denied: boolean): [number, number, number] {
  const probability = Math.min(1 - 1e-12, Math.max(1e-12, chanceOf(process, rest, found)))
  const loss = -Math.log(denied ? probability : 1 - probability)
  const outcome = denied ? 1 : 0
  switch (process) {
    case 'independent': {
      const byFound = 1 - outcome / probability
      return [byFound / (1 + Math.exp(-rest)), byFound, loss]
    }
    case 'few-payers': {
      const slope = Math.exp(rest + found) * (1 - outcome / probability)
      return [slope, slope, loss]
    }
    default:
      return [probability - outcome, probability - outcome, loss]
  }
}

/** Learns on claims; gives what it holds of others. */
export function knowingForm(process: Process, learned: readonly KnownClaim[]): (claim: KnownClaim) => number {
  const coefficients = createCoefficients()
  const met = learned.map((claim) => metBy(process, coefficients, claim))
  const { mean, variance } = coefficients
  const scale = scaleOf(process)
  const lossAt = (at: Float64Array, gradient: Float64Array): number => {
    let sum = 0
    mean.forEach((centre, of) => {
      gradient[of] = (at[of]! - centre) / variance[of]!
      sum += (at[of]! - centre) ** 2 / (2 * variance[of]!)
    })
    met.forEach((one, row) => {
      const sums = sumsOf(process, one, at)
      const [byRest, byFound, loss] = slopesOf(process, sums, learned[row]!.denied)
      sum += loss
      for (const of of one.rest) gradient[of]! += byRest
      gradient[one.charge]! += byRest * one.dollars
      for (const of of one.pairs) gradient[of]! += byFound * scale
      for (const [weight, taken] of one.found) {
        const [own, part] = [Math.max(0, at[weight]!), taken < 0 ? 1 : Math.max(0, at[taken]!)]
        if (process === 'worst' && own * part < sums.found) continue
        if (own > 0) gradient[weight]! += byFound * scale * part
        if (taken >= 0 && part > 0) gradient[taken]! += byFound * scale * own
      }
    })
    return sum
  }
  let known = least(Float64Array.from(mean), lossAt)
  return (claim) => {
    const one = metBy(process, coefficients, claim)
    // What was never met is as it was thought to be.
    if (mean.length > known.length) known = Float64Array.from(mean, (centre, of) => known[of] ?? centre)
    const { rest, found } = sumsOf(process, one, known)
    return chanceSeen(process, rest, found)
  }
}
