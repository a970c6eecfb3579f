/**
 * Claim CSV: a header, then one row a service line; the rows of a claim stand together.
 *
 * Columns of the claim, on its first row or repeated on each: `claim` (required), `type` (without it a claim with a
 * type of bill or a revenue code is institutional), `payer` (id), `payer_name`, `payer_line`, `frequency`,
 * `payer_claim_number`, `subscriber`, `patient`, `birth_date`, `sex`, `billing_npi`, `billing_taxonomy`,
 * `billing_tax_id`, `rendering_npi`, `rendering_taxonomy`, `referring_npi`, `ordering_npi`, `supervising_npi`,
 * `attending_npi`, `operating_npi`, `facility_npi`, `place`, `charge` (total), `dx1` to `dx12`, `admitting_dx`,
 * `clia`, `authorization`, `accident_date`, `type_of_bill`, `statement_from`, `statement_through`, `admission_date`,
 * `admission_type`, `admission_source`, `discharge_date`, `discharge_status`, `condition_codes` (separated by blanks),
 * `received`. Columns of the line: `line` (without it lines are counted), `procedure` (required, or `revenue`),
 * `mod1` to `mod4`, `units`, `minutes`, `line_charge`, `date` (required), `date_through`, `line_place`,
 * `line_rendering_npi`, `pointers` (`1,2`, `A B`, `AB`), `revenue`, `ndc`, `ndc_unit`, `ndc_quantity`.
 * `place` and `rendering_npi` may differ from row to row; a row that differs from the first has its own.
 *
 * Case, blanks, underscores and hyphens in header names do not count, and usual names (`cpt`, `dob`, `pos`, `from`)
 * are known. Separator: comma, semicolon, tab or bar. Dates: `2024-08-05`, `20240805`, `8/5/2024`. Amounts: `100`,
 * `100.00`, `$1,234.50`. Leading zeros that a spreadsheet took from `place`, `revenue` and `discharge_status` return.
 */
import { claimOfRows, type ClaimRow, type RowFlaw } from './csv-claim.ts'
import { columnOf, separatorOf, type Column } from './csv-columns.ts'
import { recordCutter, rowsOf, type CsvRow } from './csv-records.ts'
import { inUtf8 } from './encoding.ts'
import { problem, warning, type Item, type Reader } from './items.ts'

/** The most rows of one claim, as in the model. */
const ROWS_LIMIT = 1_500
/** The most claim ids remembered to notice one that comes back. */
const IDS_LIMIT = 1_000_000

/** Reads claim CSV; a row that cannot be read makes its claim one problem, the other claims are read. */
export const readCsv: Reader = async function* (chunks, file) {
  const cutter = recordCutter(separatorOf)
  let table: Table | undefined
  for await (const chunk of inUtf8(chunks)) {
    const items = await take(cutter.push(chunk))
    if (items.length > 0) yield items
    if (table?.broken) return
  }
  const items = await take(cutter.end())
  if (table?.broken !== true) items.push(...(table?.end() ?? []))
  if (table === undefined) items.push(problem('E_EMPTY', file, {}, 'There is no row in the input.'))
  if (cutter.latinLines() > 0) {
    const text = `${cutter.latinLines()} lines are no UTF-8 and were read as Latin-1.`
    items.push(warning('W_ENCODING', file, {}, text))
  }
  if (items.length > 0) yield items

  async function take(records: Parameters<typeof rowsOf>[0]): Promise<Item[]> {
    const items: Item[] = []
    for (const row of await rowsOf(records, cutter.separator())) {
      if (table === undefined) {
        table = tableOf(row, cutter.separator(), file)
        items.push(...table.remarks)
      } else if (!table.broken) items.push(...table.row(row))
    }
    return items
  }
}

/** Reads the rows under one header. */
interface Table {
  readonly remarks: readonly Item[]
  /** Whether the header is such that no row can be read. */
  readonly broken: boolean
  readonly row: (row: CsvRow) => Item[]
  readonly end: () => Item[]
}

function tableOf(header: CsvRow, separator: string, file: string): Table {
  const columns = columnsOf(header.cells ?? [])
  const flaw = header.cells === undefined ? 'The header has a quote that is not closed.' : headerFlaw(columns)
  if (flaw !== undefined) {
    const remarks = [problem('E_CSV', file, { row: header.row }, `${flaw} No row was read.`)]
    return { remarks, broken: true, row: () => [], end: () => [] }
  }
  const remarks = unknownColumns(header.cells!, columns, header.row, file)
  return { remarks, broken: false, ...claimsUnder(columns, separator, file, header.row) }
}

/** The known column of each cell of a header. A column's own name goes before other names for it. */
export function columnsOf(cells: readonly string[]): readonly (Column | undefined)[] {
  const columns = cells.map(columnOf)
  const isOwnName = (at: number) => cells[at]!.toLowerCase().replaceAll(/[\s-]/g, '_') === columns[at]
  const own = new Set(columns.filter((_, at) => isOwnName(at)))
  return columns.map((column, at) =>
    column !== undefined && own.has(column) && !isOwnName(at) ? undefined : column,
  )
}

function headerFlaw(columns: readonly (Column | undefined)[]): string | undefined {
  const missing = (['claim', 'date'] as const).filter((column) => !columns.includes(column)).map(String)
  if (!columns.includes('procedure') && !columns.includes('revenue')) missing.push('procedure')
  if (missing.length > 0) return `The header has no column ${missing.join(', ')}.`
  const twice = columns.find((column, at) => column !== undefined && columns.indexOf(column) < at)
  return twice === undefined ? undefined : `The header has the column ${twice} twice.`
}

/** A header cell that surely is a name and not a value. */
const COLUMN_NAME = /^[A-Za-z][A-Za-z0-9 _.#/-]{0,39}$/

function unknownColumns(
  cells: readonly string[],
  columns: readonly (Column | undefined)[],
  row: number,
  file: string,
): Item[] {
  const names = cells
    .map((cell, at) => (COLUMN_NAME.test(cell) ? cell : cell === '' ? '' : `number ${at + 1}`))
    .filter((name, at) => name !== '' && columns[at] === undefined)
  if (names.length === 0) return []
  const listed = names.slice(0, 20).join(', ') + (names.length > 20 ? ` and ${names.length - 20} more` : '')
  return [warning('W_COLUMN', file, { row }, `Not read, as no such column is known: ${listed}.`)]
}

function claimsUnder(
  columns: readonly (Column | undefined)[],
  separator: string,
  file: string,
  headerRow: number,
) {
  const idAt = columns.indexOf('claim')
  const seen = new Set<string>()
  let id: string | undefined
  let rows: ClaimRow[] = []
  let flaw: RowFlaw | undefined
  let empty = true

  const flawed = ({ row, column, text }: RowFlaw): Item =>
    problem('E_CSV', file, { row, ...(column && { column }) }, `${column ? `Column ${column}: ` : ''}${text}`)

  const finish = (): Item[] => {
    if (id === undefined) return []
    empty = false
    const checked = flaw ? { flaw } : claimOfRows(rows)
    const place = rows[0] && { row: rows[0].row }
    id = undefined
    rows = []
    flaw = undefined
    return [
      'claim' in checked
        ? { kind: 'claim', claim: checked.claim, ...(place && { place }) }
        : flawed(checked.flaw),
    ]
  }

  /** A row of no claim that is known. */
  const lost = (why: RowFlaw): Item[] => {
    empty = false
    return [flawed(why)]
  }

  /** Goes on with the claim of that id, finishing the one before it. */
  const goTo = (next: string, row: number): Item[] => {
    if (next === id) return []
    const items = finish()
    id = next
    if (seen.has(next))
      flaw = { row, column: 'claim', text: 'Claim rows are not together: this claim stood above.' }
    else if (seen.size < IDS_LIMIT) {
      // A copy: the cell is a view of the whole chunk, which must not be kept along with it.
      seen.add(Buffer.from(next, 'utf16le').toString('utf16le'))
      if (seen.size === IDS_LIMIT) {
        const text = `After ${IDS_LIMIT} claims it is no longer noticed when a claim comes back.`
        items.push(warning('W_FIELD', file, { row }, text))
      }
    }
    return items
  }

  const row = ({ row, cells, start }: CsvRow): Item[] => {
    if (cells === undefined) {
      const text = 'The row is too long, or has a quote that is not closed or stands inside a cell.'
      const told = start.split(separator)[idAt]?.replaceAll('"', '').trim() ?? ''
      if (told === '' && id === undefined) return lost({ row, text })
      const items = told === '' ? [] : goTo(told, row)
      flaw ??= { row, text }
      return items
    }
    if (cells.every((cell) => cell === '')) return []
    const values = new Map<Column, string>()
    cells.forEach((cell, at) => {
      const column = columns[at]
      if (column !== undefined && cell !== '') values.set(column, cell)
    })
    const next = values.get('claim')
    if (next === undefined) {
      // It may well be a line of the claim above, which is then not whole.
      const blank = {
        row,
        column: 'claim',
        text: 'It is blank, so that the row belongs to no claim.',
      } as const
      if (id === undefined) return lost(blank)
      flaw ??= blank
      return []
    }
    const items = goTo(next, row)
    if (cells.slice(columns.length).some((cell) => cell !== ''))
      flaw ??= { row, text: `The row has ${cells.length} cells, the header ${columns.length}.` }
    else if (rows.length === ROWS_LIMIT) flaw ??= { row, text: `The claim has more than ${ROWS_LIMIT} rows.` }
    else if (flaw === undefined) rows.push({ row, values })
    return items
  }

  const end = (): Item[] => {
    const items = finish()
    return empty ? [problem('E_EMPTY', file, { row: headerRow }, 'There is no row under the header.')] : items
  }
  return { row, end }
}
