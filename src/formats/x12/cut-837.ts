/**
 * Cuts an 837 into parts that can be read at the same time: after an HL or a CLM, each part with a guess of what stands
 * above it. Only ends of segments are looked for; what is unusual (no ISA, bytes between
 * interchanges, levels of no kind) is cut without a guess, and its reader goes on from the part before.
 */
import { hasId, SEPARATOR_WINDOW, separatorsOfIsa, type Separators } from './separators.ts'
import type { Chunks } from '../items.ts'
import type { PartMemory } from '../part-memory.ts'
import { createLevels } from './cut-levels.ts'
import type { X12Start } from './cut-reader.ts'

/** A part of a file. Its bytes are its own. */
export interface X12Cut {
  readonly bytes: Uint8Array<ArrayBuffer>
  /** Its offset in the file. */
  readonly byte: number
  /** What stands above it; undefined where only the reader of the part before knows. */
  readonly start: X12Start | undefined
}

/** How many bytes beyond its size a part may go for a better end: a claim of 1,500 lines has some 150 KB. */
export const REACH = 262_144

const LETTER_A = 65
const LETTER_C = 67
const LETTER_E = 69
const LETTER_G = 71
const LETTER_H = 72
const LETTER_I = 73
const LETTER_L = 76
const LETTER_M = 77
const LETTER_S = 83
const LETTER_T = 84
const DIGIT_2 = 50

const NONE: Separators = { element: -1, component: -1, terminator: -1 }

/** Cuts a file into parts of at least `size` bytes, but the last, and of `reach` bytes more at most. */
export async function* cutX12(
  chunks: Chunks,
  size: number,
  memory: PartMemory,
  reach = REACH,
): AsyncGenerator<X12Cut> {
  const scanner = createScanner(size, size + reach, memory)
  for await (const chunk of chunks)
    for (let from = 0; from < chunk.length;) {
      from += scanner.feed(chunk, from)
      for (let cut = scanner.next(); cut !== undefined; cut = scanner.next()) yield cut
    }
  const last = scanner.rest()
  if (last !== undefined) yield last
}

function createScanner(size: number, capacity: number, memory: PartMemory) {
  const room = (): Buffer<ArrayBuffer> => Buffer.from(memory.room(capacity), 0, capacity)
  let bytes = room()
  let length = 0
  /** Offset in the file of `bytes[0]`, and what stands above it. */
  let base = 0
  let start: X12Start | undefined

  let at = 0
  /** Where the segment at hand begins; -1 between segments. */
  let from = -1
  let separators: Separators | undefined
  /** Whether the file is one whose places can be told. */
  let isUsual = true

  const levels = createLevels()
  let [number, groups, transactions, segments, claims] = [0, 0, 0, 0, 0]
  let transaction: { readonly segment: number; readonly byte: number } | undefined

  /** The bytes up to `end` as a part; what follows it begins the next. */
  const cutAt = (end: number, next: X12Start | undefined): X12Cut => {
    levels.moved(bytes, end)
    const cut = { bytes: bytes.subarray(0, end), byte: base, start }
    const rest = room()
    rest.set(bytes.subarray(end, length))
    bytes = rest
    length -= end
    base += end
    at -= end
    if (from >= 0) from -= end
    start = next
    return cut
  }

  const levelOf = (element: number): 20 | 22 | 23 | undefined => {
    // HL03, after two more separators.
    let here = from + 3
    for (let left = 2; left > 0 && here < at; here++) if (bytes[here] === element) left--
    if (bytes[here] !== DIGIT_2) return undefined
    const digit = bytes[here + 1]! - 48
    return digit === 0 ? 20 : digit === 2 ? 22 : digit === 3 ? 23 : undefined
  }

  /** Takes the segment between `from` and `at`. Gives whether a part may end after it. */
  const take = (element: number): boolean => {
    const first = bytes[from]
    const second = bytes[from + 1]
    const third = bytes[from + 2]
    number++
    if (transaction !== undefined) segments++
    if (first === LETTER_H && second === LETTER_L && third === element) {
      const level = levelOf(element)
      if (level === undefined || transaction === undefined) return false
      levels.begin(level, from)
      return true
    }
    if (first === LETTER_C) {
      if (second !== LETTER_L || third !== LETTER_M || bytes[from + 3] !== element) return false
      levels.end(from)
      claims++
      return transaction !== undefined
    }
    if (first === LETTER_S && third === element) {
      if (second === LETTER_T) {
        transaction = { segment: number, byte: base + from }
        transactions++
        segments = 1
        claims = 0
        levels.begin(0, from)
      } else if (second === LETTER_E) transaction = undefined
    } else if (first === LETTER_G && third === element) {
      if (second === LETTER_S) {
        groups++
        transactions = 0
        levels.envelope('group', bytes, from, at)
      }
      if (second === LETTER_S || second === LETTER_E) transaction = undefined
    } else if (first === LETTER_I && bytes[from + 3] === element) {
      const isEnd = second === LETTER_E && third === LETTER_A
      if (isEnd || hasId(bytes, from, 'ISA')) {
        groups = 0
        transaction = undefined
        levels.envelope('interchange', bytes, from, at)
      }
      if (isEnd) separators = undefined
    }
    return false
  }

  /** Moves to the next segment. False when it is not there yet, or when the file is unusual. */
  const begin = (finished: boolean): boolean => {
    const { terminator, element } = separators ?? NONE
    while (at < length) {
      const byte = bytes[at]!
      if (byte !== terminator && (byte > 32 || byte === element)) break
      at++
    }
    if (at >= length) return false
    if (bytes[at] === LETTER_I || separators === undefined) {
      if (!finished && length - at < SEPARATOR_WINDOW) return false
      separators = separatorsOfIsa(bytes, at, length) ?? separators
    }
    isUsual = separators !== undefined
    if (isUsual) from = at
    return isUsual
  }

  const scan = (finished = false): X12Cut | undefined => {
    while (isUsual && (from >= 0 || begin(finished))) {
      const { terminator, element } = separators!
      // Twice as fast as a loop over the bytes.
      const end = bytes.indexOf(terminator, at)
      if (end < 0 || end >= length) {
        at = length
        return undefined
      }
      at = end + 1
      const mayEnd = take(element)
      const [began, seen] = [from, at]
      from = -1
      if (!mayEnd || seen < size) continue
      const before = bytes[began] === LETTER_C ? claims - 1 : claims
      const next = levels.startAfter(bytes, began, seen, {
        separators: separators!,
        number,
        byte: base + began,
        transaction: transaction!,
        groups,
        transactions,
        segments: segments - 1,
        claims: before,
      })
      return cutAt(seen, next)
    }
    return undefined
  }

  return {
    /** Takes as many bytes of a chunk as there is room for. */
    feed(chunk: Uint8Array, begins: number): number {
      const taken = Math.min(chunk.length - begins, capacity - length)
      bytes.set(chunk.subarray(begins, begins + taken), length)
      length += taken
      return taken
    },
    /** The next part, where there is one in the bytes so far. */
    next(): X12Cut | undefined {
      if (!isUsual) return length >= size ? cutAt(length, undefined) : undefined
      const cut = scan()
      if (cut !== undefined || length < capacity) return cut
      // No end in reach: what is whole goes, and the segment at hand begins the next part. One that fills it all is none.
      const end = from < 0 ? at : from
      isUsual = end > 0
      return cutAt(isUsual ? end : length, undefined)
    },
    /** What is left. */
    rest: (): X12Cut | undefined => (length > 0 ? cutAt(length, undefined) : undefined),
  }
}
