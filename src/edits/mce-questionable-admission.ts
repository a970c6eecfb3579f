import { dischargeDay, dotted } from '../model/claim-facts.ts'
import { isoDate } from '../model/dates.ts'
import { defineEdit } from './define.ts'

/** A principal diagnosis that rarely needs an inpatient stay. */
export const mceQuestionableAdmission = defineEdit({
  id: 'mce-questionable-admission',
  title: 'A principal diagnosis that rarely justifies an admission',
  why: `Some diagnoses are usually treated without an inpatient stay. With one as the principal diagnosis the payer may ask
    for the record and deny the admission.`,
  source: {
    title:
      'CMS Definitions of Medicare Code Edits v43.1, edit 8 (questionable admission); IOM 100-04 chapter 3 section 20.2.1',
    url: 'https://www.cms.gov/medicare/payment/prospective-payment-systems/acute-inpatient-pps/ms-drg-classifications-and-software',
  },
  claimTypes: ['institutional'],
  bills: 'inpatient',
  authority: 'government',
  tables: ['editorDiagnoses'],
  within: ['editorDiagnoses', 'editorProcedures'],
  wakes: {
    diagnosis: (code, { editorDiagnoses }) =>
      (editorDiagnoses.everFlags(code) & editorDiagnoses.bit('qadm')) !== 0,
  },
  notes: ['The discharge date chooses the row of the editor’s tables.'],
  messages: {
    principal: {
      severity: 'review',
      group: 'CO',
      carc: '50',
      text: 'Principal diagnosis {{code}} (discharge {{date}}) is not usually enough to justify an admission to an acute care hospital.',
      fix: 'Check that the condition chiefly responsible for the admission is listed first, and that the record shows why inpatient care was needed.',
    },
  },

  check(claim, { editorDiagnoses }, report) {
    const principal = claim.diagnoses[0]
    if (principal === undefined) return
    const day = dischargeDay(claim)
    const row = editorDiagnoses.flagged(principal.code, day, editorDiagnoses.bit('qadm'))
    if (row < 0) return
    const data = { code: dotted(principal.code), date: isoDate(day) }
    report('principal', 'diagnoses[0].code', data, { cite: editorDiagnoses.cite(row) })
  },
})
