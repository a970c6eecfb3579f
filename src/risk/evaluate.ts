/** How probabilities and findings of claims compare with what payers decided. */
import type { Evaluation, EvaluatedPart, MessageRecord, ReasonRecord } from '../model/evaluation.ts'
import type { Risk } from '../model/risk.ts'
import type { Finding } from '../model/result.ts'
import { measure } from './evaluate-measures.ts'
import { messageOf } from './features.ts'

/** A claim with its outcome. */
export interface EvaluatedClaim {
  readonly payer: string
  readonly risk: Risk
  readonly findings: readonly Pick<Finding, 'edit' | 'message' | 'severity' | 'carc'>[]
  readonly denied: boolean
  readonly deniedCents: number
  /** Reasons of the denial. */
  readonly carcs: readonly string[]
}

/** Takes claims one by one; keeps some hundred bytes of each. */
export interface Evaluator {
  add(claim: EvaluatedClaim): void
  finish(): Evaluation
}

interface Kept {
  readonly payers: string[]
  readonly bases: string[]
  readonly probabilities: number[]
  readonly outcomes: number[]
}

const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0)

/** The measures of each group of claims that has one name. */
function parts(kept: Kept, names: readonly string[]): EvaluatedPart[] {
  const rows = new Map<string, number[]>()
  names.forEach((name, at) => {
    const known = rows.get(name)
    if (known) known.push(at)
    else rows.set(name, [at])
  })
  return [...rows]
    .map(([name, own]) => ({
      name,
      ...measure({
        probability: Float64Array.from(own, (at) => kept.probabilities[at]!),
        denied: Uint8Array.from(own, (at) => kept.outcomes[at]!),
      }),
    }))
    .sort((a, b) => b.claims - a.claims || compare(a.name, b.name))
}

type Counting<T> = { -readonly [K in keyof T]: T[K] }

/** An evaluation without claims. */
export function createEvaluator(): Evaluator {
  const kept: Kept = { payers: [], bases: [], probabilities: [], outcomes: [] }
  const messages = new Map<string, Counting<MessageRecord>>()
  const reasons = new Map<string, Counting<ReasonRecord>>()
  let [expectedLossCents, deniedCents] = [0, 0]

  const countMessages = ({ findings, denied, carcs }: EvaluatedClaim): void => {
    const seen = new Set<string>()
    for (const finding of findings) {
      const name = messageOf(finding)
      if (seen.has(name)) continue
      seen.add(name)
      const { edit, message, severity } = finding
      const record = messages.get(name) ?? { edit, message, severity, claims: 0, denied: 0, asNamed: 0 }
      record.claims++
      if (denied) record.denied++
      if (denied && finding.carc !== null && carcs.includes(finding.carc)) record.asNamed++
      messages.set(name, record)
    }
  }
  const countReasons = ({ findings, carcs }: EvaluatedClaim): void => {
    const spoke = findings.some(({ severity }) => severity !== 'note')
    for (const carc of carcs) {
      const record = reasons.get(carc) ?? { carc, denials: 0, named: 0, otherwise: 0, unforeseen: 0 }
      record.denials++
      if (findings.some((finding) => finding.carc === carc)) record.named++
      else if (spoke) record.otherwise++
      else record.unforeseen++
      reasons.set(carc, record)
    }
  }

  return {
    add(claim) {
      kept.payers.push(claim.payer)
      kept.bases.push(claim.risk.basis)
      kept.probabilities.push(claim.risk.probability)
      kept.outcomes.push(claim.denied ? 1 : 0)
      expectedLossCents += claim.risk.expectedLossCents
      deniedCents += claim.deniedCents
      countMessages(claim)
      if (claim.denied) countReasons(claim)
    },
    finish: () => ({
      all: measure({
        probability: Float64Array.from(kept.probabilities),
        denied: Uint8Array.from(kept.outcomes),
      }),
      byBasis: parts(kept, kept.bases),
      byPayer: parts(kept, kept.payers),
      messages: [...messages.values()].sort(
        (a, b) => b.claims - a.claims || compare(messageOf(a), messageOf(b)),
      ),
      reasons: [...reasons.values()].sort(
        (a, b) => b.unforeseen - a.unforeseen || b.denials - a.denials || compare(a.carc, b.carc),
      ),
      expectedLossCents,
      deniedCents,
    }),
  }
}
