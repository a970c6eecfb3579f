/** The claims of one 837: which segment belongs to what, told by HL, CLM, SBR and LX and not by loop maps. */
import { readClaimDate, readCl1, readClm, readCr1 } from './claim-segments.ts'
import { readAddress, readProviderName, readReference, readSpecialty } from './claim-segments.ts'
import { readCodeInformation } from './code-information.ts'
import { type Draft, type Spot, fail, newDraft, spotOf } from './draft.ts'
import { qualifier } from './fields.ts'
import { finishClaim } from './finish-claim.ts'
import {
  type Header,
  newHeader,
  readBillingAddress,
  readBillingReference,
  readBillingSpecialty,
  readDemographics,
  readHeaderName,
  readLevel,
  readPatientInformation,
  readSubscriber,
} from './header.ts'
import {
  readDrug,
  readDrugQuantity,
  readInstitutionalService,
  readLx,
  readProfessionalService,
  readServiceDate,
} from './line-segments.ts'
import {
  readAdjustments,
  readAmount,
  readLineAdjudication,
  readOtherPayerName,
  readOtherSubscriber,
} from './other-payers.ts'
import { type Remarks, addProblem, addWarning, placeOf } from './remarks.ts'
import type { Segment } from './segment.ts'

/** An 837 while it is read. */
export interface Transaction {
  readonly spot: Spot
  /** Whether its guide is that of dental claims. Dental lines (SV3) decide before it. */
  readonly hasDentalGuide: boolean
  readonly header: Header
  draft: Draft | undefined
  /** Claims begun (CLM). */
  claims: number
  /** Claims and problems given in place of claims. */
  given: number
  isDental: boolean
  /** Service lines outside a claim: the first, and how many segments. */
  strayAt: Spot | undefined
  strays: number
}

/** Segments of an 837 that are known and not read: no edit uses them. */
const unread: ReadonlySet<string> = new Set(
  'BHT N2 N3 PER CUR PWK CN1 K3 NTE CR2 CR3 CR4 CR5 CR6 CR7 CR8 CRC HCP SV4 SV5 SV6 SV7 QTY MEA PS1 HSD MIA MOA OI LQ FRM DN1 DN2 TOO UR IMM BIN TS2 TS3'.split(
    ' ',
  ),
)

const DENTAL_GUIDES = ['X224', 'X097']

/** An 837 that begins with this segment and follows this guide (ST03, GS08). */
export const newTransaction = (segment: Segment, guide: string): Transaction => ({
  spot: spotOf(segment),
  hasDentalGuide: DENTAL_GUIDES.some((name) => guide.includes(name)),
  header: newHeader(),
  draft: undefined,
  claims: 0,
  given: 0,
  isDental: false,
  strayAt: undefined,
  strays: 0,
})

function tellStrays(transaction: Transaction, remarks: Remarks): void {
  if (transaction.strayAt === undefined) return
  const text = `Loop 2400: service lines stand outside a claim (no CLM before them). ${transaction.strays} segments (LX, SV1, SV2, SV3) were not read.`
  addProblem(remarks, 'E_X12_SEGMENT', placeOf(transaction.strayAt), text)
  transaction.strayAt = undefined
  transaction.strays = 0
}

/** Ends the claim at hand. */
function endClaim(transaction: Transaction, remarks: Remarks): void {
  tellStrays(transaction, remarks)
  const { draft } = transaction
  if (draft === undefined) return
  transaction.draft = undefined
  if (transaction.hasDentalGuide && transaction.given === 0 && draft.claim.lines.length === 0) {
    transaction.isDental = true
    return
  }
  transaction.given++
  finishClaim(draft, transaction.header, remarks)
}

/** Ends the transaction: its last claim, and a remark when it was dental or had no claim. */
export function endTransaction(transaction: Transaction, remarks: Remarks): void {
  endClaim(transaction, remarks)
  if (transaction.isDental) {
    const text = `The transaction has dental claims (837D), which are not read: ${transaction.claims} of them.`
    return addProblem(remarks, 'E_X12_TRANSACTION', placeOf(transaction.spot), text)
  }
  if (transaction.claims === 0)
    addWarning(remarks, 'W_X12_SKIPPED', placeOf(transaction.spot), 'An 837 transaction has no claim (CLM)')
}

function readDentalService(transaction: Transaction, draft: Draft, segment: Segment): void {
  if (transaction.given > 0)
    return fail(draft, spotOf(segment), 'Loop 2400: the claim has a dental service line (SV3)')
  transaction.isDental = true
  transaction.draft = undefined
}

function readInClaim(transaction: Transaction, draft: Draft, segment: Segment, remarks: Remarks): void {
  switch (segment.id) {
    case 'DTP':
      if (qualifier(segment, 1) === '472') return readServiceDate(draft, segment)
      return draft.scope === 'otherPayer' ? undefined : readClaimDate(draft, segment)
    case 'SV1':
      return readProfessionalService(draft, segment, remarks)
    case 'SV2':
      return readInstitutionalService(draft, segment, remarks)
    case 'SV3':
      return readDentalService(transaction, draft, segment)
    case 'LX':
      return readLx(draft, segment, remarks)
    case 'HI':
      return readCodeInformation(draft, segment, remarks)
    case 'NM1':
      return draft.scope === 'otherPayer'
        ? readOtherPayerName(draft, segment)
        : readProviderName(draft, segment)
    case 'PRV':
      return readSpecialty(draft, segment)
    case 'REF':
      return readReference(draft, segment)
    case 'SBR':
      return readOtherSubscriber(draft, segment)
    case 'CAS':
      return readAdjustments(draft, segment, remarks)
    case 'SVD':
      return readLineAdjudication(draft, segment, remarks)
    case 'AMT':
      return readAmount(draft, segment)
    case 'CL1':
      return readCl1(draft, segment)
    case 'CR1':
      return readCr1(draft, segment)
    case 'LIN':
      return readDrug(draft, segment)
    case 'CTP':
      return readDrugQuantity(draft, segment)
    case 'N4':
      return readAddress(draft, segment)
    case 'PAT':
    case 'DMG':
      return
  }
  remarkUnknown(segment, remarks)
}

function remarkUnknown(segment: Segment, remarks: Remarks): void {
  if (unread.has(segment.id)) return
  const what = 'A segment has an identifier that no 837 has; it was passed over'
  addWarning(remarks, 'W_X12_SEGMENT', placeOf(spotOf(segment)), what)
}

function readAboveClaim(transaction: Transaction, segment: Segment, remarks: Remarks): void {
  const { header } = transaction
  switch (segment.id) {
    case 'SBR':
      return readSubscriber(header, segment, remarks)
    case 'NM1':
      return readHeaderName(header, segment, remarks)
    case 'PRV':
      return readBillingSpecialty(header, segment, remarks)
    case 'REF':
      return readBillingReference(header, segment, remarks)
    case 'PAT':
      return readPatientInformation(header, segment, remarks)
    case 'DMG':
      return readDemographics(header, segment, remarks)
    case 'LX':
    case 'SV1':
    case 'SV2':
    case 'SV3':
      transaction.strayAt ??= spotOf(segment)
      transaction.strays++
      return
    case 'N4':
      return readBillingAddress(header, segment)
    case 'DTP':
    case 'AMT':
    case 'HI':
    case 'CL1':
    case 'CR1':
    case 'CAS':
    case 'SVD':
    case 'LIN':
    case 'CTP':
      return
  }
  remarkUnknown(segment, remarks)
}

/** In a file without HL: whether the segment begins another provider, subscriber or patient, and so ends the claim. */
function beginsLevel(transaction: Transaction, draft: Draft, segment: Segment): boolean {
  if (transaction.header.hasLevels || draft.scope !== 'line') return false
  if (segment.id === 'SBR') return true
  if (segment.id !== 'NM1') return false
  const entity = qualifier(segment, 1)
  return entity === '85' || entity === 'QC'
}

/** Reads a segment between ST and SE. */
export function readTransactionSegment(transaction: Transaction, segment: Segment, remarks: Remarks): void {
  if (segment.id === 'CLM') {
    endClaim(transaction, remarks)
    transaction.claims++
    if (transaction.isDental) return
    transaction.draft = newDraft(segment)
    return readClm(transaction.draft, segment, remarks)
  }
  if (transaction.isDental) return
  if (segment.id === 'HL') {
    endClaim(transaction, remarks)
    return readLevel(transaction.header, segment, remarks)
  }
  let { draft } = transaction
  if (draft !== undefined && beginsLevel(transaction, draft, segment)) {
    endClaim(transaction, remarks)
    draft = undefined
  }
  if (draft === undefined) readAboveClaim(transaction, segment, remarks)
  else if (draft.fault === undefined || segment.id === 'SV3')
    readInClaim(transaction, draft, segment, remarks)
}
