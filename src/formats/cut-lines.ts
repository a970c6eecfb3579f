/** Cuts claim NDJSON into parts at the ends of lines. */
import type { Chunks } from './items.ts'
import { jsonSplitter, PIECE_LIMIT, type SplitterPlace } from './json-splitter.ts'
import type { PartMemory } from './part-memory.ts'

/** A part of a file. Its bytes are its own. */
export interface LinesCut {
  readonly bytes: Uint8Array<ArrayBuffer>
  /** Its offset in the file. */
  readonly byte: number
  /** Where its first line stands; undefined for the first part, whose reader finds out that there is a value a line. */
  readonly start: SplitterPlace | undefined
}

const NEWLINE = 10

/** Whether the values of a file, by its first lines, stand on a line each. */
export function isLineByLine(head: Uint8Array): boolean {
  const splitter = jsonSplitter()
  splitter.push(head.subarray(0, head.lastIndexOf(NEWLINE) + 1))
  return splitter.isLineByLine()
}

/**
 * The parts of a file, of at least `size` bytes each but the last; undefined where it is not a value a line. Then
 * `chunks` of the answer are all its bytes, from the start.
 */
export async function cutLines(
  chunks: Chunks,
  size: number,
  memory: PartMemory,
): Promise<{ readonly cuts: AsyncGenerator<LinesCut> | undefined; readonly chunks: Chunks }> {
  const iterator = chunks[Symbol.asyncIterator]()
  const held: Uint8Array[] = []
  let length = 0
  for (let hasLine = false; length < size || (!hasLine && length < PIECE_LIMIT);) {
    const next = await iterator.next()
    if (next.done) break
    held.push(next.value)
    length += next.value.length
    hasLine ||= next.value.includes(NEWLINE)
  }
  async function* all(): AsyncGenerator<Uint8Array> {
    try {
      yield* held.splice(0)
      for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value
    } finally {
      await iterator.return?.()
    }
  }
  const isLines = isLineByLine(Buffer.concat(held))
  return isLines ? { cuts: cutsOf(all(), size, memory), chunks } : { cuts: undefined, chunks: all() }
}

async function* cutsOf(chunks: Chunks, size: number, memory: PartMemory): AsyncGenerator<LinesCut> {
  let lines: Uint8Array[] = []
  let length = 0
  /** The line at hand, which has no end yet. */
  let tail: Uint8Array[] = []
  let tailLength = 0
  let [byte, row] = [0, 1]
  let isFirst = true

  /** `passed` bytes of the last line are left out. */
  const cut = (parts: readonly Uint8Array[], passed = 0): LinesCut => {
    const total = parts.reduce((sum, part) => sum + part.length, 0)
    const bytes = new Uint8Array(memory.room(total), 0, total)
    let at = 0
    for (const part of parts) {
      bytes.set(part, at)
      at += part.length
    }
    const made = { bytes, byte, start: isFirst ? undefined : { byte, row } }
    for (let here = bytes.indexOf(NEWLINE); here >= 0; here = bytes.indexOf(NEWLINE, here + 1)) row++
    byte += bytes.length + passed
    isFirst = false
    return made
  }

  /** Bytes left out of a line that is longer than any value: its reader refuses it by its first bytes. */
  let passed = 0
  for await (const chunk of chunks) {
    let rest = chunk
    if (tailLength > PIECE_LIMIT) {
      const end = rest.indexOf(NEWLINE)
      passed += end < 0 ? rest.length : end
      if (end < 0) continue
      if (length > 0) yield cut(lines)
      yield cut([...tail, rest.subarray(end, end + 1)], passed)
      rest = rest.subarray(end + 1)
      lines = []
      tail = []
      length = tailLength = passed = 0
    }
    const end = rest.lastIndexOf(NEWLINE) + 1
    if (end > 0) {
      lines.push(...tail, rest.subarray(0, end))
      length += tailLength + end
      tail = []
      tailLength = 0
    }
    if (end < rest.length) tail.push(rest.subarray(end))
    tailLength += rest.length - end
    if (length < size) continue
    yield cut(lines)
    lines = []
    length = 0
  }
  if (length + tailLength > 0) yield cut([...lines, ...tail])
}
