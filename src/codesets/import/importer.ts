/** The importers of all layouts that come as rows, and how many rows a whole release has at least. */
import type { ReleaseData, TableName } from '../release.ts'
import { readAddOn } from './add-on.ts'
import { readCodeList } from './code-list.ts'
import { readCoverageCsv } from './coverage-csv.ts'
import { readFeeSchedule, readFeeScheduleText } from './fee-schedule.ts'
import { readHcpcs, readHcpcsText } from './hcpcs.ts'
import { readIcdConversion } from './icd-conversion.ts'
import { readIcdNotes } from './icd-notes.ts'
import { readIcdOrder } from './icd-order.ts'
import { readMce } from './mce.ts'
import { readMue } from './mue.ts'
import { readOpps } from './opps.ts'
import { readPlaces } from './places.ts'
import type { Layout, Recognised } from './recognise.ts'
import type { Sheet } from './rows.ts'

interface RowImporter {
  /** Whether rows are lines, comma-separated cells, or the notes of the tabular list, XML. */
  readonly form: 'lines' | 'cells' | 'tabular'
  readonly read: (sheet: Sheet, release: Recognised) => ReleaseData[]
}

/** By layout; procedure-to-procedure edits are scanned, not read as rows. */
export const importers: Readonly<Record<Exclude<Layout, 'ptp'>, RowImporter>> = {
  mue: { form: 'cells', read: readMue },
  'add-on': { form: 'cells', read: readAddOn },
  'fee-schedule': { form: 'cells', read: readFeeSchedule },
  'fee-schedule-text': { form: 'lines', read: readFeeScheduleText },
  hcpcs: { form: 'cells', read: readHcpcs },
  'hcpcs-text': { form: 'lines', read: readHcpcsText },
  'icd-order': { form: 'lines', read: readIcdOrder },
  'icd-tabular': { form: 'tabular', read: readIcdNotes },
  'icd-notes': { form: 'cells', read: readIcdNotes },
  'icd-conversion': { form: 'cells', read: readIcdConversion },
  mce: { form: 'cells', read: readMce },
  places: { form: 'cells', read: readPlaces },
  'code-list': { form: 'cells', read: readCodeList },
  'coverage-csv': { form: 'cells', read: readCoverageCsv },
  opps: { form: 'cells', read: readOpps },
}

/** Fewer rows than this and the file was cut: about half of the smallest release known. A part's, for PTP. */
export function leastRows(table: TableName): number {
  if (table.startsWith('ncci-ptp')) return 100_000
  return leastByTable[table] ?? 2000
}

const leastByTable: Readonly<Partial<Record<TableName, number>>> = {
  'ncci-aoc': 4000,
  mpfs: 10_000,
  hcpcs: 5000,
  'hcpcs-modifiers': 200,
  icd10cm: 70_000,
  'icd10cm-notes': 15_000,
  'icd10cm-conversion': 1500,
  icd10pcs: 70_000,
  'mce-diagnoses': 70_000,
  'mce-procedures': 70_000,
  places: 40,
  drugs: 100,
  telehealth: 150,
  clia: 60,
  // A payer's policy may be one row; the export is bounded by its own importer.
  'coverage-articles': 1,
  // A site writes this list itself; the inpatient-only codes alone are enough.
  opps: 1,
}
