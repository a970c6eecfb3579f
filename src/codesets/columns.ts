/**
 * A file of columns: a JSON header, then typed arrays and texts, each aligned to eight bytes. Numeric columns are read
 * in one piece into shared memory, so that threads share them; texts stay on disk until somebody asks.
 */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { z } from 'zod'
import { ScrubError } from '../model/errors.ts'

const constructors = { Uint8Array, Uint16Array, Uint32Array, Int32Array, Float64Array } as const
type ColumnType = keyof typeof constructors

/** A numeric column. */
export type Column = Uint8Array | Uint16Array | Uint32Array | Int32Array | Float64Array

/** What a file of columns holds. */
export interface ColumnFile {
  readonly columns: Readonly<Record<string, Column>>
  /** Short lists that columns of small numbers point into. */
  readonly lists: Readonly<Record<string, readonly string[]>>
  /** One text by name and row, read from the file when asked; '' where there is none. */
  text(name: string, row: number): string
  /** What another thread needs to have the same file without reading it; undefined where it is no file. */
  readonly shared?: SharedColumns
}

/** A file that was read, for another thread: plain data, and memory that both have. */
export interface SharedColumns {
  readonly path: string
  readonly header: z.infer<typeof Header>
  /** Where the columns begin in the file. */
  readonly start: number
  readonly memory: SharedArrayBuffer
}

/** What is to be written: the texts are one string a row. */
export interface ColumnData {
  readonly columns: Readonly<Record<string, Column>>
  readonly lists: Readonly<Record<string, readonly string[]>>
  readonly texts: Readonly<Record<string, readonly string[]>>
}

const Section = z.strictObject({
  name: z.string(),
  type: z.string(),
  offset: z.int().min(0),
  length: z.int().min(0),
})
const Header = z.strictObject({
  format: z.literal('cleanclaim-columns-1'),
  columns: z.array(Section),
  lists: z.record(z.string(), z.array(z.string())),
  texts: z.array(z.strictObject({ name: z.string(), offsets: Section, bytes: Section })),
})

const MAGIC = 'CCCOLS1\n'
const aligned = (size: number): number => Math.ceil(size / 8) * 8

const typeName = (column: Column): ColumnType => column.constructor.name as ColumnType

/** Bytes of a column file. */
export function encodeColumns(data: ColumnData): Buffer {
  let offset = 0
  const pieces: Uint8Array[] = []
  const section = (name: string, column: Column): z.infer<typeof Section> => {
    const bytes = new Uint8Array(column.buffer, column.byteOffset, column.byteLength)
    const placed = { name, type: typeName(column), offset, length: column.length }
    pieces.push(bytes, new Uint8Array(aligned(bytes.length) - bytes.length))
    offset += aligned(bytes.length)
    return placed
  }
  const columns = Object.entries(data.columns).map(([name, column]) => section(name, column))
  const texts = Object.entries(data.texts).map(([name, rows]) => {
    const encoded = rows.map((row) => Buffer.from(row, 'utf8'))
    const offsets = new Uint32Array(rows.length + 1)
    encoded.forEach((bytes, at) => (offsets[at + 1] = offsets[at]! + bytes.length))
    return {
      name,
      offsets: section('offsets', offsets),
      bytes: section('bytes', new Uint8Array(Buffer.concat(encoded))),
    }
  })
  const header = Buffer.from(
    JSON.stringify({ format: 'cleanclaim-columns-1', columns, lists: data.lists, texts }),
  )
  const start = aligned(16 + header.length)
  const head = Buffer.alloc(start, 32)
  head.write(MAGIC, 0, 'latin1')
  head.writeUInt32LE(header.length, 8)
  head.writeUInt32LE(start, 12)
  header.copy(head, 16)
  return Buffer.concat([head, ...pieces])
}

/**
 * Columns of a file, in shared memory; texts are read on demand.
 * Throws E_STORE when the file is none of ours or ends early.
 */
export function readColumns(path: string): ColumnFile {
  const file = openSync(path, 'r')
  try {
    const head = Buffer.alloc(16)
    if (readSync(file, head, 0, 16, 0) < 16 || head.toString('latin1', 0, 8) !== MAGIC)
      throw new ScrubError('E_STORE', path, 'The file does not begin as a table file of this program does.')
    // A damaged file names any sizes: none can be larger than the file.
    const bytesInFile = fstatSync(file).size
    const headerSize = head.readUInt32LE(8)
    if (headerSize > bytesInFile) throw new ScrubError('E_STORE', path, 'The table file ends early.')
    const headerBytes = Buffer.alloc(headerSize)
    readSync(file, headerBytes, 0, headerBytes.length, 16)
    const header = Header.parse(JSON.parse(headerBytes.toString('utf8')))
    const start = head.readUInt32LE(12)

    const size = header.columns.reduce((most, { type, offset, length }) => {
      return Math.max(most, offset + aligned(length * constructors[type as ColumnType].BYTES_PER_ELEMENT))
    }, 0)
    if (start + size > aligned(bytesInFile))
      throw new ScrubError('E_STORE', path, 'The table file ends early.')
    const shared = new SharedArrayBuffer(size)
    const bytes = new Uint8Array(shared)
    let have = 0
    while (have < size) {
      const got = readSync(file, bytes, have, size - have, start + have)
      if (got === 0) throw new ScrubError('E_STORE', path, 'The table file ends early.')
      have += got
    }
    return sharedColumns({ path, header, start, memory: shared })
  } catch (error) {
    if (error instanceof ScrubError) throw error
    throw new ScrubError('E_STORE', path, 'The header of the table file cannot be read.')
  } finally {
    closeSync(file)
  }
}

const REMEMBERED_TEXTS = 2000

/** The columns of a file that was read, in this thread or in another. */
export function sharedColumns(shared: SharedColumns): ColumnFile {
  const { path, header, start, memory } = shared
  const columns = Object.fromEntries(
    header.columns.map(({ name, type, offset, length }) => [
      name,
      // The constructors' types know only ArrayBuffer; every typed array takes shared memory.
      new constructors[type as ColumnType](memory as unknown as ArrayBuffer, offset, length),
    ]),
  )
  const texts = new Map(header.texts.map((text) => [text.name, text]))
  // Findings of a run ask for the texts of few rows over and over; each costs an open file (some 15 µs).
  const remembered = new Map<string, string>()
  const textOf = (name: string, row: number): string => {
    const key = `${name} ${row}`
    let text = remembered.get(key)
    if (text === undefined) {
      text = textAt(path, start, texts.get(name), row)
      if (remembered.size >= REMEMBERED_TEXTS) remembered.clear()
      remembered.set(key, text)
    }
    return text
  }
  return {
    columns,
    lists: header.lists,
    text: textOf,
    shared,
  }
}

/** The same for data that was never written, such as the starter sets. */
export const memoryColumns = (data: ColumnData): ColumnFile => ({
  columns: data.columns,
  lists: data.lists,
  text: (name, row) => data.texts[name]?.[row] ?? '',
})

function textAt(
  path: string,
  start: number,
  text: z.infer<typeof Header>['texts'][number] | undefined,
  row: number,
): string {
  if (!text || row < 0 || row + 1 >= text.offsets.length) return ''
  const file = openSync(path, 'r')
  try {
    const bounds = Buffer.alloc(8)
    readSync(file, bounds, 0, 8, start + text.offsets.offset + row * 4)
    const [from, to] = [bounds.readUInt32LE(0), bounds.readUInt32LE(4)]
    const bytes = Buffer.alloc(to - from)
    readSync(file, bytes, 0, bytes.length, start + text.bytes.offset + from)
    return bytes.toString('utf8')
  } finally {
    closeSync(file)
  }
}
