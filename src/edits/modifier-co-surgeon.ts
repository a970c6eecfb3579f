import type { Claim, Line } from '../model/claim.ts'
import {
  compareProviders,
  daysMeet,
  firstDay,
  isPractitioners,
  PAIRED_LINES,
  renderingOf,
} from '../model/claim-facts.ts'
import { isoDate } from '../model/dates.ts'
import { evidenceOf, samePayer, type PatientHistory, type PriorLine } from '../model/history.ts'
import { defineEdit } from './define.ts'

/** Two surgeons for a procedure that takes one. */
export const modifierCoSurgeon = defineEdit({
  id: 'modifier-co-surgeon',
  title: 'Co-surgeons for a procedure that takes one surgeon',
  why: `Modifier 62 says that two surgeons did distinct parts of one procedure. The fee schedule's co-surgeon indicator says
    whether both are paid: 2 where their specialties differ, 1 with documentation, 0 no, 9 where the idea does not apply.`,
  source: {
    title: 'IOM 100-04 chapter 12 section 40.8; CMS relative value files, attachment A',
    url: 'https://www.cms.gov/medicare/payment/fee-schedules/physician/pfs-relative-value-files',
  },
  claimTypes: ['professional', 'institutional'],
  authority: 'medicare',
  tables: ['feeSchedule', 'feeScheduleRules', 'history'],
  history: true,
  yieldsTo: { 'procedure-invalid': 'line' },
  wakes: { modifier: (modifier) => modifier === '62' },
  notes: [
    'One specialty with indicator 2 asks for documentation and is no bar; it shows where the other surgeon’s line is on this claim or in the patient’s history.',
    'That the other surgeon reports no line of his own is not looked at.',
    'Indicators speak only for codes with status A, C, R or T.',
  ],
  messages: {
    notPaid: {
      severity: 'deny',
      group: 'CO',
      carc: '54',
      denial: 'not payable',
      scope: 'line',
      text: '{{procedure}}-62 on {{date}}: Medicare pays no co-surgeons for it (indicator {{indicator}}, {{meaning}}).',
      fix: 'Remove 62 if one surgeon did the procedure; otherwise each reports what he did alone.',
    },
    documentation: {
      severity: 'review',
      group: 'CO',
      carc: '54',
      denial: 'not payable',
      scope: 'line',
      text: '{{procedure}}-62 on {{date}}: Medicare pays co-surgeons only {{meaning}} (indicator {{indicator}}).',
      fix: 'Keep both operative reports, which show the part of each surgeon, ready to send.',
    },
    sameSpecialty: {
      severity: 'review',
      group: 'CO',
      carc: '54',
      denial: 'not payable',
      scope: 'line',
      text: '{{procedure}}-62 on {{date}}: both surgeons are of one specialty; Medicare pays two of different ones without documentation.',
      fix: 'Keep both operative reports, which show why two surgeons were needed, ready to send.',
    },
  },

  check(claim, { feeSchedule, feeScheduleRules, history }, report) {
    claim.lines.forEach((line, at) => {
      const which = line.modifiers.indexOf('62')
      if (which < 0 || line.procedure === undefined || !isPractitioners(claim, line)) return
      const day = firstDay(line)
      const row = feeSchedule.find(line.procedure, day)
      const rule = row < 0 ? undefined : feeScheduleRules.ofRow(feeSchedule, row, 'coSurgeon')
      if (!rule || rule.severity === 'none') return
      const place = `lines[${at}].modifiers[${which}]`
      const data = {
        procedure: line.procedure,
        date: isoDate(day),
        indicator: rule.value,
        meaning: rule.meaning,
      }
      const cite = feeSchedule.cite(row)
      if (rule.value !== '2') {
        report(rule.severity === 'deny' ? 'notPaid' : 'documentation', place, data, { cite })
        return
      }
      const other = colleague(claim, at)
      const prior = other < 0 ? earlierColleague(claim, line, history.of(claim)) : undefined
      if (other >= 0) report('sameSpecialty', place, data, { cite, related: [other] })
      else if (prior) report('sameSpecialty', place, data, { cite, evidence: [evidenceOf(prior)] })
    })
  },
})

/** An earlier line of the code and day with 62 by another surgeon of the same specialty, -1 when there is none. */
function colleague(claim: Claim, at: number): number {
  const line = claim.lines[at]!
  if (at >= PAIRED_LINES) return -1
  for (let other = 0; other < at; other++) {
    const beside = claim.lines[other]!
    if (beside.procedure !== line.procedure || !beside.modifiers.includes('62') || !daysMeet(line, beside))
      continue
    if (compareProviders(renderingOf(claim, line), renderingOf(claim, beside)) === 'same-specialty')
      return other
  }
  return -1
}

/** The other surgeon's line on another claim, where he is known to be another of the same specialty. */
function earlierColleague(claim: Claim, line: Line, { lines }: PatientHistory): PriorLine | undefined {
  const day = firstDay(line)
  const own = renderingOf(claim, line)
  if (own === undefined) return undefined
  return lines.find(
    ({ procedure, modifiers, from, through, rendering, claim: prior }) =>
      procedure === line.procedure &&
      modifiers.includes('62') &&
      from <= day &&
      day <= through &&
      rendering !== undefined &&
      samePayer(claim, prior) &&
      compareProviders(own, rendering) === 'same-specialty',
  )
}
