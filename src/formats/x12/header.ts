/**
 * What stands above a claim: billing provider (2000A), subscriber and payer (2000B), patient (2000C). Levels are told
 * by HL03 and, in files without HL, by the segments that begin a level; parents are not trusted.
 */
import type { Claim, PayerLine, Provider } from '../../model/claim.ts'
import { newProvider } from '../new-claim.ts'
import { identify, stateOf } from './claim-segments.ts'
import { spotOf } from './draft.ts'
import { type Read, code, countedId, date, freeText, isPresent, ownText, qualifier, text } from './fields.ts'
import { payerLineOf } from './other-payers.ts'
import { type Remarks, addWarning, placeOf } from './remarks.ts'
import type { Segment } from './segment.ts'

interface Person {
  id: string | undefined
  birthDate: string | undefined
  sex: 'F' | 'M' | 'U' | undefined
  deathDate: string | undefined
}

/** The levels above the claims that follow. */
export interface Header {
  /** Whether the transaction has an HL: then only an HL begins a level. */
  hasLevels: boolean
  /** The ids (HL01) of the billing and the subscriber level at hand. */
  billingLevel: string | number
  subscriberLevel: string | number
  billing: Provider
  /** Whether NM1*85 was there. */
  hasBillingName: boolean
  subscriber: Person
  isSelf: boolean
  payerOrder: string | undefined
  payerId: string | undefined
  payerName: string | undefined
  payerLine: PayerLine | undefined
  /** The patient's own level; undefined where the subscriber is the patient. */
  patient: Person | undefined
  /** The entity (NM101) that REF and DMG belong to. */
  entity: string
}

const newPerson = (): Person => ({
  id: undefined,
  birthDate: undefined,
  sex: undefined,
  deathDate: undefined,
})

/** The header at the start of a transaction. */
export const newHeader = (): Header => ({
  hasLevels: false,
  billingLevel: '',
  subscriberLevel: '',
  billing: newProvider(),
  hasBillingName: false,
  subscriber: newPerson(),
  isSelf: false,
  payerOrder: undefined,
  payerId: undefined,
  payerName: undefined,
  payerLine: undefined,
  patient: undefined,
  entity: '',
})

function beginSubscriber(header: Header): void {
  header.subscriber = newPerson()
  header.isSelf = false
  header.payerOrder = undefined
  header.payerId = undefined
  header.payerName = undefined
  header.payerLine = undefined
  header.patient = undefined
  header.entity = ''
}

function beginBilling(header: Header): void {
  header.billing = newProvider()
  header.hasBillingName = false
  header.subscriberLevel = ''
  beginSubscriber(header)
}

const remark = (remarks: Remarks, segment: Segment, what: string): void =>
  addWarning(remarks, 'W_X12_SEGMENT', placeOf(spotOf(segment)), what)

/** The value, or undefined with a warning: one field of a header must not cost all the claims below it. */
function wanted<T>(remarks: Remarks, segment: Segment, value: Read<T>, what: string): T | undefined {
  if (value !== null) return value
  remark(remarks, segment, `${what} cannot be read; the claims below go without it`)
  return undefined
}

/** HL: a level begins. */
export function readLevel(header: Header, segment: Segment, remarks: Remarks): void {
  header.hasLevels = true
  header.entity = ''
  const id = countedId(segment, 1)
  const parent = countedId(segment, 2)
  let expected: string | number = ''
  switch (qualifier(segment, 3)) {
    case '20':
      beginBilling(header)
      header.billingLevel = id
      return
    case '22':
      beginSubscriber(header)
      header.subscriberLevel = id
      expected = header.billingLevel
      break
    case '23':
      header.patient = newPerson()
      expected = header.subscriberLevel
      break
    default:
      remark(remarks, segment, 'An HL has a level (HL03) that is none of 20, 22, 23; it was passed over')
      return
  }
  if (parent !== expected)
    remark(
      remarks,
      segment,
      'An HL names a parent that is not the level it stands under; it was read by its position',
    )
}

/** SBR of loop 2000B. */
export function readSubscriber(header: Header, segment: Segment, remarks: Remarks): void {
  if (!header.hasLevels) beginSubscriber(header)
  header.payerOrder = wanted(
    remarks,
    segment,
    code(segment, 1, 1),
    'Loop 2000B: the order of payment (SBR01)',
  )
  header.isSelf = qualifier(segment, 2) === '18'
  header.payerLine = payerLineOf(segment)
}

/** PAT: the date of death. */
export function readPatientInformation(header: Header, segment: Segment, remarks: Remarks): void {
  if (qualifier(segment, 5) !== 'D8') return
  const person = header.patient ?? header.subscriber
  person.deathDate = wanted(remarks, segment, date(segment, 6), 'The date of death (PAT06)')
}

/** NM1 above a claim. */
export function readHeaderName(header: Header, segment: Segment, remarks: Remarks): void {
  header.entity = qualifier(segment, 1)
  switch (header.entity) {
    case '85':
      if (header.hasBillingName && !header.hasLevels) beginBilling(header)
      header.hasBillingName = true
      header.entity = '85'
      if (!identify(header.billing, segment))
        wanted(remarks, segment, null, 'Loop 2010AA: the number (NM109)')
      return
    case 'IL':
      header.subscriber.id = wanted(
        remarks,
        segment,
        ownText(segment, 9, 80),
        'Loop 2010BA: the member id (NM109)',
      )
      return
    case 'QC':
      if (!header.hasLevels || header.patient === undefined) header.patient = newPerson()
      header.patient.id = wanted(
        remarks,
        segment,
        ownText(segment, 9, 80),
        'Loop 2010CA: the member id (NM109)',
      )
      return
    case 'PR':
      header.payerId = wanted(remarks, segment, text(segment, 9, 80), 'Loop 2010BB: the payer id (NM109)')
      header.payerName = freeText(segment, 3, 80)
      return
  }
}

/** PRV of the billing provider; it stands before its NM1 or after it. */
export function readBillingSpecialty(header: Header, segment: Segment, remarks: Remarks): void {
  const kind = qualifier(segment, 1)
  if ((kind === 'BI' || kind === 'PT') && isPresent(segment, 3))
    header.billing.taxonomy = wanted(
      remarks,
      segment,
      text(segment, 3, 50),
      'Loop 2000A: the taxonomy (PRV03)',
    )
}

/** REF of the billing provider: its tax number. */
export function readBillingReference(header: Header, segment: Segment, remarks: Remarks): void {
  const kind = qualifier(segment, 1)
  if (header.entity !== '85' || (kind !== 'EI' && kind !== 'SY')) return
  header.billing.taxId ??= wanted(remarks, segment, text(segment, 2, 50), 'Loop 2010AA: the tax number (REF)')
}

/** N4 of the billing provider: the state alone. */
export function readBillingAddress(header: Header, segment: Segment): void {
  if (header.entity === '85') header.billing.state ??= stateOf(segment)
}

/** DMG of subscriber or patient. */
export function readDemographics(header: Header, segment: Segment, remarks: Remarks): void {
  const person = header.patient ?? header.subscriber
  person.birthDate = wanted(remarks, segment, date(segment, 2), 'A date of birth (DMG02)')
  const sex = qualifier(segment, 3)
  person.sex = sex === 'F' || sex === 'M' || sex === 'U' ? sex : undefined
}

const isKnown = (provider: Provider): boolean =>
  provider.npi !== undefined || provider.taxonomy !== undefined || provider.taxId !== undefined

/** The patient's fields: of the patient's own level, else of the subscriber. */
function patientOf(header: Header): Claim['patient'] {
  const { subscriber } = header
  const person = header.patient ?? subscriber
  const birthDate = person.birthDate ?? (header.isSelf ? subscriber.birthDate : undefined)
  const sex = person.sex ?? (header.isSelf ? subscriber.sex : undefined)
  const { id, deathDate } = person
  const isEmpty = id === undefined && birthDate === undefined && sex === undefined && deathDate === undefined
  return isEmpty ? undefined : { id, birthDate, sex, deathDate }
}

/** Sets the fields of the claim that stand above it. They are copied: no two claims share an object. */
export function applyHeader(header: Header, claim: Claim): void {
  const { billing, payerId, payerName, payerLine, subscriber } = header
  claim.payerOrder = header.payerOrder
  if (payerId !== undefined || payerName !== undefined || payerLine !== undefined)
    claim.payer = { id: payerId, name: payerName, line: payerLine }
  if (subscriber.id !== undefined) claim.subscriber = { id: subscriber.id }
  claim.patient = patientOf(header)
  if (isKnown(billing))
    claim.billing = {
      npi: billing.npi,
      taxonomy: billing.taxonomy,
      taxId: billing.taxId,
      state: billing.state,
    }
}
