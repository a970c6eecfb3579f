/**
 * Penalised logistic regression over sparse rows: iteratively reweighted least squares, each step solved by conjugate
 * gradients, so that the number of coefficients costs nothing but its rows.
 */

/**
 * How findings come to the rest of a claim. `odds`: everything adds up in log-odds, as in any logistic regression.
 * `chances`: the rest is a logistic regression, and each finding is a chance of its own to be denied (noisy-or): the
 * claim is paid if neither stops it, so hazards, -log(1 - p), add up.
 */
export type Link = 'odds' | 'chances'

/** Rows of a design in compressed form: row r holds the entries from `starts[r]` to `starts[r + 1]`. */
export interface Design {
  readonly link: Link
  readonly rows: number
  readonly columns: number
  readonly starts: Int32Array
  /** Where the entries of findings begin in each row. */
  readonly findings: Int32Array
  readonly index: Int32Array
  readonly value: Float64Array
  /** Whether all entries before those of findings are 1: then their values need not be read. */
  readonly ones?: boolean
  readonly outcome: Uint8Array
  /** Weight of each row. */
  readonly weight: Float64Array
}

/** What holds the coefficients back: half the penalty times the squared distance from the centre. */
export interface Penalty {
  readonly penalty: Float64Array
  readonly centre: Float64Array
  /** Lowest value of each coefficient. */
  readonly least: Float64Array
}

/** How far to go. */
export interface SolveOptions {
  readonly steps: number
  /** Relative fall of the objective at which to stop. */
  readonly tolerance: number
  /** Share of the residual at which a step is taken for solved. */
  readonly residual?: number
}

/** Where the solver stopped. */
export interface Solved {
  readonly objective: number
  /** Diagonal of the second derivative: its inverse is the variance of a coefficient while the others stand. */
  readonly curvature: Float64Array
  /** By row: the bend of its loss, and how far the sums of the rest and of findings move what the loss is of. */
  readonly bend: Float64Array
  readonly gear: Float64Array
  readonly reach: Float64Array
}

const logistic = (x: number): number => 1 / (1 + Math.exp(-x))
const logOnePlusExp = (x: number): number => (x > 0 ? x + Math.log1p(Math.exp(-x)) : Math.log1p(Math.exp(x)))

/** Hazard of a chance given as log-odds. */
const hazardOf = logOnePlusExp
/** Part of the rest's hazard that findings may take away before their hold on it wears off. */
const HALF = 0.5

/**
 * Hazard of the rest times what findings make of it, by their ratio: they add up, but never to nothing. While a fit is
 * under way, findings may come out below 0, where a mere sum would leave the bounds of probability.
 */
const raised = (ratio: number): number => (ratio >= -HALF ? 1 + ratio : HALF * Math.exp(ratio / HALF + 1))

/** Log-odds of a hazard: the inverse of `hazardOf`. */
const logOddsOfHazard = (hazard: number): number => hazard + Math.log(-Math.expm1(-hazard))

/** Log-odds of a claim from those of the rest of it and what its findings add. */
export function joinedLogOdds(link: Link, rest: number, findings: number): number {
  if (link === 'odds' || findings === 0) return rest + findings
  const hazard = hazardOf(rest)
  return logOddsOfHazard(hazard * raised(findings / hazard))
}

/** Sums of each row: of the rest, and of the findings. */
function sumRows(design: Design, beta: Float64Array, rest: Float64Array, found: Float64Array): void {
  const { rows, starts, findings, index, value } = design
  for (let row = 0; row < rows; row++) {
    let [sum, more] = [0, 0]
    let at = starts[row]!
    for (const end = findings[row]!; at < end; at++) sum += value[at]! * beta[index[at]!]!
    for (const end = starts[row + 1]!; at < end; at++) more += value[at]! * beta[index[at]!]!
    rest[row] = sum
    found[row] = more
  }
}

/** Log-odds of every row. */
export function logOddsOf(design: Design, beta: Float64Array): Float64Array {
  const [rest, found] = [new Float64Array(design.rows), new Float64Array(design.rows)]
  sumRows(design, beta, rest, found)
  return rest.map((sum, row) => joinedLogOdds(design.link, sum, found[row]!))
}

/** Moves `beta` to the minimum of the penalised loss, in place. */
export function solve(design: Design, held: Penalty, beta: Float64Array, options: SolveOptions): Solved {
  const { link, rows, columns, starts, findings, index, value, outcome, weight } = design
  const { penalty, centre, least } = held
  const rest = new Float64Array(rows)
  const found = new Float64Array(rows)
  const bend = new Float64Array(rows)
  /** How far the sums of the rest and of the findings move what the loss is of: log-odds, or hazard. */
  const gear = new Float64Array(rows).fill(1)
  const reach = new Float64Array(rows).fill(1)
  const gradient = new Float64Array(columns)
  const curvature = new Float64Array(columns)
  const free = new Uint8Array(columns)
  const trial = new Float64Array(columns)

  const hazardAt = (row: number): number => {
    const hazard = hazardOf(rest[row]!)
    return hazard * raised(found[row]! / hazard)
  }
  const lossAt = (row: number): number => {
    if (link === 'odds') {
      const logOdds = rest[row]! + found[row]!
      return logOnePlusExp(logOdds) - (outcome[row] === 1 ? logOdds : 0)
    }
    const hazard = hazardAt(row)
    return outcome[row] === 1 ? -Math.log(-Math.expm1(-hazard)) : hazard
  }
  const objectiveAt = (at: Float64Array): number => {
    sumRows(design, at, rest, found)
    let sum = 0
    for (let row = 0; row < rows; row++) sum += weight[row]! * lossAt(row)
    for (let column = 0; column < columns; column++)
      sum += 0.5 * penalty[column]! * (at[column]! - centre[column]!) ** 2
    return sum
  }
  /** Slope of a row's loss; sets its bend and gear. The bend is the expected one, which is never below 0. */
  const slopeAt = (row: number): number => {
    if (link === 'odds') {
      const probability = logistic(rest[row]! + found[row]!)
      bend[row] = Math.max(1e-10, weight[row]! * probability * (1 - probability))
      return weight[row]! * (probability - outcome[row]!)
    }
    const probability = -Math.expm1(-hazardAt(row))
    bend[row] = Math.max(1e-10, (weight[row]! * (1 - probability)) / probability)
    const ratio = found[row]! / hazardOf(rest[row]!)
    const level = raised(ratio)
    reach[row] = ratio >= -HALF ? 1 : level / HALF
    gear[row] = logistic(rest[row]!) * (level - ratio * reach[row]!)
    return weight[row]! * (1 - outcome[row]! / probability)
  }
  const derive = (): void => {
    for (let column = 0; column < columns; column++) {
      gradient[column] = penalty[column]! * (beta[column]! - centre[column]!)
      curvature[column] = penalty[column]!
    }
    for (let row = 0; row < rows; row++) {
      const slope = slopeAt(row)
      const curve = bend[row]!
      const split = findings[row]!
      for (let at = starts[row]!, end = starts[row + 1]!; at < end; at++) {
        const entry = (at < split ? gear[row]! : reach[row]!) * value[at]!
        gradient[index[at]!]! += slope * entry
        curvature[index[at]!]! += curve * entry * entry
      }
    }
    for (let column = 0; column < columns; column++)
      free[column] = beta[column]! <= least[column]! && gradient[column]! > 0 ? 0 : 1
  }
  /** Second derivative times a vector that is 0 where a coefficient is not free. */
  const bendOf = (vector: Float64Array, into: Float64Array): void => {
    for (let column = 0; column < columns; column++) into[column] = penalty[column]! * vector[column]!
    // A row is read and written to at once, while its entries are at hand: here nearly all of the time goes.
    for (let row = 0; row < rows; row++) {
      const [first, split, end] = [starts[row]!, findings[row]!, starts[row + 1]!]
      let [sum, more] = [0, 0]
      for (let at = first; at < split; at++) sum += value[at]! * vector[index[at]!]!
      for (let at = split; at < end; at++) more += value[at]! * vector[index[at]!]!
      const by = (gear[row]! * sum + reach[row]! * more) * bend[row]!
      const [geared, reached] = [by * gear[row]!, by * reach[row]!]
      for (let at = first; at < split; at++) into[index[at]!]! += geared * value[at]!
      for (let at = split; at < end; at++) into[index[at]!]! += reached * value[at]!
    }
    for (let column = 0; column < columns; column++) if (free[column] === 0) into[column] = 0
  }
  /** The same where entries are 1, in two thirds of the time. */
  const bendOfOnes = (vector: Float64Array, into: Float64Array): void => {
    for (let column = 0; column < columns; column++) into[column] = penalty[column]! * vector[column]!
    for (let row = 0; row < rows; row++) {
      const [first, split, end] = [starts[row]!, findings[row]!, starts[row + 1]!]
      let [sum, more] = [0, 0]
      for (let at = first; at < split; at++) sum += vector[index[at]!]!
      for (let at = split; at < end; at++) more += value[at]! * vector[index[at]!]!
      const by = (gear[row]! * sum + reach[row]! * more) * bend[row]!
      const [geared, reached] = [by * gear[row]!, by * reach[row]!]
      for (let at = first; at < split; at++) into[index[at]!]! += geared
      for (let at = split; at < end; at++) into[index[at]!]! += reached * value[at]!
    }
    for (let column = 0; column < columns; column++) if (free[column] === 0) into[column] = 0
  }
  const directionInto = conjugateGradients(
    columns,
    design.ones ? bendOfOnes : bendOf,
    options.residual ?? RESIDUAL,
  )

  let objective = objectiveAt(beta)
  derive()
  for (let step = 0; step < options.steps; step++) {
    const direction = directionInto(gradient, curvature, free)
    let size = 1
    let next = objective
    for (let halving = 0; halving < 20; halving++, size /= 2) {
      for (let column = 0; column < columns; column++)
        trial[column] = Math.max(least[column]!, beta[column]! + size * direction[column]!)
      next = objectiveAt(trial)
      if (next <= objective) break
    }
    if (next > objective) {
      break
    }
    const fall = objective - next
    beta.set(trial)
    objective = next
    derive()
    if (fall <= options.tolerance * (1 + Math.abs(objective))) break
  }
  return { objective, curvature, bend, gear, reach }
}

const MOST_TURNS = 80
const RESIDUAL = 0.02

/** Solves for the step by conjugate gradients, preconditioned by the diagonal. */
function conjugateGradients(
  columns: number,
  bendOf: (vector: Float64Array, into: Float64Array) => void,
  residualShare: number,
): (gradient: Float64Array, curvature: Float64Array, free: Uint8Array) => Float64Array {
  const step = new Float64Array(columns)
  const residual = new Float64Array(columns)
  const scaled = new Float64Array(columns)
  const search = new Float64Array(columns)
  const bent = new Float64Array(columns)
  const dot = (one: Float64Array, other: Float64Array): number => {
    let sum = 0
    for (let at = 0; at < columns; at++) sum += one[at]! * other[at]!
    return sum
  }
  return (gradient, curvature, free) => {
    step.fill(0)
    for (let at = 0; at < columns; at++) {
      residual[at] = free[at] === 1 ? -gradient[at]! : 0
      scaled[at] = residual[at]! / curvature[at]!
      search[at] = scaled[at]!
    }
    let norm = dot(residual, scaled)
    const enough = norm * residualShare * residualShare
    for (let turn = 0; turn < MOST_TURNS && norm > enough && norm > 1e-18; turn++) {
      bendOf(search, bent)
      const size = norm / dot(search, bent)
      for (let at = 0; at < columns; at++) {
        step[at]! += size * search[at]!
        residual[at]! -= size * bent[at]!
        scaled[at] = residual[at]! / curvature[at]!
      }
      const before = norm
      norm = dot(residual, scaled)
      for (let at = 0; at < columns; at++) search[at] = scaled[at]! + (norm / before) * search[at]!
    }
    return step
  }
}
