import type { TherapyCodes } from '../codesets/tables.ts'
import type { Claim, Line } from '../model/claim.ts'
import { billType, firstDay, renderingOf } from '../model/claim-facts.ts'
import { isoDate } from '../model/dates.ts'
import { defineEdit, type Report } from './define.ts'

const messages = {
  missing: {
    severity: 'reject',
    group: 'CO',
    carc: '4',
    denial: 'required modifier missing',
    scope: 'line',
    text: '{{procedure}} on {{date}} is always therapy and bears none of {{allowed}}.',
    fix: 'Report the modifier of the plan of care under which it was given: GN speech, GO occupational, GP physical therapy.',
  },
  missingUnsure: {
    severity: 'review',
    group: 'CO',
    carc: '4',
    denial: 'required modifier missing',
    scope: 'line',
    text: '{{procedure}} on {{date}} is listed as therapy and bears none of {{allowed}}; the listing was not confirmed.',
    fix: 'Check the therapy code list of the year; if the code is on it, report the modifier of the plan of care.',
  },
  several: {
    severity: 'reject',
    group: 'CO',
    carc: '4',
    denial: 'required modifier missing',
    scope: 'line',
    text: '{{procedure}} on {{date}} bears {{modifiers}}: a line belongs to one discipline.',
    fix: 'Keep the modifier of the plan of care under which the service was given.',
  },
  wrongDiscipline: {
    severity: 'reject',
    group: 'CO',
    carc: '4',
    denial: 'required modifier missing',
    scope: 'line',
    text: '{{procedure}} on {{date}} belongs to the discipline of {{allowed}} and bears {{modifiers}}.',
    fix: 'Check the code and the discipline of the therapist, and correct the one that is wrong.',
  },
  therapistsService: {
    severity: 'review',
    group: 'CO',
    carc: '4',
    denial: 'required modifier missing',
    scope: 'line',
    text: '{{procedure}} on {{date}}, billed by a therapist, is then therapy and bears none of {{allowed}}.',
    fix: 'If it was given under a therapy plan of care, report the modifier of that plan.',
  },
  assistantAlone: {
    severity: 'reject',
    group: 'CO',
    carc: '4',
    denial: 'required modifier missing',
    scope: 'line',
    text: '{{modifier}} on {{procedure}} on {{date}} stands without {{needed}}.',
    fix: 'CO goes with GO, CQ with GP: correct the one that does not describe who gave the service.',
  },
} as const

/** A therapy service without exactly one discipline. */
export const modifierTherapy = defineEdit({
  id: 'modifier-therapy',
  title: 'A therapy service without exactly one of GN, GO and GP, or with the wrong one',
  why: `Medicare keeps therapy apart by discipline: every service that is always therapy bears GN, GO or GP, whoever
    bills it, evaluations the one of their own discipline, and CO or CQ only beside GO or GP. Other claims are returned.`,
  source: {
    title: 'IOM 100-04 chapter 5 sections 10.6 and 20.1; CMS CR 10176 (evaluations)',
    url: 'https://www.cms.gov/medicare/coding-billing/therapy-services',
  },
  claimTypes: ['professional', 'institutional'],
  authority: 'medicare',
  tables: ['therapyCodes'],
  yieldsTo: { 'procedure-invalid': 'line', 'modifier-conflict': 'line' },
  wakes: {
    procedure: (code, { therapyCodes }) => therapyCodes.has(code),
    modifier: (code) => code === 'CO' || code === 'CQ',
  },
  notes: [
    'Codes that the list holds without certainty, and those that are therapy only where a therapist bills them, are `review`.',
    'A therapist is known by the rendering taxonomy (2251, 225X, 235Z).',
    'Institutional claims: outpatient therapy bill types 12x, 13x, 22x, 23x, 34x, 74x, 75x and 85x alone.',
  ],
  messages,

  check(claim, { therapyCodes }, report) {
    if (claim.type === 'institutional') {
      if (claim.typeOfBill === undefined) {
        report.unchecked('missing-field', 'Not answered: the claim has no bill type.')
        return
      }
      if (!OUTPATIENT_THERAPY.has(billType(claim).slice(0, 2))) return
    }
    claim.lines.forEach((line, at) => judge(claim, line, at, therapyCodes, report))
  },
})

/** Bill types under which outpatient therapy is billed. Source: IOM 100-04 chapter 5 section 10.1. */
const OUTPATIENT_THERAPY: ReadonlySet<string> = new Set(['12', '13', '22', '23', '34', '74', '75', '85'])

/** Claims for services from this day tell assistants by CO and CQ. Source: IOM 100-04 chapter 5 section 20.1. */
const ASSISTANTS_FROM = 20200101

const isDiscipline = (modifier: string): boolean =>
  modifier === 'GN' || modifier === 'GO' || modifier === 'GP'

function judge(
  claim: Claim,
  line: Line,
  at: number,
  therapyCodes: TherapyCodes,
  report: Report<keyof typeof messages>,
): void {
  const { procedure, modifiers } = line
  if (procedure === undefined) return
  const day = firstDay(line)
  const code = therapyCodes.find(procedure, day)
  const disciplines = modifiers.filter(isDiscipline)
  const data = {
    procedure,
    date: isoDate(day),
    modifiers: disciplines.join(' '),
    allowed: code?.disciplines.join(', ') ?? '',
  }
  const place = `lines[${at}].modifiers`
  const say = (message: keyof typeof messages): void =>
    report(message, place, data, { cite: therapyCodes.cite(procedure, day) })

  if (disciplines.length > 1) {
    if (code) say('several')
    return
  }
  if (code && disciplines.length === 0) {
    if (code.always) say(code.certain === 'high' ? 'missing' : 'missingUnsure')
    else if (isTherapist(renderingOf(claim, line)?.taxonomy)) say('therapistsService')
    if (code.always) return
  }
  if (code && disciplines.length === 1 && !code.disciplines.includes(disciplines[0]!)) say('wrongDiscipline')
  if (day < ASSISTANTS_FROM) return
  for (const modifier of modifiers) {
    const needed = modifier === 'CO' ? 'GO' : modifier === 'CQ' ? 'GP' : undefined
    if (needed !== undefined && disciplines[0] !== needed)
      report('assistantAlone', place, { procedure, date: data.date, modifier, needed })
  }
}

/** Physical, occupational and speech therapists. Source: NUCC taxonomy code set. */
const isTherapist = (taxonomy: string | undefined): boolean =>
  taxonomy !== undefined &&
  (taxonomy.startsWith('2251') || taxonomy.startsWith('225X') || taxonomy.startsWith('235Z'))
