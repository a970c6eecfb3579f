/** ICD-10-CM conversion table: new codes with the codes that stood for them before, as csv or as its publisher's workbook. */
import { addDays, compactDate } from '../../model/dates.ts'
import { blockStarts, codeAt, column, earliest, type Place } from './fields.ts'
import type { ReleaseData } from '../release.ts'
import type { Recognised } from './recognise.ts'
import { bodyOf, caption, headerOf, layoutFault, type Sheet } from './rows.ts'

const CODE = /[A-Z][0-9A-Z]{2}(?:\.[0-9A-Z]{1,4})?/g

/** Parses the table. Rows that name no single previous code are counted and left out. Throws E_LAYOUT, E_RELEASE_SHORT. */
export function readIcdConversion(sheet: Sheet, { table, id, from, through }: Recognised): ReleaseData[] {
  const publishers = sheet.rows
    .slice(0, 20)
    .some(({ cells }) => caption(cells[0]) === 'CURRENT CODE ASSIGNMENT')
  const { at, columns } = headerOf(
    sheet,
    publishers
      ? ['CURRENT CODE ASSIGNMENT', 'EFFECTIVE', 'PREVIOUS CODE(S) ASSIGNMENT']
      : ['CURRENT_CODE', 'EFFECTIVE', 'PREVIOUS_CODES'],
  )
  const body = bodyOf(sheet, at)
  const pairs = body.flatMap(({ line, cells }) => {
    const place = { label: sheet.label, line }
    const [current, effective, previous] = columns.map((index) => cells[index]!) as [string, string, string]
    const successor = codeAt(current.replace('.', ''), place, [3, 7])
    const day = beginning(effective, place)
    return previousCodes(previous)
      .map((code) => codeAt(code, place, [3, 7]))
      .filter((code) => code !== successor)
      .map((code) => ({ code, successor, day }))
  })
  pairs.sort((a, b) => a.code - b.code || a.day - b.day || a.successor - b.successor)
  const codes = Float64Array.from(new Set(pairs.map(({ code }) => code)))
  const indexes = new Map(Array.from(codes, (code, index) => [code, index]))
  return [
    {
      table,
      id,
      from: earliest(
        pairs.map(({ day }) => day).filter((day) => day > 0),
        from,
      ),
      through,
      rows: body.length,
      columns: {
        codes,
        start: blockStarts(codes.length, pairs, ({ code }) => indexes.get(code)!),
        successor: column(Float64Array, pairs, ({ successor }) => successor),
        effective: column(Int32Array, pairs, ({ day }) => day),
      },
      lists: {},
      texts: {},
    },
  ]
}

/**
 * A year is that of 1 October, on which it began; changes on another day bear a spreadsheet's day number (45017 is
 * 2023-04-01). 0 where the cell is empty: then always.
 */
function beginning(cell: string, { label, line }: Place): number {
  if (cell === '') return 0
  const number = /^\d{4,5}$/.test(cell) ? Number(cell) : 0
  if (number >= 2014 && number < 2200) return number * 10000 + 1001
  if (number > 41_000 && number < 110_000) return compactDate(addDays('1899-12-30', number))
  throw layoutFault(label, line, 'the year in which the code began, or a day number')
}

/** The codes a cell names: single ones, lists and short ranges. "Codes in categories …" names none. */
function previousCodes(cell: string): string[] {
  if (/categor|code from/i.test(cell)) return []
  const codes: string[] = []
  let before: { readonly code: string; readonly end: number } | undefined
  for (const found of cell.slice(0, 1000).matchAll(CODE)) {
    const code = found[0].replace('.', '')
    if (before && cell.slice(before.end, found.index).trim() === '-')
      codes.push(...codesBetween(before.code, code))
    else codes.push(code)
    before = { code, end: found.index + found[0].length }
  }
  return [...new Set(codes)]
}

/** Codes after the first, through the last, that differ from it in the last character alone; the last alone otherwise. */
function codesBetween(first: string, last: string): string[] {
  const stem = first.slice(0, -1)
  if (last.length !== first.length || !last.startsWith(stem)) return [last]
  const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'
  return [...digits.slice(digits.indexOf(first.at(-1)!) + 1, digits.indexOf(last.at(-1)!) + 1)].map(
    (digit) => stem + digit,
  )
}
