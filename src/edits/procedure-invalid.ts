import type { Citation, FeeScheduleTable, HcpcsTable, MueTable, PtpTable } from '../codesets/tables.ts'
import { firstDay, lastDay } from '../model/claim-facts.ts'
import { isoDate, OPEN_END } from '../model/dates.ts'
import { defineEdit } from './define.ts'

/** A procedure code that is not in force on the day. */
export const procedureInvalid = defineEdit({
  id: 'procedure-invalid',
  title: 'A procedure code that is not in force on the date',
  why: `CPT codes change on 1 January, HCPCS Level II codes every quarter. A line with a code that has ended, has not begun
    or never was is returned as unprocessable.`,
  source: {
    title: 'IOM 100-04 chapter 23 section 20; 45 CFR 162.1002; HCPCS quarterly update',
    url: 'https://www.cms.gov/medicare/coding-billing/healthcare-common-procedure-system/quarterly-update',
  },
  claimTypes: ['professional', 'institutional'],
  authority: 'every-payer',
  tables: ['hcpcs'],
  also: ['feeSchedule', 'mue', 'supplierMue', 'ptp'],
  wakes: {
    procedure: (code, { hcpcs, feeSchedule }) => {
      if (!WELL_FORMED.test(code)) return true
      const row = isLevelTwo(code) ? hcpcs.find(code) : -1
      if (row >= 0) return { from: hcpcs.added(row), through: hcpcs.terminated(row) }
      const since = feeSchedule?.since(code)
      return since === undefined || { from: since, through: OPEN_END }
    },
  },
  notes: [
    'Level II codes (a letter first) are judged by the dates of the HCPCS file.',
    'No table lists all CPT codes: one is unknown only if it is absent from HCPCS, fee schedule, MUE and PTP files alike, all of them held for the date. Where one is not held the edit is `unchecked`.',
    'A code that releases older than the date do not know may be new: `review`.',
    'Dental codes (D) and the rate codes under revenue codes 0022, 0023 and 0024 are not judged.',
  ],
  messages: {
    unknown: {
      severity: 'reject',
      carc: '16',
      rarc: 'M51',
      denial: 'not in force',
      text: '{{procedure}} is no CPT or HCPCS code in force on {{date}}.',
      fix: 'Check the code against the record; look for a wrong digit or a letter O for a zero.',
    },
    malformed: {
      severity: 'reject',
      carc: '16',
      rarc: 'M51',
      denial: 'not in force',
      text: '{{procedure}} cannot be a CPT or HCPCS code: they have five characters.',
      fix: 'Check the code; modifiers stand in fields of their own.',
    },
    ended: {
      severity: 'reject',
      carc: '16',
      rarc: 'M51',
      denial: 'not in force',
      text: '{{procedure}} is no longer in force on {{date}}; its last day was {{last}}{{successors}}.',
      fix: 'Report the code that was in force on the date of service, as far as the record supports it.',
    },
    endedByPairs: {
      severity: 'review',
      carc: '16',
      rarc: 'M51',
      text: '{{procedure}} stands in no table that is held for {{date}}; its last NCCI pair ended on {{last}}.',
      fix: 'Check that the code was in force on the date of service.',
    },
    notYet: {
      severity: 'reject',
      carc: '16',
      rarc: 'M51',
      denial: 'not in force',
      text: '{{procedure}} is not in force on {{date}}; it begins on {{first}}.',
      fix: 'Report the code that was in force on the date of service.',
    },
    newerThanRelease: {
      severity: 'review',
      carc: '16',
      rarc: 'M51',
      text: '{{procedure}} is in no release held, and the newest are older than {{date}}.',
      fix: 'Load the releases in force on the date, or check the code by hand.',
    },
  },

  check(claim, tables, report) {
    claim.lines.forEach((line, at) => {
      const procedure = line.procedure
      if (procedure === undefined) return
      const [first, last] = [firstDay(line), lastDay(line)]
      // Nearly every code of every claim stands in the fee schedule or the unit limits of its day.
      if (first === last && !isLevelTwo(procedure) && standsInSomeTable(procedure, first, tables)) return
      if (RATE_REVENUE_CODES.has(line.revenueCode ?? '') || procedure.startsWith('D')) return
      const place = `lines[${at}].procedure`
      if (!WELL_FORMED.test(procedure)) {
        report('malformed', place, { procedure })
        return
      }
      for (const day of first === last ? [first] : [first, last]) {
        const judged = isLevelTwo(procedure)
          ? levelTwo(procedure, day, tables)
          : levelOne(procedure, day, tables)
        if (judged === 'in-force') continue
        if ('open' in judged) report.unchecked('before-table', `${procedure}: ${judged.open}`, judged.table)
        else
          report(
            judged.message,
            place,
            { procedure, date: isoDate(day), ...judged.data },
            judged.cite ? { cite: judged.cite } : undefined,
          )
        return
      }
    })
  },
})

const WELL_FORMED = /^[0-9A-Z]\d{3}[0-9A-Z]$/

const RATE_REVENUE_CODES: ReadonlySet<string> = new Set(['0022', '0023', '0024'])

type Message = 'unknown' | 'ended' | 'endedByPairs' | 'notYet' | 'newerThanRelease'
type Judgement =
  | 'in-force'
  | { readonly open: string; readonly table: string }
  | { readonly message: Message; readonly data?: Readonly<Record<string, string>>; readonly cite?: Citation }

interface CodeTables {
  readonly hcpcs: HcpcsTable
  readonly feeSchedule?: FeeScheduleTable
  readonly mue?: MueTable
  readonly supplierMue?: MueTable
  readonly ptp?: PtpTable
}

const isLevelTwo = (procedure: string): boolean => procedure.charCodeAt(0) >= 65

function levelTwo(procedure: string, day: number, tables: CodeTables): Judgement {
  const { hcpcs } = tables
  const row = hcpcs.find(procedure)
  if (row >= 0) {
    const [added, terminated] = [hcpcs.added(row), hcpcs.terminated(row)]
    const cite = hcpcs.cite(row)
    if (day < added) return { message: 'notYet', data: { first: isoDate(added) }, cite }
    if (day <= terminated) return 'in-force'
    const cross = hcpcs.text(row, 'xref')
    return {
      message: 'ended',
      data: { last: isoDate(terminated), successors: cross ? ` (see ${cross})` : '' },
      cite,
    }
  }
  if (standsInSomeTable(procedure, day, tables)) return 'in-force'
  if (!hcpcs.complete(day)) return { open: 'it is not in the set that is loaded.', table: hcpcs.name }
  return { message: hcpcs.holding(day) === 'stale' ? 'newerThanRelease' : 'unknown' }
}

function levelOne(procedure: string, day: number, tables: CodeTables): Judgement {
  if (tables.hcpcs.find(procedure) >= 0 || standsInSomeTable(procedure, day, tables)) return 'in-force'
  const { feeSchedule, mue, ptp } = tables
  const ended = ptp && ptp.complete(day) ? ptp.lastDay(procedure) : 0
  if (ended >= day) return 'in-force'
  for (const [table, name] of [
    [feeSchedule, 'mpfs'],
    [mue, 'ncci-mue'],
    [ptp, 'ncci-ptp'],
  ] as const) {
    if (!table) return { open: `no release of ${name} is loaded.`, table: name }
    if (!table.complete(day) && table.holding(day) !== 'before')
      return { open: 'it is not in the set that is loaded.', table: table.name }
  }
  if (feeSchedule!.holding(day) === 'before') {
    if (ended > 0) return { message: 'endedByPairs', data: { last: isoDate(ended) } }
    return { open: `the fee schedule held begins after ${isoDate(day)}.`, table: feeSchedule!.name }
  }
  if (ended > 0)
    return {
      message: feeSchedule!.holding(day) === 'held' ? 'ended' : 'endedByPairs',
      data: { last: isoDate(ended), successors: '' },
    }
  return { message: feeSchedule!.holding(day) === 'stale' ? 'newerThanRelease' : 'unknown' }
}

function standsInSomeTable(
  procedure: string,
  day: number,
  { feeSchedule, mue, supplierMue }: CodeTables,
): boolean {
  return (
    (feeSchedule?.find(procedure, day) ?? -1) >= 0 ||
    (mue?.find(procedure, day) ?? -1) >= 0 ||
    (supplierMue?.find(procedure, day) ?? -1) >= 0
  )
}
