/** Log-odds of a fit made into probabilities that come true, on claims that the fit has not seen. */
import type { Measures } from '../model/evaluation.ts'
import type { RiskModel } from '../model/risk.ts'
import { fitLine } from './calibrate-line.ts'
import { measure, type Judged } from './evaluate-measures.ts'

/** Later claims: log-odds of the fit, payer, outcome. */
export interface Later {
  readonly logOdds: Float64Array
  readonly payer: Int32Array
  readonly denied: Uint8Array
  /** Payers in all. */
  readonly payers: number
  /** Days from the decision to the last one of all; as if all were of one day where it is not given. */
  readonly age?: Float64Array
  /** Days from the middle of what was fitted to the middle of these claims: so long payers have had to shift. */
  readonly lag?: number
}

/** Intercept, slope, shift of each payer, and steps where they earn their place. */
export interface Calibration {
  readonly method: RiskModel['calibration']['method']
  readonly intercept: number
  readonly slope: number
  readonly table: readonly (readonly [number, number])[]
  readonly drift: Float64Array
  readonly driftDeviation: number
}

/** Later denials without which steps are not tried: fewer cannot bear them. Our judgement. */
const LEAST_FOR_STEPS = 1000
/** Later denials without which it is not known how fast payers move. Our judgement. */
const LEAST_FOR_FADING = 1000
/** Claims of a step at least. */
const LEAST_OF_STEP = 200
const MOST_STEPS = 20
/** Standard errors by which steps must do better than the straight line: each of them strays by chance for itself. */
const REAL_ERRORS = 2
const DRIFT_ROUNDS = 12
/** Slower fading than this is none. */
const MOST_FADING_DAYS = 1000
/** Penalties of a payer's shift: the first one, then from a deviation of 1.4 down to none to speak of. */
const [START, LOOSEST, TIGHTEST] = [20, 0.5, 1e5]

const logistic = (x: number): number => 1 / (1 + Math.exp(-x))

/**
 * Straight calibration in log-odds (Platt) with a shift for each payer. How far payers may shift follows from how far
 * they do, as with the coefficients of the fit: where nothing moved, nothing is shifted. Where payers have moved they
 * go on moving, and later decisions count more.
 * Source: J. Platt, Probabilistic outputs for support vector machines, 1999.
 */
function straight(later: Later): Calibration {
  const { age, denied } = later
  const alike = shifted(later, new Float64Array(denied.length).fill(1))
  const denials = denied.reduce((sum, outcome) => sum + outcome, 0)
  const days = age === undefined || denials < LEAST_FOR_FADING ? Infinity : fadingDays(alike, later)
  return age === undefined || days > MOST_FADING_DAYS
    ? alike
    : shifted(
        later,
        age.map((one) => Math.exp(-one / days)),
      )
}

/**
 * Days in which a decision comes to count 1/e of what it did, by how fast payers move and how much is learned of one in
 * a day: for something that wanders as far each day, seen with noise, this is the best there is.
 * Source: J. F. Muth, Optimal properties of exponentially weighted forecasts, 1960.
 */
function fadingDays(calibration: Calibration, later: Later): number {
  const { age, lag = 0, payers } = later
  const probability = calibrated(calibration, later)
  const information = probability.reduce((sum, p) => sum + p * (1 - p), 0)
  const span = 1 + age!.reduce((most, one) => Math.max(most, one), 0)
  const walk = calibration.driftDeviation ** 2 / Math.max(1, lag)
  return 1 / Math.sqrt((walk * information) / (payers * span))
}

function shifted(later: Later, weight: Float64Array): Calibration {
  const line = { intercept: 0, slope: 1, shift: new Float64Array(later.payers) }
  let penalty = START
  for (let round = 0; round < DRIFT_ROUNDS; round++) {
    const bend = fitLine({ ...later, weight }, line, penalty)
    let [effective, squares] = [0, 0]
    line.shift.forEach((shift, payer) => {
      effective += bend[payer]! / (bend[payer]! + penalty)
      squares += shift ** 2
    })
    penalty = Math.min(TIGHTEST, Math.max(LOOSEST, squares > 0 ? effective / squares : TIGHTEST))
  }
  fitLine({ ...later, weight }, line, penalty)
  const { intercept, slope, shift } = line
  return {
    method: 'platt',
    intercept,
    slope,
    table: [],
    drift: shift,
    driftDeviation: 1 / Math.sqrt(penalty),
  }
}

/** Log-odds before the table. */
const straightened = ({ intercept, slope, drift }: Calibration, { logOdds, payer }: Later): Float64Array =>
  logOdds.map((x, row) => intercept + slope * x + drift[payer[row]!]!)

/**
 * Where a table takes log-odds: straight lines between its points, parallel shifts beyond its ends, so that what was
 * higher stays higher.
 */
export function alongTable(table: readonly (readonly [number, number])[], x: number): number {
  const last = table.length - 1
  if (last < 0) return x
  if (x <= table[0]![0]) return table[0]![1] + (x - table[0]![0])
  if (x >= table[last]![0]) return table[last]![1] + (x - table[last]![0])
  let [low, high] = [0, last]
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if (table[middle]![0] <= x) low = middle
    else high = middle
  }
  const [[fromX, fromY], [toX, toY]] = [table[low]!, table[high]!]
  return fromY + ((toY - fromY) * (x - fromX)) / (toX - fromX)
}

/**
 * Steps that only rise (pool adjacent violators), as points in log-odds.
 * Source: B. Zadrozny and C. Elkan, Transforming classifier scores into accurate multiclass probability estimates, 2002.
 */
export function isotonicTable(logOdds: Float64Array, denied: Uint8Array): [number, number][] {
  const order = Uint32Array.from({ length: logOdds.length }, (_, at) => at).sort(
    (a, b) => logOdds[a]! - logOdds[b]! || a - b,
  )
  const size = Math.max(LEAST_OF_STEP, Math.ceil(order.length / MOST_STEPS))
  const pools: { claims: number; denied: number; sum: number }[] = []
  for (let from = 0; from < order.length; from += size) {
    const pool = { claims: 0, denied: 0, sum: 0 }
    // A remainder too small to stand alone joins the last step.
    const through = order.length - from < 2 * size ? order.length : from + size
    for (let at = from; at < through; at++) {
      pool.claims++
      pool.denied += denied[order[at]!]!
      pool.sum += logOdds[order[at]!]!
    }
    pools.push(pool)
    while (pools.length > 1) {
      const [before, own] = [pools.at(-2)!, pools.at(-1)!]
      if (before.denied / before.claims < own.denied / own.claims) break
      pools.splice(-2, 2, {
        claims: before.claims + own.claims,
        denied: before.denied + own.denied,
        sum: before.sum + own.sum,
      })
    }
    if (through === order.length) break
  }
  return pools.map(({ claims, denied: count, sum }) => [
    sum / claims,
    Math.log((count + 0.5) / (claims - count + 0.5)),
  ])
}

/** Probabilities of later claims under a calibration. */
export function calibrated(calibration: Calibration, later: Later): Float64Array {
  return straightened(calibration, later).map((x) => logistic(alongTable(calibration.table, x)))
}

const withSteps = (calibration: Calibration, later: Later): Calibration => {
  const table = isotonicTable(straightened(calibration, later), later.denied)
  return table.length < 3 ? calibration : { ...calibration, method: 'isotonic', table }
}

/** Every second later claim, from the first or the second on. */
function half({ logOdds, payer, denied, age, ...rest }: Later, from: 0 | 1): Later {
  const take = (_: number, at: number): boolean => at % 2 === from
  return {
    ...rest,
    logOdds: logOdds.filter(take),
    payer: payer.filter(take),
    denied: denied.filter(take),
    ...(age === undefined ? {} : { age: age.filter(take) }),
  }
}

/** A calibration, and later claims as calibrations judge them that have not seen them. */
export interface Calibrated {
  readonly calibration: Calibration
  readonly judged: Judged
  readonly heldOut: Measures
}

/**
 * Calibrates on later claims. Steps replace the straight line only where there are denials enough and where they do
 * better on claims that neither has seen, by more than chance. The measures are of such claims too: each half is judged
 * by the calibration of the other.
 */
export function calibrate(later: Later): Calibrated {
  const halves = [half(later, 0), half(later, 1)] as const
  const judge = (how: (part: Later) => Calibration): Judged => {
    const [first, second] = [calibrated(how(halves[1]), halves[0]), calibrated(how(halves[0]), halves[1])]
    return {
      probability: Float64Array.from([...first, ...second]),
      denied: Uint8Array.from([...halves[0].denied, ...halves[1].denied]),
    }
  }
  const plain = judge(straight)
  const calibration = straight(later)
  const denials = later.denied.reduce((sum, outcome) => sum + outcome, 0)
  if (denials < LEAST_FOR_STEPS) return { calibration, judged: plain, heldOut: measure(plain) }
  const stepped = judge((part) => withSteps(straight(part), part))
  if (!better(stepped, plain, REAL_ERRORS)) return { calibration, judged: plain, heldOut: measure(plain) }
  return { calibration: withSteps(calibration, later), judged: stepped, heldOut: measure(stepped) }
}

/**
 * How far, in log-odds, groups of claims stray from their probabilities beyond chance: what the model does not know of
 * them. A group's denials less those expected vary by V + V² t², V being the sum of p (1 - p) and t the deviation.
 * `group` is -1 for a claim that belongs to none.
 */
export function strayDeviation({ probability, denied }: Judged, group: Int32Array): number {
  const groups = new Map<number, { excess: number; variance: number }>()
  for (let at = 0; at < group.length; at++) {
    if (group[at]! < 0) continue
    const sums = groups.get(group[at]!) ?? { excess: 0, variance: 0 }
    sums.excess += denied[at]! - probability[at]!
    sums.variance += probability[at]! * (1 - probability[at]!)
    groups.set(group[at]!, sums)
  }
  let [beyond, squares] = [0, 0]
  for (const { excess, variance } of groups.values()) {
    beyond += excess ** 2 - variance
    squares += variance ** 2
  }
  return squares > 0 ? Math.sqrt(Math.max(0, beyond / squares)) : 0
}

/** Whether the one's log loss is below the other's, of the same claims, by more than so many standard errors of the difference. */
export function better(one: Judged, other: Judged, errors = 1): boolean {
  let [sum, squares] = [0, 0]
  const claims = one.denied.length
  for (let at = 0; at < claims; at++) {
    const loss = ({ probability, denied }: Judged): number =>
      -Math.log(denied[at] === 1 ? probability[at]! : 1 - probability[at]!)
    const gain = loss(other) - loss(one)
    sum += gain
    squares += gain * gain
  }
  const mean = sum / claims
  return mean > 0 && mean > errors * Math.sqrt(Math.max(0, squares / claims - mean * mean) / claims)
}
