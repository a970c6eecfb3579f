import type { FeeScheduleTable, Mai, MueTable } from '../codesets/tables.ts'
import type { Claim, Line } from '../model/claim.ts'
import { compareLines, firstDay, isInpatient, isSurgeryCenter, lastDay } from '../model/claim-facts.ts'
import { daysBetween, isoDate } from '../model/dates.ts'
import { firstWith, nextWith } from '../model/line-index.ts'
import { comparePriorProvider, evidenceOf, samePayer, type PriorLine } from '../model/history.ts'
import { medicarePartReach, type PayerProfile } from '../model/profile.ts'
import { defineEdit, type Report } from './define.ts'

const messages = {
  lineUnits: {
    severity: 'deny',
    group: 'CO',
    carc: '151',
    rarc: 'N362',
    denial: 'units',
    scope: 'line',
    text: '{{procedure}} on {{date}}: {{units}} units on the line, NCCI allows {{limit}} on one line.',
    fix: 'Correct the units. If all were given, report them on lines of their own with the modifier that describes each.',
  },
  dayUnits: {
    severity: 'deny',
    group: 'CO',
    carc: '151',
    rarc: 'N362',
    denial: 'units',
    scope: 'units',
    text: '{{procedure}} on {{date}}: {{units}} units in all, NCCI allows {{limit}} a day by policy; all are denied.',
    fix: 'Correct the units or the code. No modifier helps, and the limit is not open to appeal.',
  },
  dayUnitsClinical: {
    severity: 'deny',
    group: 'CO',
    carc: '151',
    rarc: 'N362',
    denial: 'units',
    scope: 'units',
    text: '{{procedure}} on {{date}}: {{units}} units in all, NCCI allows {{limit}} a day; all are denied at first.',
    fix: 'Correct the units. If all were given and needed, submit them and keep the record ready for appeal.',
  },
  bothSides: {
    severity: 'deny',
    group: 'CO',
    carc: '151',
    rarc: 'N362',
    denial: 'units',
    scope: 'units',
    text: '{{procedure}} on {{date}}: lines for both sides make {{units}} units, NCCI allows {{limit}} a day; all are denied.',
    fix: 'If one service was done on both sides, report it as this payer wants it: for Medicare one line with 50 and one unit.',
  },
  notPayable: {
    severity: 'deny',
    group: 'CO',
    carc: '151',
    rarc: 'N362',
    denial: 'units',
    scope: 'units',
    text: '{{procedure}} on {{date}}: NCCI allows no units of it in this setting.',
    fix: 'Check the code, and whether another provider or supplier must bill it.',
  },
} as const

/** More units than NCCI allows. */
export const ncciMue = defineEdit({
  id: 'ncci-mue',
  title: 'More units of a code than NCCI allows',
  why: `A medically unlikely edit is the largest number of units that a provider reports for a patient under most
    circumstances. With indicator 1 each line is judged alone and denied whole; with 2 and 3 all lines of the code on the
    day are summed and all units are denied. With 2 the limit is absolute, with 3 an appeal may show that more was needed.`,
  source: {
    title:
      'NCCI Policy Manual for Medicare Services, chapter I section V; CMS quarterly MUE files; CR 8853 (transmittal 1421)',
    url: 'https://www.cms.gov/national-correct-coding-initiative-ncci/ncci-edits/ncci-medically-unlikely-edits-mues',
  },
  claimTypes: ['professional', 'institutional'],
  authority: 'ncci',
  tables: ['mue', 'history', 'profile'],
  also: ['feeSchedule', 'supplierMue'],
  history: true,
  yieldsTo: { 'claim-duplicate': 'own-line' },
  notes: [
    'Limits by day count the units of the same code, day, practitioner (hospital: provider) and payer on earlier claims, too.',
    'A span of days is divided: units by days, rounded to the nearest whole.',
    "Medicaid publishes no indicator: every one of its limits is a line's.",
    'A code without a published value is `unchecked` (confidential): some limits are not published.',
    'A surgery center may not report 50: for a code with bilateral indicator 1 its limit by day counts double.',
    'A supplier meets the DME table. Where a claim does not say what its biller is (taxonomy) and only the DME table allows units, the edit is `unchecked`.',
    'Inpatient bills (11x) are not subject to NCCI.',
    'On a critical access hospital’s bill under method II the practitioner’s lines (096x to 098x) are summed apart from the hospital’s own.',
    'A payer that takes a service on both sides as two lines has its limit by day for each side, unless the code’s bilateral indicator is known and neither 1 nor 3.',
    'A limit of zero mostly says that Medicare does not cover the code (CMS policy): it is not held against payers that do not follow Medicare, nor against a line that GY or GX bills for the denial.',
  ],
  messages,

  check(claim, { mue, history, feeSchedule, supplierMue, profile }, report) {
    if (isInpatient(claim)) return
    const priors = history.of(claim).sameDays
    const { lines } = claim
    for (let at = 0; at < lines.length; at++) {
      const line = lines[at]!
      if (line.procedure === undefined) continue
      const day = firstDay(line)
      const row = mue.find(line.procedure, day)
      if (row < 0) {
        if (mue.complete(day))
          report.unchecked('confidential', `NCCI publishes no unit limit for ${line.procedure}.`, mue.name)
        continue
      }
      const published = mue.value(row)
      if (published === 0 && isBilledForDenial(line)) continue
      if (published === 0 && isCoveredByOthers(profile)) {
        const detail = `${line.procedure}: a limit of zero is what Medicare covers; what this payer allows is not known.`
        report.unchecked('not-this-payer', detail, mue.name)
        continue
      }
      // Most codes stand once on a claim, within their limit.
      if (unitsADay(line) <= published && priors.length === 0 && !standsAgain(lines, at)) continue
      const byDay = mue.mai(row) === 2 || mue.mai(row) === 3
      const related = byDay ? sameDay(claim, at, day) : NO_LINES
      if (related === undefined) continue
      const earlier = byDay && priors.length > 0 ? earlierOn(claim, line, day, priors) : NO_PRIORS
      const units =
        related.reduce((sum, other) => sum + unitsADay(lines[other]!), unitsADay(line)) +
        earlier.reduce((sum, prior) => sum + priorUnitsADay(prior), 0)
      if (units <= published) continue
      if (
        published === 0 &&
        claim.billing?.taxonomy === undefined &&
        suppliersMayBill(supplierMue, line.procedure, day)
      ) {
        report.unchecked(
          'missing-field',
          `${line.procedure}: the claim does not say whether a supplier bills it (billing taxonomy).`,
          mue.name,
        )
        continue
      }
      const limit = byDay ? dayLimit(claim, line, published, feeSchedule, report) : published
      if (limit === undefined || units <= limit) continue
      if (
        byDay &&
        isEachSideWithin(limit, [line, ...related.map((other) => lines[other]!)], profile, feeSchedule)
      )
        continue
      const message = messageOf(published, byDay, mue.mai(row), [
        line,
        ...related.map((other) => lines[other]!),
      ])
      const data = { procedure: line.procedure, date: isoDate(day), units, limit }
      report(message, `lines[${at}].units`, data, {
        related,
        evidence: earlier.map(evidenceOf),
        cite: mue.cite(row),
      })
    }
  },
})

function messageOf(
  published: number,
  byDay: boolean,
  mai: Mai,
  summed: readonly Line[],
): keyof typeof messages {
  if (published === 0) return 'notPayable'
  if (!byDay) return 'lineUnits'
  const sides = ['LT', 'RT'].every((side) => summed.some(({ modifiers }) => modifiers.includes(side)))
  if (sides) return 'bothSides'
  return mai === 2 ? 'dayUnits' : 'dayUnitsClinical'
}

/** A limit of zero in Medicare's table is its coverage, not a number of units: preventive visits have it. */
const isCoveredByOthers = (profile: PayerProfile): boolean =>
  profile.line !== 'medicaid' && medicarePartReach(profile, 'ncci-mue') === 'free'

/** The biller knows that Medicare does not cover the service and wants the denial (GY, or GX for a voluntary notice). */
const isBilledForDenial = ({ modifiers }: Line): boolean =>
  modifiers.includes('GY') || modifiers.includes('GX')

/**
 * Whether a payer that takes both sides as two lines finds no more than the limit on either side, every line bearing
 * one. Medicare wants one line with 50; its plans are taken to follow it unless their profile says `two-lines`.
 */
function isEachSideWithin(
  limit: number,
  summed: readonly Line[],
  { bilateral, line: payer }: PayerProfile,
  feeSchedule: FeeScheduleTable | undefined,
): boolean {
  const takes = bilateral === 'two-lines' || (bilateral === 'either' && payer !== 'medicare-advantage')
  if (!takes || summed.length < 2) return false
  const first = summed[0]!
  const row = feeSchedule?.find(first.procedure!, firstDay(first)) ?? -1
  const indicator = row < 0 ? '' : feeSchedule!.indicator(row, 'bilateral')
  if (indicator !== '' && indicator !== '1' && indicator !== '3') return false
  let [left, right] = [0, 0]
  for (const line of summed) {
    if (line.modifiers.some((modifier) => LEFT.has(modifier))) left += unitsADay(line)
    else if (line.modifiers.some((modifier) => RIGHT.has(modifier))) right += unitsADay(line)
    else return false
  }
  return left <= limit && right <= limit
}

/** Modifiers of one side: of the body, and of the eyelids. */
const LEFT: ReadonlySet<string> = new Set(['LT', 'E1', 'E2'])
const RIGHT: ReadonlySet<string> = new Set(['RT', 'E3', 'E4'])

function suppliersMayBill(supplierMue: MueTable | undefined, procedure: string, day: number): boolean {
  const row = supplierMue?.find(procedure, day) ?? -1
  return row >= 0 && supplierMue!.value(row) > 0
}

const standsAgain = (lines: readonly Line[], at: number): boolean =>
  firstWith(lines, lines[at]!.procedure!) !== at || nextWith(lines, at) >= 0

const NO_LINES: readonly number[] = []
const NO_PRIORS: readonly PriorLine[] = []

/** Lines of the code that earlier claims of the same provider bill for the day. */
const earlierOn = (
  claim: Claim,
  line: Line,
  day: number,
  priors: readonly PriorLine[],
): readonly PriorLine[] =>
  priors.filter(
    (prior) =>
      prior.from <= day &&
      prior.through >= day &&
      prior.procedure === line.procedure &&
      !prior.claim.later &&
      samePayer(claim, prior.claim) &&
      comparePriorProvider(claim, line, prior) === 'same',
  )

/** Units of one day of another claim's line. */
function priorUnitsADay({ units, from, through }: PriorLine): number {
  return from === through ? units : Math.round(units / (daysBetween(isoDate(from), isoDate(through)) + 1))
}

/** Units of one day of the line. */
function unitsADay(line: Line): number {
  if (line.serviceDateThrough === undefined) return line.units
  const days = daysBetween(line.serviceDate, line.serviceDateThrough) + 1
  return days > 1 ? Math.round(line.units / days) : line.units
}

/** Later lines of the code that cover the day for the same provider; undefined when an earlier line begins on the day and so speaks for it. */
function sameDay(claim: Claim, at: number, day: number): readonly number[] | undefined {
  const { lines } = claim
  const line = lines[at]!
  let others: number[] | undefined
  for (let other = firstWith(lines, line.procedure!); other >= 0; other = nextWith(lines, other)) {
    if (other === at) continue
    const beside = lines[other]!
    const { serviceDate, serviceDateThrough } = beside
    if (serviceDateThrough === undefined ? serviceDate !== line.serviceDate : !covers(beside, day)) continue
    if (compareLines(claim, line, beside) !== 'same') continue
    if (other < at && firstDay(beside) === day) return undefined
    others ??= []
    others.push(other)
  }
  return others ?? NO_LINES
}

const covers = (line: Line, day: number): boolean => firstDay(line) <= day && lastDay(line) >= day

function dayLimit(
  claim: Claim,
  line: Line,
  published: number,
  feeSchedule: FeeScheduleTable | undefined,
  report: Report<keyof typeof messages>,
): number | undefined {
  if (!isSurgeryCenter(claim, line)) return published
  const day = firstDay(line)
  if (!feeSchedule || feeSchedule.holding(day) === 'before') {
    report.unchecked(
      'no-table',
      `${line.procedure}: whether a surgery center may bill both sides is in the fee schedule.`,
      'mpfs',
    )
    return undefined
  }
  const row = feeSchedule.find(line.procedure!, day)
  return row >= 0 && feeSchedule.indicator(row, 'bilateral') === '1' ? published * 2 : published
}
