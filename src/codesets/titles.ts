/**
 * What the titles of ICD-10-CM codes tell beyond their words: the side of the body, and that a code is a manifestation.
 * Worked out once, when a release is read, into the columns `side`, `stem` and `manifestation`.
 */

/** Side that a diagnosis names; '' where its title names none, or one that has no counterpart (`left ventricular failure`). */
export type Side = (typeof SIDES)[number]

/** Sides by their number in the column `side`. */
export const SIDES = ['', 'left', 'right', 'bilateral', 'unspecified'] as const

/** One code, undotted, and its long title. */
export interface TitledCode {
  readonly code: string
  readonly title: string
}

/** Columns in the order of the codes given. */
export interface TitleColumns {
  readonly side: Uint8Array
  /** The same number for two codes of one category whose titles differ in side alone; 0 where no side is named. */
  readonly stem: Uint32Array
  /** 1 for a condition "in diseases classified elsewhere". */
  readonly manifestation: Uint8Array
}

const MIRRORS = { right: ['left'], left: ['right'], unspecified: ['right', 'left'] } as const
const SIDE_WORD = /\b(?:right|left|unspecified)\b/g

/**
 * Reads all titles of a release. A word names the side only where a code of the same category and length has the same
 * title with the other side in its place: most of what is "unspecified" is not the side.
 */
export function titleColumns(codes: readonly TitledCode[]): TitleColumns {
  const family = ({ code }: TitledCode, title: string): string =>
    `${code.slice(0, 3)} ${code.length} ${title}`
  const titles = new Set(codes.map((entry) => family(entry, entry.title.toLowerCase())))
  const stems = new Map<string, number>()
  const side = new Uint8Array(codes.length)
  const stem = new Uint32Array(codes.length)
  const manifestation = new Uint8Array(codes.length)
  codes.forEach((entry, at) => {
    const title = entry.title.toLowerCase()
    // "As the cause of diseases classified elsewhere" is the other half of such a pair.
    manifestation[at] = Number(
      /disease.*classified elsewhere/.test(title) && !title.includes('as the cause of'),
    )
    const sided = sideOf(title, (other) => titles.has(family(entry, other)))
    side[at] = SIDES.indexOf(sided.side)
    if (sided.sideless === undefined) return
    const key = family(entry, sided.sideless)
    stem[at] = stems.get(key) ?? stems.size + 1
    stems.set(key, stem[at])
  })
  return { side, stem, manifestation }
}

/** The side of one title and the title without it, given whether another title exists beside it. */
function sideOf(
  title: string,
  exists: (title: string) => boolean,
): { readonly side: Side; readonly sideless?: string } {
  const words = [...title.matchAll(SIDE_WORD)]
  const named = new Set(words.map(([word]) => word))
  if (named.has('right') && named.has('left')) return { side: 'bilateral' }
  for (const word of ['right', 'left', 'unspecified'] as const) {
    if (!named.has(word)) continue
    // Each place of the word alone, then all at once: "right ankle and joints of right foot".
    const places = words.filter(([found]) => found === word).map(({ index }) => [index])
    for (const chosen of places.length > 1 ? [...places, places.flat()] : places) {
      const put = (other: string): string =>
        chosen
          .toReversed()
          .reduce((text, index) => text.slice(0, index) + other + text.slice(index + word.length), title)
      if (MIRRORS[word].some((other) => exists(put(other)))) return { side: word, sideless: put('*') }
    }
  }
  return { side: /\bbilateral\b/.test(title) ? 'bilateral' : '' }
}
