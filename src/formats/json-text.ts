/** JSON as text that is changed in places: values are found by their path, and everything else stays as it was written. */
import type { Change } from '../model/result.ts'

/** A value in the text: where it stands, and what stands in it. */
interface Node {
  readonly from: number
  readonly to: number
  readonly members?: readonly Member[]
  readonly elements?: readonly Node[]
}

interface Member {
  readonly key: string
  readonly from: number
  readonly value: Node
}

const isBlank = (character: string | undefined): boolean =>
  character === ' ' || character === '\n' || character === '\r' || character === '\t'

/** Finds the values of a text that is known to be JSON and not nested deeper than the splitter allows. */
function scan(text: string): Node {
  let at = 0
  const skip = (): void => {
    while (isBlank(text[at])) at++
  }
  const string = (): void => {
    for (at++; text[at] !== '"'; at++) if (text[at] === '\\') at++
    at++
  }
  const list = <T>(end: string, one: () => T): T[] => {
    const found: T[] = []
    at++
    for (skip(); text[at] !== end && at < text.length; skip()) {
      if (text[at] === ',') at++
      skip()
      found.push(one())
    }
    at++
    return found
  }
  const member = (): Member => {
    const from = at
    string()
    const key = JSON.parse(text.slice(from, at)) as string
    skip()
    at++
    skip()
    return { key, from, value: value() }
  }
  const value = (): Node => {
    const from = at
    const first = text[at]
    if (first === '{') {
      const members = list('}', member)
      return { from, to: at, members }
    }
    if (first === '[') {
      const elements = list(']', value)
      return { from, to: at, elements }
    }
    if (first === '"') string()
    else while (at < text.length && !isBlank(text[at]) && !',]}'.includes(text[at]!)) at++
    return { from, to: at }
  }
  skip()
  return value()
}

const stepsOf = (path: string): string[] => path.split('/').slice(1)

/** The child of that name or index: of equal names the last, which is the one that a parser takes. */
function childOf({ members, elements }: Node, step: string): Node | undefined {
  if (members) return members.findLast(({ key }) => key === step)?.value
  return /^\d+$/.test(step) ? elements?.[Number(step)] : undefined
}

function nodeAt(root: Node, steps: readonly string[]): Node | undefined {
  let here: Node | undefined = root
  for (const step of steps) here = here && childOf(here, step)
  return here
}

const cut = (text: string, from: number, to: number, put = ''): string =>
  text.slice(0, from) + put + text.slice(to)

/** Without one of the parts of a list or object, and without the comma that led to it or from it. */
function without(text: string, parts: readonly { from: number; to: number }[], index: number): string {
  const part = parts[index]!
  const [before, after] = [parts[index - 1], parts[index + 1]]
  if (before) return cut(text, before.to, part.to)
  return after ? cut(text, part.from, after.from) : cut(text, part.from, part.to)
}

/** With one more part in a list or object, before the part of that index or behind the last. */
function withPart(
  text: string,
  node: Node,
  parts: readonly { from: number; to: number }[],
  index: number,
  put: string,
): string {
  const [before, after] = [parts[index - 1], parts[index]]
  if (after) return cut(text, after.from, after.from, `${put},`)
  return before ? cut(text, before.to, before.to, `,${put}`) : cut(text, node.from + 1, node.from + 1, put)
}

function changeOnce(text: string, steps: readonly string[], { op, value }: Change): string | undefined {
  const root = scan(text)
  const place = nodeAt(root, steps.slice(0, -1))
  const last = steps.at(-1)
  if (!place || last === undefined) return undefined
  const found = childOf(place, last)
  const put = JSON.stringify(value)
  if (place.members) {
    const members = place.members.map(({ from, value: { to } }) => ({ from, to }))
    if (op === 'remove') {
      const index = place.members.findLastIndex(({ key }) => key === last)
      return index < 0 ? undefined : without(text, members, index)
    }
    return found
      ? cut(text, found.from, found.to, put)
      : withPart(text, place, members, members.length, `${JSON.stringify(last)}:${put}`)
  }
  const elements = place.elements ?? []
  const index = Number(last)
  if (!/^\d+$/.test(last) || index > elements.length || (op !== 'add' && !found)) return undefined
  if (op === 'add') return withPart(text, place, elements, index, put)
  return op === 'remove' ? without(text, elements, index) : cut(text, found!.from, found!.to, put)
}

/** The text with the changes made to the value at `root` (steps from the top); undefined where a path leads nowhere. */
export function changeJson(
  text: string,
  root: readonly string[],
  changes: readonly Change[],
): string | undefined {
  let changed: string | undefined = text
  for (const change of changes)
    changed =
      changed === undefined ? undefined : changeOnce(changed, [...root, ...stepsOf(change.path)], change)
  return changed
}
