/** A remitted claim while its segments come in, and the faults that keep it from being read. */
import type { ErrorCode } from '../../model/errors.ts'
import type { Payment, RemittedClaim, ServicePayment } from '../../model/remittance.ts'
import { type Spot, spotOf } from './draft.ts'
import type { Read } from './fields.ts'
import { type Remarks, addWarning, placeOf } from './remarks.ts'
import type { Segment } from './segment.ts'

/** A remitted claim being read; its segment and byte are those of the CLP. */
export interface RemitDraft extends Spot {
  readonly claim: RemittedClaim
  /** The first fault; when there is one the claim becomes a problem, and its further segments are passed over. */
  fault: (Spot & { readonly code: ErrorCode; readonly text: string }) | undefined
  /** The byte between components: the one declared, or the one this claim is seen to use. */
  component: number
  service: ServicePayment | undefined
  /** Adjustments so far, of the claim and its services. */
  adjustments: number
  /** Whether CLP04 could be read, so that the payment can be balanced without the claim. */
  hasPaid: boolean
}

/** A remitted claim of which nothing is known yet. All have one order of fields. */
export const newRemitDraft = (segment: Segment, payment: Payment, file: string): RemitDraft => ({
  ...spotOf(segment),
  claim: {
    payment,
    id: undefined,
    status: '',
    chargeCents: 0,
    paidCents: 0,
    patientCents: undefined,
    filing: undefined,
    payerClaimNumber: undefined,
    facility: undefined,
    frequency: undefined,
    originalClaimNumber: undefined,
    patientId: undefined,
    subscriberId: undefined,
    correctedId: undefined,
    renderingNpi: undefined,
    from: undefined,
    through: undefined,
    received: undefined,
    interestCents: undefined,
    adjustments: [],
    remarks: [],
    services: [],
    imbalances: [],
    place: { file, ...spotOf(segment) },
  },
  fault: undefined,
  component: segment.component,
  service: undefined,
  adjustments: 0,
  hasPaid: false,
})

/** A service of which only the position is known. All have one order of fields. */
export const newServicePayment = (number: number): ServicePayment => ({
  number,
  qualifier: undefined,
  procedure: undefined,
  modifiers: [],
  revenueCode: undefined,
  billedProcedure: undefined,
  billedModifiers: [],
  billedUnits: undefined,
  chargeCents: 0,
  paidCents: 0,
  units: 1,
  serviceDate: undefined,
  serviceDateThrough: undefined,
  controlNumber: undefined,
  allowedCents: undefined,
  adjustments: [],
  remarks: [],
})

/** Says that the remitted claim cannot be read, and where. The first fault stands. */
export function failRemit(
  draft: RemitDraft,
  segment: Segment,
  text: string,
  code: ErrorCode = 'E_X12_SEGMENT',
): void {
  draft.fault ??= { code, ...spotOf(segment), text }
}

/** A value without which the decision is not known: what is missing or cannot be read is a fault of the claim. */
export function needed<T>(
  draft: RemitDraft,
  segment: Segment,
  value: Read<T>,
  what: string,
): Exclude<T, null | undefined> | undefined {
  if (value !== undefined && value !== null) return value as Exclude<T, null | undefined>
  failRemit(draft, segment, `${what} ${value === null ? 'cannot be read' : 'is missing'}.`)
  return undefined
}

/** A value that the decision does without: what cannot be read is a warning, and counts as not there. */
export function helpful<T>(
  remarks: Remarks,
  segment: Segment,
  value: Read<T>,
  what: string,
): Exclude<T, null> | undefined {
  if (value !== null) return value as Exclude<T, null> | undefined
  addWarning(remarks, 'W_X12_SEGMENT', placeOf(spotOf(segment)), `${what} cannot be read; it was left out`)
  return undefined
}
