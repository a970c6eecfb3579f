import { describe, expect, it } from 'vitest'
import { random } from '../../bench/generate.ts'
import type { Design, Link } from '../../src/risk/fit-passes.ts'
import { joinedLogOdds, logOddsOf, solve, type Penalty } from '../../src/risk/fit-solve.ts'

/**
 * Rows of an intercept, two features of 0 or 1, and a finding that counts by a share: the first two columns are one
 * cell where a row has both, so that cells stand for several columns as well as for one.
 */
function designOf(link: Link, rows: readonly (readonly number[])[], outcome: readonly number[]): Design {
  const width = rows[0]!.length
  const last = width - 1
  // Cells: nothing; the intercept; the intercept with the first feature; the second feature; the finding.
  const columns = width === 2 ? [[], [0], [], [], [1]] : [[], [0], [0, 1], [2], [last]]
  const found = rows.map((row) => (row[last] === 0 ? 0 : 1))
  let end = 0
  return {
    link,
    rows: rows.length,
    columns: width,
    cells: {
      starts: Int32Array.from([[], ...columns].map((own) => (end += own.length))),
      columns: Int32Array.from(columns.flat()),
    },
    width: 2,
    rest: Int32Array.from(
      rows.flatMap((row) => [width > 2 && row[1] === 1 ? 2 : 1, width > 2 && row[2] === 1 ? 3 : 0]),
    ),
    starts: Int32Array.from({ length: rows.length + 1 }, (_, row) =>
      found.slice(0, row).reduce((sum: number, one) => sum + one, 0),
    ),
    found: Int32Array.from(found.flatMap((one) => (one === 0 ? [] : [4]))),
    share: Float64Array.from(rows.flatMap((row) => (row[last] === 0 ? [] : [row[last]!]))),
    outcome: Uint8Array.from(outcome),
    weight: new Float64Array(rows.length).fill(1),
  }
}
const penaltyOf = (columns: number, penalty: number): Penalty => ({
  penalty: new Float64Array(columns).fill(penalty),
  centre: new Float64Array(columns),
  least: new Float64Array(columns).fill(-Infinity),
})
const exact = { steps: 200, tolerance: 1e-15 }

const next = random(3)
const rows = Array.from({ length: 400 }, () => [
  1,
  next() < 0.5 ? 1 : 0,
  next() < 0.3 ? 1 : 0,
  next() < 0.4 ? (next() < 0.5 ? 1 : 0.5) : 0,
])
const truth = [-1.5, 1, 0.7, 0.9]
const outcomeOf = (link: Link): number[] =>
  rows.map((row) => {
    const rest = row.slice(0, 3).reduce((sum, entry, at) => sum + entry * truth[at]!, 0)
    return next() < 1 / (1 + Math.exp(-joinedLogOdds(link, rest, row[3]! * truth[3]!))) ? 1 : 0
  })

describe.each(['odds', 'chances'] as const)('the solver, findings as %s', (link) => {
  const outcome = outcomeOf(link)
  const design = designOf(link, rows, outcome)
  const loss = (beta: Float64Array, held: Penalty): number => {
    const logOdds = logOddsOf(design, beta)
    const fit = outcome.reduce(
      (sum, y, at) => sum + Math.log1p(Math.exp(y === 1 ? -logOdds[at]! : logOdds[at]!)),
      0,
    )
    return fit + beta.reduce((sum, b, at) => sum + 0.5 * held.penalty[at]! * (b - held.centre[at]!) ** 2, 0)
  }

  it('stops where no step in any direction does better', () => {
    const held = penaltyOf(4, 0.5)
    const beta = new Float64Array([0, 0, 0, 0.1])
    const { objective } = solve(design, held, beta, exact)
    expect(objective).toBeCloseTo(loss(beta, held), 8)
    for (let column = 0; column < 4; column++)
      for (const step of [1e-3, -1e-3]) {
        const aside = beta.slice()
        aside[column]! += step
        expect(loss(aside, held)).toBeGreaterThan(objective)
      }
  })
  it('finds the rate where there is nothing but it', () => {
    const bare = designOf(
      link,
      outcome.map(() => [1, 0]),
      outcome,
    )
    const beta = new Float64Array(2)
    solve(bare, penaltyOf(2, 1e-9), beta, exact)
    const rate = outcome.reduce((sum, y) => sum + y, 0) / outcome.length
    expect(beta[0]).toBeCloseTo(Math.log(rate / (1 - rate)), 6)
  })
  it('keeps a coefficient at its bound where it would go below', () => {
    const held = penaltyOf(4, 0.1)
    held.least[3] = 0
    const upsideDown = designOf(
      link,
      rows,
      rows.map((row) => 1 - row[3]!),
    )
    const beta = new Float64Array([0, 0, 0, 0.5])
    solve(upsideDown, held, beta, exact)
    expect(beta[3]).toBe(0)
  })
  it('comes near the truth with claims enough', () => {
    const many = Array.from({ length: 50 }, () => rows).flat()
    const drawn = many.map((row) => {
      const rest = row.slice(0, 3).reduce((sum, entry, at) => sum + entry * truth[at]!, 0)
      return next() < 1 / (1 + Math.exp(-joinedLogOdds(link, rest, row[3]! * truth[3]!))) ? 1 : 0
    })
    const beta = new Float64Array([0, 0, 0, 0.5])
    solve(designOf(link, many, drawn), penaltyOf(4, 0.01), beta, exact)
    truth.forEach((value, at) => expect(Math.abs(beta[at]! - value)).toBeLessThan(0.15))
  })
})
