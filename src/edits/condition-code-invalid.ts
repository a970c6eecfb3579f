import { billType, lastServiceDay } from '../model/claim-facts.ts'
import { isoDate } from '../model/dates.ts'
import { defineEdit } from './define.ts'

/** A condition code that is none, or on a bill it cannot stand on. */
export const conditionCodeInvalid = defineEdit({
  id: 'condition-code-invalid',
  title: 'A condition code that is none',
  why: `Condition codes tell circumstances that change how a claim is paid. One that is not assigned is returned, and 44
    (an admission changed to outpatient care) stands on outpatient bills alone.`,
  source: {
    title:
      'NUBC UB-04 form locators 18 to 28, as used in IOM 100-04 chapter 25 section 75.2; code systems of CMS’s beneficiary data',
    url: 'https://www.cms.gov/regulations-and-guidance/guidance/manuals/internet-only-manuals-ioms',
  },
  claimTypes: ['institutional'],
  authority: 'every-payer',
  tables: ['conditionCodes', 'billTypeRules'],
  notes: [
    'First and last days of codes rest on one list: a code before or after them is a `review`.',
    'The day is the last day of service.',
  ],
  messages: {
    unknown: {
      severity: 'reject',
      carc: '16',
      rarc: 'M44',
      text: 'Condition code {{code}} is none.',
      fix: 'Enter the code of the circumstance that the record shows, or remove it.',
    },
    notInForce: {
      severity: 'review',
      carc: '16',
      rarc: 'M44',
      text: 'Condition code {{code}} is not in force on {{date}}.',
      fix: 'Check the code against the UB-04 manual of the date of service.',
    },
    outpatientOnly: {
      severity: 'reject',
      carc: '16',
      rarc: 'M44',
      text: 'Condition code 44 is on bill type {{type}}; it stands on 13x and 85x alone.',
      fix: 'If the admission was changed to outpatient care before discharge, bill it as outpatient; otherwise remove 44.',
    },
  },

  check(claim, { conditionCodes, billTypeRules }, report) {
    const codes = claim.conditionCodes
    for (let at = 0; at < codes.length; at++) {
      const code = codes[at]!
      if (code === '') continue
      const day = lastServiceDay(claim)
      if (!conditionCodes.isListed(code, day)) {
        const { state, cite } = conditionCodes.explain(code, day)
        if (state === 'unknown') report('unknown', `conditionCodes[${at}]`, { code })
        else report('notInForce', `conditionCodes[${at}]`, { code, date: isoDate(day) }, { cite })
      } else if (code === '44' && claim.typeOfBill !== undefined) {
        const type = billType(claim)
        if (!type.startsWith('13') && !type.startsWith('85'))
          report(
            'outpatientOnly',
            `conditionCodes[${at}]`,
            { type },
            { cite: billTypeRules.cite('condition', '44') },
          )
      }
    }
  },
})
