/** Learns a model from settled claims: fits the earlier part, chooses and calibrates on the later. */
import { dayNumber, isoDate } from '../model/dates.ts'
import { LEAST_DENIALS } from '../model/risk.ts'
import { calibrate, calibrated, strayDeviation, type Calibration } from './calibrate.ts'
import type { Measures } from '../model/evaluation.ts'
import { features } from './features.ts'
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
  /** All rows that taught, in order. */
  readonly rows: Int32Array
  /** Where the later part begins among them. */
  readonly split: number
}

/** Part of the claims, the latest, on which the fit is calibrated. */
const LATER = 0.25
/** Rows on which settings are tried: more would not tell more. */
const TRIED_ROWS = 40_000
/** What a finding after the weightiest may count. */
const FURTHER = [1, 0.75, 0.5, 0.3]
/** Half-lives that are tried, as shares of the earlier part, where that is long enough for anything to fade. */
const FADING = [0.5, 0.2]
const LEAST_SPAN = 60
/** Log loss, summed, by which a setting must beat a simpler one: a factor of e in likelihood. */
const REAL_GAIN = 1

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
function scoreRows(sample: Sample, rows: Int32Array, fitted: Fitted, settings: Settings): Float64Array {
  const { layout, beta } = fitted
  const off = new Set(fitted.off)
  for (const row of rows)
    sample.eachMessage(row, (message, severity) => {
      const payer = sample.payer(row)
      if (weightAt(layout, beta, payer, message, severity) < 0) off.add(layout.keyOf(payer, message))
    })
  return logOddsOf(
    designOf(sample, rows, layout, { ...settings, beta, off }, () => 1),
    beta,
  )
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

  const attempt = (early: Int32Array, late: Int32Array, settings: Settings): Learned => {
    const fitted = fitCoefficients(sample, early, settings, daysSince)
    const later = {
      logOdds: scoreRows(sample, late, fitted, settings),
      payer: late.map((row) => sample.payer(row)),
      denied: Uint8Array.from(late, (row) => (sample.denied(row) ? 1 : 0)),
      payers: sample.payers.names.length,
      age: Float64Array.from(late, (row) => newest - dayOf(row)),
      lag: meanDay(late) - meanDay(early),
    }
    const { calibration, heldOut } = calibrate(later)
    const judged = { probability: calibrated(calibration, later), denied: later.denied }
    const stray = {
      clean: strayDeviation(
        judged,
        late.map((row) => cleanGroup(sample, row)),
      ),
      found: strayDeviation(
        judged,
        late.map((row) => foundGroup(sample, row)),
      ),
    }
    return { ...fitted, settings, calibration, heldOut, stray, rows, split }
  }

  const [early, late] = [rows.subarray(0, split), rows.subarray(split)]
  const thin = (part: Int32Array, most: number): Int32Array => {
    const every = Math.ceil(part.length / most)
    return every === 1 ? part : part.filter((_, at) => at % every === 0)
  }
  const [tried, judged] = [thin(early, TRIED_ROWS), thin(late, TRIED_ROWS / 2)]
  // How findings come together is judged on both parts, for which the fits have coefficients alike; how fast the past
  // fades on the later part alone. A simpler setting, which comes first, gives way to a real gain alone.
  const lossOn = (settings: Settings, both: boolean): number => {
    const { heldOut, objective } = attempt(tried, judged, settings)
    return heldOut.logLoss * judged.length + (both ? objective : 0)
  }
  const choose = (from: readonly Settings[], both: boolean): Settings => {
    let [best, least] = [from[0]!, Infinity]
    for (const settings of from) {
      const loss = lossOn(settings, both)
      if (loss < least - REAL_GAIN) [best, least] = [settings, loss]
    }
    return best
  }
  let best = choose(
    [
      ...FURTHER.map((further) => ({ link: 'odds', further, halfLifeDays: null }) as const),
      { link: 'chances', further: 1, halfLifeDays: null },
    ],
    true,
  )
  if (span >= LEAST_SPAN)
    best = choose(
      [best, ...FADING.map((share) => ({ ...best, halfLifeDays: Math.round(span * share) }))],
      false,
    )
  return attempt(early, late, best)
}
