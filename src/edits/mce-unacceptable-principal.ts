import { dischargeDay, dotted } from '../model/claim-facts.ts'
import { isoDate } from '../model/dates.ts'
import { defineEdit } from './define.ts'

/** A diagnosis that cannot be the reason for an admission. */
export const mceUnacceptablePrincipal = defineEdit({
  id: 'mce-unacceptable-principal',
  title: 'An unacceptable principal diagnosis',
  why: `Some codes describe a circumstance that influences health, not a current illness or injury. One as the principal
    diagnosis is returned.`,
  source: {
    title:
      'CMS Definitions of Medicare Code Edits v43.1, edit 9 (unacceptable principal diagnosis); IOM 100-04 chapter 3 section 20.2.1',
    url: 'https://www.cms.gov/medicare/payment/prospective-payment-systems/acute-inpatient-pps/ms-drg-classifications-and-software',
  },
  claimTypes: ['institutional'],
  bills: 'inpatient',
  authority: 'every-payer',
  tables: ['editorDiagnoses'],
  within: ['editorDiagnoses', 'editorProcedures'],
  wakes: {
    diagnosis: (code, { editorDiagnoses }) =>
      (editorDiagnoses.everFlags(code) & editorDiagnoses.bit('unacceptable')) !== 0,
  },
  notes: [
    'The discharge date chooses the row of the editor’s tables.',
    'A code that is acceptable with a secondary diagnosis (Z51.89) is judged by `mce-requires-secondary`.',
  ],
  messages: {
    principal: {
      severity: 'reject',
      carc: '16',
      rarc: 'MA63',
      text: '{{code}} is unacceptable as the principal diagnosis (discharge {{date}}).',
      fix: 'List the illness or injury that occasioned the admission first, as the record supports it.',
    },
  },

  check(claim, { editorDiagnoses }, report) {
    const principal = claim.diagnoses[0]
    if (principal === undefined) return
    const day = dischargeDay(claim)
    const row = editorDiagnoses.flagged(principal.code, day, editorDiagnoses.bit('unacceptable'))
    if (row < 0 || (editorDiagnoses.flags(row) & editorDiagnoses.bit('reqsdx')) !== 0) return
    const data = { code: dotted(principal.code), date: isoDate(day) }
    report('principal', 'diagnoses[0].code', data, { cite: editorDiagnoses.cite(row) })
  },
})
