import type { VisitCodes } from '../codesets/tables.ts'
import type { Claim, Line } from '../model/claim.ts'
import { countAsOne, firstDay, isInpatient, lastDay, placeOf, renderingOf } from '../model/claim-facts.ts'
import { isoDate } from '../model/dates.ts'
import { countsAsOne, evidenceOf, priorDiagnoses, samePayer, type PriorLine } from '../model/history.ts'
import { medicarePartReach } from '../model/profile.ts'
import { defineEdit } from './define.ts'

/** Two visits of one practitioner on one day. */
export const visitSameDay = defineEdit({
  id: 'visit-same-day',
  title: 'Two visits of one practitioner on one day',
  why: `Practitioners of one group and specialty are paid one visit a patient and day; what was done at both is billed as one
    visit of the level that the work together supports. A second visit is paid where the record shows that it was a
    separate one, for another problem.`,
  source: {
    title:
      'IOM 100-04 chapter 12 sections 30.6.5, 30.6.7 B and 30.6.9; chapter 4 section 180.4 (condition code G0)',
    url: 'https://www.cms.gov/regulations-and-guidance/guidance/manuals/downloads/clm104c12.pdf',
  },
  claimTypes: ['professional', 'institutional'],
  authority: 'every-payer',
  tables: ['visitCodes', 'profile', 'history'],
  history: true,
  yieldsTo: { 'procedure-invalid': 'line', 'claim-duplicate': 'line', 'ncci-ptp': 'line' },
  wakes: { procedure: (code, { visitCodes }) => visitCodes.has(code) },
  pairs: true,
  notes: [
    'Prolonged services, add-on codes, care management, portal messages and counselling are not visits here; preventive visits are the subject of visit-preventive.',
    'Modifier 25 on either visit parts them; 25 must still stand in the record.',
    'Different diagnoses and different places part two visits. Different diagnoses in one place are a `review`: the payer wants to know why one encounter did not do.',
    'A hospital discharge and a nursing facility admission of the same day are both paid.',
    'For Medicare and who follows it: on outpatient bills two visits under one revenue code want condition code G0 (and 27 on the second): `review`, the outpatient editor’s edit 42 was not read again.',
    'A visit on another practitioner claim of the patient counts as one on this claim does; two hospital bills are not compared.',
    'Who counts as one practitioner is in the payer’s profile (`practitioners`).',
  ],
  messages: {
    secondVisit: {
      severity: 'deny',
      group: 'CO',
      carc: 'B14',
      denial: 'second visit',
      scope: 'line',
      text: '{{second}} on {{date}} is a second visit of the same practitioner beside {{first}}.',
      fix: 'Bill one visit of the level that the record of both supports. If the record shows a separate visit for another problem, modifier 25 says so.',
    },
    otherDiagnosis: {
      severity: 'review',
      group: 'CO',
      carc: 'B14',
      denial: 'second visit',
      scope: 'line',
      text: '{{second}} on {{date}} is a second visit beside {{first}} in the same place, for other diagnoses.',
      fix: 'Check that the record shows why one encounter could not serve both problems; otherwise bill one visit.',
    },
    conditionMissing: {
      severity: 'review',
      scope: 'line',
      text: '{{second}} on {{date}} is a second visit beside {{first}} under revenue code {{revenue}}, without condition code G0.',
      fix: 'Report condition code G0 if the record shows distinct visits; otherwise bill one.',
    },
  },

  check(claim, { visitCodes, profile, history }, report) {
    const { lines } = claim
    const priors = claim.type === 'professional' ? history.of(claim).sameDays : NO_PRIORS
    if ((lines.length < 2 && priors.length === 0) || isInpatient(claim)) return
    if (claim.type === 'institutional' && medicarePartReach(profile, 'visit-same-day') === 'free') return
    if (priors.length === 0 && !hasTwo(claim, visitCodes)) return
    let visits: Visit[] | undefined
    for (let at = 0; at < lines.length; at++) {
      const later = visitOf(lines[at]!, at, visitCodes)
      if (!later) continue
      const conflict = visits && conflictOf(claim, visits, later, profile.practitioners)
      if (conflict) {
        const { message, earlier } = conflict
        report(
          message,
          `lines[${at}].procedure`,
          {
            first: earlier.line.procedure!,
            second: later.line.procedure!,
            date: isoDate(Math.max(earlier.from, later.from)),
            revenue: later.line.revenueCode ?? '',
          },
          { related: [earlier.at], cite: visitCodes.cite(later.line.procedure!, later.from) },
        )
      }
      const prior =
        conflict || priors.length === 0
          ? undefined
          : priorConflictOf(claim, priors, later, visitCodes, profile.practitioners)
      if (prior)
        report(
          prior.message,
          `lines[${at}].procedure`,
          {
            first: prior.earlier.procedure!,
            second: later.line.procedure!,
            date: isoDate(Math.max(prior.earlier.from, later.from)),
            revenue: '',
          },
          {
            evidence: [evidenceOf(prior.earlier)],
            cite: visitCodes.cite(later.line.procedure!, later.from),
          },
        )
      ;(visits ??= []).push(later)
    }
  },
})

const NO_PRIORS: readonly PriorLine[] = []

/** Whether two lines may be visits. */
function hasTwo({ lines }: Claim, visitCodes: VisitCodes): boolean {
  let count = 0
  for (const { procedure } of lines)
    if (procedure !== undefined && visitCodes.has(procedure) && ++count === 2) return true
  return false
}

/** A line that is a visit and bears no 25, with its days. */
interface Visit {
  readonly line: Line
  readonly at: number
  readonly family: string
  readonly from: number
  readonly through: number
}

/** The earlier line that most surely makes a visit the second one of its day. */
function conflictOf(claim: Claim, visits: readonly Visit[], later: Visit, practitioners: Practitioners) {
  let unsure: { readonly message: 'otherDiagnosis' | 'conditionMissing'; readonly earlier: Visit } | undefined
  for (const earlier of visits) {
    if (earlier.from > later.through || later.from > earlier.through || bothPaid(earlier, later)) continue
    const message = judge(claim, earlier.line, later.line, practitioners)
    if (message === 'secondVisit') return { message, earlier }
    if (message && !unsure) unsure = { message, earlier }
  }
  return unsure
}

/** The line of an earlier claim that most surely makes a visit the second one of its day. */
function priorConflictOf(
  claim: Claim,
  priors: readonly PriorLine[],
  later: Visit,
  visitCodes: VisitCodes,
  practitioners: Practitioners,
) {
  let unsure: { readonly message: 'otherDiagnosis'; readonly earlier: PriorLine } | undefined
  for (const earlier of priors) {
    if (earlier.from > later.through || later.from > earlier.through || earlier.claim.later) continue
    const family = familyOf(earlier, earlier.from, visitCodes)
    if (family === undefined || bothPaid({ family }, later) || !samePayer(claim, earlier.claim)) continue
    if (!countsAsOne(practitioners, claim, later.line, earlier)) continue
    const own = later.line.pointers.flatMap((pointer) => claim.diagnoses[pointer - 1]?.code ?? [])
    const others = earlier.pointers.length === 0 ? [] : priorDiagnoses(earlier)
    const differ = own.length > 0 && others.length > 0 && !own.some((code) => others.includes(code))
    if (!differ) return { message: 'secondVisit' as const, earlier }
    const place = placeOf(claim, later.line)
    if (!unsure && (place === undefined || earlier.place === undefined || place === earlier.place))
      unsure = { message: 'otherDiagnosis', earlier }
  }
  return unsure
}

type Practitioners = Parameters<typeof countAsOne>[0]

/** Families of the visit table of which a practitioner is paid one a day. */
const families: ReadonlySet<string> = new Set([
  'office',
  'observation',
  'hospital initial',
  'observation subsequent',
  'hospital subsequent',
  'hospital same day',
  'hospital discharge',
  'consultation office',
  'consultation inpatient',
  'emergency department',
  'critical care',
  'nursing facility initial',
  'nursing facility subsequent',
  'nursing facility discharge',
  'nursing facility annual',
  'domiciliary',
  'home or residence',
  'eye examination',
  'audio-video visit',
  'audio-only visit',
  'hospital clinic visit',
  'type B emergency department',
])

function visitOf(line: Line, at: number, visitCodes: VisitCodes): Visit | undefined {
  const from = firstDay(line)
  const family = familyOf(line, from, visitCodes)
  return family === undefined ? undefined : { line, at, family, from, through: lastDay(line) }
}

/** The family of a line that is a visit and bears no 25. */
function familyOf(
  { procedure, modifiers }: Pick<PriorLine, 'procedure' | 'modifiers'>,
  day: number,
  visitCodes: VisitCodes,
): string | undefined {
  // 99292 adds to 99291; a line with 25 is parted from all others.
  if (procedure === undefined || procedure === '99292' || !visitCodes.has(procedure)) return undefined
  if (modifiers.includes('25')) return undefined
  const family = visitCodes.find(procedure, day)?.family
  return family !== undefined && families.has(family) ? family : undefined
}

/** Source: IOM 100-04 chapter 12 section 30.6.9.2 D: hospital discharge and nursing facility admission on one day. */
const bothPaid = (one: Pick<Visit, 'family'>, other: Pick<Visit, 'family'>): boolean =>
  (one.family === 'hospital discharge' && other.family === 'nursing facility initial') ||
  (other.family === 'hospital discharge' && one.family === 'nursing facility initial')

function judge(
  claim: Claim,
  one: Line,
  other: Line,
  practitioners: Practitioners,
): 'secondVisit' | 'otherDiagnosis' | 'conditionMissing' | undefined {
  if (claim.type === 'institutional') {
    const parted =
      claim.conditionCodes.includes('G0') || one.modifiers.includes('27') || other.modifiers.includes('27')
    return parted || one.revenueCode !== other.revenueCode ? undefined : 'conditionMissing'
  }
  if (!countAsOne(practitioners, renderingOf(claim, one), renderingOf(claim, other))) return undefined
  if (!differInDiagnosis(claim, one, other)) return 'secondVisit'
  const [place, otherPlace] = [placeOf(claim, one), placeOf(claim, other)]
  return place !== undefined && otherPlace !== undefined && place !== otherPlace
    ? undefined
    : 'otherDiagnosis'
}

/** Whether both lines point at diagnoses, and at none in common. */
function differInDiagnosis({ diagnoses }: Claim, one: Line, other: Line): boolean {
  if (one.pointers.length === 0 || other.pointers.length === 0) return false
  return !one.pointers.some((pointer) =>
    other.pointers.some(
      (beside) => pointer === beside || diagnoses[pointer - 1]?.code === diagnoses[beside - 1]?.code,
    ),
  )
}
