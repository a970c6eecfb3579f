import { dischargeDay, dotted } from '../model/claim-facts.ts'
import { isoDate } from '../model/dates.ts'
import { ageBands } from '../model/editor-ages.ts'
import { ageAtAdmission } from '../model/stay.ts'
import { defineEdit } from './define.ts'

/** A diagnosis that the age of an inpatient contradicts. */
export const mceAgeConflict = defineEdit({
  id: 'mce-age-conflict',
  title: 'A diagnosis that the patient’s age contradicts',
  why: `Some diagnoses belong to an age: perinatal conditions to newborns, obstetric ones to the years of child-bearing. One
    outside it points to a wrong code, a wrong birth date or the claim of another family member, and the bill is returned.`,
  source: {
    title:
      'CMS Definitions of Medicare Code Edits v43.1, edit 4 (age conflict); IOM 100-04 chapter 3 section 20.2.1',
    url: 'https://www.cms.gov/medicare/payment/prospective-payment-systems/acute-inpatient-pps/ms-drg-classifications-and-software',
  },
  claimTypes: ['institutional'],
  bills: 'inpatient',
  authority: 'government',
  tables: ['editorDiagnoses'],
  within: ['editorDiagnoses', 'editorProcedures'],
  wakes: {
    diagnosis: (code, { editorDiagnoses }) => {
      const flags = editorDiagnoses.everFlags(code)
      return ageBands(0).some(({ flag }) => (flags & editorDiagnoses.bit(flag)) !== 0)
    },
  },
  notes: [
    'The discharge date chooses the row of the editor’s tables.',
    'Age in completed years at admission: newborn 0, pediatric 0 to 17, maternity 9 to 64 (12 to 55 before 2019-10-01), adult 15 to 124; the first band that fails is named.',
    'The admitting diagnosis is not counted.',
  ],
  messages: {
    outside: {
      severity: 'reject',
      carc: '9',
      text: 'Diagnosis {{code}} is of the {{band}} group, ages {{from}} to {{through}}, and the patient’s age at admission is outside it (discharge {{date}}).',
      fix: 'Check the birth date and the diagnosis against the record, and correct the one that is wrong.',
    },
  },

  check(claim, { editorDiagnoses }, report) {
    const day = dischargeDay(claim)
    const age = ageAtAdmission(claim)
    for (let at = 0; at < claim.diagnoses.length; at++) {
      const { code } = claim.diagnoses[at]!
      const row = editorDiagnoses.find(code, day)
      if (row < 0) continue
      const bands = ageBands(day).filter(
        ({ flag }) => (editorDiagnoses.flags(row) & editorDiagnoses.bit(flag)) !== 0,
      )
      if (bands.length === 0) continue
      if (age === undefined) {
        report.unchecked(
          'missing-field',
          'The age at admission is not known: birth or admission date is missing.',
        )
        return
      }
      const failed = bands.find(({ from, through }) => age < from || age > through)
      if (!failed) continue
      const { flag: band, from, through } = failed
      const data = { code: dotted(code), band, from, through, date: isoDate(day) }
      report('outside', `diagnoses[${at}].code`, data, { cite: editorDiagnoses.cite(row) })
    }
  },
})
