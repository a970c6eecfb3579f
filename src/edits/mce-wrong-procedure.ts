import { dischargeDay, dotted } from '../model/claim-facts.ts'
import { isoDate } from '../model/dates.ts'
import { defineEdit } from './define.ts'

/** A diagnosis that says the wrong procedure was done. */
export const mceWrongProcedure = defineEdit({
  id: 'mce-wrong-procedure',
  title: 'A diagnosis of a wrong procedure, patient or side',
  why: `Y65.51, Y65.52 and Y65.53 say that the wrong operation was done, or on the wrong patient or side. Medicare pays for
    none of them, nor for the services of the stay that belong to them.`,
  source: {
    title:
      'CMS Definitions of Medicare Code Edits v43.1, edit 18 (wrong procedure performed); IOM 100-04 chapter 3 section 20.2.1',
    url: 'https://www.cms.gov/medicare/payment/prospective-payment-systems/acute-inpatient-pps/ms-drg-classifications-and-software',
  },
  claimTypes: ['institutional'],
  bills: 'inpatient',
  authority: 'government',
  tables: ['editorDiagnoses'],
  within: ['editorDiagnoses', 'editorProcedures'],
  wakes: {
    diagnosis: (code, { editorDiagnoses }) =>
      (editorDiagnoses.everFlags(code) & editorDiagnoses.bit('wrngproc')) !== 0,
  },
  notes: [
    'The discharge date chooses the row of the editor’s tables.',
    'National coverage determinations 140.6, 140.7 and 140.8.',
  ],
  messages: {
    wrong: {
      severity: 'deny',
      group: 'CO',
      carc: '50',
      scope: 'claim',
      text: 'Diagnosis {{code}} (discharge {{date}}) says that a wrong procedure was performed, which Medicare does not pay.',
      fix: 'If the record bears it out, bill the erroneous surgery apart on a non-payment claim (bill type 110); otherwise correct the diagnosis.',
    },
  },

  check(claim, { editorDiagnoses }, report) {
    const day = dischargeDay(claim)
    for (let at = 0; at < claim.diagnoses.length; at++) {
      const { code } = claim.diagnoses[at]!
      const row = editorDiagnoses.flagged(code, day, editorDiagnoses.bit('wrngproc'))
      if (row < 0) continue
      const data = { code: dotted(code), date: isoDate(day) }
      report('wrong', `diagnoses[${at}].code`, data, { cite: editorDiagnoses.cite(row) })
    }
  },
})
