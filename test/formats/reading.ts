/** Feeds readers and gathers what they give. */
import type { Claim } from '../../src/model/claim.ts'
import type { Problem } from '../../src/model/result.ts'
import type { Chunks, Item, Reader } from '../../src/formats/items.ts'

/** The bytes in pieces of that size; whole without one. */
export async function* pieces(
  input: string | Uint8Array,
  size = Infinity,
): Chunks & AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(input as Uint8Array)
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, Math.min(at + size, bytes.length))
}

/** All items of an input in order. */
export async function itemsOf(reader: Reader, input: string | Uint8Array, size = Infinity): Promise<Item[]> {
  const items: Item[] = []
  for await (const batch of reader(pieces(input, size), 'input')) items.push(...batch)
  return items
}

export const claimsOf = (items: readonly Item[]): Claim[] =>
  items.flatMap((item) => (item.kind === 'claim' ? [item.claim] : []))

export const problemsOf = (items: readonly Item[]): Problem[] =>
  items.flatMap((item) => (item.kind === 'problem' ? [item.problem] : []))

export const warningsOf = (items: readonly Item[]): Problem[] =>
  items.flatMap((item) => (item.kind === 'warning' ? [item.warning] : []))

/** One word an item: the claim's id, or the code. */
export const outline = (items: readonly Item[]): string[] =>
  items.map((item) =>
    item.kind === 'claim' ? item.claim.id : item.kind === 'problem' ? item.problem.code : item.warning.code,
  )

/** A claim as JSON input with little in it. */
export const smallClaim = (id: string, more: object = {}) => ({
  id,
  type: 'professional',
  lines: [{ number: 1, procedure: '99213', serviceDate: '2024-08-05' }],
  ...more,
})

/** Its JSON on one line. */
export const smallText = (id: string, more: object = {}): string => JSON.stringify(smallClaim(id, more))
