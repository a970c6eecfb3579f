/** Claims to learn from, kept as numbers: some sixty bytes each, no claim and no result. */
import {
  features,
  heldBy,
  messageOf,
  severities,
  valuesOf,
  type RiskFacts,
  type RiskFinding,
} from './features.ts'

/** What became of a claim. */
export interface SettledOutcome {
  readonly denied: boolean
  readonly deniedCents: number
  /** Day of the decision, `YYYYMMDD`. */
  readonly decided: number
}

/** Names numbered as they come. */
export interface Vocabulary {
  readonly names: readonly string[]
  numberOf(name: string): number
}

interface NumberedNames extends Vocabulary {
  sort(): readonly string[]
}

function createVocabulary(): NumberedNames {
  const names: string[] = []
  const numbers = new Map<string, number>()
  return {
    names,
    numberOf(name) {
      let number = numbers.get(name)
      if (number === undefined) {
        numbers.set(name, (number = names.length))
        names.push(name)
      }
      return number
    },
    sort() {
      names.sort()
      names.forEach((name, number) => numbers.set(name, number))
      return names
    },
  }
}

/** Sorts the names of a vocabulary in place; gives the new number of each old one. */
function sortNames(vocabulary: NumberedNames): Int32Array {
  const before = [...vocabulary.names]
  const after = vocabulary.sort()
  const numbers = new Map(after.map((name, number) => [name, number]))
  return Int32Array.from(before, (name) => numbers.get(name)!)
}

interface Column {
  data: Int32Array
}

const column = (): Column => ({ data: new Int32Array(1024) })

function put(one: Column, at: number, value: number): void {
  if (at >= one.data.length) {
    const larger = new Int32Array(one.data.length * 2)
    larger.set(one.data)
    one.data = larger
  }
  one.data[at] = value
}

/** Features of claims by row. Rows without an outcome teach nothing. */
export interface Sample {
  readonly payers: Vocabulary
  readonly values: readonly Vocabulary[]
  readonly messages: Vocabulary
  size(): number
  /** Adds a claim; gives its row. `id` decides the order among claims of one day, so that the files' order does not. */
  add(facts: RiskFacts, findings: readonly RiskFinding[], id: string): number
  settle(row: number, outcome: SettledOutcome): void
  /** Numbers all names by their alphabet: what is learned then does not depend on the order of the files. */
  order(): void
  /** Rows with an outcome, by day of decision, then by an order that rests on their ids. */
  settled(): Int32Array
  payer(row: number): number
  value(row: number, feature: number): number
  /** Calls for every message of a row with its number and severity (index in `severities`). */
  eachMessage(row: number, visit: (message: number, severity: number) => void): void
  messageCount(row: number): number
  repeats(row: number): number
  /** Index in `stakes`. */
  stake(row: number): number
  denied(row: number): boolean
  chargeCents(row: number): number
  deniedCents(row: number): number
  decided(row: number): number
}

/** What a column holds: charges above some twenty million dollars count as that. */
const MOST_CENTS = 0x7fff_ffff

/** Stakes by their number. */
export const stakes = ['nothing', 'lines', 'claim'] as const

/** FNV-1a of a text, 32 bits; the basis makes it another function. */
function digestOf(text: string, basis: number): number {
  let hash = basis
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  return hash | 0
}

/** A sample without claims. */
export function createSample(): Sample {
  const [payers, messages] = [createVocabulary(), createVocabulary()]
  const values = features.map(createVocabulary)
  const valueColumns = features.map(column)
  const [payer, repeats, stake, charge] = [column(), column(), column(), column()]
  const [denied, deniedCents, decided] = [column(), column(), column()]
  const [order, orderToo, starts, held] = [column(), column(), column(), column()]
  let [size, heldSize] = [0, 0]
  const UNSETTLED = 0

  return {
    payers,
    values,
    messages,
    size: () => size,
    add(facts, findings, id) {
      const row = size++
      put(payer, row, payers.numberOf(facts.payer))
      valuesOf(facts).forEach((name, at) => put(valueColumns[at]!, row, values[at]!.numberOf(name)))
      put(charge, row, Math.min(facts.chargeCents, MOST_CENTS))
      const what = heldBy(findings)
      put(repeats, row, Math.min(what.repeats, 0xffff))
      put(stake, row, stakes.indexOf(what.stake))
      put(starts, row, heldSize)
      for (const { edit, message, severity } of what.messages)
        put(
          held,
          heldSize++,
          messages.numberOf(messageOf({ edit, message })) * severities.length + severities.indexOf(severity),
        )
      put(starts, row + 1, heldSize)
      put(order, row, digestOf(id, 0x811c9dc5 | 0))
      put(orderToo, row, digestOf(id, 0x1b873593))
      put(decided, row, UNSETTLED)
      put(denied, row, 0)
      put(deniedCents, row, 0)
      return row
    },
    settle(row, outcome) {
      put(decided, row, outcome.decided)
      put(denied, row, outcome.denied ? 1 : 0)
      put(deniedCents, row, Math.max(0, Math.min(charge.data[row]!, outcome.deniedCents)))
    },
    order() {
      const renumber = ({ data }: Column, to: Int32Array): void => {
        for (let row = 0; row < size; row++) data[row] = to[data[row]!]!
      }
      renumber(payer, sortNames(payers))
      values.forEach((vocabulary, at) => renumber(valueColumns[at]!, sortNames(vocabulary)))
      const to = sortNames(messages)
      const kinds = severities.length
      for (let at = 0; at < heldSize; at++) {
        const both = held.data[at]!
        held.data[at] = to[Math.floor(both / kinds)]! * kinds + (both % kinds)
      }
    },
    settled() {
      const rows = new Int32Array(size)
      let count = 0
      for (let row = 0; row < size; row++) if (decided.data[row] !== UNSETTLED) rows[count++] = row
      return rows
        .subarray(0, count)
        .sort(
          (a, b) =>
            decided.data[a]! - decided.data[b]! ||
            order.data[a]! - order.data[b]! ||
            orderToo.data[a]! - orderToo.data[b]! ||
            a - b,
        )
    },
    payer: (row) => payer.data[row]!,
    value: (row, feature) => valueColumns[feature]!.data[row]!,
    eachMessage(row, visit) {
      for (let at = starts.data[row]!; at < starts.data[row + 1]!; at++) {
        const both = held.data[at]!
        visit(Math.floor(both / severities.length), both % severities.length)
      }
    },
    messageCount: (row) => starts.data[row + 1]! - starts.data[row]!,
    repeats: (row) => repeats.data[row]!,
    stake: (row) => stake.data[row]!,
    denied: (row) => denied.data[row] === 1,
    chargeCents: (row) => charge.data[row]!,
    deniedCents: (row) => deniedCents.data[row]!,
    decided: (row) => decided.data[row]!,
  }
}
