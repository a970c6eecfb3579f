import type { FeeScheduleTable, VisitCodes } from '../codesets/tables.ts'
import type { Claim, Line } from '../model/claim.ts'
import { compareProviders, daysMeet, firstDay, isPractitioners, renderingOf } from '../model/claim-facts.ts'
import { isoDate } from '../model/dates.ts'
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
  tables: ['visitCodes'],
  also: ['feeSchedule'],
  history: true,
  yieldsTo: { 'procedure-invalid': 'line' },
  wakes: { modifier: isVisitModifier },
  notes: [
    'Visits are the rows of `visit_codes`: eye examinations, preventive visits, G0402, G0438, G0439 and T1015 too. A G, S or T code outside it, a CPT code of the evaluation section or of the medicine section is a `review`; surgery, radiology and laboratory codes are no visits.',
    'Which procedures are minor (000, 010) or major (090) is in the fee schedule; without it that part is not answered.',
    '57 beside minor procedures alone is a `review`: the major one may be on another claim.',
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
      text: '{{procedure}} on {{date}} bears 57, and the procedures beside it are minor ({{minor}}): 57 is the decision for a major one.',
      fix: 'Remove 57, unless a major surgery followed on that or the next day; 25 stands beside minor procedures where the record shows a separate visit.',
    },
    majorOnly: {
      severity: 'deny',
      group: 'CO',
      carc: '97',
      rarc: 'M144',
      scope: 'line',
      text: '{{procedure}} on {{date}} bears 25 alone, and the only procedure beside it, {{major}}, is major: its package holds visits of that day.',
      fix: 'Remove the visit, unless the record shows that the decision for surgery was made in it: that is 57.',
    },
  },

  check(claim, { visitCodes, feeSchedule }, report) {
    claim.lines.forEach((line, at) => {
      const which = line.modifiers.findIndex(isVisitModifier)
      if (which < 0 || line.procedure === undefined) return
      const day = firstDay(line)
      const place = `lines[${at}].modifiers[${which}]`
      const modifier = line.modifiers[which]!
      const data = { procedure: line.procedure, date: isoDate(day), modifier }
      const visit = visitCodes.find(line.procedure, day)
      if (!visit) {
        if (visitCodes.has(line.procedure) || mayBeVisit(line.procedure))
          report('perhapsNoVisit', place, data)
        else report('noVisit', place, data)
        return
      }
      const takes = modifier === '57' ? visit.takes57 : visit.takes2425
      if (!takes) {
        report('perhapsNoVisit', place, data, { cite: visitCodes.cite(line.procedure, day) })
        return
      }
      if (!visit.inGlobalPackage || !isPractitioners(claim, line)) return
      const [has25, has57] = [line.modifiers.includes('25'), line.modifiers.includes('57')]
      if (has25 === has57 || line.modifiers.includes('24')) return
      if (!feeSchedule || feeSchedule.holding(day) === 'before') {
        if (claim.lines.length > 1)
          report.unchecked(
            'no-table',
            `${line.procedure}-${modifier}: which procedures are minor is in the fee schedule.`,
            'mpfs',
          )
        return
      }
      const { minor, major, others } = proceduresBeside(claim, at, feeSchedule, visitCodes)
      if (has57 && minor.length > 0 && major.length === 0 && !others)
        report(
          'minorOnly',
          `lines[${at}].modifiers[${line.modifiers.indexOf('57')}]`,
          { ...data, minor: claim.lines[minor[0]!]!.procedure! },
          { related: minor },
        )
      if (has25 && major.length > 0 && minor.length === 0 && !others)
        report(
          'majorOnly',
          `lines[${at}].modifiers[${line.modifiers.indexOf('25')}]`,
          { ...data, major: claim.lines[major[0]!]!.procedure! },
          { related: major },
        )
    })
  },
})

/**
 * Level II codes that the list of visits may not know, CPT's evaluation and medicine sections (90281 to 99499), whose
 * services some payers take for visits, and codes that are not five digits.
 */
const mayBeVisit = (procedure: string): boolean => procedure >= '90281' || !/^\d{5}$/.test(procedure)

interface Beside {
  readonly minor: number[]
  readonly major: number[]
  /** Whether something else stands beside the visit that 25 or 57 may be meant for. */
  others: boolean
}

/** Procedures of the same practitioner on the day of the visit, by their global period. */
function proceduresBeside(
  claim: Claim,
  at: number,
  feeSchedule: FeeScheduleTable,
  visitCodes: VisitCodes,
): Beside {
  const visit = claim.lines[at]!
  const beside: Beside = { minor: [], major: [], others: false }
  claim.lines.forEach((line, other) => {
    if (other === at || line.procedure === undefined || !daysMeet(line, visit)) return
    if (compareProviders(renderingOf(claim, line), renderingOf(claim, visit)) !== 'same') return
    const day = firstDay(line)
    if (visitCodes.find(line.procedure, day)) return
    const row = feeSchedule.find(line.procedure, day)
    const period = row < 0 ? '' : feeSchedule.globalDays(row)
    if (period === '000' || period === '010') beside.minor.push(other)
    else if (period === '090' && !line.modifiers.some(leavesPackage)) beside.major.push(other)
    else if (period !== 'ZZZ' && !isPlainSupply(line)) beside.others = true
  })
  return beside
}

/** Modifiers of a surgery whose package this practitioner does not own: assistants, and after-care alone. */
const leavesPackage = (modifier: string): boolean =>
  modifier === '80' ||
  modifier === '81' ||
  modifier === '82' ||
  modifier === 'AS' ||
  modifier === '55' ||
  modifier === '56'

/** Drugs and supplies, beside which no visit needs a modifier. */
const isPlainSupply = ({ procedure }: Line): boolean => /^[AEJLQV]/.test(procedure!)
