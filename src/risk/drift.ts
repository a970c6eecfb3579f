/**
 * Where each payer will stand a little after the end of the period: all have moved some way together, and each may have
 * stood still, moved steadily, wandered, or changed at once.
 */

/** Claims with log-odds that know nothing of time, and when they were decided. */
export interface Dated {
  readonly logOdds: Float64Array
  readonly payer: Int32Array
  readonly denied: Uint8Array
  /** Payers in all. */
  readonly payers: number
  /** Part of the period that had passed, 0 to 1. */
  readonly time: Float64Array
  /** How far after its end claims will be decided, as a part of the period: who moves steadily is taken to go on so long. */
  readonly ahead: number
  /** Log-odds as they are calibrated. */
  readonly calibrated: (logOdds: number) => number
}

/** What is to be added to log-odds so far ahead: for all, and for each payer. */
export interface Shifts {
  readonly all: number
  readonly drift: Float64Array
}

/** Parts of the period. */
const PARTS = 32
/** Claims of a payer without which nothing is said of its moves: they would tell next to nothing. */
const LEAST_OF_PAYER = 100
/** Shifts at which the likelihood of a part is worked out; between them it is a parabola. */
const [FURTHEST, STEP] = [2.5, 0.25]
const POINTS = 1 + (2 * FURTHEST) / STEP
/** Variances of the trend that all make together, over the whole period, none before all, and their shares. Our judgement. */
const TOGETHER = [0, 0.01, 0.05, 0.25]
const TOGETHER_SHARES = [0.8, 0.06, 0.08, 0.06]
/** Holds level and trend of all where there is nothing to tell them. */
const HELD = 1e-3

/** A way to move: variances of the whole period, in log-odds. */
interface Way {
  readonly walk: number
  readonly trend: number
  readonly jump: number
  /** Part before which the jump comes; -1 for none. */
  readonly at: number
  /** How common it is beside other ways. */
  readonly share: number
}

const TRENDS = [0.01, 0.03, 0.07, 0.15, 0.3, 0.7]
/** The first way is to stand still. */
const STILL: Way = { walk: 0, trend: 0, jump: 0, at: -1, share: 0 }
/** Ways that payers are thought to move. A jump may come before any part but the first. Our judgement, wide: from a tenth to one and a half in log-odds. */
const ways: readonly Way[] = [
  STILL,
  ...[0.02, 0.1, 0.5].map((walk) => ({ ...STILL, walk, share: 0.04 })),
  ...TRENDS.map((trend) => ({ ...STILL, trend, share: 0.1 })),
  ...[0, 0.2].flatMap((trend) =>
    Array.from({ length: PARTS - 1 }, (_, at) => ({
      walk: 0,
      trend,
      jump: 0.5,
      at: at + 1,
      share: 0.14 / (PARTS - 1),
    })),
  ),
]
/** Variance of what a fit that knows nothing of time takes a payer's level for, about the middle of its way. */
const LEVEL = 0.03

/**
 * How many of all payers go which way: none moves, in a world that is thought this likely before any decision is seen,
 * or some shares of them stand still, and the others go all ways or, five times as often, by trends of one size.
 */
const NONE_MOVES = 0.2
const FAVOURED = 5
const worlds: readonly (readonly number[])[] = [0.9, 0.7, 0.4, 0.1].flatMap((still) =>
  [undefined, ...TRENDS].map((trend) => {
    const shares = ways.map((way) => (way.jump === 0 && way.trend === trend ? FAVOURED : 1) * way.share)
    const sum = shares.reduce((total, share) => total + share, 0)
    return ways.map((way, at) => (way === STILL ? still : ((1 - still) * shares[at]!) / sum))
  }),
)

const logistic = (x: number): number => 1 / (1 + Math.exp(-x))

/** By part and shift: log-likelihood, its slope, and its bend. */
interface Likelihood {
  readonly value: Float64Array
  readonly slope: Float64Array
  readonly bend: Float64Array
}

/** Sum over the claims given, of one payer or of all. */
function likelihoodOf(dated: Dated, rows: Int32Array, ahead: (row: number) => number): Likelihood {
  const { logOdds, denied, time, calibrated } = dated
  const [value, slope, bend] = [0, 1, 2].map(() => new Float64Array(PARTS * POINTS)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ]
  for (const row of rows) {
    const first = Math.min(PARTS - 1, Math.floor(time[row]! * PARTS)) * POINTS
    const from = logOdds[row]! + ahead(row) - FURTHEST
    for (let point = 0; point < POINTS; point++) {
      const probability = Math.min(1 - 1e-9, Math.max(1e-9, logistic(calibrated(from + point * STEP))))
      value[first + point]! += Math.log(denied[row] === 1 ? probability : 1 - probability)
      slope[first + point]! += denied[row]! - probability
      bend[first + point]! += probability * (1 - probability)
    }
  }
  return { value, slope, bend }
}

/**
 * Follows one payer through the period, part by part, by a Kalman filter of level and trend, each part's likelihood
 * taken as the parabola at the level where it and what was known before meet. Gives the level so far ahead and the log
 * of how likely its decisions were.
 * Source: A. C. Harvey, Forecasting, structural time series models and the Kalman filter, 1989, chapter 3.
 */
function follow(
  { value, slope, bend }: Likelihood,
  { walk, trend, jump, at }: Way,
  ahead: number,
): [number, number] {
  const step = 1 / PARTS
  let [level, speed] = [0, 0]
  // Variances: level, both, speed. What the fit calls 0 is the middle of the way.
  let [p, q, r] = [LEVEL + walk / 3 + trend / 4 + jump / 4, -trend / 2, trend]
  let likelihood = 0
  for (let part = 0; part < PARTS; part++) {
    if (part > 0) {
      level += speed * step
      p += 2 * step * q + step * step * r + walk * step + (part === at ? jump : 0)
      q += step * r
    }
    // The level where the part's slope and the pull of what was known before are equal: two Newton steps.
    let best = level
    let [own, pull, curve] = [0, 0, 0]
    for (let turn = 0; turn < 3; turn++) {
      const near = Math.round((Math.min(FURTHEST, Math.max(-FURTHEST, best)) + FURTHEST) / STEP)
      const point = part * POINTS + near
      const off = best - (near * STEP - FURTHEST)
      curve = bend[point]!
      pull = slope[point]! - curve * off
      own = value[point]! + slope[point]! * off - 0.5 * curve * off * off
      if (turn < 2) best += (pull - (best - level) / p) / (curve + 1 / p)
    }
    likelihood += own - (best - level) ** 2 / (2 * p) - 0.5 * Math.log1p(p * curve)
    const gain = curve / (1 + p * curve)
    const moved = (best - level) / p
    level = best
    speed += q * moved
    r -= q * q * gain
    q -= p * q * gain
    p -= p * p * gain
  }
  return [level + ahead * speed, likelihood]
}

/**
 * Level at the end and trend of all together, by Newton's method. The trend is the mean over none and some variances of
 * it, by how likely each makes the decisions: where all stand still, what chance alone would make of it is taken off.
 */
function together({ logOdds, denied, time, calibrated }: Dated): [number, number] {
  let [level, trend] = [0, 0]
  let [aa, ab, bb] = [0, 0, 0]
  for (let turn = 0; turn < 12; turn++) {
    let [a, b] = [-HELD * level, -HELD * trend]
    ;[aa, ab, bb] = [HELD, 0, HELD]
    for (let row = 0; row < logOdds.length; row++) {
      const since = time[row]! - 1
      const probability = logistic(calibrated(logOdds[row]! + level + trend * since))
      const [miss, bend] = [denied[row]! - probability, Math.max(1e-10, probability * (1 - probability))]
      a += miss
      b += miss * since
      aa += bend
      ab += bend * since
      bb += bend * since * since
    }
    const whole = aa * bb - ab * ab
    const [more, steeper] = [(bb * a - ab * b) / whole, (aa * b - ab * a) / whole]
    level += more
    trend += steeper
    if (Math.abs(more) + Math.abs(steeper) < 1e-6) break
  }
  // What the decisions tell of the trend, the level being free.
  const known = Math.max(0, bb - (ab * ab) / aa)
  const logs = TOGETHER.map(
    (variance) => -0.5 * ((known * trend * trend) / (1 + known * variance) + Math.log1p(known * variance)),
  )
  const parts = partsOf(likelyOf(logs), TOGETHER_SHARES)
  const held = TOGETHER.reduce(
    (sum, variance, at) => sum + (parts[at]! * trend * known * variance) / (1 + known * variance),
    0,
  )
  return [level + (ab / aa) * (trend - held), held]
}

/**
 * Shifts so far ahead. Each payer's is the mean over all worlds and ways to move, by how likely each world makes the
 * decisions of all payers, and each way in it those of this one: where none has moved, none is shifted to speak of.
 */
export function shiftsOf(dated: Dated): Shifts {
  const { payer, payers, time, ahead } = dated
  const [all, trend] = together(dated)
  const seen: { readonly payer: number; readonly levels: number[]; readonly likely: number[] }[] = []
  for (const [own, rows] of rowsBy(payer, payers)) {
    if (rows.length < LEAST_OF_PAYER) continue
    const likelihood = likelihoodOf(dated, rows, (row) => all + trend * (time[row]! - 1))
    const followed = ways.map((way) => follow(likelihood, way, ahead))
    const likely = likelyOf(followed.map(([, one]) => one))
    seen.push({ payer: own, levels: followed.map(([level]) => level), likely })
  }
  const evidenceOf = (likelyIn: (likely: readonly number[]) => number): number =>
    seen.reduce((sum, { likely }) => sum + Math.log(likelyIn(likely)), 0)
  const none = Math.log(NONE_MOVES) + evidenceOf((likely) => likely[0]!)
  const moving = worlds.map(
    (shares) =>
      Math.log((1 - NONE_MOVES) / worlds.length) +
      evidenceOf((likely) => likely.reduce((sum, one, at) => sum + one * shares[at]!, 0)),
  )
  const parts = partsOf(likelyOf([none, ...moving]), [1, ...worlds.map(() => 1)])
  const drift = new Float64Array(payers)
  for (const { payer: own, levels, likely } of seen)
    worlds.forEach((shares, world) => {
      const mean = partsOf(likely, shares).reduce((sum, part, at) => sum + part * levels[at]!, 0)
      drift[own]! += parts[world + 1]! * mean
    })
  return { all: all + ahead * trend, drift }
}

/** Likelihoods beside the greatest. */
function likelyOf(logs: readonly number[]): number[] {
  const most = logs.reduce((best, one) => Math.max(best, one), -Infinity)
  return logs.map((one) => Math.exp(one - most))
}

/** How likely each way is after what was seen. */
function partsOf(likely: readonly number[], shares: readonly number[]): number[] {
  const both = likely.map((one, at) => one * shares[at]!)
  const sum = both.reduce((total, one) => total + one, 0)
  return both.map((one) => one / sum)
}

function* rowsBy(payer: Int32Array, payers: number): Generator<[number, Int32Array]> {
  const counts = new Int32Array(payers + 1)
  for (const own of payer) counts[own + 1]!++
  for (let own = 0; own < payers; own++) counts[own + 1]! += counts[own]!
  const [next, rows] = [counts.slice(), new Int32Array(payer.length)]
  payer.forEach((own, row) => (rows[next[own]!++] = row))
  for (let own = 0; own < payers; own++) yield [own, rows.subarray(counts[own]!, counts[own + 1]!)]
}
