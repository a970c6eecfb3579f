import { billType, firstDay } from '../model/claim-facts.ts'
import { isoDate } from '../model/dates.ts'
import { defineEdit } from './define.ts'

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
    const outpatient = OUTPATIENT.has(billType(claim).slice(0, 2))
    for (let at = 0; at < lines.length; at++) {
      const line = lines[at]!
      const { procedure, revenueCode } = line
      if (procedure === undefined || revenueCode === undefined) continue
      const rule = revenueRules.find(revenueCode)
      if (rule === undefined) continue
      const place = `lines[${at}].revenueCode`
      const said = (): Record<string, string> => ({ procedure, revenueCode, date: isoDate(firstDay(line)) })
      if (rule.procedure === 'forbidden') {
        if (outpatient) report('room', place, said(), { cite: revenueRules.cite(revenueCode) })
      } else if (rule.therapy !== '') {
        const other = line.modifiers.find((modifier) => THERAPY.has(modifier))
        if (other === undefined || line.modifiers.includes(rule.therapy)) continue
        const data = { ...said(), modifier: other, wanted: rule.therapy }
        report('discipline', place, data, { cite: revenueRules.cite(revenueCode) })
      } else if (revenueCode.startsWith('025')) {
        if (outpatient && isDrug(procedure)) report('drug', place, said())
      } else if (rule.procedure === 'required' && rule.certain === 'high' && !rule.open) {
        const section = sectionOf(procedure)
        if (section === undefined) continue
        const mayHold = rule.holds.some(
          ([first, last]) =>
            isNumeric(first) &&
            isNumeric(last) &&
            (meets(first, last, section) ||
              // Imaging goes with the procedure that it guides.
              (section === RADIOLOGY && first !== last && meets(first, last, SURGERY))),
        )
        if (!mayHold) report('section', place, said(), { cite: revenueRules.cite(revenueCode) })
      }
    }
  },
})

const OUTPATIENT: ReadonlySet<string> = new Set(['13', '14', '85'])
const THERAPY: ReadonlySet<string> = new Set(['GN', 'GO', 'GP'])

/** First and last code of a CPT section. Source: CPT, table of contents (numbers only). */
type Section = readonly [string, string]
const SURGERY: Section = ['10004', '69990']
const RADIOLOGY: Section = ['70010', '79999']
const sections: readonly Section[] = [RADIOLOGY, ['80047', '89398'], ['99202', '99499']]

const meets = (first: string, last: string, section: Section): boolean =>
  first <= section[1] && section[0] <= last

/** Whether a code is all digits: ranges of others (0001U) do not compare with sections. */
const isNumeric = (code: string): boolean => code.charCodeAt(0) <= 57 && code.charCodeAt(4) <= 57

const sectionOf = (procedure: string): Section | undefined =>
  procedure.length === 5 && isNumeric(procedure)
    ? sections.find(([first, last]) => first <= procedure && procedure <= last)
    : undefined

const isDrug = (procedure: string): boolean =>
  procedure.length === 5 && procedure >= 'J0120' && procedure <= 'J9999'
