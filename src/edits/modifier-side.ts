import { firstDay, isMethodTwo } from '../model/claim-facts.ts'
import { isoDate } from '../model/dates.ts'
import { defineEdit } from './define.ts'

/** A service on a paired organ that does not say on which side. */
export const modifierSide = defineEdit({
  id: 'modifier-side',
  title: 'A service on a paired organ without its side',
  why: `Codes with bilateral indicator 1 or 3 can be done left, right or on both sides. Some payers want every such line to
    say which, so that a later service on the other side is not taken for a duplicate.`,
  source: {
    title:
      'CMS relative value files, attachment A (bilateral surgery); the payer’s own policy, named in its profile',
    url: 'https://www.cms.gov/medicare/payment/fee-schedules/physician/pfs-relative-value-files',
  },
  claimTypes: ['professional', 'institutional'],
  authority: 'every-payer',
  tables: ['feeSchedule', 'feeScheduleRules', 'modifierFamilies', 'profile'],
  yieldsTo: { 'procedure-invalid': 'line' },
  wakes: { procedure: (_code, { profile }) => profile.sides === 'demanded' },
  notes: [
    'Speaks only where the payer’s profile demands sides (`sides`).',
    'An eyelid, finger, toe or coronary modifier says the side as well as LT, RT or 50 do.',
  ],
  messages: {
    missing: {
      severity: 'review',
      group: 'CO',
      carc: '4',
      text: '{{procedure}} on {{date}} does not say its side, and this payer demands one (bilateral indicator {{indicator}}).',
      fix: 'Add the side that the record names: LT, RT, or both sides as this payer takes them.',
    },
  },

  check(claim, { feeSchedule, feeScheduleRules, modifierFamilies, profile }, report) {
    if (profile.sides !== 'demanded') return
    claim.lines.forEach((line, at) => {
      const { procedure, modifiers } = line
      if (procedure === undefined || (claim.type === 'institutional' && !isMethodTwo(claim, line))) return
      if (modifiers.some((modifier) => modifier === '50' || modifierFamilies.find(modifier))) return
      const day = firstDay(line)
      const row = feeSchedule.find(procedure, day)
      const indicator = row < 0 ? undefined : feeScheduleRules.ofRow(feeSchedule, row, 'bilateral')?.value
      if (indicator !== '1' && indicator !== '3') return
      report(
        'missing',
        `lines[${at}].modifiers`,
        { procedure, date: isoDate(day), indicator },
        { cite: feeSchedule.cite(row) },
      )
    })
  },
})
