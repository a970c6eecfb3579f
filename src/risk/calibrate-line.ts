/** A straight line through log-odds, with a shift for each payer: logistic regression with one step a round solved outright. */

/** Claims with the log-odds of a fit, how much each counts, and the payers in all. */
export interface Judgeable {
  readonly logOdds: Float64Array
  readonly payer: Int32Array
  readonly denied: Uint8Array
  readonly payers: number
  readonly weight: Float64Array
}

/** A line with its shifts. */
export interface Line {
  intercept: number
  slope: number
  shift: Float64Array
}

/** Slope and intercept are held near 1 and 0, as so many claims would hold them that bore them out. */
const [SLOPE_PENALTY, INTERCEPT_PENALTY] = [20, 1e-3]
const LEAST_SLOPE = 0.05
const MOST_STEPS = 20
const TOLERANCE = 1e-10

/** Sums over claims where a line stands. */
interface Sums {
  loss: number
  /** By payer: slope of the loss, its bend, and the bend times log-odds. */
  readonly slope: Float64Array
  readonly bend: Float64Array
  readonly cross: Float64Array
  /** Slope by the line's slope, and its bend. */
  bySlope: number
  bySlopeTwice: number
}

function sumsAt(claims: Judgeable, { intercept, slope, shift }: Line, penalty: number): Sums {
  const { logOdds, payer, denied, payers, weight } = claims
  const zeros = (): Float64Array => new Float64Array(payers)
  const sums = { slope: zeros(), bend: zeros(), cross: zeros() }
  let loss = 0.5 * (SLOPE_PENALTY * (slope - 1) ** 2 + INTERCEPT_PENALTY * intercept ** 2)
  for (const one of shift) loss += 0.5 * penalty * one * one
  let [bySlope, bySlopeTwice] = [0, 0]
  for (let row = 0; row < logOdds.length; row++) {
    const [from, own, counts] = [logOdds[row]!, payer[row]!, weight[row]!]
    const x = intercept + slope * from + shift[own]!
    const small = Math.exp(-Math.abs(x))
    loss += counts * (Math.max(0, x) + Math.log1p(small) - denied[row]! * x)
    const probability = (x > 0 ? 1 : small) / (1 + small)
    const rise = counts * (probability - denied[row]!)
    const bend = counts * probability * (1 - probability)
    sums.slope[own]! += rise
    sums.bend[own]! += bend
    sums.cross[own]! += bend * from
    bySlope += rise * from
    bySlopeTwice += bend * from * from
  }
  return { ...sums, loss, bySlope, bySlopeTwice }
}

/** Newton's step: shifts are solved for each by itself, which leaves two equations in intercept and slope. */
function stepFrom({ intercept, slope, shift }: Line, sums: Sums, penalty: number): Line {
  let [a, b] = [INTERCEPT_PENALTY * intercept, SLOPE_PENALTY * (slope - 1) + sums.bySlope]
  let [aa, ab, bb] = [INTERCEPT_PENALTY, 0, SLOPE_PENALTY + sums.bySlopeTwice]
  const stopped = slope <= LEAST_SLOPE && b > 0
  shift.forEach((one, own) => {
    const [bend, cross] = [sums.bend[own]!, sums.cross[own]!]
    const held = bend + penalty
    const pull = (sums.slope[own]! + penalty * one) / held
    a += sums.slope[own]! - bend * pull
    b -= cross * pull
    aa += bend - (bend * bend) / held
    ab += cross - (bend * cross) / held
    bb -= (cross * cross) / held
  })
  if (stopped) [b, ab, bb] = [0, 0, 1]
  const whole = aa * bb - ab * ab
  const [more, steeper] = [(ab * b - bb * a) / whole, (ab * a - aa * b) / whole]
  return {
    intercept: more,
    slope: steeper,
    shift: shift.map((one, own) => {
      const [bend, cross] = [sums.bend[own]!, sums.cross[own]!]
      return -(sums.slope[own]! + penalty * one + bend * more + cross * steeper) / (bend + penalty)
    }),
  }
}

/** Moves a line to the least penalised loss; gives the bend of the loss by each payer's shift, without the penalty. */
export function fitLine(claims: Judgeable, line: Line, penalty: number): Float64Array {
  let sums = sumsAt(claims, line, penalty)
  for (let step = 0; step < MOST_STEPS; step++) {
    const by = stepFrom(line, sums, penalty)
    let next = sums
    for (let size = 1; size > 1e-6; size /= 2) {
      const trial = {
        intercept: line.intercept + size * by.intercept,
        slope: Math.max(LEAST_SLOPE, line.slope + size * by.slope),
        shift: line.shift.map((one, own) => one + size * by.shift[own]!),
      }
      const tried = sumsAt(claims, trial, penalty)
      if (tried.loss > sums.loss) continue
      next = tried
      Object.assign(line, trial)
      break
    }
    const fall = sums.loss - next.loss
    sums = next
    if (fall <= TOLERANCE * (1 + sums.loss)) break
  }
  return sums.bend
}
