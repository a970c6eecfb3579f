/** Look-up shared by the small tables whose rows name ranges of procedure codes. */

/** First and last code of a range, inclusive; a single code has both alike. */
export interface CodeRange {
  readonly first: string
  readonly last: string
}

/** Codes come from outside: the memory is bounded by what a snapshot could hold. */
const REMEMBERED_CODES = 50_000

/** Finds the entries whose range holds a code, in the order of the table; each code is worked out once and remembered. */
export function codeRanges<T extends CodeRange>(entries: readonly T[]): (code: string) => readonly T[] {
  const remembered = new Map<string, readonly T[]>()
  return (code) => {
    let found = remembered.get(code)
    if (!found) {
      found = entries.filter(
        ({ first, last }) => first.length === code.length && first <= code && code <= last,
      )
      if (remembered.size < REMEMBERED_CODES) remembered.set(code, found)
    }
    return found
  }
}
