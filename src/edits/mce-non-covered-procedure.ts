import { dischargeDay } from '../model/claim-facts.ts'
import { isoDate } from '../model/dates.ts'
import { ageAtAdmission, nonCoveredBits, whyNonCovered, type NonCovered } from '../model/stay.ts'
import { defineEdit } from './define.ts'

/** A procedure that Medicare does not cover for this inpatient. */
export const mceNonCoveredProcedure = defineEdit({
  id: 'mce-non-covered-procedure',
  title: 'A non-covered procedure',
  why: `Medicare covers some procedures never, and some only with a certain diagnosis, beside another procedure or up to an
    age. The editor marks one outside those bounds, and it is not paid.`,
  source: {
    title:
      'CMS Definitions of Medicare Code Edits v43.1, edit 11 (non-covered procedure); IOM 100-04 chapter 3 section 20.2.1',
    url: 'https://www.cms.gov/medicare/payment/prospective-payment-systems/acute-inpatient-pps/ms-drg-classifications-and-software',
  },
  claimTypes: ['institutional'],
  bills: 'inpatient',
  authority: 'government',
  tables: ['editorDiagnoses', 'editorProcedures'],
  within: ['editorDiagnoses', 'editorProcedures'],
  notes: [
    'The discharge date chooses the row of the editor’s tables.',
    'A contractor may override the edit with its own decision; commercial payers cover by their own policies, so elsewhere `review`.',
  ],
  messages: {
    notCovered: {
      severity: 'deny',
      group: 'CO',
      carc: '96',
      scope: 'claim',
      text: 'Procedure {{code}} (discharge {{date}}) is not covered: {{reason}}.',
      fix: 'Check the procedure and diagnosis codes against the record; where they are right, the national coverage determination decides, and the charges belong in the non-covered column.',
    },
  },

  check(claim, { editorDiagnoses, editorProcedures }, report) {
    if (claim.procedures.length === 0) return
    const day = dischargeDay(claim)
    const asked = nonCoveredBits(editorProcedures)
    for (let at = 0; at < claim.procedures.length; at++) {
      const { code } = claim.procedures[at]!
      const row = editorProcedures.flagged(code, day, asked)
      if (row < 0) continue
      const why = whyNonCovered(claim, at, day, editorProcedures, editorDiagnoses)
      if (why !== undefined) {
        const data = { code, date: isoDate(day), reason: reasons[why] }
        report('notCovered', `procedures[${at}].code`, data, { cite: editorProcedures.cite(row) })
      } else if (
        (editorProcedures.flags(row) & editorProcedures.bit('ncov12agele60')) !== 0 &&
        ageAtAdmission(claim) === undefined
      )
        report.unchecked(
          'missing-field',
          'The age at admission is not known: birth or admission date is missing.',
        )
    }
  },
})

const reasons: Readonly<Record<NonCovered, string>> = {
  always: 'Medicare covers it in no case',
  pancreas: 'a pancreas transplant is covered beside a kidney transplant or with type 1 diabetes',
  diagnosis: 'a diagnosis of the claim bars it',
  sterilization: 'it is a sterilization (Z30.2)',
  age: 'it is covered up to the age of 60',
  heart: 'an artificial heart is covered in a clinical trial (Z00.6)',
}
