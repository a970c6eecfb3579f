/**
 * Estimates from an audited sample, by the methods of the OIG's RAT-STATS: unrestricted and stratified attribute and
 * variable appraisals. Source: HHS OIG, RAT-STATS user guide and companion manual,
 * https://oig.hhs.gov/compliance/rat-stats/; W. G. Cochran, Sampling Techniques, 3rd edition, chapters 2, 3 and 5.
 */
import { ScrubError } from '../model/errors.ts'
import { errorLimits, normalQuantile, tQuantile } from './quantiles.ts'

/** Audited claims of a stratum. */
export interface AuditedStratum {
  readonly name: string
  /** Claims in the frame. */
  readonly universe: number
  readonly errors: readonly boolean[]
  /** Overpayment of each claim in cents, negative for an underpayment; empty where amounts were not audited. */
  readonly cents: readonly number[]
}

/** An estimate with its two-sided limits. */
export interface Estimate {
  readonly point: number
  readonly lower: number
  readonly upper: number
  readonly confidence: number
}

/** Claims in error: as a share, and as a number in the universe. */
export interface RateEstimate {
  readonly rate: Estimate
  readonly total: Estimate
  readonly method: 'hypergeometric' | 'stratified-normal'
}

/** Overpayment in cents: in all, and on average. */
export interface AmountEstimate {
  readonly total: Estimate
  readonly mean: number
  /** Of the total, in cents. */
  readonly standardError: number
  /** The quantile that the limits rest on: Student's for one stratum, the normal one for several. */
  readonly quantile: number
  readonly method: 'unrestricted-t' | 'stratified-normal'
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)

/** Sample variance with n - 1. Two passes: amounts may be large and near each other. */
export function variance(values: readonly number[]): number {
  const mean = sum(values) / values.length
  return sum(values.map((value) => (value - mean) ** 2)) / (values.length - 1)
}

function refuseSmall(strata: readonly AuditedStratum[]): void {
  for (const { name, universe, errors } of strata)
    if (errors.length < 2 && errors.length < universe)
      throw new ScrubError(
        'E_OPTION',
        name === '' ? 'the sample' : `stratum ${name}`,
        'Of fewer than two claims nothing can be said about their spread.',
      )
}

/**
 * How many claims are in error. One stratum: exact hypergeometric limits. Several: weighted rate, with normal limits.
 * `confidence` is two-sided.
 */
export function estimateRate(strata: readonly AuditedStratum[], confidence: number): RateEstimate {
  refuseSmall(strata)
  const universe = sum(strata.map((stratum) => stratum.universe))
  const scaled = (total: Estimate): Estimate => ({
    point: total.point / universe,
    lower: total.lower / universe,
    upper: total.upper / universe,
    confidence,
  })
  if (strata.length === 1) {
    const { errors } = strata[0]!
    const found = errors.filter(Boolean).length
    const limits = errorLimits(universe, errors.length, found, confidence)
    const total = { point: (universe * found) / errors.length, ...limits, confidence }
    return { rate: scaled(total), total, method: 'hypergeometric' }
  }
  let [point, spread] = [0, 0]
  for (const { universe: size, errors } of strata) {
    const rate = errors.filter(Boolean).length / errors.length
    point += size * rate
    if (errors.length < size)
      spread += (size * (size - errors.length) * rate * (1 - rate)) / (errors.length - 1)
  }
  const half = normalQuantile(0.5 + confidence / 2) * Math.sqrt(spread)
  const total = {
    point,
    lower: Math.max(0, point - half),
    upper: Math.min(universe, point + half),
    confidence,
  }
  return { rate: scaled(total), total, method: 'stratified-normal' }
}

/**
 * What was overpaid in all: the difference estimator, universe times mean, with the correction for a finite universe.
 * The OIG recovers at the lower limit of the two-sided 90 % interval. Undefined where amounts were not audited.
 */
export function estimateAmount(
  strata: readonly AuditedStratum[],
  confidence: number,
): AmountEstimate | undefined {
  if (strata.some(({ cents, errors }) => cents.length !== errors.length)) return undefined
  refuseSmall(strata)
  const universe = sum(strata.map((stratum) => stratum.universe))
  let [point, spread] = [0, 0]
  for (const { universe: size, cents } of strata) {
    point += (size * sum(cents)) / cents.length
    if (cents.length < size) spread += (size * (size - cents.length) * variance(cents)) / cents.length
  }
  const [only] = strata
  const single = strata.length === 1
  const quantile =
    single && only!.cents.length > 1
      ? tQuantile(0.5 + confidence / 2, only!.cents.length - 1)
      : normalQuantile(0.5 + confidence / 2)
  const standardError = Math.sqrt(spread)
  const half = quantile * standardError
  return {
    total: { point, lower: point - half, upper: point + half, confidence },
    mean: point / universe,
    standardError,
    quantile,
    method: single ? 'unrestricted-t' : 'stratified-normal',
  }
}
