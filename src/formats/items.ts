/**
 * What every reader yields: claims, problems in place of claims, and warnings about things that did not stop it.
 *
 * A reader is `(chunks, file) => AsyncGenerator<Item[]>`: bytes in pieces of any size, items in batches, in the order
 * of the input. A reader holds no more than one claim and one piece, whatever the size of the file.
 */
import type { Claim } from '../model/claim.ts'
import type { ErrorCode } from '../model/errors.ts'
import type { Problem } from '../model/result.ts'
import type { SegmentListener } from './x12/envelope-facts.ts'

/** One claim, one claim that could not be read, or a remark. */
export type Item =
  | { readonly kind: 'claim'; readonly claim: Claim; readonly place?: Place }
  | { readonly kind: 'problem'; readonly problem: Problem }
  | { readonly kind: 'warning'; readonly warning: Problem }

/** Bytes in pieces of any size, as a file or a socket gives them. */
export type Chunks = AsyncIterable<Uint8Array>

/**
 * Reads one form of input. `file` is the name used in problems; it is never opened. `listen` sees the segments of X12
 * before the items they lead to.
 */
export type Reader = (
  chunks: Chunks,
  file: string,
  listen?: SegmentListener,
) => AsyncGenerator<readonly Item[]>

/** Where in the input; see `Problem`. */
export type Place = Pick<Problem, 'segment' | 'row' | 'column' | 'byte' | 'path'>

/** A claim that could not be read. The text must name no value from the input but codes, counts and names of fields. */
export const problem = (code: ErrorCode, file: string, place: Place, text: string): Item => ({
  kind: 'problem',
  problem: { code, file, ...place, text },
})

/** A remark about something that was read all the same. */
export const warning = (code: ErrorCode, file: string, place: Place, text: string): Item => ({
  kind: 'warning',
  warning: { code, file, ...place, text },
})
