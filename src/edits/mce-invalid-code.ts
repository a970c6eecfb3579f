import type { ClassificationTable, EditorTable } from '../codesets/tables.ts'
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
  also: ['diagnoses', 'icd10pcs'],
  notes: [
    'The discharge date chooses the row of the editor’s tables.',
    'Blank and all-zero codes are passed over, but for an all-zero principal diagnosis. A header is not valid.',
    'A code that the tables never held, on a date after them, may be new: `review`, or none where the order file holds it.',
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
    newerThanRelease: {
      severity: 'review',
      carc: '16',
      rarc: 'M76',
      text: '{{code}} is not in the editor’s tables held, which are older than {{date}}.',
      fix: 'Load the release in force on the date, or check the code by hand.',
    },
  },

  check(claim, { editorDiagnoses, editorProcedures, diagnoses, icd10pcs }, report) {
    const day = dischargeDay(claim)
    for (let at = 0; at < claim.diagnoses.length; at++) {
      const { code } = claim.diagnoses[at]!
      if (code === '' || (at > 0 && isEmptyCode(code))) continue
      if (editorDiagnoses.find(code, day) >= 0) continue
      const fault = faultOf(editorDiagnoses, diagnoses, code, day)
      if (fault === undefined) continue
      const data = { code: dotted(code), date: isoDate(day) }
      report(fault === 'invalid' ? 'diagnosis' : fault, `diagnoses[${at}].code`, data)
    }
    for (let at = 0; at < claim.procedures.length; at++) {
      const { code } = claim.procedures[at]!
      if (isEmptyCode(code) || editorProcedures.find(code, day) >= 0) continue
      const fault = faultOf(editorProcedures, icd10pcs, code, day)
      if (fault === undefined) continue
      const data = { code, date: isoDate(day) }
      report(fault === 'invalid' ? 'procedure' : fault, `procedures[${at}].code`, data)
    }
  },
})

/** What is wrong with a code that has no row on the day; undefined where the tables cannot tell. */
function faultOf(
  table: EditorTable,
  order: ClassificationTable | undefined,
  code: string,
  day: number,
): 'invalid' | 'newerThanRelease' | undefined {
  if (!table.complete(day)) return undefined
  if (table.holding(day) !== 'stale' || table.has(code)) return 'invalid'
  return order?.state(code, day) === 'valid' ? undefined : 'newerThanRelease'
}
