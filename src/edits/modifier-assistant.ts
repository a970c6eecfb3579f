import { firstDay, isPractitioners } from '../model/claim-facts.ts'
import { isoDate } from '../model/dates.ts'
import { defineEdit } from './define.ts'

const isAssistant = (modifier: string): boolean =>
  modifier === '80' || modifier === '81' || modifier === '82' || modifier === 'AS'

/** An assistant at surgery for a procedure that pays none. */
export const modifierAssistant = defineEdit({
  id: 'modifier-assistant',
  title: 'An assistant at a surgery for which none is paid',
  why: `The fee schedule says for which procedures an assistant at surgery is paid: 2 always, 0 only where documentation shows
    the need, 1 never by statute, 9 where the idea does not apply.`,
  source: {
    title: 'IOM 100-04 chapter 12 sections 20.4.3 and 110.3; CMS relative value files, attachment A',
    url: 'https://www.cms.gov/medicare/payment/fee-schedules/physician/pfs-relative-value-files',
  },
  claimTypes: ['professional', 'institutional'],
  authority: 'medicare',
  tables: ['feeSchedule', 'feeScheduleRules'],
  yieldsTo: { 'procedure-invalid': 'line' },
  wakes: { modifier: isAssistant },
  notes: [
    'Some pages on the web swap 0 and 1: here 0 asks for documentation and 1 is never paid, as the record layout has it.',
    'Who may use AS and who 80 to 82 is asked by `provider-type`.',
    'Indicators speak only for codes with status A, C, R or T.',
  ],
  messages: {
    notPaid: {
      severity: 'deny',
      group: 'CO',
      carc: '54',
      denial: 'not payable',
      scope: 'line',
      text: '{{procedure}}-{{modifier}} on {{date}}: Medicare pays no assistant for it (indicator {{indicator}}, {{meaning}}).',
      fix: 'Remove the line if it bills an assistant; correct the modifier if it was meant otherwise.',
    },
    documentation: {
      severity: 'review',
      group: 'CO',
      carc: '54',
      denial: 'not payable',
      scope: 'line',
      text: '{{procedure}}-{{modifier}} on {{date}}: Medicare pays an assistant {{meaning}} (indicator {{indicator}}).',
      fix: 'Keep the operative report that shows why an assistant was needed ready to send.',
    },
  },

  check(claim, { feeSchedule, feeScheduleRules }, report) {
    claim.lines.forEach((line, at) => {
      const which = line.modifiers.findIndex(isAssistant)
      if (which < 0 || line.procedure === undefined || !isPractitioners(claim, line)) return
      const day = firstDay(line)
      const row = feeSchedule.find(line.procedure, day)
      const rule = row < 0 ? undefined : feeScheduleRules.ofRow(feeSchedule, row, 'assistant')
      if (!rule || rule.severity === 'none') return
      report(
        rule.severity === 'deny' ? 'notPaid' : 'documentation',
        `lines[${at}].modifiers[${which}]`,
        {
          procedure: line.procedure,
          modifier: line.modifiers[which]!,
          date: isoDate(day),
          indicator: rule.value,
          meaning: rule.meaning,
        },
        { cite: feeSchedule.cite(row) },
      )
    })
  },
})
