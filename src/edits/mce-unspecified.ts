import { dischargeDay, dotted } from '../model/claim-facts.ts'
import { isoDate } from '../model/dates.ts'
import { defineEdit } from './define.ts'

/** A diagnosis unspecified in side where sided codes exist. */
export const mceUnspecified = defineEdit({
  id: 'mce-unspecified',
  title: 'A diagnosis that does not say the side',
  why: `From April 2022 the editor marks codes unspecified in laterality where the specific ones are complications that
    change payment. The bill is returned unless the hospital states that the side could not be found out.`,
  source: {
    title:
      'CMS Definitions of Medicare Code Edits v43.1, edit 20 (unspecified code); IOM 100-04 chapter 3 section 20.2.1',
    url: 'https://www.cms.gov/medicare/payment/prospective-payment-systems/acute-inpatient-pps/ms-drg-classifications-and-software',
  },
  claimTypes: ['institutional'],
  bills: 'inpatient',
  authority: 'government',
  tables: ['editorDiagnoses'],
  within: ['editorDiagnoses', 'editorProcedures'],
  wakes: {
    diagnosis: (code, { editorDiagnoses }) =>
      (editorDiagnoses.everFlags(code) & editorDiagnoses.bit('unspecified')) !== 0,
  },
  notes: [
    'The discharge date chooses the row of the editor’s tables.',
    'The remark that lifts the edit is free text, which is not read: hence `review`.',
  ],
  messages: {
    unspecified: {
      severity: 'review',
      carc: '16',
      rarc: 'M81',
      text: 'Diagnosis {{code}} (discharge {{date}}) does not say the side, and more specific codes exist.',
      fix: 'Report the side that the record states; where it cannot be found out, say so in the remarks as Medicare asks.',
    },
  },

  check(claim, { editorDiagnoses }, report) {
    const day = dischargeDay(claim)
    for (let at = 0; at < claim.diagnoses.length; at++) {
      const { code } = claim.diagnoses[at]!
      const row = editorDiagnoses.flagged(code, day, editorDiagnoses.bit('unspecified'))
      if (row < 0) continue
      const data = { code: dotted(code), date: isoDate(day) }
      report('unspecified', `diagnoses[${at}].code`, data, { cite: editorDiagnoses.cite(row) })
    }
  },
})
