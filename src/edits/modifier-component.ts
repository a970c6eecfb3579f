import type { FeeScheduleRules, FeeScheduleTable, HistoryTable, PlaceConflict } from '../codesets/tables.ts'
import type { Claim } from '../model/claim.ts'
import { daysMeet, firstDay, isPractitioners, PAIRED_LINES, placeOf } from '../model/claim-facts.ts'
import { isoDate } from '../model/dates.ts'
import { evidenceOf, samePayer } from '../model/history.ts'
import { defineEdit, type Report } from './define.ts'

const carc = { group: 'CO', carc: '4', rarc: 'N519', denial: 'any', scope: 'line' } as const

const messages = {
  notSplit: {
    severity: 'deny',
    ...carc,
    text: '{{procedure}}-{{modifier}} on {{date}}: Medicare does not part the code so (PC/TC indicator {{indicator}}, {{meaning}}).',
    fix: 'Report {{procedure}} without {{modifier}}, or the code that stands for the part that was done.',
  },
  perhapsNotSplit: {
    severity: 'review',
    ...carc,
    text: '{{procedure}}-{{modifier}} on {{date}}: Medicare’s PC/TC indicator of the code is {{indicator}} ({{meaning}}).',
    fix: 'Check whether {{procedure}} takes {{modifier}} by another rule; otherwise report it without.',
  },
  besideWhole: {
    severity: 'review',
    group: 'CO',
    carc: '97',
    scope: 'line',
    text: '{{procedure}}-{{modifier}} on {{date}} stands beside the whole test, billed on another line or claim, which holds that part already.',
    fix: 'Remove the line, or report on the other one only the part that was done; if the record shows two tests, report the modifier that describes the second.',
  },
  globalInHospital: {
    severity: 'deny',
    ...carc,
    text: '{{procedure}} on {{date}} in place {{place}} bears no 26: the technical part of a test there is the hospital’s.',
    fix: 'Add 26 if the practitioner interpreted the test and the report is on file; otherwise remove the line.',
  },
  technicalInHospital: {
    severity: 'deny',
    ...carc,
    text: '{{procedure}} on {{date}} in place {{place}} bills the technical part of a test, which there is the hospital’s.',
    fix: 'Remove the line, or correct the place if the test was not done in the hospital; report an interpretation by its own code.',
  },
  globalInCenter: {
    severity: 'review',
    group: 'CO',
    carc: '171',
    rarc: 'M97',
    scope: 'line',
    text: '{{procedure}} on {{date}} in place 24 bills the technical part of a test, which there is the surgery center’s.',
    fix: 'Report 26 if the practitioner interpreted the test and the report is on file; otherwise remove the line.',
  },
  inFacilityStay: {
    severity: 'review',
    ...carc,
    text: '{{procedure}} on {{date}} in place {{place}} bills the technical part of a test, which may be in the facility’s package.',
    fix: 'Check whether the patient was in a covered stay: then the facility is billed for the technical part, and 26 for the interpretation.',
  },
} as const

/** A professional or technical component against the code's PC/TC indicator. */
export const modifierComponent = defineEdit({
  id: 'modifier-component',
  title: 'A professional or technical component that the code or the place does not allow',
  why: `Diagnostic tests have a professional part (26) and a technical one (TC); other codes have no such parts. In a hospital
    the technical part is the hospital's, so a practitioner there reports the interpretation alone.`,
  source: {
    title:
      'CMS relative value files, attachment A (PC/TC indicator); IOM 100-04 chapter 13 section 20 and chapter 14',
    url: 'https://www.cms.gov/medicare/payment/fee-schedules/physician/pfs-relative-value-files',
  },
  claimTypes: ['professional', 'institutional'],
  authority: 'medicare',
  tables: ['feeSchedule', 'feeScheduleRules', 'placeRules', 'history'],
  history: true,
  yieldsTo: { 'procedure-invalid': 'line', 'modifier-conflict': 'line' },
  wakes: {
    modifier: (modifier) => modifier === '26' || modifier === 'TC',
    procedure: (code, { feeSchedule, feeScheduleRules }) =>
      feeScheduleRules.onSomeDay(feeSchedule, code, (row) =>
        mayBeTechnical(feeSchedule.indicator(row, 'pcTc')),
      ),
  },
  notes: [
    'Indicators speak only for codes with status A, C, R or T; laboratory tests outside the fee schedule take 26 by other rules. A code of which the fee schedule has a row with the modifier takes it.',
    'Indicator 7 is not certain and 9 means nothing is known: both are a `review`.',
    'Places 19, 21, 22 and 23 are the hospital’s; 24 is the surgery center’s, unless it bills itself (taxonomy 261QA1903X); 26, 31, 34, 51, 52, 56 and 61 are a `review`.',
    'Services incident to a practitioner’s (indicator 5) and therapy (7) in a hospital are judged by `place-procedure`.',
    'The whole test beside one of its parts is looked for in the claim and in the patient’s history, whoever billed it.',
    'A hospital’s own lines are not judged, but practitioners’ under method II (85x with revenue 096x to 098x) are.',
  ],
  messages,

  check(claim, tables, report) {
    const { feeSchedule, placeRules } = tables
    const { lines } = claim
    let asked: string | undefined
    let conflict: PlaceConflict | undefined
    for (let at = 0; at < lines.length; at++) {
      const line = lines[at]!
      if (line.procedure === undefined) continue
      const which = componentOf(line)
      const hasTechnical = claim.type === 'professional' && (which < 0 || line.modifiers[which] === 'TC')
      const place = hasTechnical ? placeOf(claim, line) : undefined
      if (place !== asked) {
        asked = place
        conflict = place === undefined ? undefined : placeRules.ofKind('technical', place)
      }
      const placeMatters = conflict !== undefined || (hasTechnical && place === undefined)
      if ((which < 0 && !placeMatters) || !isPractitioners(claim, line)) continue
      const row = feeSchedule.find(line.procedure, firstDay(line))
      if (row < 0 || (which >= 0 && judgeModifier(claim, at, which, row, tables, report))) continue
      if (placeMatters) judgePlace(claim, at, row, place, conflict?.severity, tables, report)
    }
  },
})

/** Indicators of codes that have, or are, a technical part. */
const mayBeTechnical = (indicator: string): boolean =>
  indicator === '1' || indicator === '3' || indicator === '4'

/** A line of this claim or of another. */
interface Billed {
  readonly procedure: string | undefined
  readonly modifiers: readonly string[]
}

/** Index of 26 or TC among the modifiers, -1 when there is neither. */
function componentOf({ modifiers }: Billed): number {
  for (let which = 0; which < modifiers.length; which++)
    if (modifiers[which] === '26' || modifiers[which] === 'TC') return which
  return -1
}

interface ComponentTables {
  readonly feeSchedule: FeeScheduleTable
  readonly feeScheduleRules: FeeScheduleRules
  readonly history: HistoryTable
}

/** Says whether 26 or TC contradicts the code, or the whole test is billed too; true when it does. */
function judgeModifier(
  claim: Claim,
  at: number,
  which: number,
  row: number,
  { feeSchedule, feeScheduleRules, history }: ComponentTables,
  report: Report<keyof typeof messages>,
): boolean {
  const line = claim.lines[at]!
  const modifier = line.modifiers[which] as '26' | 'TC'
  const rule = feeScheduleRules.ofRow(feeSchedule, row, 'pcTc')
  if (!rule || rule.severity === 'none') return false
  if (rule.value === '1') return judgeWhole(claim, at, which, history, report)
  if (feeSchedule.hasComponent(row, modifier)) return false
  // 6 and 8 are interpretations of laboratory tests, which 26 names.
  if (modifier === '26' && (rule.value === '6' || rule.value === '8')) return false
  report(
    rule.severity === 'deny' ? 'notSplit' : 'perhapsNotSplit',
    `lines[${at}].modifiers[${which}]`,
    {
      procedure: line.procedure!,
      modifier,
      date: isoDate(firstDay(line)),
      indicator: rule.value,
      meaning: rule.meaning,
    },
    { cite: feeSchedule.cite(row) },
  )
  return true
}

/** Says that a part of a test is billed beside the whole; true when it is. */
function judgeWhole(
  claim: Claim,
  at: number,
  which: number,
  history: HistoryTable,
  report: Report<keyof typeof messages>,
): boolean {
  const line = claim.lines[at]!
  if (at >= PAIRED_LINES || line.modifiers.some(isSecondTest)) return false
  const day = firstDay(line)
  const isWhole = (other: Billed): boolean =>
    other.procedure === line.procedure &&
    componentOf(other) < 0 &&
    !other.modifiers.some(isSecondTest) &&
    !isOtherSide(line, other)
  // A hospital's own line has no modifier and is the technical part alone.
  const whole = claim.lines.findIndex(
    (beside) => isWhole(beside) && isPractitioners(claim, beside) && daysMeet(line, beside),
  )
  const prior =
    whole >= 0
      ? undefined
      : history
          .of(claim)
          .lines.find(
            (other) =>
              other.from <= day &&
              day <= other.through &&
              isWhole(other) &&
              other.claim.type === 'professional' &&
              samePayer(claim, other.claim),
          )
  if (whole < 0 && !prior) return false
  report(
    'besideWhole',
    `lines[${at}].modifiers[${which}]`,
    { procedure: line.procedure!, modifier: line.modifiers[which]!, date: isoDate(day) },
    prior ? { evidence: [evidenceOf(prior)] } : { related: [whole] },
  )
  return true
}

/** Modifiers that mark a test of its own. */
const isSecondTest = (modifier: string): boolean =>
  modifier === '59' || modifier === '76' || modifier === '77' || modifier === '91' || modifier.startsWith('X')

/** Whether the two lines name different sides. */
const isOtherSide = (one: Billed, other: Billed): boolean =>
  (one.modifiers.includes('LT') && other.modifiers.includes('RT')) ||
  (one.modifiers.includes('RT') && other.modifiers.includes('LT'))

/** Says that the technical part of a test is billed where it belongs to a facility, or that the place is not known. */
function judgePlace(
  claim: Claim,
  at: number,
  row: number,
  place: string | undefined,
  severity: PlaceConflict['severity'] | undefined,
  { feeSchedule, feeScheduleRules }: ComponentTables,
  report: Report<keyof typeof messages>,
): void {
  const line = claim.lines[at]!
  const indicator = feeScheduleRules.ofRow(feeSchedule, row, 'pcTc')?.value
  if (indicator === undefined || !mayBeTechnical(indicator)) return
  if (place === undefined) {
    report.unchecked(
      'missing-field',
      `${line.procedure!}: whose the technical part is depends on the place of service.`,
    )
    return
  }
  const data = { procedure: line.procedure!, date: isoDate(firstDay(line)), place }
  const detail = { cite: feeSchedule.cite(row) }
  if (place === '24') {
    // Without a taxonomy the claim may be the center's own.
    if (claim.billing?.taxonomy !== undefined)
      report('globalInCenter', `lines[${at}].procedure`, data, detail)
  } else if (severity !== 'deny') report('inFacilityStay', `lines[${at}].procedure`, data, detail)
  else if (indicator === '1' && !line.modifiers.includes('TC'))
    report('globalInHospital', `lines[${at}].procedure`, data, detail)
  else report('technicalInHospital', `lines[${at}].procedure`, data, detail)
}
