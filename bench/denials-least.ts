/** Where a function of many variables is least, by its slopes (L-BFGS). */

const MEMORY = 12
const MOST_STEPS = 300
/** Fall, as a share of the value, at which to stop. */
const TOLERANCE = 1e-9

const dot = (one: Float64Array, other: Float64Array): number =>
  one.reduce((sum, value, at) => sum + value * other[at]!, 0)

/**
 * Goes downhill from a point. `valueAt` gives the value there and writes the slopes.
 * Source: J. Nocedal, Updating quasi-Newton matrices with limited storage, 1980.
 */
export function least(
  from: Float64Array,
  valueAt: (at: Float64Array, slopes: Float64Array) => number,
): Float64Array {
  let at = from
  let slopes = new Float64Array(at.length)
  let value = valueAt(at, slopes)
  const seen: { readonly step: Float64Array; readonly change: Float64Array; readonly both: number }[] = []
  for (let turn = 0; turn < MOST_STEPS; turn++) {
    const direction = slopes.map((slope) => -slope)
    const shares = seen.toReversed().map(({ step, change, both }) => {
      const share = dot(step, direction) / both
      change.forEach((one, of) => (direction[of]! -= share * one))
      return share
    })
    const last = seen.at(-1)
    const scale = last ? last.both / dot(last.change, last.change) : 1 / Math.sqrt(dot(slopes, slopes))
    direction.forEach((one, of) => (direction[of] = one * scale))
    seen.forEach(({ step, change, both }, one) => {
      const share = shares[seen.length - 1 - one]! - dot(change, direction) / both
      step.forEach((own, of) => (direction[of]! += share * own))
    })
    const downhill = dot(slopes, direction)
    let next = value
    let to = at
    const nextSlopes = new Float64Array(at.length)
    for (let size = 1; size > 1e-6; size /= 2) {
      to = at.map((one, of) => one + size * direction[of]!)
      next = valueAt(to, nextSlopes)
      if (next <= value + 1e-4 * size * downhill) break
    }
    if (!(next < value)) break
    const step = to.map((one, of) => one - at[of]!)
    const change = nextSlopes.map((one, of) => one - slopes[of]!)
    const both = dot(step, change)
    if (both > 0) seen.push({ step, change, both })
    if (seen.length > MEMORY) seen.shift()
    const fall = value - next
    ;[at, slopes, value] = [to, nextSlopes, next]
    if (fall <= TOLERANCE * (1 + Math.abs(value))) break
  }
  return at
}
