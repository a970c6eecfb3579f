import { dischargeDay } from '../model/claim-facts.ts'
import { isoDate } from '../model/dates.ts'
import { defineEdit } from './define.ts'

/** A delivery without its outcome. */
export const mceQuestionableObstetricAdmission = defineEdit({
  id: 'mce-questionable-obstetric-admission',
  title: 'A delivery without the diagnosis of its outcome',
  why: `A cesarean or vaginal delivery is reported with a secondary diagnosis of its outcome (Z37). Without it the editor
    questions the admission and the bill is returned.`,
  source: {
    title:
      'CMS Definitions of Medicare Code Edits v43.1, edit 8 (questionable obstetric admission); IOM 100-04 chapter 3 section 20.2.1',
    url: 'https://www.cms.gov/medicare/payment/prospective-payment-systems/acute-inpatient-pps/ms-drg-classifications-and-software',
  },
  claimTypes: ['institutional'],
  bills: 'inpatient',
  authority: 'government',
  tables: ['editorDiagnoses', 'editorProcedures'],
  within: ['editorDiagnoses', 'editorProcedures'],
  notes: [
    'The discharge date chooses the row of the editor’s tables.',
    'Z37 as the principal diagnosis does not count.',
  ],
  messages: {
    outcomeMissing: {
      severity: 'reject',
      carc: '16',
      rarc: 'M64',
      text: 'Delivery procedure {{code}} (discharge {{date}}) has no secondary diagnosis of its outcome (Z37).',
      fix: 'Add the outcome of delivery as a secondary diagnosis, as the record states it.',
    },
  },

  check(claim, { editorDiagnoses, editorProcedures }, report) {
    if (claim.procedures.length === 0) return
    const day = dischargeDay(claim)
    const deliveries = editorProcedures.bit('csect') | editorProcedures.bit('vagdel')
    const outcome = editorDiagnoses.bit('delout')
    for (let at = 0; at < claim.procedures.length; at++) {
      const { code } = claim.procedures[at]!
      const row = editorProcedures.flagged(code, day, deliveries)
      if (row < 0) continue
      if (
        claim.diagnoses.some(
          (diagnosis, place) => place > 0 && editorDiagnoses.flagged(diagnosis.code, day, outcome) >= 0,
        )
      )
        return
      report(
        'outcomeMissing',
        `procedures[${at}].code`,
        { code, date: isoDate(day) },
        { cite: editorProcedures.cite(row) },
      )
    }
  },
})
