/**
 * What stands above a place inside an 837: the bytes of interchange, group, head of the transaction and of the levels
 * in force, kept while a file is looked through, and the start that the reader makes of them. It is a guess: whoever
 * uses it compares it with what the part before came to.
 */
import { readingAt, type X12Start } from './cut-reader.ts'
import { newReading, readSegment } from './read-837.ts'
import type { TokenizerPlace } from './segment.ts'
import type { Separators } from './separators.ts'
import { createTokenizer } from './tokenizer.ts'

/** The most bytes of one loop above a claim; where one has more, nothing is guessed below it. */
const MOST_BYTES = 32_768

/** Bytes of segments that follow each other. They are copied only when their buffer is done with. */
interface Kept {
  readonly parts: Uint8Array[]
  size: number
  /** Where the rest begins in the buffer at hand, and where it ends; -1 when there is none, or no end yet. */
  from: number
  to: number
}

/** Numbers of the segment that was seen last. */
export interface Seen {
  readonly separators: Separators
  /** Its number and offset in the file. */
  readonly number: number
  readonly byte: number
  /** The ST above it. */
  readonly transaction: { readonly segment: number; readonly byte: number }
  /** Groups of the interchange, transactions of the group, segments and claims of the transaction before it. */
  readonly groups: number
  readonly transactions: number
  readonly segments: number
  readonly claims: number
}

/** The loops above the segments of a file. Places are those of one buffer, until `moved` tells of the next. */
export interface Levels {
  /** A segment that stands alone: ISA or GS. */
  envelope(kind: 'interchange' | 'group', bytes: Uint8Array, from: number, to: number): void
  /** A loop begins: the head of a transaction (0), or the level of an HL (20, 22, 23). Those below it are over. */
  begin(level: 0 | 20 | 22 | 23, from: number): void
  /** The loop at hand ends: a claim begins. */
  end(at: number): void
  /** The buffer is done with: what stands after `at` is in the next one, from its start. */
  moved(bytes: Uint8Array, at: number): void
  /** The start after the last segment, an HL or CLM between `from` and `to`; undefined where none can be told. */
  startAfter(bytes: Uint8Array, from: number, to: number, seen: Seen): X12Start | undefined
}

/** The buffers of parts are given away; a slice of a Buffer is no copy. */
const copyOf = (bytes: Uint8Array, from: number, to: number): Uint8Array =>
  new Uint8Array(bytes.subarray(from, to))

/** Nothing stands above. */
export function createLevels(): Levels {
  let interchange: Uint8Array = new Uint8Array(0)
  let group: Uint8Array = new Uint8Array(0)
  /** Head of the transaction and its levels, the outermost first. */
  let loops: { readonly level: number; readonly kept: Kept }[] = []
  let open: Kept | undefined

  const close = (at: number): void => {
    if (open !== undefined) open.to = at
    open = undefined
  }

  return {
    envelope(kind, bytes, from, to) {
      open = undefined
      loops = []
      if (kind === 'interchange') {
        interchange = copyOf(bytes, from, to)
        group = new Uint8Array(0)
      } else group = copyOf(bytes, from, to)
    },
    begin(level, from) {
      close(from)
      while (loops.length > 0 && loops.at(-1)!.level >= level) loops.pop()
      open = { parts: [], size: 0, from, to: -1 }
      loops.push({ level, kept: open })
    },
    end: close,
    moved(bytes, at) {
      for (const { kept } of loops) {
        if (kept.from < 0) continue
        const end = kept.to < 0 ? at : kept.to
        kept.size += end - kept.from
        if (kept.size <= MOST_BYTES) kept.parts.push(copyOf(bytes, kept.from, end))
        kept.from = kept.to < 0 ? 0 : -1
      }
    },
    startAfter(bytes, from, to, seen) {
      const above = [interchange, group]
      for (const { kept } of loops) {
        const end = kept.to < 0 ? from : kept.to
        if (kept.size + (kept.from < 0 ? 0 : end - kept.from) > MOST_BYTES) return undefined
        above.push(...kept.parts)
        if (kept.from >= 0) above.push(bytes.subarray(kept.from, end))
      }
      return guess(above, bytes.subarray(from, to), seen)
    },
  }
}

/** Reads what stands above, then the segment itself at its place. */
function guess(above: readonly Uint8Array[], own: Uint8Array, seen: Seen): X12Start | undefined {
  const reading = newReading('')
  const head = createTokenizer()
  for (const bytes of above) head.feed(bytes)
  head.finish()
  for (let segment = head.next(); segment !== undefined; segment = head.next()) readSegment(reading, segment)
  const { interchange, group, transaction: level } = reading.envelope
  if (interchange === undefined || group === undefined || level === undefined || !reading.transaction)
    return undefined
  interchange.count = seen.groups
  group.count = seen.transactions
  level.count = seen.segments
  const transaction = {
    ...reading.transaction,
    spot: seen.transaction,
    claims: seen.claims,
    given: seen.claims,
  }

  const { separators, number, byte } = seen
  const before: TokenizerPlace = { separators, number: number - 1, byte }
  const { envelope, isSkipping, last } = reading
  const here = readingAt('', { place: before, envelope, transaction, isSkipping, last })
  const tokenizer = createTokenizer(before)
  tokenizer.feed(own)
  for (let segment = tokenizer.next(); segment !== undefined; segment = tokenizer.next())
    readSegment(here, segment)
  const place = tokenizer.place()
  if (place === undefined) return undefined
  return {
    place,
    envelope: here.envelope,
    transaction: here.transaction,
    isSkipping: here.isSkipping,
    last: here.last,
  }
}
