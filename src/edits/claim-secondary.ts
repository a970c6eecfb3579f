import type { Claim, OtherPayer } from '../model/claim.ts'
import { totalCharge } from '../model/claim-facts.ts'
import { defineEdit, type Report } from './define.ts'

const messages = {
  paymentMissing: {
    severity: 'reject',
    group: 'CO',
    carc: '16',
    rarc: 'MA04',
    denial: 'primary payment missing',
    text: 'The claim goes to a later payer (order {{order}}) and does not say what an earlier payer paid.',
    fix: 'Enter the earlier payer’s payment and adjustments from its remittance; a denial is entered as a payment of zero with its reasons.',
  },
  adjustmentsMissing: {
    severity: 'reject',
    group: 'CO',
    carc: '16',
    rarc: 'MA04',
    denial: 'primary payment missing',
    text: 'Other payer {{position}} paid less than was billed, and the claim does not say why it did not pay the rest.',
    fix: 'Enter the adjustments (group, reason, amount) from the earlier payer’s remittance.',
  },
  otherPayerFirst: {
    severity: 'reject',
    group: 'OA',
    carc: '22',
    denial: 'other payer is primary',
    text: 'The claim is billed to Medicare first, and {{what}} says that another payer comes before it.',
    fix: 'Bill that payer first and send its answer with the claim; if the information is old, correct it.',
  },
  injuryFirst: {
    severity: 'review',
    group: 'OA',
    carc: '22',
    denial: 'other payer is primary',
    text: 'The claim is billed to Medicare first, and {{what}} says that another insurance may answer for the injury.',
    fix: 'Bill that insurance first and send its answer with the claim; if it refused or is exhausted, say so.',
  },
} as const

/** A claim to the wrong payer first, or to a later payer without the earlier one's answer. */
export const claimSecondary = defineEdit({
  id: 'claim-secondary',
  title:
    'A later payer without the earlier payer’s answer, or Medicare billed before the payer that comes first',
  why: `A second payer pays what the first left, so it must see what the first paid and why it did not pay the rest. Medicare
    comes after an employer's plan of someone who still works and after the insurance that answers for an accident; billed
    first, it sends the claim back.`,
  source: {
    title:
      'ASC X12N 005010X222A1 and X223A2, loops 2320 and 2430; 42 CFR 411 subparts B to H; IOM 100-05 chapter 3 (Medicare secondary payer)',
    url: 'https://www.cms.gov/regulations-and-guidance/guidance/manuals/internet-only-manuals-ioms-items/cms019017',
  },
  claimTypes: ['professional', 'institutional'],
  authority: 'every-payer',
  tables: ['profile'],
  notes: [
    'The order is that of SBR01 (`payerOrder`, and `order` of the other payers); a claim that does not give its own is not taken for a later one.',
    'Amounts that are there and do not add up are a finding of claim-balance.',
    'Value codes 12 to 16, 41 to 43 and 47 tell what an earlier payer paid on institutional claims. Billed to Medicare as the first payer they contradict themselves.',
    'A plan that is listed after Medicare may be a supplement or a working-age plan: the claim does not tell which, and nothing is said.',
    'An accident at work (EM, occurrence code 04) or on the road (AA, occurrence codes 01 and 02), or liability (03), billed to Medicare first is a `review`: the other insurance may have refused or be exhausted.',
    'Who comes first is settled by the payers’ records of the patient, which a claim does not show.',
  ],
  messages,

  check(claim, { profile }, report) {
    const order = claim.payerOrder ?? ''
    if (order !== '' && order !== 'P') judgeLater(claim, order, report)
    else if (profile.line === 'medicare') judgeFirst(claim, report)
  },
})

/** A claim to a second or later payer wants the answer of an earlier one. */
function judgeLater(claim: Claim, order: string, report: Report<keyof typeof messages>): void {
  const earlier = claim.otherPayers.filter((payer) => precedes(payer, order))
  const told = claim.valueCodes.some(({ code }) => PRIMARY_PAYMENTS.has(code))
  if (!told && !earlier.some(hasAnswered)) report('paymentMissing', 'otherPayers', { order })
  else if (!told)
    claim.otherPayers.forEach((payer, position) => {
      if (precedes(payer, order) && leavesOpen(payer, claim))
        report('adjustmentsMissing', `otherPayers[${position}].adjustments`, { position: position + 1 })
    })
}

/** A claim to Medicare as the first payer must not say that another one comes before it. */
function judgeFirst(claim: Claim, report: Report<keyof typeof messages>): void {
  const { otherPayers, valueCodes, occurrenceCodes, accidentCause } = claim
  if (otherPayers.length + valueCodes.length + occurrenceCodes.length === 0 && accidentCause === undefined)
    return
  // An earlier payer that has answered makes it Medicare's turn, whatever the order says.
  if (otherPayers.length > 0 && otherPayers.some(hasAnswered)) return
  const value = (codes: ReadonlySet<string>): number => valueCodes.findIndex(({ code }) => codes.has(code))
  const say = (
    message: 'otherPayerFirst' | 'injuryFirst',
    list: 'valueCodes' | 'occurrenceCodes',
    at: number,
  ): void =>
    report(message, `${list}[${at}].code`, {
      what: `${list === 'valueCodes' ? 'value' : 'occurrence'} code ${claim[list][at]!.code}`,
    })
  if (valueCodes.length > 0 && value(WORKING_PLANS) >= 0)
    return say('otherPayerFirst', 'valueCodes', value(WORKING_PLANS))
  if (otherPayers.length > 0) {
    const at = otherPayers.findIndex(({ order }) => order === 'P')
    if (at >= 0)
      return report('otherPayerFirst', `otherPayers[${at}].order`, {
        what: `the order of other payer ${at + 1}`,
      })
  }
  if (accidentCause === 'EM' || accidentCause === 'AA')
    return report('injuryFirst', 'accidentCause', { what: `accident cause ${accidentCause}` })
  if (valueCodes.length > 0 && value(ACCIDENT_PAYMENTS) >= 0)
    return say('injuryFirst', 'valueCodes', value(ACCIDENT_PAYMENTS))
  if (occurrenceCodes.length === 0) return
  const at = occurrenceCodes.findIndex(({ code }) => ACCIDENTS.has(code))
  if (at >= 0) say('injuryFirst', 'occurrenceCodes', at)
}

/**
 * Value codes that give what a payer before Medicare paid; among them working aged, end-stage renal disease and disability
 * under a large plan; and no-fault, workers' compensation, federal black lung and liability. Source: IOM 100-05 chapter 3; IOM 100-04 chapter 25.
 */
const PRIMARY_PAYMENTS: ReadonlySet<string> = new Set(['12', '13', '14', '15', '16', '41', '42', '43', '47'])
const WORKING_PLANS: ReadonlySet<string> = new Set(['12', '13', '43'])
const ACCIDENT_PAYMENTS: ReadonlySet<string> = new Set(['14', '15', '41', '47'])

/** Occurrence codes: accident with medical coverage, no-fault, liability, employment. Source: IOM 100-04 chapter 25. */
const ACCIDENTS: ReadonlySet<string> = new Set(['01', '02', '03', '04'])

/** Order of responsibility (SBR01): primary, secondary, tertiary, fourth to eleventh. */
const ORDER = 'PSTABCDEFGH'

const precedes = (payer: OtherPayer, order: string): boolean =>
  payer.order === undefined || payer.order === '' || ORDER.indexOf(payer.order) < ORDER.indexOf(order)

const hasAnswered = ({ paidCents, adjustments, linePayments }: OtherPayer): boolean =>
  paidCents !== undefined || adjustments.length > 0 || linePayments.length > 0

/** Whether the payer paid less than was billed and gave no reason at all. */
const leavesOpen = ({ paidCents, adjustments, linePayments }: OtherPayer, claim: Claim): boolean =>
  paidCents !== undefined &&
  adjustments.length === 0 &&
  linePayments.length === 0 &&
  paidCents !== totalCharge(claim)
