/** A small run of `bench/denials.ts`: how near learned probabilities come to the true ones. Seeded, the same every time. */
import { describe, expect, it } from 'vitest'
import { knownClaims, type KnownClaim, type Process } from '../../bench/denials-generate.ts'
import { measure, type Judged } from '../../src/risk/evaluate-measures.ts'
import { refusal } from '../../src/risk/fit.ts'
import { learnedScorer } from '../../src/risk/score.ts'
import { learnKnown, sampleOf } from '../helpers/known-claims.ts'

const judged = (claims: readonly KnownClaim[], of: (claim: KnownClaim) => number): Judged => ({
  probability: Float64Array.from(claims, of),
  denied: Uint8Array.from(claims, ({ denied }) => (denied ? 1 : 0)),
})

const COUNT = 12_000

describe.each<[Process, string]>([
  ['additive', 'odds'],
  ['independent', 'chances'],
  ['worst', 'odds'],
  ['drift', 'odds'],
])('learned from %s claims', (process, link) => {
  const all = [...knownClaims(process, 2 * COUNT, 11)]
  const model = learnKnown(all.slice(0, COUNT))
  const scorer = learnedScorer(model)
  const after = all.slice(COUNT).filter(({ day }) => process !== 'drift' || day >= 550)
  const score = ({ claim, findings }: KnownClaim) => scorer.score(findings, claim, undefined)
  const ours = measure(judged(after, (claim) => score(claim).probability))
  const best = measure(judged(after, ({ truth }) => truth))

  // A quarter of the claims of the bench: its bounds hold but for Brier and calibration, which have more noise to bear.
  it('probabilities rank, and come true, nearly as the true ones do', () => {
    expect(ours.auc).toBeGreaterThan(0.98 * best.auc)
    expect(ours.brier).toBeLessThan(1.045 * best.brier)
    expect(ours.calibrationError).toBeLessThan(best.calibrationError + 0.012)
  })
  it('what was measured on held-out claims is what comes', () => {
    expect(Math.abs(model.heldOut.brier - ours.brier)).toBeLessThan(0.012)
    expect(Math.abs(model.heldOut.auc - ours.auc)).toBeLessThan(0.03)
  })
  it('says how findings come together', () => {
    expect(model.settings.link).toBe(link)
  })
  it('says what a finding after the weightiest counts', () => {
    expect(model.settings.further).toBe(process === 'worst' ? 0 : 1)
  })
  it('lets nothing fade where nothing changes', () => {
    expect(process === 'drift' ? null : model.settings.halfLifeDays).toBeNull()
  })
  it('intervals hold the truth of most claims', () => {
    const inside = after.filter((claim) => {
      const [low, high] = score(claim).interval
      return claim.truth >= low && claim.truth <= high
    })
    expect(inside.length / after.length).toBeGreaterThan(0.7)
  })
})

describe('learning', () => {
  it('tells what weighs differently at a payer where payers differ so, and nothing where they do not', () => {
    const strongest = (process: Process): number => {
      const { payers } = learnKnown([...knownClaims(process, 8000, 5)])
      return Math.max(
        ...Object.values(payers).flatMap(({ features }) =>
          Object.values(features.place ?? {}).map(({ weight }) => Math.abs(weight)),
        ),
      )
    }
    expect(strongest('few-payers')).toBeGreaterThan(0.15)
    expect(strongest('additive')).toBeLessThan(0.1)
  })
  it('tells specializations of one classification apart', () => {
    // Cardiology and general internal medicine share 207R; in this world they differ by 1.3 in log-odds.
    const of = learnKnown([...knownClaims('additive', 8000, 21)]).features.specialization!
    expect(of['207RC0000X']!.weight - of['']!.weight).toBeGreaterThan(0.7)
    expect(Object.keys(of)).not.toContain('207R00000X')
  })
  it('gives the same model for the same claims in another order', () => {
    const claims = [...knownClaims('interactions', 4000, 2)]
    expect(learnKnown([...claims].reverse())).toEqual(learnKnown(claims))
  })
  it('is refused under 200 denials and under 200 payments', () => {
    const claims = [...knownClaims('additive', 2000, 2)]
    const denied = claims.filter((claim) => claim.denied)
    const paid = claims.filter((claim) => !claim.denied)
    expect(refusal(sampleOf([...paid, ...denied.slice(0, 199)]))).toContain('199 denials')
    expect(refusal(sampleOf([...paid, ...denied.slice(0, 200)]))).toBeUndefined()
    expect(refusal(sampleOf([...denied, ...paid.slice(0, 150)]))).toContain('150 paid claims')
    expect(refusal(sampleOf([]))).toContain('0 denials')
  })
})
