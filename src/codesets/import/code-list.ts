/** Plain lists `code,from,through` of procedure codes; further columns are passed over. Dates ISO or YYYYMMDD, empty for open. */
import { OPEN_END } from '../../model/dates.ts'
import { codeAt, column, dateAt, uniqueByCode, type Place } from './fields.ts'
import type { ReleaseData } from '../release.ts'
import type { Recognised } from './recognise.ts'
import { bodyOf, headerOf, layoutFault, type Sheet } from './rows.ts'

/** Parses the list. Throws E_LAYOUT, E_RELEASE_SHORT. */
export function readCodeList(sheet: Sheet, { table, id, from, through }: Recognised): ReleaseData[] {
  const { at, columns } = headerOf(sheet, ['CODE', 'FROM', 'THROUGH'])
  const entries = bodyOf(sheet, at).map(({ line, cells }) => {
    const place = { label: sheet.label, line }
    const begins = dayAt(cells[columns[1]!]!, place, 0)
    const ends = dayAt(cells[columns[2]!]!, place, OPEN_END)
    if (ends < begins) throw layoutFault(sheet.label, line, 'a last day not before the first')
    return { line, code: codeAt(cells[columns[0]!]!, place, [5, 5]), begins, ends }
  })
  const sorted = uniqueByCode(sheet.label, entries)
  return [
    {
      table,
      id,
      from,
      through,
      rows: sorted.length,
      columns: {
        codes: column(Float64Array, sorted, ({ code }) => code),
        from: column(Int32Array, sorted, ({ begins }) => begins),
        through: column(Int32Array, sorted, ({ ends }) => ends),
      },
      lists: {},
      texts: {},
    },
  ]
}

const dayAt = (cell: string, place: Place, empty: number): number =>
  dateAt(/^\d{4}-\d\d-\d\d$/.test(cell) ? cell.replaceAll('-', '') : cell, place, empty)
