/** Which release a file is: table, name and period, told by its names and, where they are silent, its first bytes. */
import { compactDate, isIsoDate, OPEN_END } from '../../model/dates.ts'
import type { TableName } from '../release.ts'
import * as periods from './periods.ts'

/** A release as its file names it. */
export interface ReleaseName {
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

const whole = { part: 1, parts: 1 } as const

/** A release that is in force for one quarter. */
export const quarterly = (
  table: TableName,
  quarter: periods.Quarter,
  id = periods.quarterId(quarter),
): ReleaseName => ({
  table,
  id,
  from: periods.quarterStart(quarter),
  through: periods.quarterEnd(quarter),
  ...whole,
})

const isMedicaid = (names: string): boolean => /(?:^|[^a-z])mcd(?:[^a-z]|$)|medicaid/i.test(names)

/** Release of the layout by the names of its file and, where they are silent, its first bytes. */
export function ptpRelease(names: string): ReleaseName | undefined {
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

/** Release of the layout by the names of its file and, where they are silent, its first bytes. */
export function mueRelease(names: string, head: string): ReleaseName | undefined {
  const kind =
    /(practitioner|outpatient|dme)[^,\n]*MUE Values/i.exec(head) ??
    /(practitioner|outpatient|dme)/i.exec(names)
  const quarter = periods.quarterInName(names)
  if (!kind || !quarter) return undefined
  const service = kind[1]!.toLowerCase() as 'practitioner' | 'outpatient' | 'dme'
  return quarterly(isMedicaid(names) ? `ncci-mue-medicaid-${service}` : `ncci-mue-${service}`, quarter)
}

/** Release of the layout by the names of its file and, where they are silent, its first bytes. */
export function feeScheduleRelease(names: string, head: string): ReleaseName | undefined {
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

/** Release of the layout by the names of its file and, where they are silent, its first bytes. */
export function hcpcsRelease(names: string): ReleaseName | undefined {
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

/** Release of the layout by the names of its file and, where they are silent, its first bytes. */
export function icdRelease(names: string, head: string): ReleaseName | undefined {
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
/** Release of the layout by the names of its file and, where they are silent, its first bytes. */
export function icdYearRelease(
  table: 'icd10cm-notes' | 'icd10cm-conversion',
  names: string,
  head: string,
): ReleaseName | undefined {
  const told = /<version>(20\d\d)<\/version>/.exec(head) ?? /(?:fy|tabular)[-_ ]?(20\d\d)(?!\d)/i.exec(names)
  if (!told) return undefined
  const year = Number(told[1])
  const april = /april/i.test(names)
  const from = april ? year * 10000 + 401 : (year - 1) * 10000 + 1001
  return { table, id: `FY${year}${april ? 'APR' : ''}`, from, through: year * 10000 + 930, ...whole }
}

/** Release of the layout by the names of its file and, where they are silent, its first bytes. */
export function mceRelease(names: string): ReleaseName | undefined {
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

/** Release of the layout by the names of its file and, where they are silent, its first bytes. */
export function placesRelease(names: string): ReleaseName | undefined {
  const year = /(?:^|[^0-9])(20\d\d)(?:[^0-9]|$)/.exec(names)?.[1]
  // The list bears no dates; a day before any claim that is still checked stands for always.
  return year
    ? { table: 'places', id: `POS${year}`, from: 20000101, through: Number(year) * 10000 + 1231, ...whole }
    : undefined
}

/** Lists of one layout: the name alone tells which of them it is, and since when it is in force. */
/** Release of the layout by the names of its file and, where they are silent, its first bytes. */
export function codeListRelease(names: string): ReleaseName | undefined {
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

/** Release of the layout by the names of its file and, where they are silent, its first bytes. */
export function oppsRelease(names: string): ReleaseName | undefined {
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
/** Release of the layout by the names of its file and, where they are silent, its first bytes. */
export function coverageRelease(names: string): ReleaseName | undefined {
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
