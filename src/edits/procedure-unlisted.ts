import { billType, firstDay, isInpatient } from '../model/claim-facts.ts'
import { isoDate } from '../model/dates.ts'
import { defineEdit } from './define.ts'

/**
 * The unlisted dialysis procedure, which is what a dialysis facility (72x) reports for each haemodialysis.
 * Source: IOM 100-04 chapter 8 section 50.3.
 */
const DIALYSIS = '90999'

/** An unlisted or not otherwise classified code that does not say what was done. */
export const procedureUnlisted = defineEdit({
  id: 'procedure-unlisted',
  title: 'An unlisted code without a description',
  why: `An unlisted or "not otherwise classified" code says only that no other code fits. The claim must say in words what was
    done or given; without them the payer returns it.`,
  source: {
    title:
      'ASC X12N 005010X222A1 and 005010X223A2, loop 2400 SV101-7 and SV202-7; CR 7392; CMS list of NOC codes',
    url: 'https://www.cms.gov/medicare/coding-billing/healthcare-common-procedure-system/quarterly-update',
  },
  claimTypes: ['professional', 'institutional'],
  authority: 'every-payer',
  tables: ['unlistedCodes'],
  yieldsTo: { 'procedure-invalid': 'line' },
  wakes: { procedure: (code, { unlistedCodes }) => unlistedCodes.has(code) },
  notes: [
    'The list holds CPT’s unlisted codes and CMS’s NOC codes of 2024, not those of later releases.',
    '90999 on a dialysis facility’s bill (72x) is the code for each treatment and wants no words.',
    'Institutional claims, and codes that only other payers define, are a `review`.',
    'A code "not otherwise specified" that has a product and a unit of its own, such as J3301, is a `note`: payers differ.',
    'What the description says is not judged, and never shown.',
  ],
  messages: {
    descriptionMissing: {
      severity: 'reject',
      group: 'CO',
      carc: '16',
      rarc: 'M51',
      denial: 'description missing',
      text: '{{procedure}} on {{date}} is an unlisted code, and the line has no description.',
      fix: 'Describe in the line what was done or given (for a drug name, strength and amount), or report the code that names it.',
    },
    perhapsMissing: {
      severity: 'review',
      group: 'CO',
      carc: '16',
      rarc: 'M51',
      denial: 'description missing',
      text: '{{procedure}} on {{date}} is an unlisted code, and the line has no description.',
      fix: 'Check whether this payer wants a description of the code, and report the code that names the service if there is one.',
    },
    ownUnit: {
      severity: 'note',
      text: '{{procedure}} on {{date}} is on CMS’s list of unspecific codes, and the line has no description.',
      fix: 'Add the name of the product where this payer asks for it.',
    },
  },

  check(claim, { unlistedCodes }, report) {
    if (isInpatient(claim)) return
    claim.lines.forEach((line, at) => {
      const { procedure, description } = line
      if (procedure === undefined || (description !== undefined && description.trim() !== '')) return
      const day = firstDay(line)
      const certain = unlistedCodes.find(procedure, day)
      if (certain === undefined || (procedure === DIALYSIS && billType(claim).startsWith('72'))) return
      const sure = certain === 'high' && claim.type === 'professional'
      report(
        certain === 'low' ? 'ownUnit' : sure ? 'descriptionMissing' : 'perhapsMissing',
        `lines[${at}].description`,
        { procedure, date: isoDate(day) },
        { cite: unlistedCodes.cite(procedure) },
      )
    })
  },
})
