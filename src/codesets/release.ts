/** Releases: what a publisher ships for one period, parsed, and the names of all tables. */
import type { ColumnData } from './columns.ts'

/** Facts about a table that every release of it shares. */
interface TableFacts {
  readonly title: string
  readonly publisher: string
  readonly url: string
  /**
   * Rows bear their own dates, so the newest release answers for every date from its earliest row on.
   * Otherwise a release answers from its first day to the day before the next one.
   */
  readonly selfDated: boolean
  /** Which codes the table is keyed by. */
  readonly codes: 'procedure' | 'diagnosis' | 'icd10pcs' | 'other'
}

const ncci = 'https://www.cms.gov/national-correct-coding-initiative-ncci/ncci-edits'
const medicaidNcci = 'https://www.cms.gov/medicare/coding-billing/ncci-medicaid'
const ptp = (title: string, url = ncci): TableFacts => ({
  title,
  publisher: 'CMS',
  url,
  selfDated: true,
  codes: 'procedure',
})
const mue = (title: string, url = ncci): TableFacts => ({
  title,
  publisher: 'CMS',
  url,
  selfDated: false,
  codes: 'procedure',
})

/** Every table that can be loaded, by name. */
export const tableFacts = {
  'ncci-ptp-practitioner': ptp('NCCI procedure-to-procedure edits, practitioner'),
  'ncci-ptp-outpatient': ptp('NCCI procedure-to-procedure edits, outpatient hospital'),
  'ncci-ptp-medicaid-practitioner': ptp(
    'Medicaid NCCI procedure-to-procedure edits, practitioner',
    medicaidNcci,
  ),
  'ncci-ptp-medicaid-outpatient': ptp(
    'Medicaid NCCI procedure-to-procedure edits, outpatient hospital',
    medicaidNcci,
  ),
  'ncci-mue-practitioner': mue('NCCI medically unlikely edits, practitioner'),
  'ncci-mue-outpatient': mue('NCCI medically unlikely edits, outpatient hospital'),
  'ncci-mue-dme': mue('NCCI medically unlikely edits, DME supplier'),
  'ncci-mue-medicaid-practitioner': mue('Medicaid NCCI medically unlikely edits, practitioner', medicaidNcci),
  'ncci-mue-medicaid-outpatient': mue(
    'Medicaid NCCI medically unlikely edits, outpatient hospital',
    medicaidNcci,
  ),
  'ncci-mue-medicaid-dme': mue('Medicaid NCCI medically unlikely edits, DME supplier', medicaidNcci),
  'ncci-aoc': ptp('NCCI add-on code edits'),
  mpfs: {
    title: 'Medicare physician fee schedule, relative value file',
    publisher: 'CMS',
    url: 'https://www.cms.gov/medicare/payment/fee-schedules/physician/pfs-relative-value-files',
    selfDated: false,
    codes: 'procedure',
  },
  hcpcs: {
    title: 'HCPCS Level II codes',
    publisher: 'CMS',
    url: 'https://www.cms.gov/medicare/coding-billing/healthcare-common-procedure-system/quarterly-update',
    selfDated: true,
    codes: 'procedure',
  },
  'hcpcs-modifiers': {
    title: 'HCPCS Level II modifiers',
    publisher: 'CMS',
    url: 'https://www.cms.gov/medicare/coding-billing/healthcare-common-procedure-system/quarterly-update',
    selfDated: true,
    codes: 'other',
  },
  icd10cm: {
    title: 'ICD-10-CM order file',
    publisher: 'CDC NCHS and CMS',
    url: 'https://www.cms.gov/medicare/coding-billing/icd-10-codes',
    selfDated: false,
    codes: 'diagnosis',
  },
  'icd10cm-notes': {
    title: 'ICD-10-CM tabular list, Excludes1 and code-first notes',
    publisher: 'CDC NCHS',
    url: 'https://www.cdc.gov/nchs/icd/icd-10-cm/files.html',
    selfDated: false,
    codes: 'diagnosis',
  },
  'icd10cm-conversion': {
    title: 'ICD-10-CM conversion table',
    publisher: 'CDC NCHS',
    url: 'https://www.cms.gov/medicare/coding-billing/icd-10-codes',
    selfDated: true,
    codes: 'diagnosis',
  },
  icd10pcs: {
    title: 'ICD-10-PCS order file',
    publisher: 'CMS',
    url: 'https://www.cms.gov/medicare/coding-billing/icd-10-codes',
    selfDated: false,
    codes: 'icd10pcs',
  },
  'mce-diagnoses': {
    title: 'Medicare Code Editor, diagnosis tables',
    publisher: 'CMS',
    url: 'https://www.cms.gov/medicare/payment/prospective-payment-systems/acute-inpatient-pps/ms-drg-classifications-and-software',
    selfDated: true,
    codes: 'diagnosis',
  },
  'mce-procedures': {
    title: 'Medicare Code Editor, procedure tables',
    publisher: 'CMS',
    url: 'https://www.cms.gov/medicare/payment/prospective-payment-systems/acute-inpatient-pps/ms-drg-classifications-and-software',
    selfDated: true,
    codes: 'icd10pcs',
  },
  places: {
    title: 'Place of service codes',
    publisher: 'CMS',
    url: 'https://www.cms.gov/medicare/coding-billing/place-of-service-codes/code-sets',
    selfDated: true,
    codes: 'other',
  },
  drugs: {
    title: 'Billing codes of drugs in single-dose containers',
    publisher: 'CMS',
    url: 'https://www.cms.gov/medicare/coverage/discarded-drugs',
    selfDated: false,
    codes: 'procedure',
  },
  telehealth: {
    title: 'Telehealth services of a calendar year',
    publisher: 'CMS',
    url: 'https://www.cms.gov/medicare/coverage/telehealth/list-services',
    selfDated: false,
    codes: 'procedure',
  },
  clia: {
    title: 'Waived laboratory tests',
    publisher: 'CMS',
    url: 'https://www.cms.gov/medicare/quality/clinical-laboratory-improvement-amendments/categorization-tests',
    selfDated: false,
    codes: 'procedure',
  },
  'coverage-articles': {
    title: 'Coverage articles and policies: diagnoses by procedure',
    publisher: 'CMS (Medicare Coverage Database) and payers',
    url: 'https://www.cms.gov/medicare-coverage-database/downloads/downloads.aspx',
    selfDated: false,
    codes: 'procedure',
  },
  opps: {
    title: 'Outpatient prospective payment system, status indicators (addendum B)',
    publisher: 'CMS',
    url: 'https://www.cms.gov/medicare/payment/prospective-payment-systems/hospital-outpatient/addendum-a-b-updates',
    selfDated: false,
    codes: 'procedure',
  },
} as const satisfies Record<string, TableFacts>

export type TableName = keyof typeof tableFacts

/**
 * One release, parsed. The columns of each table are described beside the code that reads them (`ptp.ts`, `mue.ts` …).
 */
export interface Release extends ColumnData {
  readonly table: TableName
  /** As its publisher names it: `2024Q3`, `FY2026`, `RVU25D`. */
  readonly id: string
  /** First and last day it is in force, compact dates, inclusive. */
  readonly from: number
  readonly through: number
  /** Day on which it came out, a compact date, where that was stated; see `published.ts`. */
  readonly published?: number
  /** Rows as shipped. */
  readonly rows: number
  /** Which parts of how many are here, for tables that ship in parts; all of one otherwise. */
  readonly parts: readonly number[]
  readonly partsExpected: number
  /** False for a hand-picked selection: absence of a code then proves nothing. */
  readonly complete: boolean
}

/** A release as an importer makes it; whether it is whole is judged by its rows. */
export type ReleaseData = Omit<Release, 'parts' | 'partsExpected' | 'complete'>
