import type { FeeScheduleTable } from '../codesets/tables.ts'
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
import { defineEdit } from './define.ts'

/** A procedure that Medicare's fee schedule does not pay. */
export const procedureStatus = defineEdit({
  id: 'procedure-status',
  title: 'A procedure that Medicare’s fee schedule does not pay',
  why: `Each code of the fee schedule has a status: some are bundled into other services, some have another code for Medicare,
    some are not covered by statute. Billed to Medicare such a line is denied.`,
  source: {
    title: 'CMS relative value files, record layout attachment A (status code)',
    url: 'https://www.cms.gov/medicare/payment/fee-schedules/physician/pfs-relative-value-files',
  },
  claimTypes: ['professional', 'institutional'],
  authority: 'medicare',
  tables: ['feeSchedule', 'feeScheduleRules'],
  yieldsTo: { 'procedure-invalid': 'line', 'visit-preventive': 'line' },
  wakes: {
    procedure: (code, { feeSchedule, feeScheduleRules }) =>
      feeScheduleRules.onSomeDay(feeSchedule, code, (row) => !isPaid(feeSchedule.indicator(row, 'status'))),
  },
  notes: [
    'A, C and J are paid; E and X are paid elsewhere (drugs, laboratory, ambulance, vaccines, supplies) and are no finding, nor is a code that the fee schedule does not have.',
    'R is payable under coverage conditions: a `note`. M and the category II codes only report: a `note` where they are charged.',
    'N is the patient’s liability; with GY or GX it is billed for the denial and a `note`.',
    'P is bundled only beside another service of the practitioner on the day, T is denied only beside a payable one: silent alone.',
    'Lines without a charge, surgery centers’, suppliers’ (taxonomies 332 and 335E) and a hospital’s own lines are not judged.',
  ],
  messages: {
    bundled: {
      severity: 'deny',
      group: 'CO',
      carc: '97',
      denial: 'B',
      scope: 'line',
      text: '{{procedure}} on {{date}} is always bundled for Medicare (status B), even alone.',
      fix: 'Remove the line; Medicare pays it with the service it belongs to.',
    },
    notForMedicare: {
      severity: 'deny',
      group: 'CO',
      carc: '16',
      rarc: 'M51',
      denial: 'I',
      scope: 'line',
      text: '{{procedure}} on {{date}} is not valid for Medicare (status {{status}}){{instead}}.',
      fix: 'Report the code that Medicare takes for the service in the record, if there is one.',
    },
    nonCovered: {
      severity: 'deny',
      group: 'PR',
      carc: '96',
      rarc: 'N425',
      denial: 'N',
      scope: 'line',
      text: '{{procedure}} on {{date}} is not covered by Medicare (status N); the patient is liable.',
      fix: 'Bill the patient, or the next payer; GY says that the line is billed for the denial.',
    },
    billedForDenial: {
      severity: 'note',
      text: '{{procedure}} on {{date}} is not covered by Medicare (status N), and {{modifier}} says that this is known.',
      fix: 'Nothing, if the denial is wanted for another payer.',
    },
    besidePayable: {
      severity: 'deny',
      group: 'CO',
      carc: '97',
      scope: 'line',
      text: '{{procedure}} on {{date}} is paid only alone (status T), and {{other}} of the same practitioner is paid that day.',
      fix: 'Remove the line; Medicare pays it with {{other}}.',
    },
    besideService: {
      severity: 'review',
      group: 'CO',
      carc: '97',
      scope: 'line',
      text: '{{procedure}} on {{date}} is bundled where it is incident to a service (status P), and {{other}} is billed that day.',
      fix: 'Remove the line if the item was used in the service; an item for home use is billed by its supplier.',
    },
    restricted: {
      severity: 'note',
      text: '{{procedure}} on {{date}} is paid by Medicare under coverage conditions alone (status R).',
      fix: 'Check that the record meets the conditions of coverage.',
    },
    reportingOnly: {
      severity: 'note',
      text: '{{procedure}} on {{date}} only reports a measurement (status {{status}}); a charge of it earns nothing.',
      fix: 'Report it with a charge of zero or one cent.',
    },
  },

  check(claim, { feeSchedule, feeScheduleRules }, report) {
    if (isSupplier(claim)) return
    claim.lines.forEach((line, at) => {
      const { procedure } = line
      if (procedure === undefined || line.chargeCents <= 1 || !isPractitioners(claim, line)) return
      const day = firstDay(line)
      const row = feeSchedule.find(procedure, day)
      if (row < 0) return
      const status = feeSchedule.indicator(row, 'status')
      if (isPaid(status)) return
      const place = `lines[${at}].procedure`
      const data = { procedure, date: isoDate(day), status }
      const detail = { cite: feeSchedule.cite(row) }
      if (status === 'M' || (procedure.endsWith('F') && status === 'I')) {
        report('reportingOnly', place, data, detail)
        return
      }
      if ((feeScheduleRules.status(status)?.severity ?? 'none') === 'none') return
      switch (status) {
        case 'B':
          report('bundled', place, data, detail)
          break
        case 'N': {
          const modifier = line.modifiers.find((code) => code === 'GY' || code === 'GX')
          if (modifier) report('billedForDenial', place, { ...data, modifier }, detail)
          else report('nonCovered', place, data, detail)
          break
        }
        case 'R':
          report('restricted', place, data, detail)
          break
        case 'T':
        case 'P': {
          const other = payableBeside(claim, at, feeSchedule)
          if (other < 0) break
          const named = { ...data, other: claim.lines[other]!.procedure! }
          report(status === 'T' ? 'besidePayable' : 'besideService', place, named, {
            ...detail,
            related: [other],
          })
          break
        }
        case 'I':
        case 'G':
        case 'D':
        case 'F':
          report('notForMedicare', place, { ...data, instead: insteadOf(procedure) }, detail)
          break
        default:
          break
      }
    })
  },
})

/** Statuses that are paid, here or elsewhere. */
const isPaid = (status: string): boolean =>
  status === 'A' || status === 'C' || status === 'E' || status === 'J' || status === 'X'

/** An equipment supplier, whom the physicians' fee schedule does not concern. Source: NUCC taxonomy, suppliers. */
const isSupplier = ({ billing }: Claim): boolean =>
  billing?.taxonomy !== undefined &&
  (billing.taxonomy.startsWith('332') || billing.taxonomy.startsWith('335E'))

/** A line of the same practitioner and day that the fee schedule pays (status A, C or R), -1 when there is none. */
function payableBeside(claim: Claim, at: number, feeSchedule: FeeScheduleTable): number {
  const line = claim.lines[at]!
  if (at >= PAIRED_LINES) return -1
  return claim.lines.findIndex((beside, other) => {
    if (other === at || other >= PAIRED_LINES || beside.procedure === undefined) return false
    if (!meets(claim, line, beside)) return false
    const row = feeSchedule.find(beside.procedure, firstDay(line))
    const status = row < 0 ? '' : feeSchedule.indicator(row, 'status')
    return status === 'A' || status === 'C' || status === 'R'
  })
}

const meets = (claim: Claim, line: Line, beside: Line): boolean =>
  daysMeet(line, beside) && compareProviders(renderingOf(claim, line), renderingOf(claim, beside)) === 'same'

/**
 * What Medicare takes instead of a code with status I.
 * Source: IOM 100-04 chapter 12 section 30.6 (consultations as visits, prolonged services); CY 2023 final rule.
 */
function insteadOf(procedure: string): string {
  if (procedure >= '99242' && procedure <= '99245') return '; it takes the office visit, 99202 to 99215'
  if (procedure >= '99252' && procedure <= '99255') return '; it takes the hospital or nursing facility visit'
  if (procedure === '99417') return '; it takes G2212'
  if (procedure === '99418') return '; it takes G0316, G0317 or G0318'
  return ''
}
