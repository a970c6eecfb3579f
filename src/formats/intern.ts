/** Short texts out of bytes, without making a string for one that was met before. */

const SLOTS = 1 << 14
const LONGEST_KEPT = 16
const LONGEST_QUALIFIER = 3
const slots: string[] = new Array<string>(SLOTS).fill('')

/** Texts of one byte, and behind them of two: every one has a place, so nothing is compared (a twentieth of reading). */
const BYTES = 256
const SHORT = 2
const shorts: (string | undefined)[] = new Array<string | undefined>(BYTES + BYTES * BYTES).fill(undefined)

const read = (bytes: Buffer, start: number, end: number): string => bytes.toString('latin1', start, end)

/**
 * A string that was a key is compared with a literal by its address: a fifth more claims a second, in the switches over
 * ids and qualifiers.
 */
const asKey = (text: string): string => Object.keys({ [text]: true })[0]!

/** The Latin-1 text of the bytes. Short texts come out of a cache of fixed size, so that equal codes share a string. */
export function intern(bytes: Buffer, start: number, end: number): string {
  const length = end - start
  if (length <= 0) return ''
  if (length <= SHORT) {
    const first = bytes[start]!
    const place = length === 1 ? first : BYTES + first * BYTES + bytes[start + 1]!
    return (shorts[place] ??= asKey(read(bytes, start, end)))
  }
  if (length > LONGEST_KEPT) return read(bytes, start, end)
  let hash = length
  for (let at = start; at < end; at++) hash = (Math.imul(hash, 31) + bytes[at]!) | 0
  const slot = (hash ^ (hash >>> 14)) & (SLOTS - 1)
  const kept = slots[slot]!
  if (kept.length === length) {
    let at = 0
    while (at < length && kept.charCodeAt(at) === bytes[start + at]) at++
    if (at === length) return kept
  }
  const made = read(bytes, start, end)
  const text = length <= LONGEST_QUALIFIER ? asKey(made) : made
  slots[slot] = text
  return text
}
