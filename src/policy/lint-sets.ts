/** Sets of codes as rules write them: what two have in common, and whether one holds another. */
import { commonStart, isOf, matcherOf, type Pattern } from './patterns.ts'

/** Codes of a condition with a quick question whether a code is one of them. */
export interface CodeSet {
  readonly patterns: readonly Pattern[]
  readonly has: (code: string) => boolean
}

/** What is known of the codes of a field: length of a whole code where all have one, and whether they are diagnoses. */
export interface CodeShape {
  readonly length: number | undefined
  readonly diagnosis: boolean
}

/** A range of so many numbers at most is written out: none of its members need a proof of their own. */
const MOST_SPELLED = 500
/** Pairs of ranges and prefixes that are compared; past it two sets are taken to have all in common. */
const MOST_PAIRS = 100_000

/** The numbers of a range whose ends differ in digits alone; undefined for a long range or another. */
function spelled(from: string, through: string): string[] | undefined {
  const start = commonStart({ from, through }).length
  const [first, last] = [from.slice(start), through.slice(start)]
  const tail = /^(\d*)([A-Z]?)$/
  const [one, other] = [tail.exec(first), tail.exec(last)]
  if (!one || !other || one[2] !== other[2] || one[1]!.length > 4) return undefined
  if (one[1] === '') return [from]
  const [low, high] = [Number(one[1]), Number(other[1])]
  if (high - low >= MOST_SPELLED) return undefined
  return Array.from(
    { length: high - low + 1 },
    (_, at) => `${from.slice(0, start)}${String(low + at).padStart(one[1]!.length, '0')}${one[2]}`,
  )
}

/** Whether some whole code can be one of the pattern. */
const canBe = (pattern: Pattern, length: number | undefined): boolean => {
  if (length === undefined) return true
  if ('prefix' in pattern) return pattern.prefix.length <= length
  return ('exact' in pattern ? pattern.exact : pattern.from).length === length
}

/**
 * Patterns in their plainest form: what no whole code can be is left out, prefixes as long as a code and short ranges of
 * procedures are single codes.
 */
export function codeSet(patterns: readonly Pattern[], shape: CodeShape): CodeSet {
  const plain = patterns
    .filter((pattern) => canBe(pattern, shape.length))
    .flatMap((pattern): Pattern[] => {
      if ('prefix' in pattern)
        return pattern.prefix.length === shape.length ? [{ exact: pattern.prefix }] : [pattern]
      if ('exact' in pattern || shape.diagnosis) return [pattern]
      return spelled(pattern.from, pattern.through)?.map((exact) => ({ exact })) ?? [pattern]
    })
  return setOfPlain(plain, shape)
}

/** A set of patterns in their plainest form; the quick question is made ready when it is first asked. */
function setOfPlain(patterns: readonly Pattern[], { diagnosis }: CodeShape): CodeSet {
  let matcher: ((code: string) => boolean) | undefined
  return { patterns, has: (code) => (matcher ??= matcherOf(patterns, diagnosis))(code) }
}

/** What two patterns have in common, or more than that where it is no pattern; undefined for nothing. */
function common(one: Pattern, other: Pattern, diagnosis: boolean): Pattern | undefined {
  if ('exact' in one) return isOf(other, one.exact, diagnosis) ? one : undefined
  if ('exact' in other) return common(other, one, diagnosis)
  if ('prefix' in one && 'prefix' in other) {
    const [short, long] = one.prefix.length <= other.prefix.length ? [one, other] : [other, one]
    return long.prefix.startsWith(short.prefix) ? long : undefined
  }
  if ('prefix' in one || 'prefix' in other) {
    const [{ prefix }, range] = ('prefix' in one ? [one, other] : [other, one]) as [
      { readonly prefix: string },
      { readonly from: string; readonly through: string },
    ]
    const length = Math.min(prefix.length, range.from.length)
    const start = prefix.slice(0, length)
    if (start < range.from.slice(0, length) || start > range.through.slice(0, length)) return undefined
    return commonStart(range).startsWith(prefix) ? range : { prefix }
  }
  const [a, b] = [one, other] as { readonly from: string; readonly through: string }[] as [
    { readonly from: string; readonly through: string },
    { readonly from: string; readonly through: string },
  ]
  if (a.from.length === b.from.length) {
    const from = a.from > b.from ? a.from : b.from
    const through = a.through < b.through ? a.through : b.through
    return from > through ? undefined : { from, through }
  }
  if (!diagnosis) return undefined
  const [short, long] = a.from.length < b.from.length ? [a, b] : [b, a]
  const cut = (end: string): string => end.slice(0, short.from.length)
  return cut(long.through) < short.from || cut(long.from) > short.through ? undefined : long
}

/** Codes of both sets, perhaps with more beside: never fewer. */
export function intersection(one: CodeSet, other: CodeSet, shape: CodeShape): CodeSet {
  const isExact = (pattern: Pattern): pattern is { readonly exact: string } => 'exact' in pattern
  const [wide, otherWide] = [one, other].map(({ patterns }) => patterns.filter((each) => !isExact(each))) as [
    Pattern[],
    Pattern[],
  ]
  if (wide.length * otherWide.length > MOST_PAIRS) return one
  const exact = [
    ...one.patterns.filter((each) => isExact(each) && other.has(each.exact)),
    // Single codes of both are among these already.
    ...(wide.length === 0 ? [] : other.patterns.filter((each) => isExact(each) && one.has(each.exact))),
  ]
  const both = wide.flatMap((each) => otherWide.flatMap((its) => common(each, its, shape.diagnosis) ?? []))
  return setOfPlain([...exact, ...both], shape)
}

/** Whether all codes of the one pattern are codes of the other, as far as that can be told. */
function within(inner: Pattern, outer: Pattern, { diagnosis, length }: CodeShape): boolean {
  if ('exact' in inner) return isOf(outer, inner.exact, diagnosis)
  if ('exact' in outer) return false
  if ('prefix' in outer) return commonStart(inner).startsWith(outer.prefix)
  if ('prefix' in inner) {
    const { prefix } = inner
    if (diagnosis) return prefix.length >= outer.from.length && isOf(outer, prefix, true)
    if (length !== outer.from.length) return false
    return prefix.padEnd(length, '0') >= outer.from && prefix.padEnd(length, 'Z') <= outer.through
  }
  return inner.from.length === outer.from.length && outer.from <= inner.from && inner.through <= outer.through
}

/** Whether nothing is left of a set when others are taken away, as far as that can be told. */
export function isCovered(set: CodeSet, taken: readonly CodeSet[], shape: CodeShape): boolean {
  return set.patterns.every((pattern) =>
    taken.some((other) =>
      'exact' in pattern
        ? other.has(pattern.exact)
        : other.patterns.some((outer) => within(pattern, outer, shape)),
    ),
  )
}
