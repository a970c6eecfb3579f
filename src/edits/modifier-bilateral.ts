import type { IndicatorRule } from '../codesets/tables.ts'
import type { Claim, Line } from '../model/claim.ts'
import {
  compareProviders,
  daysMeet,
  firstDay,
  isPractitioners,
  isSurgeryCenter,
  PAIRED_LINES,
  renderingOf,
} from '../model/claim-facts.ts'
import { isoDate } from '../model/dates.ts'
import { medicareReach } from '../model/profile.ts'
import { defineEdit } from './define.ts'

const carc = { group: 'CO', carc: '4', rarc: 'N519', denial: 'any', scope: 'line' } as const

/** A service on both sides, billed otherwise than the payer takes it. */
export const modifierBilateral = defineEdit({
  id: 'modifier-bilateral',
  title: 'A bilateral service billed otherwise than the payer takes it',
  why: `The fee schedule's bilateral indicator says whether a code can be done on both sides and how that is paid: 1 at 150
    percent and 3 each side in full, on one line with 50 and one unit; 0 is unilateral by nature, 2 bilateral already.
    Surgery centers and many commercial payers want two lines instead.`,
  source: {
    title:
      'IOM 100-04 chapter 12 section 40.7 and chapter 14 section 40.5; CMS relative value files, attachment A',
    url: 'https://www.cms.gov/medicare/payment/fee-schedules/physician/pfs-relative-value-files',
  },
  claimTypes: ['professional', 'institutional'],
  authority: 'every-payer',
  tables: ['feeSchedule', 'feeScheduleRules', 'profile'],
  yieldsTo: { 'procedure-invalid': 'line' },
  wakes: { modifier: (modifier) => modifier === '50' || modifier === 'LT' || modifier === 'RT' },
  notes: [
    'The indicator and surgery centers are Medicare’s rule: a `review` for Medicare Advantage, silent for others unless the payer’s profile turns the edit on. How the payer wants both sides billed is the profile’s `bilateral`.',
    'LT and RT lines of a code with indicator 0 or 2 are paid once rather than denied, so they are a `review`; with 3 they are right.',
    'Indicators speak only for codes with status A, C, R or T. Practitioners’ lines alone are judged (85x with revenue 096x to 098x among them), and 50 on a surgery center’s professional claim.',
    'CPT wants a bilateral add-on code reported twice; Medicare follows the indicator.',
  ],
  messages: {
    notBilateral: {
      severity: 'deny',
      ...carc,
      text: '{{procedure}} on {{date}} bears 50, and its bilateral indicator is {{indicator}} ({{meaning}}).',
      fix: 'Remove 50 and report the service once; if the record shows another service on the other side, report its own code.',
    },
    perhapsNotBilateral: {
      severity: 'review',
      ...carc,
      text: '{{procedure}} on {{date}} bears 50; Medicare’s bilateral indicator is {{indicator}} ({{meaning}}).',
      fix: 'Check how this payer takes the code; Medicare pays it once.',
    },
    paidOnce: {
      severity: 'review',
      ...carc,
      text: '{{procedure}} on {{date}} stands on two lines, LT and RT, and its bilateral indicator is {{indicator}} ({{meaning}}): both are paid as one.',
      fix: 'Report the service once, unless the record shows two separate services.',
    },
    units: {
      severity: 'review',
      ...carc,
      text: '{{procedure}} on {{date}} bears 50 with {{units}} units; 50 means both sides in one unit.',
      fix: 'Report one unit with 50 where the service was done once on each side.',
    },
    surgeryCenter: {
      severity: 'deny',
      ...carc,
      text: '{{procedure}} on {{date}} bears 50 on a surgery center’s claim.',
      fix: 'A surgery center reports two lines, LT and RT, where both sides were done.',
    },
    surgeryCenterPerhaps: {
      severity: 'review',
      ...carc,
      text: '{{procedure}} on {{date}} bears 50 on a surgery center’s claim; Medicare does not take it there.',
      fix: 'Check how this payer takes both sides from a surgery center; Medicare wants two lines, LT and RT.',
    },
    twoLinesWanted: {
      severity: 'review',
      ...carc,
      text: '{{procedure}} on {{date}} bears 50, and this payer takes both sides on two lines, LT and RT.',
      fix: 'Report one line with LT and one with RT, each with one unit and its own charge.',
    },
    oneLineWanted: {
      severity: 'review',
      ...carc,
      text: '{{procedure}} on {{date}} stands on two lines, LT and RT, and this payer takes both sides on one line with 50.',
      fix: 'Report one line with 50, one unit and the charge of both sides.',
    },
  },

  check(claim, { feeSchedule, feeScheduleRules, profile }, report) {
    const { lines } = claim
    const reach = medicareReach(profile, 'modifier-bilateral')
    for (let at = 0; at < lines.length; at++) {
      const line = lines[at]!
      const { procedure, modifiers } = line
      if (procedure === undefined || modifiers.length === 0) continue
      const fifty = modifiers.indexOf('50')
      const day = firstDay(line)
      if (fifty >= 0 && isSurgeryCenter(claim, line)) {
        if (reach !== 'free')
          report(
            reach === 'follows' ? 'surgeryCenter' : 'surgeryCenterPerhaps',
            `lines[${at}].modifiers[${fifty}]`,
            {
              procedure,
              date: isoDate(day),
            },
          )
        continue
      }
      if (!isPractitioners(claim, line)) continue
      const twin = fifty < 0 ? otherSide(claim, at) : -1
      if (fifty < 0 && twin < 0) continue
      const row = feeSchedule.find(procedure, day)
      const rule = row < 0 ? undefined : feeScheduleRules.ofRow(feeSchedule, row, 'bilateral')
      const data = {
        procedure,
        date: isoDate(day),
        indicator: rule?.value ?? '',
        meaning: rule?.meaning ?? '',
      }
      const place = `lines[${at}].modifiers[${fifty}]`
      const cite = rule ? { cite: feeSchedule.cite(row) } : {}
      if (fifty < 0) {
        const side = `lines[${at}].modifiers[${sideOf(line)}]`
        const detail = { ...cite, related: [twin] }
        if (rule?.value === '1' && profile.bilateral === 'modifier-50')
          report('oneLineWanted', side, data, detail)
        else if (isOnce(rule) && reach !== 'free') report('paidOnce', side, data, detail)
      } else if (rule && rule.severity !== 'none' && reach !== 'free')
        report(
          reach === 'follows' && rule.severity === 'deny' ? 'notBilateral' : 'perhapsNotBilateral',
          place,
          data,
          cite,
        )
      else if (profile.bilateral === 'two-lines') report('twoLinesWanted', place, data, cite)
      else if (
        rule?.severity === 'none' &&
        line.units !== 1 &&
        (reach !== 'free' || profile.bilateral === 'modifier-50')
      )
        report('units', `lines[${at}].units`, { ...data, units: line.units }, cite)
    }
  },
})

const isOnce = (rule: IndicatorRule | undefined): boolean => rule?.value === '0' || rule?.value === '2'

/** Index of LT or RT among the modifiers of a line, -1 when it has neither or both. */
function sideOf({ modifiers }: Line): number {
  const [left, right] = [modifiers.indexOf('LT'), modifiers.indexOf('RT')]
  return left >= 0 && right >= 0 ? -1 : Math.max(left, right)
}

/** An earlier line of the same code, practitioner and day for the other side, -1 when there is none. */
function otherSide(claim: Claim, at: number): number {
  const line = claim.lines[at]!
  const side = sideOf(line)
  if (side < 0 || at >= PAIRED_LINES) return -1
  const wanted = line.modifiers[side] === 'LT' ? 'RT' : 'LT'
  for (let earlier = 0; earlier < at; earlier++) {
    const beside = claim.lines[earlier]!
    if (beside.procedure !== line.procedure) continue
    const other = sideOf(beside)
    if (other < 0 || beside.modifiers[other] !== wanted || !daysMeet(line, beside)) continue
    if (compareProviders(renderingOf(claim, line), renderingOf(claim, beside)) === 'same') return earlier
  }
  return -1
}
