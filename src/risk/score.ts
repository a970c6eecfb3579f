/** Findings and what is known of a claim, made into its risk. */
import type { Claim, PayerLine } from '../model/claim.ts'
import type { Risk, RiskDriver, RiskModel } from '../model/risk.ts'
import { chargeOf, features, heldBy, stakeOf, type Held, type RiskFinding, type Stake } from './features.ts'
import { joinedLogOdds } from './fit-solve.ts'
import { priorRisk } from './prior.ts'
import { createDrivers, partOut, roomFor, STEPS, withDriver, type Share } from './score-drivers.ts'
import { createKept } from './score-kept.ts'
import { levelsOf, UNITS, weightOf, type Weight } from './score-levels.ts'
import { messagePlaces, messageWeights, NOT_KEPT, OF_PLACE, type MessageOfFinding } from './score-messages.ts'
import { stepsAlong } from './score-steps.ts'

/** Scores claims. */
export interface RiskScorer {
  /** The risk of a claim. `line` is the payer's line as its profile has it; else the claim's own stands. */
  score(findings: readonly RiskFinding[], claim: Claim, line: PayerLine | undefined): Risk
}

/** Scores by published rates and judgement alone. */
export const priorScorer: RiskScorer = {
  score: (findings, claim, line) =>
    priorRisk(findings, line ?? claim.payer?.line ?? 'other', chargeOf(claim)),
}

/**
 * Nine in ten of a normal distribution lie within 1.645 standard deviations. A quarter is added for what no standard
 * error counts, the choice of the form itself: on claims of known truth the intervals then hold it about as often as
 * they say (`bench/denials.ts` prints how often).
 */
const NINE_IN_TEN = 1.645 * 1.25

interface Payer extends Weight {
  readonly number: number
  /** Shift of the payer after calibration. */
  readonly drift: number
  /** What the payer moves log-odds by. */
  readonly moves: number
  /** By value of a feature: units, variance, and what it moves log-odds by. */
  readonly levels: Float64Array
  /** What messages weigh, by their places. */
  readonly weightsOf: (place: number, finding: MessageOfFinding) => Float64Array
}
/** Numbers of a value in `levels`. */
const OF_LEVEL = 3

/** What comes of findings on a kind of claim, in steps. */
interface Score {
  readonly steps: number
  readonly interval: Risk['interval']
  /** What the findings add. */
  readonly rise: number
}

/** The part of the score that findings do not touch. */
interface Base {
  readonly units: number
  readonly variance: number
  readonly steps: number
  readonly drivers: RiskDriver[]
  /** Whether other claims will meet it; then what it comes to is kept: without findings, and with one by its place. */
  kept: boolean
  clean: Score | undefined
  scores: Map<number, Score> | undefined
}
/** Scores kept at most with a base. */
const KEPT_SCORES = 16

const logistic = (x: number): number => 1 / (1 + Math.exp(-x))

/**
 * Scores by a learned model. A payer that it has never seen is scored by the prior, and `basis` says so; a message or a
 * value that it has never seen counts as its severity or its feature does in the mean. Kinds of
 * claims that come again are kept; most are too many for that, and are added up.
 */
export function learnedScorer(model: RiskModel): RiskScorer {
  const { calibration, settings, lossShare } = model
  const { slope } = calibration
  const { link, further } = settings
  const intercept = weightOf(model.intercept)
  const again = Math.max(0, weightOf(model.again).units)
  const numbers = levelsOf(model)
  const placeOf = messagePlaces()

  const straightened = (joined: number, drift: number): number =>
    calibration.intercept + slope * joined + drift
  const stepsAt = stepsAlong(calibration.table)
  const [cleanExtra, foundExtra] = [calibration.strayClean, calibration.strayFound].map(
    (stray) => calibration.driftDeviation ** 2 + stray ** 2,
  ) as [number, number]
  /** Where the truth is thought to lie; `steps` are those of the middle. */
  const intervalOf = (logOdds: number, steps: number, variance: number, extra: number): Risk['interval'] => {
    const reach = NINE_IN_TEN * Math.sqrt(slope * slope * variance + extra)
    return [
      Math.min(steps, stepsAt(logOdds - reach)) / STEPS,
      Math.max(steps, stepsAt(logOdds + reach)) / STEPS,
    ]
  }

  // Payers are made ready as they are met: a model may have thousands.
  const payers = new Map<string, Payer | undefined>(Object.keys(model.payers).map((id) => [id, undefined]))
  const payerOf = (id: string): Payer | undefined =>
    payers.get(id) ?? (payers.has(id) ? madeReady(id) : undefined)
  let met = 0
  const madeReady = (id: string): Payer => {
    const payer = model.payers[id]!
    const levels = new Float64Array(OF_LEVEL * numbers.size)
    numbers.weightsAt(payer).forEach(({ units, variance }, number) => {
      levels.set([units, variance, (slope * units) / UNITS], OF_LEVEL * number)
    })
    const { units, variance } = weightOf(payer)
    const { drift } = payer
    const moves = (slope * units) / UNITS + drift
    const ready = {
      number: met++,
      units,
      variance,
      drift,
      moves,
      levels,
      weightsOf: messageWeights(model, id),
    }
    payers.set(id, ready)
    return ready
  }

  /** Values of the claim at hand, by feature. */
  const values = new Int32Array(features.length)

  // The reference: no payer, no value of any feature. What these add is told by the slope of the way from there.
  const reference = straightened(intercept.units / UNITS, 0)
  const referenceSteps = stepsAt(reference)
  const first: RiskDriver = { feature: 'base', contribution: referenceSteps / STEPS }
  const driverOf = createDrivers(['payer', ...features])
  /** What the payer and each feature add, in steps. */
  const told = new Int32Array(1 + features.length)

  const driversAt = (payer: Payer, logOdds: number, steps: number): RiskDriver[] => {
    const { levels } = payer
    const way = logOdds - reference
    const rate = way === 0 ? 0 : (steps - referenceSteps) / way
    let sum = payer.moves
    let before = Math.round(rate * sum)
    let count = 1 + (before === 0 ? 0 : 1)
    told[0] = before
    for (let feature = 0; feature < values.length; feature++) {
      sum += levels[OF_LEVEL * values[feature]! + 2]!
      const upTo = Math.round(rate * sum)
      count += upTo === before ? 0 : 1
      told[feature + 1] = upTo - before
      before = upTo
    }
    const drivers = roomFor(count)
    drivers[0] = first
    let at = 1
    for (let which = 0; at < count; which++) {
      const adds = told[which]!
      if (adds !== 0) drivers[at++] = driverOf(which, adds)
    }
    return drivers
  }

  /** Of the claim at hand, whose values are put down. */
  const baseAt = (payer: Payer): Base => {
    const { levels, drift } = payer
    let units = intercept.units + payer.units
    let variance = intercept.variance + payer.variance
    for (let feature = 0; feature < values.length; feature++) {
      const at = OF_LEVEL * values[feature]!
      units += levels[at]!
      variance += levels[at + 1]!
    }
    const logOdds = straightened(units / UNITS, drift)
    const steps = stepsAt(logOdds)
    const drivers = driversAt(payer, logOdds, steps)
    return { units, variance, steps, drivers, kept: false, clean: undefined, scores: undefined }
  }
  const kept = createKept<Base>()
  const canKeep = numbers.kinds * payers.size < Number.MAX_SAFE_INTEGER
  const baseOf = (payer: Payer, kind: number): Base => {
    if (!canKeep) return baseAt(payer)
    const key = payer.number * numbers.kinds + kind
    return kept.find(key) ?? kept.keep(key, baseAt(payer))
  }

  /** Variance of the log-odds of the whole before calibration; `found` is what findings add. */
  const joinedVariance = (
    units: number,
    variance: number,
    joined: number,
    found: number,
    ofFound: number,
  ): number =>
    link === 'odds' || found <= 0
      ? variance + ofFound
      : // Both parts move the log-odds of the whole as its hazard does, the rest by its own probability.
        (variance * logistic(units / UNITS) ** 2 + ofFound) / logistic(joined) ** 2

  const scoreOfNone = (base: Base, drift: number): Score => {
    const { units, variance, steps } = base
    const interval = intervalOf(straightened(units / UNITS, drift), steps, variance, cleanExtra)
    const score = { steps, interval, rise: 0 }
    if (base.kept) base.clean = score
    return score
  }
  const scoreOf = (
    { units, variance, steps: before }: Base,
    drift: number,
    found: number,
    ofFound: number,
  ): Score => {
    const joined = joinedLogOdds(link, units / UNITS, found / UNITS)
    const logOdds = straightened(joined, drift)
    const steps = stepsAt(logOdds)
    const whole = joinedVariance(units, variance, joined, found, ofFound)
    return {
      steps,
      interval: intervalOf(logOdds, steps, whole, foundExtra),
      rise: found > 0 ? steps - before : 0,
    }
  }
  const riskOf = (
    { steps, interval }: Score,
    stake: Stake,
    chargeCents: number,
    drivers: RiskDriver[],
  ): Risk => ({
    probability: steps / STEPS,
    interval,
    basis: 'learned',
    expectedLossCents: Math.round((chargeCents * steps * lossShare[stake]) / STEPS),
    drivers,
  })

  // Most claims with findings have one: what it comes to on a kind that is kept is kept as well.
  const scoreOfOne = (base: Base, payer: Payer, finding: RiskFinding): Score => {
    const place = placeOf(finding)
    const keeps = base.kept && place !== NOT_KEPT
    const known = keeps ? base.scores?.get(place) : undefined
    if (known !== undefined) return known
    const weights = payer.weightsOf(place, finding)
    const score = scoreOf(base, payer.drift, weights[OF_PLACE * place]!, weights[OF_PLACE * place + 1]!)
    if (!keeps) return score
    const scores = (base.scores ??= new Map<number, Score>())
    if (scores.size >= KEPT_SCORES) scores.clear()
    scores.set(place, score)
    return score
  }

  const withFindings = (payer: Payer, base: Base, chargeCents: number, held: Held): Risk => {
    let [sum, most, ofFound] = [0, 0, 0]
    const shares: Share[] = []
    for (const message of held.messages) {
      const place = placeOf(message)
      const weights = payer.weightsOf(place, message)
      let [units, variance] = [weights[OF_PLACE * place]!, weights[OF_PLACE * place + 1]!]
      for (const severity of message.milder) {
        const { edit, message: name } = message
        const other = { edit, message: name, severity }
        const at = OF_PLACE * placeOf(other)
        const own = payer.weightsOf(at / OF_PLACE, other)
        if (own[at]! > units) [units, variance] = [own[at]!, own[at + 1]!]
      }
      sum += units
      if (units > most) most = units
      ofFound += variance
      shares.push({ finding: message.finding, weight: units })
    }
    const repeated = held.repeats === 0 ? 0 : again * Math.log2(1 + held.repeats)
    if (repeated > 0) shares.push({ feature: 'repeats', weight: repeated })
    const score = scoreOf(base, payer.drift, further * sum + (1 - further) * most + repeated, ofFound)
    return riskOf(score, held.stake, chargeCents, partOut(base.drivers, score.rise, shares))
  }

  return {
    score(findings, claim, line) {
      const payer = payerOf(claim.payer?.id ?? '')
      if (payer === undefined) return priorScorer.score(findings, claim, line)
      const chargeCents = chargeOf(claim)
      const base = baseOf(payer, numbers.put(claim, line, chargeCents, values))
      if (findings.length === 0)
        return riskOf(base.clean ?? scoreOfNone(base, payer.drift), 'nothing', chargeCents, base.drivers)
      const first = findings[0]!
      if (findings.length > 1 || first.causedBy !== null)
        return withFindings(payer, base, chargeCents, heldBy(findings))
      const score = scoreOfOne(base, payer, first)
      return riskOf(score, stakeOf(first), chargeCents, withDriver(base.drivers, first.id, score.rise))
    },
  }
}
