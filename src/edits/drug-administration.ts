import type { VisitCodes } from '../codesets/tables.ts'
import type { Claim, Line } from '../model/claim.ts'
import { daysMeet, firstDay, placeOf } from '../model/claim-facts.ts'
import { isoDate } from '../model/dates.ts'
import { defineEdit } from './define.ts'

/** An injection without what was injected, or the reverse. */
export const drugAdministration = defineEdit({
  id: 'drug-administration',
  title: 'An injection or infusion without a drug, or a drug that nothing gives',
  why: `In an office the practitioner bills the drug and the giving of it together. One without the other is often a line
    that was left out, and payers ask for it.`,
  source: {
    title: 'IOM 100-04 chapter 12 section 30.5 and chapter 17; NCCI Policy Manual chapter XI section B',
    url: 'https://www.cms.gov/regulations-and-guidance/guidance/manuals/downloads/clm104c12.pdf',
  },
  claimTypes: ['professional'],
  authority: 'every-payer',
  tables: ['visitCodes', 'places'],
  yieldsTo: { 'procedure-invalid': 'line' },
  wakes: { procedure: (code) => isAdministration(code) || isGivenDrug(code) },
  notes: [
    'A drug that the patient or a pharmacy supplied makes the administration stand alone, legitimately: this is never more than a `note`.',
    'Facilities are not looked at: there the drug is the facility’s.',
    'A drug beside any procedure but visits and laboratory tests may be part of it: no finding. Inhaled, oral and implanted drugs (J7xxx, J8xxx) are given by no injection.',
  ],
  messages: {
    drugMissing: {
      severity: 'note',
      text: '{{procedure}} on {{date}} gives a drug, and no drug of that day is on the claim.',
      fix: 'Bill the drug if the practice supplied it; nothing is due where the patient or a pharmacy did.',
    },
    administrationMissing: {
      severity: 'note',
      text: '{{procedure}} on {{date}} is a drug, and nothing on the claim of that day gives it.',
      fix: 'Bill the injection or infusion if it was done here; a drug that was only handed out is billed elsewhere.',
    },
  },

  check(claim, { visitCodes, places }, report) {
    claim.lines.forEach((line, at) => {
      const procedure = line.procedure!
      const gives = isAdministration(procedure)
      if (!gives && !isGivenDrug(procedure)) return
      const place = placeOf(claim, line)
      if (place === undefined) {
        report.unchecked(
          'missing-field',
          'Not answered: a line with a drug or its administration has no place of service.',
        )
        return
      }
      const row = places.find(place)
      if (row < 0 || places.facility(row)) return
      const found = gives
        ? besideOf(claim, line, isAnyDrug)
        : besideOf(claim, line, (code, day) => mayGive(code, day, visitCodes))
      if (found || (gives && line.ndc !== undefined)) return
      report(gives ? 'drugMissing' : 'administrationMissing', `lines[${at}].procedure`, {
        procedure,
        date: isoDate(firstDay(line)),
      })
    })
  },
})

const besideOf = (claim: Claim, line: Line, asked: (code: string, day: number) => boolean): boolean =>
  claim.lines.some(
    (other) =>
      other !== line &&
      other.procedure !== undefined &&
      daysMeet(other, line) &&
      asked(other.procedure, firstDay(other)),
  )

/** Injections, infusions, chemotherapy. Source: CPT 96365 to 96379, 96401 to 96549; hydration (96360) and flushing a port (96523) need no drug. */
const isAdministration = (code: string): boolean =>
  (code >= '96365' && code <= '96379') || (code >= '96401' && code <= '96549' && code !== '96523')

/** Drugs that are injected or infused. Source: HCPCS Level II J0120 to J3999, J9000 to J9999, Q51xx. */
const isGivenDrug = (code: string): boolean =>
  (code >= 'J0120' && code <= 'J3999') ||
  (code >= 'J9000' && code <= 'J9999') ||
  (code >= 'Q5101' && code <= 'Q5199')

/** Anything that could be the substance: Level II drugs, contrast, immune globulins. */
const isAnyDrug = (code: string): boolean =>
  code.startsWith('J') ||
  code.startsWith('Q') ||
  code.startsWith('C9') ||
  code.startsWith('A9') ||
  code.startsWith('S0') ||
  (code >= '90281' && code <= '90399')

/** Any procedure in whose course a drug may be given: not a visit, not a laboratory test, not a vaccine's. */
function mayGive(code: string, day: number, visits: VisitCodes): boolean {
  if (isAnyDrug(code) || visits.find(code, day)) return false
  return !(code >= '80047' && code <= '89398') && code !== '36415'
}
