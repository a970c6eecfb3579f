import { isOutpatientHospital } from '../model/claim-facts.ts'
import { defineEdit } from './define.ts'

/** An outpatient bill without a sex. */
export const ioceInvalidSex = defineEdit({
  id: 'ioce-invalid-sex',
  title: 'No sex on an outpatient bill',
  why: 'The outpatient editor takes male, female and unknown. A bill that gives none of them is returned.',
  source: {
    title: 'CMS Integrated Outpatient Code Editor, edit 26 (invalid sex)',
    url: 'https://www.cms.gov/medicare/coding-billing/outpatient-code-editor-oce',
  },
  claimTypes: ['institutional'],
  bills: 'other',
  authority: 'government',
  tables: [],
  notes: ['Bill types 12x, 13x, 14x and 85x. The editor’s specification was not read again: `review`.'],
  messages: {
    missing: {
      severity: 'review',
      carc: '16',
      rarc: 'MA39',
      text: 'The claim gives no sex of the patient.',
      fix: 'Enter the sex as the record and the payer’s file have it, or unknown.',
    },
  },

  check(claim, _tables, report) {
    if (claim.patient?.sex === undefined && isOutpatientHospital(claim)) report('missing', 'patient.sex', {})
  },
})
