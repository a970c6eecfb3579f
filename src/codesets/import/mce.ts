/** Dated tables of the Medicare Code Editor: a code has one row for each period in which its flags were the same. */
import { OPEN_END } from '../../model/dates.ts'
import { blockStarts, codeAt, column, dateAt, earliest } from './fields.ts'
import type { ReleaseData } from '../release.ts'
import type { Recognised } from './recognise.ts'
import { bodyOf, headerOf, layoutFault, type Sheet } from './rows.ts'

const MOST_FLAGS = 32

/** Parses a table of diagnoses or procedures. Throws E_LAYOUT, E_RELEASE_SHORT. */
export function readMce(sheet: Sheet, { table, id, from, through }: Recognised): ReleaseData[] {
  const { at, columns } = headerOf(sheet, ['CODE', 'START_DATE', 'END_DATE', 'FLAGS'])
  const { label } = sheet
  const body = bodyOf(sheet, at)
  const names = [...new Set(body.flatMap(({ cells }) => flagsOf(cells[columns[3]!]!)))].sort()
  if (names.length > MOST_FLAGS || names.some((name) => !/^[A-Za-z0-9_]{1,32}$/.test(name)))
    throw layoutFault(label, sheet.rows[at]!.line, `at most ${MOST_FLAGS} flags, words joined by |`)
  const bits = new Map(names.map((name, bit) => [name, 2 ** bit]))
  const records = body.map(({ line, cells }) => {
    const place = { label, line }
    const starts = dateAt(cells[columns[1]!]!, place, 0)
    const ends = dateAt(cells[columns[2]!]!, place, OPEN_END)
    if (starts === 0 || ends < starts)
      throw layoutFault(label, line, 'a start date, and an end date not before it')
    return {
      line,
      code: codeAt(cells[columns[0]!]!, place, [3, 7]),
      starts,
      ends,
      flags: flagsOf(cells[columns[3]!]!).reduce((sum, name) => sum + bits.get(name)!, 0),
    }
  })
  records.sort((a, b) => a.code - b.code || a.starts - b.starts)
  records.forEach((record, index) => {
    const before = records[index - 1]
    if (before?.code === record.code && before.ends >= record.starts)
      throw layoutFault(label, record.line, `a period after that of the same code on line ${before.line}`)
  })
  const codes = Float64Array.from(new Set(records.map(({ code }) => code)))
  const indexes = new Map(Array.from(codes, (code, index) => [code, index]))
  return [
    {
      table,
      id,
      from: earliest(
        records.map(({ starts }) => starts),
        from,
      ),
      through,
      rows: records.length,
      columns: {
        codes,
        start: blockStarts(codes.length, records, ({ code }) => indexes.get(code)!),
        from: column(Int32Array, records, ({ starts }) => starts),
        through: column(Int32Array, records, ({ ends }) => ends),
        flags: column(Uint32Array, records, ({ flags }) => flags),
      },
      lists: { flag: names },
      texts: {},
    },
  ]
}

/** The flags of a cell, each once. */
const flagsOf = (cell: string): string[] => (cell === '' ? [] : [...new Set(cell.split('|'))])
