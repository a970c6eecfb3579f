/** Claims in few numbers: what of a claim has the same coefficients is a cell, and many claims share it. */
import { features, type Feature } from './features.ts'
import type { Sample } from './fit-sample.ts'

/** Features whose values make a cell together, at their payer; a claim has one cell of each kind. */
const KINDS = (
  [
    ['payer-line', 'type', 'lines'],
    ['specialty', 'specialization', 'place'],
    ['service', 'amount'],
  ] as const satisfies readonly (readonly Feature[])[]
).map((names) => names.map((name) => features.indexOf(name)))

/** Cells of a claim beside its findings. */
export const WIDTH = KINDS.length

/** Values of some features at a payer. */
export interface RestCell {
  readonly kind: number
  readonly payer: number
  /** By feature. */
  readonly values: readonly (readonly [feature: number, value: number])[]
  claims: number
}

/** A message at a payer, under a severity. */
export interface FoundCell {
  readonly payer: number
  readonly message: number
  readonly severity: number
  claims: number
}

/** Number of the cell of findings beyond the first with a message. */
export const AGAIN = 0

/** Some rows of a sample, by cells. */
export interface Part {
  readonly rows: Int32Array
  /** Cells in all, `AGAIN` among them. */
  readonly size: number
  /** By number; holes are cells of findings. */
  readonly restCells: ReadonlyMap<number, RestCell>
  readonly foundCells: ReadonlyMap<number, FoundCell>
  /** Numbers of cells, `WIDTH` a row. */
  readonly rest: Int32Array
  /** Where the findings of each row begin in `found`, and where the last ones end. */
  readonly starts: Int32Array
  /** Numbers of cells of findings. */
  readonly found: Int32Array
}

/** Tells which cells rows have. */
export function partOf(sample: Sample, rows: Int32Array): Part {
  const restCells = new Map<number, RestCell>()
  const foundCells = new Map<number, FoundCell>()
  let size = AGAIN + 1
  const numbers = KINDS.map(() => new Map<number, number>())
  const restAt = (row: number, kind: number): number => {
    const payer = sample.payer(row)
    let key = payer
    for (const feature of KINDS[kind]!)
      key = key * sample.values[feature]!.names.length + sample.value(row, feature)
    let number = numbers[kind]!.get(key)
    if (number === undefined) {
      numbers[kind]!.set(key, (number = size++))
      const values = KINDS[kind]!.map((feature) => [feature, sample.value(row, feature)] as const)
      restCells.set(number, { kind, payer, values, claims: 0 })
    }
    return number
  }
  const foundNumbers = new Map<number, number>()
  const foundAt = (payer: number, message: number, severity: number): number => {
    const key = (severity * sample.payers.names.length + payer) * sample.messages.names.length + message
    let number = foundNumbers.get(key)
    if (number === undefined) {
      foundNumbers.set(key, (number = size++))
      foundCells.set(number, { payer, message, severity, claims: 0 })
    }
    return number
  }

  const rest = new Int32Array(rows.length * WIDTH)
  const starts = new Int32Array(rows.length + 1)
  const found = new Int32Array(rows.reduce((sum, row) => sum + 1 + sample.messageCount(row), 0))
  let end = 0
  rows.forEach((row, at) => {
    for (let kind = 0; kind < WIDTH; kind++) {
      const number = restAt(row, kind)
      restCells.get(number)!.claims++
      rest[at * WIDTH + kind] = number
    }
    sample.eachMessage(row, (message, severity) => {
      const number = foundAt(sample.payer(row), message, severity)
      foundCells.get(number)!.claims++
      found[end++] = number
    })
    if (sample.repeats(row) > 0) found[end++] = AGAIN
    starts[at + 1] = end
  })
  return { rows, size, restCells, foundCells, rest, starts, found: found.subarray(0, end) }
}
