import type { ScreeningRules } from '../codesets/tables.ts'
import type { Claim, Line } from '../model/claim.ts'
import { compareProviders, daysMeet, firstDay, renderingOf } from '../model/claim-facts.ts'
import { isoDate } from '../model/dates.ts'
import { defineEdit, type Report } from './define.ts'

const messages = {
  missing: {
    severity: 'review',
    scope: 'line',
    text: '{{procedure}} on {{date}} begins from the screening diagnosis {{diagnosis}} and bears no {{modifier}}.',
    fix: 'If it began as a screening, report {{modifier}}: without it the patient may be asked to share the cost.',
  },
  withoutScreening: {
    severity: 'review',
    scope: 'line',
    text: '{{modifier}} on {{procedure}} on {{date}} says screening, and no diagnosis of the line does.',
    fix: 'Check why the procedure was begun: list the screening diagnosis first if it was one, otherwise remove {{modifier}}.',
  },
  screeningItself: {
    severity: 'review',
    scope: 'line',
    text: '{{modifier}} on {{procedure}} on {{date}}, which is a screening by its own words.',
    fix: 'Remove it, or correct the code if the screening turned into a diagnostic procedure.',
  },
  otherPayers: {
    severity: 'review',
    scope: 'line',
    text: '{{modifier}} on {{procedure}} on {{date}} goes to a payer that does not use it.',
    fix: 'Medicare uses PT for a screening that turned diagnostic, commercial payers use 33; report the payer’s own if the record supports it.',
  },
  planningAlone: {
    severity: 'review',
    scope: 'line',
    text: '33 on {{procedure}} on {{date}} without an annual wellness visit of the same practitioner and day on the claim.',
    fix: 'Report 33 on advance care planning only as part of the wellness visit; else remove it.',
  },
} as const

/** Screening and diagnostic endoscopy told apart wrongly. */
export const modifierScreening = defineEdit({
  id: 'modifier-screening',
  title:
    'A screening turned diagnostic without PT or 33, either without a screening, or on the wrong payer’s claim',
  why: `A screening colonoscopy in which something is found is billed by the diagnostic code. Medicare learns by PT, commercial
    payers by 33, that it began as a screening, for which the patient owes less. The wrong one, or none, moves the cost
    to the patient.`,
  source: {
    title: 'IOM 100-04 chapter 18 sections 60 and 140; CPT appendix A; Affordable Care Act section 2713',
    url: 'https://www.cms.gov/regulations-and-guidance/guidance/manuals/downloads/clm104c18.pdf',
  },
  claimTypes: ['professional', 'institutional'],
  authority: 'every-payer',
  tables: ['screeningRules', 'profile'],
  yieldsTo: { 'procedure-invalid': 'line', 'modifier-conflict': 'line' },
  wakes: {
    procedure: (code, { screeningRules }) => screeningRules.has(code),
    modifier: (code) => code === '33' || code === 'PT',
  },
  notes: [
    'Medicare: a first diagnosis of screening (Z12.10 to Z12.12), of family history (Z80.0, Z83.71-) or of polyps (Z86.010-). Commercial payers: Z12.10 to Z12.12 alone.',
    'A follow-up of a positive stool test (R19.5, or KX on the line) is a screening, too.',
    'Medicare Advantage plans take PT or 33; Medicaid and payers of unknown kind are not judged.',
    'The modifier moves cost between payer and patient; it is no matter of denial.',
  ],
  messages,

  check(claim, { screeningRules, profile }, report) {
    const { line: payer } = profile
    if (payer === 'medicaid' || payer === 'other') return
    claim.lines.forEach((line, at) => {
      if (line.procedure !== undefined) judge(claim, line, line.procedure, at, payer, screeningRules, report)
    })
  },
})

function judge(
  claim: Claim,
  line: Line,
  procedure: string,
  at: number,
  payer: 'medicare' | 'medicare-advantage' | 'commercial',
  rules: ScreeningRules,
  report: Report<keyof typeof messages>,
): void {
  const day = firstDay(line)
  const data = { procedure, date: isoDate(day) }
  const medicare = payer !== 'commercial'
  const rule = rules.find(procedure, medicare ? 'medicare' : 'commercial', day)
  const which = line.modifiers.findIndex((modifier) => modifier === 'PT' || modifier === '33')
  const present = line.modifiers[which]
  const place = `lines[${at}].modifiers[${which}]`
  const cite = rule ? { cite: rule.cite } : {}

  if (rule?.modifier === 'none' || procedure === SCREENING_ANESTHESIA) {
    // What commercial payers call preventive by its own words may bear 33 in vain: no finding.
    if (present !== undefined && medicare)
      report('screeningItself', place, { ...data, modifier: present }, cite)
    return
  }
  if (rule && isPlanning(procedure)) {
    if (present === '33' && !hasWellnessVisit(claim, line)) report('planningAlone', place, data, cite)
    return
  }
  if (present !== undefined && isForeign(present, payer, procedure)) {
    report('otherPayers', place, { ...data, modifier: present })
    return
  }
  if (!rule) return
  const reasons = reasonsOf(claim, line)
  if (present === undefined) {
    const first = reasons[0]
    if (first !== undefined && isScreening(first, medicare))
      report(
        'missing',
        `lines[${at}].modifiers`,
        { ...data, diagnosis: first, modifier: rule.modifier },
        cite,
      )
  } else if (
    reasons.length > 0 &&
    !line.modifiers.includes('KX') &&
    !reasons.some((code) => isScreening(code, true) || code === 'R195')
  )
    report('withoutScreening', place, { ...data, modifier: present }, cite)
}

/** Diagnoses the line points at, in its order; all of the claim where it has no pointers. */
function reasonsOf({ diagnoses, type }: Claim, { pointers }: Line): string[] {
  const codes = diagnoses.map(({ code }) => code)
  if (type === 'institutional' || pointers.length === 0) return codes
  return pointers.flatMap((pointer) => codes[pointer - 1] ?? [])
}

/** Source: IOM 100-04 chapter 18 section 60; ICD-10-CM Z12.1-, Z80.0, Z83.71-, Z86.010-. */
const isScreening = (code: string, medicare: boolean): boolean =>
  code.startsWith('Z121') ||
  (medicare && (code === 'Z800' || code.startsWith('Z8371') || code.startsWith('Z8601')))

const isPlanning = (procedure: string): boolean => procedure === '99497' || procedure === '99498'

/** Anesthesia for a screening colonoscopy that stayed one; 00811 is the one that takes PT. Source: IOM 100-04 chapter 18 section 60. */
const SCREENING_ANESTHESIA = '00812'

/** Anesthesia for a screening bore 33 to Medicare until 2017 and bears PT or none since: not judged as foreign. */
const isForeign = (modifier: string, payer: string, procedure: string): boolean =>
  payer === 'commercial'
    ? modifier === 'PT'
    : payer === 'medicare' && modifier === '33' && !procedure.startsWith('008')

const hasWellnessVisit = (claim: Claim, line: Line): boolean =>
  claim.lines.some(
    (other) =>
      (other.procedure === 'G0438' || other.procedure === 'G0439') &&
      daysMeet(other, line) &&
      compareProviders(renderingOf(claim, other), renderingOf(claim, line)) !== 'different',
  )
