/**
 * Publishers' archives, opened with distrust: zip (also within zip), gzip and plain files become input files that are
 * read chunk by chunk. Every size is bounded by what was counted, not by what the archive declares.
 */
import { createReadStream, openSync, readSync, closeSync, statSync } from 'node:fs'
import { basename } from 'node:path'
import { Readable } from 'node:stream'
import { crc32, createGunzip } from 'node:zlib'
import { fromBufferPromise, openPromise, type Entry, type ZipFile } from 'yauzl'
import { ScrubError } from '../../model/errors.ts'

/** Bounds on what one given file may hold; far above any release that was ever published. */
export interface ArchiveLimits {
  readonly entries: number
  /** Inflated bytes of one entry, and of all. */
  readonly entryBytes: number
  readonly totalBytes: number
  /** Inflated bytes for each stored byte, beyond the first MiB. Real releases inflate about 20 times. */
  readonly ratio: number
  /** Bytes of what must be held in memory whole: a zip within a zip, a workbook. */
  readonly heldBytes: number
}

const MEBIBYTE = 1024 * 1024

/** What importing applies. */
export const archiveLimits: ArchiveLimits = {
  entries: 1000,
  entryBytes: 1024 * MEBIBYTE,
  totalBytes: 2048 * MEBIBYTE,
  ratio: 200,
  heldBytes: 256 * MEBIBYTE,
}

/** One file as its publisher made it, whatever archives it came in. */
export interface InputFile {
  /** Where it lies, for messages: `RVU25D.zip/PPRRVU2025_Oct.csv`. */
  readonly label: string
  /** Its name, then those of the archives around it, inside out. */
  readonly names: readonly string[]
  /** Its bytes, from the start at every call. Throws E_ARCHIVE when it is damaged or too large. */
  chunks(): AsyncGenerator<Buffer>
}

type Open = () => Promise<Readable>

const fault = (label: string, message: string): ScrubError => new ScrubError('E_ARCHIVE', label, message)

/** The files within a file, in an order that puts the easiest form of the same table first. Throws E_FILE, E_ARCHIVE. */
export async function* openInput(
  path: string,
  limits: ArchiveLimits = archiveLimits,
): AsyncGenerator<InputFile> {
  const name = basename(path)
  const { size, magic } = factsOf(path)
  const budget = { left: limits.totalBytes }
  const open: Open = () => Promise.resolve(createReadStream(path, { highWaterMark: 1 << 18 }))
  if (!isZip(magic)) {
    yield plainOrGzip(
      { label: name, names: [name], size, open, crc: undefined, gzip: isGzip(magic) },
      limits,
      budget,
    )
    return
  }
  const zip = await opened(name, openPromise(path, { autoClose: false }))
  try {
    yield* zipFiles({ zip, label: name, names: [name], open, size }, limits, budget, 0)
  } finally {
    zip.close()
  }
}

/** All bytes of a file. Throws E_ARCHIVE when they are more than may be held. */
export async function readWhole(file: InputFile, most: number = archiveLimits.heldBytes): Promise<Buffer> {
  const pieces: Buffer[] = []
  let size = 0
  for await (const chunk of file.chunks()) {
    size += chunk.length
    if (size > most)
      throw fault(file.label, `It holds more than ${most} bytes, which no release of its kind does.`)
    pieces.push(chunk)
  }
  return Buffer.concat(pieces)
}

/** The first bytes of a file. */
export async function readHead(file: InputFile, bytes: number): Promise<Buffer> {
  const pieces: Buffer[] = []
  let size = 0
  for await (const chunk of file.chunks()) {
    pieces.push(chunk)
    size += chunk.length
    if (size >= bytes) break
  }
  return Buffer.concat(pieces).subarray(0, bytes)
}

/** The entries of a workbook by name; the caller asks for those it needs. Throws E_ARCHIVE. */
export async function zipEntries(
  label: string,
  bytes: Buffer,
  limits: ArchiveLimits = archiveLimits,
): Promise<ReadonlyMap<string, InputFile>> {
  const zip = await opened(label, fromBufferPromise(bytes))
  const budget = { left: limits.totalBytes }
  const entries = await listed(zip, label, limits)
  return new Map(entries.map((entry) => [entry.fileName, entryFile(zip, entry, label, [], limits, budget)]))
}

interface Budget {
  left: number
}

interface OpenZip {
  readonly zip: ZipFile
  readonly label: string
  readonly names: readonly string[]
  /** The bytes of the archive itself, should it turn out to be a workbook. */
  readonly open: Open
  readonly size: number
}

async function* zipFiles(
  { zip, label, names, open, size }: OpenZip,
  limits: ArchiveLimits,
  budget: Budget,
  depth: number,
): AsyncGenerator<InputFile> {
  const entries = await listed(zip, label, limits)
  if (entries.some((entry) => entry.fileName === 'xl/workbook.xml')) {
    yield plainOrGzip({ label, names, size, open, crc: undefined, gzip: false }, limits, budget)
    return
  }
  for (const entry of entries.sort((a, b) => rank(a.fileName) - rank(b.fileName))) {
    const file = entryFile(zip, entry, label, names, limits, budget)
    if (!/\.zip$/i.test(entry.fileName)) {
      yield file
      continue
    }
    if (depth >= 2)
      throw fault(file.label, 'Archives lie within archives deeper than any publisher puts them.')
    const bytes = await readWhole(file, limits.heldBytes)
    const inner = await opened(file.label, fromBufferPromise(bytes))
    const again: Open = () => Promise.resolve(Readable.from([bytes]))
    yield* zipFiles(
      { zip: inner, label: file.label, names: file.names, open: again, size: bytes.length },
      limits,
      budget,
      depth + 1,
    )
  }
}

/** Text before workbooks, the schedule that is not QPP's before the other: whichever comes first is read. */
function rank(name: string): number {
  const form = /\.csv$/i.test(name) ? 0 : /\.txt$/i.test(name) ? 2 : 4
  return form + (/[_-]QPP/i.test(name) ? 1 : 0)
}

/** All entries but folders, checked for what they declare before anything is inflated. */
async function listed(zip: ZipFile, label: string, limits: ArchiveLimits): Promise<Entry[]> {
  if (zip.entryCount > limits.entries) throw fault(label, `It has more than ${limits.entries} entries.`)
  const entries: Entry[] = []
  let total = 0
  try {
    for await (const entry of zip.eachEntry()) {
      if (entry.fileName.endsWith('/')) continue
      if (entry.isEncrypted()) throw fault(label, 'It has an encrypted entry; publishers do not encrypt.')
      total += entry.uncompressedSize
      if (entry.uncompressedSize > limits.entryBytes || total > limits.totalBytes)
        throw fault(label, 'It declares more bytes than any release has.')
      if (tooDense(entry.uncompressedSize, entry.compressedSize, limits))
        throw fault(label, `It has an entry that inflates more than ${limits.ratio} times.`)
      entries.push(entry)
      if (entries.length > limits.entries) throw fault(label, `It has more than ${limits.entries} entries.`)
    }
  } catch (error) {
    if (error instanceof ScrubError) throw error
    const name = error instanceof Error && /path|fileName/i.test(error.message)
    throw fault(
      label,
      name ? 'It has an entry whose name leads outside of it.' : 'The list of its entries is damaged.',
    )
  }
  return entries
}

const tooDense = (inflated: number, stored: number, limits: ArchiveLimits): boolean =>
  inflated > MEBIBYTE && inflated > stored * limits.ratio

function entryFile(
  zip: ZipFile,
  entry: Entry,
  label: string,
  names: readonly string[],
  limits: ArchiveLimits,
  budget: Budget,
): InputFile {
  const name = basename(entry.fileName)
  return plainOrGzip(
    {
      label: `${label}/${name}`,
      names: [name, ...names],
      size: entry.compressedSize,
      open: () => zip.openReadStreamPromise(entry),
      crc: entry.crc32,
      gzip: /\.gz$/i.test(name),
    },
    limits,
    budget,
  )
}

interface Source {
  readonly label: string
  readonly names: readonly string[]
  /** Bytes as stored, before inflation. */
  readonly size: number
  readonly open: Open
  readonly crc: number | undefined
  readonly gzip: boolean
}

function plainOrGzip(source: Source, limits: ArchiveLimits, budget: Budget): InputFile {
  const { label, names, size, open, crc, gzip } = source
  return {
    label,
    names,
    async *chunks() {
      let stream: Readable | undefined
      let total = 0
      let sum = 0
      try {
        stream = await open()
        const inner = stream
        // A stream's error does not pass through pipe(); without this a damaged inner stream would never end.
        const outer = gzip ? inner.pipe(createGunzip().on('close', () => inner.destroy())) : inner
        if (outer !== inner) inner.on('error', (error) => outer.destroy(error))
        stream = outer
        for await (const piece of outer) {
          const chunk = piece as Buffer
          total += chunk.length
          budget.left -= chunk.length
          if (total > limits.entryBytes || budget.left < 0)
            throw fault(label, 'It holds more bytes than any release has.')
          if (tooDense(total, size, limits))
            throw fault(label, `It inflates more than ${limits.ratio} times.`)
          if (crc !== undefined && !gzip) sum = crc32(chunk, sum)
          yield chunk
        }
        if (crc !== undefined && !gzip && sum !== crc)
          throw fault(label, 'Its checksum does not match: the archive is damaged.')
      } catch (error) {
        if (error instanceof ScrubError) throw error
        throw fault(label, 'It is damaged or ends early. Download it again.')
      } finally {
        stream?.destroy()
      }
    },
  }
}

/** Size and first bytes of a given file. Throws E_FILE. */
function factsOf(path: string): { readonly size: number; readonly magic: Buffer } {
  const magic = Buffer.alloc(4)
  try {
    const facts = statSync(path)
    if (!facts.isFile()) throw new ScrubError('E_FILE', path, 'It is not a regular file.')
    const file = openSync(path, 'r')
    try {
      readSync(file, magic, 0, 4, 0)
    } finally {
      closeSync(file)
    }
    return { size: facts.size, magic }
  } catch (error) {
    if (error instanceof ScrubError) throw error
    throw new ScrubError('E_FILE', path, 'There is no such file, or it may not be read.')
  }
}

async function opened(label: string, opening: Promise<ZipFile>): Promise<ZipFile> {
  try {
    return await opening
  } catch {
    throw fault(
      label,
      'It is no whole zip file: the list of its entries at the end is missing or damaged. Download it again.',
    )
  }
}

const isZip = (magic: Buffer): boolean =>
  magic[0] === 0x50 && magic[1] === 0x4b && magic[2] === 3 && magic[3] === 4
const isGzip = (magic: Buffer): boolean => magic[0] === 0x1f && magic[1] === 0x8b
