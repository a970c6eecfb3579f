import { dischargeDay, dotted } from '../model/claim-facts.ts'
import { isoDate } from '../model/dates.ts'
import { isEmptyCode } from '../model/stay.ts'
import { defineEdit } from './define.ts'

/** An admitting diagnosis that is none. */
export const mceInvalidAdmittingDiagnosis = defineEdit({
  id: 'mce-invalid-admitting-diagnosis',
  title: 'An admitting diagnosis that is not valid on the date',
  why: `The admitting diagnosis must be a code in force on the day of discharge, as the others must. An invalid one is returned.`,
  source: {
    title:
      'CMS Definitions of Medicare Code Edits v43.1, edit 1 (invalid diagnosis, admitting); IOM 100-04 chapter 3 section 20.2.1',
    url: 'https://www.cms.gov/medicare/payment/prospective-payment-systems/acute-inpatient-pps/ms-drg-classifications-and-software',
  },
  claimTypes: ['institutional'],
  bills: 'inpatient',
  authority: 'every-payer',
  tables: ['editorDiagnoses'],
  within: ['editorDiagnoses', 'editorProcedures'],
  notes: ['The discharge date chooses the row of the editor’s tables.'],
  messages: {
    invalid: {
      severity: 'reject',
      carc: '16',
      rarc: 'MA65',
      text: 'Admitting diagnosis {{code}} is not valid for a discharge on {{date}}.',
      fix: 'Report the complete code in force on the day of discharge, as the record supports it.',
    },
  },

  check(claim, { editorDiagnoses }, report) {
    const code = claim.admittingDiagnosis
    if (code === undefined || isEmptyCode(code)) return
    const day = dischargeDay(claim)
    if (editorDiagnoses.find(code, day) >= 0 || !editorDiagnoses.complete(day)) return
    report('invalid', 'admittingDiagnosis', { code: dotted(code), date: isoDate(day) })
  },
})
