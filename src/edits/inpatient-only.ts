import type { Claim } from '../model/claim.ts'
import { billType, firstDay } from '../model/claim-facts.ts'
import { daysBetween, isoDate } from '../model/dates.ts'
import { sameBilling, samePayer, type PatientHistory } from '../model/history.ts'
import { defineEdit } from './define.ts'

/** An inpatient-only procedure on an outpatient bill. */
export const inpatientOnly = defineEdit({
  id: 'inpatient-only',
  title: 'An inpatient-only procedure on an outpatient bill',
  why: `Medicare pays some procedures (status C of the outpatient payment system) only to inpatients. On an outpatient bill
    such a line is denied, and with it everything else of that day. The list is phased out: 285 procedures left it on
    2026-01-01, and none remain from 2029-01-01.`,
  source: {
    title:
      'IOM 100-04 chapter 4 section 180.7; 42 CFR 419.22(n); IOCE edits 18, 45 and 49; CY2026 OPPS final rule',
    url: 'https://www.cms.gov/medicare/payment/prospective-payment-systems/hospital-outpatient',
  },
  claimTypes: ['institutional'],
  bills: 'other',
  authority: 'medicare',
  tables: ['opps', 'history'],
  history: true,
  yieldsTo: { 'procedure-invalid': 'line' },
  wakes: { procedure: (code, { opps }) => opps.everHad(code, 'C') },
  notes: [
    'Bill types 13x and 85x. Modifier CA passes a patient who died or was transferred before admission; the discharge status must say so.',
    'On the three days before an admission to the same hospital the procedure belongs on the inpatient bill: `inpatient-overlap` says so where the patient’s other claims show the stay.',
    'Separate procedures beside a service of status T or J1 (edit 45) lose the line alone; which they are is not in the table.',
    'The reason code is chosen by its meaning; contractors may use another.',
  ],
  messages: {
    outpatient: {
      severity: 'deny',
      group: 'CO',
      carc: '58',
      scope: 'line',
      text: '{{procedure}} on {{date}} is paid to inpatients only (status C), and the bill type is {{type}}.',
      fix: 'If the patient was admitted within three days, bill it with the stay; if he died or was transferred first, the record must show it and CA says so; otherwise check the code.',
    },
    exceptionContradicted: {
      severity: 'review',
      group: 'CO',
      carc: '58',
      scope: 'line',
      text: '{{procedure}}-CA on {{date}} says that the patient died or was transferred, and discharge status {{status}} does not.',
      fix: 'Check the discharge status and the modifier against the record.',
    },
  },

  check(claim, { opps, history }, report) {
    const type = billType(claim)
    if (!type.startsWith('13') && !type.startsWith('85')) return
    const { lines } = claim
    for (let at = 0; at < lines.length; at++) {
      const line = lines[at]!
      const { procedure } = line
      if (procedure === undefined) continue
      const day = firstDay(line)
      const row = opps.find(procedure, day)
      if (row < 0 || opps.status(row) !== 'C') continue
      if (isBeforeStay(claim, day, history.of(claim))) continue
      const data = { procedure, date: isoDate(day) }
      const cite = opps.cite(row)
      const status = claim.dischargeStatus
      if (line.modifiers.includes('CA')) {
        if (status !== undefined && !DIED_OR_TRANSFERRED.has(status))
          report('exceptionContradicted', `lines[${at}].modifiers`, { ...data, status }, { cite })
        continue
      }
      const related = lines.flatMap((other, index) =>
        index !== at && firstDay(other) === day ? [index] : [],
      )
      report('outpatient', `lines[${at}].procedure`, { ...data, type }, { cite, related })
    }
  },
})

/** Whether the same hospital admitted the patient on the day or within three days. Source: IOM 100-04 chapter 4 section 180.7. */
function isBeforeStay(claim: Claim, day: number, { bills }: PatientHistory): boolean {
  return bills.some((bill) => {
    if (!bill.billType.startsWith('11') || !sameBilling(claim, bill) || !samePayer(claim, bill)) return false
    const days = daysBetween(isoDate(day), isoDate(bill.admission || bill.from))
    return days >= 0 && days <= 3
  })
}

/** Discharge statuses of death and of transfer to a hospital. Source: NUBC, as used in IOM 100-04 chapter 4 section 180.7. */
const DIED_OR_TRANSFERRED: ReadonlySet<string> = new Set(
  '20 02 05 43 61 62 63 65 66 82 85 88 89 90 91 93 94'.split(' '),
)
