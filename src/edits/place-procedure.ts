import type { FeeScheduleTable, PlaceConflict, PlaceRules, ServiceKind } from '../codesets/tables.ts'
import type { Line } from '../model/claim.ts'
import { firstDay, isSurgeryCenter, placeOf } from '../model/claim-facts.ts'
import { isoDate } from '../model/dates.ts'
import { medicarePartReach } from '../model/profile.ts'
import { defineEdit } from './define.ts'

/** A place of service that contradicts the service. */
export const placeProcedure = defineEdit({
  id: 'place-procedure',
  title: 'A place of service that contradicts the service',
  why: `Some codes say where the service was: a hospital visit cannot have been in the office. Others have no payment for the
    practitioner in a hospital, because the hospital's staff or equipment does them and the hospital is paid. The place
    also decides the rate, so payers compare it with the code.`,
  source: {
    title:
      'CMS place-of-service code set; IOM 100-04 chapter 12 section 30.6, chapter 26 section 10.5; relative value files, PC/TC indicators',
    url: 'https://www.cms.gov/medicare/coding-billing/place-of-service-codes/code-sets',
  },
  claimTypes: ['professional'],
  authority: 'every-payer',
  tables: ['placeRules', 'feeScheduleRules', 'profile'],
  also: ['feeSchedule'],
  yieldsTo: { 'procedure-invalid': 'line', 'place-invalid': 'line', 'modifier-component': 'line' },
  wakes: {
    procedure: (code, { placeRules, feeSchedule, feeScheduleRules }) =>
      placeRules.has(code) ||
      (feeSchedule !== undefined &&
        feeScheduleRules.onSomeDay(
          feeSchedule,
          code,
          (row) => kinds[feeSchedule.indicator(row, 'pcTc')] !== undefined,
        )),
  },
  notes: [
    'Rules of Medicare’s own count for Medicare; for Medicare Advantage they are a `review`, for others nothing. A rule that is not certain is a `review`, a guess a `note`.',
    'A technical part in a hospital is a finding of modifier-component where that runs.',
    'The fee schedule’s NA indicators say that a service is rare in a place; the contractor still pays it, so nothing is said.',
    'Observation is billed with the hospital visit codes in places 19, 22 and 23 since 2023.',
    'Indicators speak only for codes with status A, C, R or T. A surgery center’s own claim is not judged by them.',
  ],
  messages: {
    contradicts: {
      severity: 'deny',
      group: 'CO',
      carc: '5',
      rarc: 'M77',
      denial: 'any',
      scope: 'line',
      text: '{{procedure}} ({{family}}) on {{date}} cannot be in place {{place}}.',
      fix: 'Correct the place if the service was elsewhere; otherwise report the code for a service in place {{place}}.',
    },
    unusual: {
      severity: 'review',
      group: 'CO',
      carc: '5',
      rarc: 'M77',
      denial: 'any',
      scope: 'line',
      text: '{{procedure}} ({{family}}) on {{date}} is unusual in place {{place}}.',
      fix: 'Check where the service was and which code describes it there.',
    },
    rare: {
      severity: 'note',
      text: '{{procedure}} ({{family}}) on {{date}} is rare in place {{place}}.',
      fix: 'Check where the service was.',
    },
    hospitals: {
      severity: 'deny',
      group: 'CO',
      carc: '5',
      rarc: 'M77',
      denial: 'any',
      scope: 'line',
      text: '{{procedure}} on {{date}} in place {{place}} is a service of the hospital’s staff or equipment ({{family}}); the practitioner is not paid for it there.',
      fix: 'Remove the line: the hospital bills it. Correct the place if it was not in the hospital; an interpretation is reported with 26.',
    },
    facilitys: {
      severity: 'review',
      group: 'CO',
      carc: '5',
      rarc: 'M77',
      denial: 'any',
      scope: 'line',
      text: '{{procedure}} on {{date}} in place {{place}} may be a part of what the facility is paid for ({{family}}).',
      fix: 'Check who pays: the facility where it is in the patient’s stay or package. Correct the place if it was elsewhere.',
    },
    surgeryCenters: {
      severity: 'review',
      group: 'CO',
      carc: '171',
      rarc: 'M97',
      denial: 'surgery center ancillary by another biller',
      scope: 'line',
      text: '{{procedure}} on {{date}} in place 24 is a technical part, which the surgery center bills.',
      fix: 'Check who bills the technical part; an interpretation is reported with 26.',
    },
  },

  check(claim, { placeRules, feeSchedule, profile }, report) {
    const reach = medicarePartReach(profile, 'place-procedure')
    const { lines } = claim
    for (let at = 0; at < lines.length; at++) {
      const line = lines[at]!
      const { procedure } = line
      if (procedure === undefined) continue
      const place = placeOf(claim, line)
      if (place === undefined) {
        if (placeRules.has(procedure))
          report.unchecked('missing-field', `A line with ${procedure} has no place of service.`)
        continue
      }
      const coded = placeRules.ofCode(procedure, place, reach !== 'free')
      const kind =
        coded ||
        reach === 'free' ||
        !feeSchedule ||
        !placeRules.asksKind(place) ||
        isSurgeryCenter(claim, line)
          ? undefined
          : kindOf(line, feeSchedule)
      const conflict = coded ?? (kind && placeRules.ofKind(kind, place))
      if (!conflict) continue
      const severity = reach === 'may-follow' ? milder(conflict, placeRules) : conflict.severity
      const message = coded
        ? ({ deny: 'contradicts', review: 'unusual', note: 'rare' } as const)[severity]
        : place === '24'
          ? 'surgeryCenters'
          : severity === 'deny'
            ? 'hospitals'
            : 'facilitys'
      const data = { procedure, place, date: isoDate(firstDay(line)), family: conflict.family }
      report(message, `lines[${at}].placeOfService`, data, { cite: placeRules.cite(conflict) })
    }
  },
})

/** Kinds of service by PC/TC indicator; 1 is technical unless only the interpretation is billed. */
const kinds: Readonly<Record<string, ServiceKind>> = {
  '1': 'technical',
  '3': 'technical',
  '4': 'technical',
  '5': 'incident-to',
  '7': 'therapy',
}

function kindOf(line: Line, feeSchedule: FeeScheduleTable): ServiceKind | undefined {
  const row = feeSchedule.find(line.procedure!, firstDay(line))
  if (row < 0 || !'ACRT'.includes(feeSchedule.indicator(row, 'status'))) return undefined
  return line.modifiers.includes('26') ? undefined : kinds[feeSchedule.indicator(row, 'pcTc')]
}

/** What is certain for Medicare is no more than a `review` for Medicare Advantage, unless the rule is every payer's. */
const milder = (conflict: PlaceConflict, rules: PlaceRules): PlaceConflict['severity'] =>
  conflict.severity === 'deny' && rules.isMedicares(conflict) ? 'review' : conflict.severity
