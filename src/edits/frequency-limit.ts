import type { FrequencyLimit } from '../codesets/tables.ts'
import type { Claim, Line } from '../model/claim.ts'
import { firstDay, soleDay } from '../model/claim-facts.ts'
import { addDays, daysBetween, isoDate } from '../model/dates.ts'
import { evidenceOf, priorDiagnoses, samePayer, type PriorClaim, type PriorLine } from '../model/history.ts'
import type { Evidence } from '../model/result.ts'
import { defineEdit } from './define.ts'

const tooSoon = {
  scope: 'line',
  text: '{{procedure}} on {{date}} comes before {{next}}, the first day on which {{group}} is paid again after {{earlier}} on {{last}}.',
  fix: 'Move the service, or tell the patient before it (advance notice); an exception is for the record to show.',
} as const
const tooOften = {
  scope: 'line',
  text: '{{procedure}} on {{date}}: {{count}} of {{group}} were billed before {{period}}, and {{limit}} is the most that is paid.',
  fix: 'Check the earlier services and the record; what goes beyond is paid only where the coverage rule has an exception.',
} as const
const preventive = { group: 'CO', carc: '119', rarc: 'N362', denial: 'preventive' } as const

/** A service oftener than its period allows. */
export const frequencyLimit = defineEdit({
  id: 'frequency-limit',
  title: 'A service oftener than its period allows',
  why: `Screenings, preventive visits and some other services are paid once in a lifetime, once in so many full months, or
    so many times in a year. Medicare counts what all providers billed for the patient and denies what goes beyond.`,
  source: {
    title:
      'IOM 100-04 chapter 18 and chapter 12 section 30.6.9.2; national coverage determinations 210.1 to 210.14',
    url: 'https://www.cms.gov/regulations-and-guidance/guidance/manuals/downloads/clm104c18pdf.pdf',
  },
  claimTypes: ['professional', 'institutional'],
  authority: 'medicare',
  tables: ['frequencyLimits', 'history'],
  history: true,
  yieldsTo: { 'procedure-invalid': 'line', 'claim-duplicate': 'own-line' },
  wakes: { procedure: (code, { frequencyLimits }) => frequencyLimits.has(code) },
  notes: [
    'Eleven full months after a service in March end with February: the next is paid from 1 March. 23, 35, 47, 59 and 119 months are counted likewise.',
    'Services of the same day are one service; so are the reading (26) of one provider and the technical part of another.',
    'What was done after the line’s own day does not count. Lines with GA, GX, GY or GZ are billed for denial and are left alone.',
    'A service once in a lifetime may have been paid by an earlier payer or before the history begins: `unchecked` (outside-claim) where the history shows none.',
    'Rows that leave room (more often where necessary, yearly with continued risk) or are not certain are a `review`. A year is counted back from the day, an influenza season from July to June; both are careful readings.',
    'A screening that a diagnosis makes one is counted only with that diagnosis. Age limits are procedure-age’s.',
  ],
  messages: {
    tooSoon: { severity: 'deny', ...preventive, ...tooSoon },
    perhapsTooSoon: { severity: 'review', group: 'CO', carc: '151', rarc: 'N115', denial: 'LCD', ...tooSoon },
    tooOften: { severity: 'deny', ...preventive, ...tooOften },
    perhapsTooOften: { severity: 'review', ...preventive, ...tooOften },
  },

  check(claim, { frequencyLimits, history }, report) {
    // All on one day, and no other claims: nothing was earlier.
    if (!history.given && soleDay(claim) > 0) return
    for (let at = 0; at < claim.lines.length; at++) {
      const line = claim.lines[at]!
      if (line.procedure === undefined || line.modifiers.some(isForDenial)) continue
      const day = firstDay(line)
      const procedure = line.procedure
      for (const limit of frequencyLimits.find(procedure, day)) {
        if (limit.screening !== '' && !isScreening(limit, diagnosesOf(claim, line))) continue
        const services = earlierServices(claim, at, limit, history.of(claim).lines)
        const found = judge(limit, claim, line, services, history.of(claim).claims)
        if (!found) {
          if (limit.rule === 'lifetime' && history.given)
            report.unchecked(
              'outside-claim',
              `${procedure} is paid once in a lifetime; what other payers paid before is not known.`,
            )
          continue
        }
        const sure = limit.denies && found.sure
        const message =
          found.next !== undefined
            ? sure
              ? 'tooSoon'
              : 'perhapsTooSoon'
            : sure
              ? 'tooOften'
              : 'perhapsTooOften'
        const last = found.services.at(-1)!
        const data = {
          procedure,
          date: isoDate(day),
          group: limit.group,
          earlier: last.procedure,
          last: isoDate(last.day),
          next: found.next ?? '',
          count: found.services.length,
          period: found.period,
          limit: limit.count,
        }
        report(message, `lines[${at}].procedure`, data, {
          related: found.services.flatMap(({ at }) => (at === undefined ? [] : [at])),
          evidence: found.services.flatMap(({ evidence }) => evidence ?? []),
          cite: frequencyLimits.cite(limit),
        })
        break
      }
    }
  },
})

/** A service that counts towards a limit, of this claim (`at`) or another (`evidence`). */
interface Service {
  readonly procedure: string
  readonly day: number
  readonly at?: number
  readonly evidence?: Evidence
}

interface Beyond {
  /** The services that use the limit up. */
  readonly services: readonly Service[]
  /** First day on which the service is paid again. */
  readonly next?: string
  readonly period: string
  readonly sure: boolean
}

const isForDenial = (modifier: string): boolean =>
  modifier === 'GA' || modifier === 'GX' || modifier === 'GY' || modifier === 'GZ'

function diagnosesOf({ diagnoses }: Claim, { pointers }: Line): readonly string[] {
  if (pointers.length === 0) return diagnoses.map(({ code }) => code)
  return pointers.flatMap((pointer) => diagnoses[pointer - 1]?.code ?? [])
}

const isScreening = ({ screening }: FrequencyLimit, diagnoses: readonly string[]): boolean =>
  diagnoses.some((code) => code.startsWith(screening))

/** What was done before the day of the line and counts, by day. */
function earlierServices(
  claim: Claim,
  at: number,
  limit: FrequencyLimit,
  priors: readonly PriorLine[],
): Service[] {
  const line = claim.lines[at]!
  const day = firstDay(line)
  const counts = (procedure: string | undefined, modifiers: readonly string[]): procedure is string =>
    procedure !== undefined &&
    (limit.codes.includes(procedure) || limit.after[procedure] !== undefined) &&
    !modifiers.includes('GY') &&
    !modifiers.includes('GZ')
  const found: Service[] = []
  for (const prior of priors) {
    if (prior.from >= day || !counts(prior.procedure, prior.modifiers) || !samePayer(claim, prior.claim))
      continue
    if (!isScreening(limit, priorDiagnoses(prior)) || isOtherPart(claim, line, prior)) continue
    found.push({ procedure: prior.procedure, day: prior.from, evidence: evidenceOf(prior) })
  }
  claim.lines.forEach((beside, other) => {
    const besideDay = firstDay(beside)
    if (besideDay >= day || !counts(beside.procedure, beside.modifiers)) return
    if (isScreening(limit, diagnosesOf(claim, beside)))
      found.push({ procedure: beside.procedure, day: besideDay, at: other })
  })
  return found.sort((a, b) => a.day - b.day)
}

/** Whether one is the reading and the other the technical part, which a hospital bills without TC. */
function isOtherPart(claim: Claim, line: Line, prior: PriorLine): boolean {
  const technical = line.modifiers.includes('TC') || claim.type === 'institutional'
  const priorTechnical = prior.modifiers.includes('TC') || prior.claim.type === 'institutional'
  return (line.modifiers.includes('26') && priorTechnical) || (prior.modifiers.includes('26') && technical)
}

function judge(
  limit: FrequencyLimit,
  claim: Claim,
  line: Line,
  services: readonly Service[],
  claims: readonly PriorClaim[],
): Beyond | undefined {
  if (services.length === 0) return undefined
  const date = line.serviceDate
  const day = firstDay(line)
  const since = (first: string, period: string, sure = true): Beyond | undefined => {
    const inside = services.filter((service) => isoDate(service.day) >= first)
    return inside.length >= limit.count ? { services: inside, period, sure } : undefined
  }
  switch (limit.rule) {
    case 'lifetime':
      return since('0000', 'in the patient’s lifetime')
    case 'by product':
      return since('0000', 'in all', false)
    case 'in 12 months': {
      const yearBefore = isoDate(day % 10_000 === 229 ? day - 10_001 : day - 10_000)
      return since(addDays(yearBefore, 1), 'in the 12 months')
    }
    case 'per season':
      return since(
        `${Number(date.slice(0, 4)) - (date.slice(5, 7) < '07' ? 1 : 0)}-07-01`,
        'in the season',
        false,
      )
    case 'per calendar month': {
      const found = since(`${date.slice(0, 7)}-01`, 'in the month')
      return found && { ...found, sure: found.services.some(({ procedure }) => procedure === line.procedure) }
    }
    case 'per stay':
      return perStay(services, day, claims)
    case 'days after discharge':
      return since(addDays(date, 1 - limit.value), `in the ${limit.value} days`, false)
    case 'days after': {
      const last = services.at(-1)!
      const next = addDays(isoDate(last.day), limit.value + 1)
      return daysBetween(date, next) > 0 ? { services: [last], next, period: '', sure: false } : undefined
    }
    case 'full months after':
      return afterFullMonths(limit, claim, line, services)
  }
}

/** The discharge of a stay that history shows, billed before. */
function perStay(
  services: readonly Service[],
  day: number,
  claims: readonly PriorClaim[],
): Beyond | undefined {
  const stay = claims.find(
    (one) => one.billType.startsWith('11') && (one.admission || one.from) <= day && day <= one.through,
  )
  const inside = stay ? services.filter((service) => service.day >= (stay.admission || stay.from)) : []
  return inside.length > 0 ? { services: inside, period: 'in the stay', sure: true } : undefined
}

function afterFullMonths(
  limit: FrequencyLimit,
  claim: Claim,
  line: Line,
  services: readonly Service[],
): Beyond | undefined {
  const isHighRisk = diagnosesOf(claim, line).some((code) => limit.highRisk?.diagnoses.includes(code))
  let found: Beyond | undefined
  for (const service of services) {
    const own = isHighRisk ? limit.highRisk!.months : limit.value
    const next = afterMonths(
      service.day,
      limit.codes.includes(service.procedure) ? own : limit.after[service.procedure]!,
    )
    if (line.serviceDate < next && (!found || next > found.next!))
      found = { services: [service], next, period: '', sure: true }
  }
  return found
}

/** First day after so many full months that follow the month of a day. */
function afterMonths(day: number, months: number): string {
  const month = Math.floor(day / 10_000) * 12 + (Math.floor(day / 100) % 100) - 1 + months + 1
  return `${Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, '0')}-01`
}
