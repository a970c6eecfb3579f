import { isOutpatientHospital } from '../model/claim-facts.ts'
import { defineEdit } from './define.ts'

/** A claim that asks to be denied. */
export const ioceServiceForDenial = defineEdit({
  id: 'ioce-service-for-denial',
  title: 'Services submitted for denial',
  why: `Condition code 21 asks for a denial, usually because another payer wants to see one. Medicare denies the whole
    claim to the patient.`,
  source: {
    title:
      'CMS Integrated Outpatient Code Editor, edit 10 (service submitted for denial); IOM 100-04 chapter 1 section 60.1.4',
    url: 'https://www.cms.gov/medicare/coding-billing/outpatient-code-editor-oce',
  },
  claimTypes: ['institutional'],
  bills: 'other',
  authority: 'medicare',
  tables: [],
  notes: ['Bill types 12x, 13x, 14x and 85x. It is what the code asks for, hence `review`.'],
  messages: {
    denial: {
      severity: 'review',
      group: 'PR',
      carc: '96',
      scope: 'claim',
      text: 'Condition code 21 asks Medicare to deny every service of the claim.',
      fix: 'Keep it if a denial is wanted for services excluded by law; otherwise remove it, and put covered services on a claim of their own.',
    },
  },

  check(claim, _tables, report) {
    const at = claim.conditionCodes.indexOf('21')
    if (at >= 0 && isOutpatientHospital(claim)) report('denial', `conditionCodes[${at}]`, {})
  },
})
