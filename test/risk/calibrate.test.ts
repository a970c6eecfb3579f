import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { random } from '../../bench/generate.ts'
import { alongTable, calibrate, calibrated, isotonicTable, type Later } from '../../src/risk/calibrate.ts'

const logistic = (x: number): number => 1 / (1 + Math.exp(-x))

/** Later claims whose log-odds say `x` where `truth(x, payer)` is so. */
function later(rows: number, truth: (x: number, payer: number) => number, seed = 1): Later {
  const next = random(seed)
  const logOdds = Float64Array.from({ length: rows }, () => 4 * next() - 4)
  const payer = Int32Array.from({ length: rows }, () => Math.floor(next() * 4))
  const denied = Uint8Array.from(logOdds, (x, row) => (next() < logistic(truth(x, payer[row]!)) ? 1 : 0))
  return { logOdds, payer, denied, payers: 4 }
}

describe('calibration', () => {
  it('finds slope and intercept, and leaves payers alone where none has moved', () => {
    const { calibration } = calibrate(later(20_000, (x) => 0.5 * x - 0.4))
    expect(calibration.method).toBe('platt')
    expect(Math.abs(calibration.slope - 0.5)).toBeLessThan(0.05)
    expect(Math.abs(calibration.intercept + 0.4)).toBeLessThan(0.1)
    expect(calibration.driftDeviation).toBeLessThan(0.12)
  })
  it('moves the payer that has moved', () => {
    const { calibration } = calibrate(later(20_000, (x, payer) => x + (payer === 2 ? 0.8 : 0)))
    const others = [0, 1, 3].map((at) => calibration.drift[at]!)
    const mean = others.reduce((sum, shift) => sum + shift, 0) / 3
    expect(Math.abs(calibration.drift[2]! - mean - 0.8)).toBeLessThan(0.12)
    for (const shift of others) expect(Math.abs(shift - mean)).toBeLessThan(0.12)
    expect(calibration.driftDeviation).toBeGreaterThan(0.15)
  })
  it('takes steps where a straight line is wrong, and they rise', () => {
    const bent = later(40_000, (x) => (x < -2 ? -4 : x))
    const { calibration } = calibrate(bent)
    expect(calibration.method).toBe('isotonic')
    const sorted = Float64Array.from({ length: 200 }, (_, at) => -5 + at / 25)
    const same: Later = {
      logOdds: sorted,
      payer: new Int32Array(200),
      denied: new Uint8Array(200),
      payers: 4,
    }
    const probabilities = calibrated(calibration, same)
    for (let at = 1; at < 200; at++) expect(probabilities[at]).toBeGreaterThanOrEqual(probabilities[at - 1]!)
  })
  it('pools until shares rise', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.double({ min: -5, max: 5, noNaN: true }), fc.boolean()), {
          minLength: 1,
          maxLength: 3000,
        }),
        (rows) => {
          const table = isotonicTable(
            Float64Array.from(rows, ([x]) => x),
            Uint8Array.from(rows, ([, denied]) => (denied ? 1 : 0)),
          )
          for (let at = 1; at < table.length; at++) {
            expect(table[at]![0]).toBeGreaterThanOrEqual(table[at - 1]![0])
            expect(table[at]![1]).toBeGreaterThan(table[at - 1]![1])
          }
        },
      ),
      { numRuns: 50 },
    )
  })
  it('goes through the points of a table and on beyond them', () => {
    const table = [
      [-2, -3],
      [0, -1],
      [1, 2],
    ] as const
    expect([-3, -2, -1, 0, 0.5, 1, 4].map((x) => alongTable(table, x))).toEqual([-4, -3, -2, -1, 0.5, 2, 5])
    expect(alongTable([], 0.3)).toBe(0.3)
  })
})
