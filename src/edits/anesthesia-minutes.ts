import type { Claim } from '../model/claim.ts'
import { compareProviders, daysMeet, firstDay, PAIRED_LINES, renderingOf } from '../model/claim-facts.ts'
import { isoDate } from '../model/dates.ts'
import { defineEdit } from './define.ts'

/**
 * Codes without time of their own: daily management 01996, the burn add-on 01953, and the qualifying circumstances.
 * Source: CPT anesthesia guidelines (numbers); IOM 100-04 chapter 12 section 50. 01953 and the circumstances are known,
 * not confirmed in a source.
 */
const isTimeless = (procedure: string): boolean =>
  procedure === '01996' ||
  procedure === '01953' ||
  procedure === '99100' ||
  procedure === '99116' ||
  procedure === '99135' ||
  procedure === '99140'

/** Anesthesia add-ons, which stand beside a base code. Source: CPT anesthesia section (numbers). */
const isAddOn = (procedure: string): boolean =>
  procedure === '01953' || procedure === '01968' || procedure === '01969'

/** Whether the code stands in CPT's anesthesia section, 00100 to 01999. */
const isAnesthesia = (procedure: string): boolean =>
  procedure.length === 5 && procedure >= '00100' && procedure <= '01999' && procedure.charCodeAt(4) <= 57

/** Anesthesia time that is missing, out of place, or counted twice. */
export const anesthesiaMinutes = defineEdit({
  id: 'anesthesia-minutes',
  title: 'Anesthesia time that is missing or out of place',
  why: `Anesthesia is paid by base units and time. The time is billed in minutes (unit MJ), on the line of the one base code of
    the session; a line without it cannot be priced and is returned.`,
  source: {
    title: 'IOM 100-04 chapter 12 section 50; ASC X12N 005010X222A1, loop 2400 SV103',
    url: 'https://www.cms.gov/regulations-and-guidance/guidance/manuals/downloads/clm104c12.pdf',
  },
  claimTypes: ['professional'],
  authority: 'ncci',
  tables: ['feeSchedule'],
  history: true,
  yieldsTo: { 'procedure-invalid': 'line' },
  wakes: { procedure: (code) => isAnesthesia(code) || isTimeless(code) },
  notes: [
    'Time is asked of codes that the fee schedule marks as anesthesia (status J), but for 01996 and 01953.',
    'Payers other than Medicare and Medicaid may take the time otherwise: `review`.',
    'One base code a session, the one with the most base units; 01953, 01968 and 01969 are add-ons. A second session of the day, marked 59, X, 76 to 79, is not questioned.',
    'Base units are not in the tables, so which of two codes is the higher is not said.',
  ],
  messages: {
    missing: {
      severity: 'reject',
      carc: '16',
      text: '{{procedure}} on {{date}} has no minutes (unit MJ).',
      fix: 'Report the minutes from the anesthesia record with unit MJ.',
    },
    takesNone: {
      severity: 'review',
      carc: '16',
      text: '{{procedure}} on {{date}} bears minutes and is not timed.',
      fix: 'Report units; the time belongs on the base code of the session.',
    },
    severalCodes: {
      severity: 'review',
      group: 'CO',
      carc: '97',
      scope: 'line',
      text: '{{procedure}} stands beside {{other}} on {{date}}; one base code is paid a session, with all of its time.',
      fix: 'Report the code with the most base units and the whole time, unless the record shows two sessions.',
    },
  },

  check(claim, { feeSchedule }, report) {
    claim.lines.forEach((line, at) => {
      const { procedure, minutes } = line
      if (procedure === undefined || !(isAnesthesia(procedure) || isTimeless(procedure))) return
      const day = firstDay(line)
      const data = { procedure, date: isoDate(day) }
      if (isTimeless(procedure)) {
        if (minutes !== undefined && minutes > 0) report('takesNone', `lines[${at}].minutes`, data)
        return
      }
      const row = feeSchedule.find(procedure, day)
      if (row < 0 || feeSchedule.indicator(row, 'status') !== 'J') return
      if (minutes === undefined || minutes <= 0)
        report('missing', `lines[${at}].minutes`, data, { cite: feeSchedule.cite(row) })
      const other = isAddOn(procedure) ? -1 : otherBase(claim, at)
      if (other >= 0)
        report(
          'severalCodes',
          `lines[${at}].procedure`,
          { ...data, other: claim.lines[other]!.procedure! },
          { related: [other] },
        )
    })
  },
})

/** Modifiers that mark a session of its own. */
const isOwnSession = (modifier: string): boolean =>
  modifier === '59' ||
  modifier === '76' ||
  modifier === '77' ||
  modifier === '78' ||
  modifier === '79' ||
  modifier === 'XE' ||
  modifier === 'XS' ||
  modifier === 'XU' ||
  modifier === 'XP'

/** An earlier line of the day with another base code by the same practitioner, -1 when there is none. */
function otherBase(claim: Claim, at: number): number {
  const line = claim.lines[at]!
  if (at >= PAIRED_LINES || line.modifiers.some(isOwnSession)) return -1
  for (let other = 0; other < at; other++) {
    const beside = claim.lines[other]!
    const code = beside.procedure
    if (
      code === undefined ||
      code === line.procedure ||
      !isAnesthesia(code) ||
      isTimeless(code) ||
      isAddOn(code)
    )
      continue
    if (!daysMeet(line, beside) || beside.modifiers.some(isOwnSession)) continue
    if (compareProviders(renderingOf(claim, line), renderingOf(claim, beside)) === 'same') return other
  }
  return -1
}
