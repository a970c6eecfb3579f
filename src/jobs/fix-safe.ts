/** `--fix-safe`: the claims of an input in their own form, with the corrections for which nobody need look at the record. */
import { once } from 'node:events'
import { createWriteStream, renameSync, rmSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { finished } from 'node:stream/promises'
import { createGunzip, createGzip } from 'node:zlib'
import { detectForm, type Form } from '../formats/detect.ts'
import { utf16Of } from '../formats/encoding.ts'
import type { Chunks } from '../formats/items.ts'
import type { Rewriter, WriteNote } from '../formats/write-back.ts'
import { rewriteCsv } from '../formats/write-csv.ts'
import { rewriteFhir } from '../formats/write-fhir.ts'
import { rewriteClaimJson } from '../formats/write-json.ts'
import { rewriteX12 } from '../formats/x12/patch-837.ts'
import { ScrubError } from '../model/errors.ts'
import type { ClaimScrubber } from './scrub.ts'

/** What is to be corrected, and where the copy goes. */
export interface FixOptions {
  readonly chunks: Chunks
  /** Name of the input, by which its form may be told. */
  readonly name: string
  readonly from?: Form
  /** Finds the corrections, and proves them. */
  readonly scrubber: Pick<ClaimScrubber, 'corrections'>
  /** File that is written aside and renamed when whole; compressed where its name ends in `.gz`. */
  readonly path: string
}

/** What was done. */
export interface FixReport {
  /** Codes that were written otherwise than codes are, and claims that had them. */
  readonly codes: number
  readonly respelled: number
  /** Claims with a proved correction. */
  readonly changed: number
  /** Claims with a correction that their form has no place for; at most a hundred are named. */
  readonly left: number
  readonly leftClaims: readonly { readonly claim: string; readonly why: string }[]
  /** Why nothing of the input was looked at; undefined where it was. */
  readonly passed: string | undefined
}

const rewriters: Readonly<Record<Form, Rewriter>> = {
  x12: rewriteX12,
  json: rewriteClaimJson,
  fhir: rewriteFhir,
  csv: rewriteCsv,
}

/** Bytes by which the form is told. */
const HEAD = 64 * 1024
const MOST_NAMED = 100

/** Writes the corrected copy. Throws E_FILE when it cannot be written, E_ARCHIVE when a compressed input is damaged. */
export async function writeFixed({ chunks, name, from, scrubber, path }: FixOptions): Promise<FixReport> {
  const tally = { codes: 0, respelled: 0, changed: 0, left: 0 }
  const leftClaims: { claim: string; why: string }[] = []
  const told = (note: WriteNote): void => {
    tally[note.kind]++
    if (note.kind === 'respelled') tally.codes += note.codes
    if (note.kind === 'left' && leftClaims.length < MOST_NAMED)
      leftClaims.push({ claim: note.claim, why: note.why })
  }
  let passed: string | undefined
  const rewritten = async function* (): AsyncGenerator<Uint8Array> {
    const { head, all } = await headOf(plainChunks(chunks, name))
    const form = utf16Of(head) ? undefined : (from ?? detectForm(head, name))
    if (form === undefined) {
      passed = utf16Of(head) ? 'it is in UTF-16' : 'its form is none that can be read'
      yield* all
    } else yield* rewriters[form](all, { correct: scrubber.corrections, respell: true, told })
  }
  await writeAside(path, rewritten())
  return { ...tally, leftClaims, passed }
}

/** The first bytes, and all bytes from the start. */
async function headOf(chunks: Chunks): Promise<{ readonly head: Uint8Array; readonly all: Chunks }> {
  const iterator = chunks[Symbol.asyncIterator]()
  const held: Uint8Array[] = []
  let size = 0
  while (size < HEAD) {
    const next = await iterator.next()
    if (next.done) break
    held.push(next.value)
    size += next.value.length
  }
  async function* all(): AsyncGenerator<Uint8Array> {
    try {
      yield* held.splice(0)
      for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value
    } finally {
      await iterator.return?.()
    }
  }
  return { head: Buffer.concat(held).subarray(0, HEAD), all: all() }
}

/** The bytes, inflated where they are a gzip. */
async function* plainChunks(chunks: Chunks, name: string): AsyncGenerator<Uint8Array> {
  const { head, all } = await headOf(chunks)
  if (head[0] !== 0x1f || head[1] !== 0x8b) {
    yield* all
    return
  }
  const source = Readable.from(all, { objectMode: false })
  const gunzip = createGunzip()
  source.on('error', (error) => gunzip.destroy(error))
  try {
    for await (const chunk of source.pipe(gunzip)) yield chunk as Buffer
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    if (!code.startsWith('Z_')) throw error
    throw new ScrubError(
      'E_ARCHIVE',
      name,
      'The gzip is damaged or ends early: no corrected copy was written.',
    )
  } finally {
    source.destroy()
  }
}

const isRegularOrNew = (path: string): boolean => {
  try {
    return statSync(path).isFile()
  } catch {
    return true
  }
}

/** Writes a file that is whole or not there; to a device or pipe straight. Only the user may read it: it holds claims. */
async function writeAside(path: string, chunks: AsyncGenerator<Uint8Array>): Promise<void> {
  const aside = isRegularOrNew(path) ? join(dirname(path), `.${basename(path)}.${process.pid}.part`) : path
  const file = createWriteStream(aside, { mode: 0o600 })
  const clear = (): void => {
    if (aside !== path) rmSync(aside, { force: true })
  }
  // Whoever stops the program finds no half file.
  process.once('exit', clear)
  const whole = finished(file)
  whole.catch(() => undefined)
  const zip = path.endsWith('.gz') ? createGzip() : undefined
  zip?.pipe(file)
  const into = zip ?? file
  try {
    await once(file, 'open')
    for await (const chunk of chunks)
      if (chunk.length > 0 && !into.write(chunk)) await Promise.race([once(into, 'drain'), whole])
    into.end()
    await whole
    if (aside !== path) renameSync(aside, path)
  } catch (error) {
    file.destroy()
    clear()
    if (error instanceof Error && 'syscall' in error)
      throw new ScrubError('E_FILE', path, 'The corrected claims cannot be written there.')
    throw error
  } finally {
    process.off('exit', clear)
    await chunks.return(undefined)
  }
}

/** Pieces that one reader may be ahead of the other. */
const AHEAD = 4

/** The same bytes for two readers, read once: neither gets more than a few pieces ahead of the other. */
export function twice(chunks: Chunks): readonly [Chunks, Chunks] {
  const iterator = chunks[Symbol.asyncIterator]()
  const queues: [Uint8Array[], Uint8Array[]] = [[], []]
  const gone = [false, false]
  let pulling = false
  let done = false
  let failure: { readonly error: unknown } | undefined
  let waiting: (() => void)[] = []
  const wake = (): void => {
    for (const one of waiting.splice(0)) one()
  }
  const pull = async (): Promise<void> => {
    pulling = true
    try {
      const next = await iterator.next()
      if (next.done) done = true
      else queues.forEach((queue, reader) => void (gone[reader] || queue.push(next.value)))
    } catch (error) {
      failure = { error }
    }
    pulling = false
    wake()
  }
  async function* reader(own: 0 | 1): AsyncGenerator<Uint8Array> {
    const other = own === 0 ? 1 : 0
    try {
      for (;;) {
        const chunk = queues[own].shift()
        if (chunk) {
          wake()
          yield chunk
        } else if (failure) throw failure.error
        else if (done) return
        else if (pulling || (queues[other].length >= AHEAD && !gone[other]))
          await new Promise<void>((resolve) => (waiting = [...waiting, resolve]))
        else await pull()
      }
    } finally {
      gone[own] = true
      queues[own].length = 0
      wake()
      if (gone[other]) await iterator.return?.()
    }
  }
  return [reader(0), reader(1)]
}
