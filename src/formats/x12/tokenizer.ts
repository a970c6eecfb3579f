/**
 * X12 bytes → segments, whatever the transaction. Pieces of any size go in, segments come out one at a time; nothing
 * is kept but the segment at hand. Line ends, indentation and byte order marks are no part of a segment.
 */
import { intern } from '../intern.ts'
import {
  MAX_SEGMENT_BYTES,
  type Segment,
  type SegmentFault,
  type Tokenizer,
  type TokenizerPlace,
} from './segment.ts'
import {
  type Separators,
  SEPARATOR_WINDOW,
  hasId,
  inferSeparators,
  isBareStart,
  isLineEnd,
  separatorsOfIsa,
} from './separators.ts'

const MAX_ELEMENTS = 1000
/** The most bytes a binary segment (BIN, BDS) is believed to have. */
const MAX_BINARY_BYTES = 16_777_216
const MOST_BINARY_DIGITS = 8

type Mutable<T> = { -readonly [K in keyof T]: T[K] }

const LETTER_A = 65
const LETTER_B = 66
const LETTER_I = 73
const LETTER_Z = 90
const LONGEST_ID = 3
const LINE_FEED = 10
const CARRIAGE_RETURN = 13

const isByteOrderMark = (bytes: Uint8Array, at: number): boolean =>
  bytes[at] === 0xef && bytes[at + 1] === 0xbb && bytes[at + 2] === 0xbf

/**
 * A tokenizer at the start of a file, or at a place inside it. Memory is bounded by the largest piece fed and
 * `MAX_SEGMENT_BYTES`.
 */
export function createTokenizer(begun?: TokenizerPlace): Tokenizer {
  let bytes = Buffer.allocUnsafe(1 << 17)
  let length = 0
  /** Everything before is done with. */
  let from = 0
  /** Offset in the file of `bytes[0]`. */
  let base = 0
  let finished = false

  let separators: Separators | undefined
  /** Bytes at which scanning stops: separators and line ends. */
  const isSpecial = new Uint8Array(256)
  /** Between interchanges: whatever does not begin one is junk. */
  let seeking = true
  let atLineStart = true
  let junkBytes = 0
  let junkByte = 0

  // The segment being scanned, so that a segment in many pieces is scanned once.
  let inside = false
  let scan = 0
  let startByte = 0
  let hasLineEnds = false
  /** Why the rest of the segment is passed over up to its terminator. */
  let lost: 'limit' | 'binary' | undefined
  let binaryLeft = -1

  const starts = new Int32Array(MAX_ELEMENTS + 3)
  const segment: Mutable<Segment> = {
    bytes,
    starts,
    count: 0,
    id: '',
    number: 0,
    byte: 0,
    component: 0,
    fault: undefined,
  }
  let count = 0

  function feed(piece: Uint8Array): void {
    if (from > 0) {
      bytes.copyWithin(0, from, length)
      for (let index = 0; index <= count; index++) starts[index]! -= from
      base += from
      scan -= from
      length -= from
      from = 0
    }
    if (length + piece.length > bytes.length) {
      const larger = Buffer.allocUnsafe(Math.max(bytes.length * 2, length + piece.length))
      bytes.copy(larger, 0, 0, length)
      bytes = larger
    }
    bytes.set(piece, length)
    length += piece.length
  }

  function setSeparators(found: Separators): void {
    separators = found
    isSpecial.fill(0)
    for (const byte of [found.element, found.terminator, LINE_FEED, CARRIAGE_RETURN]) isSpecial[byte] = 1
  }

  const enough = (at: number): boolean => finished || length - at >= SEPARATOR_WINDOW

  function give(id: string, fields: number, fault: SegmentFault | undefined): Segment {
    segment.bytes = bytes
    segment.id = id
    segment.count = fields
    segment.byte = startByte
    segment.component = separators?.component ?? 0
    segment.fault = fault
    if (fault !== 'junk') segment.number++
    return segment
  }

  function giveJunk(): Segment {
    junkBytes = 0
    startByte = junkByte
    return give('', 0, 'junk')
  }

  /** Looks for the start of an interchange; junk on the way is counted, and given as one segment. */
  function seek(): Segment | undefined {
    for (; from < length && enough(from); from++) {
      const byte = bytes[from]!
      if (byte <= 32) {
        atLineStart = true
        continue
      }
      if (isByteOrderMark(bytes, from)) {
        from += 2
        continue
      }
      let found = byte === LETTER_I ? separatorsOfIsa(bytes, from, length) : undefined
      if (found === undefined && atLineStart && isBareStart(bytes, from)) {
        const known =
          separators !== undefined && bytes[from + 2] === separators.element ? separators : undefined
        found = known ?? inferSeparators(bytes, from, length)
      }
      if (found !== undefined) {
        if (junkBytes > 0) return giveJunk()
        setSeparators(found)
        seeking = false
        return undefined
      }
      if (junkBytes++ === 0) junkByte = base + from
      atLineStart = false
    }
    return finished && from >= length && junkBytes > 0 ? giveJunk() : undefined
  }

  /** Moves to the first byte of the next segment. False when there is none yet. */
  function begin(): boolean {
    const { element, terminator } = separators!
    while (from < length) {
      const byte = bytes[from]!
      if (byte === terminator || (byte <= 32 && byte !== element)) from++
      // The rest of a terminator that takes several bytes in UTF-8.
      else if (terminator >= 0xc2 && byte >= 0x80 && byte < 0xc0) from++
      else if (byte === 0xef && !finished && length - from < 3) return false
      else if (isByteOrderMark(bytes, from)) from += 3
      else break
    }
    if (from >= length) return false
    if (bytes[from] === LETTER_I) {
      if (!enough(from)) return false
      const found = separatorsOfIsa(bytes, from, length)
      if (found !== undefined) setSeparators(found)
    }
    inside = true
    scan = from
    startByte = base + from
    count = 0
    starts[0] = from
    hasLineEnds = false
    lost = undefined
    return true
  }

  const idIs = (id: string): boolean =>
    starts[1]! - starts[0]! === id.length + 1 && hasId(bytes, starts[0]!, id)

  /** Whether binary data begin after the element separator at `scan`: `binaryLeft` bytes of them. */
  function beginsBinary(): boolean {
    if (lost !== undefined || !((count === 2 && idIs('BIN')) || (count === 3 && idIs('BDS')))) return false
    const start = starts[count - 1]!
    if (scan <= start || scan - start > MOST_BINARY_DIGITS) return false
    let value = 0
    for (let at = start; at < scan; at++) {
      const digit = bytes[at]! - 48
      if (!(digit >= 0 && digit <= 9)) return false
      value = value * 10 + digit
    }
    if (value > MAX_BINARY_BYTES) return false
    binaryLeft = value
    from = scan + 1
    return true
  }

  /** Takes line ends out of the segment that ends at `end`, and finds its elements again. Gives its new end. */
  function unwrap(end: number): number {
    const element = separators!.element
    let to = starts[0]!
    count = 0
    for (let at = to; at < end; at++) {
      const byte = bytes[at]!
      if (isLineEnd(byte)) continue
      bytes[to++] = byte
      if (byte === element) starts[++count] = to
    }
    return to
  }

  function end(at: number, next: number, fault: SegmentFault | undefined): Segment {
    const stop = hasLineEnds && lost === undefined ? unwrap(at) : at
    starts[count + 1] = stop + 1
    inside = false
    from = next
    if (lost !== undefined) return give('', 0, lost)
    const idEnd = starts[1]! - 1
    const id = intern(bytes, starts[0]!, Math.min(idEnd, starts[0]! + LONGEST_ID + 1))
    if (id === 'IEA') {
      seeking = true
      atLineStart = true
    }
    return give(id, count, fault)
  }

  /**
   * The next segment where it is an ordinary one: all there, of one line, neither binary nor the start of an interchange.
   * Undefined where it is not, and nothing has changed. Nearly all segments go this way, which takes half of the time of
   * the other: what it needs is in local variables, and nothing is noted for a piece to come.
   */
  function ordinary(): Segment | undefined {
    const data = bytes
    const special = isSpecial
    const begins = starts
    const { element, terminator } = separators!
    let start = from
    while (start < length && isLineEnd(data[start]!)) start++
    const first = data[start]!
    if (first < LETTER_A || first > LETTER_Z || first === LETTER_B || first === LETTER_I) return undefined
    const stop = Math.min(length, start + MAX_SEGMENT_BYTES)
    let seen = 0
    let at = start
    for (; at < stop; at++) {
      const byte = data[at]!
      if (special[byte] === 0) continue
      if (byte !== element || seen >= MAX_ELEMENTS) break
      begins[++seen] = at + 1
    }
    if (at === stop || data[at] !== terminator) return undefined
    begins[0] = start
    begins[seen + 1] = at + 1
    startByte = base + start
    from = at + 1
    return give(intern(data, start, Math.min(begins[1]! - 1, start + LONGEST_ID + 1)), seen, undefined)
  }

  /** Scans to the end of the segment; undefined when it is not there yet. */
  function scanSegment(): Segment | undefined {
    const { element, terminator } = separators!
    const data = bytes
    for (;;) {
      const limit = from + MAX_SEGMENT_BYTES
      const stop = Math.min(length, limit)
      let at = scan
      while (at < stop && isSpecial[data[at]!] === 0) at++
      scan = at
      if (at === limit) {
        lost ??= 'limit'
        from = at
        continue
      }
      if (at === length) break

      const byte = data[at]
      if (byte === terminator) return end(at, at + 1, undefined)
      if (byte === element) {
        if (count > MAX_ELEMENTS) lost ??= 'limit'
        else starts[++count] = at + 1
        if (count <= 3 && data[starts[0]!] === LETTER_B && beginsBinary()) return undefined
      } else {
        hasLineEnds = true
        // A file that was cut off, or lacks its last terminator, with another one behind it.
        if ((at + 1 >= length || data[at + 1] === LETTER_I) && !enough(at)) return undefined
        const isCut = data[at + 1] === LETTER_I && separatorsOfIsa(data, at + 1, length) !== undefined
        if (isCut) return end(at, at + 1, idIs('IEA') ? undefined : 'cut')
      }
      scan = at + 1
    }
    if (!finished) return undefined
    return end(length, length, idIs('IEA') ? undefined : 'cut')
  }

  /** Passes over binary data. Undefined when they go on in the next piece, or do not end with the segment. */
  function skipBinary(): Segment | undefined {
    const taken = Math.min(binaryLeft, length - from)
    from += taken
    binaryLeft -= taken
    if (from >= length && !finished) return undefined
    binaryLeft = -1
    if (from < length && bytes[from] === separators!.terminator) {
      inside = false
      return give(count === 2 ? 'BIN' : 'BDS', 0, undefined)
    }
    lost = 'binary'
    scan = from
    return undefined
  }

  function next(): Segment | undefined {
    for (;;) {
      if (binaryLeft >= 0) {
        const binary = skipBinary()
        if (binary !== undefined || binaryLeft >= 0) return binary
      }
      if (seeking) {
        const junk = seek()
        if (junk !== undefined || seeking) return junk
      }
      if (!inside) {
        const given = ordinary()
        if (given !== undefined) return given
        if (!begin()) return undefined
      }
      const given = scanSegment()
      if (given !== undefined || binaryLeft < 0) return given
    }
  }

  function place(): TokenizerPlace | undefined {
    if (separators === undefined || seeking || inside || binaryLeft >= 0 || from < length) return undefined
    return { separators, number: segment.number, byte: base + length }
  }

  if (begun !== undefined) {
    setSeparators(begun.separators)
    seeking = false
    base = begun.byte
    segment.number = begun.number
  }
  return {
    feed,
    finish: () => {
      finished = true
    },
    next,
    place,
  }
}
