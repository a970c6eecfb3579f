import type { AddOnTable, PreventiveServices } from '../codesets/tables.ts'
import type { Claim, Line } from '../model/claim.ts'
import { compareProviders, daysMeet, firstDay, lastDay, renderingOf } from '../model/claim-facts.ts'
import { isoDate } from '../model/dates.ts'
import { comparePriorProvider, evidenceOf, samePayer, type PriorLine } from '../model/history.ts'
import { defineEdit } from './define.ts'

const COMPLEXITY = 'G2211'

/** From this day a visit with 25 may carry G2211 beside a preventive service. Source: CY2025 physician fee schedule final rule. */
const PREVENTIVE_FROM = 20250101

/** G2211 without a visit that may carry it, or beside what forbids it. */
export const visitComplexity = defineEdit({
  id: 'visit-complexity',
  title: 'Visit complexity (G2211) without a visit that may carry it, or on a visit with modifier 25',
  why: `G2211 pays for the complexity of a lasting relationship with the patient. It is an add-on to an office visit, from 2026
    to a home visit too, of the same practitioner and day. Where modifier 25 marks the visit as separate from another
    service of the day it is not paid, unless that service is a vaccination or a preventive one of Medicare's.`,
  source: {
    title:
      'CY2024, CY2025 and CY2026 physician fee schedule final rules; CR 13473 and CR 13705; CMS add-on code edits file',
    url: 'https://www.cms.gov/medicare/payment/fee-schedules/physician/evaluation-management-visits',
  },
  claimTypes: ['professional'],
  authority: 'medicare',
  tables: ['addOns', 'preventiveServices', 'history'],
  history: true,
  yieldsTo: { 'procedure-invalid': 'line' },
  wakes: { procedure: (code) => code === COMPLEXITY },
  notes: [
    'Which visits may carry G2211 on a day is read from the add-on file: office visits from 2024-01-01, home visits from 2026-01-01.',
    'A visit on another claim of the patient carries G2211 as one on this claim does; what its modifier 25 is about is not judged.',
    'The exception for preventive services counts for services from 2025-01-01. With a vaccination and an operation on one day it is a `review` which of them 25 is about.',
    'The list of preventive services is the package’s own (`preventive_services`); some laboratory screenings count only with a screening diagnosis, and are taken to be preventive here.',
    'CARC 97 for G2211 beside 25 was not confirmed by a contractor’s page.',
  ],
  messages: {
    visitMissing: {
      severity: 'deny',
      group: 'CO',
      carc: 'B15',
      rarc: 'N122',
      scope: 'line',
      text: 'G2211 on {{date}} has no visit beside it that may carry it on that day.',
      fix: 'Add the visit if it was left out; otherwise remove G2211.',
    },
    otherPractitioner: {
      severity: 'review',
      group: 'CO',
      carc: 'B15',
      rarc: 'N122',
      scope: 'line',
      text: 'G2211 on {{date}}: the visit {{visit}} that may carry it is billed by another practitioner.',
      fix: 'Check who saw the patient: G2211 is paid to the practitioner of the visit.',
    },
    withModifier25: {
      severity: 'deny',
      group: 'CO',
      carc: '97',
      denial: 'with 25',
      scope: 'line',
      text: 'G2211 on {{date}} is not paid beside {{visit}} with modifier 25.',
      fix: 'Remove G2211, or remove 25 if the record shows no other service of that day that it is about.',
    },
    mixed: {
      severity: 'review',
      group: 'CO',
      carc: '97',
      denial: 'with 25',
      scope: 'line',
      text: 'G2211 on {{date}} beside {{visit}} with modifier 25: a preventive service allows it, {{procedure}} does not.',
      fix: 'Check which service 25 is about; G2211 is paid only where it is the preventive one.',
    },
  },

  check(claim, { addOns, preventiveServices, history }, report) {
    const visits = visitsOf(claim, addOns)
    const judged = new Map<Visit, ReturnType<typeof besideOf>>()
    claim.lines.forEach((line, at) => {
      if (line.procedure !== COMPLEXITY) return
      const day = firstDay(line)
      if (addOns.type(COMPLEXITY, day, 'practitioner') === 0) return
      const place = `lines[${at}].procedure`
      const date = isoDate(day)
      const carrier = carrierOf(claim, line, visits)
      const prior = carrier?.own ? undefined : priorCarrierOf(claim, line, history.of(claim).sameDays, addOns)
      if (prior?.own) return
      if (prior && !carrier) {
        const detail = { evidence: [evidenceOf(prior.line)], cite: addOns.cite(prior.row) }
        report('otherPractitioner', place, { date, visit: prior.line.procedure! }, detail)
        return
      }
      if (!carrier) {
        const cite = addOns.cite(addOns.anyRow(COMPLEXITY, day, 'practitioner'))
        report('visitMissing', place, { date }, { cite })
        return
      }
      const { visit, own } = carrier
      const detail = { related: [visit.at], cite: addOns.cite(visit.row) }
      const data = { date, visit: visit.line.procedure! }
      if (!own) report('otherPractitioner', place, data, detail)
      if (!own || !visit.has25) return
      const beside = judged.get(visit) ?? besideOf(claim, visit, preventiveServices)
      judged.set(visit, beside)
      if (beside === 'forbidden') report('withModifier25', place, data, detail)
      else if (beside !== 'allowed') report('mixed', place, { ...data, procedure: beside.operation }, detail)
    })
  },
})

/** A visit that may carry G2211 on its first day. */
interface Visit {
  readonly line: Line
  readonly at: number
  readonly from: number
  readonly through: number
  readonly has25: boolean
  /** Row of the add-on table that says so. */
  readonly row: number
}

const visitsOf = (claim: Claim, addOns: AddOnTable): Visit[] =>
  claim.lines.flatMap((line, at) => {
    if (line.procedure === undefined || line.procedure === COMPLEXITY) return []
    const from = firstDay(line)
    const row = addOns.find(COMPLEXITY, line.procedure, from, 'practitioner')
    return row < 0
      ? []
      : [{ line, at, from, through: lastDay(line), has25: line.modifiers.includes('25'), row }]
  })

/** The visit that carries the line: one's own before another's, one without 25 before one with it. */
function carrierOf(
  claim: Claim,
  line: Line,
  visits: readonly Visit[],
): { readonly visit: Visit; readonly own: boolean } | undefined {
  const [from, through] = [firstDay(line), lastDay(line)]
  let best: { readonly visit: Visit; readonly own: boolean } | undefined
  for (const visit of visits) {
    if (visit.from > through || from > visit.through) continue
    const own = compareProviders(renderingOf(claim, line), renderingOf(claim, visit.line)) !== 'different'
    if (own && !visit.has25) return { visit, own }
    if (!best || (own && !best.own)) best = { visit, own }
  }
  return best
}

/** The visit of another claim that carries the line, one's own before another's. */
function priorCarrierOf(claim: Claim, line: Line, priors: readonly PriorLine[], addOns: AddOnTable) {
  let found: { readonly line: PriorLine; readonly row: number; readonly own: boolean } | undefined
  for (const prior of priors) {
    if (prior.procedure === undefined || prior.from > lastDay(line) || firstDay(line) > prior.through)
      continue
    if (prior.claim.type !== claim.type || !samePayer(claim, prior.claim)) continue
    const row = addOns.find(COMPLEXITY, prior.procedure, prior.from, 'practitioner')
    if (row < 0) continue
    const own = comparePriorProvider(claim, line, prior) !== 'different'
    if (own) return { line: prior, row, own }
    found ??= { line: prior, row, own }
  }
  return found
}

/** What the visit's 25 can be about: nothing preventive, something preventive, or that and an operation. */
function besideOf(
  claim: Claim,
  { line: visit, from: day }: Visit,
  preventive: PreventiveServices,
): 'allowed' | 'forbidden' | { readonly operation: string } {
  if (day < PREVENTIVE_FROM) return 'forbidden'
  let found = false
  let operation: string | undefined
  for (const other of claim.lines) {
    const { procedure } = other
    if (procedure === undefined || other === visit || !daysMeet(visit, other)) continue
    if (preventive.has(procedure, day)) found = true
    else if (/^[1-6]\d{4}$/.test(procedure) && procedure !== '36415') operation ??= procedure
  }
  if (!found) return 'forbidden'
  return operation === undefined ? 'allowed' : { operation }
}
