/** Tables 1 and 3 of the 835: the payment, who pays and is paid, and what is moved between them for no single claim. */
import type { Payment, ProviderAdjustment, Remittance } from '../../model/remittance.ts'
import { MAX_PROVIDER_ADJUSTMENTS } from '../../model/remittance.ts'
import { newComposite, separatorUsed, splitElement } from './composites.ts'
import { type Spot, spotOf } from './draft.ts'
import {
  type Fields,
  type Read,
  code,
  date,
  isPresent,
  ownText,
  qualifier,
  quantity,
  text,
} from './fields.ts'
import { helpful, type RemitDraft } from './read-835-draft.ts'
import { type Remarks, addProblem, addWarning, placeOf } from './remarks.ts'
import type { Segment } from './segment.ts'

const composite = newComposite()

/** An 835 while it is read. */
export interface RemitTransaction {
  readonly spot: Spot
  readonly payment: Payment
  readonly providerAdjustments: ProviderAdjustment[]
  /** Of whom N1 spoke last: PR the payer, PE the payee. */
  party: string
  draft: RemitDraft | undefined
  /** Claims and problems in place of claims given. */
  claims: number
  problems: number
  paidCents: number
  providerCents: number
  /** Whether a sum is missing, so that the payment cannot be balanced. */
  hasGap: boolean
  /** Whether the loops of claims have begun: N1 and DTM are then no longer the payment's. */
  hasDetail: boolean
  /** Whether services outside a claim were told. */
  hasStray: boolean
}

/** An 835 that begins with this segment. */
export const newRemitTransaction = (segment: Segment): RemitTransaction => ({
  spot: spotOf(segment),
  payment: {
    trace: undefined,
    originator: undefined,
    payerId: undefined,
    payerName: undefined,
    payeeNpi: undefined,
    payeeTaxId: undefined,
    paidCents: undefined,
    method: undefined,
    date: undefined,
  },
  providerAdjustments: [],
  party: '',
  draft: undefined,
  claims: 0,
  problems: 0,
  paidCents: 0,
  providerCents: 0,
  hasGap: false,
  hasDetail: false,
  hasStray: false,
})

/** A sum of many claims in cents, at most a thousand million dollars either way and two decimals. */
function totalCents(fields: Fields, index: number): Read<number> {
  const dollars = quantity(fields, index)
  if (dollars === undefined || dollars === null) return dollars
  const whole = Math.round(dollars * 100)
  return Math.abs(whole / 100 - dollars) < 1e-7 ? whole : null
}

function readBpr({ payment }: RemitTransaction, segment: Segment, remarks: Remarks): void {
  payment.paidCents = helpful(remarks, segment, totalCents(segment, 2), 'The payment (BPR02)')
  payment.method = helpful(remarks, segment, code(segment, 4, 3), 'The way of payment (BPR04)')
  const day = helpful(remarks, segment, date(segment, 16), 'The day of payment (BPR16)')
  if (day !== undefined) payment.date = day
}

function readParty(transaction: RemitTransaction, segment: Segment, remarks: Remarks): void {
  const { payment } = transaction
  transaction.party = qualifier(segment, 1)
  const kind = qualifier(segment, 3)
  const number = (): string | undefined => helpful(remarks, segment, text(segment, 4, 80), 'An id (N104)')
  if (transaction.party === 'PR') {
    payment.payerName ??= helpful(remarks, segment, text(segment, 2, 80), 'The name of the payer (N102)')
    payment.payerId ??= number()
  } else if (transaction.party === 'PE') {
    if (kind === 'XX') payment.payeeNpi ??= number()
    else if (kind === 'FI') payment.payeeTaxId ??= number()
  }
}

function readPartyReference({ payment, party }: RemitTransaction, segment: Segment, remarks: Remarks): void {
  const kind = qualifier(segment, 1)
  const number = (): string | undefined => helpful(remarks, segment, text(segment, 2, 80), 'An id (REF)')
  if (party === 'PR' && kind === '2U') payment.payerId ??= number()
  else if (party === 'PE' && kind === 'TJ') payment.payeeTaxId ??= number()
}

const unread: ReadonlySet<string> = new Set('N3 N4 PER RDM CUR NTE K3'.split(' '))

/** Takes a segment before the first claim. Gives false for one that does not belong there. */
export function readPaymentSegment(
  transaction: RemitTransaction,
  segment: Segment,
  remarks: Remarks,
): boolean {
  const { payment } = transaction
  switch (segment.id) {
    case 'BPR':
      readBpr(transaction, segment, remarks)
      return true
    case 'TRN':
      payment.trace ??= helpful(remarks, segment, text(segment, 2, 50), 'The number of the payment (TRN02)')
      payment.originator ??= helpful(remarks, segment, code(segment, 3, 10), 'Who pays (TRN03)')
      return true
    case 'DTM':
      if (qualifier(segment, 1) === '405')
        payment.date ??= helpful(remarks, segment, date(segment, 2), 'The day of production (DTM 405)')
      return true
    case 'N1':
      readParty(transaction, segment, remarks)
      return true
    case 'REF':
      readPartyReference(transaction, segment, remarks)
      return true
  }
  return unread.has(segment.id)
}

/** PLB03 and PLB04, and five more such pairs. */
const FIRST_PAIR = 3

/** PLB: reason, reference and amount, up to six times. */
export function readPlb(transaction: RemitTransaction, segment: Segment, remarks: Remarks): void {
  for (let element = FIRST_PAIR; element < segment.count + 1; element += 2) {
    if (!isPresent(segment, element) && !isPresent(segment, element + 1)) continue
    const amount = totalCents(segment, element + 1)
    const used = separatorUsed(segment, element, segment.component) || segment.component
    const adjusted = splitElement(composite, segment, element, used)
    const reason = code(adjusted, 1, 3)
    if (amount == null || reason == null) {
      transaction.hasGap = true
      const what = 'Reason or amount of a provider adjustment (PLB) cannot be read'
      addProblem(remarks, 'E_X12_SEGMENT', placeOf(spotOf(segment)), `${what}.`)
      return
    }
    transaction.providerCents += amount
    if (transaction.providerAdjustments.length < MAX_PROVIDER_ADJUSTMENTS)
      transaction.providerAdjustments.push({
        reason,
        reference: helpful(remarks, segment, ownText(adjusted, 2, 50), 'The reference of a PLB'),
        cents: amount,
      })
    else {
      const what = `There are more than ${MAX_PROVIDER_ADJUSTMENTS} provider adjustments (PLB); the rest was summed and not kept`
      addWarning(remarks, 'W_X12_SEGMENT', placeOf(spotOf(segment)), what)
    }
  }
}

/**
 * The remittance at its end, balanced. Source: ASC X12N 005010X221A1, 1.10.2 Balancing: the sum of all CLP04 less the
 * sum of all PLB is BPR02. Where an amount could not be read nothing is compared.
 */
export function remittanceOf(transaction: RemitTransaction, file: string): Remittance {
  const { payment, claims, problems, paidCents, providerCents, providerAdjustments, spot } = transaction
  const remittance: Remittance = {
    payment,
    claims,
    problems,
    paidCents,
    providerCents,
    providerAdjustments,
    imbalances: [],
    place: { file, ...spot },
  }
  if (payment.paidCents === undefined || transaction.hasGap) return remittance
  const differenceCents = paidCents - providerCents - payment.paidCents
  if (differenceCents !== 0)
    remittance.imbalances.push({ kind: 'payment', service: undefined, differenceCents })
  return remittance
}
