/** Claim CSV written back: cells of codes, modifiers and pointers that are corrected change, every other byte stands. */
import { isDeepStrictEqual } from 'node:util'
import { applyChanges } from '../model/change.ts'
import type { Claim, Line } from '../model/claim.ts'
import type { Change } from '../model/result.ts'
import { claimOfRows, type ClaimRow } from './csv-claim.ts'
import { separatorOf, type Column } from './csv-columns.ts'
import { recordCutter, rowsOf, type CsvRecord, type CsvRow } from './csv-records.ts'
import { columnsOf } from './csv.ts'
import { codeSpelling, diagnosisSpelling } from './spelling.ts'
import { spliced, type Rewriter, type Rewriting, type Splice } from './write-back.ts'

/** Bounds of the reader; a claim beyond them is none, and passes as it is. */
const ROWS_LIMIT = 1_500
const IDS_LIMIT = 1_000_000

/** One record with its bytes, line end and all; without cells where it is to pass as it is. */
interface RawRow {
  readonly raw: Buffer
  readonly row: CsvRow | undefined
}

/** Rows of one claim, and whether the claim can be read. */
interface Group {
  readonly id: string
  readonly rows: RawRow[]
  whole: boolean
}

/** Rewrites claim CSV. */
export const rewriteCsv: Rewriter = async function* (chunks, rewriting) {
  const cutter = rawCutter()
  let columns: readonly (Column | undefined)[] | undefined
  const seen = new Set<string>()
  let group: Group | undefined
  const end = (): Buffer[] => {
    const done = group && columns ? rewriteGroup(group, columns, cutter.separator(), rewriting) : []
    group = undefined
    return done
  }
  const take = async (raws: readonly { raw: Buffer; record: CsvRecord | undefined }[]): Promise<Buffer[]> => {
    const rows = await rowsOf(
      raws.flatMap(({ record }) => record ?? []),
      cutter.separator(),
    )
    let next = 0
    return raws.flatMap(({ raw, record }) => takeRow({ raw, row: record ? rows[next++] : undefined }))
  }
  const takeRow = (own: RawRow): Buffer[] => {
    const cells = own.row?.cells
    if (own.row && columns === undefined) {
      columns = cells ? columnsOf(cells) : []
      return [own.raw]
    }
    const id = cells?.[columns?.indexOf('claim') ?? -1] ?? ''
    if (id === '') {
      // Blank rows stand between rows of a claim; any other row without a claim spoils the one above.
      const isBlank = cells ? cells.every((cell) => cell === '') : own.raw.toString('latin1').trim() === ''
      if (group && !isBlank) group.whole = false
      if (!group) return [own.raw]
      group.rows.push(own)
      return []
    }
    const done = group?.id === id ? [] : end()
    if (!group) {
      group = { id, rows: [], whole: !seen.has(id) }
      if (seen.size < IDS_LIMIT) seen.add(Buffer.from(id, 'utf16le').toString('utf16le'))
    }
    group.rows.push(own)
    if (cells!.slice(columns!.length).some((cell) => cell !== '')) group.whole = false
    if (group.rows.length <= ROWS_LIMIT) return done
    // Too long to be a claim: its rows pass, and it stays begun.
    group.whole = false
    return [...done, ...group.rows.splice(0).map(({ raw }) => raw)]
  }
  for await (const chunk of chunks) yield* await take(cutter.push(chunk))
  yield* await take(cutter.end())
  yield* end()
}

/** Cuts records as the reader does, and keeps their bytes. Bytes that give no record, or several, pass without one. */
function rawCutter() {
  const cutter = recordCutter(separatorOf)
  let line: Uint8Array[] = []
  /** Lines of a record that is not whole. */
  let held: Buffer[] = []
  const takeLine = (bytes: Buffer, records: readonly CsvRecord[]) => {
    held.push(bytes)
    const isBlank = held.length === 1 && bytes.toString('latin1').trim() === ''
    if (records.length === 0 && !isBlank) return []
    const raw = Buffer.concat(held)
    held = []
    return [{ raw, record: records.length === 1 ? records[0] : undefined }]
  }
  return {
    separator: cutter.separator,
    push(chunk: Uint8Array) {
      const rows: { raw: Buffer; record: CsvRecord | undefined }[] = []
      for (let from = 0; from < chunk.length;) {
        const end = chunk.indexOf(10, from)
        const part = chunk.subarray(from, end < 0 ? chunk.length : end + 1)
        const records = cutter.push(part)
        line.push(part)
        from += part.length
        if (end < 0 && records.length === 0) continue
        rows.push(...takeLine(Buffer.concat(line), records))
        line = []
      }
      return rows
    },
    end() {
      const records = cutter.end()
      const rest = Buffer.concat([...held, ...line])
      return rest.length === 0 ? [] : [{ raw: rest, record: records.length === 1 ? records[0] : undefined }]
    },
  }
}

/** A cell in the bytes of its row, blanks around it and its quotes left out. */
interface Cell {
  readonly from: number
  readonly to: number
  readonly text: string
}

/** The cells of a row's bytes, undefined where they are not those that were read. */
function cellsIn(raw: Buffer, cells: readonly string[], separator: string): readonly Cell[] | undefined {
  const text = raw.toString('latin1').replace(/[\r\n]+$/, '')
  const found: Cell[] = []
  let at = text.startsWith('\u00ef\u00bb\u00bf') ? 3 : 0
  while (at <= text.length) {
    while (text[at] === ' ' || (text[at] === '\t' && separator !== '\t')) at++
    const quoted = text[at] === '"'
    let end = at
    if (quoted) {
      for (end = ++at; end < text.length && (text[end] !== '"' || text[end + 1] === '"'); end++)
        if (text[end] === '"') end++
    } else while (end < text.length && text[end] !== separator) end++
    const inside = text.slice(at, end)
    const trimmed = quoted ? inside : inside.trimEnd()
    found.push({ from: at, to: at + trimmed.length, text: trimmed })
    const next = text.indexOf(separator, end)
    if (next < 0) break
    at = next + 1
  }
  const agrees =
    found.length === cells.length && found.every(({ text: own }, index) => isSame(own, cells[index]!))
  return agrees ? found : undefined
}

/** The same text, as far as ASCII goes: names may be in any encoding and are not touched. */
const isSame = (raw: string, cell: string): boolean =>
  raw.trim() === cell || /[^\u0020-\u007e]/.test(cell) || raw.includes('"')

const DIAGNOSIS = /^(dx\d+|admitting_dx)$/
const MODIFIERS = ['mod1', 'mod2', 'mod3', 'mod4'] as const

type Columns = readonly (Column | undefined)[]

function rewriteGroup(
  { id, rows, whole }: Group,
  columns: Columns,
  separator: string,
  { correct, respell, told }: Rewriting,
): Buffer[] {
  const asRead = rows.map(({ raw }) => raw)
  const billed = rows.filter(({ row }) => row?.cells?.some((cell) => cell !== ''))
  const read = whole ? claimOf(billed, columns) : undefined
  const cells = billed.map(({ raw, row }) => cellsIn(raw, row?.cells ?? [], separator))
  if (!read) return asRead

  const texts = new Map<RawRow, Map<Column, string>>()
  const set = (row: RawRow, column: Column, text: string): void => {
    const own = texts.get(row) ?? new Map<Column, string>()
    own.set(column, text)
    texts.set(row, own)
  }
  const changes = correct(read)
  const paths = changes.map(({ path }) => path)
  const wanted = applyChanges(read, changes)
  let codes = 0
  if (respell)
    billed.forEach((row) => {
      columns.forEach((column, at) => {
        const text = row.row?.cells?.[at] ?? ''
        const spelling = column === undefined || text === '' ? text : spellingOf(column, text)
        if (spelling === text) return
        set(row, column!, spelling)
        codes++
      })
    })
  const written = (): Buffer[] | undefined => {
    const after = new Map<RawRow, Buffer>()
    for (const [at, row] of billed.entries()) {
      const own = texts.get(row)
      if (!own) continue
      if (!cells[at]) return undefined
      after.set(row, spliced(row.raw, 0, splicesOf(own, columns, cells[at], row.raw, separator)) as Buffer)
    }
    return rows.map((row) => after.get(row) ?? row.raw)
  }
  const spelled = (codes > 0 ? written() : undefined) ?? asRead
  if (codes > 0 && spelled !== asRead) told({ kind: 'respelled', claim: id, codes })
  if (changes.length === 0) return spelled
  const isSet = read.lines.every((line, at) => setLine(billed[at]!, line, wanted.lines[at], columns, set))
  const changed = isSet && onlyLines(changes) ? written() : undefined
  if (changed && isMeant(billed, texts, columns, wanted)) {
    told({ kind: 'changed', claim: id, paths })
    return changed
  }
  told({ kind: 'left', claim: id, paths, why: 'the rows have no cell for the change' })
  return spelled
}

const onlyLines = (changes: readonly Change[]): boolean =>
  changes.every(({ path }) => /^\/lines\/\d+\/(modifiers(\/\d+)?|pointers)$/.test(path))

function spellingOf(column: Column, text: string): string {
  if (DIAGNOSIS.test(column)) return diagnosisSpelling(text)
  return column === 'procedure' || (MODIFIERS as readonly string[]).includes(column)
    ? codeSpelling(text)
    : text
}

function valuesOf(row: RawRow, columns: Columns, own?: ReadonlyMap<Column, string>): ClaimRow {
  const values = new Map<Column, string>()
  row.row!.cells!.forEach((cell, at) => {
    const column = columns[at]
    const text = column === undefined ? '' : (own?.get(column) ?? cell)
    if (column !== undefined && text !== '') values.set(column, text)
  })
  return { row: row.row!.row, values }
}

function claimOf(rows: readonly RawRow[], columns: Columns): Claim | undefined {
  const read = claimOfRows(rows.map((row) => valuesOf(row, columns)))
  return 'claim' in read ? read.claim : undefined
}

/** Whether the rows with these texts are read as the claim that was meant. */
function isMeant(
  rows: readonly RawRow[],
  texts: ReadonlyMap<RawRow, ReadonlyMap<Column, string>>,
  columns: Columns,
  wanted: Claim,
): boolean {
  const read = claimOfRows(rows.map((row) => valuesOf(row, columns, texts.get(row))))
  return 'claim' in read && isDeepStrictEqual(read.claim, wanted)
}

/** Sets modifiers and pointers of a line; false where they have no cells. */
function setLine(
  row: RawRow,
  line: Line,
  wanted: Line | undefined,
  columns: Columns,
  set: (row: RawRow, column: Column, text: string) => void,
): boolean {
  if (!wanted) return false
  if (!isDeepStrictEqual(line.modifiers, wanted.modifiers)) {
    if (wanted.modifiers.length > line.modifiers.length) return false
    const filled = MODIFIERS.filter((column) => (row.row?.cells?.[columns.indexOf(column)] ?? '') !== '')
    filled.forEach((column, at) => set(row, column, wanted.modifiers[at] ?? ''))
  }
  if (!isDeepStrictEqual(line.pointers, wanted.pointers)) {
    const text = row.row?.cells?.[columns.indexOf('pointers')] ?? ''
    const letters = /[A-La-l]/.test(text)
    const between = /[\s,;:|/]+/.exec(text)?.[0] ?? ''
    if (wanted.pointers.length === 0 || (between === '' && !letters && wanted.pointers.length > 1))
      return false
    const names = wanted.pointers.map((pointer) =>
      letters ? String.fromCharCode(64 + pointer) : String(pointer),
    )
    set(row, 'pointers', names.join(between))
  }
  return true
}

function splicesOf(
  texts: ReadonlyMap<Column, string>,
  columns: Columns,
  cells: readonly Cell[],
  raw: Buffer,
  separator: string,
): Splice[] {
  return [...texts].flatMap(([column, text]) => {
    const cell = cells[columns.indexOf(column)]
    if (!cell || cell.text === text) return []
    const quoted = raw[cell.from - 1] === 34
    const needsQuotes = !quoted && text.includes(separator)
    return [{ from: cell.from, to: cell.to, text: needsQuotes ? `"${text}"` : text }]
  })
}
