import type { VisitCodes } from '../codesets/tables.ts'
import type { Line } from '../model/claim.ts'
import { countAsOne, daysMeet, firstDay, renderingOf } from '../model/claim-facts.ts'
import { isoDate } from '../model/dates.ts'
import { defineEdit } from './define.ts'

/** A preventive visit beside a problem visit, or one that Medicare does not know. */
export const visitPreventive = defineEdit({
  id: 'visit-preventive',
  title: 'A preventive and a problem visit on one day, or a preventive visit that Medicare does not cover',
  why: `A problem that a preventive visit brings to light, and that needs work of its own, is billed as a visit beside it with
    modifier 25; without it the payer takes the problem for a part of the preventive visit. Medicare covers no preventive
    visits by age (99381 to 99397): it has an initial visit and annual wellness visits of its own.`,
  source: {
    title:
      'CPT preventive medicine services; IOM 100-04 chapter 12 sections 30.6.1.1 and 30.6.2; IOM 100-04 chapter 18 sections 80 and 140',
    url: 'https://www.cms.gov/regulations-and-guidance/guidance/manuals/downloads/clm104c12.pdf',
  },
  claimTypes: ['professional'],
  authority: 'every-payer',
  tables: ['visitCodes', 'profile'],
  history: true,
  yieldsTo: { 'procedure-invalid': 'line', 'ncci-ptp': 'line' },
  wakes: { procedure: (code, { visitCodes }) => isPreventiveCode(code, visitCodes) },
  notes: [
    'The problem visit is one of the office, at home, a consultation or by video; eye examinations and hospital visits are not judged here.',
    'Medicare never pays 99381 to 99397: the patient owes them. With GY the line is billed for the denial, which is legitimate, and nothing is said; a visit beside it needs no 25 for Medicare.',
    'Medicare Advantage plans often cover these visits as an extra benefit: nothing is said to them.',
  ],
  messages: {
    modifierMissing: {
      severity: 'deny',
      group: 'CO',
      carc: '97',
      scope: 'line',
      text: '{{problem}} on {{date}} is billed beside the preventive visit {{preventive}} without modifier 25.',
      fix: 'Bill the preventive visit alone, unless the record shows a problem that needed significant work of its own; then report 25 on {{problem}}.',
    },
    misplaced: {
      severity: 'review',
      group: 'CO',
      carc: '97',
      scope: 'line',
      text: 'Modifier 25 stands on the preventive visit {{preventive}} on {{date}}; it describes the problem visit {{problem}}.',
      fix: 'Move 25 to {{problem}} if the record shows a problem that needed significant work of its own; otherwise bill the preventive visit alone.',
    },
    notCovered: {
      severity: 'deny',
      group: 'PR',
      carc: '96',
      rarc: 'N425',
      scope: 'line',
      text: 'Medicare does not cover the preventive visit {{preventive}} on {{date}}.',
      fix: 'Bill G0402, G0438 or G0439 if the record is that of an initial preventive or annual wellness visit. Otherwise the patient owes the visit; GY says that it is billed for the denial.',
    },
  },

  check(claim, { visitCodes, profile }, report) {
    const { lines } = claim
    const preventives: Line[] = []
    for (let at = 0; at < lines.length; at++) {
      const preventive = lines[at]!
      const kind = preventiveKind(preventive, visitCodes)
      if (!kind) continue
      if (kind === 'Medicare' || profile.line !== 'medicare') preventives.push(preventive)
      else if (!preventive.modifiers.includes('GY')) {
        const day = firstDay(preventive)
        const data = { preventive: preventive.procedure!, date: isoDate(day) }
        report('notCovered', `lines[${at}].procedure`, data, {
          cite: visitCodes.cite(preventive.procedure!, day),
        })
      }
    }
    if (preventives.length === 0) return
    for (let at = 0; at < lines.length; at++) {
      const problem = lines[at]!
      if (!isProblem(problem, visitCodes) || problem.modifiers.includes('25')) continue
      const preventive = preventives.find(
        (other) =>
          daysMeet(other, problem) &&
          countAsOne(profile.practitioners, renderingOf(claim, other), renderingOf(claim, problem)),
      )
      if (!preventive) continue
      const day = firstDay(problem)
      report(
        preventive.modifiers.includes('25') ? 'misplaced' : 'modifierMissing',
        `lines[${at}].procedure`,
        { problem: problem.procedure!, preventive: preventive.procedure!, date: isoDate(day) },
        { related: [lines.indexOf(preventive)], cite: visitCodes.cite(problem.procedure!, day) },
      )
    }
  },
})

/** Families of the visit table: Medicare's own preventive visits, and the visits that bring a problem. */
const medicarePreventive: ReadonlySet<string> = new Set([
  'Medicare initial preventive',
  'Medicare annual wellness first',
  'Medicare annual wellness later',
])
const problems: ReadonlySet<string> = new Set([
  'office',
  'home or residence',
  'domiciliary',
  'consultation office',
  'audio-video visit',
])

/** G0402, G0438, G0439 and the codes of CPT's preventive medicine section (99381 to 99397). */
const isPreventiveCode = (code: string, visitCodes: VisitCodes): boolean =>
  visitCodes.has(code) && (/^G0(402|438|439)$/.test(code) || /^993[89]\d$/.test(code))

function preventiveKind(line: Line, visitCodes: VisitCodes): 'by age' | 'Medicare' | undefined {
  if (line.procedure === undefined) return undefined
  const family = visitCodes.find(line.procedure, firstDay(line))?.family
  if (family === undefined) return undefined
  return family === 'preventive' ? 'by age' : medicarePreventive.has(family) ? 'Medicare' : undefined
}

function isProblem(line: Line, visitCodes: VisitCodes): boolean {
  if (line.procedure === undefined) return false
  const family = visitCodes.find(line.procedure, firstDay(line))?.family
  return family !== undefined && problems.has(family)
}
