/** One decision of a payer taken apart: what it says of each line, and of the claim where it names no line. */
import type {
  DenialReasons,
  RemittanceAdjustment,
  RemittedClaim,
  ServicePayment,
} from '../model/remittance.ts'
import { matchServices, type RemittedLine } from './match-lines.ts'

/** What became of a line or claim: refused, refused in part, allowed (paid or left to the patient), or not decided. */
export type OutcomeStatus = 'denied' | 'partly-denied' | 'paid' | 'open'

/** What one decision says of one line, or of the claim as a whole. */
export interface Piece {
  /** The same for the same line in every decision. */
  readonly key: string
  /** Line number as billed, where the claim is known; null for the claim as a whole and for what matches no line. */
  readonly line: number | null
  readonly procedure: string | null
  status: OutcomeStatus
  /** Cents refused, and cents that count as allowed: paid, left to the patient, or paid by an earlier payer. */
  deniedCents: number
  allowedCents: number
  /** Cents refused by reason. */
  readonly reasons: Map<string, number>
  readonly remarks: readonly string[]
}

/** Sums of adjustments by what they mean. */
interface Weights {
  denied: number
  allowed: number
  open: number
  readonly reasons: Map<string, number>
}

/** Reasons that only point at another decision: where that one is known, it speaks. */
export const ECHOES: ReadonlySet<string> = new Set(['18', 'B13', '193'])

/** What an earlier payer paid or cut (CARC 23): allowed, by somebody else. */
const EARLIER_PAYER = '23'

/** Takes a decision apart by a table of reasons. `unknown` collects codes that the table does not judge. */
export function piecesOf(
  claim: RemittedClaim,
  reasons: DenialReasons,
  lines: readonly RemittedLine[] | undefined,
  unknown: Set<string>,
): Piece[] {
  const weigh = (adjustments: readonly RemittanceAdjustment[]): Weights => {
    const weights: Weights = { denied: 0, allowed: 0, open: 0, reasons: new Map() }
    for (const { group, carc, cents } of adjustments) {
      let meaning = reasons.find({ group, carc }, claim)
      if (meaning === undefined) {
        unknown.add(carc)
        // A code that nobody has judged refuses where the payer says that it denied the claim, and nothing was paid.
        meaning = claim.status === '4' && claim.paidCents <= 0 ? 'denial' : 'no-denial'
      }
      if (meaning === 'denial') {
        weights.denied += cents
        weights.reasons.set(carc, (weights.reasons.get(carc) ?? 0) + cents)
      } else if (meaning === 'open') weights.open += cents
      else if (group === 'PR' || carc === EARLIER_PAYER) weights.allowed += cents
    }
    return weights
  }

  const ofClaim = weigh(claim.adjustments)
  const pieces = new Map<string, Piece>()
  const places = matchServices(claim.services, lines)
  for (const [at, service] of claim.services.entries()) {
    const place = places[at]!
    const piece = pieceOf(place.key, place.line, service, weigh(service.adjustments))
    const before = pieces.get(piece.key)
    // Services that the payer made of one line are one piece.
    if (before === undefined) pieces.set(piece.key, piece)
    else pieces.set(piece.key, joined(before, piece))
  }
  if (ofClaim.denied > 0 && claim.paidCents <= 0) moveToLines(ofClaim, [...pieces.values()])
  const whole: Piece = {
    key: wholeKey(claim),
    line: null,
    procedure: null,
    status: 'paid',
    deniedCents: Math.max(ofClaim.denied, 0),
    allowedCents: (claim.services.length === 0 ? claim.paidCents : 0) + Math.max(ofClaim.allowed, 0),
    reasons: ofClaim.reasons,
    remarks: claim.remarks,
  }
  whole.status = statusOf(whole, ofClaim.open)
  return [...pieces.values(), whole]
}

/** The key of the piece that stands for the claim as a whole: parts of a split claim differ in their charge. */
export const wholeKey = (claim: RemittedClaim): string => `claim ${claim.chargeCents}`

function pieceOf(key: string, line: number | null, service: ServicePayment, weights: Weights): Piece {
  const piece: Piece = {
    key,
    line,
    procedure: service.billedProcedure ?? service.procedure ?? service.revenueCode ?? null,
    status: 'paid',
    deniedCents: Math.max(weights.denied, 0),
    allowedCents: Math.max(service.paidCents, 0) + Math.max(weights.allowed, 0),
    reasons: weights.reasons,
    remarks: service.remarks,
  }
  piece.status = statusOf(piece, weights.open)
  return piece
}

function statusOf(piece: Pick<Piece, 'deniedCents' | 'allowedCents'>, open: number): OutcomeStatus {
  if (piece.deniedCents > 0) return piece.allowedCents > 0 ? 'partly-denied' : 'denied'
  return open > 0 && piece.allowedCents <= 0 ? 'open' : 'paid'
}

function joined(one: Piece, other: Piece): Piece {
  const reasons = new Map(one.reasons)
  for (const [carc, cents] of other.reasons) reasons.set(carc, (reasons.get(carc) ?? 0) + cents)
  const piece: Piece = {
    ...one,
    deniedCents: one.deniedCents + other.deniedCents,
    allowedCents: one.allowedCents + other.allowedCents,
    reasons,
    remarks: [...new Set([...one.remarks, ...other.remarks])],
  }
  piece.status = statusOf(piece, one.status === 'open' && other.status === 'open' ? 1 : 0)
  return piece
}

/**
 * A refusal of the whole claim, told at its level: what the lines were allowed is refused with it, and the claim's own
 * piece keeps what goes beyond them. Of several reasons the lines bear that of most money.
 */
function moveToLines(ofClaim: Weights, pieces: readonly Piece[]): void {
  const carcs = [...ofClaim.reasons].filter(([, cents]) => cents > 0).map(([carc]) => carc)
  const main = carcs.toSorted(
    (a, b) => ofClaim.reasons.get(b)! - ofClaim.reasons.get(a)! || (a < b ? -1 : 1),
  )[0]
  if (main === undefined) return
  for (const piece of pieces) {
    const moved = Math.min(piece.allowedCents, ofClaim.denied)
    if (moved <= 0) continue
    piece.allowedCents -= moved
    piece.deniedCents += moved
    piece.reasons.set(main, (piece.reasons.get(main) ?? 0) + moved)
    ofClaim.denied -= moved
    ofClaim.reasons.set(main, ofClaim.reasons.get(main)! - moved)
    piece.status = statusOf(piece, 0)
  }
}
