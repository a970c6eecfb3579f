/** One string object for equal codes, whatever text they were cut from. */

/** The most different codes kept as shared strings. */
const MOST_SHARED = 65_536
const kept = new Map<string, string>()

/** The same string object for equal codes, so that they compare by address and are held once. */
export function shared<T extends string | undefined>(code: T): T {
  if (code === undefined) return code
  const known = kept.get(code)
  if (known !== undefined) return known as T
  if (kept.size >= MOST_SHARED) return code
  // A longer string may be a view of the whole text it was cut from, which must not be kept along with it.
  const own = code.length < 13 ? code : Buffer.from(code, 'utf16le').toString('utf16le')
  kept.set(own, own)
  return own as T
}
