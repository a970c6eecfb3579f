import type { FeeScheduleTable, ProfileTable, VisitCodes } from '../codesets/tables.ts'
import type { Claim, Line } from '../model/claim.ts'
import {
  countAsOne,
  firstDay,
  firstServiceDay,
  isSurgeryCenter,
  lastDay,
  lastServiceDay,
  renderingOf,
} from '../model/claim-facts.ts'
import { daysBetween, isoDate, nextDay, OPEN_END } from '../model/dates.ts'
import { countsAsOne, evidenceOf, priorDiagnoses, samePayer, type PriorLine } from '../model/history.ts'
import { defineEdit, type FindingDetail, type Report } from './define.ts'

const inPackage = { group: 'CO', carc: '97', rarc: 'M144', denial: 'inside', scope: 'line' } as const

const messages = {
  visitAfter: {
    severity: 'deny',
    ...inPackage,
    text: '{{procedure}} on {{date}} falls into the {{days}} days after {{surgery}} of {{performed}}, whose payment holds the visits of its surgeon.',
    fix: 'Remove the visit. If the record shows that it was for something else than the surgery, 24 says so.',
  },
  sameDiagnosis: {
    severity: 'review',
    ...inPackage,
    text: '{{procedure}} on {{date}} bears 24 (unrelated) in the {{days}} days after {{surgery}} of {{performed}}, for diagnoses of that surgery alone.',
    fix: 'Check that the record shows a visit unrelated to the surgery; if so, point at its own diagnosis. Otherwise remove the visit.',
  },
  minorDay: {
    severity: 'deny',
    ...inPackage,
    text: '{{procedure}} on {{date}} is on the day of {{surgery}}, whose payment holds the visit of that day.',
    fix: 'Remove the visit. If the record shows a significant visit beyond the usual care of the procedure, 25 says so.',
  },
  majorDay: {
    severity: 'deny',
    ...inPackage,
    text: '{{procedure}} on {{date}} is on the day of, or the day before, {{surgery}} of {{performed}}, whose payment holds the visit.',
    fix: 'Remove the visit. If the record shows that the decision for the surgery was made in it, 57 says so.',
  },
  majorDayMarked: {
    severity: 'review',
    ...inPackage,
    text: '{{procedure}} on {{date}} bears {{modifier}} on the day of, or the day before, {{surgery}} of {{performed}}; major surgery asks for 57.',
    fix: 'Check whether the record shows that the decision for the surgery was made in the visit (57); otherwise remove the visit.',
  },
  procedureAfter: {
    severity: 'deny',
    ...inPackage,
    text: '{{procedure}} on {{date}} falls into the {{days}} days after {{surgery}} of {{performed}} and bears none of 58, 78, 79.',
    fix: 'Check the record: planned or more extensive (58), a return to the operating room for a complication (78), unrelated (79). Without any of these it is part of the surgery: remove the line.',
  },
} as const

/** A service inside the period of a surgery. */
export const globalPeriod = defineEdit({
  id: 'global-period',
  title: 'A service inside the global period of a surgery',
  why: `The payment for a surgery holds the visits and lesser procedures of its surgeon: on the day for a minor procedure
    (000), ten days more (010), or the day before, the day and ninety days after a major one (090). What is billed inside
    without the modifier that sets it apart is denied.`,
  source: {
    title: 'IOM 100-04 chapter 12 sections 40.1 to 40.4; CMS global surgery booklet (MLN907166)',
    url: 'https://www.cms.gov/regulations-and-guidance/guidance/manuals/downloads/clm104c12.pdf',
  },
  claimTypes: ['professional'],
  authority: 'government',
  tables: ['feeSchedule', 'visitCodes', 'profile', 'history'],
  history: true,
  yieldsTo: {
    'procedure-invalid': 'line',
    'claim-duplicate': 'own-line',
    'ncci-ptp': 'line',
    'modifier-visit': 'own-line',
  },
  wakes: {
    procedure: (code, { feeSchedule, visitCodes, history }) => {
      if (history.given) return mayHavePeriod(code) || visitCodes.has(code)
      if (!mayHavePeriod(code)) return false
      // Days before the first release are a question that stays open.
      return (
        feeSchedule.ever(code, (row) => isPeriod(feeSchedule.globalDays(row))) || {
          from: feeSchedule.from,
          through: OPEN_END,
        }
      )
    },
  },
  notes: [
    'Days are counted by the calendar from the day of surgery as day 0; global days are those of the fee schedule on that day.',
    'Practitioners of one group (billing provider) and specialty (taxonomy) count as one; the profile may say otherwise (`practitioners`).',
    'Visits are those the visit table holds to be in the package: critical care is not, nor 99024. Tests and whatever has no global days of its own are never denied here; periods MMM, XXX, YYY and ZZZ are left alone.',
    'A surgery billed with 54 leaves the time after it to somebody else, and with 55, 56, 78, 53, TC or as an assistant it starts no period here.',
    'A visit billed before the surgery is judged when the visit is in hand, not when the surgery is.',
    'A 57 beside a minor procedure is left to modifier-visit. Hospitals’ bills are not looked at.',
  ],
  messages,

  check(claim, tables, report) {
    const { lines } = claim
    if (
      !tables.history.given &&
      !lines.some(({ procedure }) => procedure !== undefined && mayHavePeriod(procedure))
    )
      return
    const context: Context = { claim, ...tables, report }
    const priors = tables.history.given
      ? tables.history
          .of(claim)
          .between(fourMonthsBefore(firstServiceDay(claim)), nextDay(lastServiceDay(claim)))
      : NO_PRIORS
    if (lines.length < 2 && priors.length === 0) return
    const surgeries = surgeriesOf(claim, tables.feeSchedule)
    if (surgeries.length === 0 && priors.length === 0) return
    for (let at = 0; at < lines.length; at++) {
      const line = lines[at]!
      if (line.procedure === undefined || line.procedure === FOLLOW_UP || isSurgeryCenter(claim, line))
        continue
      const day = firstDay(line)
      const visit = tables.visitCodes.find(line.procedure, day)
      if (visit ? !visit.inGlobalPackage : !mayHavePeriod(line.procedure)) continue
      for (const surgery of surgeries) {
        if (surgery.line === at || (surgery.ownDayOnly && surgery.day !== day)) continue
        const beside = lines[surgery.line]!
        if (!countAsOne(tables.profile.practitioners, renderingOf(claim, line), renderingOf(claim, beside)))
          continue
        judge(context, at, visit !== undefined, surgery)
      }
      for (const prior of priors) {
        if (prior.procedure === undefined || !mayHavePeriod(prior.procedure)) continue
        if (!isSurgeons(claim, line, prior, tables.profile)) continue
        judge(context, at, visit !== undefined, {
          procedure: prior.procedure,
          modifiers: prior.modifiers,
          day: prior.through,
          diagnoses: () => priorDiagnoses(prior),
          detail: { evidence: [evidenceOf(prior)] },
        })
      }
    }
  },
})

/** The visit after surgery that only reports itself, at no charge: what the period is for. */
const FOLLOW_UP = '99024'

const NO_PRIORS: readonly PriorLine[] = []

/** The first of a month at least ninety days before, compact. */
function fourMonthsBefore(day: number): number {
  const month = Math.floor(day / 10_000) * 12 + (Math.floor(day / 100) % 100) - 1 - 4
  return Math.floor(month / 12) * 10_000 + ((month % 12) + 1) * 100 + 1
}

interface Context {
  readonly claim: Claim
  readonly feeSchedule: FeeScheduleTable
  readonly visitCodes: VisitCodes
  readonly profile: ProfileTable
  readonly report: Report<keyof typeof messages>
}

/** Lines of the claim that have a period, or may have one on a day that no release holds. */
function surgeriesOf(claim: Claim, feeSchedule: FeeScheduleTable): readonly OwnSurgery[] {
  const found: OwnSurgery[] = []
  for (let at = 0; at < claim.lines.length; at++) {
    const line = claim.lines[at]!
    const { procedure, modifiers } = line
    if (procedure === undefined || !mayHavePeriod(procedure) || isSurgeryCenter(claim, line)) continue
    const day = lastDay(line)
    const held = feeSchedule.holding(day) !== 'before'
    const row = held ? feeSchedule.find(procedure, day) : -1
    const period = row < 0 ? '' : feeSchedule.globalDays(row)
    if (held && !isPeriod(period)) continue
    found.push({
      line: at,
      ownDayOnly: period === '000',
      procedure,
      modifiers,
      day,
      diagnoses: () => line.pointers.flatMap((pointer) => claim.diagnoses[pointer - 1]?.code ?? []),
      detail: { related: [at] },
    })
  }
  return found
}

/** A surgery on the claim in hand. */
interface OwnSurgery extends Surgery {
  readonly line: number
  /** Its period ends with its day. */
  readonly ownDayOnly: boolean
}

interface Surgery {
  readonly procedure: string
  readonly modifiers: readonly string[]
  readonly day: number
  readonly diagnoses: () => readonly string[]
  readonly detail: FindingDetail
}

/** Codes that could have global days: surgery, and what of the medicine section, Level II or category III is priced as such. */
const mayHavePeriod = (code: string): boolean =>
  code.length === 5 &&
  ((code >= '10004' && code <= '69990') || (code >= '92920' && code <= '93799') || code.startsWith('G0'))

const isPeriod = (period: string): boolean => period === '000' || period === '010' || period === '090'

/** Whether the other claim's line is of the same practitioner and payer, and no surgery center's. */
const isSurgeons = (claim: Claim, line: Line, prior: PriorLine, profile: ProfileTable): boolean =>
  samePayer(claim, prior.claim) &&
  !(prior.place === '24' && prior.claim.billing?.taxonomy === '261QA1903X') &&
  countsAsOne(profile.practitioners, claim, line, prior)

/** Modifiers with which a surgery starts no period: another's part, a return to the operating room, broken off, assistants. */
const noPeriod: ReadonlySet<string> = new Set([
  '55',
  '56',
  '78',
  '53',
  '73',
  '74',
  'TC',
  '80',
  '81',
  '82',
  'AS',
  'GY',
  'GZ',
])

function judge(context: Context, at: number, isVisit: boolean, surgery: Surgery): void {
  const { claim, feeSchedule, report } = context
  const line = claim.lines[at]!
  const held = feeSchedule.holding(surgery.day) !== 'before'
  const row = held ? feeSchedule.find(surgery.procedure, surgery.day) : -1
  const period = row < 0 ? '' : feeSchedule.globalDays(row)
  const major = period === '090'
  const days = major ? 90 : period === '010' ? 10 : period === '000' ? 0 : -2
  // Most codes have no period of their own: for them no days are counted.
  if (held && days < 0) return
  const day = firstDay(line)
  const after = day === surgery.day ? 0 : daysBetween(isoDate(surgery.day), isoDate(day))
  if (after < -1 || after > 90 || surgery.modifiers.some((modifier) => noPeriod.has(modifier))) return
  if (!held) {
    report.unchecked(
      'before-table',
      `Global days of ${surgery.procedure} on ${isoDate(surgery.day)} are not held.`,
      feeSchedule.name,
    )
    return
  }
  if (after > days || (after < 0 && !major)) return

  const has = (modifier: string): boolean => line.modifiers.includes(modifier)
  const say = (message: keyof typeof messages, modifier = ''): void => {
    const date = isoDate(day)
    const performed = isoDate(surgery.day)
    const data = { procedure: line.procedure!, date, surgery: surgery.procedure, performed, days, modifier }
    report(message, `lines[${at}].procedure`, data, { ...surgery.detail, cite: feeSchedule.cite(row) })
  }
  if (after > 0 && surgery.modifiers.includes('54')) return

  if (!isVisit) {
    if (after > 0 && hasOwnPeriod(feeSchedule, line) && !line.modifiers.some(setsProcedureApart))
      say('procedureAfter')
    return
  }
  if (after > 0) {
    if (!has('24')) say('visitAfter')
    else if (pointsOnlyAt(claim, line, surgery.diagnoses())) say('sameDiagnosis')
  } else if (major) {
    if (has('57')) return
    if (has('25') || has('24')) say('majorDayMarked', has('25') ? '25' : '24')
    else say('majorDay')
  } else if (!has('25') && !has('24') && !has('57')) say('minorDay')
}

/** 58, 78, 79; a part of another surgery's care (54, 55, 56); a technical part. */
const setsProcedureApart = (modifier: string): boolean =>
  ['58', '78', '79', '54', '55', '56', 'TC'].includes(modifier)

function hasOwnPeriod(feeSchedule: FeeScheduleTable, line: Line): boolean {
  const row = feeSchedule.find(line.procedure!, firstDay(line))
  return row >= 0 && isPeriod(feeSchedule.globalDays(row))
}

/** Whether all that the line points at was a reason for the surgery. */
function pointsOnlyAt(claim: Claim, line: Line, diagnoses: readonly string[]): boolean {
  const own = line.pointers.flatMap((pointer) => claim.diagnoses[pointer - 1]?.code ?? [])
  return own.length > 0 && own.every((code) => diagnoses.includes(code))
}
