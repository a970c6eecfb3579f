/**
 * The first sheet of an xlsx workbook as rows of text. Its parts are inflated through the same bounds as any archive and
 * read by a streaming XML parser that expands no entities, so that no workbook can claim more memory than it has bytes
 * (readers that allocate the sheet's declared size, or that trust the local headers of a zip, can be made to).
 */
import { SaxesParser } from 'saxes'
import { ScrubError } from '../../model/errors.ts'
import { archiveLimits, readWhole, zipEntries, type ArchiveLimits, type InputFile } from './archive.ts'
import type { Row, Sheet } from './rows.ts'

const MOST_CELLS = 4_000_000
const MOST_COLUMNS = 200
const MOST_ROWS = 500_000

/** What importing applies to a workbook's parts. */
export const workbookLimits: ArchiveLimits = { ...archiveLimits, entryBytes: 2 ** 27, totalBytes: 2 ** 28 }

/** Rows of the first sheet, cells as text, as wide as the widest; `ended` is always true. Throws E_ARCHIVE, E_LAYOUT. */
export async function readWorkbook(
  label: string,
  bytes: Buffer,
  limits: ArchiveLimits = workbookLimits,
): Promise<Sheet> {
  const entries = await zipEntries(label, bytes, limits)
  const sheet = entries.get('xl/worksheets/sheet1.xml')
  if (!sheet)
    throw new ScrubError(
      'E_LAYOUT',
      label,
      'Expected a workbook with a first sheet, xl/worksheets/sheet1.xml.',
    )
  const strings = entries.get('xl/sharedStrings.xml')
  const shared = strings ? await sharedStrings(label, strings) : []
  return { label, rows: await sheetRows(label, sheet, shared), ended: true }
}

interface Handlers {
  readonly open: (name: string, attributes: Readonly<Record<string, string>>) => void
  readonly text: (text: string) => void
  readonly close: (name: string) => void
}

async function parse(label: string, file: InputFile, { open, text, close }: Handlers): Promise<void> {
  const parser = new SaxesParser()
  const local = (name: string): string => name.slice(name.indexOf(':') + 1)
  parser.on('opentag', (tag) => open(local(tag.name), tag.attributes))
  parser.on('text', text)
  parser.on('closetag', (tag) => close(local(tag.name)))
  parser.on('doctype', () => {
    throw new ScrubError(
      'E_LAYOUT',
      label,
      'Expected a workbook without a document type; publishers write none.',
    )
  })
  parser.on('error', () => {
    throw new ScrubError('E_LAYOUT', label, 'Expected a workbook of well-formed XML.')
  })
  const decoder = new TextDecoder('utf-8')
  const whole = await readWhole(file, workbookLimits.entryBytes)
  for (let at = 0; at < whole.length; at += 65_536)
    parser.write(decoder.decode(whole.subarray(at, at + 65_536), { stream: true }))
  parser.close()
}

async function sharedStrings(label: string, file: InputFile): Promise<string[]> {
  const strings: string[] = []
  let current = ''
  let inText = false
  let phonetic = false
  await parse(label, file, {
    open(name) {
      if (name === 'si') current = ''
      if (name === 'rPh') phonetic = true
      inText = name === 't' && !phonetic
    },
    text(text) {
      if (inText) current += text
    },
    close(name) {
      inText = false
      if (name === 'rPh') phonetic = false
      if (name === 'si') strings.push(current)
    },
  })
  return strings
}

async function sheetRows(label: string, file: InputFile, shared: readonly string[]): Promise<Row[]> {
  const rows: { line: number; cells: string[] }[] = []
  let cells: string[] = []
  let line = 0
  let column = -1
  let type = ''
  let value = ''
  let inValue = false
  let total = 0
  let width = 0
  await parse(label, file, {
    open(name, attributes) {
      if (name === 'row') {
        line = Number(attributes['r'] ?? line + 1)
        cells = []
        column = -1
      } else if (name === 'c') {
        column = columnNumber(attributes['r']) ?? column + 1
        type = attributes['t'] ?? 'n'
        value = ''
        if (column >= MOST_COLUMNS || ++total > MOST_CELLS)
          throw new ScrubError(
            'E_LAYOUT',
            `${label} line ${line}`,
            `Expected at most ${MOST_COLUMNS} columns and ${MOST_CELLS} cells.`,
          )
      }
      inValue = name === 'v' || name === 't'
    },
    text(text) {
      if (inValue) value += text
    },
    close(name) {
      inValue = false
      if (name === 'c') {
        while (cells.length < column) cells.push('')
        cells[column] = (type === 's' ? (shared[Number(value)] ?? '') : value).trim()
      } else if (name === 'row' && cells.some((cell) => cell !== '')) {
        if (rows.length >= MOST_ROWS)
          throw new ScrubError('E_LAYOUT', `${label} line ${line}`, `Expected at most ${MOST_ROWS} rows.`)
        width = Math.max(width, cells.length)
        rows.push({ line, cells })
      }
    },
  })
  for (const row of rows) while (row.cells.length < width) row.cells.push('')
  return rows
}

/** `C7` as 2; undefined when a cell does not say where it stands. */
function columnNumber(reference: string | undefined): number | undefined {
  const letters = /^[A-Z]{1,3}/.exec(reference ?? '')?.[0]
  if (!letters) return undefined
  let number = 0
  for (const letter of letters) number = number * 26 + letter.charCodeAt(0) - 64
  return number - 1
}
