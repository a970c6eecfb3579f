/** Learns a model from settled claims: fits the earlier part, calibrates on the later, then fits all. */
import { dayNumber, isoDate } from '../model/dates.ts'
import { LEAST_DENIALS } from '../model/risk.ts'
import {
  alongTable,
  better,
  calibrate,
  calibrated,
  strayDeviation,
  type Calibrated,
  type Calibration,
  type Later,
} from './calibrate.ts'
import { shiftsOf, type Dated } from './drift.ts'
import type { Measures } from '../model/evaluation.ts'
import { features } from './features.ts'
import { partOf, type Part } from './fit-cells.ts'
import { fitCoefficients, type Fitted, type Settings } from './fit-coefficients.ts'
import { designOf, weightAt } from './fit-design.ts'
import type { Sample } from './fit-sample.ts'
import { logOddsOf } from './fit-solve.ts'

/** A fit with its calibration. */
export interface Learned extends Fitted {
  readonly settings: Settings
  readonly calibration: Calibration
  readonly heldOut: Measures
  /** How far claims stray from their probabilities beyond chance, without findings and with. */
  readonly stray: { readonly clean: number; readonly found: number }
  /** Where the later part begins among them. */
  readonly split: number
}

/** A fit of an earlier part, calibrated on a later one. */
interface Attempt extends Calibrated {
  readonly settings: Settings
  readonly fitted: Fitted
  readonly later: Later
}

/** Part of the claims, the latest, on which the fit is calibrated. */
const LATER = 0.25
/** Rows on which settings are tried: more would not tell more. */
const TRIED_ROWS = 40_000
/** What a finding after the weightiest may count, where not the whole. */
const FURTHER = [0.75, 0.5, 0.25, 0]
/** Half-lives that are tried, as shares of the earlier part, where that is long enough for anything to fade. */
const FADING = [0.5, 0.2]
const LEAST_SPAN = 60
/** Log loss, summed, by which a setting must beat a simpler one: a factor of e in likelihood. */
const REAL_GAIN = 1
/**
 * Days after its last decision that claims are decided which a model scores, in the mean: it is learned anew each month,
 * and a decision takes another. Our judgement. No trend is taken further than a part of the period that bore it out.
 */
const DAYS_AHEAD = 45
const MOST_AHEAD = 0.25
/** Standard errors by which fading must. */
const REAL_ERRORS = 2

/** Why nothing is learned, in words for the user; undefined when there is enough. */
export function refusal(sample: Sample): string | undefined {
  const rows = sample.settled()
  const denied = rows.reduce((sum, row) => sum + (sample.denied(row) ? 1 : 0), 0)
  if (denied < LEAST_DENIALS)
    return `${denied} denials among ${rows.length} settled claims are too few to learn from; ${LEAST_DENIALS} are needed.`
  if (rows.length - denied < LEAST_DENIALS)
    return `${rows.length - denied} paid claims among ${rows.length} settled ones are too few to learn from; ${LEAST_DENIALS} are needed.`
  return undefined
}

/** Number of payer and specialty of a claim without findings; -1 for one with findings. */
const cleanGroup = (sample: Sample, row: number): number => {
  const specialty = features.indexOf('specialty')
  if (sample.messageCount(row) > 0) return -1
  return sample.payer(row) * sample.values[specialty]!.names.length + sample.value(row, specialty)
}

/** Number of payer and worst message of a claim with findings; -1 for one without. */
const foundGroup = (sample: Sample, row: number): number => {
  let [worst, least] = [-1, Infinity]
  sample.eachMessage(row, (message, severity) => {
    if (severity < least || (severity === least && message < worst)) [worst, least] = [message, severity]
  })
  return worst < 0 ? -1 : sample.payer(row) * sample.messages.names.length + worst
}

/** Log-odds of rows under a fit; messages that would lower the risk count nothing. */
function scorePart(sample: Sample, part: Part, fitted: Fitted, settings: Settings): Float64Array {
  const { layout, beta } = fitted
  const off = new Set(fitted.off)
  for (const { payer, message, severity } of part.foundCells.values())
    if (weightAt(layout, beta, payer, message, severity) < 0) off.add(layout.keyOf(payer, message))
  return logOddsOf(
    designOf(sample, part, layout, { ...settings, beta, off }, () => 1),
    beta,
  )
}

/** Rows under a fit of them, with the time of each decision. */
function datedOf(
  sample: Sample,
  part: Part,
  fitted: Fitted,
  settings: Settings,
  dayOf: (row: number) => number,
  daysAhead: number,
): Dated {
  const { rows } = part
  const [first, last] = [dayOf(rows[0]!), dayOf(rows.at(-1)!)]
  return {
    logOdds: scorePart(sample, part, fitted, settings),
    payer: rows.map((row) => sample.payer(row)),
    denied: Uint8Array.from(rows, (row) => (sample.denied(row) ? 1 : 0)),
    payers: sample.payers.names.length,
    time: Float64Array.from(rows, (row) => 1 - (last - dayOf(row)) / Math.max(1, last - first)),
    ahead: Math.min(MOST_AHEAD, daysAhead / Math.max(1, last - first)),
    calibrated: (x) => x,
  }
}

/**
 * Learns from all settled rows. Half-life and the share of further findings are those that do best on the later part
 * after calibration. Call `refusal` first: with too few denials the outcome means nothing.
 */
export function learnFrom(sample: Sample): Learned {
  sample.order()
  const rows = sample.settled()
  const split = Math.round(rows.length * (1 - LATER))
  const days = new Map<number, number>()
  const dayOf = (row: number): number => {
    const decided = sample.decided(row)
    let day = days.get(decided)
    if (day === undefined) days.set(decided, (day = dayNumber(isoDate(decided))))
    return day
  }
  const lastDay = dayOf(rows[split - 1]!)
  const span = lastDay - dayOf(rows[0]!)
  const newest = dayOf(rows.at(-1)!)
  const meanDay = (part: Int32Array): number => part.reduce((sum, row) => sum + dayOf(row), 0) / part.length
  const daysSince = (row: number): number => lastDay - dayOf(row)

  const attempt = (early: Part, late: Part, settings: Settings, after?: Fitted): Attempt => {
    const fitted = fitCoefficients(sample, early, settings, daysSince, after)
    // Payers are followed beyond the earlier part, as they are in the end: else fading would be chosen for what it does
    // to their levels, and cost every other coefficient the claims that it lets fade.
    const daysAhead = meanDay(late.rows) - lastDay
    const { all, drift } = shiftsOf(datedOf(sample, early, fitted, settings, dayOf, daysAhead))
    const later = {
      logOdds: scorePart(sample, late, fitted, settings).map(
        (x, at) => x + all + drift[sample.payer(late.rows[at]!)]!,
      ),
      payer: late.rows.map((row) => sample.payer(row)),
      denied: Uint8Array.from(late.rows, (row) => (sample.denied(row) ? 1 : 0)),
      payers: sample.payers.names.length,
      age: Float64Array.from(late.rows, (row) => newest - dayOf(row)),
      lag: meanDay(late.rows) - meanDay(early.rows),
    }
    return { settings, fitted, later, ...calibrate(later) }
  }

  const [early, late] = [partOf(sample, rows.subarray(0, split)), partOf(sample, rows.subarray(split))]
  const thin = (part: Part, most: number): Part => {
    const every = Math.ceil(part.rows.length / most)
    return every === 1
      ? part
      : partOf(
          sample,
          part.rows.filter((_, at) => at % every === 0),
        )
  }
  const [tried, judged] = [thin(early, TRIED_ROWS), thin(late, TRIED_ROWS / 2)]
  const choose = (
    first: Attempt,
    others: readonly Settings[],
    betters: (one: Attempt, best: Attempt) => boolean,
  ): Attempt => {
    let best = first
    for (const settings of others) {
      const after = settings.link === best.settings.link ? best.fitted : undefined
      const one = attempt(tried, judged, settings, after)
      if (betters(one, best)) best = one
    }
    return best
  }
  const plain = { link: 'odds', further: 1, halfLifeDays: null } as const
  // How findings come together is judged on both parts, for which the fits have coefficients alike.
  const lossOf = ({ heldOut, fitted }: Attempt): number =>
    heldOut.logLoss * judged.rows.length + fitted.objective
  let best = choose(
    attempt(tried, judged, plain),
    [...FURTHER.map((further) => ({ ...plain, further })), { ...plain, link: 'chances' }],
    (one, other) => lossOf(one) < lossOf(other) - REAL_GAIN,
  )
  // Fading costs every coefficient the claims that fade: it is believed where it gains beyond chance on the later part.
  if (span >= LEAST_SPAN)
    best = choose(
      best,
      FADING.map((share) => ({ ...best.settings, halfLifeDays: Math.round(span * share) })),
      (one, other) => better(one.judged, other.judged, REAL_ERRORS),
    )
  if (tried !== early || judged !== late) best = attempt(early, late, best.settings, best.fitted)
  return finished(sample, rows, split, best, dayOf)
}

/**
 * Fits all rows as the earlier part was fitted, so that the latest claims teach as well. Slope and steps of the
 * calibration stay those of claims that a fit had not seen; where each payer stands follows anew, from all rows.
 */
function finished(
  sample: Sample,
  rows: Int32Array,
  split: number,
  { settings, fitted, later, calibration, heldOut }: Attempt,
  dayOf: (row: number) => number,
): Learned {
  const newest = dayOf(rows.at(-1)!)
  const part = partOf(sample, rows)
  const whole = fitCoefficients(sample, part, settings, (row) => newest - dayOf(row), fitted)
  const { intercept, table } = calibration
  // A slope below 1 mends what chance did to the coefficients, which is less the more claims there are.
  const slope = table.length > 0 ? calibration.slope : 1 - (1 - calibration.slope) * (split / rows.length)
  const dated = datedOf(sample, part, whole, settings, dayOf, DAYS_AHEAD)
  const { all, drift } = shiftsOf({
    ...dated,
    logOdds: dated.logOdds.map((x) => intercept + slope * x),
    calibrated: (x) => alongTable(table, x),
  })
  const late = rows.subarray(split)
  const judged = { probability: calibrated(calibration, later), denied: later.denied }
  const stray = (groupOf: (sample: Sample, row: number) => number): number =>
    strayDeviation(
      judged,
      late.map((row) => groupOf(sample, row)),
    )
  return {
    ...whole,
    settings,
    calibration: { ...calibration, slope, intercept: intercept + all, drift },
    heldOut,
    stray: { clean: stray(cleanGroup), found: stray(foundGroup) },
    split,
  }
}
