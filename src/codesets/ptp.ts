/**
 * NCCI procedure-to-procedure pairs.
 *
 * Columns of a release: `codes` (packed, sorted), `start` (rows of each column-one code), `column2` (sorted within the
 * block), `term` (index of the distinct combination of dates, indicator and rationale), `term…` of each such combination.
 */
import type { Codebook } from './codebook.ts'
import { unpack } from './codebook.ts'
import { citedDate, releasesOf, type Citation, type DatedTable, type LoadedRelease } from './dated.ts'
import type { TableName } from './release.ts'

/** Modifier indicator of a pair in force: 0 no modifier allows both, 1 a modifier may. */
export type ModifierIndicator = 0 | 1

/** A pair as `explain` lists it. */
export interface Partner {
  readonly code: string
  readonly column: 1 | 2
  readonly indicator: ModifierIndicator
}

/** Pairs in which column two is bundled into column one. */
export interface PtpTable extends DatedTable {
  /** Number of a code that stands in some pair, 0 for any other. */
  code(procedure: string): number
  /**
   * Row of the pair in force on the day, -1 when there is none. Numbers from `code`; the order of the two matters.
   * Rows with indicator 9 were never in force and are not found.
   */
  find(column1: number, column2: number, day: number): number
  /** Whether some row, in force or not, pairs the two in either order. Numbers from `code`. */
  pairs(one: number, other: number): boolean
  /** Column-two codes among those given (numbers from `code`) that some row, in force or not, pairs with the column-one code. */
  among(column1: number, codes: ReadonlySet<number>): readonly number[]
  indicator(row: number): ModifierIndicator
  /** The pair's row for a finding. */
  cite(row: number): Citation
  /** Pairs in force on the day that the code stands in, either column, in order of code. */
  partners(procedure: string, day: number): readonly Partner[]
  /** Last day on which some pair of the code was in force: 99991231 when one is open, 0 when the code is in none. */
  lastDay(procedure: string): number
}

/** Pairs of codes that are remembered at most. */
const REMEMBERED_PAIRS = 200_000

/** Places in the memory of pairs that were asked for: sixteen bits choose one. */
const PAIR_SLOTS = 2 ** 16

const NO_CODES: readonly number[] = []

/** Reads the pairs of one setting. */
export function ptpTable(name: TableName, loaded: readonly LoadedRelease[], book: Codebook): PtpTable {
  const releases = releasesOf(name, loaded)
  const release = releases.all[0]!
  const { columns, lists } = release.file
  const codes = columns['codes'] as Float64Array
  const start = columns['start'] as Uint32Array
  const column2 = columns['column2'] as Uint16Array
  const terms = columns['term'] as Uint16Array | Uint32Array
  const effective = columns['termEffective'] as Int32Array
  const deleted = columns['termDeleted'] as Int32Array
  const indicators = columns['termIndicator'] as Uint8Array
  const prior1996 = columns['termPrior1996'] as Uint8Array
  const rationale = columns['termRationale'] as Uint8Array
  const code = book.add(codes)

  const inForce = (row: number, day: number): boolean => {
    const term = terms[row]!
    return indicators[term] !== 9 && effective[term]! <= day && day <= deleted[term]!
  }
  /** First row of the pair whatever its dates, -1 without any. */
  const search = (one: number, two: number): number => {
    let low = start[one - 1]!
    const end = start[one]!
    let high = end
    const wanted = two - 1
    while (low < high) {
      const middle = (low + high) >>> 1
      if (column2[middle]! < wanted) low = middle + 1
      else high = middle
    }
    return low < end && column2[low] === wanted ? low : -1
  }
  // The same codes meet again and again: a remembered pair costs a third of a search in its block.
  const firstRows = new Map<number, number>()
  const find = (one: number, two: number, day: number): number => {
    if (one === 0 || two === 0) return -1
    const key = one * 65_536 + two
    let row = firstRows.get(key)
    if (row === undefined) {
      row = search(one, two)
      if (firstRows.size >= REMEMBERED_PAIRS) firstRows.clear()
      firstRows.set(key, row)
    }
    if (row < 0) return -1
    for (const end = start[one]!; row < end && column2[row] === two - 1; row++)
      if (inForce(row, day)) return row
    return -1
  }
  // Nearly all pairs of a claim are in no row. A slot holds the pair last asked for there: 4 ns, against 30 ns for both
  // orders in a map of numbers beyond 31 bits.
  const askedPairs = new Int32Array(PAIR_SLOTS)
  const askedAnswers = new Uint8Array(PAIR_SLOTS)
  const pairs = (one: number, other: number): boolean => {
    if (one === 0 || other === 0) return false
    const key = one < other ? (one << 16) | other : (other << 16) | one
    const slot = Math.imul(key, 0x9e3779b1) >>> 16
    if (askedPairs[slot] !== key) {
      askedPairs[slot] = key
      askedAnswers[slot] = search(one, other) >= 0 || search(other, one) >= 0 ? 1 : 0
    }
    return askedAnswers[slot] === 1
  }
  const column1Of = (row: number): number => {
    let low = 0
    let high = codes.length
    while (high - low > 1) {
      const middle = (low + high) >>> 1
      if (start[middle]! <= row) low = middle
      else high = middle
    }
    return low
  }
  const indicator = (row: number): ModifierIndicator => (indicators[terms[row]!] === 0 ? 0 : 1)

  return {
    ...releases,
    code,
    find,
    pairs,
    among(one, wanted) {
      if (one === 0) return NO_CODES
      let found: number[] | undefined
      let last = -1
      for (let row = start[one - 1]!; row < start[one]!; row++) {
        const two = column2[row]! + 1
        if (two === last || !wanted.has(two)) continue
        last = two
        found ??= []
        found.push(two)
      }
      return found ?? NO_CODES
    },
    indicator,
    cite(row) {
      const term = terms[row]!
      return {
        table: name,
        release: release.id,
        row: {
          column1: unpack(codes[column1Of(row)]!),
          column2: unpack(codes[column2[row]!]!),
          effective: citedDate(effective[term]!),
          deleted: citedDate(deleted[term]!),
          indicator: String(indicators[term]),
          ...(prior1996[term] ? { prior1996: '*' } : {}),
          rationale: lists['rationale']?.[rationale[term]!] ?? '',
        },
      }
    },
    partners(procedure, day) {
      const own = code(procedure)
      if (own === 0) return []
      const found: Partner[] = []
      for (let other = 1; other <= codes.length; other++) {
        for (const [one, two, column] of [[own, other, 2] as const, [other, own, 1] as const]) {
          const row = find(one, two, day)
          if (row >= 0) found.push({ code: unpack(codes[other - 1]!), column, indicator: indicator(row) })
        }
      }
      return found
    },
    lastDay(procedure) {
      const own = code(procedure)
      if (own === 0) return 0
      let last = 0
      const take = (row: number): void => {
        const term = terms[row]!
        if (indicators[term] !== 9) last = Math.max(last, deleted[term]!)
      }
      for (let row = start[own - 1]!; row < start[own]!; row++) take(row)
      // Codes that stand in column two alone: every block is asked once; only unknown codes come here.
      for (let one = 0; one < codes.length && last !== 99991231; one++) {
        let low = start[one]!
        const end = start[one + 1]!
        let high = end
        while (low < high) {
          const middle = (low + high) >>> 1
          if (column2[middle]! < own - 1) low = middle + 1
          else high = middle
        }
        for (let row = low; row < end && column2[row] === own - 1; row++) take(row)
      }
      return last
    },
  }
}
