/** Rows as a solver passes over them, in cells: see `fit-cells.ts`. */

/**
 * How findings come to the rest of a claim. `odds`: everything adds up in log-odds, as in any logistic regression.
 * `chances`: the rest is a logistic regression, and each finding is a chance of its own to be denied (noisy-or): the
 * claim is paid if neither stops it, so hazards, -log(1 - p), add up.
 */
export type Link = 'odds' | 'chances'

/**
 * Rows to fit. Coefficients that always come together are a cell: a row is a few cells beside its findings, and some of
 * findings, each counted by a share, so that a pass over all rows reads a fifth of what it would by coefficients.
 */
export interface Design {
  readonly link: Link
  readonly rows: number
  readonly columns: number
  /** Columns of cell c: `columns` from `starts[c]` to `starts[c + 1]`. */
  readonly cells: { readonly starts: Int32Array; readonly columns: Int32Array }
  /** Cells of the rest of each row, `width` a row. */
  readonly width: number
  readonly rest: Int32Array
  /** Cells of findings of row r: `found` from `starts[r]` to `starts[r + 1]`, each with its share. */
  readonly starts: Int32Array
  readonly found: Int32Array
  readonly share: Float64Array
  readonly outcome: Uint8Array
  /** Weight of each row. */
  readonly weight: Float64Array
}

/** By row: square root of the bend of its loss by the sum of the rest, and by that of findings. */
export interface Pulls {
  readonly restPull: Float64Array
  readonly foundPull: Float64Array
}

/** What each cell adds up to. */
export function sumCells(
  { cells: { starts, columns } }: Design,
  beta: Float64Array,
  sums: Float64Array,
): void {
  for (let cell = 0; cell < sums.length; cell++) {
    let sum = 0
    for (let at = starts[cell]!, end = starts[cell + 1]!; at < end; at++) sum += beta[columns[at]!]!
    sums[cell] = sum
  }
}

/** Adds what fell to each cell to its columns. */
export function addCells(
  { cells: { starts, columns } }: Design,
  sums: Float64Array,
  into: Float64Array,
): void {
  for (let cell = 0; cell < sums.length; cell++) {
    const sum = sums[cell]!
    for (let at = starts[cell]!, end = starts[cell + 1]!; at < end; at++) into[columns[at]!]! += sum
  }
}

/** Sums of each row: of the rest, and of the findings. */
export function sumRows(
  design: Design,
  sums: Float64Array,
  restSum: Float64Array,
  foundSum: Float64Array,
): void {
  const { rows, width, rest, starts, found, share } = design
  for (let row = 0, at = 0; row < rows; row++) {
    let [sum, more] = [0, 0]
    for (const end = at + width; at < end; at++) sum += sums[rest[at]!]!
    for (let one = starts[row]!, end = starts[row + 1]!; one < end; one++)
      more += share[one]! * sums[found[one]!]!
    restSum[row] = sum
    foundSum[row] = more
  }
}

/** Adds a number of each row to its cells: one for the rest, another times their shares for the findings. */
export function addRows(
  design: Design,
  ofRest: Float64Array,
  ofFound: Float64Array,
  into: Float64Array,
): void {
  const { rows, width, rest, starts, found, share } = design
  into.fill(0)
  for (let row = 0, at = 0; row < rows; row++) {
    const adds = ofRest[row]!
    for (const end = at + width; at < end; at++) into[rest[at]!]! += adds
    for (let one = starts[row]!, end = starts[row + 1]!; one < end; one++)
      into[found[one]!]! += share[one]! * ofFound[row]!
  }
}

/** A number for each cell. */
export const cellsOf = ({ cells }: Design): Float64Array => new Float64Array(cells.starts.length - 1)

/** The second derivative of the rows alone times sums of cells, by cell. Nearly all of the time goes here. */
export function bendCells(
  { rows, width, rest, starts, found, share }: Design,
  { restPull, foundPull }: Pulls,
  sums: Float64Array,
  into: Float64Array,
): void {
  into.fill(0)
  // A row is read and written to at once, while its cells are at hand.
  for (let row = 0, from = 0; row < rows; row++, from += width) {
    const [first, end] = [starts[row]!, starts[row + 1]!]
    let sum = 0
    for (let at = from; at < from + width; at++) sum += sums[rest[at]!]!
    sum *= restPull[row]!
    if (first < end) {
      let more = 0
      for (let at = first; at < end; at++) more += share[at]! * sums[found[at]!]!
      sum += foundPull[row]! * more
      const adds = sum * foundPull[row]!
      for (let at = first; at < end; at++) into[found[at]!]! += adds * share[at]!
    }
    const adds = sum * restPull[row]!
    for (let at = from; at < from + width; at++) into[rest[at]!]! += adds
  }
}

/** Diagonal of the second derivative of the rows alone, by cell. */
export function addSquares(design: Design, { restPull, foundPull }: Pulls, into: Float64Array): void {
  const { rows, width, rest, starts, found, share } = design
  into.fill(0)
  for (let row = 0, at = 0; row < rows; row++) {
    const square = restPull[row]! ** 2
    for (const end = at + width; at < end; at++) into[rest[at]!]! += square
    for (let one = starts[row]!, end = starts[row + 1]!; one < end; one++)
      into[found[one]!]! += (foundPull[row]! * share[one]!) ** 2
  }
}
