import type { Citation, LegalLimit, ProfileTable, TimelyFiling } from '../codesets/tables.ts'
import type { Claim, Line } from '../model/claim.ts'
import { frequencyOf, soleDay } from '../model/claim-facts.ts'
import { addDays, compactDate, daysBetween, daysInMonth, isoDate } from '../model/dates.ts'
import type { FilingLimit } from '../model/profile.ts'
import { defineEdit } from './define.ts'

/** A claim that the payer receives too late. */
export const claimFilingLate = defineEdit({
  id: 'claim-filing-late',
  title: 'More time from service to receipt than the payer allows',
  why: `Payers take a first claim for a limited time after the service and deny what comes later, whatever it is for. The
    provider bears the loss: the patient may not be billed for it.`,
  source: {
    title:
      '42 CFR 424.44; IOM 100-04 chapter 1 section 70 (Medicare); 42 CFR 447.45(d)(1) (Medicaid); the payer’s contract',
    url: 'https://www.ecfr.gov/current/title-42/section-424.44',
  },
  claimTypes: ['professional', 'institutional'],
  authority: 'every-payer',
  tables: ['timelyFiling', 'profile'],
  notes: [
    'The limit is the one in the payer’s profile (`filing`). Without one the law’s counts: a calendar year for Medicare, the federal outer limit of 12 months for Medicaid. For other payers the edit is unchecked.',
    'A calendar year ends on the same day of the next year, a year from 29 February on 28 February; a claim received on the last day is in time.',
    'Institutional claims count from the end of the statement, professional ones line by line.',
    'A replacement or void has a time of its own, which runs from the payer’s decision: unchecked.',
    'A later payer’s time runs from the earlier one’s decision, which is not on the claim, and a delay reason may excuse: `review`.',
    'A claim that was returned as unprocessable was never filed: its first day of receipt does not count.',
  ],
  messages: {
    late: {
      severity: 'deny',
      group: 'CO',
      carc: '29',
      rarc: 'N211',
      denial: 'any',
      scope: 'claim',
      text: 'The service of {{date}} could be billed until {{until}}; the claim is received on {{received}}.',
      fix: 'Send it with proof that it was filed in time, or the delay reason that the payer accepts; otherwise the provider bears the loss.',
    },
    lineLate: {
      severity: 'deny',
      group: 'CO',
      carc: '29',
      rarc: 'N211',
      denial: 'any',
      scope: 'line',
      text: 'Line {{line}}: the service of {{date}} could be billed until {{until}}; the claim is received on {{received}}.',
      fix: 'Send the line with proof that it was filed in time, or remove it from the claim.',
    },
    perhapsLate: {
      severity: 'review',
      group: 'CO',
      carc: '29',
      rarc: 'N211',
      denial: 'any',
      scope: 'claim',
      text: 'The service of {{date}} could be billed until {{until}}, and the claim is received on {{received}}; {{because}}.',
      fix: 'Attach what shows it: the earlier payer’s remittance with its date, or the papers for the delay reason.',
    },
  },

  check(claim, tables, report) {
    const received = claim.received
    if (received === undefined) return
    const day = claim.type === 'professional' && soleDay(claim) > 0 ? claim.lines[0]!.serviceDate : undefined
    if (day !== undefined && wasInTime(day, received, tables)) return
    const receivedDay = compactDate(received)
    let late: Late[] | undefined
    let unlimited = false
    let limit: Limit | undefined
    let past = false
    for (let at = 0; at < claim.lines.length; at++) {
      const line = claim.lines[at]!
      const before = claim.lines[at - 1]
      // Most lines of a claim have one day of service, and so one answer.
      if (
        !before ||
        before.serviceDate !== line.serviceDate ||
        before.serviceDateThrough !== line.serviceDateThrough
      ) {
        limit = isSoon(compactDate(line.serviceDate), receivedDay) ? SOON : limitFor(claim, line, tables)
        past =
          limit !== undefined &&
          limit !== SOON &&
          isPast(limit, countedDay(claim, line, limit), received, receivedDay)
      }
      if (limit === undefined) unlimited = true
      else if (past) (late ??= []).push({ at, ...told(limit, countedDay(claim, line, limit), tables) })
    }
    if (unlimited) report.unchecked('no-table', 'The payer’s profile names no filing limit.', 'payer-profile')
    const first = late?.[0]
    if (!late || !first) {
      if (day !== undefined && !unlimited) inTime.days.add(day)
      return
    }
    const frequency = frequencyOf(claim)
    if (frequency === '7' || frequency === '8') {
      report.unchecked(
        'outside-claim',
        'The time for a replacement or void runs from the payer’s decision on the first claim.',
      )
      return
    }
    const because = excuse(claim)
    const whole = late.length === claim.lines.length || claim.type === 'institutional'
    if (because !== undefined || whole) {
      const data = { date: first.date, until: first.until, received, because: because ?? '' }
      const detail = { related: late.map(({ at }) => at), cite: first.cite }
      const at =
        claim.type === 'institutional' && claim.statementThrough !== undefined ? 'statementThrough' : 'lines'
      report(because === undefined ? 'late' : 'perhapsLate', at, data, detail)
      return
    }
    for (const { at, date, until, cite } of late) {
      const data = { line: claim.lines[at]!.number, date, until, received }
      report('lineLate', `lines[${at}].serviceDate`, data, { cite })
    }
  },
})

/** A limit of the payer's profile, or one of the law. */
type Limit = FilingLimit | LegalLimit

interface Late {
  /** Index of the line. */
  readonly at: number
  /** The day the time is counted from, and the last day of it. */
  readonly date: string
  readonly until: string
  readonly cite: Citation
}

interface FilingTables {
  readonly profile: ProfileTable
  readonly timelyFiling: TimelyFiling
}

/**
 * Days of service that were in time for one payer and one day of receipt: claims of a file mostly have a few of them. Of
 * practitioners' claims of one day alone, whose answer rests on nothing else.
 */
const inTime: { tables: FilingTables | undefined; received: string; readonly days: Set<string> } = {
  tables: undefined,
  received: '',
  days: new Set(),
}
const MOST_DAYS = 5_000

function wasInTime(day: string, received: string, tables: FilingTables): boolean {
  const { days } = inTime
  if (inTime.tables === tables && inTime.received === received && days.size < MOST_DAYS) return days.has(day)
  days.clear()
  inTime.tables = tables
  inTime.received = received
  return false
}

/** Stands for any limit where the claim comes so soon that none needs to be looked up. */
const SOON: LegalLimit = { value: 28, unit: 'days', row: -1 }

/** Whether the claim comes within 28 days, which every payer gives: then nobody's rules need be looked at. */
function isSoon(from: number, to: number): boolean {
  const months =
    (Math.floor(to / 10_000) - Math.floor(from / 10_000)) * 12 +
    (Math.floor(to / 100) % 100) -
    (Math.floor(from / 100) % 100)
  return months < 1 || (months === 1 && to % 100 <= (from % 100) - 3)
}

/** The limit that stands for the line: the profile's before the law's. */
function limitFor(claim: Claim, line: Line, { profile, timelyFiling }: FilingTables): Limit | undefined {
  for (const limit of profile.filing) {
    const { claimTypes, from, through } = limit
    if (claimTypes.length > 0 && !claimTypes.includes(claim.type)) continue
    if (from !== undefined && line.serviceDate < from) continue
    if (through === undefined || line.serviceDate <= through) return limit
  }
  return timelyFiling.find(profile.line, compactDate(line.serviceDate))
}

/** The day the time is counted from: institutional claims count from the end of the statement. */
function countedDay(claim: Claim, line: Line, limit: Limit): string {
  if (claim.type === 'institutional')
    return claim.statementThrough ?? line.serviceDateThrough ?? line.serviceDate
  const fromThrough = 'countedFrom' in limit && limit.countedFrom === 'through'
  return (fromThrough ? line.serviceDateThrough : undefined) ?? line.serviceDate
}

const isPast = ({ value, unit }: Limit, counted: string, received: string, receivedDay: number): boolean =>
  unit === 'days'
    ? daysBetween(counted, received) > value
    : receivedDay > lastDayOf(compactDate(counted), value, unit)

/** The last day of a period of months or years after a compact date. Months that are too short end on their last day. */
function lastDayOf(day: number, value: number, unit: Exclude<Limit['unit'], 'days'>): number {
  const year = Math.floor(day / 10_000)
  if (unit === 'year-ends') return (year + value) * 10_000 + 1231
  const months = (Math.floor(day / 100) % 100) - 1 + (unit === 'months' ? value : value * 12)
  const [toYear, toMonth] = [year + Math.floor(months / 12), (months % 12) + 1]
  return toYear * 10_000 + toMonth * 100 + Math.min(day % 100, daysInMonth(toYear, toMonth))
}

/** What a finding says of a limit that is over. */
function told(limit: Limit, date: string, { profile, timelyFiling }: FilingTables): Omit<Late, 'at'> {
  const { value, unit } = limit
  const until = unit === 'days' ? addDays(date, value) : isoDate(lastDayOf(compactDate(date), value, unit))
  const cite =
    'row' in limit
      ? timelyFiling.cite(limit)
      : {
          table: 'payer-profile',
          release: profile.id,
          row: { title: limit.source.title, url: limit.source.url },
        }
  return { date, until, cite }
}

/** Why the limit may not count, undefined when nothing on the claim says so. */
function excuse(claim: Claim): string | undefined {
  if (claim.delayReason !== undefined && claim.delayReason !== '')
    return `delay reason ${claim.delayReason} is given`
  const later = claim.payerOrder !== undefined && claim.payerOrder !== '' && claim.payerOrder !== 'P'
  return later ? 'another payer pays first, and its decision may start the time' : undefined
}
