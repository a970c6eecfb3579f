import { describe, expect, it } from 'vitest'
import { random } from '../../bench/generate.ts'
import { shiftsOf, type Dated } from '../../src/risk/drift.ts'

const logistic = (x: number): number => 1 / (1 + Math.exp(-x))
const PAYERS = 12

/** Where payers stand at the end, by decisions that follow `moved`, of payer and time. */
function shifts(rows: number, moved: (payer: number, time: number) => number): Float64Array {
  const { all, drift } = shiftsOf(dated(rows, moved))
  return drift.map((one) => all + one)
}

function dated(
  rows: number,
  moved: (payer: number, time: number) => number,
  seed = 3,
  payers = PAYERS,
): Dated {
  const next = random(seed)
  const logOdds = Float64Array.from({ length: rows }, () => 2.5 * next() - 3)
  const payer = Int32Array.from({ length: rows }, () => Math.floor(next() * payers))
  const time = Float64Array.from({ length: rows }, () => next())
  const denied = Uint8Array.from(logOdds, (x, row) =>
    next() < logistic(x + moved(payer[row]!, time[row]!)) ? 1 : 0,
  )
  return { logOdds, payer, denied, payers, time, ahead: 0, calibrated: (x) => x }
}

describe('shifts of payers', () => {
  it('are next to nothing where none has moved', () => {
    for (const shift of shifts(40_000, () => 0)) expect(Math.abs(shift)).toBeLessThan(0.08)
  })
  it('take chance for no trend of all', () => {
    // A trend that is always believed strays by twice the error of the level: 0.04 here.
    const ends = Array.from({ length: 8 }, (_, seed) => shiftsOf(dated(20_000, () => 0, seed)).all)
    expect(Math.sqrt(ends.reduce((sum, end) => sum + end * end, 0) / ends.length)).toBeLessThan(0.028)
  })
  it('take chance for no move of a payer, where none has moved', () => {
    // Of 120 payers some seem to have moved: one that is believed would be shifted by up to 0.75.
    const ends = Array.from({ length: 6 }, (_, seed) => {
      const rows = dated(30_000, () => 0, seed, 20)
      return [...shiftsOf({ ...rows, ahead: 0.1 }).drift]
    }).flat()
    expect(Math.sqrt(ends.reduce((sum, end) => sum + end * end, 0) / ends.length)).toBeLessThan(0.055)
    expect(Math.max(...ends.map(Math.abs))).toBeLessThan(0.3)
  })
  it('find the payer that changed at once, and leave the others', () => {
    const found = shifts(40_000, (payer, time) => (payer === 4 && time > 0.8 ? 1 : 0))
    expect(Math.abs(found[4]! - 1)).toBeLessThan(0.2)
    found.forEach((shift, payer) => {
      if (payer !== 4) expect(Math.abs(shift)).toBeLessThan(0.15)
    })
  })
  it('follow trends of each, and of all together', () => {
    const trend = (payer: number): number => 0.4 + 0.15 * (payer - 5.5)
    // The fit stands for the middle of the period.
    const found = shifts(60_000, (payer, time) => trend(payer) * (time - 0.5))
    const misses = [...found].map((shift, payer) => shift - trend(payer) / 2)
    expect(Math.sqrt(misses.reduce((sum, miss) => sum + miss * miss, 0) / PAYERS)).toBeLessThan(0.12)
  })
  it('go on so far ahead as they are asked to, where payers move steadily', () => {
    const rows = dated(60_000, (payer, time) => (payer === 4 ? 1.6 : 0.4) * (time - 0.5))
    const [now, then] = [shiftsOf(rows), shiftsOf({ ...rows, ahead: 0.25 })]
    expect(then.all - now.all).toBeGreaterThan(0.05)
    expect(Math.abs(then.all + then.drift[4]! - now.all - now.drift[4]! - 0.4)).toBeLessThan(0.1)
  })
  it('say nothing of a payer with few claims', () => {
    const next = random(1)
    const own = Array.from({ length: 99 }, () => next() < 0.9)
    const { drift } = shiftsOf({
      logOdds: new Float64Array(99).fill(-2),
      payer: new Int32Array(99),
      denied: Uint8Array.from(own, Number),
      payers: 1,
      time: Float64Array.from(own, (_, at) => at / 99),
      ahead: 0,
      calibrated: (x) => x,
    })
    expect(drift[0]).toBe(0)
  })
})
