/** From the rows of one claim to the claim. */
import type { Claim } from '../model/claim.ts'
import { checkClaim } from './claim-of.ts'
import { claimColumns, type Column } from './csv-columns.ts'
import {
  padded,
  readCents,
  readDate,
  readNumber,
  readPointers,
  readSex,
  readState,
  readType,
} from './csv-values.ts'

/** One row of a claim: its number and the text of its columns that are not blank. */
export interface ClaimRow {
  readonly row: number
  readonly values: ReadonlyMap<Column, string>
}

/** Why rows are no claim. The text repeats no value. */
export interface RowFlaw {
  readonly row: number
  readonly column?: Column
  readonly text: string
}

const OF_THE_CLAIM: ReadonlySet<Column> = new Set(claimColumns)
/** Claim columns that may differ from row to row: a line that differs from the claim's first row has its own. */
const LINE_LEVEL_TOO: ReadonlySet<Column> = new Set(['place', 'rendering_npi'])

/** The claim that consecutive rows of one claim id make, or the first flaw. */
export function claimOfRows(
  rows: readonly ClaimRow[],
): { readonly claim: Claim } | { readonly flaw: RowFlaw } {
  try {
    const checked = checkClaim(inputOf(rows))
    if ('claim' in checked) return checked
    const line = /^lines\[(\d+)\]/.exec(checked.flaw.path)?.[1]
    return { flaw: { row: rows[Number(line ?? 0)]!.row, text: checked.flaw.text } }
  } catch (error) {
    if (error instanceof CellError) return { flaw: error.flaw }
    throw error
  }
}

class CellError extends Error {
  constructor(readonly flaw: RowFlaw) {
    super(flaw.text)
  }
}

type Read = <T = string>(
  column: Column,
  expected?: string,
  read?: (text: string) => T | undefined,
) => T | undefined

/** Reads columns from the given cells; a text that `read` cannot read ends the claim. */
const reading = (
  cellOf: (column: Column) => { readonly row: number; readonly text: string } | undefined,
): Read =>
  function read<T>(column: Column, expected = '', convert?: (text: string) => T | undefined): T | undefined {
    const cell = cellOf(column)
    if (cell === undefined) return undefined
    const value = convert ? convert(cell.text) : (cell.text as T)
    if (value === undefined) throw new CellError({ row: cell.row, column, text: `Expected ${expected}.` })
    return value
  }

const DATE = 'a date such as 2024-08-05, 20240805 or 8/5/2024'
const AMOUNT = 'an amount such as 100, 100.00 or $1,234.50'
const NUMBER = 'a number'
const STATE = 'a state as two letters, such as OH'

function inputOf(rows: readonly ClaimRow[]): unknown {
  const cells = claimCells(rows)
  const read = reading((column) => cells.get(column))
  const date = (column: Column) => read(column, DATE, readDate)
  const provider = (name: 'referring' | 'ordering' | 'supervising' | 'attending' | 'operating') => {
    const npi = read(`${name}_npi`)
    return npi === undefined ? undefined : { npi }
  }
  const typeOfBill = read('type_of_bill', '', (text) => (text.length === 3 ? `0${text}` : text))
  const institutional = cells.has('type_of_bill') || rows.some(({ values }) => values.has('revenue'))
  return {
    id: read('claim'),
    type:
      read('type', 'professional or institutional', readType) ??
      (institutional ? 'institutional' : 'professional'),
    payer: present({
      id: read('payer'),
      name: read('payer_name'),
      line: read('payer_line')?.toLowerCase().replaceAll(/\s+/g, '-'),
    }),
    frequency: read('frequency') ?? typeOfBill?.slice(3),
    payerClaimNumber: read('payer_claim_number'),
    subscriber: present({ id: read('subscriber') }),
    patient: present({
      id: read('patient'),
      birthDate: date('birth_date'),
      sex: read('sex', 'F, M or U', readSex),
    }),
    billing: present({
      npi: read('billing_npi'),
      taxonomy: read('billing_taxonomy'),
      taxId: read('billing_tax_id'),
      state: read('billing_state', STATE, readState),
    }),
    rendering: present({ npi: read('rendering_npi'), taxonomy: read('rendering_taxonomy') }),
    referring: provider('referring'),
    ordering: provider('ordering'),
    supervising: provider('supervising'),
    attending: provider('attending'),
    operating: provider('operating'),
    facility: present({
      npi: read('facility_npi'),
      state: read('facility_state', STATE, readState),
    }),
    placeOfService: read('place', '', padded(2)),
    chargeCents: read('charge', AMOUNT, readCents),
    diagnoses: diagnosesOf(cells, rows[0]!.row),
    admittingDiagnosis: read('admitting_dx'),
    lines: rows.map((row, at) => lineOf(row, at, cells)),
    typeOfBill,
    statementFrom: date('statement_from'),
    statementThrough: date('statement_through'),
    admissionDate: date('admission_date'),
    admissionType: read('admission_type'),
    admissionSource: read('admission_source'),
    dischargeDate: date('discharge_date'),
    dischargeStatus: read('discharge_status', '', padded(2)),
    conditionCodes: read('condition_codes')?.split(/[\s,;|]+/) ?? [],
    cliaNumber: read('clia'),
    priorAuthorization: read('authorization'),
    accidentDate: date('accident_date'),
    received: date('received'),
  }
}

type Cells = ReadonlyMap<Column, { readonly row: number; readonly text: string }>

/** The claim's own values: the first that is not blank; one that contradicts it ends the claim. */
function claimCells(rows: readonly ClaimRow[]): Cells {
  const cells = new Map<Column, { row: number; text: string }>()
  for (const { row, values } of rows) {
    for (const [column, text] of values) {
      if (!OF_THE_CLAIM.has(column)) continue
      const first = cells.get(column)
      if (first === undefined) cells.set(column, { row, text })
      else if (first.text !== text && !LINE_LEVEL_TOO.has(column))
        throw new CellError({ row, column, text: `It contradicts row ${first.row} of the same claim.` })
    }
  }
  return cells
}

const DIAGNOSES = claimColumns.filter((column) => /^dx\d/.test(column))

function diagnosesOf(cells: Cells, row: number): { code: string }[] {
  const codes = DIAGNOSES.map((column) => cells.get(column)?.text)
  const last = codes.findLastIndex((code) => code !== undefined)
  // A gap is not closed: pointers count columns, and would then point at another diagnosis.
  const gap = codes.findIndex((code, at) => code === undefined && at < last)
  if (gap >= 0)
    throw new CellError({ row, column: DIAGNOSES[gap]!, text: 'It is blank, but a later diagnosis is not.' })
  return codes.slice(0, last + 1).map((code) => ({ code: code! }))
}

function lineOf({ row, values }: ClaimRow, at: number, cells: Cells): unknown {
  const read = reading((column) => {
    const text = values.get(column)
    return text === undefined ? undefined : { row, text }
  })
  const own = (column: Column) => (values.get(column) === cells.get(column)?.text ? undefined : read(column))
  const rendering = read('line_rendering_npi') ?? own('rendering_npi')
  const place = read('line_place') ?? own('place')
  const serviceDate = read('date', DATE, readDate)
  const through = read('date_through', DATE, readDate)
  return {
    number: read('line', 'the number of the line', readNumber) ?? at + 1,
    procedure: read('procedure'),
    modifiers: (['mod1', 'mod2', 'mod3', 'mod4'] as const).flatMap((column) => read(column) ?? []),
    units: read('units', NUMBER, readNumber) ?? 1,
    minutes: read('minutes', NUMBER, readNumber),
    chargeCents: read('line_charge', AMOUNT, readCents) ?? 0,
    serviceDate,
    serviceDateThrough: through === serviceDate ? undefined : through,
    placeOfService: place === undefined ? undefined : padded(2)(place),
    pointers: read('pointers', 'pointers such as 1,2 or AB', readPointers) ?? [],
    revenueCode: read('revenue', '', padded(4)),
    ndc: read('ndc'),
    ndcUnit: read('ndc_unit'),
    ndcQuantity: read('ndc_quantity', NUMBER, readNumber),
    rendering: rendering === undefined ? undefined : { npi: rendering },
  }
}

/** The object where one of its values is there. */
const present = <T extends object>(object: T): T | undefined =>
  Object.values(object).some((value) => value !== undefined) ? object : undefined
