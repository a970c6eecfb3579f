import type { RevenueRule, RevenueRules } from '../codesets/tables.ts'
import type { Claim, Line } from '../model/claim.ts'
import { billType } from '../model/claim-facts.ts'
import { defineEdit, type FindingData } from './define.ts'

/** A procedure under a revenue code that cannot hold it. */
export const revenueProcedure = defineEdit({
  id: 'revenue-procedure',
  title: 'A procedure under a revenue code that cannot hold it',
  why: `The revenue code says which department gave the service, the HCPCS code which service it was. Where one contradicts
    the other, as a GP modifier under occupational therapy or an X-ray under laboratory, the line is returned or paid wrongly.`,
  source: {
    title: 'IOM 100-04 chapter 4 section 20 and chapter 25 section 75.4; chapter 5 section 20.1 (therapy)',
    url: 'https://www.cms.gov/regulations-and-guidance/guidance/manuals/internet-only-manuals-ioms',
  },
  claimTypes: ['institutional'],
  bills: 'other',
  authority: 'government',
  tables: ['revenueRules'],
  yieldsTo: { 'procedure-invalid': 'line', 'revenue-code-invalid': 'line', 'observation-hours': 'line' },
  notes: [
    'Only what surely contradicts is said: a visit, laboratory test or imaging service under a revenue code whose codes are all of other sections. Surgical and medicine codes stand under many revenue codes and are not judged.',
    'Payers have crosswalks of their own, and the list is a selection: `review`, for a drug outside 0636 a `note`.',
  ],
  messages: {
    discipline: {
      severity: 'review',
      carc: '4',
      text: '{{procedure}}-{{modifier}} on {{date}} is under revenue code {{revenueCode}}, whose services bear {{wanted}}.',
      fix: 'Check who gave the therapy, and correct the revenue code or the modifier that does not say so.',
    },
    section: {
      severity: 'review',
      carc: '16',
      rarc: 'M50',
      text: '{{procedure}} on {{date}} is under revenue code {{revenueCode}}, which holds other services.',
      fix: 'Check the department that gave the service, and correct the revenue code or the procedure.',
    },
    drug: {
      severity: 'note',
      text: 'Drug {{procedure}} on {{date}} is under revenue code {{revenueCode}}; drugs that need detail belong under 0636.',
      fix: 'Use 0636 where the payer asks for detailed coding of the drug.',
    },
    room: {
      severity: 'review',
      carc: '16',
      rarc: 'M50',
      text: '{{procedure}} on {{date}} is under room and board ({{revenueCode}}), which stands on inpatient bills and without a procedure.',
      fix: 'Enter the revenue code of the department that gave the service.',
    },
  },

  check(claim, { revenueRules }, report) {
    const { lines } = claim
    for (let at = 0; at < lines.length; at++) {
      const { procedure, revenueCode, modifiers, serviceDate } = lines[at]!
      if (procedure === undefined || revenueCode === undefined) continue
      const rule = revenueRules.find(revenueCode)
      if (rule === undefined) continue
      const message = contradiction(claim, rule, lines[at]!, revenueRules)
      if (message === undefined) continue
      const other = modifiers.find((modifier) => THERAPY.has(modifier))
      const more: FindingData = message === 'discipline' ? { modifier: other!, wanted: rule.therapy } : {}
      const data = { procedure, revenueCode, date: serviceDate, ...more }
      report(message, `lines[${at}].revenueCode`, data, { cite: revenueRules.cite(revenueCode) })
    }
  },
})

/** What contradicts on a line with a procedure and a revenue code; the message that says it. */
function contradiction(
  claim: Claim,
  rule: RevenueRule,
  { procedure, revenueCode, modifiers }: Line,
  rules: RevenueRules,
): 'discipline' | 'section' | 'drug' | 'room' | undefined {
  if (rule.procedure === 'forbidden') return isJudged(claim) ? 'room' : undefined
  if (rule.therapy !== '') {
    const another = modifiers.length > 0 && modifiers.some((modifier) => THERAPY.has(modifier))
    return another && !modifiers.includes(rule.therapy) ? 'discipline' : undefined
  }
  if (revenueCode!.startsWith('025')) return isDrug(procedure!) && isJudged(claim) ? 'drug' : undefined
  const sure = rule.procedure === 'required' && rule.certain === 'high'
  return sure && rules.isBarred(rule, procedure!) ? 'section' : undefined
}

/** Bill types 13x, 14x and 85x: on others a room or a drug may be billed as it is. */
function isJudged(claim: Claim): boolean {
  const type = billType(claim)
  return type.startsWith('13') || type.startsWith('14') || type.startsWith('85')
}

const THERAPY: ReadonlySet<string> = new Set(['GN', 'GO', 'GP'])

const isDrug = (procedure: string): boolean =>
  procedure.length === 5 && procedure >= 'J0120' && procedure <= 'J9999'
