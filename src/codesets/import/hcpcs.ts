/** HCPCS Level II: csv, workbook, or text of 320-byte records with continuations; procedures and modifiers in one file. */
import { OPEN_END } from '../../model/dates.ts'
import { charAt, codeAt, column, dateAt, earliest, uniqueByCode } from './fields.ts'
import type { ReleaseData } from '../release.ts'
import type { Recognised } from './recognise.ts'
import { bodyOf, headerOf, layoutFault, mustEnd, shortFault, type Sheet } from './rows.ts'

interface Fields {
  readonly line: number
  readonly code: string
  /** 3 and 7 begin a procedure and a modifier, 4 and 8 continue their descriptions. */
  readonly record: string
  readonly long: string
  readonly short: string
  readonly prices: readonly string[]
  readonly multiplePrice: string
  readonly successors: readonly string[]
  readonly coverage: string
  readonly added: string
  readonly effective: string
  readonly terminated: string
  readonly action: string
}

interface Entry extends Omit<Fields, 'code' | 'added' | 'effective' | 'terminated' | 'long'> {
  readonly code: number
  long: string
  readonly added: number
  readonly effective: number
  readonly terminated: number
}

const CAPTIONS = [
  'HCPC',
  'RECID',
  'LONG DESCRIPTION',
  'SHORT DESCRIPTION',
  'PRICE1',
  'PRICE2',
  'PRICE3',
  'PRICE4',
  'MULT_PI',
  'XREF1',
  'XREF2',
  'XREF3',
  'XREF4',
  'XREF5',
  'COV',
  'ADD DT',
  'ACT EFF DT',
  'TERM DT',
  'ACTION CD',
]

/** Parses the csv or the workbook. Throws E_LAYOUT, E_RELEASE_SHORT. */
export function readHcpcs(sheet: Sheet, release: Recognised): ReleaseData[] {
  const { at, columns } = headerOf(sheet, CAPTIONS)
  const records = bodyOf(sheet, at).map(({ line, cells }): Fields => {
    const cell = (name: number): string => cells[columns[name]!]!
    const span = (first: number, last: number): string[] =>
      columns.slice(first, last + 1).map((index) => cells[index]!)
    return {
      line,
      code: cell(0),
      record: cell(1),
      long: cell(2),
      short: cell(3),
      // Some renderings put several values into the first of the columns for them.
      prices: span(4, 7).flatMap(severalIn),
      multiplePrice: cell(8),
      successors: span(9, 13).flatMap(severalIn),
      coverage: cell(14),
      added: cell(15),
      effective: cell(16),
      terminated: cell(17),
      action: cell(18),
    }
  })
  return build(sheet.label, release, records)
}

/** `13:21` as its two values. */
const severalIn = (cell: string): string[] => cell.split(/[:;, ]+/).filter((value) => value !== '')

/**
 * Parses the text. Throws E_LAYOUT, E_RELEASE_SHORT.
 * Source of positions: HCPCS2019_recordlayout.txt, CMS RIF report as of 10/31/2018, in the HCPCS record layout that ships
 * beside the files; https://www.cms.gov/medicare/coding-billing/healthcare-common-procedure-system/quarterly-update
 */
export function readHcpcsText(sheet: Sheet, release: Recognised): ReleaseData[] {
  mustEnd(sheet)
  const first = sheet.rows.findIndex(({ cells }) => isRecord(cells[0]!))
  if (first < 0)
    throw layoutFault(sheet.label, 1, 'records that begin with a code, a sequence number and a record type')
  const rows = sheet.rows.slice(first)
  const records = rows.map(({ line, cells }, at): Fields => {
    const text = cells[0]!
    const field = (from: number, through: number): string => text.slice(from - 1, through).trim()
    const repeated = (from: number, width: number, times: number): string[] =>
      Array.from({ length: times }, (_, turn) => field(from + turn * width, from + turn * width + width - 1))
    const record = field(11, 11)
    // Editors trim blanks; what is read ends with the action code at 293, of continuations with the description.
    if (text.length < (record === '4' || record === '8' ? 12 : 293)) {
      const expected = 'a record of 320 characters'
      throw at === rows.length - 1
        ? shortFault(sheet.label, line, expected)
        : layoutFault(sheet.label, line, expected)
    }
    return {
      line,
      code: field(1, 5),
      record,
      long: field(12, 91),
      short: field(92, 119),
      prices: repeated(120, 2, 4),
      multiplePrice: field(128, 128),
      successors: repeated(205, 5, 5),
      coverage: field(230, 230),
      added: field(269, 276),
      effective: field(277, 284),
      terminated: field(285, 292),
      action: field(293, 293),
    }
  })
  return build(sheet.label, release, records)
}

const isRecord = (text: string): boolean => /^(?: {3}[A-Z0-9]{2}|[A-Z]\d{4})\d{5}[3478]/.test(text)

function build(label: string, release: Recognised, records: readonly Fields[]): ReleaseData[] {
  const entries: Entry[] = []
  for (const fields of records) {
    const place = { label, line: fields.line }
    const { record } = fields
    if (record !== '3' && record !== '4' && record !== '7' && record !== '8')
      throw layoutFault(label, fields.line, 'a record type 3, 4, 7 or 8')
    const modifier = record === '7' || record === '8'
    const code = codeAt(fields.code, place, modifier ? [2, 2] : [5, 5])
    if (record === '4' || record === '8') {
      const begun = entries.at(-1)
      if (begun?.code !== code)
        throw layoutFault(label, fields.line, 'a continuation below the record it continues')
      begun.long = collapsed(`${begun.long} ${fields.long}`)
      continue
    }
    // One of the two is at times left out in one of the forms a release ships in; the other form then repeats the other.
    const added = dateAt(fields.added, place, 0)
    const effective = dateAt(fields.effective, place, added)
    entries.push({
      ...fields,
      code,
      long: collapsed(fields.long),
      added: added || effective,
      effective,
      terminated: dateAt(fields.terminated, place, OPEN_END),
    })
  }
  const procedures = uniqueByCode(
    label,
    entries.filter(({ record }) => record === '3'),
  )
  const modifiers = uniqueByCode(
    label,
    entries.filter(({ record }) => record === '7'),
  )
  const facts = (of: readonly Entry[]): Pick<ReleaseData, 'id' | 'from' | 'through' | 'rows'> => ({
    id: release.id,
    from: earliest(
      of.flatMap(({ added }) => (added > 0 ? [added] : [])),
      release.from,
    ),
    through: release.through,
    rows: of.length,
  })
  return [
    {
      table: 'hcpcs',
      ...facts(procedures),
      columns: {
        ...dated(procedures),
        coverage: column(Uint8Array, procedures, (entry) =>
          charAt(entry.coverage, { label, line: entry.line }),
        ),
        ...Object.fromEntries(
          [0, 1, 2, 3].map((at) => [
            `price${at + 1}`,
            column(Uint8Array, procedures, (entry) => price(label, entry, at)),
          ]),
        ),
        multiplePrice: column(Uint8Array, procedures, (entry) =>
          charAt(entry.multiplePrice, { label, line: entry.line }),
        ),
        action: column(Uint8Array, procedures, (entry) => charAt(entry.action, { label, line: entry.line })),
      },
      lists: {},
      texts: {
        ...described(procedures),
        xref: procedures.map(({ successors }) =>
          successors.filter((code) => /^[A-Z0-9]{5}$/.test(code)).join(' '),
        ),
      },
    },
    {
      table: 'hcpcs-modifiers',
      ...facts(modifiers),
      columns: dated(modifiers),
      lists: {},
      texts: described(modifiers),
    },
  ]
}

const dated = (entries: readonly Entry[]): ReleaseData['columns'] => ({
  codes: column(Float64Array, entries, ({ code }) => code),
  added: column(Int32Array, entries, ({ added }) => added),
  effective: column(Int32Array, entries, ({ effective }) => effective),
  terminated: column(Int32Array, entries, ({ terminated }) => terminated),
})

const described = (entries: readonly Entry[]): ReleaseData['texts'] => ({
  short: entries.map(({ short }) => short),
  long: entries.map(({ long }) => long),
})

/** A pricing indicator, 255 for none. */
function price(label: string, { prices, line }: Entry, at: number): number {
  const cell = prices[at] ?? ''
  if (cell === '') return 255
  if (!/^\d{1,2}$/.test(cell)) throw layoutFault(label, line, 'a pricing indicator of two digits')
  return Number(cell)
}

/** Records break descriptions with a blank or two; so do some workbooks in the middle. */
const collapsed = (text: string): string => text.replace(/ {2,}/g, ' ').trim()
