/** Bodies: small ones as a whole, large ones as they come; inflated where they are gzip; never more than the limits. */
import type { IncomingMessage } from 'node:http'
import { isAscii, isUtf8 } from 'node:buffer'
import { Readable } from 'node:stream'
import { promisify } from 'node:util'
import { createGunzip, gunzip } from 'node:zlib'
import { forms, type Chunks, type Form } from '../index.ts'
import { refusal } from './faults.ts'
import type { Limits } from './options.ts'

/** A body that is there, or one that is still coming. */
export type Body =
  | { readonly kind: 'whole'; readonly bytes: Buffer }
  | { readonly kind: 'stream'; readonly chunks: AsyncGenerator<Uint8Array> }

/** What a content type says: the form, and for JSON whether it is one value (a claim, or an array of them). */
export interface Media {
  readonly form: Form | undefined
  readonly json: boolean
}

/** Content types that claims may have. */
export const claimMedia: Readonly<Record<string, Media>> = {
  'application/json': { form: 'json', json: true },
  'application/x-ndjson': { form: 'json', json: false },
  'application/edi-x12': { form: 'x12', json: false },
  'application/fhir+json': { form: 'fhir', json: false },
  'application/fhir+ndjson': { form: 'fhir', json: false },
  'text/csv': { form: 'csv', json: false },
  'application/gzip': { form: undefined, json: false },
  'application/octet-stream': { form: undefined, json: false },
}

const aliases: Readonly<Record<string, string>> = {
  'application/ndjson': 'application/x-ndjson',
  'application/jsonl': 'application/x-ndjson',
  'application/x12': 'application/edi-x12',
  'application/x-gzip': 'application/gzip',
}

/** The content type without parameters, as it is known here. Throws E_FORMAT for another character set than UTF-8. */
export function mediaType(header: string | undefined): string {
  if (header === 'application/json') return header
  const [type = '', ...parameters] = (header ?? '').toLowerCase().split(';')
  for (const parameter of parameters) {
    const charset = /^\s*charset\s*=\s*"?([^"\s]*)"?\s*$/.exec(parameter)?.[1]
    if (charset !== undefined && charset !== 'utf-8' && charset !== 'utf8' && charset !== 'us-ascii')
      throw refusal('E_FORMAT', 'Bodies are read in UTF-8; the content type names another character set.')
  }
  const plain = type.trim()
  return aliases[plain] ?? plain
}

/** What the content type of claims says; `from` overrides the form. Throws E_FORMAT for one that is none of claims. */
export function mediaOf(header: string | undefined, from: Form | undefined): Media {
  const type = mediaType(header)
  const media = Object.hasOwn(claimMedia, type) ? claimMedia[type]! : undefined
  if (media === undefined)
    throw refusal(
      'E_FORMAT',
      `The content type is none of claims. There are: ${Object.keys(claimMedia).join(', ')}.`,
    )
  if (from === undefined || from === media.form) return media
  return { form: from, json: false }
}

/** Names of forms, for queries. */
export const formNames = forms

/** Throws E_FORMAT for a content encoding that is not inflated. */
export function checkEncoding(header: string | undefined): void {
  if (header !== undefined && !/^(gzip|x-gzip|identity)?$/i.test(header.trim()))
    throw refusal('E_FORMAT', 'Of content encodings gzip is read, and none.')
}

const tooLarge = (bytes: number): Error =>
  refusal('E_TOO_LARGE', `The body has more than ${bytes.toLocaleString('en-US')} bytes.`)
const tooSlow = (): Error => refusal('E_TIMEOUT', 'The body did not arrive in time.')
const cutShort = (): Error => refusal('E_REQUEST', 'The connection ended before the body did.')

/**
 * The body of a request: as a whole where it ends within `wholeBytes`, else as it comes. Throws E_TOO_LARGE, E_TIMEOUT
 * where nothing comes for so long (or, as a whole, it does not end in that time), E_REQUEST where it breaks off.
 */
export function readBody(
  request: IncomingMessage,
  limits: Pick<Limits, 'bytes' | 'wholeBytes' | 'idleSeconds'>,
): Promise<Body> {
  const declared = Number(request.headers['content-length'] ?? 0)
  if (declared > limits.bytes) return Promise.reject(tooLarge(limits.bytes))
  return new Promise((resolve, reject) => {
    let held: Buffer[] = []
    let length = 0
    let over = false
    const timer = setTimeout(() => stop(() => reject(tooSlow())), limits.idleSeconds * 1000)
    // Listeners of a request that is read to its end go with it; taking them off would cost more than reading it.
    const stop = (how: () => void): void => {
      if (over) return
      over = true
      clearTimeout(timer)
      request.off('data', onData).off('end', onEnd).off('error', onError).off('close', onError)
      how()
    }
    const onData = (chunk: Buffer): void => {
      held.push(chunk)
      length += chunk.length
      if (length <= limits.wholeBytes) return
      request.pause()
      stop(() => {
        const before = held
        held = []
        if (length > limits.bytes) reject(tooLarge(limits.bytes))
        else resolve({ kind: 'stream', chunks: restOf(request, before, length, limits) })
      })
    }
    const onEnd = (): void => {
      if (over) return
      over = true
      clearTimeout(timer)
      resolve({ kind: 'whole', bytes: held.length === 1 ? held[0]! : Buffer.concat(held) })
    }
    const onError = (): void => stop(() => reject(cutShort()))
    request.on('data', onData).on('end', onEnd).on('error', onError).on('close', onError)
  })
}

/** What was held, and what is still to come; it waits for its reader, and is not waited for longer than it may be. */
async function* restOf(
  request: IncomingMessage,
  held: Buffer[],
  length: number,
  { bytes, idleSeconds }: Pick<Limits, 'bytes' | 'idleSeconds'>,
): AsyncGenerator<Uint8Array> {
  let total = length
  let [ended, broken] = [request.readableEnded, request.destroyed && !request.readableEnded]
  let wake: (() => void) | undefined
  const notify = (): void => wake?.()
  const onEnd = (): void => {
    ended = true
    notify()
  }
  const onClose = (): void => {
    if (!ended) broken = true
    notify()
  }
  request.on('readable', notify).on('end', onEnd).on('close', onClose).on('error', onClose)
  try {
    for (const chunk of held.splice(0)) yield chunk
    while (!ended) {
      const chunk = request.read() as Buffer | null
      if (chunk !== null) {
        total += chunk.length
        if (total > bytes) throw tooLarge(bytes)
        yield chunk
        continue
      }
      // Reading may have come to the end just now.
      if (ended as boolean) break
      if (broken) throw cutShort()
      let timer: NodeJS.Timeout | undefined
      const late = await new Promise<boolean>((resolve) => {
        wake = () => resolve(false)
        timer = setTimeout(() => resolve(true), idleSeconds * 1000)
      })
      clearTimeout(timer)
      wake = undefined
      if (late) throw tooSlow()
    }
  } finally {
    request.off('readable', notify).off('end', onEnd).off('close', onClose).off('error', onClose)
  }
}

const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b
const inflate = promisify(gunzip) as (
  bytes: Uint8Array,
  options: { readonly maxOutputLength: number },
) => Promise<Buffer>

const damaged = (): Error => refusal('E_ARCHIVE', 'The gzip is damaged or ends early.')
const nested = (): Error => refusal('E_ARCHIVE', 'A gzip inside a gzip is not read.')
const inflatesTooFar = (bytes: number): Error =>
  refusal('E_TOO_LARGE', `The body inflates to more than ${bytes.toLocaleString('en-US')} bytes.`)

/** The bytes, inflated where they are gzip. Throws E_ARCHIVE where that is damaged, E_TOO_LARGE beyond `most` bytes. */
export async function plainBytes(bytes: Buffer, most: number): Promise<Buffer> {
  if (!isGzip(bytes)) {
    if (bytes.length > most) throw tooLarge(most)
    return bytes
  }
  const plain = await inflate(bytes, { maxOutputLength: most }).catch((error: unknown) => {
    throw (error as { code?: unknown }).code === 'ERR_BUFFER_TOO_LARGE' ? inflatesTooFar(most) : damaged()
  })
  if (isGzip(plain)) throw nested()
  return plain
}

/** The same for bytes that come in pieces. */
export async function* plainChunks(chunks: Chunks, most: number): AsyncGenerator<Uint8Array> {
  const iterator = chunks[Symbol.asyncIterator]()
  let head: Uint8Array = new Uint8Array(0)
  while (head.length < 2) {
    const next = await iterator.next()
    if (next.done) break
    head = head.length === 0 ? next.value : Buffer.concat([head, next.value])
  }
  let source: { readonly error?: unknown } | undefined
  async function* all(): AsyncGenerator<Uint8Array> {
    try {
      if (head.length > 0) yield head
      for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value
    } catch (error) {
      source = { error }
      throw error
    } finally {
      await iterator.return?.()
    }
  }
  if (!isGzip(head)) {
    yield* all()
    return
  }
  const packed = Readable.from(all(), { objectMode: false })
  const zip = createGunzip({ chunkSize: 256 * 1024 })
  packed.on('error', (error) => zip.destroy(error))
  let total = 0
  try {
    for await (const chunk of packed.pipe(zip) as AsyncIterable<Buffer>) {
      if (total === 0 && isGzip(chunk)) throw nested()
      total += chunk.length
      if (total > most) throw inflatesTooFar(most)
      yield chunk
    }
  } catch (error) {
    const code = (error as { code?: unknown }).code
    throw source ? source.error : typeof code === 'string' && code.startsWith('Z_') ? damaged() : error
  } finally {
    packed.destroy()
    zip.destroy()
  }
}

/** All chunks as one. Throws E_TOO_LARGE beyond `most` bytes. */
export async function wholeOf(chunks: Chunks, most: number): Promise<Buffer> {
  const held: Uint8Array[] = []
  let length = 0
  for await (const chunk of chunks) {
    held.push(chunk)
    length += chunk.length
    if (length > most) throw tooLarge(most)
  }
  return Buffer.concat(held)
}

/** The value of a JSON text. Throws E_ENCODING, E_JSON; the parser's own words repeat the text and are not used. */
export function parseJson(bytes: Buffer): unknown {
  const marked = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf
  // Most bodies are plain letters, which need not be decoded.
  const plainly = isAscii(bytes)
  if (!plainly && !isUtf8(bytes)) throw refusal('E_ENCODING', 'The bytes are not UTF-8.')
  try {
    return JSON.parse(plainly ? bytes.toString('latin1') : bytes.toString('utf8', marked ? 3 : 0)) as unknown
  } catch {
    throw refusal('E_JSON', 'The body is no JSON.')
  }
}
