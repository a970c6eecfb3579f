/** The patient's other claims as edits read them, and how they compare with the claim in hand. */
import type { Claim, ClaimType, Line, PayerLine, Provider } from './claim.ts'
import { renderingOf } from './claim-facts.ts'
import type { PayerProfile } from './profile.ts'
import type { Evidence } from './result.ts'

/** Another claim of the patient. Days are compact, 0 where the claim does not say. */
export interface PriorClaim {
  readonly id: string
  readonly type: ClaimType
  readonly billing: Provider | undefined
  readonly payerId: string | undefined
  readonly payerLine: PayerLine | undefined
  /** Order of responsibility of the payer billed (SBR01). */
  readonly payerOrder: string | undefined
  /** Bill type of three characters, '' where there is none. */
  readonly billType: string
  /** First and last day: of the statement, else of the lines. */
  readonly from: number
  readonly through: number
  readonly admission: number
  readonly discharge: number
  readonly dischargeStatus: string | undefined
  readonly diagnoses: readonly string[]
  /**
   * Whether it was sent after the claim in hand, as far as that can be told: only where the claim in hand is itself
   * among what was given as history, by the day received, the last day of service and the id, in that order.
   */
  readonly later: boolean
}

/** A line of another claim of the patient. */
export interface PriorLine {
  readonly claim: PriorClaim
  /** Line number as billed. */
  readonly number: number
  readonly procedure: string | undefined
  readonly modifiers: readonly string[]
  readonly units: number
  readonly chargeCents: number
  /** First and last day of service, compact. */
  readonly from: number
  readonly through: number
  /** Place of service, the claim's where the line has none. */
  readonly place: string | undefined
  /** Who rendered it: the line's practitioner, else the claim's. */
  readonly rendering: Provider | undefined
  readonly revenueCode: string | undefined
  readonly pointers: readonly number[]
  readonly ndc: string | undefined
}

/** The patient's other claims, without voided and replaced ones, without the claim in hand and what it replaces. */
export interface PatientHistory {
  /** By first day, then claim id. */
  readonly claims: readonly PriorClaim[]
  /** Those of institutions. */
  readonly bills: readonly PriorClaim[]
  /** By first day, then claim id, then line number. What follows are parts of these, made faster. */
  readonly lines: readonly PriorLine[]
  /** Lines that have a day in common with the span of the claim in hand, from its first to its last service. */
  readonly sameDays: readonly PriorLine[]
  /** Lines that have a day in common with a span, compact days, both inclusive. */
  between(from: number, through: number): readonly PriorLine[]
}

/** Earlier claims, asked by patient. */
export interface History {
  /** Claims and lines held. */
  readonly claims: number
  readonly lines: number
  of(claim: Claim): PatientHistory
}

/** What a patient without other claims has. */
export const NO_OTHER_CLAIMS: PatientHistory = {
  claims: [],
  bills: [],
  lines: [],
  sameDays: [],
  between: () => [],
}

/** A finding's pointer to a line of another claim. */
export const evidenceOf = ({ claim, number }: PriorLine): Evidence => ({ claim: claim.id, line: number })

/** Whether nothing says that the two went to different payers, or to one payer in a different order of responsibility. */
export const samePayer = (claim: Claim, prior: PriorClaim): boolean =>
  (claim.payer?.id === undefined || prior.payerId === undefined || claim.payer.id === prior.payerId) &&
  (claim.payerOrder === undefined || prior.payerOrder === undefined || claim.payerOrder === prior.payerOrder)

/** Whether one provider billed both, known by NPI. */
export const sameBilling = (claim: Claim, prior: PriorClaim): boolean =>
  claim.billing?.npi !== undefined && claim.billing.npi === prior.billing?.npi

/**
 * Whether the practitioner of a line is that of another claim's line, or another of the same group (billing provider)
 * and specialty (taxonomy). Who is not known to be either is different. Of institutions the billing provider decides.
 */
export function comparePriorProvider(
  claim: Claim,
  line: Line,
  prior: PriorLine,
): 'same' | 'same-specialty' | 'different' {
  if (claim.type !== prior.claim.type) return 'different'
  const oneGroup = sameBilling(claim, prior.claim)
  if (claim.type === 'institutional') return oneGroup ? 'same' : 'different'
  const one = renderingOf(claim, line) ?? claim.billing
  const other = prior.rendering ?? prior.claim.billing
  if (one?.npi !== undefined && one.npi === other?.npi) return 'same'
  if (!oneGroup || one?.taxonomy === undefined) return 'different'
  return one.taxonomy === other?.taxonomy ? 'same-specialty' : 'different'
}

/** Whether a payer takes the practitioners of a line and of another claim's line for one: its profile says who counts. */
export function countsAsOne(
  who: PayerProfile['practitioners'],
  claim: Claim,
  line: Line,
  prior: PriorLine,
): boolean {
  const compared = comparePriorProvider(claim, line, prior)
  if (compared === 'same') return true
  if (who === 'group') return sameBilling(claim, prior.claim)
  return compared === 'same-specialty' && who === 'group-and-specialty'
}

/** Codes of the diagnoses that a line of another claim points at; all of the claim's where it has no pointers. */
export const priorDiagnoses = ({ claim, pointers }: PriorLine): readonly string[] =>
  pointers.length === 0
    ? claim.diagnoses
    : pointers.flatMap((pointer) => {
        const code = claim.diagnoses[pointer - 1]
        return code === undefined ? [] : [code]
      })
