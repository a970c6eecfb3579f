import type { FeeScheduleTable, VisitCodes } from '../codesets/tables.ts'
import type { Claim, Line } from '../model/claim.ts'
import {
  compareProviders,
  daysMeet,
  firstDay,
  isPractitioners,
  lastDay,
  PAIRED_LINES,
  renderingOf,
} from '../model/claim-facts.ts'
import { isoDate, nextDay } from '../model/dates.ts'
import { countsAsOne, type PatientHistory } from '../model/history.ts'
import type { PayerProfile } from '../model/profile.ts'
import { defineEdit } from './define.ts'

const carc = { group: 'CO', carc: '4', rarc: 'N519', denial: 'any', scope: 'line' } as const

const isVisitModifier = (modifier: string): boolean =>
  modifier === '24' || modifier === '25' || modifier === '57'

/** Modifiers 24, 25 and 57 where they mean nothing. */
export const modifierVisit = defineEdit({
  id: 'modifier-visit',
  title: 'A visit modifier where it does not belong',
  why: `24, 25 and 57 say that a visit is apart from a procedure: 24 unrelated after surgery, 25 separate on the day of a
    minor procedure, 57 the decision for a major one. On anything but a visit, or with the wrong kind of procedure, they
    mean nothing and the payer denies the line.`,
  source: {
    title:
      'CPT appendix A (use of 24, 25, 57); IOM 100-04 chapter 12 sections 30.6.6, 40.1 and 40.2; NCCI Policy Manual chapter I',
    url: 'https://www.cms.gov/national-correct-coding-initiative-ncci/ncci-edits',
  },
  claimTypes: ['professional', 'institutional'],
  authority: 'ncci',
  tables: ['visitCodes', 'profile', 'history'],
  also: ['feeSchedule'],
  history: true,
  yieldsTo: { 'procedure-invalid': 'line' },
  wakes: { modifier: isVisitModifier },
  notes: [
    'Visits are the rows of `visit_codes`: eye examinations, preventive visits, G0402, G0438, G0439 and T1015 too. A G, S or T code outside it, a CPT code of the evaluation section or of the medicine section is a `review`; surgery, radiology and laboratory codes are no visits.',
    'Which procedures are minor (000, 010) or major (090) is in the fee schedule; without it that part is not answered.',
    '57 beside minor procedures alone is a `review`: the major one may be on another claim. It is silent where the patient’s history holds a procedure with 90 global days, or with those that the contractor sets (YYY), on the day or the next, of the practitioner or of one whom the payer takes for the same.',
    'With a minor and a major procedure on one day both 25 and 57 stand. A visit may have the diagnosis of the procedure.',
  ],
  messages: {
    noVisit: {
      severity: 'deny',
      ...carc,
      text: '{{procedure}} on {{date}} bears {{modifier}}, which belongs on a visit, and is none.',
      fix: 'Remove {{modifier}}; if the record shows a separate visit, the modifier belongs on its line.',
    },
    perhapsNoVisit: {
      severity: 'review',
      ...carc,
      text: '{{procedure}} on {{date}} bears {{modifier}}, and is not known as a visit that takes it.',
      fix: 'Check whether {{procedure}} is a visit, and whether the payer takes {{modifier}} on it.',
    },
    minorOnly: {
      severity: 'review',
      ...carc,
      text: '{{procedure}} on {{date}} bears 57, and the procedures beside it are minor ({{beside}}): 57 is the decision for a major one.',
      fix: 'Remove 57, unless a major surgery followed on that or the next day; 25 stands beside minor procedures where the record shows a separate visit.',
    },
    majorOnly: {
      severity: 'deny',
      group: 'CO',
      carc: '97',
      rarc: 'M144',
      scope: 'line',
      text: '{{procedure}} on {{date}} bears 25 alone, and the only procedure beside it, {{beside}}, is major: its package holds visits of that day.',
      fix: 'Remove the visit, unless the record shows that the decision for surgery was made in it: that is 57.',
    },
  },

  check(claim, { visitCodes, feeSchedule, profile, history }, report) {
    const { lines } = claim
    for (let at = 0; at < lines.length; at++) {
      const line = lines[at]!
      const which = visitModifierOf(line)
      if (which < 0 || line.procedure === undefined) continue
      const day = firstDay(line)
      const modifier = line.modifiers[which]!
      const visit = visitCodes.find(line.procedure, day)
      if (!visit || !(modifier === '57' ? visit.takes57 : visit.takes2425)) {
        const known = visit !== undefined || visitCodes.has(line.procedure) || mayBeVisit(line.procedure)
        report(
          known ? 'perhapsNoVisit' : 'noVisit',
          `lines[${at}].modifiers[${which}]`,
          dataOf(line, modifier),
          {
            ...(visit ? { cite: visitCodes.cite(line.procedure, day) } : {}),
          },
        )
        continue
      }
      const { modifiers } = line
      const with57 = modifiers.includes('57')
      if (lines.length === 1 || with57 === modifiers.includes('25') || modifiers.includes('24')) continue
      if (!visit.inGlobalPackage || !isPractitioners(claim, line)) continue
      if (!feeSchedule || feeSchedule.holding(day) === 'before') {
        const open = `${line.procedure}-${modifier}: which procedures are minor is in the fee schedule.`
        report.unchecked('no-table', open, 'mpfs')
        continue
      }
      const related = procedures(claim, at, with57 ? 'minor' : 'major', feeSchedule, visitCodes)
      if (related.length === 0) continue
      if (with57 && isSurgeryTomorrow(claim, line, feeSchedule)) continue
      if (with57 && isSurgeryElsewhere(claim, line, history.of(claim), feeSchedule, profile.practitioners))
        continue
      report(
        with57 ? 'minorOnly' : 'majorOnly',
        `lines[${at}].modifiers[${modifiers.indexOf(with57 ? '57' : '25')}]`,
        { ...dataOf(line, modifier), beside: lines[related[0]!]!.procedure! },
        { related },
      )
    }
  },
})

const dataOf = (line: Line, modifier: string) => ({
  procedure: line.procedure!,
  date: isoDate(firstDay(line)),
  modifier,
})

/** Index of the first of 24, 25 and 57, -1 when there is none. */
function visitModifierOf({ modifiers }: Line): number {
  for (let which = 0; which < modifiers.length; which++) if (isVisitModifier(modifiers[which]!)) return which
  return -1
}

/**
 * Level II codes that the list of visits may not know, CPT's evaluation and medicine sections (90281 to 99499), whose
 * services some payers take for visits, and codes that are not five digits.
 */
const mayBeVisit = (procedure: string): boolean => procedure >= '90281' || !/^\d{5}$/.test(procedure)

const NO_LINES: readonly number[] = []

/**
 * Procedures of the same practitioner on the day of the visit, where all are of one kind; none where something else
 * stands beside the visit for which 25 or 57 may be meant.
 */
function procedures(
  claim: Claim,
  at: number,
  kind: 'minor' | 'major',
  feeSchedule: FeeScheduleTable,
  visitCodes: VisitCodes,
): readonly number[] {
  const { lines } = claim
  const visit = lines[at]!
  const own = renderingOf(claim, visit)
  let found: number[] | undefined
  if (at >= PAIRED_LINES) return NO_LINES
  for (let other = 0; other < lines.length && other < PAIRED_LINES; other++) {
    const line = lines[other]!
    if (other === at || line.procedure === undefined || !daysMeet(line, visit)) continue
    const by = renderingOf(claim, line)
    if (by !== own && compareProviders(by, own) !== 'same') continue
    const row = feeSchedule.find(line.procedure, firstDay(line))
    const period = row < 0 ? '' : feeSchedule.globalDays(row)
    if (period === 'ZZZ' || isPlainSupply(line.procedure) || visitCodes.find(line.procedure, firstDay(line)))
      continue
    const isKind =
      kind === 'minor'
        ? period === '000' || period === '010'
        : period === '090' && !line.modifiers.some(leavesPackage)
    if (!isKind) return NO_LINES
    found ??= []
    found.push(other)
  }
  return found ?? NO_LINES
}

/** Whether another claim shows a major surgery on the day of the visit or the next that the visit may have decided on. */
function isSurgeryElsewhere(
  claim: Claim,
  visit: Line,
  history: PatientHistory,
  feeSchedule: FeeScheduleTable,
  who: PayerProfile['practitioners'],
): boolean {
  return history
    .between(firstDay(visit), nextDay(lastDay(visit)))
    .some(
      (prior) =>
        prior.procedure !== undefined &&
        isMajor(feeSchedule, prior.procedure, prior.from) &&
        countsAsOne(who, claim, visit, prior),
    )
}

/** Whether this claim has a major surgery on the day after the visit, which the visit may have decided on. */
function isSurgeryTomorrow(claim: Claim, visit: Line, feeSchedule: FeeScheduleTable): boolean {
  const tomorrow = nextDay(lastDay(visit))
  return claim.lines.some(
    (line) =>
      line.procedure !== undefined &&
      firstDay(line) === tomorrow &&
      isMajor(feeSchedule, line.procedure, tomorrow),
  )
}

function isMajor(feeSchedule: FeeScheduleTable, procedure: string, day: number): boolean {
  const row = feeSchedule.find(procedure, day)
  const period = row < 0 ? '' : feeSchedule.globalDays(row)
  return period === '090' || period === 'YYY'
}

/** Modifiers of a surgery whose package this practitioner does not own: assistants, and after-care alone. */
const leavesPackage = (modifier: string): boolean =>
  modifier === '80' ||
  modifier === '81' ||
  modifier === '82' ||
  modifier === 'AS' ||
  modifier === '55' ||
  modifier === '56'

/** Drugs and supplies (A, E, J, L, Q, V), beside which no visit needs a modifier. */
const isPlainSupply = (procedure: string): boolean => procedure >= 'A' && 'AEJLQV'.includes(procedure[0]!)
