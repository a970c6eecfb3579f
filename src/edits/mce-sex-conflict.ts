import { dischargeDay, dotted } from '../model/claim-facts.ts'
import { isoDate } from '../model/dates.ts'
import { SEX_UNEDITED } from '../model/stay.ts'
import { defineEdit } from './define.ts'

/** A diagnosis or procedure that the sex of an inpatient contradicts. */
export const mceSexConflict = defineEdit({
  id: 'mce-sex-conflict',
  title: 'A diagnosis or procedure that the patient’s sex contradicts',
  why: `Until September 2024 the editor marked diagnoses and procedures of one sex. A conflict points to a wrong code or a
    wrong sex on the claim.`,
  source: {
    title:
      'CMS Definitions of Medicare Code Edits v43.1, edit 5 (sex conflict); IOM 100-04 chapter 3 section 20.2.1',
    url: 'https://www.cms.gov/medicare/payment/prospective-payment-systems/acute-inpatient-pps/ms-drg-classifications-and-software',
  },
  claimTypes: ['institutional'],
  bills: 'inpatient',
  authority: 'government',
  tables: ['editorDiagnoses', 'editorProcedures'],
  within: ['editorDiagnoses', 'editorProcedures'],
  notes: [
    'The discharge date chooses the row of the editor’s tables.',
    'The editor holds no sex flags for discharges from 2024-10-01, and the edit is silent from then on.',
    'Condition code 45 (gender incongruence) bypasses it. An unknown or absent sex conflicts, as in the component.',
  ],
  messages: {
    diagnosis: {
      severity: 'review',
      carc: '10',
      text: 'Diagnosis {{code}} is for {{wanted}} patients, and the claim gives another sex or none (discharge {{date}}).',
      fix: 'Check the sex and the diagnosis against the record; where both are right, condition code 45 says so.',
    },
    procedure: {
      severity: 'review',
      carc: '7',
      text: 'Procedure {{code}} is for {{wanted}} patients, and the claim gives another sex or none (discharge {{date}}).',
      fix: 'Check the sex and the procedure against the record; where both are right, condition code 45 says so.',
    },
  },

  check(claim, { editorDiagnoses, editorProcedures }, report) {
    const day = dischargeDay(claim)
    // The tables of an edition may carry flags that the edit no longer uses.
    if (day >= SEX_UNEDITED || claim.conditionCodes.includes('45')) return
    for (const [kind, list, table] of [
      ['diagnosis', claim.diagnoses, editorDiagnoses],
      ['procedure', claim.procedures, editorProcedures],
    ] as const)
      for (let at = 0; at < list.length; at++) {
        const { code } = list[at]!
        const row = table.flagged(code, day, table.bit('male') | table.bit('female'))
        if (row < 0) continue
        const wanted = (table.flags(row) & table.bit('male')) !== 0 ? 'M' : 'F'
        if (claim.patient?.sex === wanted) continue
        const data = {
          code: kind === 'diagnosis' ? dotted(code) : code,
          wanted: wanted === 'M' ? 'male' : 'female',
          date: isoDate(day),
        }
        report(kind, `${kind === 'diagnosis' ? 'diagnoses' : 'procedures'}[${at}].code`, data, {
          cite: table.cite(row),
        })
      }
  },
})
