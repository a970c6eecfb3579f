import { isOutpatientHospital } from '../model/claim-facts.ts'
import { ageInYears } from '../model/dates.ts'
import { defineEdit } from './define.ts'

/** An outpatient's age that cannot be. */
export const ioceInvalidAge = defineEdit({
  id: 'ioce-invalid-age',
  title: 'An age on an outpatient bill outside 0 to 124',
  why: 'An age below 0 or above 124 years on the day of service is a wrong birth date or date of service, and the bill is returned.',
  source: {
    title: 'CMS Integrated Outpatient Code Editor, edit 25 (invalid age)',
    url: 'https://www.cms.gov/medicare/coding-billing/outpatient-code-editor-oce',
  },
  claimTypes: ['institutional'],
  bills: 'other',
  authority: 'government',
  tables: [],
  fields: ['birthDate'],
  yieldsTo: { 'claim-dates': 'line' },
  notes: [
    'Bill types 12x, 13x, 14x and 85x. The editor’s specification was not read again: `review`. A birth after the service is `claim-dates`.',
  ],
  messages: {
    outside: {
      severity: 'review',
      carc: '16',
      rarc: 'N329',
      text: 'The patient’s age on {{date}} is not between 0 and 124 years.',
      fix: 'Check the birth date and the date of service against the record.',
    },
  },

  check(claim, _tables, report) {
    const birthDate = claim.patient?.birthDate
    if (birthDate === undefined) return
    const { lines } = claim
    let judged = ''
    for (let at = 0; at < lines.length; at++) {
      const { serviceDate } = lines[at]!
      if (serviceDate === judged) continue
      judged = serviceDate
      const age = ageInYears(birthDate, serviceDate)
      if ((age >= 0 && age <= 124) || !isOutpatientHospital(claim)) continue
      report('outside', `lines[${at}].serviceDate`, { date: serviceDate })
      return
    }
  },
})
