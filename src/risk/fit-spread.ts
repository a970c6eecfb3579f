/** How uncertain whole scores are, where single coefficients tell only a part: they are not independent. */
import type { Design, Solved } from './fit-solve.ts'

/** Coefficients beyond which the whole second derivative is not inverted: the cube of their number is the cost. */
const MOST_COLUMNS = 1500
/** What is taken where it is not: what smaller fits come to. Our judgement. */
const TYPICAL = 2
/** Rows on which the two are compared. */
const COMPARED = 600

/** By how much the variance of a score exceeds the sum of its coefficients' own: of the rest, and of findings. */
export interface Excess {
  readonly rest: number
  readonly found: number
}

/** Compares the variance of scores under the whole second derivative with that under its diagonal. */
export function excessOf(design: Design, solved: Solved, penalty: Float64Array): Excess {
  const { rows, columns, starts, findings, index, value } = design
  if (columns > MOST_COLUMNS) return { rest: TYPICAL, found: TYPICAL }
  const factor = cholesky(secondDerivative(design, solved, penalty), columns)
  const every = Math.max(1, Math.floor(rows / COMPARED))
  const entries = new Float64Array(columns)
  let [restWhole, restOwn, foundWhole, foundOwn, foundRest] = [0, 0, 0, 0, 0]
  for (let row = 0; row < rows; row += every) {
    entries.fill(0)
    let [rest, found] = [0, 0]
    for (let at = starts[row]!; at < starts[row + 1]!; at++) {
      const [column, entry] = [index[at]!, value[at]!]
      entries[column]! += entry
      if (at < findings[row]!) rest += (entry * entry) / solved.curvature[column]!
      else found += (entry * entry) / solved.curvature[column]!
    }
    const whole = squaredAfter(factor, columns, entries)
    if (findings[row] === starts[row + 1]) {
      restWhole += whole
      restOwn += rest
    } else {
      foundWhole += whole
      foundOwn += found
      foundRest += rest
    }
  }
  const rest = restOwn > 0 ? Math.max(1, restWhole / restOwn) : TYPICAL
  const found = foundOwn > 0 ? Math.max(1, (foundWhole - rest * foundRest) / foundOwn) : TYPICAL
  return { rest, found }
}

function secondDerivative(
  design: Design,
  { bend, gear, reach }: Solved,
  penalty: Float64Array,
): Float64Array {
  const { rows, columns, starts, findings, index, value } = design
  const matrix = new Float64Array(columns * columns)
  for (let column = 0; column < columns; column++) matrix[column * columns + column] = penalty[column]!
  for (let row = 0; row < rows; row++) {
    const [from, split, through] = [starts[row]!, findings[row]!, starts[row + 1]!]
    for (let one = from; one < through; one++) {
      const pull = bend[row]! * value[one]! * (one < split ? gear[row]! : reach[row]!)
      const line = index[one]! * columns
      for (let other = from; other < through; other++)
        matrix[line + index[other]!]! += pull * value[other]! * (other < split ? gear[row]! : reach[row]!)
    }
  }
  return matrix
}

/** Lower triangle L with L Lᵀ = the matrix, in place. The penalty keeps it positive. */
function cholesky(matrix: Float64Array, size: number): Float64Array {
  for (let row = 0; row < size; row++) {
    const line = row * size
    for (let column = 0; column <= row; column++) {
      const other = column * size
      let sum = matrix[line + column]!
      for (let at = 0; at < column; at++) sum -= matrix[line + at]! * matrix[other + at]!
      matrix[line + column] = row === column ? Math.sqrt(Math.max(1e-9, sum)) : sum / matrix[other + column]!
    }
  }
  return matrix
}

/** |L⁻¹ x|², the variance of the score x. */
function squaredAfter(factor: Float64Array, size: number, entries: Float64Array): number {
  const solved = new Float64Array(size)
  let squares = 0
  for (let row = 0; row < size; row++) {
    let sum = entries[row]!
    for (let at = 0; at < row; at++) sum -= factor[row * size + at]! * solved[at]!
    solved[row] = sum / factor[row * size + row]!
    squares += solved[row]! ** 2
  }
  return squares
}
