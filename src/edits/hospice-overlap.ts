import type { Line } from '../model/claim.ts'
import { billType, firstDay } from '../model/claim-facts.ts'
import { daysBetween, isoDate } from '../model/dates.ts'
import type { PriorClaim } from '../model/history.ts'
import { defineEdit } from './define.ts'

const elected = { group: 'CO', carc: 'B9', denial: 'any', scope: 'line' } as const

/** A service in a hospice election. */
export const hospiceOverlap = defineEdit({
  id: 'hospice-overlap',
  title: 'A service while the patient has elected hospice',
  why: `With the hospice benefit the patient waives Medicare's payment for all that concerns the terminal illness, but for the
    hospice itself and one attending practitioner. Others are paid only for what is unrelated, and say so: GW on a
    practitioner's or supplier's line, condition code 07 on an institution's bill; the attending practitioner uses GV.`,
  source: {
    title: 'IOM 100-04 chapter 11 sections 30.3, 40.1 and 50; 42 CFR 418.24(e)',
    url: 'https://www.cms.gov/regulations-and-guidance/guidance/manuals/downloads/clm104c11.pdf',
  },
  claimTypes: ['professional', 'institutional'],
  authority: 'medicare',
  tables: ['history'],
  history: true,
  yieldsTo: { 'claim-duplicate': 'own-line' },
  notes: [
    'An election shows in the history as a hospice’s bill (81x, 82x), for the days of its statement. The election itself is not on a claim, and may have been revoked.',
    'On the first and the last day of a statement the service may have come before or after: `review`, but between two bills that follow on one another and on the last day of a patient who stays or died there.',
    'After a bill with status 30 (still a patient) the next 31 days are a `review` until another bill shows more.',
    'Whether a service with GW or 07 is unrelated only the record shows.',
  ],
  messages: {
    inside: {
      severity: 'deny',
      ...elected,
      text: '{{service}} on {{date}} falls into a hospice election, and bears neither {{marks}}.',
      fix: 'Ask the hospice to pay for what concerns the terminal illness. If the record shows that the service is unrelated, {{unrelated}} says so; GV is for the attending practitioner whom the hospice does not employ.',
    },
    perhapsInside: {
      severity: 'review',
      ...elected,
      text: '{{service}} on {{date}} is at the edge of a hospice election, and bears neither {{marks}}.',
      fix: 'Check on which day the election began or ended; if the service falls into it and the record shows that it is unrelated, {{unrelated}} says so.',
    },
  },

  check(claim, { history }, report) {
    const others = history.of(claim).bills
    if (others.length === 0 || isHospice(billType(claim)) || claim.conditionCodes.includes('07')) return
    const bills = others.filter((one) => isHospice(one.billType))
    if (bills.length === 0) return
    const institutional = claim.type === 'institutional'
    const marks = institutional ? 'condition code 07 nor GW' : 'GV nor GW'
    const unrelated = institutional ? 'condition code 07' : 'GW'
    claim.lines.forEach((line, at) => {
      if (isMarked(line)) return
      const day = firstDay(line)
      const [bill, sure] = electionOn(bills, day)
      if (!bill) return
      const service = line.procedure ?? `Revenue code ${line.revenueCode}`
      report(
        sure ? 'inside' : 'perhapsInside',
        `lines[${at}]`,
        { service, date: isoDate(day), marks, unrelated },
        {
          evidence: [{ claim: bill.id, line: null }],
        },
      )
    })
  },
})

const isHospice = (bill: string): boolean => bill.startsWith('81') || bill.startsWith('82')

const isMarked = ({ modifiers }: Line): boolean => modifiers.includes('GV') || modifiers.includes('GW')

/** Patient status 30 stays, 40 to 42 died in hospice care. */
const hasNotLeft = ({ dischargeStatus }: PriorClaim): boolean =>
  dischargeStatus === '30' || (dischargeStatus !== undefined && /^4[012]$/.test(dischargeStatus))

/** The bill whose election holds the day, and whether it surely does. */
function electionOn(bills: readonly PriorClaim[], day: number): readonly [PriorClaim | undefined, boolean] {
  let edge: PriorClaim | undefined
  for (const bill of bills) {
    const { from, through } = bill
    const follows = (): boolean =>
      bills.some(
        (one) => one !== bill && one.from < from && daysBetween(isoDate(one.through), isoDate(from)) <= 1,
      )
    if (from <= day && day <= through) {
      const afterStart = day > from || follows()
      const beforeEnd = day < through || hasNotLeft(bill)
      if (afterStart && beforeEnd) return [bill, true]
      edge ??= bill
    } else if (
      bill.dischargeStatus === '30' &&
      day > through &&
      daysBetween(isoDate(through), isoDate(day)) <= 31 &&
      !bills.some((one) => one.from > through)
    )
      edge ??= bill
  }
  return [edge, false]
}
