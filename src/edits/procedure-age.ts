import type { AgeBound, AgeLimit } from '../codesets/tables.ts'
import type { Claim, Line } from '../model/claim.ts'
import { firstDay } from '../model/claim-facts.ts'
import { ageInMonths, ageInYears, daysBetween } from '../model/dates.ts'
import { medicarePartReach } from '../model/profile.ts'
import { defineEdit } from './define.ts'

/** A service whose definition or coverage limits age. */
export const procedureAge = defineEdit({
  id: 'procedure-age',
  title: 'A service that is for other ages',
  why: `Some codes name the age they are for, and some screenings are covered from one age to another. A claim whose patient is
    older or younger is denied, because the code or the birth date must be wrong or the service is not covered.`,
  source: {
    title: 'CPT code definitions; NCD 210.1, 210.3 and 210.14; IOM 100-04 chapter 18',
    url: 'https://www.cms.gov/medicare-coverage-database/search.aspx',
  },
  claimTypes: ['professional', 'institutional'],
  authority: 'every-payer',
  tables: ['procedureAges', 'profile'],
  yieldsTo: { 'procedure-invalid': 'line' },
  wakes: { procedure: (code, { procedureAges }) => procedureAges.has(code) },
  notes: [
    'Age counts on the day of service; of a span of days, one day on which the age is right is enough. A person born on 29 February turns a year older on 1 March in other years.',
    'Limits of Medicare’s coverage count for Medicare; for Medicare Advantage they are a `review`, for others nothing.',
    '82270 is judged only where the line points at a screening diagnosis (Z12): for a diagnostic test there is no age.',
    'Medicare covers G0102 and G0103 from the day after the fiftieth birthday; on the birthday itself nothing is said.',
  ],
  messages: {
    outside: {
      severity: 'deny',
      group: 'CO',
      carc: '6',
      rarc: 'N129',
      denial: 'any',
      scope: 'line',
      text: '{{procedure}} is for patients {{range}}, and the patient was {{side}} on {{date}}.',
      fix: 'Check the birth date, then the code: report the one that is for the patient’s age.',
    },
    perhapsOutside: {
      severity: 'review',
      group: 'CO',
      carc: '6',
      rarc: 'N129',
      denial: 'any',
      scope: 'line',
      text: '{{procedure}} is for patients {{range}}, and the patient was {{side}} on {{date}}.',
      fix: 'Check the birth date and the code; payers differ, or the definition has exceptions.',
    },
  },

  check(claim, { procedureAges, profile }, report) {
    const birthDate = claim.patient?.birthDate
    const reach = medicarePartReach(profile, 'procedure-age')
    for (let at = 0; at < claim.lines.length; at++) {
      const line = claim.lines[at]!
      if (line.procedure === undefined) continue
      const limit = procedureAges.find(line.procedure, firstDay(line))
      if (!limit || (limit.payers === 'medicare' && (reach === 'free' || !isScreening(claim, line)))) continue
      if (birthDate === undefined) {
        report.unchecked(
          'missing-field',
          `${line.procedure} is for some ages alone, and the claim has no birth date of the patient.`,
        )
        continue
      }
      const side = sideOf(limit, birthDate, line)
      if (!side) continue
      const sure = limit.sure && (limit.payers === 'all' || reach === 'follows')
      report(
        sure ? 'outside' : 'perhapsOutside',
        `lines[${at}].procedure`,
        { procedure: line.procedure, date: line.serviceDate, range: rangeText(limit), side },
        { cite: procedureAges.cite(limit) },
      )
    }
  },
})

/** 82270 has a limit only as a screening; the other codes are screenings by definition. Source: NCD 210.3. */
const isScreening = ({ diagnoses }: Claim, { procedure, pointers }: Line): boolean =>
  procedure !== '82270' || pointers.some((pointer) => diagnoses[pointer - 1]?.code.startsWith('Z12'))

/** On which side of the limit the patient is on every day of the line; undefined where one day fits. */
function sideOf({ least, most }: AgeLimit, birthDate: string, line: Line): 'younger' | 'older' | undefined {
  const last = line.serviceDateThrough ?? line.serviceDate
  // Before birth there is no age: that is a matter of dates.
  if (last < birthDate) return undefined
  if (least && ageOn(birthDate, last, least.unit) < least.value) return 'younger'
  return most && ageOn(birthDate, line.serviceDate, most.unit) > most.value ? 'older' : undefined
}

function ageOn(birthDate: string, day: string, unit: AgeBound['unit']): number {
  if (unit === 'days') return daysBetween(birthDate, day)
  return unit === 'months' ? ageInMonths(birthDate, day) : ageInYears(birthDate, day)
}

const boundText = ({ value, unit }: AgeBound): string => `${value} ${value === 1 ? unit.slice(0, -1) : unit}`

function rangeText({ least, most }: AgeLimit): string {
  if (least && most) return `from ${boundText(least)} to ${boundText(most)} old`
  if (least) return `of ${boundText(least)} or more`
  return most!.value === 0 ? 'in the first year of life' : `of ${boundText(most!)} or less`
}
