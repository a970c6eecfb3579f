/**
 * Rows of the publishers' text files, with the line each begins on: their errors must name it, which is why the CSV is
 * not read by a package (those at hand count rows, not lines, and notices with line ends stand above the tables).
 */
import { ScrubError } from '../../model/errors.ts'

/** One row: the line of the file it begins on, counted from 1, and its cells. */
export interface Row {
  readonly line: number
  readonly cells: readonly string[]
}

/** A file as rows. */
export interface Sheet {
  readonly label: string
  readonly rows: readonly Row[]
  /** Whether the last row ended as the others did. */
  readonly ended: boolean
}

const MOST_ROWS = 2_000_000
const MOST_CELLS = 200

/** The layout is not what its publisher uses: where, and what was expected there. */
export const layoutFault = (label: string, line: number, expected: string): ScrubError =>
  new ScrubError('E_LAYOUT', `${label} line ${line}`, `Expected ${expected}.`)

/** The file ends too early. */
export const shortFault = (label: string, line: number, expected: string): ScrubError =>
  new ScrubError('E_RELEASE_SHORT', `${label} line ${line}`, `Expected ${expected}. Download the file again.`)

/** UTF-8, or Windows-1252 where it is none, without a byte order mark. */
export function decodeText(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('windows-1252').decode(bytes)
  }
}

/** Lines as rows of one cell; blank lines are left out. */
export function lineSheet(label: string, text: string): Sheet {
  const lines = text.split('\n')
  const ended = lines.at(-1) === ''
  if (lines.length > MOST_ROWS) throw layoutFault(label, MOST_ROWS, `at most ${MOST_ROWS} lines`)
  const rows = lines.flatMap((line, at) =>
    line.trim() === '' ? [] : [{ line: at + 1, cells: [line.replace(/\r$/, '')] }],
  )
  return { label, rows, ended }
}

/** Comma-separated rows, quoted as RFC 4180 has it; rows without any value are left out. Throws E_RELEASE_SHORT, E_LAYOUT. */
export function csvSheet(label: string, text: string): Sheet {
  const rows: Row[] = []
  let cells: string[] = []
  let line = 1
  let begins = 1
  let at = 0
  const finish = (): void => {
    if (cells.some((cell) => cell !== '')) rows.push({ line: begins, cells })
    if (rows.length > MOST_ROWS) throw layoutFault(label, line, `at most ${MOST_ROWS} rows`)
    cells = []
    begins = line
  }
  while (at < text.length) {
    let cell: string
    if (text[at] === '"') {
      const close = closingQuote(text, at + 1)
      if (close < 0) throw shortFault(label, begins, 'a closing quote before the end of the file')
      cell = text.slice(at + 1, close).replaceAll('""', '"')
      for (let i = cell.indexOf('\n'); i >= 0; i = cell.indexOf('\n', i + 1)) line++
      at = close + 1
    } else {
      const end = cellEnd(text, at)
      cell = text.slice(at, end)
      at = end
    }
    if (cells.length >= MOST_CELLS) throw layoutFault(label, line, `at most ${MOST_CELLS} columns`)
    cells.push(cell.trim())
    if (text[at] === '\r') at++
    if (text[at] === ',') {
      at++
      if (at === text.length) cells.push('')
    } else if (text[at] === '\n') {
      at++
      line++
      finish()
    } else if (at < text.length) {
      throw layoutFault(label, line, 'a comma or a line end after a closing quote')
    }
  }
  const ended = cells.length === 0
  if (!ended) finish()
  return { label, rows, ended }
}

/** Where an unquoted cell ends. By characters: a search for a comma that never comes would read the file once a line. */
function cellEnd(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    const char = text.charCodeAt(at)
    if (char === 44 || char === 10) return at
  }
  return text.length
}

function closingQuote(text: string, from: number): number {
  let at = text.indexOf('"', from)
  while (at >= 0 && text[at + 1] === '"') at = text.indexOf('"', at + 2)
  return at
}

/** A caption as it is compared: blanks collapsed, upper case. */
export const caption = (cell: string | undefined): string =>
  (cell ?? '').replace(/\s+/g, ' ').trim().toUpperCase()

/**
 * Index of the header row: the one, among the first twenty, whose first caption is the first of those expected. All the
 * others must follow in that order, others between them allowed; their positions are returned. Throws E_LAYOUT.
 */
export function headerOf(
  sheet: Sheet,
  expected: readonly string[],
): { readonly at: number; readonly columns: readonly number[] } {
  const at = sheet.rows.slice(0, 20).findIndex(({ cells }) => caption(cells[0]) === expected[0])
  if (at < 0)
    throw layoutFault(
      sheet.label,
      sheet.rows[0]?.line ?? 1,
      `a header that begins with "${expected[0]}" in the first rows`,
    )
  return { at, columns: columnsOf(sheet, sheet.rows[at]!.line, sheet.rows[at]!.cells.map(caption), expected) }
}

/** Positions of the expected captions, in their order. Throws E_LAYOUT naming the first that is missing. */
export function columnsOf(
  sheet: Sheet,
  line: number,
  captions: readonly string[],
  expected: readonly string[],
): number[] {
  let from = 0
  return expected.map((name) => {
    const found = captions.indexOf(name, from)
    if (found < 0)
      throw layoutFault(sheet.label, line, `a column "${name}"${from > 0 ? ` after column ${from}` : ''}`)
    from = found + 1
    return found
  })
}

/** Rows below the header, each as wide as it; a narrower last one means that the file was cut. Throws E_RELEASE_SHORT, E_LAYOUT. */
export function bodyOf(sheet: Sheet, header: number): readonly Row[] {
  const width = sheet.rows[header]!.cells.length
  const body = sheet.rows.slice(header + 1)
  body.forEach(({ line, cells }, at) => {
    if (cells.length === width) return
    const expected = `${width} columns, as in the header`
    if (at === body.length - 1 && cells.length < width) throw shortFault(sheet.label, line, expected)
    throw layoutFault(sheet.label, line, expected)
  })
  mustEnd(sheet)
  return body
}

/** Refuses a file whose last line was cut off. Throws E_RELEASE_SHORT. */
export function mustEnd(sheet: Sheet): void {
  if (!sheet.ended)
    throw shortFault(sheet.label, sheet.rows.at(-1)?.line ?? 1, 'a line end after the last row')
}
