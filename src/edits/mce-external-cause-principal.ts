import { dischargeDay, dotted } from '../model/claim-facts.ts'
import { isoDate } from '../model/dates.ts'
import { defineEdit } from './define.ts'

/** An external cause as the principal diagnosis of an inpatient. */
export const mceExternalCausePrincipal = defineEdit({
  id: 'mce-external-cause-principal',
  title: 'An external cause as the principal diagnosis',
  why: `The principal diagnosis is the condition that occasioned the admission. A code of chapter 20 (V00 to Y99) tells how an
    injury happened, never what it is, and the bill is returned.`,
  source: {
    title:
      'CMS Definitions of Medicare Code Edits v43.1, edit 2 (external causes of morbidity codes as principal diagnosis); IOM 100-04 chapter 3 section 20.2.1',
    url: 'https://www.cms.gov/medicare/payment/prospective-payment-systems/acute-inpatient-pps/ms-drg-classifications-and-software',
  },
  claimTypes: ['institutional'],
  bills: 'inpatient',
  authority: 'every-payer',
  tables: ['editorDiagnoses'],
  within: ['editorDiagnoses', 'editorProcedures'],
  wakes: {
    diagnosis: (code, { editorDiagnoses }) =>
      (editorDiagnoses.everFlags(code) & editorDiagnoses.bit('ecodepdx')) !== 0,
  },
  notes: ['The discharge date chooses the row of the editor’s tables.'],
  messages: {
    principal: {
      severity: 'reject',
      carc: '16',
      rarc: 'MA63',
      text: '{{code}} is an external cause and cannot be the principal diagnosis (discharge {{date}}).',
      fix: 'List the injury or condition that occasioned the admission first, and keep {{code}} as a secondary diagnosis.',
    },
  },

  check(claim, { editorDiagnoses }, report) {
    const principal = claim.diagnoses[0]
    if (principal === undefined) return
    const day = dischargeDay(claim)
    const row = editorDiagnoses.flagged(principal.code, day, editorDiagnoses.bit('ecodepdx'))
    if (row < 0) return
    const data = { code: dotted(principal.code), date: isoDate(day) }
    report('principal', 'diagnoses[0].code', data, { cite: editorDiagnoses.cite(row) })
  },
})
