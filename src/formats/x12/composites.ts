/** Composite elements: an element split into its components. */
import { isAlphanumeric } from './separators.ts'
import type { Fields } from './fields.ts'

/** Components looked at in one element; no composite of a claim has more than 12. */
const MAX_COMPONENTS = 64

interface Composite extends Fields {
  bytes: Buffer
  count: number
}

/** A place for components, to be filled by `splitElement` again and again. */
export const newComposite = (): Composite => ({
  bytes: Buffer.alloc(0),
  starts: new Int32Array(MAX_COMPONENTS + 2),
  count: 0,
})

/** Splits the element into `into`, and gives `into`. Beyond 64 components the rest is one. */
export function splitElement(into: Composite, from: Fields, index: number, separator: number): Fields {
  into.bytes = from.bytes
  into.count = 0
  if (index > from.count) return into
  const end = from.starts[index + 1]! - 1
  into.starts[++into.count] = from.starts[index]!
  for (let at = from.starts[index]!; at < end && into.count < MAX_COMPONENTS; at++)
    if (from.bytes[at] === separator) into.starts[++into.count] = at + 1
  into.starts[into.count + 1] = end + 1
  return into
}

/**
 * The separator really used in an element that must be a composite (`HC:99213`, `11:B:1`, `BK:J20`): the declared one
 * where it occurs, else the first byte that neither a code nor a blank has, among the first five; 0 without any.
 */
export function separatorUsed(from: Fields, index: number, declared: number): number {
  if (index > from.count) return 0
  const start = from.starts[index]!
  const end = from.starts[index + 1]! - 1
  for (let at = start; at < end; at++) if (from.bytes[at] === declared) return declared
  for (let at = start; at < end && at < start + 5; at++) {
    const byte = from.bytes[at]!
    if (byte > 32 && byte < 127 && byte !== 45 && byte !== 46 && !isAlphanumeric(byte)) return byte
  }
  return 0
}
