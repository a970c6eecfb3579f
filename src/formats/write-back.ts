/**
 * Writing corrected claims back in the form they came in: every byte stands as it was but those of a correction. One
 * rewriter a form; each reads a claim as its reader does, asks what to change, and changes that in the claim's bytes.
 */
import type { Claim } from '../model/claim.ts'
import type { Change } from '../model/result.ts'
import type { Chunks } from './items.ts'

/** What is to be changed in a claim; nothing leaves its bytes alone. */
export type Correct = (claim: Claim) => readonly Change[]

/** What a rewriter did with a claim, by its id: `respelled` codes that were not written as codes are; `left` says why a change could not be written. */
export type WriteNote =
  | { readonly kind: 'respelled'; readonly claim: string; readonly codes: number }
  | { readonly kind: 'changed'; readonly claim: string; readonly paths: readonly string[] }
  | { readonly kind: 'left'; readonly claim: string; readonly paths: readonly string[]; readonly why: string }

/** How claims are rewritten. */
export interface Rewriting {
  readonly correct: Correct
  /** Whether codes lose dots where the form has none, blanks around them, and small letters. */
  readonly respell: boolean
  readonly told: (note: WriteNote) => void
}

/** Gives the bytes of an input, with corrections. */
export type Rewriter = (chunks: Chunks, rewriting: Rewriting) => AsyncGenerator<Uint8Array>

/** Bytes of an input that others take the place of; offsets are of the input. */
export interface Splice {
  readonly from: number
  readonly to: number
  readonly text: string
}

/** The bytes with the splices made, which must not overlap. `start` is the offset of the first byte; texts are Latin-1 unless said otherwise. */
export function spliced(
  bytes: Uint8Array,
  start: number,
  splices: readonly Splice[],
  encoding: 'latin1' | 'utf8' = 'latin1',
): Uint8Array {
  if (splices.length === 0) return bytes
  const parts: Uint8Array[] = []
  let at = 0
  for (const { from, to, text } of [...splices].sort((a, b) => a.from - b.from || a.to - b.to)) {
    parts.push(bytes.subarray(at, from - start), Buffer.from(text, encoding))
    at = to - start
  }
  parts.push(bytes.subarray(at))
  return Buffer.concat(parts)
}

/** Where elements of a list stood before changes were made to it: by place now, the place before; -1 for a new one. */
export type Origins = readonly number[]

/** Follows the changes of a list (`/lines`, `/diagnoses`) element by element; undefined where the list is exchanged as a whole. */
export function originsOf(list: string, length: number, changes: readonly Change[]): Origins | undefined {
  const origins = Array.from({ length }, (_, at) => at)
  for (const { op, path } of changes) {
    if (path === list) return undefined
    const index = path.startsWith(`${list}/`) ? path.slice(list.length + 1) : ''
    if (!/^\d+$/.test(index)) continue
    if (op === 'remove') origins.splice(Number(index), 1)
    else if (op === 'add') origins.splice(Number(index), 0, -1)
  }
  return origins
}
