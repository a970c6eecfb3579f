/** NCCI add-on code edits: workbook or csv, dates as year and day of year, `CCCCC` for primaries the contractor defines. */
import { addDays, compactDate, OPEN_END } from '../../model/dates.ts'
import { blockStarts, codeAt, column, earliest, textList, type Place } from './fields.ts'
import type { ReleaseData } from '../release.ts'
import type { Recognised } from './recognise.ts'
import { bodyOf, headerOf, layoutFault, type Sheet } from './rows.ts'

/** What stands for a primary code that the contractor defines. */
const CONTRACTOR_DEFINED = 65_535

const HEADER = [
  'AOC_EDIT_TYPE',
  'ADD-ON_CODE',
  'AOC_DELDT',
  'PRIMARY_CODE',
  'PRIMARY_CODE_DELDT',
  'AOC_EDIT_EFFDT',
  'AOC_EDIT_DELDT',
  'SPECIAL_INSTRUCTION_NOTES',
]

/** Parses an add-on file. Throws E_LAYOUT, E_RELEASE_SHORT. */
export function readAddOn(sheet: Sheet, { table, from, through, id }: Recognised): ReleaseData[] {
  const { at, columns } = headerOf(sheet, HEADER)
  const notes = textList('')
  const records = bodyOf(sheet, at).map(({ line, cells: row }) => {
    const place = { label: sheet.label, line }
    const cell = (name: number): string => row[columns[name]!]!
    const type = cell(0)
    if (!/^[123]$/.test(type)) throw layoutFault(sheet.label, line, 'an edit type 1, 2 or 3')
    const primary = cell(3)
    return {
      type: Number(type),
      addOn: codeAt(cell(1), place, [5, 5]),
      addOnDeleted: dayOfYear(cell(2), place, OPEN_END),
      primary: primary === 'CCCCC' ? 0 : codeAt(primary, place, [5, 5]),
      primaryDeleted: dayOfYear(cell(4), place, OPEN_END),
      effective: dayOfYear(cell(5), place, undefined),
      deleted: dayOfYear(cell(6), place, OPEN_END),
      note: notes.indexOf(cell(7).replace(/^"+|"+$/g, ''), place),
    }
  })
  records.sort(
    (a, b) =>
      a.addOn - b.addOn || a.primary - b.primary || a.effective - b.effective || a.deleted - b.deleted,
  )
  const distinct = new Set(
    records.flatMap(({ addOn, primary }) => (primary === 0 ? [addOn] : [addOn, primary])),
  )
  if (distinct.size >= CONTRACTOR_DEFINED)
    throw layoutFault(sheet.label, 1, `fewer than ${CONTRACTOR_DEFINED} codes`)
  const codes = Float64Array.from(distinct).sort()
  const indexes = new Map(Array.from(codes, (code, index) => [code, index]))
  return [
    {
      table,
      id,
      from: earliest(
        records.map(({ effective }) => effective),
        from,
      ),
      through,
      rows: records.length,
      columns: {
        codes,
        start: blockStarts(codes.length, records, ({ addOn }) => indexes.get(addOn)!),
        primary: column(Uint16Array, records, ({ primary }) =>
          primary === 0 ? CONTRACTOR_DEFINED : indexes.get(primary)!,
        ),
        type: column(Uint8Array, records, ({ type }) => type),
        effective: column(Int32Array, records, ({ effective }) => effective),
        deleted: column(Int32Array, records, ({ deleted }) => deleted),
        primaryDeleted: column(Int32Array, records, ({ primaryDeleted }) => primaryDeleted),
        addOnDeleted: column(Int32Array, records, ({ addOnDeleted }) => addOnDeleted),
        note: column(Uint8Array, records, ({ note }) => note),
      },
      lists: { note: notes.texts },
      texts: {},
    },
  ]
}

/** `2013091` as 20130401. Throws E_LAYOUT, for an empty cell too where no value is given for one. */
function dayOfYear(cell: string, { label, line }: Place, empty: number | undefined): number {
  if (cell === '' && empty !== undefined) return empty
  const [year, day] = [Number(cell.slice(0, 4)), Number(cell.slice(4))]
  const compact =
    /^(?:19|20|21)\d{5}$/.test(cell) && day >= 1 ? compactDate(addDays(`${year}-01-01`, day - 1)) : 0
  if (Math.floor(compact / 10000) !== year || compact === 0)
    throw layoutFault(label, line, 'a date YYYYDDD, year and day of the year')
  return compact
}
