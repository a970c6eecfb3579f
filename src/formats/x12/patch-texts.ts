/** Texts that take the place of elements, gathered before any byte is changed. */
import type { Splice } from '../write-back.ts'
import type { CodePlace, Cut } from './patch-places.ts'

/** The new texts of elements by their segment, to be written at the end. */
export type Texts = Map<Cut, Map<number, string>>

/** The text of an element as it will be written. */
export const textOf = (texts: Texts, cut: Cut, element: number): string =>
  texts.get(cut)?.get(element) ?? cut.elements[element]?.text ?? ''

/** Sets the text of an element. */
export function setText(texts: Texts, cut: Cut, element: number, text: string): void {
  const own = texts.get(cut) ?? new Map<number, string>()
  own.set(element, text)
  texts.set(cut, own)
}

/** Sets one component of an element. */
export function setPart(
  texts: Texts,
  { cut, element, component }: CodePlace,
  separator: string,
  part: string,
): void {
  const parts = textOf(texts, cut, element).split(separator)
  while (parts.length <= component) parts.push('')
  parts[component] = part
  setText(texts, cut, element, parts.join(separator))
}

/** A component as it will be written. */
export const partOf = (texts: Texts, { cut, element, component }: CodePlace, separator: string): string =>
  textOf(texts, cut, element).split(separator)[component] ?? ''

/** Elements whose text changed; one behind the last element is put there with the separators that lead to it. */
export function splicesOf(texts: Texts): Splice[] {
  return [...texts].flatMap(([cut, own]) => {
    const last = cut.elements.length - 1
    const changed = [...own].sort(([a], [b]) => a - b)
    let appended = ''
    const splices = changed.flatMap(([element, text]) => {
      const before = cut.elements[element]
      if (before) return before.text === text ? [] : [{ from: before.from, to: before.to, text }]
      const gap = element - last - appended.split(cut.separator).length + 1
      appended += cut.separator.repeat(gap) + text
      return []
    })
    return appended === '' ? splices : [...splices, { from: cut.end, to: cut.end, text: appended }]
  })
}
