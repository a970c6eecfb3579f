import fc from 'fast-check'
import { mean } from 'simple-statistics'
import { describe, expect, it } from 'vitest'
import type { Risk } from '../../src/model/risk.ts'
import { createEvaluator } from '../../src/risk/evaluate.ts'
import { measure } from '../../src/risk/evaluate-measures.ts'

const judged = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 99 }), fc.boolean()), { minLength: 2, maxLength: 200 })
  .map((rows) => ({
    probability: Float64Array.from(rows, ([steps]) => steps / 100),
    denied: Uint8Array.from(rows, ([, denied]) => (denied ? 1 : 0)),
  }))

describe('measures', () => {
  it('are what their definitions say', () => {
    fc.assert(
      fc.property(judged, ({ probability, denied }) => {
        const rows = [...probability].map((p, at) => [p, denied[at]!] as const)
        const measures = measure({ probability, denied })
        const brier = mean(rows.map(([p, y]) => (p - y) ** 2))
        expect(measures.brier).toBeCloseTo(brier, 10)
        expect(measures.logLoss).toBeCloseTo(mean(rows.map(([p, y]) => -Math.log(y === 1 ? p : 1 - p))), 10)
        const rate = mean(rows.map(([, y]) => y))
        if (rate > 0 && rate < 1) {
          expect(measures.brierSkill).toBeCloseTo(1 - brier / mean(rows.map(([, y]) => (rate - y) ** 2)), 8)
          const [ill, well] = [rows.filter(([, y]) => y === 1), rows.filter(([, y]) => y === 0)]
          const wins = ill.flatMap(([p]) => well.map(([q]) => (p > q ? 1 : p === q ? 0.5 : 0)))
          expect(measures.auc).toBeCloseTo(mean(wins), 10)
        } else expect(measures.auc).toBeNaN()
        const { bins, calibrationError } = measures
        expect(bins.reduce((sum, { claims }) => sum + claims, 0)).toBe(rows.length)
        expect(bins.reduce((sum, { claims, observed }) => sum + claims * observed, 0)).toBeCloseTo(
          rate * rows.length,
          8,
        )
        expect(calibrationError).toBeCloseTo(
          bins.reduce(
            (sum, bin) => sum + (bin.claims * Math.abs(bin.expected - bin.observed)) / rows.length,
            0,
          ),
          10,
        )
      }),
    )
  })
  it('come to an end where a probability is no number', () => {
    const probability = Float64Array.from([0.2, NaN, NaN, 0.4])
    expect(measure({ probability, denied: Uint8Array.from([0, 1, 0, 1]) }).brier).toBeNaN()
  })
  it('are a perfect score for certainty that came true', () => {
    const { brier, auc, calibrationError } = measure({
      probability: Float64Array.from([0, 0, 1, 1]),
      denied: Uint8Array.from([0, 0, 1, 1]),
    })
    expect([brier, auc, calibrationError]).toEqual([0, 1, 0])
  })
})

describe('an evaluation', () => {
  const risk = (probability: number, basis: Risk['basis'] = 'learned'): Risk => ({
    probability,
    interval: [0, 1],
    basis,
    expectedLossCents: 100,
    drivers: [],
  })
  const finding = { edit: 'e', message: 'm', severity: 'deny' as const, carc: '236' }
  const evaluator = createEvaluator()
  const base = { payer: 'P', deniedCents: 0, carcs: [], findings: [] }
  evaluator.add({
    ...base,
    risk: risk(0.9),
    findings: [finding, finding],
    denied: true,
    deniedCents: 500,
    carcs: ['236'],
  })
  evaluator.add({
    ...base,
    risk: risk(0.8),
    findings: [finding],
    denied: true,
    deniedCents: 200,
    carcs: ['16', '29'],
  })
  evaluator.add({ ...base, risk: risk(0.7), findings: [finding], denied: false })
  evaluator.add({
    ...base,
    payer: 'Q',
    risk: risk(0.1, 'prior'),
    denied: true,
    deniedCents: 50,
    carcs: ['29'],
  })
  evaluator.add({
    ...base,
    payer: 'Q',
    risk: risk(0.1, 'prior'),
    findings: [{ ...finding, message: 'n', severity: 'note' }],
    denied: true,
    carcs: ['29'],
  })
  const report = evaluator.finish()

  it('tells what followed each message, once a claim', () => {
    expect(report.messages[0]).toEqual({
      edit: 'e',
      message: 'm',
      severity: 'deny',
      claims: 3,
      denied: 2,
      asNamed: 1,
    })
  })
  it('tells which denials nothing foresaw; a note foresees none', () => {
    expect(report.reasons).toEqual([
      { carc: '29', denials: 3, named: 0, otherwise: 1, unforeseen: 2 },
      { carc: '16', denials: 1, named: 0, otherwise: 1, unforeseen: 0 },
      { carc: '236', denials: 1, named: 1, otherwise: 0, unforeseen: 0 },
    ])
  })
  it('tells payers and bases apart, and adds the money up', () => {
    expect(report.byPayer.map(({ name, claims, denied }) => [name, claims, denied])).toEqual([
      ['P', 3, 2],
      ['Q', 2, 2],
    ])
    expect(report.byBasis.map(({ name, claims }) => [name, claims])).toEqual([
      ['learned', 3],
      ['prior', 2],
    ])
    expect([report.expectedLossCents, report.deniedCents]).toEqual([500, 750])
  })
})
