/**
 * Cuts a stream of JSON into the values worth parsing, without holding the stream: values one after another, elements
 * of an array at the top, elements of the array under one key of an object at the top. It does not judge the values;
 * it finds where they end, and finds its way back after one that is broken.
 */

/** The most bytes of one piece. */
export const PIECE_LIMIT = 16 * 1024 * 1024
/** The deepest nesting of a piece. */
const DEPTH_LIMIT = 100

/** Why a piece is known to be no JSON before it is parsed. */
export type PieceFault = 'too long' | 'too deep' | 'not closed' | 'misplaced'

/** One value as bytes, or, with no bytes, the reason why it cannot be parsed. */
export interface Piece {
  readonly bytes: Uint8Array
  readonly fault: PieceFault | undefined
  /** Line of the stream at which it starts, from 1. */
  readonly row: number
  /** Offset in the stream at which it starts. */
  readonly byte: number
  /** Index in the array it stands in, from 0; undefined for a value that stands by itself. */
  readonly index: number | undefined
}

/** The start of a line, by its number and offset in the stream. */
export interface SplitterPlace {
  readonly row: number
  readonly byte: number
}

/** Takes chunks of any size and gives the pieces completed by each. */
export interface JsonSplitter {
  readonly push: (chunk: Uint8Array) => Piece[]
  readonly end: () => Piece[]
  /** Whether what follows is read as one value a line. */
  readonly isLineByLine: () => boolean
}

const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf]
const NEWLINE = 10
const QUOTE = 34
const COMMA = 44
const COLON = 58
const OPEN_ARRAY = 91
const BACKSLASH = 92
const CLOSE_ARRAY = 93
const OPEN_OBJECT = 123
const CLOSE_OBJECT = 125

const isBlank = (byte: number): boolean => byte === 32 || (byte >= 9 && byte <= 13)

/** A piece gathered over chunks. */
interface Gathered {
  parts: Uint8Array[]
  size: number
  /** Where its part of the current chunk starts. */
  start: number
  readonly row: number
  readonly byte: number
  fault: PieceFault | undefined
}

/**
 * A splitter; with a key (`entry` for a FHIR Bundle) it gives the elements of the array under that key of an object at
 * the top one by one, then the object itself with that array left empty.
 *
 * When the first value starts and ends on one line, what follows is read as one value a line. Before that, a value
 * that is cut short ends where an object starts a line on which JSON could have none. `begun` is the start of a line
 * of a stream that is read so.
 */
export function jsonSplitter(key = '', begun?: SplitterPlace): JsonSplitter {
  let pieces: Piece[] = []
  let chunk: Uint8Array = new Uint8Array(0)
  /** Offset of the chunk in the stream. */
  let offset = begun?.byte ?? 0
  let row = begun?.row ?? 1

  let piece: Gathered | undefined
  /** The object around the array under the key, while that array's elements are read. */
  let around: Gathered | undefined
  /** Kinds of the open containers by depth, and how many are open. */
  const open = new Uint8Array(DEPTH_LIMIT + 4)
  let depth = 0
  /** Depth at which pieces stand: 0, 1 within an array at the top, 2 within the array under the key. */
  let base = 0
  let index = 0

  let inString = false
  let escaped = false
  /** Whether the piece is neither container nor string: a number, a word, or rubbish. */
  let bare = false
  /** Last byte inside the piece that is not blank and outside strings: what may follow depends on it. */
  let previous = 0
  /** Whether only blanks stood on this line so far. */
  let lineStart = true
  /** Whether a value at the top started and ended on this line, and nothing followed it. */
  let oneOnLine = false
  let lineByLine = begun !== undefined
  /** Characters of the current key of the outermost object that agree with `key`; -1 when one does not. */
  let keyMatch = -1
  let keyFound = false

  const begin = (at: number): void => {
    piece = { parts: [], size: 0, start: at, row, byte: offset + at, fault: undefined }
  }

  const gather = (into: Gathered, to: number): void => {
    into.size += to - into.start
    if (into.size > PIECE_LIMIT) {
      into.fault ??= 'too long'
      into.parts = []
    } else if (to > into.start) into.parts.push(chunk.subarray(into.start, to))
    into.start = 0
  }

  const finish = (to: number): void => {
    const { parts, fault, byte, row: startRow } = gathered(to)
    const bytes =
      fault !== undefined ? new Uint8Array(0) : parts.length === 1 ? parts[0]! : Buffer.concat(parts)
    piece = undefined
    bare = false
    inString = false
    if (lineByLine && fault === undefined && bytes.every(isBlank)) return
    pieces.push({ bytes, fault, row: startRow, byte, index: base > 0 ? index : undefined })
    index++
  }

  const gathered = (to: number): Gathered => {
    gather(piece!, to)
    return piece!
  }

  /** The piece is complete before `to`. */
  const ended = (to: number): void => {
    oneOnLine = base === 0 && piece!.row === row
    finish(to)
  }

  const container = (): number => open[depth - 1] ?? 0

  const enter = (byte: number): void => {
    if (depth < open.length) open[depth] = byte
    depth++
    if (piece && depth - base > DEPTH_LIMIT) piece.fault ??= 'too deep'
  }

  const valueMayStand = (): boolean =>
    previous === COLON || previous === OPEN_ARRAY || (previous === COMMA && container() === OPEN_ARRAY)

  /** A byte, not blank, where no piece has begun. */
  const between = (byte: number, at: number): void => {
    if (byte === COMMA || byte === BYTE_ORDER_MARK[offset + at]) return
    oneOnLine = false
    if (byte === OPEN_ARRAY && base === 0) {
      enter(byte)
      base = 1
      index = 0
    } else if (byte === CLOSE_ARRAY && base > 0) {
      depth--
      base = 0
      previous = byte
      piece = around
      around = undefined
      if (piece) piece.start = at
    } else {
      begin(at)
      if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) enter(byte)
      else if (byte === QUOTE) inString = true
      else bare = true
      previous = byte
    }
  }

  /** A byte, not blank, inside a container and outside strings. */
  const inside = (byte: number, at: number): void => {
    if (byte === OPEN_OBJECT && lineStart && !valueMayStand()) {
      piece!.fault ??= 'not closed'
      finish(at)
      depth = base
      between(byte, at)
      return
    }
    if (byte === QUOTE) {
      const isKey = depth === 1 && base === 0 && (previous === OPEN_OBJECT || previous === COMMA)
      inString = true
      keyMatch = isKey && key !== '' ? 0 : -1
      if (isKey) keyFound = false
    } else if (byte === OPEN_ARRAY && keyFound && depth === 1 && previous === COLON) {
      enter(byte)
      gather(piece!, at + 1)
      around = piece
      piece = undefined
      keyFound = false
      base = 2
      index = 0
    } else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) {
      enter(byte)
    } else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) {
      const opened = container()
      if (opened !== 0 && opened !== (byte === CLOSE_OBJECT ? OPEN_OBJECT : OPEN_ARRAY))
        piece!.fault ??= 'misplaced'
      depth--
    }
    previous = byte
    if (depth === base && piece) ended(at + 1)
  }

  /** A byte inside a string. A string never goes on over a line end, so one that does is taken to end there. */
  const inText = (byte: number, at: number): void => {
    if (byte === NEWLINE) {
      piece!.fault ??= 'not closed'
      inString = false
      escaped = false
      previous = QUOTE
      if (depth === base) ended(at)
    } else if (escaped) {
      escaped = false
      keyMatch = -1
    } else if (byte === BACKSLASH) {
      escaped = true
      keyMatch = -1
    } else if (byte === QUOTE) {
      inString = false
      previous = QUOTE
      if (keyMatch === key.length) keyFound = true
      if (depth === base) ended(at + 1)
    } else if (keyMatch >= 0) {
      keyMatch = key.charCodeAt(keyMatch) === byte ? keyMatch + 1 : -1
    }
  }

  const takeByte = (byte: number, at: number): void => {
    if (inString) inText(byte, at)
    else if (bare && (byte === NEWLINE || (base > 0 && (byte === COMMA || byte === CLOSE_ARRAY)))) {
      finish(at)
      if (byte === CLOSE_ARRAY) between(byte, at)
    } else if (!bare && !isBlank(byte)) {
      if (piece) inside(byte, at)
      else between(byte, at)
    }
    if (byte === NEWLINE) {
      row++
      lineByLine = oneOnLine
      lineStart = true
    } else if (lineStart && !isBlank(byte)) lineStart = false
  }

  const takeLine = (at: number): number => {
    const newline = chunk.indexOf(NEWLINE, at)
    if (!piece) begin(at)
    if (newline < 0) return chunk.length
    finish(newline)
    row++
    return newline + 1
  }

  const push = (next: Uint8Array): Piece[] => {
    pieces = []
    chunk = next
    for (let at = 0; at < next.length;) {
      if (lineByLine) at = takeLine(at)
      else takeByte(next[at]!, at++)
    }
    if (piece) gather(piece, next.length)
    offset += next.length
    return pieces
  }

  const end = (): Piece[] => {
    pieces = []
    chunk = new Uint8Array(0)
    if (piece) {
      if (!bare && !lineByLine) piece.fault ??= 'not closed'
      finish(0)
    }
    if (base === 0) return pieces
    // The array that holds the pieces was not closed: the stream ends early.
    if (around) piece = around
    else begin(0)
    base = 0
    piece!.fault ??= 'not closed'
    finish(0)
    return pieces
  }

  return { push, end, isLineByLine: () => lineByLine }
}
