import { firstDay, isPractitioners } from '../model/claim-facts.ts'
import { isoDate } from '../model/dates.ts'
import { defineEdit } from './define.ts'

/** A surgical team for a procedure that takes none. */
export const modifierTeam = defineEdit({
  id: 'modifier-team',
  title: 'A surgical team for a procedure that takes none',
  why: `Modifier 66 says that more than two surgeons worked as a team. The fee schedule's team indicator says whether that is
    paid: 2 yes, 1 with documentation, 0 no, 9 where the idea does not apply.`,
  source: {
    title: 'IOM 100-04 chapter 12 section 40.8; CMS relative value files, attachment A',
    url: 'https://www.cms.gov/medicare/payment/fee-schedules/physician/pfs-relative-value-files',
  },
  claimTypes: ['professional', 'institutional'],
  authority: 'medicare',
  tables: ['feeSchedule', 'feeScheduleRules'],
  yieldsTo: { 'procedure-invalid': 'line' },
  wakes: { modifier: (modifier) => modifier === '66' },
  notes: [
    'Whether the other surgeons of the team report the same code with 66 is in their claims and not looked at.',
    'Indicators speak only for codes with status A, C, R or T.',
  ],
  messages: {
    notPaid: {
      severity: 'deny',
      group: 'CO',
      carc: '54',
      denial: 'not payable',
      scope: 'line',
      text: '{{procedure}}-66 on {{date}}: Medicare pays no surgical team for it (indicator {{indicator}}, {{meaning}}).',
      fix: 'Remove 66 if one surgeon did the procedure; otherwise report what each surgeon did.',
    },
    documentation: {
      severity: 'review',
      group: 'CO',
      carc: '54',
      denial: 'not payable',
      scope: 'line',
      text: '{{procedure}}-66 on {{date}}: Medicare pays a surgical team only {{meaning}} (indicator {{indicator}}).',
      fix: 'Keep the operative report that shows why a team was needed ready to send.',
    },
  },

  check(claim, { feeSchedule, feeScheduleRules }, report) {
    claim.lines.forEach((line, at) => {
      const which = line.modifiers.indexOf('66')
      if (which < 0 || line.procedure === undefined || !isPractitioners(claim, line)) return
      const day = firstDay(line)
      const row = feeSchedule.find(line.procedure, day)
      const rule = row < 0 ? undefined : feeScheduleRules.ofRow(feeSchedule, row, 'team')
      if (!rule || rule.severity === 'none') return
      report(
        rule.severity === 'deny' ? 'notPaid' : 'documentation',
        `lines[${at}].modifiers[${which}]`,
        { procedure: line.procedure, date: isoDate(day), indicator: rule.value, meaning: rule.meaning },
        { cite: feeSchedule.cite(row) },
      )
    })
  },
})
