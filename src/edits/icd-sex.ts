import type { EditorTable } from '../codesets/tables.ts'
import type { Claim } from '../model/claim.ts'
import { dischargeDay, dotted, firstDay, isInpatient } from '../model/claim-facts.ts'
import { isoDate } from '../model/dates.ts'
import { defineEdit } from './define.ts'

/** A diagnosis that the patient's sex contradicts. */
export const icdSex = defineEdit({
  id: 'icd-sex',
  title: 'A diagnosis that the patient’s sex as billed contradicts',
  why: `Until 30 September 2024 the Medicare Code Editor tied some diagnoses to one sex, and payers held claims on which the
    two differ. Medicare ended the edit for discharges from 1 October 2024.`,
  source: {
    title:
      'Medicare Code Editor, edit 5 (sex conflict, ended 2024-10-01); CR 6638; IOM 100-04 chapter 32 section 240',
    url: 'https://www.cms.gov/regulations-and-guidance/guidance/manuals/internet-only-manuals-ioms',
  },
  claimTypes: ['professional', 'institutional'],
  bills: 'other',
  authority: 'every-payer',
  tables: ['editorDiagnoses'],
  yieldsTo: { 'icd-invalid': 'place', 'mce-invalid-code': 'place', 'mce-sex-conflict': 'place' },
  wakes: {
    diagnosis: (code, { editorDiagnoses }) =>
      (editorDiagnoses.everFlags(code) & bothFlags(editorDiagnoses)) !== 0,
  },
  notes: [
    'Off for dates from 2024-10-01: the editor’s tables hold no sex flag since then. Before, `review`.',
    'Condition code 45 on an institutional claim, or KX on a line of a professional one, says that the two may differ. Unknown sex never contradicts.',
  ],
  messages: {
    contradicts: {
      severity: 'review',
      group: 'CO',
      carc: '10',
      denial: 'any',
      scope: 'line',
      text: 'Diagnosis {{code}} on {{date}} is one that the Medicare Code Editor ties to a sex other than the one billed.',
      fix: 'Check the diagnosis and the registration against the record. Where both are right, condition code 45 (institutional) or KX (professional) says so.',
    },
  },

  check(claim, { editorDiagnoses }, report) {
    const sex = claim.patient?.sex
    if (sex === 'U' || isBypassed(claim)) return
    for (let at = 0; at < claim.diagnoses.length; at++) {
      const { code } = claim.diagnoses[at]!
      if ((editorDiagnoses.everFlags(code) & bothFlags(editorDiagnoses)) === 0) continue
      const day = dayOf(claim, at + 1)
      const row = day > LAST_DAY ? -1 : editorDiagnoses.find(code, day)
      const flags = row < 0 ? 0 : editorDiagnoses.flags(row)
      if ((flags & bothFlags(editorDiagnoses)) === 0) continue
      if (sex === undefined) {
        report.unchecked(
          'missing-field',
          `Diagnosis ${dotted(code)} belongs to a sex, and the claim has no sex of the patient.`,
        )
        continue
      }
      const wanted = (flags & editorDiagnoses.bit('female')) !== 0 ? 'F' : 'M'
      if (sex !== wanted)
        report(
          'contradicts',
          `diagnoses[${at}].code`,
          { code: dotted(code), date: isoDate(day) },
          { cite: editorDiagnoses.cite(row) },
        )
    }
  },
})

/** Last day of the edit, compact. Source: Medicare Code Editor 42 and later: no male or female flag from 2024-10-01. */
const LAST_DAY = 20240930

const bothFlags = (editor: EditorTable): number => editor.bit('female') | editor.bit('male')

/** The biller says that sex and service may differ. Source: CR 6638; condition code 45 as renamed by Transmittal 1877. */
const isBypassed = (claim: Claim): boolean =>
  claim.type === 'institutional'
    ? claim.conditionCodes.includes('45')
    : claim.lines.some((line) => line.modifiers.includes('KX'))

/** Discharge of an inpatient; else the first day of the lines that point at the diagnosis, or of all lines. */
function dayOf(claim: Claim, pointer: number): number {
  if (isInpatient(claim)) return dischargeDay(claim)
  const pointing = claim.lines.filter((line) => line.pointers.includes(pointer))
  return (pointing.length > 0 ? pointing : claim.lines).reduce(
    (first, line) => Math.min(first, firstDay(line)),
    Infinity,
  )
}
