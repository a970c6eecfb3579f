import { firstDay, isPractitioners } from '../model/claim-facts.ts'
import { isoDate } from '../model/dates.ts'
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
  tables: ['visitCodes'],
  also: ['feeSchedule'],
  history: true,
  yieldsTo: { 'procedure-invalid': 'line', 'modifier-conflict': 'line' },
  wakes: { modifier: (modifier) => isPart(modifier) || isLater(modifier) },
  notes: [
    'Whether 58, 78 or 79 falls into the period of an earlier surgery shows only in the patient’s history.',
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
  },

  check(claim, { visitCodes, feeSchedule }, report) {
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
      if (!isPart(modifier)) return
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
