/** Risk by a model as its document says, term by term: nothing is kept, numbered or made ready. */
import type { Claim, PayerLine } from '../../src/model/claim.ts'
import type { Severity } from '../../src/model/result.ts'
import type { Risk, RiskDriver, RiskModel, Term } from '../../src/model/risk.ts'
import { alongTable } from '../../src/risk/calibrate.ts'
import { factsOf, features, heldBy, messageOf, valuesOf, type RiskFinding } from '../../src/risk/features.ts'
import { joinedLogOdds } from '../../src/risk/fit-solve.ts'

const units = ({ weight }: Term): number => Math.round(weight * 10_000)
const variance = ({ error }: Term): number => error * error
const of = <T>(record: Readonly<Record<string, T>> | undefined, name: string): T | undefined =>
  record !== undefined && Object.hasOwn(record, name) ? record[name] : undefined

/** The learned risk of a claim of a payer that the model knows. */
export function plainScore(
  model: RiskModel,
  findings: readonly RiskFinding[],
  claim: Claim,
  line: PayerLine | undefined,
): Risk {
  const facts = factsOf(claim, line)
  const payer = model.payers[facts.payer]!
  const { calibration, settings } = model
  const stepsAt = (logOdds: number): number => {
    const probability = 1 / (1 + Math.exp(-alongTable(calibration.table, logOdds)))
    return Math.min(9999, Math.max(1, Math.round(probability * 10_000)))
  }
  const whole = (joined: number, drift: number): number =>
    calibration.intercept + calibration.slope * joined + drift

  const [levels, spreads] = [[] as number[], [] as number[]]
  valuesOf(facts).forEach((value, at) => {
    const known = of(model.features[features[at]!], value)
    if (known === undefined) {
      const any = Object.keys(model.features[features[at]!] ?? {}).length > 0
      levels.push(0)
      spreads.push(any ? (model.spread.features[features[at]!] ?? 0) ** 2 : 0)
      return
    }
    const own = of(payer.features[features[at]!], value)
    levels.push(units(known) + (own === undefined ? 0 : units(own)))
    spreads.push(variance(known) + (own === undefined ? 0 : variance(own)))
  })
  let rest = units(model.intercept) + units(payer)
  for (const level of levels) rest += level
  let spread = variance(model.intercept) + variance(payer)
  for (const one of spreads) spread += one

  const held = heldBy(findings)
  const weights = held.messages.map(({ edit, message, severity, milder, finding }) => {
    const name = messageOf({ edit, message })
    const under = (one: Severity) => {
      const terms = [
        model.severities[one],
        of(model.messages, name) ?? { weight: 0, error: model.spread.messages },
        payer.severities[one],
        of(payer.messages, name),
      ].filter((term) => term !== undefined)
      return {
        finding,
        weight: Math.max(
          0,
          terms.reduce((sum, term) => sum + units(term), 0),
        ),
        variance: terms.reduce((sum, term) => sum + variance(term), 0),
      }
    }
    return milder.map(under).reduce((most, one) => (one.weight > most.weight ? one : most), under(severity))
  })
  const repeats = held.repeats === 0 ? 0 : Math.max(0, units(model.again)) * Math.log2(1 + held.repeats)
  const sum = weights.reduce((total, { weight }) => total + weight, 0)
  const most = weights.reduce((largest, { weight }) => Math.max(largest, weight), 0)
  const isOne = findings.length === 1 && weights.length === 1
  const found = isOne ? sum : settings.further * sum + (1 - settings.further) * most + repeats
  const foundVariance = weights.reduce((total, one) => total + one.variance, 0)

  const before = whole(rest / 10_000, payer.drift)
  const joined = joinedLogOdds(settings.link, rest / 10_000, found / 10_000)
  const logOdds = whole(joined, payer.drift)
  const [baseSteps, steps] = [stepsAt(before), stepsAt(logOdds)]
  const logistic = (x: number): number => 1 / (1 + Math.exp(-x))
  const together =
    settings.link === 'chances' && found > 0
      ? (spread * logistic(rest / 10_000) ** 2 + foundVariance) / logistic(joined) ** 2
      : spread + foundVariance
  const stray = findings.length === 0 ? calibration.strayClean : calibration.strayFound
  const extra = calibration.driftDeviation ** 2 + stray ** 2
  const reach = 1.645 * 1.25 * Math.sqrt(calibration.slope * calibration.slope * together + extra)

  const reference = whole(units(model.intercept) / 10_000, 0)
  const drivers: RiskDriver[] = [{ feature: 'base', contribution: stepsAt(reference) / 10_000 }]
  const rate = before === reference ? 0 : (baseSteps - stepsAt(reference)) / (before - reference)
  let [way, told] = [(calibration.slope * units(payer)) / 10_000 + payer.drift, 0]
  const tell = (feature: string): void => {
    const upTo = Math.round(rate * way)
    if (upTo !== told) drivers.push({ feature, contribution: (upTo - told) / 10_000 })
    told = upTo
  }
  tell('payer')
  features.forEach((feature, at) => {
    way += (calibration.slope * levels[at]!) / 10_000
    tell(feature)
  })
  const shares = [
    ...weights.map(({ finding, weight }) => ({ driver: { finding }, name: finding, weight })),
    ...(repeats > 0 ? [{ driver: { feature: 'repeats' }, name: 'repeats', weight: repeats }] : []),
  ].sort((a, b) => b.weight - a.weight || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
  const all = shares.reduce((total, { weight }) => total + weight, 0)
  if (found > 0 && steps > baseSteps && all > 0) {
    let [share, toldOf] = [0, 0]
    for (const { driver, weight } of shares) {
      share += weight
      const upTo = Math.round(((steps - baseSteps) * share) / all)
      if (upTo > toldOf) drivers.push({ ...driver, contribution: (upTo - toldOf) / 10_000 })
      toldOf = Math.max(toldOf, upTo)
    }
  }
  const lost = model.lossShare[held.stake]
  return {
    probability: steps / 10_000,
    interval: [
      Math.min(steps, stepsAt(logOdds - reach)) / 10_000,
      Math.max(steps, stepsAt(logOdds + reach)) / 10_000,
    ],
    basis: 'learned',
    expectedLossCents: Math.round((facts.chargeCents * steps * lost) / 10_000),
    drivers,
  }
}
