import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { alongTable } from '../../src/risk/calibrate.ts'
import { stepsOf } from '../../src/risk/score-drivers.ts'
import { stepsAlong } from '../../src/risk/score-steps.ts'

const wide = { noNaN: true, noDefaultInfinity: true } as const
const table = fc
  .array(fc.tuple(fc.double({ min: -9, max: 9, ...wide }), fc.double({ min: -9, max: 9, ...wide })), {
    maxLength: 20,
  })
  .map((points): [number, number][] => {
    const ys = points.map(([, y]) => y).sort((a, b) => a - b)
    return points
      .map(([x]) => x)
      .sort((a, b) => a - b)
      .map((x, at) => [x, ys[at]!])
  })
const exact = (points: readonly (readonly [number, number])[], x: number): number =>
  stepsOf(1 / (1 + Math.exp(-alongTable(points, x))))

describe('steps of a probability', () => {
  it('are those that the exponential gives, whatever the table', () => {
    fc.assert(
      fc.property(
        table,
        fc.array(fc.double({ min: -11, max: 11, ...wide }), { maxLength: 300 }),
        (points, xs) => {
          const steps = stepsAlong(points)
          for (const x of xs) expect(steps(x)).toBe(exact(points, x))
          for (const [x] of points) expect(steps(x)).toBe(exact(points, x))
        },
      ),
      { numRuns: 300 },
    )
  })
  it('are those of a table that falls, stands, or is not in order, and of no number', () => {
    for (const points of [
      [
        [-2, 1],
        [0, 0],
        [1, -3],
      ],
      [
        [0, 0],
        [0, 1],
        [0, 1],
      ],
      [
        [1, 0],
        [-1, 2],
        [0, 1],
      ],
    ] as [number, number][][]) {
      const steps = stepsAlong(points)
      for (let x = -9; x <= 9; x += 0.0137) expect(steps(x)).toBe(exact(points, x))
    }
    expect(stepsAlong([])(NaN)).toBeNaN()
  })
  it('are right beside the middle between two', () => {
    const steps = stepsAlong([])
    for (let at = 1; at < 9999; at++) {
      const middle = Math.log((at + 0.5) / (9999.5 - at))
      for (const by of [-1e-9, -1e-14, 0, 1e-14, 1e-9])
        expect(steps(middle + by)).toBe(exact([], middle + by))
    }
  })
})
