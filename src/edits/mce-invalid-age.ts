import { ageAtAdmission } from '../model/stay.ts'
import { defineEdit } from './define.ts'

/** An age that cannot be. */
export const mceInvalidAge = defineEdit({
  id: 'mce-invalid-age',
  title: 'An age at admission outside 0 to 124',
  why: `The age decides edits and payment group. One below 0 or above 124 years is a wrong birth or admission date, and the
    bill is returned.`,
  source: {
    title:
      'CMS Definitions of Medicare Code Edits v43.1, edit 14 (invalid age); IOM 100-04 chapter 3 section 20.2.1',
    url: 'https://www.cms.gov/medicare/payment/prospective-payment-systems/acute-inpatient-pps/ms-drg-classifications-and-software',
  },
  claimTypes: ['institutional'],
  bills: 'inpatient',
  authority: 'every-payer',
  tables: [],
  within: ['editorDiagnoses', 'editorProcedures'],
  notes: ['Age in completed years at admission. The age itself is not printed.'],
  messages: {
    outside: {
      severity: 'reject',
      carc: '16',
      rarc: 'N329',
      text: 'The patient’s age at admission ({{admission}}) is not between 0 and 124 years.',
      fix: 'Check the birth date and the admission date against the record.',
    },
  },

  check(claim, _tables, report) {
    const age = ageAtAdmission(claim)
    if (age !== undefined && (age < 0 || age > 124))
      report('outside', 'patient.birthDate', { admission: claim.admissionDate! })
    else if (age === undefined)
      report.unchecked(
        'missing-field',
        'The age at admission is not known: birth or admission date is missing.',
      )
  },
})
