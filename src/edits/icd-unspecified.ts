import { dischargeDay, dotted, firstDay, isInpatient } from '../model/claim-facts.ts'
import { isoDate } from '../model/dates.ts'
import { defineEdit } from './define.ts'

/** An unspecified diagnosis where specific codes exist. */
export const icdUnspecified = defineEdit({
  id: 'icd-unspecified',
  title: 'An unspecified diagnosis where its category holds specific codes',
  why: `Each diagnosis is coded as specifically as the record allows. Where sided or more specific codes exist, payers ask
    for them: the Medicare Code Editor returns some unspecified codes of inpatients, and several plans deny a code that
    leaves the side open.`,
  source: {
    title: 'ICD-10-CM Official Guidelines FY2026 sections I.B.13 and I.B.18; Medicare Code Editor edit 20',
    url: 'https://www.cms.gov/medicare/coding-billing/icd-10-codes',
  },
  claimTypes: ['professional', 'institutional'],
  authority: 'every-payer',
  tables: ['diagnoses'],
  also: ['editorDiagnoses'],
  yieldsTo: {
    'icd-invalid': 'place',
    'mce-invalid-code': 'place',
    'mce-unspecified': 'place',
    'icd-laterality': 'place',
  },
  wakes: {
    diagnosis: (code, { diagnoses, editorDiagnoses }) =>
      !editorDiagnoses ||
      diagnoses.side(code) === 'unspecified' ||
      (editorDiagnoses.everFlags(code) & editorDiagnoses.bit('unspecified')) !== 0,
  },
  notes: [
    'Only codes that the Medicare Code Editor flags as unspecified on the date, and codes that leave the side open where a code of the same title names it.',
    'An unspecified code is right where the record says no more: a `note`.',
  ],
  messages: {
    side: {
      severity: 'note',
      text: 'Diagnosis {{code}} leaves the side open; codes of the same condition name it.',
      fix: 'Report the code for the side that the record names.',
    },
    flagged: {
      severity: 'note',
      text: 'Diagnosis {{code}} on {{date}} is one that the Medicare Code Editor holds to be unspecified.',
      fix: 'Report a more specific code of the category where the record supports one.',
    },
  },

  check(claim, { diagnoses, editorDiagnoses }, report) {
    if (!editorDiagnoses)
      report.unchecked(
        'no-table',
        'No release of mce-diagnoses is loaded: codes that it flags as unspecified were not checked.',
        'mce-diagnoses',
      )
    const day = isInpatient(claim) ? dischargeDay(claim) : firstDay(claim.lines[0]!)
    const bit = editorDiagnoses?.bit('unspecified') ?? 0
    for (let at = 0; at < claim.diagnoses.length; at++) {
      const { code } = claim.diagnoses[at]!
      if (diagnoses.side(code) === 'unspecified') {
        report('side', `diagnoses[${at}].code`, { code: dotted(code) }, { cite: diagnoses.cite(code, day) })
        continue
      }
      const row = editorDiagnoses ? editorDiagnoses.find(code, day) : -1
      if (row >= 0 && (editorDiagnoses!.flags(row) & bit) !== 0)
        report(
          'flagged',
          `diagnoses[${at}].code`,
          { code: dotted(code), date: isoDate(day) },
          { cite: editorDiagnoses!.cite(row) },
        )
    }
  },
})
