/** Which layout a file has and which release it is, from its first bytes and its names. */
import { ScrubError } from '../../model/errors.ts'
import * as periods from './periods.ts'
import {
  codeListRelease,
  coverageRelease,
  feeScheduleRelease,
  hcpcsRelease,
  icdRelease,
  icdYearRelease,
  mceRelease,
  mueRelease,
  oppsRelease,
  placesRelease,
  ptpRelease,
  quarterly,
  type ReleaseName,
} from './release-name.ts'

/** Layouts that can be read. */
export type Layout =
  | 'ptp'
  | 'mue'
  | 'add-on'
  | 'fee-schedule'
  | 'fee-schedule-text'
  | 'hcpcs'
  | 'hcpcs-text'
  | 'icd-order'
  | 'icd-tabular'
  | 'icd-notes'
  | 'icd-conversion'
  | 'mce'
  | 'places'
  | 'code-list'
  | 'coverage-csv'
  | 'opps'

/** What a file was recognised as. */
export interface Recognised extends ReleaseName {
  readonly layout: Layout
}

interface Rule {
  readonly layout: Layout
  /** Whether the first bytes (Latin-1), or the first rows of a workbook, are of this layout. */
  readonly content: RegExp
  /** Names under which the publisher ships it: a file of that name and other content has a changed header. */
  readonly name: RegExp
  /** What a name must tell where the content does not, for the error. */
  readonly naming: string
  readonly release: (names: string, head: string) => ReleaseName | undefined
}

const rules: readonly Rule[] = [
  {
    layout: 'ptp',
    content: /^[^\n]*\n\s*Column1\/Column2 Edits/i,
    name: /cci(?:pra|oph)[-_]v\d{3}r\d[-_]f\d[^/]*\.txt/i,
    naming: 'ccipra-v302r0-f1.TXT or ccioph-v302r0-f1.TXT (service, version, part)',
    release: ptpRelease,
  },
  {
    layout: 'mue',
    content: /HCPCS\/?\s*CPT Code"?,[^\n]*MUE Values/i,
    name: /MUE[-_].*Eff[-_]\d\d-\d\d-20\d\d[^/]*\.(?:csv|xlsx)/i,
    naming: 'MCR_MUE_PractitionerServices_Eff_07-01-2024.csv (service, effective date)',
    release: mueRelease,
  },
  {
    layout: 'add-on',
    content: /AOC_Edit_Type/i,
    name: /AOC_V20\d\dQ[1-4][^/]*\.(?:csv|xlsx)/i,
    naming: 'AOC_V2026Q2-MCR.xlsx (quarter)',
    release: (names) => {
      const quarter = periods.quarterInName(names)
      return quarter && quarterly('ncci-aoc', quarter)
    },
  },
  {
    layout: 'fee-schedule',
    content: /National Physician Fee Schedule Relative Value File/i,
    name: /PPRRVU[^/]*\.(?:csv|xlsx)/i,
    naming: 'PPRRVU2025_Oct.csv (year, month)',
    release: feeScheduleRelease,
  },
  {
    layout: 'fee-schedule-text',
    content: /^HDR CPT CODES AND DESCRIPTIONS/,
    name: /PPRRVU[^/]*\.txt/i,
    naming: 'PPRRVU2025_Oct.txt (year, month)',
    release: feeScheduleRelease,
  },
  {
    layout: 'hcpcs',
    content: /(?:^|\n)HCPC,SEQNUM,RECID,/i,
    name: /HCPC20\d\d_[A-Z]{3,5}_ANWEB(?![^/]*(?:trans|layout))[^/]*\.(?:csv|xlsx)/i,
    naming: 'HCPC2024_JUL_ANWEB.csv (year, month)',
    release: hcpcsRelease,
  },
  {
    layout: 'hcpcs-text',
    content: /(?:^|\n)(?: {3}[A-Z0-9]{2}|[A-V]\d{4})\d{5}[37].{309}\r?\n/,
    name: /HCPC20\d\d_[A-Z]{3,5}_ANWEB(?![^/]*(?:trans|layout))[^/]*\.txt/i,
    naming: 'HCPC2024_JUL_ANWEB.txt (year, month)',
    release: hcpcsRelease,
  },
  {
    layout: 'icd-order',
    content: /^\d{5} [0-9A-Z]{3,7} {1,5}[01] /,
    name: /icd-?10-?(?:cm|pcs)[-_]order[-_](?!addenda)[^/]*20\d\d[^/]*\.txt/i,
    naming:
      'icd10cm_order_2026.txt or icd10pcs_order_2026.txt (system, fiscal year; with "April" for the April update)',
    release: icdRelease,
  },
  {
    layout: 'icd-tabular',
    content: /<ICD10CM\.tabular[\s>]/,
    name: /icd-?10-?cm[-_]tabular[-_](?!addenda|notes)[^/]*\.xml/i,
    naming: 'icd10cm_tabular_2026.xml (fiscal year; with "April" for the April update)',
    release: (names, head) => icdYearRelease('icd10cm-notes', names, head),
  },
  {
    layout: 'icd-notes',
    content: /^(?:\u00ef\u00bb\u00bf)?level,code,kind,(?:seq,)?note[,\r\n]/,
    name: /icd10cm_tabular_notes_[^/]*\.csv/i,
    naming: 'icd10cm_tabular_notes_fy2026.csv (fiscal year)',
    release: (names) => icdYearRelease('icd10cm-notes', names, ''),
  },
  {
    layout: 'icd-conversion',
    content:
      /(?:^|\n)(?:current_code,effective,previous_codes|Current code assignment,Effective,Previous Code\(s\) Assignment)/i,
    name: /icd-?10-?cm[-_ ]conversion[-_ ]?[^/]*\.(?:csv|xlsx)/i,
    naming: 'icd10cm_conversion_fy2026.csv or ICD-10-CM-CONVERSION-TABLE-FY2026.xlsx (fiscal year)',
    release: (names) => icdYearRelease('icd10cm-conversion', names, ''),
  },
  {
    layout: 'mce',
    content: /^code,start_date,end_date,flags\r?\n/,
    name: /mce[-_]?v?\d+[_.]\d[^/]*codes[^/]*\.csv/i,
    naming: 'mce_v43_1_icd10cm_codes.csv or mce_v43_1_icd10pcs_codes.csv (version, system)',
    release: mceRelease,
  },
  {
    layout: 'places',
    content: /^pos_code,pos_type,pos_name/,
    name: /place[-_]of[-_]service[-_]20\d\d[^/]*\.csv/i,
    naming: 'place_of_service_2024.csv (year)',
    release: placesRelease,
  },
  {
    layout: 'code-list',
    content: /^(?:\u00ef\u00bb\u00bf)?code,from,through[,\r\n]/,
    name: /(?:drugs[-_]single[-_]dose|telehealth|clia[-_]waived)[-_]20\d\d[^/]*\.csv/i,
    naming:
      'drugs_single_dose_2026-07.csv, telehealth_2026.csv or clia_waived_2026-07.csv (list, first month or year)',
    release: codeListRelease,
  },
  {
    layout: 'coverage-csv',
    content: /^(?:\u00ef\u00bb\u00bf)?document,version,title,jurisdiction,/,
    name: /coverage[-_][a-z0-9-]{1,60}[-_]20\d\d-\d\d[^/]*\.csv/i,
    naming:
      'coverage_medicare_2026-09-28.csv or coverage_60999_2026-07.csv (medicare or a payer, day or month)',
    release: coverageRelease,
  },
  {
    layout: 'opps',
    content: /^(?:\u00ef\u00bb\u00bf)?code,status,from,through[,\r\n]/,
    name: /(?:opps|addendum[-_]b)[-_]20\d\d[^/]*\.csv/i,
    naming: 'opps_2026-01.csv or opps_2026.csv (first month of the quarter, or year)',
    release: oppsRelease,
  },
]

/** How many first bytes `recognise` wants to see. */
export const HEAD_BYTES = 8192

/** What layouts can be read, in words, by the names of their files. */
export const readableNames: readonly string[] = [
  ...rules.map((rule) => rule.naming),
  'current_article.zip of the Medicare Coverage Database',
]

/**
 * What a file is, by its content first: a file unzipped by hand and renamed is still known. Undefined when it is nothing
 * that is read. Throws E_LAYOUT when the layout is known and neither content nor name tells the release.
 */
export function recognise(label: string, names: readonly string[], head: string): Recognised | undefined {
  const rule =
    rules.find(({ content }) => content.test(head)) ?? rules.find(({ name }) => name.test(names[0] ?? ''))
  if (!rule) return undefined
  // Innermost first: where several names tell a period, the file's own is found before those of archives around it.
  const release = rule.release(names.join(' / '), head)
  if (!release)
    throw new ScrubError(
      'E_LAYOUT',
      label,
      `Which release this is cannot be told from it. Name the file as its publisher does: ${rule.naming}.`,
    )
  return { layout: rule.layout, ...release }
}

/** Whether a name alone says that a file is one to be read. */
export const isPublishersName = (name: string): boolean => rules.some((rule) => rule.name.test(name))
