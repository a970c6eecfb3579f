import { dischargeDay } from '../model/claim-facts.ts'
import { isoDate } from '../model/dates.ts'
import { lengthOfStay } from '../model/stay.ts'
import { defineEdit } from './define.ts'

/** A procedure that takes longer than the stay. */
export const mceLengthOfStay = defineEdit({
  id: 'mce-length-of-stay',
  title: 'A procedure that takes longer than the stay',
  why: `Ventilation for more than 96 consecutive hours takes more than four days. Reported for a shorter stay, the procedure
    or a date is wrong, and the bill is returned.`,
  source: {
    title:
      'CMS Definitions of Medicare Code Edits v43.1, edit 19 (procedure inconsistent with length of stay); IOM 100-04 chapter 3 section 20.2.1',
    url: 'https://www.cms.gov/medicare/payment/prospective-payment-systems/acute-inpatient-pps/ms-drg-classifications-and-software',
  },
  claimTypes: ['institutional'],
  bills: 'inpatient',
  authority: 'government',
  tables: ['editorProcedures'],
  within: ['editorDiagnoses', 'editorProcedures'],
  notes: [
    'The discharge date chooses the row of the editor’s tables.',
    'Days are the discharge date less the admission date; the procedure is 5A1955Z.',
  ],
  messages: {
    tooShort: {
      severity: 'reject',
      carc: '16',
      rarc: 'M67',
      text: 'Procedure {{code}} needs a stay of more than four days, and the stay is {{days}} (discharge {{date}}).',
      fix: 'Check the hours of ventilation and the admission and discharge dates against the record.',
    },
  },

  check(claim, { editorProcedures }, report) {
    if (claim.procedures.length === 0) return
    const day = dischargeDay(claim)
    const bit = editorProcedures.bit('los')
    for (let at = 0; at < claim.procedures.length; at++) {
      const { code } = claim.procedures[at]!
      const row = editorProcedures.flagged(code, day, bit)
      if (row < 0) continue
      const days = lengthOfStay(claim)
      if (days === undefined)
        report.unchecked(
          'missing-field',
          'The length of stay is not known: admission or discharge date is missing.',
        )
      else if (days < LEAST_DAYS)
        report(
          'tooShort',
          `procedures[${at}].code`,
          { code, days, date: isoDate(day) },
          { cite: editorProcedures.cite(row) },
        )
    }
  },
})

/** Fewest days of a stay with more than 96 hours of ventilation. Source: MCE 43.1, edit 19. */
const LEAST_DAYS = 5
