/** Loops 2320, 2330 and 2430: what other payers of the claim paid and adjusted. */
import type { OtherPayer, PayerLine } from '../../model/claim.ts'
import { type Draft, append, required, spotOf } from './draft.ts'
import { cents, code, isPresent, qualifier, text } from './fields.ts'
import { closeLine } from './line-segments.ts'
import { type Remarks, addWarning, placeOf } from './remarks.ts'
import type { Segment } from './segment.ts'

const filingCodes: ReadonlyMap<string, PayerLine> = new Map<string, PayerLine>([
  ['MA', 'medicare'],
  ['MB', 'medicare'],
  ['16', 'medicare-advantage'],
  ['MC', 'medicaid'],
  ['12', 'commercial'],
  ['13', 'commercial'],
  ['14', 'commercial'],
  ['15', 'commercial'],
  ['BL', 'commercial'],
  ['CI', 'commercial'],
  ['HM', 'commercial'],
])

/** The line of business of a claim filing indicator (SBR09); undefined without one. */
export function payerLineOf(segment: Segment): PayerLine | undefined {
  const filing = qualifier(segment, 9)
  return filing === '' ? undefined : (filingCodes.get(filing) ?? 'other')
}

const lastOf = (draft: Draft): OtherPayer | undefined => draft.claim.otherPayers.at(-1)

/** SBR inside a claim: another payer. */
export function readOtherSubscriber(draft: Draft, segment: Segment): void {
  closeLine(draft)
  draft.scope = 'otherPayer'
  draft.entity = ''
  draft.provider = undefined
  const payer: OtherPayer = {
    id: undefined,
    line: payerLineOf(segment),
    order: required(draft, segment, code(segment, 1, 1), 'Loop 2320: the order of payment (SBR01)'),
    paidCents: undefined,
    adjustments: [],
    linePayments: [],
  }
  append(draft, segment, draft.claim.otherPayers, 20, payer, 'other payers')
}

/** NM1 of loop 2330: only the payer is read. */
export function readOtherPayerName(draft: Draft, segment: Segment): void {
  draft.entity = ''
  draft.provider = undefined
  const payer = lastOf(draft)
  if (payer === undefined || qualifier(segment, 1) !== 'PR') return
  payer.id = required(draft, segment, text(segment, 9, 80), 'Loop 2330B: the payer id (NM109)')
}

/** AMT D of loop 2320: what the other payer paid. */
export function readAmount(draft: Draft, segment: Segment): void {
  const payer = lastOf(draft)
  if (draft.scope !== 'otherPayer' || payer === undefined || qualifier(segment, 1) !== 'D') return
  payer.paidCents = required(draft, segment, cents(segment, 2), 'Loop 2320: the amount paid (AMT D)')
}

/** SVD: what another payer paid on the line. */
export function readLineAdjudication(draft: Draft, segment: Segment, remarks: Remarks): void {
  const { otherPayers } = draft.claim
  const id = text(segment, 1, 80)
  draft.adjudicatedBy = otherPayers.findIndex((payer) => payer.id === id)
  if (draft.adjudicatedBy < 0 && otherPayers.length === 1 && otherPayers[0]!.id === undefined)
    draft.adjudicatedBy = 0
  const payer = otherPayers[draft.adjudicatedBy]
  if (payer === undefined || draft.line === undefined) {
    const what = 'An SVD names none of the other payers of the claim; it was passed over'
    return addWarning(remarks, 'W_X12_SEGMENT', placeOf(spotOf(segment)), what)
  }
  const paidCents = required(draft, segment, cents(segment, 2), 'Loop 2430: the amount paid (SVD02)')
  if (paidCents === undefined) return
  append(draft, segment, payer.linePayments, 1_500, { line: draft.line.number, paidCents }, 'line payments')
}

const TRIPLETS = 6

/** CAS: adjustments of the claim (2320) or of the line (2430). */
export function readAdjustments(draft: Draft, segment: Segment, remarks: Remarks): void {
  const ofLine = draft.scope === 'line'
  const payer = ofLine ? draft.claim.otherPayers[draft.adjudicatedBy] : lastOf(draft)
  if (payer === undefined || draft.scope === 'claim') {
    const what = 'A CAS belongs to no other payer; it was passed over'
    return addWarning(remarks, 'W_X12_SEGMENT', placeOf(spotOf(segment)), what)
  }
  const group =
    required(draft, segment, code(segment, 1, 2) ?? null, 'The group of an adjustment (CAS01)') ?? ''
  for (let triplet = 0; triplet < TRIPLETS; triplet++) {
    const element = 2 + triplet * 3
    if (!isPresent(segment, element) && !isPresent(segment, element + 1)) continue
    const reason = required(
      draft,
      segment,
      code(segment, element, 5) ?? null,
      'The reason of an adjustment (CAS)',
    )
    const amount = required(
      draft,
      segment,
      cents(segment, element + 1) ?? null,
      'The amount of an adjustment (CAS)',
    )
    if (reason === undefined || amount === undefined) return
    const adjustment = { group, reason, amountCents: amount, line: ofLine ? draft.line?.number : undefined }
    append(draft, segment, payer.adjustments, 2000, adjustment, 'adjustments of one payer')
  }
}
