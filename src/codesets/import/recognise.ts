/** Which layout a file has and which release it is, from its first bytes and its names. */
import { compactDate, isIsoDate, OPEN_END } from '../../model/dates.ts'
import { ScrubError } from '../../model/errors.ts'
import type { TableName } from '../release.ts'
import * as periods from './periods.ts'

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
export interface Recognised {
  readonly layout: Layout
  /** Of several tables in one file, the main one. */
  readonly table: TableName
  readonly id: string
  /** Compact dates; where rows bear their own dates, the importer puts the earliest of them in place of `from`. */
  readonly from: number
  readonly through: number
  /** Part of how many; 1 of 1 for tables that ship in one file. */
  readonly part: number
  readonly parts: number
}

interface Rule {
  readonly layout: Layout
  /** Whether the first bytes (Latin-1), or the first rows of a workbook, are of this layout. */
  readonly content: RegExp
  /** Names under which the publisher ships it: a file of that name and other content has a changed header. */
  readonly name: RegExp
  /** What a name must tell where the content does not, for the error. */
  readonly naming: string
  readonly release: (names: string, head: string) => Omit<Recognised, 'layout'> | undefined
}

const whole = { part: 1, parts: 1 } as const

const quarterly = (
  table: TableName,
  quarter: periods.Quarter,
  id = periods.quarterId(quarter),
): Omit<Recognised, 'layout'> => ({
  table,
  id,
  from: periods.quarterStart(quarter),
  through: periods.quarterEnd(quarter),
  ...whole,
})

const isMedicaid = (names: string): boolean => /(?:^|[^a-z])mcd(?:[^a-z]|$)|medicaid/i.test(names)

function ptpRelease(names: string): Omit<Recognised, 'layout'> | undefined {
  const service = /cci-?pra|practitioner|(?:^|[^a-z])pra(?:[^a-z]|$)/i.test(names)
    ? 'practitioner'
    : /cci-?oph|hospital|(?:^|[^a-z])oph(?:[^a-z]|$)/i.test(names)
      ? 'outpatient'
      : undefined
  const version = /v(\d{3})r\d/i.exec(names)
  const quarter = version ? periods.ncciQuarter(version[1]!) : periods.quarterInName(names)
  if (!service || !quarter) return undefined
  const part = /[-_]f([1-9])(?![0-9a-z])/i.exec(names)
  const medicaid = isMedicaid(names)
  if (!part && !medicaid) return undefined
  return {
    ...quarterly(medicaid ? `ncci-ptp-medicaid-${service}` : `ncci-ptp-${service}`, quarter),
    part: part ? Number(part[1]) : 1,
    parts: part ? Math.max(4, Number(part[1])) : 1,
  }
}

function mueRelease(names: string, head: string): Omit<Recognised, 'layout'> | undefined {
  const kind =
    /(practitioner|outpatient|dme)[^,\n]*MUE Values/i.exec(head) ??
    /(practitioner|outpatient|dme)/i.exec(names)
  const quarter = periods.quarterInName(names)
  if (!kind || !quarter) return undefined
  const service = kind[1]!.toLowerCase() as 'practitioner' | 'outpatient' | 'dme'
  return quarterly(isMedicaid(names) ? `ncci-mue-medicaid-${service}` : `ncci-mue-${service}`, quarter)
}

function feeScheduleRelease(names: string, head: string): Omit<Recognised, 'layout'> | undefined {
  const title = /(20\d\d) National Physician Fee Schedule Relative Value File ([A-Za-z]+) Release/i.exec(head)
  const named = /PPRRVU(20\d\d|\d\d)[-_ ]?(jan|apr|jul|oct)/i.exec(names)
  const archive = /RVU(\d\d)([A-D])/i.exec(names)
  const [year, month] = title
    ? [Number(title[1]), periods.monthNumber(title[2]!)]
    : named
      ? [(Number(named[1]) % 100) + 2000, periods.monthNumber(named[2]!)]
      : archive
        ? [Number(archive[1]) + 2000, 'ABCD'.indexOf(archive[2]!.toUpperCase()) * 3 + 1]
        : [0, 0]
  if (![1, 4, 7, 10].includes(month)) return undefined
  const quarter = periods.quarterOfMonth(year, month)
  return quarterly(
    'mpfs',
    quarter,
    `RVU${String(year % 100).padStart(2, '0')}${'ABCD'[quarter.quarter - 1]!}`,
  )
}

function hcpcsRelease(names: string): Omit<Recognised, 'layout'> | undefined {
  const named = /(?:HCPC|ANWEB[-_])(20\d\d)[-_](?:(JAN|APR|JUL|OCT)|CONTR)/i.exec(names)
  if (!named) return undefined
  const year = Number(named[1])
  const month = named[2]?.toUpperCase()
  if (!month)
    return {
      table: 'hcpcs',
      id: `${year}JAN`,
      from: year * 10000 + 101,
      through: year * 10000 + 1231,
      ...whole,
    }
  return quarterly('hcpcs', periods.quarterOfMonth(year, periods.monthNumber(month)), `${year}${month}`)
}

function icdRelease(names: string, head: string): Omit<Recognised, 'layout'> | undefined {
  const year = Number(
    /order[-_](?:[a-z]+[-_])?(20\d\d)/i.exec(names)?.[1] ?? /(?:^|[^0-9])(20\d\d)[-_]/.exec(names)?.[1] ?? 0,
  )
  if (!year) return undefined
  // The first procedure table is 001, the first diagnosis category A00.
  const table = /icd-?10-?pcs/i.test(names) || /^\d{5} 0/.test(head) ? 'icd10pcs' : 'icd10cm'
  // Updates inside a fiscal year take effect on 1 April; their names say so.
  const april = /april/i.test(names)
  const from = april ? year * 10000 + 401 : (year - 1) * 10000 + 1001
  return { table, id: `FY${year}${april ? 'APR' : ''}`, from, through: year * 10000 + 930, ...whole }
}

/** Notes and conversion tables: the XML tells its year, the names of the others do. */
function icdYearRelease(
  table: 'icd10cm-notes' | 'icd10cm-conversion',
  names: string,
  head: string,
): Omit<Recognised, 'layout'> | undefined {
  const told = /<version>(20\d\d)<\/version>/.exec(head) ?? /(?:fy|tabular)[-_ ]?(20\d\d)(?!\d)/i.exec(names)
  if (!told) return undefined
  const year = Number(told[1])
  const april = /april/i.test(names)
  const from = april ? year * 10000 + 401 : (year - 1) * 10000 + 1001
  return { table, id: `FY${year}${april ? 'APR' : ''}`, from, through: year * 10000 + 930, ...whole }
}

function mceRelease(names: string): Omit<Recognised, 'layout'> | undefined {
  const version = /mce[-_]?v?(\d{2})[_.](\d)/i.exec(names)
  const kind = /icd-?10-?(cm|pcs)/i.exec(names)
  if (!version || !kind) return undefined
  // Version 43 is that of fiscal year 2026: its tables end on 2026-09-30.
  const year = 1983 + Number(version[1])
  return {
    table: kind[1]!.toLowerCase() === 'cm' ? 'mce-diagnoses' : 'mce-procedures',
    id: `MCE${version[1]}.${version[2]}`,
    from: (year - 1) * 10000 + 1001,
    through: year * 10000 + 930,
    ...whole,
  }
}

function placesRelease(names: string): Omit<Recognised, 'layout'> | undefined {
  const year = /(?:^|[^0-9])(20\d\d)(?:[^0-9]|$)/.exec(names)?.[1]
  // The list bears no dates; a day before any claim that is still checked stands for always.
  return year
    ? { table: 'places', id: `POS${year}`, from: 20000101, through: Number(year) * 10000 + 1231, ...whole }
    : undefined
}

/** Lists of one layout: the name alone tells which of them it is, and since when it is in force. */
function codeListRelease(names: string): Omit<Recognised, 'layout'> | undefined {
  const year = /(?:^|[^a-z])telehealth[-_](20\d\d)(?!\d|[-_]\d\d(?!\d))/i.exec(names)?.[1]
  if (year)
    return {
      table: 'telehealth',
      id: year,
      from: Number(year) * 10000 + 101,
      through: Number(year) * 10000 + 1231,
      ...whole,
    }
  const named = /(?:^|[^a-z])(drugs[-_]single[-_]dose|clia[-_]waived)[-_](20\d\d)-(\d\d)(?!\d)/i.exec(names)
  if (!named) return undefined
  const table = named[1]!.toLowerCase().startsWith('drugs') ? 'drugs' : 'clia'
  const [first, month] = [Number(named[2]), Number(named[3])]
  if (month < 1 || month > 12) return undefined
  // Drugs are listed by half-years, waived tests by quarters.
  const quarter = periods.quarterOfMonth(first, month)
  const last = table === 'drugs' ? { ...quarter, quarter: quarter.quarter > 2 ? 4 : 2 } : quarter
  return {
    table,
    id: `${named[2]}-${named[3]}`,
    from: first * 10000 + month * 100 + 1,
    through: periods.quarterEnd(last),
    ...whole,
  }
}

function oppsRelease(names: string): Omit<Recognised, 'layout'> | undefined {
  const named = /(?:^|[^a-z])(?:opps|addendum[-_]b)[-_](20\d\d)(?:-(\d\d))?(?!\d)/i.exec(names)
  if (!named) return undefined
  const year = Number(named[1])
  if (named[2] === undefined)
    return { table: 'opps', id: named[1]!, from: year * 10000 + 101, through: year * 10000 + 1231, ...whole }
  const month = Number(named[2])
  return [1, 4, 7, 10].includes(month)
    ? quarterly('opps', periods.quarterOfMonth(year, month), `${named[1]}-${named[2]}`)
    : undefined
}

/** Coverage documents: the name tells whose they are and since when. They stand until a later file replaces them. */
function coverageRelease(names: string): Omit<Recognised, 'layout'> | undefined {
  const told = /(?:^|[^a-z])coverage[-_]([a-z0-9-]{1,60})[-_](20\d\d)-(\d\d)(?:-(\d\d))?(?!\d)/i.exec(names)
  if (!told) return undefined
  const day = `${told[2]}-${told[3]}-${told[4] ?? '01'}`
  if (!isIsoDate(day)) return undefined
  return {
    table: 'coverage-articles',
    id: `${told[1]!.toLowerCase()}-${day}`,
    from: compactDate(day),
    through: OPEN_END,
    ...whole,
  }
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
