/** Log-odds made into steps of probability without an exponential: three or four are wanted for each claim. */
import { alongTable } from './calibrate.ts'
import { STEPS, stepsOf } from './score-drivers.ts'

/** Log-odds are looked up between these, so many to one. */
const [LOWEST, HIGHEST, PLACES] = [-8, 8, 128]
/** Largest second derivative of 1 / (1 + exp(-x)): 1 / (6 √3). */
const MOST_BEND = 0.0963

const logistic = (x: number): number => 1 / (1 + Math.exp(-x))

/**
 * Steps of the probability that log-odds come to along a calibration table. A straight line between two places tells
 * them where it lies further from the middle between two steps than it can be off; else they are worked out, so that
 * all are what they would be without the places.
 */
export function stepsAlong(table: readonly (readonly [number, number])[]): (logOdds: number) => number {
  const exact = (x: number): number => logistic(alongTable(table, x))
  const steepest = table.reduce((most, [x, y], at) => {
    const before = table[at - 1]
    return before === undefined ? most : Math.max(most, Math.abs((y - before[1]) / (x - before[0])))
  }, 1)
  const off = (STEPS * MOST_BEND * steepest ** 2) / (8 * PLACES ** 2) + 1e-6
  const values = Float64Array.from(
    { length: (HIGHEST - LOWEST) * PLACES + 1 },
    (_, at) => STEPS * exact(LOWEST + at / PLACES),
  )
  // Where the table has a corner, the line between two places says nothing.
  for (const [x] of table) {
    const place = Math.floor((x - LOWEST) * PLACES)
    if (place >= 0 && place < values.length) values[place] = NaN
  }
  return (x) => {
    const from = (x - LOWEST) * PLACES
    const place = Math.floor(from)
    if (place >= 0 && place < values.length - 1) {
      const low = values[place]!
      const told = low + (from - place) * (values[place + 1]! - low)
      const steps = Math.round(told)
      if (Math.abs(told - steps) < 0.5 - off) return steps < 1 ? 1 : steps >= STEPS ? STEPS - 1 : steps
    }
    return stepsOf(exact(x))
  }
}
