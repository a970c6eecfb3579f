import type { Citation, ProfileTable, TimelyFiling } from '../codesets/tables.ts'
import type { Claim, Line } from '../model/claim.ts'
import { frequencyOf } from '../model/claim-facts.ts'
import { addDays, compactDate } from '../model/dates.ts'
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
    let late: Late[] | undefined
    let unlimited = false
    for (let at = 0; at < claim.lines.length; at++) {
      const line = claim.lines[at]!
      if (isSoon(line.serviceDate, received)) continue
      const limit = limitFor(claim, line, tables)
      if (!limit) unlimited = true
      else if (received > limit.until) (late ??= []).push({ at, ...limit })
    }
    if (unlimited) report.unchecked('no-table', 'The payer’s profile names no filing limit.', 'payer-profile')
    const first = late?.[0]
    if (!late || !first) return
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
      const detail = { related: late.map(({ at }) => at), ...(first.cite ? { cite: first.cite } : {}) }
      const at =
        claim.type === 'institutional' && claim.statementThrough !== undefined ? 'statementThrough' : 'lines'
      report(because === undefined ? 'late' : 'perhapsLate', at, data, detail)
      return
    }
    for (const { at, date, until, cite } of late) {
      const data = { line: claim.lines[at]!.number, date, until, received }
      report('lineLate', `lines[${at}].serviceDate`, data, cite ? { cite } : {})
    }
  },
})

interface Limit {
  /** The day the time is counted from, and the last day of it. */
  readonly date: string
  readonly until: string
  readonly cite: Citation | undefined
}

interface Late extends Limit {
  /** Index of the line. */
  readonly at: number
}

/** Whether the claim comes within 28 days, which every payer gives: then nobody's rules need be looked at. */
function isSoon(service: string, received: string): boolean {
  const [from, to] = [compactDate(service), compactDate(received)]
  const months =
    (Math.floor(to / 10_000) - Math.floor(from / 10_000)) * 12 +
    (Math.floor(to / 100) % 100) -
    (Math.floor(from / 100) % 100)
  return months < 1 || (months === 1 && to % 100 <= (from % 100) - 3)
}

/** Last day on which the line may be received, and the rule that says so. */
function limitFor(
  claim: Claim,
  line: Line,
  { profile, timelyFiling }: { readonly profile: ProfileTable; readonly timelyFiling: TimelyFiling },
): Limit | undefined {
  const end =
    claim.type === 'institutional'
      ? (claim.statementThrough ?? line.serviceDateThrough)
      : line.serviceDateThrough
  const own = profile.filing.find(
    ({ claimTypes, from, through }) =>
      (claimTypes.length === 0 || claimTypes.includes(claim.type)) &&
      (from === undefined || from <= line.serviceDate) &&
      (through === undefined || line.serviceDate <= through),
  )
  const legal = own ? undefined : timelyFiling.find(profile.line, compactDate(line.serviceDate))
  const limit = own ?? legal
  if (!limit) return undefined
  const counted =
    own?.countedFrom === 'through' || claim.type === 'institutional'
      ? (end ?? line.serviceDate)
      : line.serviceDate
  const cite = own
    ? { table: 'payer-profile', release: profile.id, row: { title: own.source.title, url: own.source.url } }
    : legal && timelyFiling.cite(legal)
  return { date: counted, until: untilOf(counted, limit.value, limit.unit), cite }
}

/** The last day of a period after a day. Months that are too short end on their last day. */
function untilOf(day: string, value: number, unit: FilingLimit['unit']): string {
  if (unit === 'days') return addDays(day, value)
  const year = Number(day.slice(0, 4))
  if (unit === 'year-ends') return `${year + value}-12-31`
  const months = unit === 'months' ? value : value * 12
  const month = Number(day.slice(5, 7)) - 1 + months
  const [toYear, toMonth] = [year + Math.floor(month / 12), month % 12]
  const last = new Date(Date.UTC(toYear, toMonth + 1, 0)).getUTCDate()
  const pad = (number: number): string => String(number).padStart(2, '0')
  return `${toYear}-${pad(toMonth + 1)}-${pad(Math.min(Number(day.slice(8)), last))}`
}

/** Why the limit may not count, undefined when nothing on the claim says so. */
function excuse(claim: Claim): string | undefined {
  if (claim.delayReason !== undefined && claim.delayReason !== '')
    return `delay reason ${claim.delayReason} is given`
  const later = claim.payerOrder !== undefined && claim.payerOrder !== '' && claim.payerOrder !== 'P'
  return later ? 'another payer pays first, and its decision may start the time' : undefined
}
