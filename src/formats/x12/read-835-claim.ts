/** Loop 2100: the decision on one claim, and whether its sums agree. */
import type { RemittanceAdjustment, RemittedClaim } from '../../model/remittance.ts'
import { cents, code, date, ownText, qualifier, text } from './fields.ts'
import { type RemitDraft, helpful, needed } from './read-835-draft.ts'
import { readCas, readRemarks, readService, readServiceDay } from './read-835-service.ts'
import type { Remarks } from './remarks.ts'
import type { Segment } from './segment.ts'

/** CLP: number, status, charge, payment, payer's number, frequency. */
export function readClp(draft: RemitDraft, segment: Segment, remarks: Remarks): void {
  const { claim } = draft
  claim.id = helpful(remarks, segment, ownText(segment, 1, 50), 'Loop 2100: the claim number (CLP01)')
  claim.status = needed(draft, segment, code(segment, 2, 2), 'Loop 2100: the status (CLP02)') ?? ''
  claim.chargeCents = needed(draft, segment, cents(segment, 3), 'Loop 2100: the charge (CLP03)') ?? 0
  const paid = needed(draft, segment, cents(segment, 4), 'Loop 2100: the payment (CLP04)')
  draft.hasPaid = paid !== undefined
  claim.paidCents = paid ?? 0
  claim.patientCents = helpful(remarks, segment, cents(segment, 5), "The patient's part (CLP05)")
  claim.filing = helpful(remarks, segment, code(segment, 6, 2), 'The kind of plan (CLP06)')
  claim.payerClaimNumber = helpful(
    remarks,
    segment,
    ownText(segment, 7, 50),
    "The payer's claim number (CLP07)",
  )
  claim.facility = helpful(remarks, segment, code(segment, 8, 2), 'The place or bill type (CLP08)')
  claim.frequency = helpful(remarks, segment, code(segment, 9, 1), 'The frequency (CLP09)')
}

/** NM1: member numbers and the rendering practitioner; other persons and payers are passed over. */
function readName(claim: RemittedClaim, segment: Segment, remarks: Remarks): void {
  const entity = qualifier(segment, 1)
  const number = (what: string): string | undefined =>
    helpful(remarks, segment, ownText(segment, 9, 80), `The number of ${what} (NM109)`)
  switch (entity) {
    case 'QC':
      claim.patientId ??= number('the patient')
      return
    case 'IL':
      claim.subscriberId ??= number('the subscriber')
      return
    case '74':
      claim.correctedId ??= number('the subscriber, corrected')
      return
    case '82':
      if (qualifier(segment, 8) === 'XX')
        claim.renderingNpi ??= helpful(remarks, segment, text(segment, 9, 80), 'An NPI (NM109)')
  }
}

/** DTM of the claim: its days, and the day it was received. */
function readClaimDay(claim: RemittedClaim, segment: Segment, remarks: Remarks): void {
  const day = (): string | undefined =>
    helpful(remarks, segment, date(segment, 2), 'A date of the claim (DTM)')
  switch (qualifier(segment, 1)) {
    case '232':
      claim.from = day()
      return
    case '233':
      claim.through = day()
      return
    case '472':
      claim.from ??= day()
      return
    case '050':
      claim.received = day()
  }
}

/** REF: the payer's number of an earlier decision (F8), and the submitter's number of the line (6R). */
function readReference({ claim, service }: RemitDraft, segment: Segment, remarks: Remarks): void {
  const kind = qualifier(segment, 1)
  if (kind === 'F8')
    claim.originalClaimNumber ??= helpful(
      remarks,
      segment,
      ownText(segment, 2, 50),
      'A claim number (REF F8)',
    )
  else if (kind === '6R' && service !== undefined)
    service.controlNumber = helpful(remarks, segment, ownText(segment, 2, 50), 'A line number (REF 6R)')
}

/** AMT: what the plan allows for the service (B6), interest on the claim (I). */
function readAmount({ claim, service }: RemitDraft, segment: Segment, remarks: Remarks): void {
  const kind = qualifier(segment, 1)
  if (kind === 'B6' && service !== undefined)
    service.allowedCents = helpful(remarks, segment, cents(segment, 2), 'The sum allowed (AMT B6)')
  else if (kind === 'I')
    claim.interestCents = helpful(remarks, segment, cents(segment, 2), 'The interest (AMT I)')
}

/** Segments of loops 2100 and 2110 that are known and not read: no outcome uses them. */
const unread: ReadonlySet<string> = new Set('N1 N3 N4 PER QTY CUR TS2 TS3 RDM K3 NTE'.split(' '))

/** Takes a segment after the CLP. Gives false for one that no remitted claim has. */
export function readClaimSegment(draft: RemitDraft, segment: Segment, remarks: Remarks): boolean {
  const { claim, service } = draft
  switch (segment.id) {
    case 'CAS':
      readCas(draft, segment, remarks)
      return true
    case 'SVC':
      readService(draft, segment, remarks)
      return true
    case 'NM1':
      readName(claim, segment, remarks)
      return true
    case 'DTM':
      if (service === undefined || /^(?:23[23]|050)$/.test(qualifier(segment, 1)))
        readClaimDay(claim, segment, remarks)
      else readServiceDay(service, segment, remarks)
      return true
    case 'REF':
      readReference(draft, segment, remarks)
      return true
    case 'AMT':
      readAmount(draft, segment, remarks)
      return true
    case 'MIA':
    case 'MOA':
      readRemarks(claim.remarks, segment, remarks)
      return true
    case 'LQ':
      // RX names reject codes of pharmacies (NCPDP), which are another list.
      if (qualifier(segment, 1) !== 'RX') readRemarks((service ?? claim).remarks, segment, remarks)
      return true
  }
  return unread.has(segment.id)
}

const sumOf = (adjustments: readonly RemittanceAdjustment[]): number =>
  adjustments.reduce((sum, { cents: amount }) => sum + amount, 0)

/**
 * Where the sums of a claim do not agree. Source: ASC X12N 005010X221A1, 1.10.2 Balancing: service line and claim.
 */
export function balanceClaim(claim: RemittedClaim): void {
  const { services, imbalances } = claim
  let [charges, adjusted] = [0, sumOf(claim.adjustments)]
  for (const { number, chargeCents, paidCents, adjustments } of services) {
    const ofService = sumOf(adjustments)
    charges += chargeCents
    adjusted += ofService
    const differenceCents = chargeCents - ofService - paidCents
    if (differenceCents !== 0) imbalances.push({ kind: 'service', service: number, differenceCents })
  }
  if (services.length > 0 && charges !== claim.chargeCents)
    imbalances.push({
      kind: 'services',
      service: undefined,
      differenceCents: charges - claim.chargeCents,
    })
  const differenceCents = claim.chargeCents - adjusted - claim.paidCents
  if (differenceCents !== 0) imbalances.push({ kind: 'claim', service: undefined, differenceCents })
}
