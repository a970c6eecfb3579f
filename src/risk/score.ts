/** Findings and what is known of a claim, made into its risk. */
import type { Claim, PayerLine } from '../model/claim.ts'
import type { Risk, RiskDriver, RiskModel, Term } from '../model/risk.ts'
import type { Severity } from '../model/result.ts'
import { alongTable } from './calibrate.ts'
import {
  chargeOf,
  features,
  heldBy,
  messageOf,
  stakeOf,
  type Feature,
  type Held,
  type RiskFinding,
  type Stake,
} from './features.ts'
import { priorRisk } from './prior.ts'
import { joinedLogOdds } from './fit-solve.ts'
import { partOut, STEPS, stepsOf, withDriver, type Share } from './score-drivers.ts'
import { createKinds, UNITS, weightOf, type Level, type Weight } from './score-kinds.ts'

type MessageOfFinding = Pick<RiskFinding, 'edit' | 'message' | 'severity'>

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
  readonly id: string
  readonly number: number
  /** Shift of the payer after calibration. */
  readonly drift: number
  /** Weights of messages as met at this payer by edit, message and severity; filled as they are met. */
  readonly messages: Map<string, Map<string, Record<Severity, Weight>>>
}

/** The part of the score that findings do not touch. */
interface Base {
  readonly units: number
  readonly variance: number
  readonly drift: number
  readonly steps: number
  readonly drivers: RiskDriver[]
  readonly interval: Risk['interval']
  /** Scores of one finding beside, by its weight; filled as they are met. */
  readonly found: Map<Weight, Score>
}

/** What comes of findings on a kind of claim, in steps. */
interface Score {
  readonly steps: number
  readonly probability: number
  readonly interval: Risk['interval']
  /** What the findings add; 0 where they have no driver. */
  readonly rise: number
}

/** Kinds of claims, and findings on them, that are kept ready, about half a kilobyte each. */
const MOST_KEPT = 50_000
/** Messages kept ready for a payer; there are some hundred, and payer rules. */
const KEPT_MESSAGES = 5_000

const logistic = (x: number): number => 1 / (1 + Math.exp(-x))

/**
 * Scores by a learned model. A payer that it has never seen is scored by the prior, and `basis` says so; a message or a
 * value that it has never seen counts as its severity or its feature does in the mean.
 */
export function learnedScorer(model: RiskModel): RiskScorer {
  const { calibration, settings, lossShare } = model
  const { slope, table } = calibration
  const intercept = weightOf(model.intercept)
  const again = Math.max(0, weightOf(model.again).units)
  const payers = new Map<string, Payer>(
    Object.entries(model.payers).map(([id, payer], number) => [
      id,
      { ...weightOf(payer), id, number, drift: payer.drift, messages: new Map() },
    ]),
  )

  /** Log-odds before the table; `found` is what the findings add. */
  const straightened = (units: number, drift: number, found: number): number =>
    calibration.intercept + slope * joinedLogOdds(settings.link, units / UNITS, found / UNITS) + drift
  const probabilityOf = (before: number): number => logistic(alongTable(table, before))
  const [cleanExtra, foundExtra] = [calibration.strayClean, calibration.strayFound].map(
    (stray) => calibration.driftDeviation ** 2 + stray ** 2,
  )
  /** Half the width of the interval in log-odds. */
  const reachOf = (variance: number, extra: number): number =>
    NINE_IN_TEN * Math.sqrt(slope * slope * variance + extra)

  // The reference: no payer, no value of any feature. What these add is told by the slope of the way from there.
  const reference = straightened(intercept.units, 0, 0)
  const referenceProbability = probabilityOf(reference)
  const referenceSteps = stepsOf(referenceProbability)

  /** What a value weighs at a payer. */
  const levelAt = ({ id }: Payer, level: Level, feature: Feature): Weight => {
    const values = model.payers[id]!.features[feature]
    if (values === undefined || !Object.hasOwn(values, level.name)) return level
    const own = weightOf(values[level.name]!)
    return { units: level.units + own.units, variance: level.variance + own.variance }
  }

  const makeBase = (payer: Payer, levels: readonly Level[]): Base => {
    const found = levels.map((level, at) => levelAt(payer, level, features[at]!))
    let units = intercept.units + payer.units
    let variance = intercept.variance + payer.variance
    for (const level of found) {
      units += level.units
      variance += level.variance
    }
    const logOdds = straightened(units, payer.drift, 0)
    const probability = probabilityOf(logOdds)
    const steps = stepsOf(probability)
    const way = logOdds - reference
    const rate = way === 0 ? 0 : (steps - referenceSteps) / way
    const drivers: RiskDriver[] = [{ feature: 'base', contribution: referenceSteps / STEPS }]
    let [sum, told] = [(slope * payer.units) / UNITS + payer.drift, 0]
    const tell = (feature: string): void => {
      const upTo = Math.round(rate * sum)
      if (upTo !== told) drivers.push({ feature, contribution: (upTo - told) / STEPS })
      told = upTo
    }
    tell('payer')
    for (let at = 0; at < found.length; at++) {
      sum += (slope * found[at]!.units) / UNITS
      tell(features[at]!)
    }
    const reach = reachOf(variance, cleanExtra!)
    return {
      units,
      variance,
      drift: payer.drift,
      steps,
      drivers,
      interval: [
        Math.min(steps, stepsOf(probabilityOf(logOdds - reach))) / STEPS,
        Math.max(steps, stepsOf(probabilityOf(logOdds + reach))) / STEPS,
      ],
      found: new Map(),
    }
  }
  const byNumber = [...payers.values()]
  const kinds = createKinds(model, (payer, levels) => makeBase(byNumber[payer]!, levels), MOST_KEPT)

  const weightAt = (payer: Payer, { edit, message, severity }: MessageOfFinding): Weight => {
    let ofEdit = payer.messages.get(edit)
    if (ofEdit === undefined) {
      if (payer.messages.size >= KEPT_MESSAGES) payer.messages.clear()
      payer.messages.set(edit, (ofEdit = new Map()))
    }
    let weights = ofEdit.get(message)
    if (weights === undefined) {
      if (ofEdit.size >= KEPT_MESSAGES) ofEdit.clear()
      ofEdit.set(message, (weights = messageWeights(model, payer.id, messageOf({ edit, message }))))
    }
    return weights[severity]
  }

  const scoreOf = (base: Base, found: number, variance: number): Score => {
    const logOdds = straightened(base.units, base.drift, found)
    const steps = stepsOf(probabilityOf(logOdds))
    let whole = base.variance + variance
    if (settings.link === 'chances' && found > 0) {
      // Both parts move the log-odds of the whole as its hazard does, the rest by its own probability.
      const own = logistic(joinedLogOdds('chances', base.units / UNITS, found / UNITS))
      whole = (base.variance * logistic(base.units / UNITS) ** 2 + variance) / own ** 2
    }
    const reach = reachOf(whole, foundExtra!)
    return {
      steps,
      probability: steps / STEPS,
      interval: [
        Math.min(steps, stepsOf(probabilityOf(logOdds - reach))) / STEPS,
        Math.max(steps, stepsOf(probabilityOf(logOdds + reach))) / STEPS,
      ],
      rise: found > 0 ? Math.max(0, steps - base.steps) : 0,
    }
  }
  const riskBy = (
    { steps, probability, interval }: Score,
    stake: Stake,
    chargeCents: number,
    drivers: RiskDriver[],
  ): Risk => ({
    probability,
    interval,
    basis: 'learned',
    expectedLossCents: Math.round((chargeCents * steps * lossShare[stake]) / STEPS),
    drivers,
  })

  // Most claims with findings have one: what it comes to on a kind of claim is worked out once.
  let keptScores = 0
  const withOne = (base: Base, payer: Payer, chargeCents: number, finding: RiskFinding): Risk => {
    const weight = weightAt(payer, finding)
    let score = base.found.get(weight)
    if (score === undefined) {
      score = scoreOf(base, weight.units, weight.variance)
      // A base that is given up takes its scores along; they are counted so that none grows without end.
      if (++keptScores >= MOST_KEPT) {
        kinds.clear()
        keptScores = 0
      }
      base.found.set(weight, score)
    }
    return riskBy(score, stakeOf(finding), chargeCents, withDriver(base.drivers, finding.id, score.rise))
  }

  const withFindings = (base: Base, payer: Payer, chargeCents: number, held: Held): Risk => {
    let [sum, most, variance] = [0, 0, 0]
    const shares: Share[] = []
    for (const message of held.messages) {
      const weight = weightAt(payer, message)
      sum += weight.units
      if (weight.units > most) most = weight.units
      variance += weight.variance
      shares.push({ finding: message.finding, weight: weight.units })
    }
    const repeated = held.repeats === 0 ? 0 : again * Math.log2(1 + held.repeats)
    if (repeated > 0) shares.push({ feature: 'repeats', weight: repeated })
    const { further } = settings
    const score = scoreOf(base, further * sum + (1 - further) * most + repeated, variance)
    const drivers = partOut(base.drivers, score.steps - base.steps, shares)
    return riskBy(score, held.stake, chargeCents, drivers)
  }

  return {
    score(findings, claim, line) {
      const payer = payers.get(claim.payer?.id ?? '')
      if (payer === undefined) return priorScorer.score(findings, claim, line)
      const chargeCents = chargeOf(claim)
      const base = kinds.of(claim, line, payer.number, chargeCents)
      if (findings.length === 1 && findings[0]!.causedBy === null)
        return withOne(base, payer, chargeCents, findings[0]!)
      if (findings.length > 0) return withFindings(base, payer, chargeCents, heldBy(findings))
      return {
        probability: base.steps / STEPS,
        interval: base.interval,
        basis: 'learned',
        expectedLossCents: Math.round((chargeCents * base.steps * lossShare.nothing) / STEPS),
        drivers: base.drivers,
      }
    },
  }
}

/** What a message weighs at a payer under each severity; never below 0, so that no finding lowers the risk. */
function messageWeights(model: RiskModel, payer: string, name: string): Record<Severity, Weight> {
  const terms = Object.hasOwn(model.payers, payer) ? model.payers[payer] : undefined
  const own = (of: Readonly<Record<string, Term>>): Term | undefined =>
    Object.hasOwn(of, name) ? of[name] : undefined
  const under = (severity: Severity): Weight => {
    const parts = [
      model.severities[severity],
      own(model.messages) ?? { weight: 0, error: model.spread.messages },
      terms?.severities[severity],
      terms === undefined ? undefined : own(terms.messages),
    ]
    let [units, variance] = [0, 0]
    for (const part of parts) {
      if (part === undefined) continue
      const weight = weightOf(part)
      units += weight.units
      variance += weight.variance
    }
    return { units: Math.max(0, units), variance }
  }
  return { reject: under('reject'), deny: under('deny'), review: under('review'), note: under('note') }
}
