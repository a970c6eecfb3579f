/** Codes as rules write them: single ones, ranges `99202-99215`, prefixes `E11.*`. */

/** One code, or all with a prefix, or all from one to another. */
export type Pattern =
  | { readonly exact: string }
  | { readonly prefix: string }
  | { readonly from: string; readonly through: string }

const SHAPE = /^([0-9A-Z.]{1,9})(?:(\*)|-([0-9A-Z.]{1,9}))?$/

/**
 * A pattern as written, dots taken out; undefined where it is none: a lower-case letter, a range that runs backwards or
 * whose ends differ in length.
 */
export function parsePattern(text: string): Pattern | undefined {
  const match = SHAPE.exec(text)
  if (!match) return undefined
  const [first, second] = [match[1]!.replaceAll('.', ''), match[3]?.replaceAll('.', '')]
  if (first === '') return undefined
  if (match[2] !== undefined) return { prefix: first }
  if (second === undefined) return { exact: first }
  return first.length === second.length && first <= second ? { from: first, through: second } : undefined
}

/** The text that all codes of a pattern begin with. */
export function commonStart(pattern: Pattern): string {
  if ('exact' in pattern) return pattern.exact
  if ('prefix' in pattern) return pattern.prefix
  const { from, through } = pattern
  let length = 0
  while (length < from.length && from[length] === through[length]) length++
  return from.slice(0, length)
}

/** Whether a code is one of a pattern. A range of diagnoses takes in the longer codes below its ends; another keeps to its length. */
export function isOf(pattern: Pattern, code: string, diagnosis: boolean): boolean {
  if ('exact' in pattern) return pattern.exact === code
  if ('prefix' in pattern) return code.startsWith(pattern.prefix)
  const { from, through } = pattern
  if (code.length === from.length) return from <= code && code <= through
  if (!diagnosis || code.length < from.length) return false
  const start = code.slice(0, from.length)
  return from <= start && start <= through
}

/** Answers given before are kept for so many codes; codes come from outside. */
const REMEMBERED_CODES = 20_000

/** Whether a code is one of many patterns: single codes by a set, the rest looked up once a code. */
export function matcherOf(patterns: readonly Pattern[], diagnosis: boolean): (code: string) => boolean {
  const exact = new Set(patterns.flatMap((pattern) => ('exact' in pattern ? [pattern.exact] : [])))
  const wide = patterns.filter((pattern) => !('exact' in pattern))
  if (wide.length === 0) return (code) => exact.has(code)
  if (wide.length === 1 && exact.size === 0) return (code) => isOf(wide[0]!, code, diagnosis)
  const known = new Map<string, boolean>()
  return (code) => {
    let answer = known.get(code)
    if (answer === undefined) {
      answer = exact.has(code) || wide.some((pattern) => isOf(pattern, code, diagnosis))
      if (known.size >= REMEMBERED_CODES) known.clear()
      known.set(code, answer)
    }
    return answer
  }
}
