/** How uncertain whole scores are, where single coefficients tell only a part: they are not independent. */
import type { Design } from './fit-passes.ts'
import type { Solved } from './fit-solve.ts'

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
  const { rows, columns, starts } = design
  if (columns > MOST_COLUMNS) return { rest: TYPICAL, found: TYPICAL }
  const entries = entriesOf(design)
  const factor = cholesky(secondDerivative(design, entries, solved, penalty), columns)
  const every = Math.max(1, Math.floor(rows / COMPARED))
  const score = new Float64Array(columns)
  let [restWhole, restOwn, foundWhole, foundOwn, foundRest] = [0, 0, 0, 0, 0]
  for (let row = 0; row < rows; row += every) {
    score.fill(0)
    let [rest, found] = [0, 0]
    const { columns: of, split, value } = entries(row)
    of.forEach((column, at) => {
      score[column]! += value[at]!
      if (at < split) rest += value[at]! ** 2 / solved.curvature[column]!
      else found += value[at]! ** 2 / solved.curvature[column]!
    })
    const whole = squaredAfter(factor, columns, score)
    if (starts[row] === starts[row + 1]) {
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

/** Columns of a row and its entry in each; those of findings begin at `split`. */
interface Entries {
  readonly columns: number[]
  readonly value: number[]
  split: number
}

/** Gives the entries of a row; they stand until those of the next one are asked for. */
function entriesOf({ cells, width, rest, starts, found, share }: Design): (row: number) => Entries {
  const entries: Entries = { columns: [], value: [], split: 0 }
  const put = (cell: number, value: number): void => {
    for (let at = cells.starts[cell]!; at < cells.starts[cell + 1]!; at++) {
      entries.columns.push(cells.columns[at]!)
      entries.value.push(value)
    }
  }
  return (row) => {
    entries.columns.length = entries.value.length = 0
    for (let at = row * width; at < (row + 1) * width; at++) put(rest[at]!, 1)
    entries.split = entries.columns.length
    for (let at = starts[row]!; at < starts[row + 1]!; at++) put(found[at]!, share[at]!)
    return entries
  }
}

function secondDerivative(
  { rows, columns }: Design,
  entriesAt: (row: number) => Entries,
  { restPull, foundPull }: Solved,
  penalty: Float64Array,
): Float64Array {
  const matrix = new Float64Array(columns * columns)
  for (let column = 0; column < columns; column++) matrix[column * columns + column] = penalty[column]!
  for (let row = 0; row < rows; row++) {
    const { columns: of, value, split } = entriesAt(row)
    const pull = (at: number): number => value[at]! * (at < split ? restPull[row]! : foundPull[row]!)
    for (let one = 0; one < of.length; one++) {
      const own = pull(one)
      const line = of[one]! * columns
      for (let other = 0; other < of.length; other++) matrix[line + of[other]!]! += own * pull(other)
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
