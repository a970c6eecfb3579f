/**
 * Penalised logistic regression over sparse rows: iteratively reweighted least squares, each step solved by conjugate
 * gradients, so that the number of coefficients costs nothing but its rows.
 */
import {
  addCells,
  addRows,
  addSquares,
  bendCells,
  cellsOf,
  sumCells,
  sumRows,
  type Design,
  type Link,
  type Pulls,
} from './fit-passes.ts'

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
export interface Solved extends Pulls {
  readonly objective: number
  /** Diagonal of the second derivative: its inverse is the variance of a coefficient while the others stand. */
  readonly curvature: Float64Array
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

/** Log-odds of every row. */
export function logOddsOf(design: Design, beta: Float64Array): Float64Array {
  const [sums, rest, found] = [cellsOf(design), new Float64Array(design.rows), new Float64Array(design.rows)]
  sumCells(design, beta, sums)
  sumRows(design, sums, rest, found)
  return rest.map((sum, row) => joinedLogOdds(design.link, sum, found[row]!))
}

/** By row, where the coefficients stand: slope of its loss, and square root of its bend, by each of its two sums. */
interface Losses extends Pulls {
  readonly restSlope: Float64Array
  readonly foundSlope: Float64Array
}

/** Loss of all rows by their sums, which the slopes take the place of. The bend is the expected one, never below 0. */
function lossOf(
  { link, rows, outcome, weight }: Design,
  { restSlope, foundSlope, restPull, foundPull }: Losses,
): number {
  let loss = 0
  for (let row = 0; row < rows; row++) {
    const [rest, found, own, counts] = [restSlope[row]!, foundSlope[row]!, outcome[row]!, weight[row]!]
    if (link === 'odds') {
      const logOdds = rest + found
      const small = Math.exp(-Math.abs(logOdds))
      loss += counts * ((logOdds > 0 ? logOdds : 0) + Math.log1p(small) - own * logOdds)
      const probability = (logOdds > 0 ? 1 : small) / (1 + small)
      restSlope[row] = foundSlope[row] = counts * (probability - own)
      restPull[row] = foundPull[row] = Math.sqrt(Math.max(1e-10, counts * probability * (1 - probability)))
      continue
    }
    const hazard = hazardOf(rest)
    const ratio = found / hazard
    const level = raised(ratio)
    const paid = Math.exp(-hazard * level)
    const probability = -Math.expm1(-hazard * level)
    loss += counts * (own === 1 ? -Math.log(probability) : hazard * level)
    // How far the sums of the rest and of findings move the hazard.
    const reach = ratio >= -HALF ? 1 : level / HALF
    const gear = logistic(rest) * (level - ratio * reach)
    const slope = counts * (1 - own / probability)
    const pull = Math.sqrt(Math.max(1e-10, (counts * paid) / probability))
    restSlope[row] = slope * gear
    foundSlope[row] = slope * reach
    restPull[row] = pull * gear
    foundPull[row] = pull * reach
  }
  return loss
}

/** Moves `beta` to the minimum of the penalised loss, in place. */
export function solve(design: Design, held: Penalty, beta: Float64Array, options: SolveOptions): Solved {
  const { rows, columns } = design
  const { penalty, centre, least } = held
  const ofRow = (): Float64Array => new Float64Array(rows)
  const losses: Losses = { restSlope: ofRow(), foundSlope: ofRow(), restPull: ofRow(), foundPull: ofRow() }
  const { restSlope, foundSlope, restPull, foundPull } = losses
  const sums = cellsOf(design)
  const gradient = new Float64Array(columns)
  const curvature = new Float64Array(columns)
  const free = new Uint8Array(columns)
  const trial = new Float64Array(columns)

  const objectiveAt = (at: Float64Array): number => {
    sumCells(design, at, sums)
    sumRows(design, sums, restSlope, foundSlope)
    let sum = lossOf(design, losses)
    for (let column = 0; column < columns; column++)
      sum += 0.5 * penalty[column]! * (at[column]! - centre[column]!) ** 2
    return sum
  }
  /** Where the objective was worked out last. */
  const derive = (): void => {
    for (let column = 0; column < columns; column++) {
      gradient[column] = penalty[column]! * (beta[column]! - centre[column]!)
      curvature[column] = penalty[column]!
    }
    addRows(design, restSlope, foundSlope, sums)
    addCells(design, sums, gradient)
    addSquares(design, losses, sums)
    addCells(design, sums, curvature)
    for (let column = 0; column < columns; column++)
      free[column] = beta[column]! <= least[column]! && gradient[column]! > 0 ? 0 : 1
  }
  const bent = cellsOf(design)
  /** Second derivative times a vector that is 0 where a coefficient is not free. */
  const bendOf = (vector: Float64Array, into: Float64Array): void => {
    sumCells(design, vector, sums)
    bendCells(design, losses, sums, bent)
    for (let column = 0; column < columns; column++) into[column] = penalty[column]! * vector[column]!
    addCells(design, bent, into)
    for (let column = 0; column < columns; column++) if (free[column] === 0) into[column] = 0
  }
  const directionInto = conjugateGradients(columns, bendOf, options.residual ?? RESIDUAL)

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
    // A step to where nothing can be worked out (NaN) is not taken either.
    if (!(next <= objective)) {
      // What was worked out last is of a step that is not taken.
      objectiveAt(beta)
      break
    }
    const fall = objective - next
    beta.set(trial)
    objective = next
    derive()
    if (fall <= options.tolerance * (1 + Math.abs(objective))) break
  }
  return { objective, curvature, restPull, foundPull }
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
