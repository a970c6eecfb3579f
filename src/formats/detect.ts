/** Which form an input has, told by its content; and the one way in for all forms, compressed or not. */
import { Readable } from 'node:stream'
import { TextDecoder } from 'node:util'
import { createGunzip } from 'node:zlib'
import { ScrubError } from '../model/errors.ts'
import { knownColumns, separatorOf } from './csv-columns.ts'
import { readCsv } from './csv.ts'
import { inUtf8, utf16Of } from './encoding.ts'
import { readFhir } from './fhir.ts'
import { problem, type Chunks, type Item, type Reader } from './items.ts'
import { readClaimJson } from './json.ts'
import type { SegmentListener } from './x12/envelope-facts.ts'
import { readX12 } from './x12/read-837.ts'

/** The forms that can be read; `--from` takes these names. */
export const forms = ['x12', 'json', 'fhir', 'csv'] as const
/** One of the forms. */
export type Form = (typeof forms)[number]

const readers: Readonly<Record<Form, Reader>> = {
  x12: readX12,
  json: readClaimJson,
  fhir: readFhir,
  csv: readCsv,
}

/** The most bytes looked at to tell the form. */
const HEAD = 64 * 1024

/** Names of files by which a form is guessed where the content is silent. */
const endings: readonly (readonly [RegExp, Form])[] = [
  [/\.(x12|edi|837[pi]?)$/i, 'x12'],
  [/\.(json|ndjson|jsonl)$/i, 'json'],
  [/\.(csv|tsv)$/i, 'csv'],
]

/** The form of an input by its first bytes, else by the ending of its name, else undefined. */
export function detectForm(head: Uint8Array, name: string): Form | undefined {
  const text = textOf(head)
  if (/^(ISA|(GS|ST)[^A-Za-z0-9\s,;])/.test(text)) return 'x12'
  if (/^[{[]/.test(text)) return /"resourceType"\s*:/.test(text) ? 'fhir' : 'json'
  const header = text.slice(0, lineEnd(text))
  if (knownColumns(header.split(separatorOf(header))) >= 2) return 'csv'
  // An interchange after something else: a mail's or a transfer's own lines.
  if (/\bISA([^A-Za-z0-9])\d\d\1/.test(text)) return 'x12'
  const plainName = name.replace(/\.gz$/i, '')
  return text === '' ? undefined : endings.find(([ending]) => ending.test(plainName))?.[1]
}

const textOf = (head: Uint8Array): string => {
  const utf16 = utf16Of(head)
  return new TextDecoder(utf16 ?? 'latin1')
    .decode(head)
    .replace(/^\u00ef\u00bb\u00bf/, '')
    .trimStart()
}

const lineEnd = (text: string): number => {
  const end = text.search(/[\r\n]/)
  return end < 0 ? text.length : end
}

/** Whether more bytes could not change the answer. */
function isCertain(head: Uint8Array): boolean {
  const text = textOf(head)
  const form = detectForm(head, '')
  if (form === 'csv') return lineEnd(text) < text.length
  if (form === 'json') return /"(lines|serviceDate|chargeCents)"\s*:/.test(text)
  return form !== undefined
}

/** An input of which the form is known, or the problem that it is none. */
export interface OpenedInput {
  /** Undefined where it has no form that can be read. */
  readonly form: Form | undefined
  /** Its bytes, inflated and in UTF-8. */
  readonly chunks: Chunks
  /** What is wrong with the input itself; complete when its bytes were read. */
  problems(): readonly Item[]
  /** Whether the source of the bytes failed, which is no fault of a reader. */
  failed(): boolean
}

/** Opens an input in the form that is named or found. Gzip is inflated; where it is damaged, what came before stands. */
export async function openInput(chunks: Chunks, file: string, from?: Form): Promise<OpenedInput> {
  const source = watched(chunks)
  const packed = await peek(source.chunks, (head) => head.length >= 4)
  const refused = async (close: () => Promise<void>, ...problems: readonly Item[]): Promise<OpenedInput> => {
    await close()
    return { form: undefined, chunks: noChunks(), problems: () => problems, failed: source.failed }
  }
  if (isZip(packed.head)) {
    const text =
      'A zip archive (or an Excel workbook, which is one) is not read: unpack it, or save the sheet as CSV.'
    return refused(packed.close, problem('E_ARCHIVE', file, { byte: 0 }, text))
  }
  if (!isGzip(packed.head)) {
    const plain = await openPlain(packed.chunks, file, from)
    return { ...plain, problems: () => plain.problems, failed: source.failed }
  }
  const inflated = inflate(packed.chunks)
  const inner = await peek(inflated.chunks, (head) => head.length >= 4)
  if (isGzip(inner.head) || isZip(inner.head)) {
    const text = 'An archive inside a gzip is not read: unpack it first.'
    return refused(inner.close, problem('E_ARCHIVE', file, { byte: 0 }, text))
  }
  const damage = (): readonly Item[] => {
    const text = 'The gzip is damaged or ends early; what stands before this place was read.'
    return inflated.damaged() ? [problem('E_ARCHIVE', file, { byte: inflated.bytes() }, text)] : []
  }
  if (inner.head.length === 0 && inflated.damaged()) return refused(inner.close, ...damage())
  const plain = await openPlain(inner.chunks, file, from)
  return { ...plain, problems: () => [...plain.problems, ...damage()], failed: source.failed }
}

/**
 * All claims, problems and warnings of an input in the form that is named or found. Gzip is inflated; where it is
 * damaged, what came before stands and the damage is a problem. `listen` sees the segments of X12. Throws only what
 * the source of the bytes throws.
 */
export async function* readClaims(
  chunks: Chunks,
  file: string,
  from?: Form,
  listen?: SegmentListener,
): AsyncGenerator<readonly Item[]> {
  yield* readOpened(await openInput(chunks, file, from), file, listen)
}

/** The same of an input that is open. */
export async function* readOpened(
  { form, chunks, problems, failed }: OpenedInput,
  file: string,
  listen?: SegmentListener,
): AsyncGenerator<readonly Item[]> {
  try {
    if (form !== undefined) yield* readers[form](chunks, file, listen)
    if (problems().length > 0) yield problems()
  } catch (error) {
    if (failed() || error instanceof ScrubError) throw error
    yield [readerFailed(file)]
  }
}

/** A mistake in a reader: what it gave stands, the rest is lost, and that is said. */
export const readerFailed = (file: string): Item =>
  problem('E_INTERNAL', file, {}, 'The reader failed; what follows in this input was not read.')

async function* noChunks(): AsyncGenerator<Uint8Array> {}

async function openPlain(
  chunks: Chunks,
  file: string,
  from: Form | undefined,
): Promise<{ readonly form: Form | undefined; readonly chunks: Chunks; readonly problems: readonly Item[] }> {
  const utf8 = inUtf8(chunks)
  if (from !== undefined) return { form: from, chunks: utf8, problems: [] }
  const { head, chunks: all, close } = await peek(utf8, isCertain)
  const form = detectForm(head, file)
  if (form !== undefined) return { form, chunks: all, problems: [] }
  await close()
  const blank = textOf(head) === ''
  const item =
    blank && head.length < HEAD
      ? problem('E_EMPTY', file, {}, 'There is no claim in the input: it is empty.')
      : problem(
          'E_FORMAT',
          file,
          { byte: 0 },
          `The input is none of the forms that can be read: ${formNames}.`,
        )
  return { form: undefined, chunks: noChunks(), problems: [item] }
}

const formNames =
  'X12 837 (begins with ISA), FHIR or claim JSON (begins with { or [), CSV (begins with a header row)'

const isGzip = (head: Uint8Array): boolean => head[0] === 0x1f && head[1] === 0x8b
const isZip = (head: Uint8Array): boolean =>
  head[0] === 0x50 && head[1] === 0x4b && head[2] === 3 && head[3] === 4

/** The same bytes, remembering whether their source failed, which is no fault of a reader. */
function watched(source: Chunks): { readonly chunks: Chunks; readonly failed: () => boolean } {
  let failed = false
  async function* chunks(): AsyncGenerator<Uint8Array> {
    try {
      yield* source
    } catch (error) {
      failed = true
      throw error
    }
  }
  return { chunks: chunks(), failed: () => failed }
}

/** The inflated bytes as far as they can be had. */
function inflate(packed: Chunks) {
  let damaged = false
  let bytes = 0
  async function* chunks(): AsyncGenerator<Uint8Array> {
    const source = Readable.from(packed, { objectMode: false })
    const gunzip = createGunzip({ chunkSize: 256 * 1024 })
    source.on('error', (error) => gunzip.destroy(error))
    try {
      for await (const chunk of source.pipe(gunzip)) {
        bytes += (chunk as Buffer).length
        yield chunk as Buffer
      }
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : ''
      if (!code.startsWith('Z_')) throw error
      damaged = true
    } finally {
      source.destroy()
    }
  }
  return { chunks: chunks(), damaged: () => damaged, bytes: () => bytes }
}

/** Chunks read ahead until `enough` says so or `HEAD` is reached, and all chunks from the start. */
async function peek(chunks: Chunks, enough: (head: Uint8Array) => boolean) {
  const iterator = chunks[Symbol.asyncIterator]()
  const held: Uint8Array[] = []
  let head: Uint8Array = new Uint8Array(0)
  // Chunks of a few bytes are looked at only now and then: each look costs the whole head.
  let nextLook = 1
  while (head.length < HEAD) {
    const next = await iterator.next()
    if (next.done) break
    held.push(next.value)
    head = held.length === 1 ? next.value : Buffer.concat([head, next.value])
    if (head.length < nextLook) continue
    if (enough(head.subarray(0, HEAD))) break
    nextLook = head.length * 1.1
  }
  async function* all(): AsyncGenerator<Uint8Array> {
    try {
      yield* held.splice(0)
      for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value
    } finally {
      await iterator.return?.()
    }
  }
  return { head: head.subarray(0, HEAD), chunks: all(), close: async () => void (await iterator.return?.()) }
}
