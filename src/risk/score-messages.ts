/** What messages weigh at a payer by a model, kept ready as they are met. */
import type { RiskModel, Term } from '../model/risk.ts'
import type { Severity } from '../model/result.ts'
import { messageOf, type RiskFinding } from './features.ts'
import { weightOf, type Weight } from './score-levels.ts'

/** What of a finding tells its weight. */
export type MessageOfFinding = Pick<RiskFinding, 'edit' | 'message' | 'severity'>

/** A message as met at a payer. Few edits share the name of a message: they are looked through in turn. */
interface Met {
  readonly edit: string
  readonly weights: Readonly<Record<Severity, Weight>>
  readonly next: Met | undefined
}

/** Messages kept ready for a payer; there are some hundred, and payer rules. */
const KEPT_MESSAGES = 5_000

/** Weights at one payer by edit, message and severity. */
export function messageWeights(model: RiskModel, payer: string): (finding: MessageOfFinding) => Weight {
  const byMessage = new Map<string, Met>()
  let kept = 0
  const meet = (edit: string, message: string): Met => {
    if (++kept > KEPT_MESSAGES) {
      byMessage.clear()
      kept = 1
    }
    const weights = weightsOf(model, payer, messageOf({ edit, message }))
    const met = { edit, weights, next: byMessage.get(message) }
    byMessage.set(message, met)
    return met
  }
  return ({ edit, message, severity }) => {
    let met = byMessage.get(message)
    while (met !== undefined && met.edit !== edit) met = met.next
    const { weights } = met ?? meet(edit, message)
    // Faster than by a name that is known at run time alone.
    if (severity === 'deny') return weights.deny
    if (severity === 'review') return weights.review
    return severity === 'reject' ? weights.reject : weights.note
  }
}

/** What a message weighs at a payer under each severity; never below 0, so that no finding lowers the risk. */
function weightsOf(model: RiskModel, payer: string, name: string): Record<Severity, Weight> {
  const terms = Object.hasOwn(model.payers, payer) ? model.payers[payer] : undefined
  const own = (of: Readonly<Record<string, Term>>): Term | undefined =>
    Object.hasOwn(of, name) ? of[name] : undefined
  const under = (severity: Severity): Weight => {
    const parts = [
      model.severities[severity],
      own(model.messages) ?? { weight: 0, error: model.spread.messages },
      terms?.severities[severity],
      terms === undefined ? undefined : own(terms.messages),
    ]
    let [units, variance] = [0, 0]
    for (const part of parts) {
      if (part === undefined) continue
      const weight = weightOf(part)
      units += weight.units
      variance += weight.variance
    }
    return { units: Math.max(0, units), variance }
  }
  return { reject: under('reject'), deny: under('deny'), review: under('review'), note: under('note') }
}
