/** Medicare physician fee schedule relative values: csv or workbook of 31 or 32 columns under ten caption lines, or text. */
import { pack } from '../codebook.ts'
import { charAt, codeAt, column, textList } from './fields.ts'
import { releasedIn } from '../published.ts'
import type { ReleaseData } from '../release.ts'
import type { Recognised } from './recognise.ts'
import { bodyOf, caption, columnsOf, layoutFault, mustEnd, shortFault, type Sheet } from './rows.ts'

const FIELDS = [
  'code',
  'modifier',
  'status',
  'work',
  'naNonFacility',
  'naFacility',
  'nonFacility',
  'facility',
  'pcTc',
  'global',
  'preoperative',
  'intraoperative',
  'postoperative',
  'multiple',
  'bilateral',
  'assistant',
  'coSurgeon',
  'team',
  'endoscopicBase',
] as const

type FeeRow = Readonly<Record<(typeof FIELDS)[number], string>> & { readonly line: number }

/**
 * Captions as they read when the two lowest caption lines are put together. NA INDICATOR stands twice; 2026 has a
 * column more (PRIC IND) before the endoscopic base, which is why columns are found by caption.
 */
const CAPTIONS = [
  'HCPCS',
  'MOD',
  'STATUS CODE',
  'WORK RVU',
  'NA INDICATOR',
  'NA INDICATOR',
  'NON-FACILITY TOTAL',
  'FACILITY TOTAL',
  'PCTC IND',
  'GLOB DAYS',
  'PRE OP',
  'INTRA OP',
  'POST OP',
  'MULT PROC',
  'BILAT SURG',
  'ASST SURG',
  'CO- SURG',
  'TEAM SURG',
  'ENDO BASE',
]

/**
 * Byte positions in the text, counted from 1, inclusive.
 * Source: record layout in RVU25D.pdf, which ships inside RVU25D.zip;
 * https://www.cms.gov/medicare/payment/fee-schedules/physician/pfs-relative-value-files
 */
const POSITIONS: readonly (readonly [number, number])[] = [
  [1, 5],
  [6, 7],
  [58, 58],
  [60, 65],
  [73, 74],
  [82, 83],
  [91, 96],
  [97, 102],
  [103, 103],
  [104, 106],
  [107, 109],
  [110, 112],
  [113, 115],
  [116, 116],
  [117, 117],
  [118, 118],
  [119, 119],
  [120, 120],
  [128, 132],
]

const COMPONENTS: Readonly<Record<string, number>> = { '26': 1, TC: 2, '53': 4 }

/** Parses the csv or the workbook. Throws E_LAYOUT, E_RELEASE_SHORT. */
export function readFeeSchedule(sheet: Sheet, release: Recognised): ReleaseData[] {
  const at = sheet.rows.slice(0, 20).findIndex(({ cells }) => caption(cells[0]) === 'HCPCS')
  if (at < 1) throw layoutFault(sheet.label, 10, 'the tenth caption line, which begins with HCPCS')
  const { cells, line } = sheet.rows[at]!
  const above = sheet.rows[at - 1]!.cells
  const captions = cells.map((cell, index) => caption(`${above[index] ?? ''} ${cell}`))
  const columns = columnsOf(sheet, line, captions, CAPTIONS)
  return build(
    sheet,
    release,
    bodyOf(sheet, at).map((row) => feeRow(row.line, (field) => row.cells[columns[field]!]!)),
    sheet.rows.slice(0, at).flatMap((row) => row.cells),
  )
}

/** Parses the fixed-width text. Throws E_LAYOUT, E_RELEASE_SHORT. */
export function readFeeScheduleText(sheet: Sheet, release: Recognised): ReleaseData[] {
  const records = sheet.rows.filter(({ cells }) => !cells[0]!.startsWith('HDR'))
  mustEnd(sheet)
  const rows = records.map(({ line, cells }, at) => {
    const text = cells[0]!
    // The last column read ends at 132; the conversion factor, which every row has, at 140.
    if (text.length < 140) {
      const expected = 'a record of at least 140 characters'
      throw at === records.length - 1
        ? shortFault(sheet.label, line, expected)
        : layoutFault(sheet.label, line, expected)
    }
    return feeRow(line, (field) => text.slice(POSITIONS[field]![0] - 1, POSITIONS[field]![1]).trim())
  })
  const captions = sheet.rows.flatMap((row) => (row.cells[0]!.startsWith('HDR') ? [row.cells[0]!] : []))
  return build(sheet, release, rows, captions)
}

const feeRow = (line: number, cell: (field: number) => string): FeeRow =>
  ({ line, ...Object.fromEntries(FIELDS.map((name, field) => [name, cell(field)])) }) as unknown as FeeRow

function build(
  { label }: Sheet,
  { table, id, from, through }: Recognised,
  rows: readonly FeeRow[],
  captions: readonly string[],
): ReleaseData[] {
  const published = releasedIn(captions.join(' '))
  const globals = textList()
  const byCode = new Map<number, { main: FeeRow; components: number; whole: boolean }>()
  for (const row of rows) {
    const code = codeAt(row.code, { label, line: row.line }, [5, 5])
    const component = row.modifier === '' ? 0 : COMPONENTS[row.modifier]
    if (component === undefined) throw layoutFault(label, row.line, 'the modifier 26, TC, 53 or none')
    const known = byCode.get(code)
    if (!known) {
      byCode.set(code, { main: row, components: component, whole: component === 0 })
      continue
    }
    if (component === 0 ? known.whole : known.components & component)
      throw layoutFault(label, row.line, 'every code and modifier once')
    known.components |= component
    if (component === 0) Object.assign(known, { main: row, whole: true })
  }
  const entries = [...byCode].sort((a, b) => a[0] - b[0]).map(([code, entry]) => ({ code, ...entry }))
  const indicator = (name: (typeof FIELDS)[number]): Uint8Array =>
    column(Uint8Array, entries, ({ main }) => charAt(main[name], { label, line: main.line }))
  const hundredths = (name: (typeof FIELDS)[number], most: number): number[] =>
    entries.map(({ main, whole }) => {
      if (!/^\d{0,6}(?:\.\d{0,2})?$/.test(main[name]))
        throw layoutFault(label, main.line, 'a number with at most two decimals')
      const value = Math.round(Number(main[name]) * 100)
      if (value > most) throw layoutFault(label, main.line, `a number of at most ${most / 100}`)
      // Values of a component row are not those of the whole service.
      return whole ? value : 0
    })
  return [
    {
      table,
      id,
      from,
      through,
      ...(published === undefined ? {} : { published }),
      rows: rows.length,
      columns: {
        codes: column(Float64Array, entries, ({ code }) => code),
        status: indicator('status'),
        pcTc: indicator('pcTc'),
        multiple: indicator('multiple'),
        bilateral: indicator('bilateral'),
        assistant: indicator('assistant'),
        coSurgeon: indicator('coSurgeon'),
        team: indicator('team'),
        global: column(Uint8Array, entries, ({ main }) => {
          if (!/^(?:000|010|090|MMM|XXX|YYY|ZZZ)?$/.test(main.global))
            throw layoutFault(label, main.line, 'global days 000, 010, 090, MMM, XXX, YYY or ZZZ')
          return globals.indexOf(main.global, { label, line: main.line })
        }),
        naNonFacility: column(Uint8Array, entries, ({ main }) => (main.naNonFacility === 'NA' ? 1 : 0)),
        naFacility: column(Uint8Array, entries, ({ main }) => (main.naFacility === 'NA' ? 1 : 0)),
        components: column(Uint8Array, entries, ({ components }) => components),
        endoscopicBase: column(Float64Array, entries, ({ main }) =>
          main.endoscopicBase === ''
            ? pack('')
            : codeAt(main.endoscopicBase, { label, line: main.line }, [5, 5]),
        ),
        workRvu: Int32Array.from(hundredths('work', 99_999_999)),
        nonFacilityRvu: Int32Array.from(hundredths('nonFacility', 99_999_999)),
        facilityRvu: Int32Array.from(hundredths('facility', 99_999_999)),
        preoperative: Uint8Array.from(hundredths('preoperative', 100)),
        intraoperative: Uint8Array.from(hundredths('intraoperative', 100)),
        postoperative: Uint8Array.from(hundredths('postoperative', 100)),
      },
      lists: { global: globals.texts },
      texts: {},
    },
  ]
}
