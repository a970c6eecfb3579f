import { dischargeDay } from '../model/claim-facts.ts'
import { isoDate } from '../model/dates.ts'
import { SEX_UNEDITED } from '../model/stay.ts'
import { defineEdit } from './define.ts'

/** A sex that the editor does not take. */
export const mceInvalidSex = defineEdit({
  id: 'mce-invalid-sex',
  title: 'No sex that the editor takes',
  why: `The editor takes male and female, and since October 2024 unknown too. Without a sex that it takes the bill is returned.`,
  source: {
    title:
      'CMS Definitions of Medicare Code Edits v43.1, edit 15 (invalid sex); IOM 100-04 chapter 3 section 20.2.1',
    url: 'https://www.cms.gov/medicare/payment/prospective-payment-systems/acute-inpatient-pps/ms-drg-classifications-and-software',
  },
  claimTypes: ['institutional'],
  bills: 'inpatient',
  authority: 'every-payer',
  tables: [],
  within: ['editorDiagnoses', 'editorProcedures'],
  notes: ['Unknown is taken for discharges from 2024-10-01. An absent sex is none in any year.'],
  messages: {
    invalid: {
      severity: 'reject',
      carc: '16',
      rarc: 'MA39',
      text: 'The claim gives no sex that is taken for a discharge on {{date}}.',
      fix: 'Enter the sex as the record and the payer’s file have it.',
    },
  },

  check(claim, _tables, report) {
    const day = dischargeDay(claim)
    const sex = claim.patient?.sex
    if (sex !== 'F' && sex !== 'M' && !(sex === 'U' && day >= SEX_UNEDITED))
      report('invalid', 'patient.sex', { date: isoDate(day) })
  },
})
