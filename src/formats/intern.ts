/** Short texts out of bytes, without making a string for one that was met before. */

const SLOTS = 1 << 14
const LONGEST_KEPT = 16
const LONGEST_QUALIFIER = 3
const slots: string[] = new Array<string>(SLOTS).fill('')

/** The Latin-1 text of the bytes. Short texts come out of a cache of fixed size, so that equal codes share a string. */
export function intern(bytes: Buffer, start: number, end: number): string {
  const length = end - start
  if (length <= 0) return ''
  if (length > LONGEST_KEPT) return bytes.toString('latin1', start, end)
  let hash = length
  for (let at = start; at < end; at++) hash = (Math.imul(hash, 31) + bytes[at]!) | 0
  const slot = (hash ^ (hash >>> 14)) & (SLOTS - 1)
  const kept = slots[slot]!
  if (kept.length === length) {
    let at = 0
    while (at < length && kept.charCodeAt(at) === bytes[start + at]) at++
    if (at === length) return kept
  }
  const read = bytes.toString('latin1', start, end)
  // A string that was a key is compared with a literal by its address: a fifth more claims a second, in the switches
  // over ids and qualifiers.
  const text = length <= LONGEST_QUALIFIER ? Object.keys({ [read]: true })[0]! : read
  slots[slot] = text
  return text
}
