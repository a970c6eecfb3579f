/**
 * Codes that a printed note of the ICD-10-CM tabular list names: `type 1 diabetes mellitus (E10.-)`, ranges
 * `(E40-E46)`, and qualifiers that narrow them, `(E08-E13 with .42)`, `(B27.- with fifth character 2)`.
 */

/** What narrows a reference, in the form that `icd-notes.ts` reads; '' for nothing. */
export type Qualifier = string

/** Codes that begin with `first`, or with any code from `first` through `last`, as far as the qualifier holds. */
export interface Reference {
  /** Without dot. */
  readonly first: string
  readonly last: string
  readonly qualifier: Qualifier
}

/** All that a note names. */
export interface References {
  readonly references: readonly Reference[]
  /** Whether a qualifier was met that cannot be decided by codes; its references are left out. */
  readonly vague: boolean
}

/** A category (`E11`, `C7A`, `QA0`), or a code under it, with the dash and dot the print puts behind it. */
const CODE = /(?<![0-9A-Za-z.]|[A-Za-z]{2}-)[A-Z](?:[0-9][0-9A-Z]|A[0-9])(?:\.[0-9A-Z]{1,4})?(?![0-9A-Za-z])/g

/** Longer notes than any printed one are no notes. */
const LONGEST_NOTE = 1000

/** Between two codes of a range: `E08-E13`, `P28.3- - P28.4-`, `S06.1- to S06.6-`. A dash and a blank end a list item. */
const RANGE = /^\.?-?(?:\s{0,3}-|\s{1,3}-\s{1,3}|\s{1,3}(?:to|through)\s{1,3})$/

/** The references of one note; none when it names no code. */
export function referencesOf(note: string): References {
  const text = note.slice(0, LONGEST_NOTE)
  // What stands in parentheses is the reference; a code in running text may be a part of the wording.
  const groups = [...text.matchAll(/\(([^()]*)\)?/g)].filter(([, inner]) => inner!.search(CODE) >= 0)
  const parts =
    groups.length > 0
      ? groups.map((group) => [group[1]!, text.slice(group.index + group[0].length)] as const)
      : [[text, ''] as const]
  const references: Reference[] = []
  let vague = false
  for (const [inner, after] of parts) {
    const found = [...inner.matchAll(CODE)]
    const named: Reference[] = []
    let undecided = false
    for (let at = 0; at < found.length; at++) {
      const first = found[at]!
      let end = first.index + first[0].length
      let last = first
      const next = found[at + 1]
      if (next && RANGE.test(inner.slice(end, next.index))) {
        last = next
        end = next.index + next[0].length
        at++
      }
      // The text up to the next code belongs to this one; behind the last code, the text behind the parenthesis too.
      const following = found[at + 1]
      const tail = following ? inner.slice(end, following.index) : `${inner.slice(end)} ${after}`
      const qualifiers = qualifiersOf(tail, undotted(first[0]).length)
      if (qualifiers.length === 0) undecided = true
      for (const qualifier of qualifiers)
        named.push({ first: undotted(first[0]), last: undotted(last[0]), qualifier })
    }
    // "E08-E10, E11, E13 with ketoacidosis" narrows all that stand before it.
    if (undecided) vague = true
    else references.push(...named)
  }
  return { references, vague }
}

const undotted = (code: string): string => code.replace('.', '')

const ORDINALS: Readonly<Record<string, number>> = {
  fourth: 4,
  '4th': 4,
  fifth: 5,
  '5th': 5,
  sixth: 6,
  '6th': 6,
  seventh: 7,
  '7th': 7,
}
const ORDINAL = '(fourth|4th|fifth|5th|sixth|6th|seventh|7th)'
const AT_CHARACTER = new RegExp(`^${ORDINAL}(?:\\s+(or|to)\\s+${ORDINAL})?[-\\s]+characters?\\s+(.*)$`)
const FINAL = /^(?:final|last) characters? -([0-9A-Z]{1,3})(?![0-9A-Za-z])/

/**
 * The qualifiers of one reference, any of which may hold: [''] where nothing narrows it, none where what narrows it
 * cannot be decided by codes. `4=2` wants the text 2 at index 4 of the undotted code, `4=23$` wants the code to end
 * there, and `intent=14` wants one of these as the character that tells the intent of a poisoning. Text behind a dot,
 * `with .42`, stands behind the reference, whose length is given.
 */
function qualifiersOf(tail: string, length: number): Qualifier[] {
  const found = /^[-.,\s]*with\s+(.*)$/s.exec(tail)
  if (!found) return ['']
  const wanted = found[1]!.trim()
  if (/^\.[0-9A-Z]/.test(wanted))
    return [...wanted.matchAll(/\.([0-9A-Z]{1,4})-?(?:-\s?\.([0-9A-Z]{1,4}))?/g)]
      .flatMap(([, from, to]) => textsBetween(from!, to ?? from!))
      .map((text) => `${length}=${text}`)
  const final = FINAL.exec(wanted)
  if (final) return [`4=${final[1]!}$`]
  const character = AT_CHARACTER.exec(wanted)
  if (!character) return []
  const [, ordinal, joined, , rest] = character
  const value = /^\.?([0-9A-Z]{1,3})(?:-([0-9A-Z]))?(?![0-9A-Za-z])/.exec(rest!)
  if (!value) return rest!.startsWith('to indicate intent') ? [''] : []
  const values = textsBetween(value[1]!, value[2] ?? value[1]!)
  if (joined === 'or') return [`intent=${values.join('')}`]
  return values.map((text) => `${ORDINALS[ordinal!]! - 1}=${text}`)
}

/** `51` to `52`: texts of one length that differ in the last character; the first alone where they are none. */
function textsBetween(from: string, to: string): string[] {
  const [stem, first, last] = [from.slice(0, -1), from.at(-1)!, to.at(-1)!]
  if (to.length !== from.length || !to.startsWith(stem)) return [from]
  const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'
  return [...digits.slice(digits.indexOf(first), digits.indexOf(last) + 1)].map((digit) => stem + digit)
}
