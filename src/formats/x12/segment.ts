/** What the tokenizer gives: segments, with the faults of their bytes. */
import type { Fields } from './fields.ts'
import type { Separators } from './separators.ts'

/** A segment larger than any real one: it is passed over, and reading goes on after its terminator. */
export const MAX_SEGMENT_BYTES = 65_536

/**
 * What is wrong with a segment: `limit` it was too large and has no elements, `junk` bytes before or after an
 * interchange that are no segment, `cut` the input ends (or another interchange begins) before its terminator,
 * `binary` the length of a binary segment does not lead to its end.
 */
export type SegmentFault = 'limit' | 'junk' | 'cut' | 'binary'

/** A segment, valid until the next one is asked for. Elements are its fields, counted from 1. */
export interface Segment extends Fields {
  /** The identifier as it stands (`CLM`); empty for junk and for segments over the limit. */
  readonly id: string
  /** Counted from 1 in the file; for junk, that of the segment before. */
  readonly number: number
  /** Offset in the file. */
  readonly byte: number
  /** The byte between components, as the interchange declares it. */
  readonly component: number
  readonly fault: SegmentFault | undefined
}

/** A place between two segments of an interchange, from which another tokenizer can go on. Plain data. */
export interface TokenizerPlace {
  readonly separators: Separators
  /** Segments before it. */
  readonly number: number
  /** Its offset in the file. */
  readonly byte: number
}

/** Takes bytes and gives segments; see `createTokenizer`. */
export interface Tokenizer {
  /** Adds bytes. They are copied. */
  feed(piece: Uint8Array): void
  /** Says that no more bytes come. */
  finish(): void
  /** The next segment; undefined when more bytes are needed or, after `finish`, when there is none. */
  next(): Segment | undefined
  /** Where it stands when all bytes fed are given as segments; undefined inside a segment or between interchanges. */
  place(): TokenizerPlace | undefined
}
