/**
 * Which decision of a payer is one on which scrubbed claim: by claim number (CLM01 = CLP01), by the payer's own number,
 * then by member, day and charge where that leaves one claim alone. Every decision ends in exactly one place: matched,
 * ambiguous, of another payer of the claim, on a replacement of it, or unmatched.
 */
import { isReversal, payerKeyOf, payerOrderOf, type RemittedClaim } from '../model/remittance.ts'
import {
  areTwins,
  contradiction,
  daysOf,
  isReplacement,
  membersOf,
  orderOf,
  preferences,
  type ScrubbedClaim,
} from './match-facts.ts'

/** What led from a decision to its claim. */
export type MatchedBy = 'claim-id' | 'payer-claim-number' | 'member'

/** Why a decision has no claim: several fit; it is another payer's, or one on a replacement; none fits. */
export type LeftOver = 'ambiguous' | 'other-payer' | 'replacement' | 'unmatched'

/** The decisions on one scrubbed claim. */
export interface ClaimMatch {
  readonly decisions: readonly RemittedClaim[]
  readonly by: MatchedBy
  /** Whether the submitter replaced or voided the claim; see `outcomeOf`. */
  readonly replaced: boolean
}

/** All decisions, each in one place. */
export interface MatchReport {
  /** By place of the claim among those given. */
  readonly matches: ReadonlyMap<number, ClaimMatch>
  readonly left: readonly { readonly decision: RemittedClaim; readonly why: LeftOver }[]
  /** Decisions by what became of them; they add up to those given. */
  readonly counts: Readonly<Record<MatchedBy | LeftOver, number>>
}

/** Claims with one number that are compared one by one; one that is shared by more is nobody's. */
const MOST_CANDIDATES = 1_000

type Found = { readonly claim: number } | { readonly why: LeftOver }

/** Matches all decisions with all claims. The order in which decisions are given does not matter. */
export function matchRemittances(
  claims: readonly ScrubbedClaim[],
  decisions: readonly RemittedClaim[],
): MatchReport {
  const byId = indexOf(claims, ({ id }) => [id])
  const byReplaced = indexOf(claims, ({ payerClaimNumber, frequency }) =>
    payerClaimNumber !== undefined && isReplacement(frequency) ? [payerClaimNumber] : [],
  )
  const byMember = indexOf(claims, ({ subscriberId, patientId, chargeCents }) =>
    [...new Set([subscriberId, patientId])]
      .filter((member) => member !== undefined)
      .map((member) => `${member}|${chargeCents}`),
  )
  const found = new Map<RemittedClaim, { readonly claim: number; readonly by: MatchedBy }>()
  const why = new Map<RemittedClaim, LeftOver>()
  /** Claims by payer and the payer's own number, as decisions already matched tell them. */
  const byNumber = new Map<string, Set<number>>()
  const take = (decision: RemittedClaim, claim: number, by: MatchedBy): void => {
    found.set(decision, { claim, by })
    if (decision.payerClaimNumber === undefined) return
    const key = numberKey(decision, decision.payerClaimNumber)
    const same = byNumber.get(key) ?? new Set()
    if (same.size <= MOST_CANDIDATES) byNumber.set(key, same.add(claim))
  }
  const settle = (decision: RemittedClaim, result: Found, by: MatchedBy): void => {
    if ('claim' in result) take(decision, result.claim, by)
    else why.set(decision, result.why)
  }

  const numbersDecided = new Set(
    decisions.flatMap((decision) =>
      decision.payerClaimNumber === undefined ? [] : [numberKey(decision, decision.payerClaimNumber)],
    ),
  )
  const among = (candidates: readonly number[], decision: RemittedClaim): Found =>
    narrow(claims, candidates, decision, (number) => numbersDecided.has(numberKey(decision, number)))

  // Decisions before reversals: a reversal then finds its claim by the payer's number where the claim number is shared.
  const first = decisions.filter((decision) => !isReversal(decision))
  const reversals = decisions.filter(isReversal)
  for (const decision of first) {
    const candidates = candidatesById(byId, decision)
    if (candidates.length > 0) settle(decision, among(candidates, decision), 'claim-id')
  }
  const known = (decision: RemittedClaim): number[] => [
    ...new Set(
      [decision.payerClaimNumber, decision.originalClaimNumber].flatMap((number) =>
        number === undefined ? [] : [...(byNumber.get(numberKey(decision, number)) ?? [])],
      ),
    ),
  ]
  // What is known now is not added to: else the order of decisions would matter.
  const numbered = reversals.map((decision) => known(decision).filter((at) => claims[at]!.id === decision.id))
  for (const [at, decision] of reversals.entries()) {
    const candidates = candidatesById(byId, decision)
    if (candidates.length === 0) continue
    const own = numbered[at]!
    settle(decision, among(own.length > 0 ? own : candidates, decision), 'claim-id')
  }

  const rest = [...first, ...reversals].filter((decision) => !found.has(decision) && !why.has(decision))
  const numbers = rest.map((decision) => {
    const seen = known(decision)
    if (seen.length > 0) return seen
    const { originalClaimNumber } = decision
    return originalClaimNumber === undefined ? [] : (byReplaced.get(originalClaimNumber) ?? [])
  })
  for (const [at, decision] of rest.entries())
    if (numbers[at]!.length > 0) settle(decision, among(numbers[at]!, decision), 'payer-claim-number')

  const taken = new Set([...found.values()].map(({ claim }) => claim))
  for (const decision of rest)
    if (!found.has(decision) && !why.has(decision))
      settle(decision, byMemberAlone(claims, byMember, taken, decision), 'member')

  return report(claims, decisions, found, why)
}

const numberKey = ({ payment }: RemittedClaim, number: string): string => `${payerKeyOf(payment)}|${number}`

function indexOf(
  claims: readonly ScrubbedClaim[],
  keysOf: (claim: ScrubbedClaim) => readonly string[],
): ReadonlyMap<string, number[]> {
  const index = new Map<string, number[]>()
  for (const [at, claim] of claims.entries())
    for (const key of keysOf(claim)) {
      const same = index.get(key)
      if (same === undefined) index.set(key, [at])
      else if (same.length <= MOST_CANDIDATES) same.push(at)
    }
  return index
}

/** Claims of the number in CLP01; none where it is zero, which says that the payer does not know it. */
const candidatesById = (
  byId: ReadonlyMap<string, readonly number[]>,
  { id }: RemittedClaim,
): readonly number[] => (id === undefined || /^0*$/.test(id) ? [] : (byId.get(id) ?? []))

/** The one claim among candidates that the decision is on. */
function narrow(
  claims: readonly ScrubbedClaim[],
  candidates: readonly number[],
  decision: RemittedClaim,
  decided: (payerClaimNumber: string) => boolean,
): Found {
  if (candidates.length > MOST_CANDIDATES) return { why: 'ambiguous' }
  const against = candidates.map((at) => contradiction(claims[at]!, decision))
  let left = candidates.filter((_, at) => against[at] === undefined)
  if (left.length === 0) {
    if (against.includes('other-payer')) return { why: 'other-payer' }
    return { why: against.includes('replacement') ? 'replacement' : 'unmatched' }
  }
  for (const prefers of preferences) {
    if (left.length === 1) break
    const preferred = left.filter((at) => prefers(claims[at]!, decision, decided))
    if (preferred.length > 0) left = preferred
  }
  const [one, ...others] = left
  const same = others.every((at) => areTwins(claims[one!]!, claims[at]!))
  return same ? { claim: one! } : { why: 'ambiguous' }
}

/** The one claim of member, charge and day that no number has found yet. */
function byMemberAlone(
  claims: readonly ScrubbedClaim[],
  byMember: ReadonlyMap<string, readonly number[]>,
  taken: ReadonlySet<number>,
  decision: RemittedClaim,
): Found {
  const days = daysOf(decision)
  if (days === undefined) return { why: 'unmatched' }
  const candidates = new Set(
    membersOf(decision).flatMap(
      (member) => byMember.get(`${member}|${Math.abs(decision.chargeCents)}`) ?? [],
    ),
  )
  if (candidates.size > MOST_CANDIDATES) return { why: 'ambiguous' }
  const fitting = [...candidates].filter(
    (at) =>
      !taken.has(at) && claims[at]!.from === days[0] && contradiction(claims[at]!, decision) === undefined,
  )
  const [one, ...others] = fitting
  if (one === undefined) return { why: 'unmatched' }
  return others.every((at) => areTwins(claims[one]!, claims[at]!)) ? { claim: one } : { why: 'ambiguous' }
}

/** Puts the decisions together by claim, without those of other payers. */
function report(
  claims: readonly ScrubbedClaim[],
  decisions: readonly RemittedClaim[],
  found: ReadonlyMap<RemittedClaim, { readonly claim: number; readonly by: MatchedBy }>,
  why: ReadonlyMap<RemittedClaim, LeftOver>,
): MatchReport {
  const groups = new Map<number, RemittedClaim[]>()
  const left: { decision: RemittedClaim; why: LeftOver }[] = []
  for (const decision of decisions) {
    const match = found.get(decision)
    if (match === undefined) left.push({ decision, why: why.get(decision) ?? 'unmatched' })
    else {
      const group = groups.get(match.claim)
      if (group === undefined) groups.set(match.claim, [decision])
      else group.push(decision)
    }
  }
  const isReplaced = replacedClaims(claims, decisions)
  const matches = new Map<number, ClaimMatch>()
  const counts = {
    'claim-id': 0,
    'payer-claim-number': 0,
    member: 0,
    ambiguous: 0,
    'other-payer': 0,
    replacement: 0,
    unmatched: 0,
  }
  for (const [at, all] of groups) {
    const own = ofOnePayer(claims[at]!, all)
    const isOwn = new Set(own)
    for (const decision of all)
      if (isOwn.has(decision)) counts[found.get(decision)!.by]++
      else left.push({ decision, why: 'other-payer' })
    const by = (['claim-id', 'payer-claim-number'] as const).find((how) =>
      own.some((decision) => found.get(decision)!.by === how),
    )
    matches.set(at, { decisions: own, by: by ?? 'member', replaced: isReplaced(claims[at]!, own) })
  }
  for (const { why: reason } of left) counts[reason]++
  return { matches, left, counts }
}

/**
 * The decisions of the payer that was billed. Where the claim does not say in which order it pays, that is the first one
 * to pay; and a decision without an order (4, 22, 23) belongs to the payer from whom others with an order have come.
 */
function ofOnePayer(claim: ScrubbedClaim, decisions: readonly RemittedClaim[]): readonly RemittedClaim[] {
  const orders = decisions.map(payerOrderOf)
  const order =
    orderOf(claim) === undefined ? (['P', 'S', 'T'] as const).find((one) => orders.includes(one)) : undefined
  const isOwn = (at: number): boolean =>
    orders[at] !== undefined && (order === undefined || orders[at] === order)
  const payers = new Set(decisions.filter((_, at) => isOwn(at)).map(({ payment }) => payerKeyOf(payment)))
  if (payers.size === 0) return decisions
  return decisions.filter(
    (decision, at) => isOwn(at) || (orders[at] === undefined && payers.has(payerKeyOf(decision.payment))),
  )
}

/** Tells claims that another claim replaces or voids, as scrubbed claims and decisions show. */
function replacedClaims(
  claims: readonly ScrubbedClaim[],
  decisions: readonly RemittedClaim[],
): (claim: ScrubbedClaim, own: readonly RemittedClaim[]) => boolean {
  const byNumber = new Map<string, ScrubbedClaim>()
  /** Days of replacements by claim number, which a submitter may use for several claims. */
  const byId = new Map<string, (readonly [string, string])[]>()
  const add = (id: string, days: readonly [string, string]): void => {
    const same = byId.get(id)
    if (same === undefined) byId.set(id, [days])
    else if (same.length < MOST_CANDIDATES) same.push(days)
  }
  for (const claim of claims)
    if (isReplacement(claim.frequency)) {
      add(claim.id, [claim.from, claim.through])
      if (claim.payerClaimNumber !== undefined) byNumber.set(claim.payerClaimNumber, claim)
    }
  for (const decision of decisions)
    if (isReplacement(decision.frequency) && !isReversal(decision) && decision.id !== undefined)
      add(decision.id, daysOf(decision) ?? ['', '9999'])
  return (claim, own) => {
    if (!isReplacement(claim.frequency))
      if (byId.get(claim.id)?.some(([from, through]) => from <= claim.through && claim.from <= through))
        return true
    return own.some(({ payerClaimNumber }) => {
      const by = payerClaimNumber === undefined ? undefined : byNumber.get(payerClaimNumber)
      return by !== undefined && by !== claim
    })
  }
}
