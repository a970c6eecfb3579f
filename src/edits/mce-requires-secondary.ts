import { dischargeDay, dotted } from '../model/claim-facts.ts'
import { isoDate } from '../model/dates.ts'
import { isEmptyCode } from '../model/stay.ts'
import { defineEdit } from './define.ts'

/** A principal diagnosis that is acceptable only with a secondary one. */
export const mceRequiresSecondary = defineEdit({
  id: 'mce-requires-secondary',
  title: 'A principal diagnosis that needs a secondary diagnosis',
  why: `Z51.89 as the principal diagnosis says that care was given and not for what. The editor takes it only with a
    secondary diagnosis.`,
  source: {
    title:
      'CMS Definitions of Medicare Code Edits v43.1, edit 9 (unacceptable principal diagnosis, requires secondary); IOM 100-04 chapter 3 section 20.2.1',
    url: 'https://www.cms.gov/medicare/payment/prospective-payment-systems/acute-inpatient-pps/ms-drg-classifications-and-software',
  },
  claimTypes: ['institutional'],
  bills: 'inpatient',
  authority: 'every-payer',
  tables: ['editorDiagnoses'],
  within: ['editorDiagnoses', 'editorProcedures'],
  wakes: {
    diagnosis: (code, { editorDiagnoses }) =>
      (editorDiagnoses.everFlags(code) & editorDiagnoses.bit('reqsdx')) !== 0,
  },
  notes: ['The discharge date chooses the row of the editor’s tables.'],
  messages: {
    secondaryMissing: {
      severity: 'reject',
      carc: '16',
      rarc: 'MA63',
      text: 'Principal diagnosis {{code}} (discharge {{date}}) needs a secondary diagnosis, and the claim has none.',
      fix: 'Add the condition that the care was for, as the record supports it.',
    },
  },

  check(claim, { editorDiagnoses }, report) {
    const [principal, ...secondary] = claim.diagnoses
    if (principal === undefined || secondary.some(({ code }) => !isEmptyCode(code))) return
    const day = dischargeDay(claim)
    const row = editorDiagnoses.flagged(principal.code, day, editorDiagnoses.bit('reqsdx'))
    if (row < 0 || (editorDiagnoses.flags(row) & editorDiagnoses.bit('unacceptable')) === 0) return
    const data = { code: dotted(principal.code), date: isoDate(day) }
    report('secondaryMissing', 'diagnoses[0].code', data, { cite: editorDiagnoses.cite(row) })
  },
})
