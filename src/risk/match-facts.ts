/** What a scrubbed claim and a decision are compared by, and how well they fit each other. */
import { frequencyOf, totalCharge } from '../model/claim-facts.ts'
import type { Claim } from '../model/claim.ts'
import { payerOrderOf, type RemittedClaim } from '../model/remittance.ts'
import type { RemittedLine } from './match-lines.ts'

/** Of a scrubbed claim, what finds its decisions. Small: all claims of a run are held at once. */
export interface ScrubbedClaim {
  readonly id: string
  readonly payerId: string | undefined
  /** Order of responsibility of the payer billed (SBR01). */
  readonly payerOrder: string | undefined
  readonly frequency: string | undefined
  /** The payer's number of the claim that this one replaces or voids. */
  readonly payerClaimNumber: string | undefined
  /** Protected. */
  readonly subscriberId: string | undefined
  /** Protected. */
  readonly patientId: string | undefined
  readonly chargeCents: number
  /** First and last day: of the statement, else of the lines. */
  readonly from: string
  readonly through: string
  readonly lines: readonly RemittedLine[]
}

/** What is compared of a claim. */
export function scrubbedOf(claim: Claim): ScrubbedClaim {
  let from = claim.lines[0]!.serviceDate
  let through = from
  for (const { serviceDate, serviceDateThrough = serviceDate } of claim.lines) {
    if (serviceDate < from) from = serviceDate
    if (serviceDateThrough > through) through = serviceDateThrough
  }
  return {
    id: claim.id.trim(),
    payerId: claim.payer?.id,
    payerOrder: claim.payerOrder,
    frequency: frequencyOf(claim),
    payerClaimNumber: claim.payerClaimNumber,
    subscriberId: claim.subscriber?.id,
    patientId: claim.patient?.id,
    chargeCents: totalCharge(claim),
    from: claim.statementFrom ?? from,
    through: claim.statementThrough ?? through,
    lines: claim.lines.map(({ number, procedure, revenueCode, serviceDate, chargeCents }) => ({
      number,
      procedure,
      revenueCode,
      serviceDate,
      chargeCents,
    })),
  }
}

/** Whether a claim replaces or voids another (frequency 7, 8). */
export const isReplacement = (frequency: string | undefined): boolean =>
  frequency === '7' || frequency === '8'

/** First and last day of a decision: of the claim and of its services; undefined where none is told. */
export function daysOf({ from, through, services }: RemittedClaim): readonly [string, string] | undefined {
  let [first, last] = [from ?? through, through ?? from]
  for (const { serviceDate, serviceDateThrough } of services) {
    if (serviceDate !== undefined && (first === undefined || serviceDate < first)) first = serviceDate
    const end = serviceDateThrough ?? serviceDate
    if (end !== undefined && (last === undefined || end > last)) last = end
  }
  return first === undefined || last === undefined ? undefined : [first, last]
}

/** Member numbers that a decision names. */
export const membersOf = ({ subscriberId, patientId, correctedId }: RemittedClaim): readonly string[] =>
  [...new Set([subscriberId, patientId, correctedId])].filter((member) => member !== undefined)

/** Why a decision cannot be one on this claim, though a number of theirs agrees; undefined where it can. */
export function contradiction(
  claim: ScrubbedClaim,
  decision: RemittedClaim,
): 'days' | 'replacement' | 'other-payer' | undefined {
  const days = daysOf(decision)
  if (days !== undefined && (days[1] < claim.from || days[0] > claim.through)) return 'days'
  // The frequency of a reversal says who wanted it, not what it reverses.
  const known = claim.frequency !== undefined && decision.frequency !== undefined && decision.status !== '22'
  if (known && isReplacement(claim.frequency) !== isReplacement(decision.frequency)) return 'replacement'
  const [billed, decided] = [orderOf(claim), payerOrderOf(decision)]
  if (billed !== undefined && decided !== undefined && billed !== decided) return 'other-payer'
  return undefined
}

/** The order of the payer billed as CLP02 can tell it: whoever pays third or later is T; undefined for U, which is unknown. */
export function orderOf({ payerOrder }: ScrubbedClaim): 'P' | 'S' | 'T' | undefined {
  if (payerOrder === 'P' || payerOrder === 'S') return payerOrder
  return payerOrder !== undefined && /^[TA-H]$/.test(payerOrder) ? 'T' : undefined
}

/**
 * What narrows several claims down, the weightiest first; each counts only where it leaves one. `decided` tells whether
 * some decision of the same payer bears a number.
 */
export const preferences: readonly ((
  claim: ScrubbedClaim,
  decision: RemittedClaim,
  decided: (payerClaimNumber: string) => boolean,
) => boolean)[] = [
  (claim, { originalClaimNumber }) =>
    originalClaimNumber !== undefined && claim.payerClaimNumber === originalClaimNumber,
  // A replacement names the number of the claim it replaces: what bears that number is a decision on the other one.
  (claim, { payerClaimNumber }) =>
    payerClaimNumber === undefined || claim.payerClaimNumber !== payerClaimNumber,
  // Where the claim replaced has its own decision, what bears another number is one on the replacement.
  (claim, { payerClaimNumber }, decided) =>
    payerClaimNumber !== undefined &&
    isReplacement(claim.frequency) &&
    claim.payerClaimNumber !== undefined &&
    claim.payerClaimNumber !== payerClaimNumber &&
    decided(claim.payerClaimNumber),
  (claim, { chargeCents }) => claim.chargeCents === Math.abs(chargeCents),
  (claim, decision) => {
    const days = daysOf(decision)
    return days !== undefined && days[0] === claim.from && days[1] === claim.through
  },
  (claim, decision) => {
    const members = membersOf(decision)
    return [claim.subscriberId, claim.patientId].some((id) => id !== undefined && members.includes(id))
  },
  (claim, { payment }) => claim.payerId !== undefined && claim.payerId === payment.payerId,
]

/** Whether two claims agree in all that is compared: one claim, sent twice. */
export const areTwins = (one: ScrubbedClaim, other: ScrubbedClaim): boolean =>
  one.id === other.id &&
  one.payerId === other.payerId &&
  one.payerOrder === other.payerOrder &&
  one.frequency === other.frequency &&
  one.payerClaimNumber === other.payerClaimNumber &&
  one.subscriberId === other.subscriberId &&
  one.patientId === other.patientId &&
  one.chargeCents === other.chargeCents &&
  one.from === other.from &&
  one.through === other.through
