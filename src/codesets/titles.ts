/** What the titles of ICD-10-CM codes tell beyond their words: the side of the body, and that a code is a manifestation. */
import { pack, search, unpack } from './codebook.ts'
import type { LoadedRelease } from './dated.ts'

/** Side that a diagnosis names; '' where its title names none, or one that has no counterpart (`left ventricular failure`). */
export type Side = 'left' | 'right' | 'bilateral' | 'unspecified' | ''

/** What a title tells. */
export interface TitleFacts {
  readonly side: Side
  /** The title, lower case, with `*` for its side: two codes that differ in side alone have the same. */
  readonly sideless: string
  /** Whether it is a condition "in diseases classified elsewhere". */
  readonly manifestation: boolean
}

/** Codes come from outside: beyond so many distinct ones the memory starts anew. */
const REMEMBERED = 100_000
const NOTHING: TitleFacts = { side: '', sideless: '', manifestation: false }
const CHARACTERS = '0123456789ABCDEF'
const MIRRORS: Readonly<Record<string, readonly string[]>> = {
  right: ['left'],
  left: ['right'],
  unspecified: ['right', 'left'],
}

/** Reads titles once a code and remembers what they tell. Releases in order; the newest that has a code answers. */
export function titleFacts(releases: readonly LoadedRelease[]): (code: string) => TitleFacts {
  const remembered = new Map<string, TitleFacts>()
  const read = (code: string): TitleFacts => {
    for (let at = releases.length - 1; at >= 0; at--) {
      const { file } = releases[at]!
      const codes = file.columns['codes'] as Float64Array
      const row = search(codes, pack(code))
      if (row < 0) continue
      const title = (place: number): string => file.text('long', place).toLowerCase()
      return factsOf(title(row), () => siblings(codes, code, title))
    }
    return NOTHING
  }
  return (code) => {
    let facts = remembered.get(code)
    if (!facts) {
      facts = read(code)
      if (remembered.size >= REMEMBERED) remembered.clear()
      remembered.set(code, facts)
    }
    return facts
  }
}

/** Titles of codes that differ from this one in one character behind the category. */
function siblings(codes: Float64Array, code: string, title: (row: number) => string): ReadonlySet<string> {
  const titles = new Set<string>()
  for (let at = 3; at < code.length; at++) {
    for (const character of CHARACTERS) {
      const row =
        character === code[at] ? -1 : search(codes, pack(code.slice(0, at) + character + code.slice(at + 1)))
      if (row >= 0 && unpack(codes[row]!).length === code.length) titles.add(title(row))
    }
  }
  return titles
}

/**
 * A word names the side only where a sibling's title has the other side in its place: "left ventricular failure" has no
 * counterpart, and most that is "unspecified" is not the side.
 */
function factsOf(title: string, besides: () => ReadonlySet<string>): TitleFacts {
  // "As the cause of diseases classified elsewhere" is the other half of such a pair.
  const manifestation =
    title.includes('classified elsewhere') && title.includes('disease') && !title.includes('as the cause of')
  const words = [...title.matchAll(/\b(?:right|left|unspecified)\b/g)]
  const named = new Set(words.map(([word]) => word))
  const plain: TitleFacts = { side: '', sideless: title, manifestation }
  if (named.has('right') && named.has('left')) return { ...plain, side: 'bilateral' }
  if (words.length > 0) {
    const titles = besides()
    for (const word of ['right', 'left', 'unspecified'] as const) {
      const single = words
        .filter((found) => found[0] === word)
        .map(
          ({ index }) =>
            (other: string) =>
              title.slice(0, index) + other + title.slice(index + word.length),
        )
      const all = (other: string): string => title.replaceAll(new RegExp(`\\b${word}\\b`, 'g'), other)
      const way = [...single, all].find(
        (put) => named.has(word) && MIRRORS[word]!.some((other) => titles.has(put(other))),
      )
      if (way) return { side: word, sideless: way('*'), manifestation }
    }
  }
  return /\bbilateral\b/.test(title) ? { ...plain, side: 'bilateral' } : plain
}
