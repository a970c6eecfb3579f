import { dotted } from '../model/claim-facts.ts'
import { defineEdit } from './define.ts'

/** A secondary diagnosis that repeats the principal one. */
export const mceDuplicatePrincipal = defineEdit({
  id: 'mce-duplicate-principal',
  title: 'A secondary diagnosis that is the principal diagnosis again',
  why: `A secondary diagnosis equal to the principal one could put the stay into a costlier group. The contractor takes it
    out before it groups the claim, or returns the bill.`,
  source: {
    title:
      'CMS Definitions of Medicare Code Edits v43.1, edit 3 (duplicate of principal diagnosis); IOM 100-04 chapter 3 section 20.2.1',
    url: 'https://www.cms.gov/medicare/payment/prospective-payment-systems/acute-inpatient-pps/ms-drg-classifications-and-software',
  },
  claimTypes: ['institutional'],
  bills: 'inpatient',
  authority: 'every-payer',
  tables: [],
  within: ['editorDiagnoses', 'editorProcedures'],
  notes: [
    'Two equal secondary diagnoses are `icd-duplicate`.',
    'Medicare’s contractors delete the repeated code and go on, so the message is a `review`.',
  ],
  messages: {
    repeated: {
      severity: 'review',
      carc: '16',
      rarc: 'M76',
      text: 'Secondary diagnosis {{code}} at position {{position}} repeats the principal diagnosis.',
      fix: 'Remove the repeated diagnosis; if another condition was meant, report its code as the record supports it.',
    },
  },

  check(claim, _tables, report) {
    const principal = claim.diagnoses[0]
    if (principal === undefined || principal.code === '') return
    for (let at = 1; at < claim.diagnoses.length; at++) {
      if (claim.diagnoses[at]!.code !== principal.code) continue
      report('repeated', `diagnoses[${at}].code`, { code: dotted(principal.code), position: at + 1 })
    }
  },
})
