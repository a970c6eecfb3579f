import { billType, firstDay } from '../model/claim-facts.ts'
import { isoDate } from '../model/dates.ts'
import { defineEdit } from './define.ts'

/** A revenue code that is none, or that wants a procedure and has none. */
export const revenueCodeInvalid = defineEdit({
  id: 'revenue-code-invalid',
  title: 'A revenue code that is none, or without the procedure it wants',
  why: `Every line of an institutional claim bears a revenue code. One that is none is returned, and so is an outpatient
    line whose revenue code wants a HCPCS code and has none: without it nothing can be priced.`,
  source: {
    title:
      'NUBC UB-04 form locators 42 and 44, as used in IOM 100-04 chapter 25 section 75.4 and chapter 4 section 20; IOCE edits 41 and 48',
    url: 'https://www.cms.gov/regulations-and-guidance/guidance/manuals/internet-only-manuals-ioms',
  },
  claimTypes: ['institutional'],
  authority: 'every-payer',
  tables: ['revenueCodes', 'revenueRules', 'profile'],
  notes: [
    'A code whose category (first three digits) is known and which itself is not listed is a `review`: the list is public, not NUBC’s own.',
    'A procedure is asked for on bill types 13x and 14x; on 85x, to payers other than Medicare, and where the rule is not certain, it is a `review`.',
    'A line without any revenue code is unchecked here.',
  ],
  messages: {
    unknown: {
      severity: 'reject',
      carc: '16',
      rarc: 'M50',
      text: 'Revenue code {{revenueCode}} is none.',
      fix: 'Enter the four-digit revenue code of the department or service.',
    },
    unlisted: {
      severity: 'review',
      carc: '16',
      rarc: 'M50',
      text: 'Revenue code {{revenueCode}} is not in the list held, which knows its category.',
      fix: 'Check the code against the current UB-04 manual.',
    },
    notInForce: {
      severity: 'review',
      carc: '16',
      rarc: 'M50',
      text: 'Revenue code {{revenueCode}} is not in force on {{date}}.',
      fix: 'Enter the revenue code in force on the date of service.',
    },
    procedureMissing: {
      severity: 'reject',
      carc: '16',
      rarc: 'M20',
      text: 'Revenue code {{revenueCode}} on {{date}} wants a HCPCS code, and the line has none.',
      fix: 'Enter the HCPCS code of the service that the record shows.',
    },
    procedureUsual: {
      severity: 'review',
      carc: '16',
      rarc: 'M20',
      text: 'Revenue code {{revenueCode}} on {{date}} usually comes with a HCPCS code, and the line has none.',
      fix: 'Enter the HCPCS code of the service if the payer asks for one.',
    },
  },

  check(claim, { revenueCodes, revenueRules, profile }, report) {
    const care = billType(claim).slice(0, 2)
    const { lines } = claim
    for (let at = 0; at < lines.length; at++) {
      const line = lines[at]!
      if (line.revenueCode === undefined || line.revenueCode === '') {
        report.unchecked('missing-field', 'A line has no revenue code.')
        continue
      }
      const { revenueCode } = line
      const code = revenueCode.length === 3 ? `0${revenueCode}` : revenueCode
      const day = firstDay(line)
      if (!revenueCodes.isListed(code, day)) {
        const { state, cite } = revenueCodes.explain(code, day)
        const known = revenueCodes.hasBeginning(code.slice(0, 3))
        const message =
          state !== 'unknown' ? 'notInForce' : known && code.length === 4 ? 'unlisted' : 'unknown'
        report(
          message,
          `lines[${at}].revenueCode`,
          { revenueCode, date: isoDate(day) },
          state === 'unknown' ? {} : { cite },
        )
        continue
      }
      if (line.procedure !== undefined || (care !== '13' && care !== '14' && care !== '85')) continue
      const rule = revenueRules.find(code)
      if (rule?.procedure !== 'required' || line.chargeCents === 0) continue
      const sure = rule.certain === 'high' && care !== '85' && profile.line === 'medicare'
      const data = { revenueCode, date: isoDate(day) }
      report(sure ? 'procedureMissing' : 'procedureUsual', `lines[${at}].revenueCode`, data, {
        cite: revenueRules.cite(code),
      })
    }
  },
})
