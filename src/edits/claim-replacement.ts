import { frequencyOf } from '../model/claim-facts.ts'
import { defineEdit } from './define.ts'

/** A replacement or void that does not say of what. */
export const claimReplacement = defineEdit({
  id: 'claim-replacement',
  title: "A replacement or void without the payer's claim number, or the number without the frequency",
  why: `Frequency 7 replaces and 8 voids an earlier claim, which the payer finds by its own number. Without the number the
    claim is refused, or taken for a duplicate; a number on an original claim says that the frequency is wrong.`,
  source: {
    title: 'ASC X12N 005010X222A1 and X223A2, CLM05-3 and REF (F8); NUCC 1500 instructions item 22',
    url: 'https://www.cms.gov/regulations-and-guidance/guidance/manuals/internet-only-manuals-ioms',
  },
  claimTypes: ['professional', 'institutional'],
  authority: 'every-payer',
  tables: ['profile'],
  notes: [
    'Whether a payer takes replacement claims at all is in its profile (`replacements`).',
    'Medicare’s Part B contractors correct by reopening and are said to refuse frequencies 7 and 8, which was not confirmed: `review`, and only where the payer’s number is there.',
  ],
  messages: {
    numberMissing: {
      severity: 'reject',
      carc: '16',
      rarc: 'M47',
      text: "Frequency {{frequency}} {{does}} an earlier claim, and the payer's number of that claim is missing.",
      fix: "Enter the payer's claim number from its remittance, or send the claim as an original.",
    },
    frequencyMissing: {
      severity: 'reject',
      carc: '16',
      rarc: 'M47',
      text: "The claim gives the payer's number of an earlier claim but is sent with frequency {{frequency}}.",
      fix: 'Use frequency 7 to replace that claim or 8 to void it; remove the number from an original claim.',
    },
    refused: {
      severity: 'reject',
      carc: '16',
      rarc: 'M47',
      text: 'This payer takes no claim that {{does}} an earlier one (frequency {{frequency}}).',
      fix: 'Correct the earlier claim in the way the payer prescribes: a reopening, an adjustment request or an appeal.',
    },
    reopening: {
      severity: 'review',
      text: 'Medicare Part B contractors correct claims by reopening and may refuse one that {{does}} an earlier claim (frequency {{frequency}}).',
      fix: 'Ask the contractor for a reopening of the earlier claim, or check that it takes this frequency.',
    },
  },

  check(claim, { profile }, report) {
    const frequency = frequencyOf(claim)
    const replaces = frequency === '7' || frequency === '8'
    const number = claim.payerClaimNumber
    const data = { frequency: frequency ?? 'none', does: frequency === '7' ? 'replaces' : 'voids' }
    const refuses =
      profile.replacements === 'refused' ||
      (profile.replacements === 'institutional-only' && claim.type === 'professional')
    if (replaces && refuses && profile.line !== 'medicare') report('refused', 'frequency', data)
    else if (replaces && (number === undefined || number.trim() === ''))
      report('numberMissing', 'payerClaimNumber', data)
    else if (replaces && refuses) report('reopening', 'frequency', data)
    // Interim bills and late charges (frequencies 2 to 6, 9 and letters) may give a number.
    else if (number !== undefined && number.trim() !== '' && (frequency === undefined || frequency === '1'))
      report('frequencyMissing', 'frequency', data)
  },
})
