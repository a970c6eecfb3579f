/** How good probabilities were, once it is known what happened. */
import type { Measures, ReliabilityBin } from '../model/evaluation.ts'

/** Probabilities and what happened, by the same index. */
export interface Judged {
  readonly probability: Float64Array
  readonly denied: Uint8Array
}

const BINS = 10

/** Index of the claims by probability, rising. */
function ranked(probability: Float64Array): Uint32Array {
  const order = new Uint32Array(probability.length)
  for (let at = 0; at < order.length; at++) order[at] = at
  return order.sort((a, b) => probability[a]! - probability[b]! || a - b)
}

/** Measures over all claims given. All but the counts are NaN where there are none. */
export function measure({ probability, denied }: Judged): Measures {
  const claims = probability.length
  let [count, squares, logs] = [0, 0, 0]
  for (let at = 0; at < claims; at++) {
    const [chance, outcome] = [probability[at]!, denied[at]!]
    count += outcome
    squares += (chance - outcome) ** 2
    logs -= Math.log(outcome === 1 ? chance : 1 - chance)
  }
  const rate = count / claims
  const brier = squares / claims
  const order = ranked(probability)
  const bins = binsOf(probability, denied, order)
  return {
    claims,
    denied: count,
    brier,
    brierSkill: rate > 0 && rate < 1 ? 1 - brier / (rate * (1 - rate)) : Number.NaN,
    logLoss: logs / claims,
    auc: aucOf(probability, denied, order, count),
    calibrationError: bins.reduce(
      (sum, bin) => sum + (bin.claims / claims) * Math.abs(bin.expected - bin.observed),
      claims > 0 ? 0 : Number.NaN,
    ),
    bins,
  }
}

/** Mann-Whitney, with half a point for a tie. */
function aucOf(probability: Float64Array, denied: Uint8Array, order: Uint32Array, count: number): number {
  let [below, wins] = [0, 0]
  for (let at = 0; at < order.length;) {
    let end = at
    let [ill, well] = [0, 0]
    // Once at least: what is no number equals nothing, not even itself.
    do {
      if (denied[order[end++]!] === 1) ill++
      else well++
    } while (end < order.length && probability[order[end]!] === probability[order[at]!])
    wins += ill * (below + well / 2)
    below += well
    at = end
  }
  return wins / (count * (order.length - count))
}

/** Ten bins of equal size by rank; claims of one probability stay together. */
function binsOf(probability: Float64Array, denied: Uint8Array, order: Uint32Array): ReliabilityBin[] {
  const bins: ReliabilityBin[] = []
  let at = 0
  for (let bin = 1; bin <= BINS && at < order.length; bin++) {
    let end = Math.max(at + 1, Math.round((order.length * bin) / BINS))
    while (end < order.length && probability[order[end]!] === probability[order[end - 1]!]) end++
    let [sum, count] = [0, 0]
    for (let rank = at; rank < end; rank++) {
      sum += probability[order[rank]!]!
      count += denied[order[rank]!]!
    }
    bins.push({ claims: end - at, expected: sum / (end - at), observed: count / (end - at) })
    at = end
  }
  return bins
}
