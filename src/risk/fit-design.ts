/** Which coefficients there are, and the rows that meet them. */
import { features, ownFeatures, severities } from './features.ts'
import { AGAIN, WIDTH, type FoundCell, type Part } from './fit-cells.ts'
import type { Sample } from './fit-sample.ts'
import type { Design, Link } from './fit-passes.ts'

/** Claims without which a value of a feature has no coefficient of its own. */
const LEAST_CLAIMS = 10
/** The same at a payer. */
const LEAST_OF_VALUE = 10
/** Claims of a payer with findings of a severity, and with a message, without which it has none of its own for these. */
const LEAST_OF_SEVERITY = 5
const LEAST_OF_MESSAGE = 5

/** Kinds of coefficients that are held back alike: those of `features` follow, then what of them differs by payer. */
export const groups = [
  'fixed',
  'severity',
  'again',
  'payer',
  'message',
  'payer-severity',
  'payer-message',
] as const
export type Group = (typeof groups)[number]
export const groupOf = (name: Group): number => groups.indexOf(name)
export const groupOfFeature = (feature: number): number => groups.length + feature
/** Group of what a feature weighs differently at each payer; `own` is its place in `ownFeatures`. */
export const groupOfOwn = (own: number): number => groups.length + features.length + own
export const GROUPS = groups.length + features.length + ownFeatures.length

/** Where the coefficients stand. -1 for one that there is not. */
export interface Layout {
  readonly columns: number
  readonly group: Uint8Array
  /** What each coefficient is of, by number: the same in all layouts of a sample. */
  readonly key: Float64Array
  readonly again: number
  severity(severity: number): number
  feature(feature: number, value: number): number
  payer(payer: number): number
  message(message: number): number
  /** What a value weighs differently at a payer; `own` is the feature's place in `ownFeatures`. */
  payerValue(payer: number, own: number, value: number): number
  payerSeverity(payer: number, severity: number): number
  payerMessage(payer: number, message: number): number
  /** Every message met at a payer, with the severity it had there. */
  readonly met: ReadonlyMap<number, FoundCell>
  keyOf(payer: number, message: number): number
}

/** Counts what the rows hold and gives a coefficient to all that came often enough. */
export function layoutOf(sample: Sample, { rows, restCells, foundCells }: Part): Layout {
  const kinds = severities.length
  const payerCounts = new Int32Array(sample.payers.names.length)
  const valueCounts = sample.values.map(({ names }) => new Int32Array(names.length))
  const messageCounts = new Int32Array(sample.messages.names.length)
  const severityCounts = new Int32Array(payerCounts.length * kinds)
  const ownCounts = ownFeatures.map(() => new Map<number, number>())
  const met = new Map<number, FoundCell>()
  const keyOf = (payer: number, message: number): number => payer * messageCounts.length + message
  const ownKey = (payer: number, own: number, value: number): number =>
    payer * valueCounts[ownFeatures[own]!]!.length + value
  for (const { kind, payer, values, claims } of restCells.values()) {
    if (kind === 0) payerCounts[payer]! += claims
    for (const [feature, value] of values) {
      valueCounts[feature]![value]! += claims
      const own = ownFeatures.indexOf(feature)
      if (own < 0) continue
      const key = ownKey(payer, own, value)
      ownCounts[own]!.set(key, (ownCounts[own]!.get(key) ?? 0) + claims)
    }
  }
  for (const { payer, message, severity, claims } of foundCells.values()) {
    messageCounts[message]! += claims
    severityCounts[payer * kinds + severity]! += claims
    const key = keyOf(payer, message)
    const known = met.get(key)
    if (known) known.claims += claims
    else met.set(key, { payer, message, severity, claims })
  }

  const group: number[] = []
  const key: number[] = []
  const next = (of: number, own: number): number => {
    key.push(own * GROUPS + of)
    return group.push(of) - 1
  }
  const numbered = (counts: Int32Array, least: number, of: number): Int32Array =>
    Int32Array.from(counts, (count, own) => (count >= least ? next(of, own) : -1))
  next(groupOf('fixed'), 0)
  const severityColumns = severities.map((_, severity) => next(groupOf('severity'), severity))
  const again = next(groupOf('again'), 0)
  const valueColumns = valueCounts.map((counts, at) =>
    // A value that every claim has tells nothing that the intercept does not.
    counts.some((count) => count === rows.length)
      ? counts.map(() => -1)
      : numbered(counts, LEAST_CLAIMS, groupOfFeature(at)),
  )
  const payerColumns = numbered(payerCounts, 1, groupOf('payer'))
  const messageColumns = numbered(messageCounts, 1, groupOf('message'))
  const ownColumns = ownCounts.map((counts, own) => {
    const columns = new Map<number, number>()
    const size = valueCounts[ownFeatures[own]!]!.length
    for (const [at, count] of counts)
      // A value that every claim of a payer has is told by the payer itself.
      if (count >= LEAST_OF_VALUE && count < payerCounts[Math.floor(at / size)]!)
        columns.set(at, next(groupOfOwn(own), at))
    return columns
  })
  const payerSeverityColumns = numbered(severityCounts, LEAST_OF_SEVERITY, groupOf('payer-severity'))
  const payerMessageColumns = new Map<number, number>()
  for (const [at, { claims }] of met)
    if (claims >= LEAST_OF_MESSAGE) payerMessageColumns.set(at, next(groupOf('payer-message'), at))
  return {
    columns: group.length,
    group: Uint8Array.from(group),
    key: Float64Array.from(key),
    again,
    severity: (severity) => severityColumns[severity]!,
    feature: (feature, value) => valueColumns[feature]![value] ?? -1,
    payer: (payer) => payerColumns[payer] ?? -1,
    message: (message) => messageColumns[message] ?? -1,
    payerValue: (payer, own, value) => ownColumns[own]!.get(ownKey(payer, own, value)) ?? -1,
    payerSeverity: (payer, severity) => payerSeverityColumns[payer * kinds + severity] ?? -1,
    payerMessage: (payer, message) => payerMessageColumns.get(keyOf(payer, message)) ?? -1,
    met,
    keyOf,
  }
}

/** How findings count in the rows. */
export interface Counting {
  readonly link: Link
  /** Share of its weight that a finding after the weightiest counts. */
  readonly further: number
  /** Coefficients as they stand: they tell which finding is the weightiest. */
  readonly beta: Float64Array
  /** Messages at payers (`keyOf`) that count nothing because they would lower the risk. */
  readonly off: ReadonlySet<number>
}

/** What a message weighs at a payer under the coefficients as they stand; below 0 it must not count. */
export function weightAt(
  layout: Layout,
  beta: Float64Array,
  payer: number,
  message: number,
  severity: number,
): number {
  const of = (column: number): number => (column < 0 ? 0 : beta[column]!)
  return (
    of(layout.severity(severity)) +
    of(layout.message(message)) +
    of(layout.payerSeverity(payer, severity)) +
    of(layout.payerMessage(payer, message))
  )
}

/** Makes what a solver takes of the rows. `weightOf` says how much a row counts. */
export function designOf(
  sample: Sample,
  part: Part,
  layout: Layout,
  { link, further, beta, off }: Counting,
  weightOf: (row: number) => number,
): Design {
  const { rows, size, restCells, foundCells, rest, starts, found } = part
  const cellStarts = new Int32Array(size + 1)
  const cellColumns: number[] = []
  /** What the message of a cell weighs, and whether it is taken out. */
  const weights = new Float64Array(size)
  const out = new Uint8Array(size)
  const put = (column: number): void => {
    if (column >= 0) cellColumns.push(column)
  }
  for (let cell = 0; cell < size; cell++) {
    const [ofRest, ofFound] = [restCells.get(cell), foundCells.get(cell)]
    if (ofRest) {
      const { kind, payer, values } = ofRest
      if (kind === 0) {
        put(0)
        put(layout.payer(payer))
      }
      for (const [feature, value] of values) {
        put(layout.feature(feature, value))
        const own = ownFeatures.indexOf(feature)
        if (own >= 0) put(layout.payerValue(payer, own, value))
      }
    } else if (ofFound) {
      const { payer, message, severity } = ofFound
      weights[cell] = weightAt(layout, beta, payer, message, severity)
      out[cell] = off.has(layout.keyOf(payer, message)) ? 1 : 0
      put(layout.severity(severity))
      put(layout.message(message))
      put(layout.payerSeverity(payer, severity))
      put(layout.payerMessage(payer, message))
    } else put(layout.again)
    cellStarts[cell + 1] = cellColumns.length
  }

  const share = new Float64Array(found.length)
  rows.forEach((row, at) => {
    let [heaviest, most] = [-1, 0]
    for (let one = starts[at]!; one < starts[at + 1]!; one++)
      if (weights[found[one]!]! > most) [heaviest, most] = [one, weights[found[one]!]!]
    for (let one = starts[at]!; one < starts[at + 1]!; one++) {
      const cell = found[one]!
      if (cell === AGAIN) share[one] = Math.log2(1 + sample.repeats(row))
      // Before anything is known the first finding stands for the weightiest.
      else if (out[cell] === 0) share[one] = one === heaviest ? 1 : further
    }
  })
  return {
    link,
    rows: rows.length,
    columns: layout.columns,
    cells: { starts: cellStarts, columns: Int32Array.from(cellColumns) },
    width: WIDTH,
    rest,
    starts,
    found,
    share,
    outcome: Uint8Array.from(rows, (row) => (sample.denied(row) ? 1 : 0)),
    weight: Float64Array.from(rows, weightOf),
  }
}
