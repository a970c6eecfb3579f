import type { Claim } from '../model/claim.ts'
import { billType } from '../model/claim-facts.ts'
import { defineEdit } from './define.ts'

/** A service whose occurrence or value code is absent. */
export const companionCodeMissing = defineEdit({
  id: 'companion-code-missing',
  title: 'A service without the value or occurrence code that belongs to it',
  why: `Some services are told in full only by a code elsewhere on the bill: where an ambulance fetched the patient (value
    code A0), how many days of a stay are covered (80, 81), when therapy began (occurrence 35, 44, 45). Medicare returns
    or holds bills without them.`,
  source: {
    title: 'IOM 100-04 chapter 15 section 30.2, chapter 25 section 75, chapter 5 section 20',
    url: 'https://www.cms.gov/regulations-and-guidance/guidance/manuals/internet-only-manuals-ioms',
  },
  claimTypes: ['institutional'],
  authority: 'medicare',
  tables: ['billTypeRules'],
  fields: ['typeOfBill'],
  notes: [
    'Covered days are asked for on 11x, 18x, 21x and 41x; the start of therapy on 12x, 13x, 22x, 23x, 74x, 75x and 85x.',
    'Therapy start dates and covered days rest on settled practice: `review`, as the ZIP code is here.',
  ],
  messages: {
    pickup: {
      severity: 'review',
      carc: '16',
      rarc: 'M49',
      text: 'Line {{line}} is ambulance (revenue code {{revenueCode}}), and the claim has no value code A0 with the ZIP code of the pick-up.',
      fix: 'Add value code A0 with the ZIP code of the place where the patient was fetched.',
    },
    coveredDays: {
      severity: 'review',
      carc: '16',
      rarc: 'M53',
      text: 'Bill type {{type}} has neither value code 80 (covered days) nor 81 (non-covered days).',
      fix: 'Add the covered days as value code 80, and the others as 81.',
    },
    therapyStart: {
      severity: 'review',
      carc: '16',
      rarc: 'M45',
      text: 'Line {{line}} is therapy (revenue code {{revenueCode}}), and the claim has no occurrence code {{occurrence}} with its first day.',
      fix: 'Add occurrence code {{occurrence}} with the day on which the therapy began.',
    },
  },

  check(claim, { billTypeRules }, report) {
    const type = billType(claim)
    if (billTypeRules.needsAdmission(type)) {
      if (!hasValue(claim, '80') && !hasValue(claim, '81'))
        report('coveredDays', 'valueCodes', { type }, { cite: billTypeRules.cite('value', '80') })
      return
    }
    if (!OUTPATIENT.has(type.slice(0, 2))) return
    let said = 0
    for (let at = 0; at < claim.lines.length; at++) {
      const { revenueCode, number } = claim.lines[at]!
      if (revenueCode === undefined || !(revenueCode.startsWith('04') || revenueCode.startsWith('05')))
        continue
      const which = starts.findIndex(({ beginning }) => revenueCode.startsWith(beginning))
      // One finding for each kind of service, on its first line.
      if (which < 0 || (said & (1 << which)) !== 0) continue
      said |= 1 << which
      const { occurrence } = starts[which]!
      const data = { line: number, revenueCode }
      const place = `lines[${at}].revenueCode`
      if (occurrence === undefined) {
        if (!hasValue(claim, 'A0')) report('pickup', place, data, { cite: billTypeRules.cite('value', 'A0') })
      } else if (!claim.occurrenceCodes.some(({ code }) => code === occurrence))
        report(
          'therapyStart',
          place,
          { ...data, occurrence },
          { cite: billTypeRules.cite('occurrence', occurrence) },
        )
    }
  },
})

/** Bill types of outpatients on which Medicare asks for them. */
const OUTPATIENT: ReadonlySet<string> = new Set(['12', '13', '22', '23', '74', '75', '85'])

/** Beginnings of revenue codes; with the occurrence code of therapy's first day, or none for ambulance. */
const starts: readonly { readonly beginning: string; readonly occurrence?: string }[] = [
  { beginning: '054' },
  { beginning: '042', occurrence: '35' },
  { beginning: '043', occurrence: '44' },
  { beginning: '044', occurrence: '45' },
]

const hasValue = (claim: Claim, wanted: string): boolean =>
  claim.valueCodes.some(({ code }) => code === wanted)
