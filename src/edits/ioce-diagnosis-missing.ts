import { isOutpatientHospital } from '../model/claim-facts.ts'
import { isEmptyCode } from '../model/stay.ts'
import { defineEdit } from './define.ts'

/** An outpatient bill without a principal diagnosis. */
export const ioceDiagnosisMissing = defineEdit({
  id: 'ioce-diagnosis-missing',
  title: 'No principal diagnosis on an outpatient bill',
  why: 'An outpatient bill tells by its principal diagnosis why the patient came. Without one it is returned.',
  source: {
    title:
      'CMS Integrated Outpatient Code Editor, edit 1 (invalid diagnosis code: the principal diagnosis field is blank)',
    url: 'https://www.cms.gov/medicare/coding-billing/outpatient-code-editor-oce',
  },
  claimTypes: ['institutional'],
  bills: 'other',
  authority: 'government',
  tables: [],
  notes: ['Bill types 12x, 13x, 14x and 85x. A code that is not valid is `icd-invalid`.'],
  messages: {
    missing: {
      severity: 'reject',
      carc: '16',
      rarc: 'MA63',
      text: 'The claim has no principal diagnosis.',
      fix: 'Enter the condition, sign or reason that was chiefly responsible for the services.',
    },
  },

  check(claim, _tables, report) {
    const principal = claim.diagnoses[0]
    if ((principal === undefined || isEmptyCode(principal.code)) && isOutpatientHospital(claim))
      report('missing', 'diagnoses', {})
  },
})
