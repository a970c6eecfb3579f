import type { EditorTable } from '../codesets/tables.ts'
import { dischargeDay, dotted } from '../model/claim-facts.ts'
import { isoDate } from '../model/dates.ts'
import { isEmptyCode } from '../model/stay.ts'
import { defineEdit } from './define.ts'

/** A diagnosis or procedure that is not valid on the day of discharge. */
export const mceInvalidCode = defineEdit({
  id: 'mce-invalid-code',
  title: 'A diagnosis or procedure not valid on the discharge date',
  why: `Every diagnosis and procedure of an inpatient must be complete and in force on the day of discharge. The editor returns
    a bill with one that is not.`,
  source: {
    title:
      'CMS Definitions of Medicare Code Edits v43.1, edit 1 (invalid diagnosis or procedure code); IOM 100-04 chapter 3 section 20.2.1',
    url: 'https://www.cms.gov/medicare/payment/prospective-payment-systems/acute-inpatient-pps/ms-drg-classifications-and-software',
  },
  claimTypes: ['institutional'],
  bills: 'inpatient',
  authority: 'every-payer',
  tables: ['editorDiagnoses', 'editorProcedures'],
  within: ['editorDiagnoses', 'editorProcedures'],
  notes: [
    'The discharge date chooses the row of the editor’s tables.',
    'Blank and all-zero codes are passed over, but for an all-zero principal diagnosis. A header is not valid.',
  ],
  messages: {
    diagnosis: {
      severity: 'reject',
      carc: '16',
      rarc: 'M76',
      text: 'Diagnosis {{code}} is not valid for a discharge on {{date}}.',
      fix: 'Report the complete code in force on the day of discharge, as the record supports it.',
    },
    procedure: {
      severity: 'reject',
      carc: '16',
      rarc: 'M51',
      text: 'Procedure {{code}} is not valid for a discharge on {{date}}.',
      fix: 'Report the complete ICD-10-PCS code in force on the day of discharge, as the record supports it.',
    },
  },

  check(claim, { editorDiagnoses, editorProcedures }, report) {
    const day = dischargeDay(claim)
    for (let at = 0; at < claim.diagnoses.length; at++) {
      const { code } = claim.diagnoses[at]!
      if (code === '' || (at > 0 && isEmptyCode(code)) || !isInvalid(editorDiagnoses, code, day)) continue
      report('diagnosis', `diagnoses[${at}].code`, { code: dotted(code), date: isoDate(day) })
    }
    for (let at = 0; at < claim.procedures.length; at++) {
      const { code } = claim.procedures[at]!
      if (isEmptyCode(code) || !isInvalid(editorProcedures, code, day)) continue
      report('procedure', `procedures[${at}].code`, { code, date: isoDate(day) })
    }
  },
})

/** Whether a code has no row on the day in a table that is whole. */
const isInvalid = (table: EditorTable, code: string, day: number): boolean =>
  table.find(code, day) < 0 && table.complete(day)
