/** Releases in memory for tests, with stand-in codes where licensed ones would be. */
import { pack } from '../../src/codesets/codebook.ts'
import type { LoadedRelease } from '../../src/codesets/dated.ts'
import { readIcdConversion } from '../../src/codesets/import/icd-conversion.ts'
import { readIcdNotes } from '../../src/codesets/import/icd-notes.ts'
import { coverageColumns, type CoverageDocument } from '../../src/codesets/import/coverage-release.ts'
import type { TableName } from '../../src/codesets/release.ts'
import { titleColumns } from '../../src/codesets/titles.ts'
import { release } from './test-edit.ts'

const packed = (codes: readonly string[]): Float64Array =>
  new Float64Array([...new Set(codes)].map(pack).sort((a, b) => a - b))
const OPEN = 99991231

export interface Pair {
  readonly one: string
  readonly two: string
  readonly from?: number
  readonly through?: number
  readonly indicator?: 0 | 1 | 9
}

/** NCCI pairs, in force from 2020 on unless said otherwise. */
export function ptpRelease(
  pairs: readonly Pair[],
  table: TableName = 'ncci-ptp-practitioner',
  through = 20261231,
): LoadedRelease {
  const codes = packed(pairs.flatMap(({ one, two }) => [one, two]))
  const place = (code: string): number => codes.indexOf(pack(code))
  const rows = pairs
    .map((pair) => ({ from: 20200101, through: OPEN, indicator: 1, ...pair }))
    .sort((a, b) => place(a.one) - place(b.one) || place(a.two) - place(b.two) || a.from - b.from)
  const start = new Uint32Array(codes.length + 1)
  for (const { one } of rows) start[place(one) + 1]! += 1
  for (let at = 0; at < codes.length; at++) start[at + 1]! += start[at]!
  return release(table, '2026Q4', Math.min(...rows.map(({ from }) => from), 20200101), through, {
    columns: {
      codes,
      start,
      column2: Uint16Array.from(rows.map(({ two }) => place(two))),
      term: Uint16Array.from(rows.keys()),
      termEffective: Int32Array.from(rows.map(({ from }) => from)),
      termDeleted: Int32Array.from(rows.map((row) => row.through)),
      termIndicator: Uint8Array.from(rows.map(({ indicator }) => indicator)),
      termPrior1996: new Uint8Array(rows.length),
      termRationale: new Uint8Array(rows.length),
    },
    lists: { rationale: ['test'] },
  })
}

/** NCCI unit limits. */
export function mueRelease(
  limits: Readonly<Record<string, readonly [value: number, mai: number]>>,
  table: TableName = 'ncci-mue-practitioner',
  [id, from, through]: readonly [string, number, number] = ['2026Q1', 20260101, 20261231],
): LoadedRelease {
  const codes = packed(Object.keys(limits))
  const ordered = Object.entries(limits).sort(([a], [b]) => pack(a) - pack(b))
  return release(table, id, from, through, {
    columns: {
      codes,
      value: Int32Array.from(ordered.map(([, [value]]) => value)),
      mai: Uint8Array.from(ordered.map(([, [, mai]]) => mai)),
      rationale: new Uint8Array(codes.length),
    },
    lists: { rationale: ['test'] },
  })
}

export interface AddOnRow {
  readonly addOn: string
  /** `CCCCC` where the contractor decides. */
  readonly primary: string
  readonly type?: 1 | 2 | 3
  readonly from?: number
  readonly through?: number
  readonly note?: string
}

/** Add-on code edits. */
export function addOnRelease(given: readonly AddOnRow[], through = 20261231): LoadedRelease {
  const rows = given
    .map((row) => ({ type: 1, from: 20130401, through: OPEN, note: '', ...row }))
    .sort((a, b) => pack(a.addOn) - pack(b.addOn) || pack(a.primary) - pack(b.primary))
  const codes = packed(
    rows.flatMap(({ addOn, primary }) => (primary === 'CCCCC' ? [addOn] : [addOn, primary])),
  )
  const place = (code: string): number => codes.indexOf(pack(code))
  const start = new Uint32Array(codes.length + 1)
  for (const { addOn } of rows) start[place(addOn) + 1]! += 1
  for (let at = 0; at < codes.length; at++) start[at + 1]! += start[at]!
  const notes = ['', ...new Set(rows.map(({ note }) => note).filter((note) => note !== ''))]
  const open = new Int32Array(rows.length).fill(OPEN)
  return release('ncci-aoc', '2026Q4', 20130401, through, {
    columns: {
      codes,
      start,
      primary: Uint16Array.from(rows.map(({ primary }) => (primary === 'CCCCC' ? 65535 : place(primary)))),
      type: Uint8Array.from(rows.map(({ type }) => type)),
      effective: Int32Array.from(rows.map(({ from }) => from)),
      deleted: Int32Array.from(rows.map((row) => row.through)),
      primaryDeleted: open,
      addOnDeleted: open,
      note: Uint8Array.from(rows.map(({ note }) => notes.indexOf(note))),
    },
    lists: { note: notes },
  })
}

/** HCPCS codes or modifiers: code to first and last day. */
export function periodRelease(
  table: 'hcpcs' | 'hcpcs-modifiers',
  periods: Readonly<Record<string, readonly [added: number, terminated?: number]>>,
  through = 20261231,
): LoadedRelease {
  const ordered = Object.entries(periods).sort(([a], [b]) => pack(a) - pack(b))
  const added = Int32Array.from(ordered.map(([, [from]]) => from))
  return release(table, '2026OCT', 19820101, through, {
    columns: {
      codes: packed(Object.keys(periods)),
      added,
      effective: added,
      terminated: Int32Array.from(ordered.map(([, [, end = OPEN]]) => end)),
      coverage: new Uint8Array(ordered.length).fill(67),
      price1: new Uint8Array(ordered.length).fill(255),
      price2: new Uint8Array(ordered.length).fill(255),
      price3: new Uint8Array(ordered.length).fill(255),
      price4: new Uint8Array(ordered.length).fill(255),
    },
  })
}

export interface FeeRow {
  readonly status?: string
  readonly pcTc?: string
  readonly global?: string
  readonly multiple?: string
  readonly bilateral?: string
  readonly assistant?: string
  readonly coSurgeon?: string
  readonly team?: string
  readonly naFacility?: boolean
  readonly naNonFacility?: boolean
  /** Whether the file has a row of the code with 26, TC or 53. */
  readonly components?: readonly ('26' | 'TC' | '53')[]
}

/** Fee schedule rows; indicators that are not said are those of a plain visit. */
export function feeRelease(
  given: Readonly<Record<string, FeeRow>>,
  [id, from, through]: readonly [string, number, number] = ['RVU26A', 20260101, 20261231],
): LoadedRelease {
  const ordered = Object.entries(given).sort(([a], [b]) => pack(a) - pack(b))
  const globals = [...new Set(ordered.map(([, { global = 'XXX' }]) => global))]
  const chars = (of: (row: FeeRow) => string): Uint8Array =>
    Uint8Array.from(ordered.map(([, row]) => of(row).charCodeAt(0)))
  const zeros = new Int32Array(ordered.length)
  return release('mpfs', id, from, through, {
    columns: {
      codes: packed(Object.keys(given)),
      status: chars(({ status = 'A' }) => status),
      pcTc: chars(({ pcTc = '0' }) => pcTc),
      multiple: chars(({ multiple = '0' }) => multiple),
      bilateral: chars(({ bilateral = '0' }) => bilateral),
      assistant: chars(({ assistant = '0' }) => assistant),
      coSurgeon: chars(({ coSurgeon = '0' }) => coSurgeon),
      team: chars(({ team = '0' }) => team),
      global: Uint8Array.from(ordered.map(([, { global = 'XXX' }]) => globals.indexOf(global))),
      naNonFacility: Uint8Array.from(ordered.map(([, { naNonFacility }]) => Number(naNonFacility ?? false))),
      naFacility: Uint8Array.from(ordered.map(([, { naFacility }]) => Number(naFacility ?? false))),
      components: Uint8Array.from(
        ordered.map(([, { components = [] }]) =>
          components.reduce((bits, one) => bits | { '26': 1, TC: 2, '53': 4 }[one], 0),
        ),
      ),
      endoscopicBase: new Float64Array(ordered.length),
      workRvu: zeros,
      nonFacilityRvu: zeros,
      facilityRvu: zeros,
    },
    lists: { global: globals },
  })
}

/** An ICD-10-CM order file: code to whether it is valid for submission. */
export function icdRelease(
  given: Readonly<Record<string, boolean>>,
  [id, from, through]: readonly [string, number, number] = ['FY2026', 20251001, 20260930],
): LoadedRelease {
  const ordered = Object.entries(given).sort(([a], [b]) => pack(a) - pack(b))
  return release('icd10cm', id, from, through, {
    columns: {
      codes: packed(Object.keys(given)),
      valid: Uint8Array.from(ordered.map(([, valid]) => Number(valid))),
    },
  })
}

export interface EditorRow {
  readonly code: string
  readonly from?: number
  readonly through?: number
  readonly flags?: readonly string[]
}

/** Tables of the Medicare Code Editor. */
export function editorRelease(
  given: readonly EditorRow[],
  table: 'mce-diagnoses' | 'mce-procedures' = 'mce-diagnoses',
): LoadedRelease {
  const rows = given
    .map((row) => ({ from: 20151001, through: OPEN, flags: [] as readonly string[], ...row }))
    .sort((a, b) => pack(a.code) - pack(b.code) || a.from - b.from)
  const codes = packed(rows.map(({ code }) => code))
  const start = new Uint32Array(codes.length + 1)
  for (const { code } of rows) start[codes.indexOf(pack(code)) + 1]! += 1
  for (let at = 0; at < codes.length; at++) start[at + 1]! += start[at]!
  const names = [...new Set(rows.flatMap(({ flags }) => flags))]
  return release(table, 'MCE43.1', 20151001, 20260930, {
    columns: {
      codes,
      start,
      from: Int32Array.from(rows.map(({ from }) => from)),
      through: Int32Array.from(rows.map(({ through }) => through)),
      flags: Uint32Array.from(
        rows.map(({ flags }) => flags.reduce((bits, flag) => bits + 2 ** names.indexOf(flag), 0)),
      ),
    },
    lists: { flag: names },
  })
}

/** An ICD-10-CM order file with titles: valid codes, and the categories above them as headers. */
export function titledRelease(
  titles: Readonly<Record<string, string>>,
  [id, from, through]: readonly [string, number, number] = ['FY2026', 20251001, 20260930],
  complete = true,
): LoadedRelease {
  const headers = Object.keys(titles).flatMap((code) =>
    Array.from({ length: Math.max(0, code.length - 3) }, (_, at) => code.slice(0, 3 + at)).filter(
      (above) => titles[above] === undefined,
    ),
  )
  const ordered = [
    ...Object.entries(titles),
    ...[...new Set(headers)].map((code) => [code, ''] as const),
  ].sort(([a], [b]) => pack(a) - pack(b))
  const valid = ordered.map(([code]) => Number(titles[code] !== undefined))
  return release(
    'icd10cm',
    id,
    from,
    through,
    {
      columns: {
        codes: packed(ordered.map(([code]) => code)),
        valid: Uint8Array.from(valid),
        ...titleColumns(ordered.map(([code, title]) => ({ code, title }))),
      },
      texts: { short: ordered.map(([, title]) => title), long: ordered.map(([, title]) => title) },
    },
    complete,
  )
}

/** Notes of the tabular list, read as the csv is: `excludes1 E11 type 1 diabetes mellitus (E10.-)`, `codeFirst Block A15-A19 …`. */
export function notesRelease(
  notes: readonly string[],
  [id, from, through]: readonly [string, number, number] = ['FY2026', 20251001, 20260930],
): LoadedRelease {
  const rows = notes.map((note) => {
    const [, kind, code, text] = /^(\w+) ((?:Block |Chapter )?\S+) (.*)$/.exec(note)!
    const level = code!.startsWith('Block') ? 'section' : code!.startsWith('Chapter') ? 'chapter' : 'diag'
    return [level, code!, kind!, text!]
  })
  const sheet = {
    label: 'notes',
    ended: true,
    rows: [['level', 'code', 'kind', 'note'], ...rows].map((cells, line) => ({ line: line + 1, cells })),
  }
  const [read] = readIcdNotes(sheet, {
    layout: 'icd-notes',
    table: 'icd10cm-notes',
    id,
    from,
    through,
    part: 1,
    parts: 1,
  })
  return release('icd10cm-notes', id, from, through, read!)
}

/** The conversion table: new code, year whose October it began, previous codes. */
export function conversionRelease(
  rows: readonly (readonly [code: string, year: string, previous: string])[],
): LoadedRelease {
  const cells = [['current_code', 'effective', 'previous_codes'], ...rows]
  const sheet = {
    label: 'conversion',
    ended: true,
    rows: cells.map((row, line) => ({ line: line + 1, cells: row })),
  }
  const facts = { id: 'FY2026', from: 20251001, through: 20260930 }
  const [read] = readIcdConversion(sheet, {
    layout: 'icd-conversion',
    table: 'icd10cm-conversion',
    part: 1,
    parts: 1,
    ...facts,
  })
  return release('icd10cm-conversion', read!.id, read!.from, read!.through, read!)
}

/** A list of codes: single-dose drugs, telehealth services, waived tests. */
export function codeListRelease(
  table: 'drugs' | 'telehealth' | 'clia',
  given: Readonly<Record<string, readonly [from?: number, through?: number]>>,
  [id, from, through]: readonly [string, number, number] = ['2026', 20260101, 20261231],
): LoadedRelease {
  const ordered = Object.entries(given).sort(([a], [b]) => pack(a) - pack(b))
  return release(table, id, from, through, {
    columns: {
      codes: packed(Object.keys(given)),
      from: Int32Array.from(ordered.map(([, [first = 0]]) => first)),
      through: Int32Array.from(ordered.map(([, [, last = OPEN]]) => last)),
    },
  })
}

/** HCPCS codes with their pricing indicators. */
export function suppliesRelease(given: Readonly<Record<string, readonly number[]>>): LoadedRelease {
  const ordered = Object.entries(given).sort(([a], [b]) => pack(a) - pack(b))
  const price = (which: number): Uint8Array =>
    Uint8Array.from(ordered.map(([, prices]) => prices[which] ?? 255))
  const added = new Int32Array(ordered.length).fill(20000101)
  return release('hcpcs', '2026OCT', 19820101, 20261231, {
    columns: {
      codes: packed(Object.keys(given)),
      added,
      effective: added,
      terminated: new Int32Array(ordered.length).fill(OPEN),
      coverage: new Uint8Array(ordered.length).fill(67),
      price1: price(0),
      price2: price(1),
      price3: price(2),
      price4: price(3),
    },
  })
}

/** Coverage documents of two invented states, in force since 2026 unless said otherwise. */
export const coverageRelease = (
  documents: readonly (Partial<CoverageDocument> & Pick<CoverageDocument, 'id' | 'rules'>)[],
  [id, from, through]: readonly [string, number, number] = ['MCD-2026-10-01', 20200101, 20261231],
): LoadedRelease =>
  release(
    'coverage-articles',
    id,
    from,
    through,
    coverageColumns(
      documents.map((document) => ({
        version: 1,
        title: 'Billing and Coding: invented',
        contractor: 'Invented Administrators',
        states: ['OH', 'KY'],
        partly: [],
        nationwide: false,
        payer: '',
        national: false,
        parts: 3,
        from: 20260101,
        through: OPEN,
        unread: '',
        ...document,
      })),
    ),
  )
