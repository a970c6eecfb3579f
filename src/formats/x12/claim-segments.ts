/** Segments of loop 2300 and 2310: the claim itself, its dates, numbers and providers. */
import type { Provider } from '../../model/claim.ts'
import { newComposite, separatorUsed, splitElement } from './composites.ts'
import { newProvider } from '../new-claim.ts'
import { type Draft, required } from './draft.ts'
import { code, cents, date, dateThrough, hourOfDate, isPresent, ownText, qualifier, text } from './fields.ts'
import { type Remarks, addWarning, placeOf } from './remarks.ts'
import { spotOf } from './draft.ts'
import type { Segment } from './segment.ts'

const composite = newComposite()

/** Takes the component separator that this claim really uses, where it is not the one its interchange declares. */
export function adoptSeparator(draft: Draft, segment: Segment, element: number, remarks: Remarks): void {
  const used = separatorUsed(segment, element, draft.component)
  if (used === 0 || used === draft.component) return
  draft.component = used
  const what =
    'Components are not separated as the ISA declares; they were read by the separator that stands there'
  addWarning(remarks, 'W_X12_SEGMENT', placeOf(spotOf(segment)), what)
}

/** CLM: number, charge, place or bill type, frequency, accident, delay. */
export function readClm(draft: Draft, segment: Segment, remarks: Remarks): void {
  const { claim } = draft
  claim.id =
    required(draft, segment, ownText(segment, 1, 50) ?? null, 'Loop 2300: the claim number (CLM01)') ?? ''
  claim.chargeCents = required(draft, segment, cents(segment, 2), 'Loop 2300: the charge (CLM02)')

  adoptSeparator(draft, segment, 5, remarks)
  const facility = splitElement(composite, segment, 5, draft.component)
  // Whether this is a place of service or the start of a bill type is known only when a line has come.
  claim.placeOfService = required(
    draft,
    segment,
    code(facility, 1, 3),
    'Loop 2300: the place or bill type (CLM05-1)',
  )
  claim.frequency = required(draft, segment, code(facility, 3, 1), 'Loop 2300: the frequency (CLM05-3)')

  const accident = splitElement(composite, segment, 11, draft.component)
  const what = 'Loop 2300: the cause of an accident (CLM11)'
  for (let index = 1; index <= 3; index++)
    claim.accidentCause ??= required(draft, segment, code(accident, index, 3), what)
  claim.delayReason = required(
    draft,
    segment,
    code(segment, 20, 2),
    'Loop 2300: the reason for delay (CLM20)',
  )
}

/** DTP of the claim: statement, admission, discharge, accident. */
export function readClaimDate(draft: Draft, segment: Segment): void {
  const { claim } = draft
  const read = (what: string): string | undefined => required(draft, segment, date(segment, 3), what)
  switch (qualifier(segment, 1)) {
    case '434':
      claim.statementFrom = read('Loop 2300: the statement date (DTP 434)')
      claim.statementThrough =
        required(draft, segment, dateThrough(segment, 3), 'Loop 2300: the end of the statement (DTP 434)') ??
        claim.statementFrom
      return
    case '435':
      claim.admissionDate = read('Loop 2300: the admission date (DTP 435)')
      claim.admissionHour = required(
        draft,
        segment,
        hourOfDate(segment, 3),
        'Loop 2300: the admission hour (DTP 435)',
      )
      return
    case '096':
      // 005010 sends the hour alone (TM); then the day is that on which the statement ends.
      if (qualifier(segment, 2) === 'TM') draft.hasDischargeHour = true
      else claim.dischargeDate = read('Loop 2300: the discharge date (DTP 096)')
      return
    case '439':
      claim.accidentDate = read('Loop 2300: the accident date (DTP 439)')
      return
  }
}

/** CL1: admission and discharge of an institutional claim. */
export function readCl1(draft: Draft, segment: Segment): void {
  const { claim } = draft
  claim.admissionType = required(draft, segment, code(segment, 1, 2), 'Loop 2300: the admission type (CL101)')
  claim.admissionSource = required(
    draft,
    segment,
    code(segment, 2, 2),
    'Loop 2300: the admission source (CL102)',
  )
  claim.dischargeStatus = required(
    draft,
    segment,
    code(segment, 3, 2),
    'Loop 2300: the discharge status (CL103)',
  )
}

/** CR1: why an ambulance was needed. */
export function readCr1(draft: Draft, segment: Segment): void {
  draft.claim.transport ??= required(
    draft,
    segment,
    code(segment, 4, 2),
    'Loop 2300: the transport reason (CR104)',
  )
}

/** REF of claim, provider or line. */
export function readReference(draft: Draft, segment: Segment): void {
  const { claim } = draft
  switch (qualifier(segment, 1)) {
    case 'F8':
      if (draft.scope === 'claim')
        claim.payerClaimNumber = required(
          draft,
          segment,
          ownText(segment, 2, 50),
          "The payer's claim number (REF F8)",
        )
      return
    case 'G1':
      if (draft.scope === 'claim')
        claim.priorAuthorization = required(
          draft,
          segment,
          ownText(segment, 2, 50),
          'The authorization (REF G1)',
        )
      return
    case 'X4':
      if (draft.scope !== 'otherPayer')
        claim.cliaNumber ??= required(draft, segment, text(segment, 2, 50), 'The CLIA number (REF X4)')
      return
    case 'EI':
    case 'SY':
      if (draft.provider !== undefined)
        draft.provider.taxId ??= required(draft, segment, text(segment, 2, 50), 'A tax number (REF EI, SY)')
      return
  }
}

const TAX_QUALIFIERS = ['24', '34', 'FI']

/** NM108 and NM109 of a provider: an NPI, or before 005010 a tax number. Gives false when they cannot be read. */
export function identify(provider: Provider, segment: Segment): boolean {
  const kind = qualifier(segment, 8)
  const number = text(segment, 9, kind === 'XX' ? 80 : 50)
  if (number === undefined || number === null) return number === undefined
  if (kind === 'XX') provider.npi = number
  else if (TAX_QUALIFIERS.includes(kind)) provider.taxId = number
  return true
}

/** Where the claim or line keeps the provider of an entity code; undefined for those that are not kept. */
function place(draft: Draft, entity: string): ((provider: Provider) => void) | undefined {
  const { claim, line } = draft
  switch (entity) {
    case '82':
      return (provider) => ((line ?? claim).rendering = provider)
    case 'DK':
      return (provider) => ((line ?? claim).ordering = provider)
    case 'DQ':
      return (provider) => ((line ?? claim).supervising = provider)
  }
  if (line !== undefined) return undefined
  switch (entity) {
    case 'DN':
      return (provider) => (claim.referring = provider)
    case 'P3':
      return claim.referring === undefined ? (provider) => (claim.referring = provider) : undefined
    case '71':
      return (provider) => (claim.attending = provider)
    case '72':
      return (provider) => (claim.operating = provider)
    // FA, TL and LI name the place of service in 004010.
    case '77':
    case 'FA':
    case 'TL':
    case 'LI':
      return (provider) => (claim.facility = provider)
  }
  return undefined
}

/** NM1 of a provider of the claim (2310) or of the line (2420). */
export function readProviderName(draft: Draft, segment: Segment): void {
  draft.entity = qualifier(segment, 1)
  draft.provider = undefined
  const keep = place(draft, draft.entity)
  if (keep === undefined) return
  draft.provider = newProvider()
  keep(draft.provider)
  if (!identify(draft.provider, segment)) required(draft, segment, null, 'The number of a provider (NM109)')
}

/** PRV: the taxonomy of the provider named last. */
export function readSpecialty(draft: Draft, segment: Segment): void {
  if (draft.provider === undefined || !isPresent(segment, 3)) return
  draft.provider.taxonomy = required(draft, segment, text(segment, 3, 50), 'A taxonomy (PRV03)')
}

/** The state of an N4 (N402) as two letters; undefined for anything else, such as a province abroad. */
export function stateOf(segment: Segment): string | undefined {
  const state = qualifier(segment, 2).toUpperCase()
  return /^[A-Z]{2}$/.test(state) ? state : undefined
}

/** N4 of the facility, whose state is kept, and of the place where an ambulance took the patient up. */
export function readAddress(draft: Draft, segment: Segment): void {
  const { claim, provider } = draft
  if (provider !== undefined && provider === claim.facility) provider.state ??= stateOf(segment)
  if (draft.entity !== 'PW') return
  draft.claim.pickupZip ??= required(draft, segment, text(segment, 3, 15), 'The pick-up ZIP code (N403)')
}
