import type { FeeScheduleTable } from '../codesets/tables.ts'
import type { Claim, Line } from '../model/claim.ts'
import { billType, firstDay, isSurgeryCenter } from '../model/claim-facts.ts'
import { daysBetween, isoDate } from '../model/dates.ts'
import { sameBilling, samePayer, type PriorClaim } from '../model/history.ts'
import { defineEdit } from './define.ts'

const stayPays = {
  group: 'CO',
  carc: '97',
  rarc: 'M2',
  denial: 'technical service in a stay',
  scope: 'line',
} as const

/** A technical or outpatient service inside an inpatient stay or right before it. */
export const inpatientOverlap = defineEdit({
  id: 'inpatient-overlap',
  title: 'A service that the payment for an inpatient stay holds',
  why: `While a patient is an inpatient the hospital furnishes everything but the practitioners' own work, and is paid for
    it by the stay. Outpatient and technical services billed apart for those days are denied, and so is what the same
    hospital did in the three days before the admission.`,
  source: {
    title: 'IOM 100-04 chapter 3 section 40.3 and chapter 4 section 10.12; 42 CFR 412.2(c)(5)',
    url: 'https://www.cms.gov/regulations-and-guidance/guidance/manuals/downloads/clm104c03.pdf',
  },
  claimTypes: ['professional', 'institutional'],
  authority: 'government',
  tables: ['history'],
  also: ['feeSchedule'],
  history: true,
  yieldsTo: { 'procedure-invalid': 'line', 'claim-duplicate': 'own-line' },
  notes: [
    'A stay is an inpatient bill (11x) of the history: from admission to the day before discharge; of a patient who stays (status 30) to the end of the statement. Bills without payment (110) are no stay here.',
    'On the day of admission a service elsewhere may have come first: `review` unless the stay’s own hospital bills it.',
    'Outpatient bills are 13x, 83x and 85x. Ambulance (054x), maintenance dialysis (082x to 085x, bill 72x) and practitioners’ services (096x to 098x) are apart.',
    'Of practitioners’ lines TC and technical services (PC/TC indicator 3) are denied; global services, services incident to and laboratory tests without 26 are a `review`. Visits, operations and readings (26) are right.',
    'Three days, or one for psychiatric, rehabilitation, long-term and children’s hospitals (by taxonomy); none for critical access hospitals. Without a taxonomy the second and third day are a `review`.',
    'Condition code 51 says that services before the stay were unrelated. Practices owned by the hospital do not show on a claim.',
  ],
  messages: {
    inside: {
      severity: 'deny',
      ...stayPays,
      text: '{{service}} on {{date}} falls into an inpatient stay that began on {{admission}}.',
      fix: 'Bill the hospital of the stay for the service, or correct the date of service.',
    },
    perhapsInside: {
      severity: 'review',
      ...stayPays,
      text: '{{service}} on {{date}} meets an inpatient stay that began on {{admission}}.',
      fix: 'Check where the patient was. The technical part of a service to an inpatient is the hospital’s: bill the reading alone (26) if that is what was done.',
    },
    before: {
      severity: 'deny',
      ...stayPays,
      text: '{{service}} on {{date}} is {{days}} days before an inpatient stay at the same hospital that began on {{admission}}.',
      fix: 'Put the service on the inpatient bill. Condition code 51 is for services that the record shows to be unrelated to the admission and not diagnostic.',
    },
    perhapsBefore: {
      severity: 'review',
      ...stayPays,
      text: '{{service}} on {{date}} is {{days}} days before an inpatient stay at the same hospital that began on {{admission}}.',
      fix: 'Hospitals under the inpatient payment system put services of three days before on the inpatient bill; others those of one day. Check which this is.',
    },
  },

  check(claim, { history, feeSchedule }, report) {
    const { bills } = history.of(claim)
    if (bills.length === 0 || !mayOverlap(claim)) return
    const stays = bills.filter((one) => isStay(one) && samePayer(claim, one))
    if (stays.length === 0) return
    claim.lines.forEach((line, at) => {
      const kind = claim.type === 'institutional' ? outpatientKind(line) : technicalKind(line, feeSchedule)
      if (kind === 'apart') return
      const day = firstDay(line)
      for (const stay of stays) {
        const admission = stay.admission || stay.from
        const service = line.procedure ?? `Revenue code ${line.revenueCode}`
        const data = {
          service,
          date: isoDate(day),
          admission: isoDate(admission),
          days: daysBetween(isoDate(day), isoDate(admission)),
        }
        const evidence = { evidence: [{ claim: stay.id, line: null }] }
        const place = `lines[${at}]`
        if (admission <= day && isBeforeEnd(stay, day)) {
          const sure = kind === 'held' && (day > admission || sameBilling(claim, stay))
          report(sure ? 'inside' : 'perhapsInside', place, data, evidence)
          return
        }
        const window =
          claim.type === 'institutional' && sameBilling(claim, stay) ? windowOf(claim, stay) : NO_WINDOW
        if (data.days < 1 || data.days > window.days || claim.conditionCodes.includes('51')) continue
        report(data.days <= window.sure ? 'before' : 'perhapsBefore', place, data, evidence)
        return
      }
    })
  },
})

/** Outpatient bills of hospitals, and practitioners' claims but a surgery center's. */
const mayOverlap = (claim: Claim): boolean =>
  claim.type === 'institutional'
    ? ['13', '83', '85'].includes(billType(claim).slice(0, 2))
    : !isSurgeryCenter(claim, claim.lines[0]!)

const isStay = ({ billType }: PriorClaim): boolean => billType.startsWith('11') && billType !== '110'

/** Whether the day is before the discharge, or on the last day billed of a patient who stays. */
function isBeforeEnd({ discharge, through, dischargeStatus }: PriorClaim, day: number): boolean {
  return dischargeStatus === '30' ? day <= through : day < (discharge || through)
}

type Kind = 'held' | 'perhaps' | 'apart'

/** Ambulance, dialysis, practitioners' services. Source: NUBC revenue codes; IOM 100-04 chapter 3 section 40.3. */
const outpatientKind = ({ revenueCode = '' }: Line): Kind =>
  /^0(54|8[2-5]|9[678])/.test(revenueCode) ? 'apart' : 'held'

function technicalKind(line: Line, feeSchedule: FeeScheduleTable | undefined): Kind {
  const { procedure, modifiers } = line
  if (procedure === undefined || modifiers.includes('26')) return 'apart'
  if (modifiers.includes('TC')) return 'held'
  const row = feeSchedule?.find(procedure, firstDay(line)) ?? -1
  const component = row < 0 ? '' : feeSchedule!.indicator(row, 'pcTc')
  if (component === '3') return 'held'
  if (component === '1' || component === '5') return 'perhaps'
  // CPT's laboratory section; interpretations by a pathologist have indicators of their own.
  const isTest = procedure >= '80047' && procedure <= '89398' && procedure.length === 5
  return isTest && (component === '' || component === '9') ? 'perhaps' : 'apart'
}

interface Window {
  /** Days before the admission that may belong to the stay, and those that surely do. */
  readonly days: number
  readonly sure: number
}

const NO_WINDOW: Window = { days: 0, sure: 0 }

/**
 * Days before an admission. Source: 42 CFR 412.2(c)(5) and 413.40(c)(2); NUCC taxonomy codes 283Q psychiatric, 283X
 * rehabilitation, 282E long-term care, 282NC2000X children's and 282NC0060X critical access hospital.
 */
function windowOf(claim: Claim, stay: PriorClaim): Window {
  const taxonomy = stay.billing?.taxonomy ?? claim.billing?.taxonomy
  if (taxonomy === undefined) return { days: 3, sure: 1 }
  if (taxonomy === '282NC0060X' || billType(claim).startsWith('85')) return NO_WINDOW
  if (/^(283Q|283X|282E|282NC2000X)/.test(taxonomy)) return { days: 1, sure: 1 }
  return taxonomy.startsWith('282N') ? { days: 3, sure: 3 } : { days: 3, sure: 1 }
}
