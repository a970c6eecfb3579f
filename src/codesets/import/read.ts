/** Given files → parsed releases, with a report of what each file held. Knows nothing of the store. */
import { basename } from 'node:path'
import { ScrubError } from '../../model/errors.ts'
import { encodeColumns } from '../columns.ts'
import type { Release, ReleaseData, TableName } from '../release.ts'
import { openInput, readHead, readWhole, type InputFile } from './archive.ts'
import { createCoverageExport, isExportTable, type CoverageExport } from './coverage-export.ts'
import { importers, leastRows } from './importer.ts'
import { createPtpRows, type PtpRows } from './ptp.ts'
import { HEAD_BYTES, isPublishersName, readableNames, recognise, type Recognised } from './recognise.ts'
import { csvSheet, decodeText, lineSheet, type Sheet } from './rows.ts'
import { readWorkbook } from './spreadsheet.ts'
import { tabularSheet } from './tabular.ts'

/** What was read from one file. */
export interface ReadEntry {
  /** Label of the file: its name, within those of the archives around it. */
  readonly file: string
  readonly table: TableName
  readonly release: string
  /** Rows as shipped in this file. */
  readonly rows: number
  /** Part of how many, counted from 1. */
  readonly part: number
  readonly parts: number
}

/** A file, or one within an archive, that was not read, and why. */
export interface SkippedEntry {
  readonly file: string
  readonly reason: string
}

/** A parsed release, encoded at once: texts as bytes take a fraction of what they take as strings. */
export interface EncodedRelease extends Omit<Release, 'columns' | 'lists' | 'texts'> {
  readonly bytes: Buffer
  /** Paths of the given files it came from. */
  readonly sources: readonly string[]
}

/** Parts of a PTP release, not yet sorted: earlier parts may be in the store. */
export interface PtpParts {
  readonly table: TableName
  readonly id: string
  readonly through: number
  readonly parts: number[]
  readonly partsExpected: number
  readonly rows: PtpRows
  readonly sources: string[]
}

/** All that the given files held. */
export interface ReadResult {
  readonly releases: EncodedRelease[]
  readonly ptp: PtpParts[]
  readonly read: ReadEntry[]
  readonly skipped: SkippedEntry[]
}

/** How to read. */
export interface ReadOptions {
  /** Take files with far fewer rows than their publisher ships; their releases count as incomplete. */
  readonly partial?: boolean
  readonly onProgress?: (entry: ReadEntry) => void
}

/**
 * Reads release files: all of them, or it throws.
 * Throws E_FILE, E_ARCHIVE, E_LAYOUT, E_RELEASE_SHORT, E_RELEASE_DUPLICATE.
 */
export async function readReleases(paths: readonly string[], options: ReadOptions = {}): Promise<ReadResult> {
  const result: ReadResult = { releases: [], ptp: [], read: [], skipped: [] }
  // Tables of the coverage export that were taken out of their archive belong together.
  const loose = { tables: createCoverageExport(), paths: [] as string[] }
  for (const path of paths) {
    const before = result.read.length
    const skippedBefore = result.skipped.length
    const tables = createCoverageExport()
    for await (const file of openInput(path)) {
      if (!isExportTable(file.names[0]!)) await readFile(file, path, before, result, options)
      else await (file.names.length > 1 ? tables : loose.tables).take(file)
      if (file.names.length === 1 && isExportTable(file.names[0]!)) loose.paths.push(path)
    }
    if (tables.hasArticles()) finishExport(tables, basename(path), [path], result, options)
    if (loose.paths.includes(path)) continue
    const twins = result.skipped.slice(skippedBefore).some(({ reason }) => reason.startsWith(TWIN))
    if (result.read.length === before && !twins)
      throw new ScrubError(
        'E_LAYOUT',
        basename(path),
        `It holds no release that can be read. Expected files such as: ${readableNames.join('; ')}.`,
      )
  }
  if (loose.paths.length > 0)
    finishExport(loose.tables, basename(loose.paths[0]!), loose.paths, result, options)
  return result
}

/** Adds the release of the coverage export. */
function finishExport(
  tables: CoverageExport,
  label: string,
  sources: readonly string[],
  result: ReadResult,
  options: ReadOptions,
): void {
  const data = tables.finish(label, options.partial ?? false)
  if (result.read.some(({ table, release }) => table === data.table && release === data.id))
    throw duplicate(label, `${data.table} ${data.id} was given twice.`)
  addRelease(data, label, sources, result, options)
}

const TWIN = 'The same release as'

async function readFile(
  file: InputFile,
  source: string,
  before: number,
  result: ReadResult,
  options: ReadOptions,
): Promise<void> {
  const name = file.names[0]!
  if (name.startsWith('.')) return skip(result, file, 'A hidden file.')
  const workbook = /\.xlsx$/i.test(name)
  const nested = file.names.length > 1
  if (workbook && nested && !isPublishersName(name))
    return skip(result, file, 'A workbook of another name than those that are read.')

  // A workbook's table may be told by its name; when the csv beside it was read, it need not be opened.
  const named = workbook ? recognisedByName(file) : undefined
  const twinByName = named && twinOf(result, named, before)
  if (twinByName) return skip(result, file, `${TWIN} ${twinByName.file}, in another form.`)

  const book = workbook ? await readWorkbook(file.label, await readWhole(file)) : undefined
  const head = book ? headOf(book) : (await readHead(file, HEAD_BYTES)).toString('latin1')
  const release = recognise(file.label, file.names, head)
  if (!release) return skip(result, file, 'Its layout is none that is read.')

  const twin = twinOf(result, release, before)
  if (twin) return skip(result, file, `${TWIN} ${twin.file}, in another form.`)
  if (release.layout === 'ptp') {
    await readPart(file, source, release, result, options)
    return
  }
  const { form, read } = importers[release.layout]
  const sheet = book ?? (await textSheet(file, form))
  for (const data of read(sheet, release)) {
    const least = leastRows(data.table)
    if (data.rows < least && !options.partial)
      throw new ScrubError(
        'E_RELEASE_SHORT',
        file.label,
        `Expected at least ${least} rows of ${data.table}, found ${data.rows}. Download the file again.`,
      )
    addRelease(data, file.label, [source], result, options)
  }
}

function addRelease(
  data: ReleaseData,
  label: string,
  sources: readonly string[],
  result: ReadResult,
  options: ReadOptions,
): void {
  const { columns, lists, texts, ...facts } = data
  const bytes = encodeColumns({ columns, lists, texts })
  result.releases.push({ ...facts, parts: [1], partsExpected: 1, complete: !options.partial, bytes, sources })
  note(
    result,
    { file: label, table: data.table, release: data.id, rows: data.rows, part: 1, parts: 1 },
    options,
  )
  // Of coverage documents, what prose decides is for a person: the report lists it.
  if (data.table === 'coverage-articles')
    data.lists['open']!.forEach((open, at) => {
      const file = `${label}/${data.lists['document']![at]!}`
      if (open !== '') result.skipped.push({ file, reason: `Left open: ${open}.` })
    })
}

async function readPart(
  file: InputFile,
  source: string,
  release: Recognised,
  result: ReadResult,
  options: ReadOptions,
): Promise<void> {
  const { table, id, through, part, parts } = release
  let group = result.ptp.find((known) => known.table === table && known.id === id)
  if (!group) {
    group = { table, id, through, parts: [], partsExpected: parts, rows: createPtpRows(), sources: [] }
    result.ptp.push(group)
  }
  if (group.parts.includes(part))
    throw duplicate(file.label, `Part ${part} of ${table} ${id} was given twice.`)
  const rows = await group.rows.scan(file.label, file.chunks(), options.partial ? 1 : leastRows(table))
  group.parts.push(part)
  if (!group.sources.includes(source)) group.sources.push(source)
  note(result, { file: file.label, table, release: id, rows, part, parts }, options)
}

async function textSheet(file: InputFile, form: 'lines' | 'cells' | 'tabular'): Promise<Sheet> {
  const text = decodeText(await readWhole(file))
  if (form === 'tabular') return tabularSheet(file.label, text)
  return form === 'lines' ? lineSheet(file.label, text) : csvSheet(file.label, text)
}

/**
 * The same release in another form, which is passed over: another file of one archive (csv, text and workbook lie side
 * by side), or the fee schedule of the other conversion factor (QPP and nonQPP differ in nothing that is kept).
 * Throws E_RELEASE_DUPLICATE when it is the same release given twice.
 */
function twinOf(result: ReadResult, { table, id, part }: Recognised, before: number): ReadEntry | undefined {
  const at = result.read.findIndex(
    (entry) => entry.table === table && entry.release === id && entry.part === part,
  )
  if (at < 0 || table.startsWith('ncci-ptp')) return undefined
  const twin = result.read[at]!
  if (at >= before || table === 'mpfs') return twin
  throw duplicate(twin.file, `${table} ${id} was given twice.`)
}

function recognisedByName(file: InputFile): Recognised | undefined {
  try {
    return recognise(file.label, file.names, '')
  } catch {
    // The name does not tell the release; the content may.
    return undefined
  }
}

const headOf = (book: Sheet): string =>
  book.rows
    .slice(0, 20)
    .map(({ cells }) => cells.join(','))
    .join('\n')

const duplicate = (at: string, message: string): ScrubError =>
  new ScrubError('E_RELEASE_DUPLICATE', at, message)

const skip = (result: ReadResult, file: InputFile, reason: string): void =>
  void result.skipped.push({ file: file.label, reason })

function note(result: ReadResult, entry: ReadEntry, options: ReadOptions): void {
  result.read.push(entry)
  options.onProgress?.(entry)
}
