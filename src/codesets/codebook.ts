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

/** Place of a code in a list, counted from 1; 0 where the list does not have it. */
export type PlaceOf = (code: string) => number

/** The codes of all tables of one kind. Each is looked for where a claim first bears it, and its places are remembered. */
export interface Codebook {
  /** Takes a sorted list without doubles and returns where its codes stand. */
  add(list: Float64Array): PlaceOf
}

/** Strange codes come from outside: no more than so many are remembered. */
const REMEMBERED_STRANGERS = 100_000

/** What a list remembers of a code that it does not have. */
const ABSENT = -1

/** An empty book. */
export function createCodebook(): Codebook {
  const lists: Float64Array[] = []
  // Codes come again and again: remembering a string is three times as fast as packing it (8 against 27 ns), and one
  // number for it in all lists lets each remember its places in an array.
  const numbers = new Map<string, number>()
  const packed: number[] = [ABSENT]
  let strangers = 0

  const meet = (code: string): number => {
    const key = pack(code)
    if (key >= 0 && lists.some((list) => search(list, key) >= 0)) {
      numbers.set(code, packed.length)
      return packed.push(key) - 1
    }
    if (strangers < REMEMBERED_STRANGERS) {
      strangers++
      numbers.set(code, 0)
    }
    return 0
  }

  return {
    add(list) {
      lists.push(list)
      // A stranger to the lists before may stand in this one.
      for (const [code, number] of numbers) if (number === 0) numbers.delete(code)
      strangers = 0
      let places = new Int32Array(64)
      return (code) => {
        const number = numbers.get(code) ?? meet(code)
        if (number === 0) return 0
        if (number >= places.length) {
          const larger = new Int32Array(Math.max(places.length * 2, packed.length))
          larger.set(places)
          places = larger
        }
        let place = places[number]!
        if (place === 0) {
          const at = search(list, packed[number]!)
          place = at < 0 ? ABSENT : at + 1
          places[number] = place
        }
        return place === ABSENT ? 0 : place
      }
    },
  }
}
