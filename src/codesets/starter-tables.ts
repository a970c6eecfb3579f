/** From rows of the starter sets' own layout to the columns that each table reads. The layout: `codesets/README.md`. */
import { compactDate, isIsoDate, OPEN_END } from '../model/dates.ts'
import { pack } from './codebook.ts'
import type { ColumnData } from './columns.ts'
import { coverageDocuments } from './import/coverage-csv.ts'
import { coverageColumns } from './import/coverage-release.ts'
import { blockStarts, charAt, codeAt, column, textList, uniqueByCode } from './import/fields.ts'
import { layoutFault } from './import/rows.ts'
import { titleColumns } from './titles.ts'

/** One row of a file of the starter sets. */
export interface StarterRow {
  readonly label: string
  readonly line: number
  readonly cells: readonly string[]
  /** Place of each column of the file by its name. */
  readonly columns: ReadonlyMap<string, number>
}

/** Makes the columns of one release. `from`, compact, is its first day. Throws E_LAYOUT, naming file and line. */
type Build = (rows: readonly StarterRow[], from: number) => ColumnData

/** What stands for a primary code that the contractor defines. */
const CONTRACTOR_DEFINED = 65_535

const cell = (row: StarterRow, name: string): string => {
  const value = row.cells[row.columns.get(name) ?? -1]
  if (value === undefined) throw layoutFault(row.label, row.line, `a column "${name}"`)
  return value
}

const code = (row: StarterRow, name: string, length: readonly [number, number] = [5, 5]): number =>
  codeAt(cell(row, name), row, length)

/** An ISO date as a compact one; the value for an empty cell is the caller's. */
function day(row: StarterRow, name: string, empty?: number): number {
  const value = cell(row, name)
  if (value === '' && empty !== undefined) return empty
  if (!isIsoDate(value)) throw layoutFault(row.label, row.line, `a date YYYY-MM-DD in "${name}"`)
  return compactDate(value)
}

/** A number with at most two decimals, in hundredths; 0 for an empty cell. */
function hundredths(row: StarterRow, name: string): number {
  const value = cell(row, name)
  if (!/^\d{0,6}(?:\.\d{1,2})?$/.test(value))
    throw layoutFault(row.label, row.line, `a number with at most two decimals in "${name}"`)
  return Math.round(Number(value) * 100)
}

function whole(row: StarterRow, name: string, pattern: RegExp): number {
  const value = cell(row, name)
  if (!pattern.test(value))
    throw layoutFault(row.label, row.line, `a number in "${name}" that the table knows`)
  return Number(value)
}

const flag = (row: StarterRow, name: string): number => (cell(row, name) === '' ? 0 : 1)

/** Every code that stands in one of the columns, packed and in order, with the place of each. */
function codesOf(lists: readonly (readonly number[])[]): {
  readonly codes: Float64Array
  readonly at: (packed: number) => number
} {
  const codes = Float64Array.from(new Set(lists.flat())).sort()
  const places = new Map(Array.from(codes, (packed, place) => [packed, place]))
  return { codes, at: (packed) => places.get(packed)! }
}

const pairs: Build = (rows) => {
  const rationales = textList()
  const records = rows
    .map((row) => ({
      one: code(row, 'column1'),
      two: code(row, 'column2'),
      effective: day(row, 'effective'),
      deleted: day(row, 'deleted', OPEN_END),
      indicator: whole(row, 'indicator', /^[019]$/),
      prior1996: flag(row, 'prior_1996'),
      rationale: rationales.indexOf(cell(row, 'rationale'), row),
    }))
    .sort((a, b) => a.one - b.one || a.two - b.two || a.effective - b.effective || a.deleted - b.deleted)
  const { codes, at } = codesOf([records.map(({ one }) => one), records.map(({ two }) => two)])
  return {
    columns: {
      codes,
      start: blockStarts(codes.length, records, ({ one }) => at(one)),
      column2: column(Uint16Array, records, ({ two }) => at(two)),
      // So few rows that each may have terms of its own.
      term: Uint16Array.from(records.keys()),
      termEffective: column(Int32Array, records, ({ effective }) => effective),
      termDeleted: column(Int32Array, records, ({ deleted }) => deleted),
      termIndicator: column(Uint8Array, records, ({ indicator }) => indicator),
      termPrior1996: column(Uint8Array, records, ({ prior1996 }) => prior1996),
      termRationale: column(Uint8Array, records, ({ rationale }) => rationale),
    },
    lists: { rationale: rationales.texts },
    texts: {},
  }
}

const limits: Build = (rows) => {
  const rationales = textList()
  const records = rows.map((row) => ({
    line: row.line,
    code: code(row, 'code'),
    value: whole(row, 'units', /^\d{1,6}$/),
    mai: whole(row, 'mai', /^[123]$/),
    rationale: rationales.indexOf(cell(row, 'rationale'), row),
  }))
  const sorted = uniqueByCode(rows[0]?.label ?? '', records)
  return {
    columns: {
      codes: column(Float64Array, sorted, (record) => record.code),
      value: column(Int32Array, sorted, ({ value }) => value),
      mai: column(Uint8Array, sorted, ({ mai }) => mai),
      rationale: column(Uint8Array, sorted, ({ rationale }) => rationale),
    },
    lists: { rationale: rationales.texts },
    texts: {},
  }
}

const addOns: Build = (rows) => {
  const notes = textList('')
  const records = rows
    .map((row) => ({
      type: whole(row, 'type', /^[123]$/),
      addOn: code(row, 'add_on'),
      addOnDeleted: day(row, 'add_on_deleted', OPEN_END),
      primary: cell(row, 'primary') === 'CCCCC' ? 0 : code(row, 'primary'),
      primaryDeleted: day(row, 'primary_deleted', OPEN_END),
      effective: day(row, 'effective'),
      deleted: day(row, 'deleted', OPEN_END),
      note: notes.indexOf(cell(row, 'note'), row),
    }))
    .sort((a, b) => a.addOn - b.addOn || a.primary - b.primary || a.effective - b.effective)
  const primaries = records.flatMap(({ primary }) => (primary === 0 ? [] : [primary]))
  const { codes, at } = codesOf([records.map(({ addOn }) => addOn), primaries])
  return {
    columns: {
      codes,
      start: blockStarts(codes.length, records, ({ addOn }) => at(addOn)),
      primary: column(Uint16Array, records, ({ primary }) =>
        primary === 0 ? CONTRACTOR_DEFINED : at(primary),
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
  }
}

/** Bits of the rows that the fee schedule has beside the whole service. */
const COMPONENTS: Readonly<Record<string, number>> = { '26': 1, TC: 2, '53': 4 }

function components(row: StarterRow): number {
  const names = cell(row, 'components').split(' ')
  return names.reduce((bits, name) => {
    if (name !== '' && COMPONENTS[name] === undefined)
      throw layoutFault(row.label, row.line, 'components among 26, TC and 53')
    return bits | (COMPONENTS[name] ?? 0)
  }, 0)
}

const fees: Build = (rows) => {
  const globals = textList()
  const sorted = uniqueByCode(
    rows[0]?.label ?? '',
    rows.map((row) => ({ row, line: row.line, code: code(row, 'code') })),
  )
  const indicator = (name: string): Uint8Array =>
    column(Uint8Array, sorted, ({ row }) => charAt(cell(row, name), row))
  const values = (name: string): Int32Array => column(Int32Array, sorted, ({ row }) => hundredths(row, name))
  const shares = (name: string): Uint8Array => column(Uint8Array, sorted, ({ row }) => hundredths(row, name))
  return {
    columns: {
      codes: column(Float64Array, sorted, (record) => record.code),
      status: indicator('status'),
      pcTc: indicator('pc_tc'),
      multiple: indicator('multiple'),
      bilateral: indicator('bilateral'),
      assistant: indicator('assistant'),
      coSurgeon: indicator('co_surgeon'),
      team: indicator('team'),
      global: column(Uint8Array, sorted, ({ row }) => globals.indexOf(cell(row, 'global_days'), row)),
      naNonFacility: column(Uint8Array, sorted, ({ row }) => flag(row, 'na_nonfacility')),
      naFacility: column(Uint8Array, sorted, ({ row }) => flag(row, 'na_facility')),
      components: column(Uint8Array, sorted, ({ row }) => components(row)),
      endoscopicBase: column(Float64Array, sorted, ({ row }) =>
        cell(row, 'endoscopic_base') === '' ? pack('') : code(row, 'endoscopic_base'),
      ),
      workRvu: values('work_rvu'),
      nonFacilityRvu: values('nonfacility_rvu'),
      facilityRvu: values('facility_rvu'),
      preoperative: shares('preoperative'),
      intraoperative: shares('intraoperative'),
      postoperative: shares('postoperative'),
    },
    lists: { global: globals.texts },
    texts: {},
  }
}

/** What Level II codes and modifiers have in common. */
function periods(rows: readonly StarterRow[], length: readonly [number, number]) {
  const sorted = uniqueByCode(
    rows[0]?.label ?? '',
    rows.map((row) => ({ row, line: row.line, code: code(row, 'code', length) })),
  ).map(({ row, code: packed }) => ({ row, packed }))
  return {
    sorted: sorted.map(({ row }) => row),
    columns: {
      codes: column(Float64Array, sorted, ({ packed }) => packed),
      added: column(Int32Array, sorted, ({ row }) => day(row, 'added')),
      effective: column(Int32Array, sorted, ({ row }) => day(row, 'effective', 0)),
      terminated: column(Int32Array, sorted, ({ row }) => day(row, 'terminated', OPEN_END)),
    },
    texts: {
      short: sorted.map(({ row }) => cell(row, 'short')),
      long: sorted.map(({ row }) => cell(row, 'long')),
    },
  }
}

const NO_PRICE = 255

const levelTwo: Build = (rows) => {
  const { sorted, columns, texts } = periods(rows, [5, 5])
  const letter = (name: string): Uint8Array =>
    column(Uint8Array, sorted, (row) => charAt(cell(row, name), row))
  const price = (name: string): Uint8Array =>
    column(Uint8Array, sorted, (row) => (cell(row, name) === '' ? NO_PRICE : whole(row, name, /^\d{2}$/)))
  return {
    columns: {
      ...columns,
      coverage: letter('coverage'),
      multiplePrice: letter('multiple_price'),
      action: letter('action'),
      price1: price('price1'),
      price2: price('price2'),
      price3: price('price3'),
      price4: price('price4'),
    },
    lists: {},
    texts: { ...texts, xref: sorted.map((row) => cell(row, 'successors')) },
  }
}

const modifiers: Build = (rows) => {
  const { columns, texts } = periods(rows, [2, 2])
  return { columns, lists: {}, texts }
}

/** Both editions stand in one file: a row belongs to those that begin while it is in force. */
const diagnoses: Build = (rows, from) => {
  const entries = rows
    .filter((row) => day(row, 'from', 0) <= from && from <= day(row, 'through', OPEN_END))
    .map((row) => ({ row, line: row.line, code: code(row, 'code', [3, 7]) }))
  const sorted = uniqueByCode(rows[0]?.label ?? '', entries)
  return {
    columns: {
      codes: column(Float64Array, sorted, (entry) => entry.code),
      valid: column(Uint8Array, sorted, ({ row }) => whole(row, 'valid', /^[01]$/)),
      ...titleColumns(sorted.map(({ row }) => ({ code: cell(row, 'code'), title: cell(row, 'long') }))),
    },
    lists: {},
    texts: {
      short: sorted.map(({ row }) => cell(row, 'short')),
      long: sorted.map(({ row }) => cell(row, 'long')),
    },
  }
}

/** Coverage documents in the layout of a payer's policy; `from` is the first day of those that name none. */
const coverage: Build = (rows, from) =>
  coverageColumns(coverageDocuments(rows[0]?.label ?? '', rows, 'medicare', from))

/** Tables that a starter set may hold, with how their rows become columns. */
export const starterTables = {
  'ncci-ptp-practitioner': pairs,
  'ncci-ptp-outpatient': pairs,
  'ncci-mue-practitioner': limits,
  'ncci-mue-outpatient': limits,
  'ncci-mue-dme': limits,
  'ncci-aoc': addOns,
  mpfs: fees,
  hcpcs: levelTwo,
  'hcpcs-modifiers': modifiers,
  icd10cm: diagnoses,
  'coverage-articles': coverage,
} as const satisfies Readonly<Record<string, Build>>
