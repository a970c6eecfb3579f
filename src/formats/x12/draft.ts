/** A claim while its segments come in, and the faults that keep it from being read. */
import type { Claim, Line, Provider } from '../../model/claim.ts'
import type { ErrorCode } from '../../model/errors.ts'
import { newClaim } from '../new-claim.ts'
import type { Read } from './fields.ts'
import type { Segment } from './segment.ts'

/** A segment of the file, by number (from 1) and byte offset. */
export interface Spot {
  readonly segment: number
  readonly byte: number
}

interface Fault extends Spot {
  readonly code: ErrorCode
  readonly text: string
}

/** The loop of the claim that the segments belong to. */
type Scope = 'claim' | 'otherPayer' | 'line'

/** A claim being read. Its fields are as in the model; the header's (payer, patient, billing) are set at the end. */
export interface Draft extends Spot {
  readonly claim: Claim
  /** The first fault; when there is one the claim becomes a problem, and its further segments are passed over. */
  fault: Fault | undefined
  /** The byte between components: the one declared, or the one this claim is seen to use. */
  component: number
  scope: Scope
  /** The entity (NM101) that PRV, REF and N4 belong to. */
  entity: string
  provider: Provider | undefined
  line: Line | undefined
  /** Whether the line at hand has its SV1 or SV2. */
  hasService: boolean
  lineSpot: Spot
  /** The first line without a date of its own. */
  undated: Spot | undefined
  /** Index of the principal diagnosis; -1 before there is one. */
  principal: number
  externalCauses: Claim['diagnoses']
  /** Whether DTP 096 tells the hour of a discharge. */
  hasDischargeHour: boolean
  /** Index of the other payer whose SVD was last. */
  adjudicatedBy: number
}

/** The place of a segment. */
export const spotOf = (segment: Segment): Spot => ({ segment: segment.number, byte: segment.byte })

/** A claim of which nothing is known yet, that begins with this segment. */
export function newDraft(segment: Segment): Draft {
  return {
    segment: segment.number,
    byte: segment.byte,
    claim: newClaim(),
    fault: undefined,
    component: segment.component,
    scope: 'claim',
    entity: '',
    provider: undefined,
    line: undefined,
    hasService: false,
    lineSpot: spotOf(segment),
    undated: undefined,
    principal: -1,
    externalCauses: [],
    hasDischargeHour: false,
    adjudicatedBy: -1,
  }
}

/** Says that the claim cannot be read, and where. The first fault stands. */
export function fail(draft: Draft, at: Spot, text: string, code: ErrorCode = 'E_X12_SEGMENT'): void {
  draft.fault ??= { code, segment: at.segment, byte: at.byte, text }
}

/** The value, or undefined with a fault of the claim when it cannot be read. `what` names loop, element and meaning. */
export function required<T>(draft: Draft, segment: Segment, value: Read<T>, what: string): T | undefined {
  if (value !== null) return value
  fail(draft, spotOf(segment), `${what} cannot be read`)
  return undefined
}

/** Adds to a list of the claim, or fails where it is longer than any real one. */
export function append<T>(
  draft: Draft,
  segment: Segment,
  list: T[],
  most: number,
  value: T,
  what: string,
): void {
  if (list.length < most) list.push(value)
  else fail(draft, spotOf(segment), `There are more than ${most} ${what}`, 'E_X12_LIMIT')
}
