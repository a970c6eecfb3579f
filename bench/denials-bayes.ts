/**
 * Who knows how payers move, and every coefficient but the level of each payer, and learns the rest from its decisions
 * by Bayes' rule: no learner that sees the same decisions forecasts better in the mean.
 */
import { DAYS, LEARNED_DAYS, type KnownClaim, type Moves } from './denials-generate.ts'

const logistic = (x: number): number => 1 / (1 + Math.exp(-x))
const logit = (p: number): number => Math.log(p / (1 - p))

/** Variance of a payer's level before any decision is seen: rates of 2 to 25 % are spread so in log-odds. */
const LEVEL = 0.6
/** Days on which a jump may come, among which the posterior is summed. */
const JUMP_DAYS = 36
const TURNS = 8

/** Part of all days that had passed, less a half: what trends are multiplied by. */
const timeOf = (day: number): number => day / DAYS - 0.5
/** The middle of the days that are judged. */
const JUDGED = timeOf((LEARNED_DAYS + DAYS) / 2)

interface Seen {
  readonly time: Float64Array
  /** Log-odds without the payer's own moves, but with what all payers move by. */
  readonly rest: Float64Array
  readonly denied: Uint8Array
}

/** Expected shift of a payer in the days that are judged, all moves counted. */
export function followedBy(claims: readonly KnownClaim[], moves: Moves): number {
  const seen: Seen = {
    time: Float64Array.from(claims, ({ day }) => timeOf(day)),
    rest: Float64Array.from(
      claims,
      ({ truth, moved, day }) => logit(truth) - moved + moves.together * timeOf(day),
    ),
    denied: Uint8Array.from(claims, ({ denied }) => (denied ? 1 : 0)),
  }
  const ways = [
    { ...posterior(seen, moves.trend ** 2), share: 1 - moves.jumping },
    ...(moves.jumping > 0
      ? Array.from({ length: JUMP_DAYS }, (_, at) => ({
          ...posterior(seen, moves.trend ** 2, moves.jump ** 2, timeOf((DAYS * (at + 0.5)) / JUMP_DAYS)),
          share: moves.jumping / JUMP_DAYS,
        }))
      : []),
  ]
  const most = Math.max(...ways.map(({ evidence }) => evidence))
  let [sum, weights] = [0, 0]
  for (const { evidence, shift, share } of ways) {
    const weight = share * Math.exp(evidence - most)
    sum += weight * shift
    weights += weight
  }
  return moves.together * JUDGED + sum / weights
}

/** Level, trend and, where it has a time, jump by Newton's method, and the log of how likely the decisions were (Laplace). */
function posterior(
  { time, rest, denied }: Seen,
  trend: number,
  jump = 0,
  jumpTime = Infinity,
): { readonly evidence: number; readonly shift: number } {
  const variances = jumpTime === Infinity ? [LEVEL, trend] : [LEVEL, trend, jump]
  const size = variances.length
  const at = variances.map(() => 0)
  const entries = [1, 0, 0]
  let matrix: number[][] = []
  let evidence = 0
  for (let turn = 0; turn < TURNS; turn++) {
    const gradient = variances.map((variance, of) => -at[of]! / variance)
    matrix = variances.map((variance, of) => variances.map((_, other) => (of === other ? 1 / variance : 0)))
    evidence = variances.reduce((sum, variance, of) => sum - at[of]! ** 2 / (2 * variance), 0)
    for (let row = 0; row < time.length; row++) {
      entries[1] = time[row]!
      entries[2] = time[row]! > jumpTime ? 1 : 0
      let logOdds = rest[row]!
      for (let of = 0; of < size; of++) logOdds += at[of]! * entries[of]!
      const p = logistic(logOdds)
      evidence += Math.log(denied[row] === 1 ? p : 1 - p)
      const bend = p * (1 - p)
      for (let of = 0; of < size; of++) {
        gradient[of]! += (denied[row]! - p) * entries[of]!
        for (let other = 0; other < size; other++)
          matrix[of]![other]! += bend * entries[of]! * entries[other]!
      }
    }
    solved(matrix, gradient).steps.forEach((step, of) => (at[of]! += step))
  }
  const { determinant } = solved(matrix, at)
  const spread = variances.reduce((product, variance) => product * variance, determinant)
  const jumped = jumpTime < JUDGED ? (at[2] ?? 0) : 0
  return { evidence: evidence - 0.5 * Math.log(spread), shift: at[0]! + at[1]! * JUDGED + jumped }
}

/** Solves by elimination; the matrix is positive. */
function solved(
  matrix: readonly (readonly number[])[],
  right: readonly number[],
): { readonly steps: readonly number[]; readonly determinant: number } {
  const rows = matrix.map((row, at) => [...row, right[at]!])
  let determinant = 1
  for (let pivot = 0; pivot < rows.length; pivot++) {
    const by = rows[pivot]![pivot]!
    determinant *= by
    rows[pivot] = rows[pivot]!.map((entry) => entry / by)
    for (let other = 0; other < rows.length; other++) {
      if (other === pivot) continue
      const factor = rows[other]![pivot]!
      rows[other] = rows[other]!.map((entry, at) => entry - factor * rows[pivot]![at]!)
    }
  }
  return { steps: rows.map((row) => row.at(-1)!), determinant }
}
