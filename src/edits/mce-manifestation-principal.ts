import { dischargeDay, dotted } from '../model/claim-facts.ts'
import { isoDate } from '../model/dates.ts'
import { defineEdit } from './define.ts'

/** A manifestation as the principal diagnosis of an inpatient. */
export const mceManifestationPrincipal = defineEdit({
  id: 'mce-manifestation-principal',
  title: 'A manifestation as the principal diagnosis',
  why: `A manifestation code describes what an underlying disease does, and the underlying disease is coded first. With the
    manifestation as principal diagnosis the bill is returned.`,
  source: {
    title:
      'CMS Definitions of Medicare Code Edits v43.1, edit 6 (manifestation code as principal diagnosis); IOM 100-04 chapter 3 section 20.2.1',
    url: 'https://www.cms.gov/medicare/payment/prospective-payment-systems/acute-inpatient-pps/ms-drg-classifications-and-software',
  },
  claimTypes: ['institutional'],
  bills: 'inpatient',
  authority: 'every-payer',
  tables: ['editorDiagnoses'],
  within: ['editorDiagnoses', 'editorProcedures'],
  wakes: {
    diagnosis: (code, { editorDiagnoses }) =>
      (editorDiagnoses.everFlags(code) & editorDiagnoses.bit('manifestation')) !== 0,
  },
  notes: ['The discharge date chooses the row of the editor’s tables.'],
  messages: {
    principal: {
      severity: 'reject',
      carc: '16',
      rarc: 'MA63',
      text: '{{code}} is a manifestation and cannot be the principal diagnosis (discharge {{date}}).',
      fix: 'List the underlying disease that the record names first, then {{code}}.',
    },
  },

  check(claim, { editorDiagnoses }, report) {
    const principal = claim.diagnoses[0]
    if (principal === undefined) return
    const day = dischargeDay(claim)
    const row = editorDiagnoses.flagged(principal.code, day, editorDiagnoses.bit('manifestation'))
    if (row < 0) return
    const data = { code: dotted(principal.code), date: isoDate(day) }
    report('principal', 'diagnoses[0].code', data, { cite: editorDiagnoses.cite(row) })
  },
})
