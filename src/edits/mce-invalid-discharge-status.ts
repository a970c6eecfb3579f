import { dischargeDay } from '../model/claim-facts.ts'
import { isoDate } from '../model/dates.ts'
import { defineEdit } from './define.ts'

/** A discharge status that is none. */
export const mceInvalidDischargeStatus = defineEdit({
  id: 'mce-invalid-discharge-status',
  title: 'A discharge status that is none on the date',
  why: `The status says where the patient went and decides payment of transfers. A code that is not in the table on the day of
    discharge is returned.`,
  source: {
    title:
      'CMS Definitions of Medicare Code Edits v43.1, edit 16 (invalid discharge status); IOM 100-04 chapter 3 section 20.2.1',
    url: 'https://www.cms.gov/medicare/payment/prospective-payment-systems/acute-inpatient-pps/ms-drg-classifications-and-software',
  },
  claimTypes: ['institutional'],
  bills: 'inpatient',
  authority: 'every-payer',
  tables: ['dischargeStatuses'],
  within: ['editorDiagnoses', 'editorProcedures'],
  notes: ['An absent status is `admission-missing`.'],
  messages: {
    invalid: {
      severity: 'reject',
      carc: '16',
      rarc: 'N50',
      text: 'Discharge status {{status}} is none for an inpatient discharged on {{date}}.',
      fix: 'Enter the status that the record supports.',
    },
  },

  check(claim, { dischargeStatuses }, report) {
    const status = claim.dischargeStatus
    if (status === undefined) return
    const day = dischargeDay(claim)
    const code = status.padStart(2, '0')
    if (dischargeStatuses.isEditors(code, day)) return
    report(
      'invalid',
      'dischargeStatus',
      { status, date: isoDate(day) },
      { cite: dischargeStatuses.cite(code, day) },
    )
  },
})
