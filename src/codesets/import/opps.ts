/** Outpatient status indicators `code,status,from,through`; further columns are passed over. Dates ISO or YYYYMMDD, empty for open. */
import { OPEN_END } from '../../model/dates.ts'
import { blockStarts, codeAt, column, dateAt, earliest, type Place } from './fields.ts'
import type { ReleaseData } from '../release.ts'
import type { Recognised } from './recognise.ts'
import { bodyOf, headerOf, layoutFault, type Sheet } from './rows.ts'

/** Parses the list. Throws E_LAYOUT, E_RELEASE_SHORT. */
export function readOpps(sheet: Sheet, { table, id, from, through }: Recognised): ReleaseData[] {
  const { at, columns } = headerOf(sheet, ['CODE', 'STATUS', 'FROM', 'THROUGH'])
  const { label } = sheet
  const records = bodyOf(sheet, at).map(({ line, cells }) => {
    const place = { label, line }
    const status = cells[columns[1]!]!
    if (!/^[A-Z][0-9]?$/.test(status)) throw layoutFault(label, line, 'a status indicator such as C or J1')
    const begins = dayAt(cells[columns[2]!]!, place, 0)
    const ends = dayAt(cells[columns[3]!]!, place, OPEN_END)
    if (ends < begins) throw layoutFault(label, line, 'a last day not before the first')
    return { line, code: codeAt(cells[columns[0]!]!, place, [5, 5]), status, begins, ends }
  })
  records.sort((a, b) => a.code - b.code || a.begins - b.begins)
  records.forEach((record, index) => {
    const before = records[index - 1]
    if (before?.code === record.code && before.ends >= record.begins)
      throw layoutFault(label, record.line, `a period after that of the same code on line ${before.line}`)
  })
  const names = [...new Set(records.map(({ status }) => status))].sort()
  const codes = Float64Array.from(new Set(records.map(({ code }) => code)))
  const indexes = new Map(Array.from(codes, (code, index) => [code, index]))
  return [
    {
      table,
      id,
      from: earliest(
        records.map(({ begins }) => begins).filter((begins) => begins > 0),
        from,
      ),
      through,
      rows: records.length,
      columns: {
        codes,
        start: blockStarts(codes.length, records, ({ code }) => indexes.get(code)!),
        from: column(Int32Array, records, ({ begins }) => begins),
        through: column(Int32Array, records, ({ ends }) => ends),
        status: column(Uint8Array, records, ({ status }) => names.indexOf(status)),
      },
      lists: { status: names },
      texts: {},
    },
  ]
}

const dayAt = (cell: string, place: Place, empty: number): number =>
  dateAt(/^\d{4}-\d\d-\d\d$/.test(cell) ? cell.replaceAll('-', '') : cell, place, empty)
