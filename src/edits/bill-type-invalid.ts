import { billType, lastServiceDay } from '../model/claim-facts.ts'
import { isoDate } from '../model/dates.ts'
import { defineEdit } from './define.ts'

/** A bill type that is none. */
export const billTypeInvalid = defineEdit({
  id: 'bill-type-invalid',
  title: 'A bill type that is none',
  why: `The bill type says what facility bills, for what kind of care, and how often it has sent the claim. Everything
    else about an institutional claim is judged by it, and one that is none is returned.`,
  source: {
    title:
      'NUBC UB-04 form locator 4, as used in IOM 100-04 chapter 25 section 75.1; code systems of CMS’s beneficiary data',
    url: 'https://www.cms.gov/regulations-and-guidance/guidance/manuals/internet-only-manuals-ioms',
  },
  claimTypes: ['institutional'],
  authority: 'every-payer',
  tables: ['billTypes'],
  fields: ['typeOfBill'],
  notes: [
    'Facility and care are judged together, frequency apart. A bill type that ended at a time that is not known is a `review`.',
    'The day is the last day of service.',
  ],
  messages: {
    malformed: {
      severity: 'reject',
      carc: '16',
      rarc: 'MA30',
      text: 'The bill type has {{count}} characters; it has three, or four with a leading zero.',
      fix: 'Enter facility, care and frequency, for instance 0131.',
    },
    unknown: {
      severity: 'reject',
      carc: '16',
      rarc: 'MA30',
      text: 'Bill type {{type}}: {{part}} {{code}} is none on {{date}}.',
      fix: 'Enter the bill type of the facility and of the care that was given.',
    },
    ended: {
      severity: 'reject',
      carc: '16',
      rarc: 'MA30',
      text: 'Bill type {{type}}: {{part}} {{code}} is no longer in use on {{date}}.',
      fix: 'Enter the bill type that took its place.',
    },
    perhapsEnded: {
      severity: 'review',
      carc: '16',
      rarc: 'MA30',
      text: 'Bill type {{type}}: {{part}} {{code}} is said to be out of use on {{date}}.',
      fix: 'Check with the payer whether it still takes the bill type.',
    },
  },

  check(claim, { billTypes }, report) {
    if (claim.typeOfBill === undefined) return
    const type = billType(claim)
    if (type.length !== 3) {
      report('malformed', 'typeOfBill', { count: claim.typeOfBill.length })
      return
    }
    const day = lastServiceDay(claim)
    for (const part of ['classification', 'frequency'] as const) {
      const code = part === 'classification' ? type.slice(0, 2) : type.charAt(2)
      const state = billTypes.state(part, code, day)
      if (state === 'valid') continue
      const message =
        state === 'unknown' ? 'unknown' : billTypes.endIsKnown(part, code) ? 'ended' : 'perhapsEnded'
      const data = { type, part: parts[part], code, date: isoDate(day) }
      report(message, 'typeOfBill', data, { cite: billTypes.cite(part, code) })
    }
  },
})

const parts = { classification: 'facility and care', frequency: 'frequency' } as const
