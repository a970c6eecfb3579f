import { billType, lastServiceDay } from '../model/claim-facts.ts'
import { compactDate, isoDate } from '../model/dates.ts'
import { defineEdit } from './define.ts'

/** A discharge status that is none, on a bill that the Medicare Code Editor does not see. */
export const dischargeStatusInvalid = defineEdit({
  id: 'discharge-status-invalid',
  title: 'A discharge status that is none',
  why: `The discharge status says where the patient went at the end of the statement. A code that is none on that day is
    returned; 40 to 42 say where a hospice patient died, and stand on hospice bills alone.`,
  source: {
    title:
      'NUBC UB-04 form locator 17, as used in IOM 100-04 chapter 25 section 75.2; code systems of CMS’s beneficiary data',
    url: 'https://www.cms.gov/regulations-and-guidance/guidance/manuals/internet-only-manuals-ioms',
  },
  claimTypes: ['institutional'],
  bills: 'other',
  authority: 'every-payer',
  tables: ['dischargeStatuses'],
  notes: [
    'Inpatient bills (11x) are `mce-invalid-discharge-status`. An absent status is `admission-missing`.',
  ],
  messages: {
    unknown: {
      severity: 'reject',
      carc: '16',
      rarc: 'N50',
      text: 'Discharge status {{status}} is none on {{date}}.',
      fix: 'Enter the status that the record supports.',
    },
    hospiceOnly: {
      severity: 'reject',
      carc: '16',
      rarc: 'N50',
      text: 'Discharge status {{status}} is for hospice bills (81x, 82x) alone.',
      fix: 'Enter 20 for a patient who died, or the status that the record supports.',
    },
  },

  check(claim, { dischargeStatuses }, report) {
    const status = claim.dischargeStatus
    if (status === undefined || status === '') return
    const end = claim.dischargeDate ?? claim.statementThrough
    const day = end === undefined ? lastServiceDay(claim) : compactDate(end)
    const code = status.padStart(2, '0')
    const cite = dischargeStatuses.cite(code, day)
    if (!dischargeStatuses.isListed(code, day))
      report('unknown', 'dischargeStatus', { status, date: isoDate(day) }, { cite })
    else if (code >= '40' && code <= '42' && claim.typeOfBill !== undefined && !isHospice(billType(claim)))
      report('hospiceOnly', 'dischargeStatus', { status }, { cite })
  },
})

const isHospice = (type: string): boolean => type.startsWith('81') || type.startsWith('82')
