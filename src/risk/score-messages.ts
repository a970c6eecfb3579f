/** What messages weigh at a payer by a model, kept ready as they are met. */
import type { RiskModel, Term } from '../model/risk.ts'
import { messageOf, type RiskFinding } from './features.ts'
import { weightOf, type Weight } from './score-levels.ts'

/** What of a finding tells its weight. */
export type MessageOfFinding = Pick<RiskFinding, 'edit' | 'message' | 'severity'>

/** A message as it was met. An edit has few: they are looked through in turn. */
interface Met {
  readonly message: string
  readonly number: number
  readonly next: Met | undefined
}

/** Messages that have places; there are some hundred, and payer rules. A payer may have room for all of them: 64 KB. */
const KEPT_MESSAGES = 1_000
/** Those that there is room for at a payer before any is met. */
const FIRST_ROOM = 32
const SEVERITIES = 4
/** Place of all that is not kept. */
export const NOT_KEPT = 0

/** Places of messages, each under each severity, in what `weightsAt` has of a payer. */
export type MessagePlaces = (finding: MessageOfFinding) => number

/** Gives messages places as they are met. */
export function messagePlaces(): MessagePlaces {
  const byEdit = new Map<string, Met>()
  let kept = 0
  const meet = (edit: string, message: string): Met | undefined => {
    if (kept >= KEPT_MESSAGES) return undefined
    const met = { message, number: ++kept, next: byEdit.get(edit) }
    byEdit.set(edit, met)
    return met
  }
  return ({ edit, message, severity }) => {
    let met = byEdit.get(edit)
    while (met !== undefined && met.message !== message) met = met.next
    met ??= meet(edit, message)
    if (met === undefined) return NOT_KEPT
    const which = severity === 'deny' ? 0 : severity === 'review' ? 1 : severity === 'reject' ? 2 : 3
    return met.number * SEVERITIES + which
  }
}

/** Numbers of a place: units and variance. */
export const OF_PLACE = 2

/**
 * Weights at one payer: gives the numbers of all places, among which those of the place and the finding given are right
 * until another is asked for.
 */
export function messageWeights(
  model: RiskModel,
  payer: string,
): (place: number, finding: MessageOfFinding) => Float64Array {
  let ready = new Float64Array(FIRST_ROOM * SEVERITIES * OF_PLACE).fill(NaN)
  return (place, finding) => {
    const at = place * OF_PLACE
    if (at < ready.length && place !== NOT_KEPT && !Number.isNaN(ready[at])) return ready
    if (at >= ready.length) {
      const most = (KEPT_MESSAGES + 1) * SEVERITIES * OF_PLACE
      const larger = new Float64Array(Math.min(2 * at, most)).fill(NaN)
      larger.set(ready)
      ready = larger
    }
    const { units, variance } = weightOfMessage(model, payer, finding)
    ready[at] = units
    ready[at + 1] = variance
    return ready
  }
}

/** What a message weighs at a payer; never below 0, so that no finding lowers the risk. */
function weightOfMessage(model: RiskModel, payer: string, finding: MessageOfFinding): Weight {
  const name = messageOf(finding)
  const terms = Object.hasOwn(model.payers, payer) ? model.payers[payer] : undefined
  const own = (of: Readonly<Record<string, Term>>): Term | undefined =>
    Object.hasOwn(of, name) ? of[name] : undefined
  const parts = [
    model.severities[finding.severity],
    own(model.messages) ?? { weight: 0, error: model.spread.messages },
    terms?.severities[finding.severity],
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
