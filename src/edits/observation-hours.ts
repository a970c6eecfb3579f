import { billType, firstDay } from '../model/claim-facts.ts'
import { isoDate } from '../model/dates.ts'
import { defineEdit } from './define.ts'

/** Observation billed where or as it cannot be. */
export const observationHours = defineEdit({
  id: 'observation-hours',
  title: 'Observation under the wrong revenue code or bill type, or with hours out of bounds',
  why: `Hospital observation is G0378, units in hours, under revenue code 0762 on outpatient bills; G0379 is a direct
    referral to it and cannot stand alone. From 8 hours on it may be paid as a comprehensive service, and more than 48
    hours are seldom found necessary.`,
  source: {
    title: 'IOM 100-04 chapter 4 section 290; IOM 100-02 chapter 6 section 20.6; IOCE edits 44, 53 and 58',
    url: 'https://www.cms.gov/regulations-and-guidance/guidance/manuals/internet-only-manuals-ioms',
  },
  claimTypes: ['institutional'],
  bills: 'other',
  authority: 'government',
  tables: ['revenueRules'],
  yieldsTo: { 'procedure-invalid': 'line' },
  wakes: { procedure: (code) => code === HOURS || code === REFERRAL },
  notes: [
    'Hours are the units of all G0378 lines. The time of the order and of monitored procedures, which are taken off, are not on the claim.',
    'One line a stay bears all hours with the first day.',
  ],
  messages: {
    revenue: {
      severity: 'reject',
      carc: '16',
      rarc: 'M50',
      text: '{{procedure}} on {{date}} is under revenue code {{revenueCode}}; observation is billed under 0762.',
      fix: 'Enter revenue code 0762, or the procedure that the department gave.',
    },
    billType: {
      severity: 'reject',
      carc: '16',
      rarc: 'MA30',
      text: '{{procedure}} on {{date}} is on bill type {{type}}; observation is billed on 13x and 85x.',
      fix: 'Bill outpatient observation on 13x or 85x; an inpatient’s observation hours go with the stay.',
    },
    short: {
      severity: 'note',
      text: 'Observation of {{hours}} hours from {{date}} on: under 8 hours it is packaged and not paid as a comprehensive service.',
      fix: 'Check the hours against the record.',
    },
    long: {
      severity: 'note',
      text: 'Observation of {{hours}} hours from {{date}} on: more than 48 hours are seldom found reasonable and necessary.',
      fix: 'Check the hours against the record: time of monitored procedures is taken off, and waiting for transport does not count.',
    },
    severalLines: {
      severity: 'note',
      text: 'Observation stands on {{count}} lines; all hours of a stay go on one line with its first day.',
      fix: 'Put the hours of one stay on one line.',
    },
    referralAlone: {
      severity: 'reject',
      carc: '16',
      rarc: 'M51',
      text: 'G0379 on {{date}} has no G0378 on the claim.',
      fix: 'Add the hours of observation (G0378), or bill a visit if there was no observation.',
    },
    referralOtherDay: {
      severity: 'review',
      carc: '16',
      rarc: 'M51',
      text: 'G0379 is on {{date}}, and G0378 on another day.',
      fix: 'Check the dates: the direct referral is on the day on which observation begins.',
    },
  },

  check(claim, { revenueRules }, report) {
    const type = billType(claim)
    const { lines } = claim
    let hours = 0
    let count = 0
    let first = -1
    for (let at = 0; at < lines.length; at++) {
      const line = lines[at]!
      const { procedure, revenueCode } = line
      if (procedure !== HOURS && procedure !== REFERRAL) continue
      const date = isoDate(firstDay(line))
      if (revenueCode !== undefined && revenueCode !== OBSERVATION && revenueCode !== OBSERVATION.slice(1)) {
        const cite = revenueRules.cite(OBSERVATION)
        report('revenue', `lines[${at}].revenueCode`, { procedure, date, revenueCode }, { cite })
      }
      if (type !== '' && !type.startsWith('13') && !type.startsWith('85'))
        report('billType', `lines[${at}].procedure`, { procedure, date, type })
      if (procedure === HOURS) {
        hours += line.units
        count++
        if (first < 0) first = at
      } else {
        const beside = lines.filter((other) => other.procedure === HOURS)
        if (beside.length === 0) report('referralAlone', `lines[${at}].procedure`, { date })
        else if (!beside.some((other) => firstDay(other) === firstDay(line)))
          report('referralOtherDay', `lines[${at}].procedure`, { date })
      }
    }
    if (first < 0) return
    const date = isoDate(firstDay(lines[first]!))
    const place = `lines[${first}].units`
    if (hours < LEAST_HOURS) report('short', place, { hours, date })
    if (hours > MOST_HOURS) report('long', place, { hours, date })
    if (count > 1) report('severalLines', place, { count })
  },
})

const HOURS = 'G0378'
const REFERRAL = 'G0379'
const OBSERVATION = '0762'

/** Source: IOM 100-04 chapter 4 section 290.5.1 (8 hours); IOM 100-02 chapter 6 section 20.6 (48 hours). */
const LEAST_HOURS = 8
const MOST_HOURS = 48
