import { firstDay, lastDay } from '../model/claim-facts.ts'
import { compactDate } from '../model/dates.ts'
import { defineEdit } from './define.ts'

/** Dates that cannot be. */
export const claimDates = defineEdit({
  id: 'claim-dates',
  title: 'Dates that cannot be',
  why: `A service cannot end before it begins, lie after the day the payer receives the claim, before the patient's birth or
    after the patient's death, or outside the dates that the bill covers. Such claims are refused at the door.`,
  source: {
    title: 'ASC X12N 005010X222A1 and X223A2, DTP segments; IOM 100-04 chapter 1 section 80.3.2',
    url: 'https://www.cms.gov/regulations-and-guidance/guidance/manuals/internet-only-manuals-ioms',
  },
  claimTypes: ['professional', 'institutional'],
  authority: 'every-payer',
  tables: [],
  fields: ['birthDate'],
  notes: ['Birth and death dates themselves are never printed.'],
  messages: {
    reversed: {
      severity: 'reject',
      carc: '16',
      rarc: 'M59',
      text: 'Line {{line}} ends on {{through}}, before it begins on {{from}}.',
      fix: 'Correct the dates of service.',
    },
    afterReceipt: {
      severity: 'reject',
      carc: '110',
      text: 'Line {{line}} is dated {{date}}, after the payer receives the claim on {{received}}.',
      fix: 'Correct the date, or send the claim after the service.',
    },
    beforeBirth: {
      severity: 'reject',
      carc: '14',
      text: 'Line {{line}} is dated {{date}}, before the patient was born.',
      fix: 'Correct the date of service or the birth date.',
    },
    afterDeath: {
      severity: 'reject',
      carc: '13',
      text: 'Line {{line}} is dated {{date}}, after the patient died.',
      fix: 'Correct the date of service or the date of death.',
    },
    outsideStatement: {
      severity: 'reject',
      carc: '16',
      rarc: 'M59',
      text: 'Line {{line}} is dated {{date}}, outside the statement from {{from}} through {{through}}.',
      fix: 'Correct the date of service or the statement dates.',
    },
    statementReversed: {
      severity: 'reject',
      carc: '16',
      rarc: 'M59',
      text: 'The statement ends on {{through}}, before it begins on {{from}}.',
      fix: 'Correct the statement dates.',
    },
    admissionAfterStatement: {
      severity: 'reject',
      carc: '16',
      rarc: 'MA40',
      text: 'The admission on {{admission}} is after the statement ends on {{through}}.',
      fix: 'Correct the admission date or the statement dates.',
    },
    birthAfterReceipt: {
      severity: 'reject',
      carc: '16',
      rarc: 'N329',
      text: 'The birth date is after the payer receives the claim on {{received}}.',
      fix: 'Correct the birth date.',
    },
  },

  check(claim, _tables, report) {
    const { received, patient, statementFrom, statementThrough, admissionDate } = claim
    const receivedDay = received === undefined ? 99991231 : compactDate(received)
    const birth = patient?.birthDate === undefined ? 0 : compactDate(patient.birthDate)
    const death = patient?.deathDate === undefined ? 99991231 : compactDate(patient.deathDate)
    const statement = statementFrom === undefined ? 0 : compactDate(statementFrom)
    const statementEnd = statementThrough === undefined ? 99991231 : compactDate(statementThrough)

    const earliest = statementFrom === undefined ? birth : Math.max(birth, statement)
    const latest = Math.min(receivedDay, death, statementFrom === undefined ? death : statementEnd)
    const { lines } = claim
    for (let at = 0; at < lines.length; at++) {
      const line = lines[at]!
      const first = firstDay(line)
      const last = lastDay(line)
      // Nearly every line is right: its place is put into words only where it is not.
      if (first <= last && last <= latest && first >= earliest) continue
      const place = `lines[${at}].serviceDate`
      if (last < first) {
        report('reversed', place, {
          line: line.number,
          from: line.serviceDate,
          through: line.serviceDateThrough!,
        })
        continue
      }
      const end = line.serviceDateThrough ?? line.serviceDate
      if (last > receivedDay)
        report('afterReceipt', place, { line: line.number, date: end, received: received! })
      if (first < birth) report('beforeBirth', place, { line: line.number, date: line.serviceDate })
      if (last > death) report('afterDeath', place, { line: line.number, date: end })
      if (
        statementFrom !== undefined &&
        statement <= statementEnd &&
        (first < statement || last > statementEnd)
      )
        report('outsideStatement', place, {
          line: line.number,
          date: first < statement ? line.serviceDate : end,
          from: statementFrom,
          through: statementThrough ?? 'an open day',
        })
    }
    if (statement > statementEnd)
      report('statementReversed', 'statementThrough', { from: statementFrom!, through: statementThrough! })
    if (admissionDate !== undefined && compactDate(admissionDate) > statementEnd)
      report('admissionAfterStatement', 'admissionDate', {
        admission: admissionDate,
        through: statementThrough!,
      })
    if (birth > receivedDay) report('birthAfterReceipt', 'patient.birthDate', { received: received! })
  },
})
