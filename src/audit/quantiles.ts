/** Quantiles and exact limits that estimates from samples need. */

/**
 * Quantile of the standard normal distribution for 0 < p < 1, to about 1e-15.
 * Source: M. J. Wichura, Algorithm AS 241 (PPND16), Applied Statistics 37 (1988) 477-484,
 * https://doi.org/10.2307/2347330.
 */
export function normalQuantile(p: number): number {
  const q = p - 0.5
  if (Math.abs(q) <= 0.425) {
    const r = 0.180625 - q * q
    return (q * polynomial(central.up, r)) / polynomial(central.down, r)
  }
  const r = Math.sqrt(-Math.log(q < 0 ? p : 1 - p))
  const part = r <= 5 ? tail : far
  const value = polynomial(part.up, r - part.shift) / polynomial(part.down, r - part.shift)
  return q < 0 ? -value : value
}

/** Coefficients from the constant up. */
const polynomial = (coefficients: readonly number[], x: number): number =>
  coefficients.reduceRight((sum, coefficient) => sum * x + coefficient, 0)

const central = {
  up: [
    3.387132872796366608, 133.14166789178437745, 1971.5909503065514427, 13731.693765509461125,
    45921.953931549871457, 67265.770927008700853, 33430.575583588128105, 2509.0809287301226727,
  ],
  down: [
    1, 42.313330701600911252, 687.1870074920579083, 5394.1960214247511077, 21213.794301586595867,
    39307.89580009271061, 28729.085735721942674, 5226.495278852545925,
  ],
}
const tail = {
  shift: 1.6,
  up: [
    1.42343711074968357734, 4.6303378461565452959, 5.7694972214606914055, 3.64784832476320460504,
    1.27045825245236838258, 0.24178072517745061177, 0.0227238449892691845833, 7.7454501427834140764e-4,
  ],
  down: [
    1, 2.05319162663775882187, 1.6763848301838038494, 0.68976733498510000455, 0.14810397642748007459,
    0.0151986665636164571966, 5.475938084995344946e-4, 1.05075007164441684324e-9,
  ],
}
const far = {
  shift: 5,
  up: [
    6.6579046435011037772, 5.4637849111641143699, 1.7848265399172913358, 0.29656057182850489123,
    0.026532189526576123093, 0.0012426609473880784386, 2.71155556874348757815e-5, 2.01033439929228813265e-7,
  ],
  down: [
    1, 0.59983220655588793769, 0.13692988092273580531, 0.0148753612908506148525, 7.868691311456132591e-4,
    1.8463183175100546818e-5, 1.4215117583164458887e-7, 2.04426310338993978564e-15,
  ],
}

/** Natural logarithm of the gamma function for x > 0 (Lanczos, g = 7, nine terms), to about 1e-14. */
export function logGamma(x: number): number {
  let sum = LANCZOS[0]!
  for (let at = 1; at < LANCZOS.length; at++) sum += LANCZOS[at]! / (x - 1 + at)
  const base = x + 6.5
  return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(base) - base + Math.log(sum)
}
const LANCZOS = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
]

/** Regularised incomplete beta function, by its continued fraction (DLMF 8.17.22, https://dlmf.nist.gov/8.17). */
export function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0
  if (x >= 1) return 1
  // The fraction converges quickly on this side alone.
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a)
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log(1 - x))
  // Lentz's method.
  const TINY = 1e-300
  let [c, d] = [1, 1 / nonZero(1 - ((a + b) * x) / (a + 1), TINY)]
  let fraction = d
  for (let m = 1; m <= 10_000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
    d = 1 / nonZero(1 + even * d, TINY)
    c = nonZero(1 + even / c, TINY)
    fraction *= d * c
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1))
    d = 1 / nonZero(1 + odd * d, TINY)
    c = nonZero(1 + odd / c, TINY)
    fraction *= d * c
    if (Math.abs(d * c - 1) < 1e-15) break
  }
  return (front * fraction) / a
}

const nonZero = (value: number, tiny: number): number => (Math.abs(value) < tiny ? tiny : value)

/** Quantile of Student's t distribution for 0.5 <= p < 1 and at least one degree of freedom, to about 1e-10. */
export function tQuantile(p: number, degrees: number): number {
  const above = (t: number): number => 0.5 * incompleteBeta(degrees / (degrees + t * t), degrees / 2, 0.5)
  let [low, high] = [0, 1]
  while (above(high) > 1 - p && high < 1e12) high *= 2
  for (let step = 0; step < 200 && high - low > 1e-13 * high; step++) {
    const middle = (low + high) / 2
    if (above(middle) > 1 - p) low = middle
    else high = middle
  }
  return (low + high) / 2
}

/** Limits of a count. */
export interface CountLimits {
  readonly lower: number
  readonly upper: number
}

/**
 * Exact two-sided limits of the number of errors in a universe from `errors` in a sample without replacement: the least
 * and the greatest number that would give so many, or so few, with a probability above half of what is left of the
 * confidence. Source: RAT-STATS, unrestricted attribute appraisal (hypergeometric limits), HHS OIG,
 * https://oig.hhs.gov/compliance/rat-stats/.
 */
export function errorLimits(
  universe: number,
  sample: number,
  errors: number,
  confidence: number,
): CountLimits {
  const tail = (1 - confidence) / 2
  const [least, most] = [errors, universe - (sample - errors)]
  const lower =
    errors === 0
      ? 0
      : firstWhere(least, most, (count) => 1 - atMost(universe, sample, count, errors - 1) > tail)
  const upper =
    errors === sample
      ? universe
      : firstWhere(
          least,
          most + 1,
          (count) => count > most || atMost(universe, sample, count, errors) <= tail,
        ) - 1
  return { lower, upper }
}

/** The first whole number from which on a test holds. */
function firstWhere(from: number, through: number, holds: (count: number) => boolean): number {
  let [low, high] = [from, through]
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    if (holds(middle)) high = middle
    else low = middle + 1
  }
  return low
}

const logChoose = (n: number, k: number): number => logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1)

/** Probability of at most so many errors in a sample of a universe with `count` errors. */
export function atMost(universe: number, sample: number, count: number, errors: number): number {
  const all = logChoose(universe, sample)
  let sum = 0
  const from = Math.max(0, sample - (universe - count))
  for (let at = from; at <= Math.min(errors, count); at++)
    sum += Math.exp(logChoose(count, at) + logChoose(universe - count, sample - at) - all)
  return Math.min(1, sum)
}
