/** The end of a claim: what can only be known when all its segments have come. */
import type { Claim } from '../../model/claim.ts'
import { type Draft, fail } from './draft.ts'
import { type Header, applyHeader } from './header.ts'
import { closeLine } from './line-segments.ts'
import { type Remarks, addProblem, placeOf } from './remarks.ts'

/**
 * Facility types of inpatient bills: hospital, swing bed, skilled nursing, religious non-medical.
 * Source: NUBC type of bill; Medicare Claims Processing Manual, chapter 25, section 75.1 (form locator 4),
 * https://www.cms.gov/regulations-and-guidance/guidance/manuals/downloads/clm104c25.pdf
 */
const INPATIENT = ['11', '18', '21', '41']
/** Interim bills after which the patient stays: first and continuing claim. */
const STAYS = ['2', '3']
/** CL103: still a patient. */
const STILL_PATIENT = '30'

/** CLM05 of an institutional claim: facility type and frequency, with a leading zero where the type has two digits. */
function billType(facility: string | undefined, frequency: string | undefined): string | undefined {
  if (facility === undefined || frequency === undefined) return undefined
  return facility.length === 2 ? `0${facility}${frequency}` : `${facility}${frequency}`
}

function finishInstitutional(draft: Draft, claim: Claim): void {
  const facility = claim.placeOfService
  claim.typeOfBill = billType(facility, claim.frequency)
  claim.placeOfService = undefined

  const isInpatient = draft.hasDischargeHour || INPATIENT.includes((facility ?? '').slice(-2))
  const hasLeft = !STAYS.includes(claim.frequency ?? '') && claim.dischargeStatus !== STILL_PATIENT
  if (isInpatient && hasLeft) claim.dischargeDate ??= claim.statementThrough

  const [principal] = draft.principal > 0 ? claim.diagnoses.splice(draft.principal, 1) : []
  if (principal !== undefined) claim.diagnoses.unshift(principal)

  if (draft.undated === undefined) return
  if (claim.statementFrom === undefined)
    return fail(
      draft,
      draft.undated,
      'Loop 2400: a service line has no date of service (DTP 472), nor has the claim (DTP 434)',
    )
  for (const line of claim.lines) {
    if (line.serviceDate !== '') continue
    line.serviceDate = claim.statementFrom
    if (claim.statementThrough !== claim.statementFrom) line.serviceDateThrough = claim.statementThrough
  }
}

/** Adds the claim to the items or, where something in it cannot be read, the problem in its place. */
export function finishClaim(draft: Draft, header: Header, remarks: Remarks): void {
  const { claim } = draft
  closeLine(draft)
  if (claim.lines.length === 0)
    fail(draft, draft, 'Loop 2300: the claim has no service line (LX with SV1 or SV2)')
  if (draft.fault === undefined && claim.type === 'institutional') finishInstitutional(draft, claim)
  else if (draft.undated !== undefined)
    fail(draft, draft.undated, 'Loop 2400: a service line has no date of service (DTP 472)')

  if (draft.fault !== undefined) {
    const { code, text } = draft.fault
    const whole = `${text}. The claim that starts at segment ${draft.segment} was not read.`
    return addProblem(remarks, code, placeOf(draft.fault), whole)
  }
  for (const cause of draft.externalCauses) claim.diagnoses.push(cause)
  applyHeader(header, claim)
  remarks.hasResult = true
  remarks.items.push({ kind: 'claim', claim })
}
