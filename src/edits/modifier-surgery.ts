import type { FeeScheduleTable } from '../codesets/tables.ts'
import type { Claim } from '../model/claim.ts'
import { firstDay, isPractitioners, lastDay } from '../model/claim-facts.ts'
import { daysBetween, isoDate } from '../model/dates.ts'
import type { PatientHistory } from '../model/history.ts'
import { defineEdit } from './define.ts'

const carc = { group: 'CO', carc: '4', rarc: 'N519', denial: 'any', scope: 'line' } as const

const isPart = (modifier: string): boolean => modifier === '54' || modifier === '55' || modifier === '56'
const isLater = (modifier: string): boolean => modifier === '58' || modifier === '78' || modifier === '79'

/** Modifiers of surgical care where there is no surgery, or no period, for them to speak of. */
export const modifierSurgery = defineEdit({
  id: 'modifier-surgery',
  title: 'A surgical-care modifier where no global period is',
  why: `54, 55 and 56 part a surgery's package among practitioners; 58, 78 and 79 mark a procedure inside the period of an
    earlier one. On a visit they mean nothing, and a code without a 10- or 90-day period has no package to part.`,
  source: {
    title:
      'IOM 100-04 chapter 12 sections 40.1, 40.2 and 40.4; CMS relative value files, attachment A (global surgery)',
    url: 'https://www.cms.gov/regulations-and-guidance/guidance/manuals/internet-only-manuals-ioms-items/cms018912',
  },
  claimTypes: ['professional', 'institutional'],
  authority: 'ncci',
  tables: ['visitCodes', 'history'],
  also: ['feeSchedule'],
  history: true,
  yieldsTo: { 'procedure-invalid': 'line', 'modifier-conflict': 'line' },
  wakes: { modifier: (modifier) => isPart(modifier) || isLater(modifier) },
  notes: [
    'Whether 58, 78 or 79 falls into the period of an earlier surgery shows only in the patient’s history: a `note` where history holds other claims of the patient and neither they nor this claim have such a surgery, whoever did it.',
    'Periods MMM, YYY and ZZZ are left alone: the package, the contractor or the primary decides there.',
    'An unrelated visit inside a period takes 24, not 79.',
  ],
  messages: {
    onVisit: {
      severity: 'review',
      ...carc,
      text: '{{procedure}} on {{date}} bears {{modifier}}, which describes surgical care, and is a visit.',
      fix: 'Remove {{modifier}}; 24 marks a visit that the record shows to be unrelated to the surgery.',
    },
    noPeriod: {
      severity: 'review',
      ...carc,
      text: '{{procedure}}-{{modifier}} on {{date}}: the code has no 10- or 90-day period (global days {{period}}), so there is no package to part.',
      fix: 'Remove {{modifier}}, or check the procedure code.',
    },
    noSurgery: {
      severity: 'note',
      text: '{{procedure}}-{{modifier}} on {{date}}: no earlier surgery of the patient is known whose period the day falls into.',
      fix: 'Check the date of the earlier surgery; remove {{modifier}} if its period was over.',
    },
  },

  check(claim, { visitCodes, feeSchedule, history }, report) {
    claim.lines.forEach((line, at) => {
      const which = line.modifiers.findIndex((modifier) => isPart(modifier) || isLater(modifier))
      if (which < 0 || line.procedure === undefined || !isPractitioners(claim, line)) return
      const day = firstDay(line)
      const modifier = line.modifiers[which]!
      const place = `lines[${at}].modifiers[${which}]`
      const data = { procedure: line.procedure, date: isoDate(day), modifier }
      if (visitCodes.find(line.procedure, day)) {
        report('onVisit', place, data, { cite: visitCodes.cite(line.procedure, day) })
        return
      }
      if (!isPart(modifier)) {
        if (feeSchedule && hasNoSurgery(claim, at, feeSchedule, history.of(claim)))
          report('noSurgery', place, data)
        return
      }
      if (!feeSchedule || feeSchedule.holding(day) === 'before') {
        report.unchecked(
          'no-table',
          `${line.procedure}-${modifier}: whether it has a period is in the fee schedule.`,
          'mpfs',
        )
        return
      }
      const row = feeSchedule.find(line.procedure, day)
      const period = row < 0 ? '' : feeSchedule.globalDays(row)
      if (period === '000' || period === 'XXX')
        report('noPeriod', place, { ...data, period }, { cite: feeSchedule.cite(row) })
    })
  },
})

/** Whether other claims of the patient are known, and no surgery among them or on this one has a period that holds the day. */
function hasNoSurgery(
  claim: Claim,
  at: number,
  feeSchedule: FeeScheduleTable,
  { lines }: PatientHistory,
): boolean {
  if (lines.length === 0) return false
  const date = claim.lines[at]!.serviceDate
  const mayHold = (procedure: string | undefined, day: number): boolean => {
    if (procedure === undefined) return false
    const after = daysBetween(isoDate(day), date)
    if (after < 0 || after > 90) return false
    // A surgery that the fee schedule held says nothing of may have a period.
    if (feeSchedule.holding(day) === 'before') return true
    const row = feeSchedule.find(procedure, day)
    if (row < 0) return false
    const period = feeSchedule.globalDays(row)
    if (period === '000') return after === 0
    if (period === '010') return after <= 10
    return period === '090' || period === 'MMM' || period === 'YYY'
  }
  return (
    !claim.lines.some((beside, other) => other !== at && mayHold(beside.procedure, lastDay(beside))) &&
    !lines.some(({ procedure, through }) => mayHold(procedure, through))
  )
}
