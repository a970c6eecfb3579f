/**
 * What became of a claim: from all the payer's decisions on it, in order, what stands in the end.
 *
 * A line that a standing decision pays is paid, whatever another says of it: nobody takes a payment back without a
 * reversal. Among refusals the latest stands, but one that only points at another decision (18, B13, 193) yields to it.
 * A reversal undoes the decision it reverses. Where the submitter asked for that by a replacement or void (frequency 7,
 * 8), the decision on the claim as first sent stays what it was: the payer did not change its mind about that claim.
 */
import { isDecided, isReversal, type DenialReasons, type RemittedClaim } from '../model/remittance.ts'
import type { RemittedLine } from './match-lines.ts'
import { ECHOES, piecesOf, type OutcomeStatus, type Piece } from './outcome-pieces.ts'

/** What became of one line. */
export interface LineOutcome {
  /** Line number as billed; null for what is said of the claim as a whole or matches no line. */
  readonly line: number | null
  readonly procedure: string | null
  readonly status: OutcomeStatus
  readonly deniedCents: number
  /** Reasons of the refusal, by money, most first. */
  readonly carcs: readonly string[]
  readonly remarks: readonly string[]
}

/** What became of a claim. */
export interface ClaimOutcome {
  /** `open`: no decision stands, since all were reversed or none was one. */
  readonly status: OutcomeStatus
  /** Whether anything was refused and still is: `denied` or `partly-denied`. */
  readonly denied: boolean
  readonly deniedCents: number
  /** All that the payer has paid on it, less what it took back. */
  readonly paidCents: number
  /** Reasons of what is refused, by money, most first. */
  readonly carcs: readonly string[]
  /** The latest day of the decisions that stand; undefined where none has a day. */
  readonly decided: string | undefined
  /** Whether something was refused once and nothing is any more. Neither a denial nor a payment at first sight. */
  readonly overturned: boolean
  /** Decisions on the claim, reversals included; and what was no decision (pended, predetermined). */
  readonly decisions: number
  readonly undecided: number
  /** Reversals without the decision they reverse. */
  readonly strayReversals: number
  /** Reasons that the table does not judge. */
  readonly unknown: readonly string[]
  readonly lines: readonly LineOutcome[]
}

/** What is known beside the decisions. */
export interface OutcomeContext {
  /** Lines as billed, so that outcomes name them. */
  readonly lines?: readonly RemittedLine[]
  /** Whether the submitter replaced or voided this claim: reversals then say nothing against earlier decisions. */
  readonly replaced?: boolean
}

/** A decision that may stand, taken apart. */
interface Version {
  readonly claim: RemittedClaim
  readonly pieces: readonly Piece[]
  /** Place in the order of decisions. */
  readonly at: number
  /** Whether it refuses only by pointing at another decision. */
  readonly isEcho: boolean
}

/** Earlier decisions that a reversal is compared with; a claim with more is no real one. */
const MOST_COMPARED = 100

/** The outcome of a claim. The order in which decisions are given does not matter. */
export function outcomeOf(
  remitted: readonly RemittedClaim[],
  reasons: DenialReasons,
  context: OutcomeContext = {},
): ClaimOutcome {
  const ordered = remitted.filter(isDecided).sort(byDecision)
  const { standing, undone, strayReversals } = reverse(ordered, context.replaced ?? false)
  const unknown = new Set<string>()
  const versionOf = (at: number): Version => {
    const pieces = piecesOf(ordered[at]!, reasons, context.lines, unknown)
    const denials = pieces.flatMap((piece) => carcsOf([piece]))
    return {
      claim: ordered[at]!,
      pieces,
      at,
      isEcho: denials.length > 0 && denials.every((carc) => ECHOES.has(carc)),
    }
  }
  const versions = standing.map(versionOf)
  const chosen = merge(versions)
  const pieces = chosen.map(({ piece }) => piece)
  const deniedCents = sum(pieces, (piece) => piece.deniedCents)
  const status = statusOfAll(pieces, deniedCents)
  const denied = deniedCents > 0
  // The day: of what refuses where something is refused, else of all that stands.
  const speaking = chosen.filter(({ piece }) => !denied || piece.deniedCents > 0)
  // A refusal after the payment that stands was none of it.
  const last = chosen.reduce(
    (at, { piece, version }) =>
      piece.procedure !== null || piece.allowedCents > 0 ? Math.max(at, version.at) : at,
    -1,
  )
  const before = [...versions.filter(({ at }) => at < last), ...undone.map(versionOf)]
  const wasDenied = before.some(
    (version) => !version.isEcho && version.pieces.some((piece) => piece.deniedCents > 0),
  )
  return {
    status,
    denied,
    deniedCents,
    paidCents: sum(ordered, (claim) => claim.paidCents),
    carcs: carcsOf(pieces),
    decided: latest(speaking.map(({ version }) => version.claim.payment.date)),
    overturned: !denied && wasDenied,
    decisions: ordered.length,
    undecided: remitted.length - ordered.length,
    strayReversals,
    unknown: [...unknown].sort(),
    lines: pieces
      .filter((piece) => piece.line !== null || piece.procedure !== null || piece.deniedCents > 0)
      .map(lineOutcome)
      .sort((a, b) => (a.line ?? Infinity) - (b.line ?? Infinity) || 0),
  }
}

const sum = <T>(list: readonly T[], of: (item: T) => number): number =>
  list.reduce((total, item) => total + of(item), 0)

const latest = (dates: readonly (string | undefined)[]): string | undefined =>
  dates.reduce(
    (one, other) => (one === undefined || (other !== undefined && other > one) ? other : one),
    undefined,
  )

const lineOutcome = (piece: Piece): LineOutcome => ({
  line: piece.line,
  procedure: piece.procedure,
  status: piece.status,
  deniedCents: piece.deniedCents,
  carcs: carcsOf([piece]),
  remarks: piece.deniedCents > 0 ? piece.remarks : [],
})

/** Reasons of what the pieces refuse, by money, most first. */
function carcsOf(pieces: readonly Piece[]): string[] {
  const cents = new Map<string, number>()
  for (const piece of pieces)
    if (piece.deniedCents > 0)
      for (const [carc, amount] of piece.reasons) cents.set(carc, (cents.get(carc) ?? 0) + amount)
  return [...cents]
    .filter(([, amount]) => amount > 0)
    .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
    .map(([carc]) => carc)
}

function statusOfAll(pieces: readonly Piece[], deniedCents: number): OutcomeStatus {
  if (pieces.length === 0) return 'open'
  const allowed = pieces.some((piece) => piece.allowedCents > 0)
  if (deniedCents > 0) return allowed ? 'partly-denied' : 'denied'
  return pieces.some((piece) => piece.status === 'open') && !allowed ? 'open' : 'paid'
}

/** By day of payment, then payment, then place in the file; and by content where all these agree. */
function byDecision(a: RemittedClaim, b: RemittedClaim): number {
  return (
    compare(a.payment.date ?? '', b.payment.date ?? '') ||
    compareNumbers(a.payment.trace ?? '', b.payment.trace ?? '') ||
    a.place.segment - b.place.segment ||
    compare(JSON.stringify({ ...a, place: 0 }), JSON.stringify({ ...b, place: 0 }))
  )
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** Numbers by their value, anything else as text. */
const compareNumbers = (a: string, b: string): number =>
  (/^\d+$/.test(a) && /^\d+$/.test(b) ? a.replace(/^0+/, '').length - b.replace(/^0+/, '').length : 0) ||
  compare(a, b)

interface Reversed {
  /** Places in the order of decisions: what stands, and what was undone. */
  readonly standing: readonly number[]
  readonly undone: readonly number[]
  readonly strayReversals: number
}

/**
 * Lets each reversal undo the decision it reverses: of the same charge, at best with the same number of the payer and
 * the same payment, the latest before it; on the same day one that comes after it in another file will do.
 * Some payers send the correction, too, with status 22: one with its amounts not turned is a decision where a turned one
 * stands beside it. Source: X12 RFI 288 and 791 (http://rfi.x12.org/Request/Details/288), 005010X221A1 1.10.2.8.
 */
function reverse(ordered: readonly RemittedClaim[], replaced: boolean): Reversed {
  const turned = new Set(ordered.filter((claim) => claim.chargeCents < 0).map((claim) => -claim.chargeCents))
  const takesBack = (claim: RemittedClaim): boolean =>
    isReversal(claim) && !(claim.chargeCents > 0 && turned.has(claim.chargeCents))
  const standing: number[] = []
  const undone: number[] = []
  const strays: number[] = []
  const undo = (reversal: RemittedClaim, candidates: readonly number[]): boolean => {
    let [best, found] = [0, -1]
    for (const at of candidates) {
      const fit = fitOf(ordered[at]!, reversal)
      // Of equal ones the latest.
      if (fit >= Math.max(best, 1)) [best, found] = [fit, at]
    }
    if (found < 0) return false
    // At the submitter's wish: the decision stays what it was.
    if (replaced || reversal.frequency === '7' || reversal.frequency === '8') return true
    standing.splice(standing.lastIndexOf(found), 1)
    undone.push(found)
    return true
  }
  for (const [at, claim] of ordered.entries()) {
    if (!takesBack(claim)) standing.push(at)
    else if (!undo(claim, standing.slice(-MOST_COMPARED))) strays.push(at)
  }
  let strayReversals = Math.max(0, strays.length - MOST_COMPARED)
  for (const at of strays.slice(0, MOST_COMPARED)) {
    const { date, trace } = ordered[at]!.payment
    const after = standing.filter((other) => {
      const { payment } = ordered[other]!
      return other > at && payment.date === date && payment.trace !== trace
    })
    if (!undo(ordered[at]!, after.slice(0, MOST_COMPARED))) strayReversals++
  }
  return { standing, undone, strayReversals }
}

/** How well a decision fits a reversal; 0 not at all. */
function fitOf(claim: RemittedClaim, reversal: RemittedClaim): number {
  const number = reversal.payerClaimNumber
  const sameNumber =
    claim.payerClaimNumber !== undefined &&
    (claim.payerClaimNumber === number || claim.payerClaimNumber === reversal.originalClaimNumber)
  const sameCharge = Math.abs(reversal.chargeCents) === claim.chargeCents
  if (!sameCharge && !sameNumber) return 0
  const samePaid = Math.abs(reversal.paidCents) === Math.abs(claim.paidCents)
  return (sameCharge ? 8 : 0) + (sameNumber ? 4 : 0) + (samePaid ? 2 : 0) + 1
}

interface Chosen {
  readonly piece: Piece
  readonly version: Version
}

const ranks: Readonly<Record<OutcomeStatus, number>> = { paid: 0, 'partly-denied': 1, denied: 2, open: 3 }

/** Whether the first says more of the same thing than the second: better for the claim, no echo, later. */
const speaksBefore = (rank: number, one: Version, otherRank: number, other: Version): boolean =>
  rank !== otherRank ? rank < otherRank : one.isEcho !== other.isEcho ? !one.isEcho : one.at > other.at

/** Of all that stands, for each line what speaks. */
function merge(versions: readonly Version[]): Chosen[] {
  const chosen = new Map<string, Chosen>()
  for (const version of alternatives(versions))
    for (const piece of version.pieces) {
      const before = chosen.get(piece.key)
      if (
        before === undefined ||
        speaksBefore(ranks[piece.status], version, ranks[before.piece.status], before.version)
      )
        chosen.set(piece.key, { piece, version })
    }
  return [...chosen.values()]
}

/**
 * Decisions with and without lines cannot be laid over each other: of those on one and the same charge only what speaks
 * first is kept, where any of them names no line.
 */
function alternatives(versions: readonly Version[]): readonly Version[] {
  const byCharge = new Map<number, Version[]>()
  for (const version of versions) {
    const same = byCharge.get(version.claim.chargeCents)
    if (same === undefined) byCharge.set(version.claim.chargeCents, [version])
    else same.push(version)
  }
  return [...byCharge.values()].flatMap((same) => {
    if (same.every(({ claim }) => claim.services.length > 0)) return same
    const rank = ({ pieces }: Version): number =>
      ranks[
        statusOfAll(
          pieces,
          sum(pieces, (piece) => piece.deniedCents),
        )
      ]
    return [same.reduce((one, other) => (speaksBefore(rank(one), one, rank(other), other) ? one : other))]
  })
}
