/**
 * Codes as numbers. A code of up to eight letters and digits packs into one number (base 37, left-aligned), so tables
 * are typed arrays without a string in them, and packed order is alphabetical order: all codes under a prefix are one
 * contiguous range.
 */

const BASE = 37
const HALF = BASE ** 4
/** Codes are at most this long. */
export const CODE_LENGTH = 8

const digit = (char: number): number =>
  char >= 48 && char <= 57 ? char - 47 : char >= 65 && char <= 90 ? char - 54 : -1

/** The code as a number, or -1 when it has more than eight characters or one that is no digit or capital letter. */
export function pack(code: string): number {
  const length = code.length
  if (length > CODE_LENGTH) return -1
  let high = 0
  let low = 0
  for (let at = 0; at < 4; at++) {
    const value = at < length ? digit(code.charCodeAt(at)) : 0
    if (value < 0) return -1
    high = high * BASE + value
  }
  for (let at = 4; at < CODE_LENGTH; at++) {
    const value = at < length ? digit(code.charCodeAt(at)) : 0
    if (value < 0) return -1
    low = low * BASE + value
  }
  return high * HALF + low
}

/** The code that was packed. */
export function unpack(packed: number): string {
  let text = ''
  for (let rest = packed; rest > 0; rest = Math.floor(rest / BASE)) {
    const value = rest % BASE
    if (value > 0) text = String.fromCharCode(value <= 10 ? value + 47 : value + 54) + text
  }
  return text
}

/** Index of a packed code in a sorted list, or the bitwise complement of where it would stand. */
export function search(sorted: Float64Array, packed: number): number {
  let low = 0
  let high = sorted.length - 1
  while (low <= high) {
    const middle = (low + high) >>> 1
    const value = sorted[middle]!
    if (value < packed) low = middle + 1
    else if (value > packed) high = middle - 1
    else return middle
  }
  return ~low
}

/** Indexes [first, end) of all codes in a sorted list that begin with the prefix, the prefix itself included. */
export function prefixRange(sorted: Float64Array, prefix: string): readonly [number, number] {
  const from = pack(prefix)
  if (from < 0) return [0, 0]
  const width = BASE ** (CODE_LENGTH - prefix.length)
  const at = (packed: number): number => {
    const found = search(sorted, packed)
    return found < 0 ? ~found : found
  }
  return [at(from), at(from + width)]
}

/** The codes of all tables of one kind, numbered from 1 in the order they were added; 0 is no code. */
export interface Codebook {
  /** Number of a code, 0 when no table has it. Allocates nothing. */
  id(code: string): number
  /** Adds a sorted list and returns, for every number of this book so far, its index in the list plus one, else 0. */
  add(list: Float64Array): Uint32Array
  readonly size: number
}

/** Codes come from outside: no more than so many are remembered. */
const REMEMBERED_CODES = 100_000

/** An empty book with room for so many codes; it grows when they are more. */
export function createCodebook(room: number): Codebook {
  let capacity = 1024
  while (capacity < room * 2) capacity *= 2
  let keys = new Float64Array(capacity).fill(-1)
  let ids = new Uint32Array(capacity)
  let size = 0
  const remembered = new Map<string, number>()

  const find = (packed: number): number => {
    const mask = capacity - 1
    // Both halves fit 32 bits; a remainder of doubles would cost three times as much.
    const high = (packed / HALF) | 0
    const low = packed - high * HALF
    let spread = (Math.imul(high, 0x9e3779b1) ^ Math.imul(low, 0x85ebca6b)) >>> 0
    spread ^= spread >>> 15
    let slot = spread & mask
    while (keys[slot] !== packed && keys[slot] !== -1) slot = (slot + 1) & mask
    return slot
  }

  const grow = (): void => {
    const [oldKeys, oldIds] = [keys, ids]
    capacity *= 2
    keys = new Float64Array(capacity).fill(-1)
    ids = new Uint32Array(capacity)
    for (let at = 0; at < oldKeys.length; at++) {
      const packed = oldKeys[at]!
      if (packed === -1) continue
      const slot = find(packed)
      keys[slot] = packed
      ids[slot] = oldIds[at]!
    }
  }

  return {
    get size() {
      return size
    },
    id(code) {
      // Codes come again and again: remembering a string is three times as fast as packing it (8 against 27 ns).
      const known = remembered.get(code)
      if (known !== undefined) return known
      const packed = pack(code)
      const slot = packed < 0 ? -1 : find(packed)
      const id = slot < 0 || keys[slot] === -1 ? 0 : ids[slot]!
      if (remembered.size < REMEMBERED_CODES) remembered.set(code, id)
      return id
    },
    add(list) {
      remembered.clear()
      const numbers = new Uint32Array(list.length)
      for (let at = 0; at < list.length; at++) {
        if (size * 2 >= capacity) grow()
        const packed = list[at]!
        const slot = find(packed)
        if (keys[slot] === -1) {
          keys[slot] = packed
          ids[slot] = ++size
        }
        numbers[at] = ids[slot]!
      }
      const local = new Uint32Array(size + 1)
      for (let at = 0; at < numbers.length; at++) local[numbers[at]!] = at + 1
      return local
    },
  }
}
