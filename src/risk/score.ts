/** Findings and what is known of a claim, made into its risk. */
import type { Claim, PayerLine } from '../model/claim.ts'
import type { Risk, RiskDriver, RiskModel, Term } from '../model/risk.ts'
import type { Severity } from '../model/result.ts'
import { alongTable } from './calibrate.ts'
import {
  factsOf,
  features,
  heldBy,
  LINE_STEPS,
  messageOf,
  valuesOf,
  type Held,
  type HeldMessage,
  type RiskFacts,
  type RiskFinding,
} from './features.ts'
import { priorRisk } from './prior.ts'
import { joinedLogOdds } from './fit-solve.ts'
import { partOut, riskOf, STEPS, stepsOf, type Share } from './score-drivers.ts'

/** Scores claims. */
export interface RiskScorer {
  /** The risk of a claim. `line` is the payer's line as its profile has it; else the claim's own stands. */
  score(findings: readonly RiskFinding[], claim: Claim, line: PayerLine | undefined): Risk
}

/** Scores by published rates and judgement alone. */
export const priorScorer: RiskScorer = {
  score: (findings, claim, line) => priorRisk(findings, factsOf(claim, line)),
}

/** Ten-thousandths of log-odds: sums of whole numbers do not depend on their order. */
const UNITS = 10_000
const unitsOf = (weight: number): number => Math.round(weight * UNITS)

/**
 * Nine in ten of a normal distribution lie within 1.645 standard deviations. A quarter is added for what no standard
 * error counts, the choice of the form itself: on claims of known truth the intervals then hold it about as often as
 * they say (`bench/denials.ts` prints how often).
 */
const NINE_IN_TEN = 1.645 * 1.25

interface Weight {
  readonly units: number
  readonly variance: number
}

const weightOf = ({ weight, error }: Term): Weight => ({ units: unitsOf(weight), variance: error * error })

interface Payer extends Weight {
  readonly id: string
  readonly number: number
  /** Shift of the payer after calibration. */
  readonly drift: number
  /** Weights of messages as met at this payer by edit, message and severity; filled as they are met. */
  readonly messages: Map<string, Map<string, Record<Severity, Weight>>>
}

interface Level extends Weight {
  readonly number: number
}

/** The part of the score that findings do not touch. */
interface Base {
  readonly units: number
  readonly variance: number
  readonly drift: number
  readonly steps: number
  readonly drivers: RiskDriver[]
  readonly interval: Risk['interval']
}

/** Combinations of features kept ready, about half a kilobyte each. */
const KEPT_BASES = 50_000
/** Features that make a kind: all but amount and lines. */
const KIND_FEATURES = features.indexOf('amount')

const isOneKind = (one: RiskFacts, other: RiskFacts): boolean =>
  one.payer === other.payer &&
  one.service === other.service &&
  one.place === other.place &&
  one.specialty === other.specialty &&
  one.line === other.line &&
  one.type === other.type
/** Messages kept ready for a payer; there are some hundred, and payer rules. */
const KEPT_MESSAGES = 5_000

const logistic = (x: number): number => 1 / (1 + Math.exp(-x))

/**
 * Scores by a learned model. A payer that it has never seen is scored by the prior, and `basis` says so; a message or a
 * value that it has never seen counts as its severity or its feature does in the mean.
 */
export function learnedScorer(model: RiskModel): RiskScorer {
  const { calibration, settings, spread, lossShare } = model
  const { slope, table } = calibration
  const intercept = weightOf(model.intercept)
  const again = Math.max(0, weightOf(model.again).units)
  const levels = features.map((feature) => {
    const known = Object.entries(model.features[feature] ?? {})
    const kept = new Map(known.map(([name, term], at) => [name, { ...weightOf(term), number: at + 1 }]))
    const variance = known.length === 0 ? 0 : (spread.features[feature] ?? 0) ** 2
    const unseen: Level = { units: 0, variance, number: 0 }
    return { kept, unseen, size: known.length + 1 }
  })
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

  const makeBase = (payer: Payer, found: readonly Level[]): Base => {
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
    }
  }
  const levelsOf = (facts: RiskFacts): readonly Level[] =>
    valuesOf(facts).map((value, at) => levels[at]!.kept.get(value) ?? levels[at]!.unseen)

  // Claims of a file are mostly of few kinds: those of the last one are compared, where numbers for all were looked up.
  let last: RiskFacts | undefined
  let lastByStep: (Base | undefined)[] = []
  const kinds = new Map<number, (Base | undefined)[]>()
  const kindOf = (payer: Payer, facts: RiskFacts): (Base | undefined)[] => {
    if (last !== undefined && isOneKind(last, facts)) return lastByStep
    const found = levelsOf(facts)
    let key = payer.number
    for (let at = 0; at < KIND_FEATURES; at++) key = key * levels[at]!.size + found[at]!.number
    let byStep = kinds.get(key)
    if (byStep === undefined) {
      kinds.set(key, (byStep = []))
    }
    last = facts
    lastByStep = byStep
    return byStep
  }
  let kept = 0
  const baseOf = (payer: Payer, facts: RiskFacts): Base => {
    const byStep = kindOf(payer, facts)
    const step = facts.amount * LINE_STEPS + facts.lines
    let base = byStep[step]
    if (base === undefined) {
      base = makeBase(payer, levelsOf(facts))
      byStep[step] = base
      if (++kept >= KEPT_BASES) {
        kinds.clear()
        last = undefined
        kept = 0
      }
    }
    return base
  }

  const weightAt = (payer: Payer, { edit, message, severity }: HeldMessage): Weight => {
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
    const found = further * sum + (1 - further) * most + repeated
    const logOdds = straightened(base.units, base.drift, found)
    const steps = stepsOf(probabilityOf(logOdds))
    let whole = base.variance + variance
    if (settings.link === 'chances' && found > 0) {
      // Both parts move the log-odds of the whole as its hazard does, the rest by its own probability.
      const own = logistic(joinedLogOdds('chances', base.units / UNITS, found / UNITS))
      whole = (base.variance * logistic(base.units / UNITS) ** 2 + variance) / own ** 2
    }
    const reach = reachOf(whole, foundExtra!)
    return riskOf(
      'learned',
      steps,
      stepsOf(probabilityOf(logOdds - reach)),
      stepsOf(probabilityOf(logOdds + reach)),
      Math.round((chargeCents * steps * lossShare[held.stake]) / STEPS),
      partOut(base.drivers, steps - base.steps, shares),
    )
  }

  return {
    score(findings, claim, line) {
      const facts = factsOf(claim, line)
      const payer = payers.get(facts.payer)
      if (payer === undefined) return priorRisk(findings, facts)
      const base = baseOf(payer, facts)
      if (findings.length > 0) return withFindings(base, payer, facts.chargeCents, heldBy(findings))
      return {
        probability: base.steps / STEPS,
        interval: base.interval,
        basis: 'learned',
        expectedLossCents: Math.round((facts.chargeCents * base.steps * lossShare.nothing) / STEPS),
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
      units += unitsOf(part.weight)
      variance += part.error * part.error
    }
    return { units: Math.max(0, units), variance }
  }
  return { reject: under('reject'), deny: under('deny'), review: under('review'), note: under('note') }
}
