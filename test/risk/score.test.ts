/** Laws of every scorer: within 0 and 1, never lower with a finding added, the same in any order, drivers that add up. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { knownClaims } from '../../bench/denials-generate.ts'
import type { Claim } from '../../src/model/claim.ts'
import { Risk, RiskModel } from '../../src/model/risk.ts'
import type { RiskFinding } from '../../src/risk/features.ts'
import { learnedScorer, priorScorer, type RiskScorer } from '../../src/risk/score.ts'
import { learnKnown } from '../helpers/known-claims.ts'
import { plainScore } from '../helpers/plain-score.ts'

const models = new Map(
  (['additive', 'independent', 'worst', 'few-payers'] as const).map((process) => [
    process,
    learnKnown([...knownClaims(process, 8000, 5)]),
  ]),
)
const scorers: readonly (readonly [string, RiskScorer])[] = [
  ['prior', priorScorer],
  ...[...models].map(([process, model]) => [`learned, ${process}`, learnedScorer(model)] as const),
]

const severity = fc.constantFrom('reject' as const, 'deny' as const, 'review' as const, 'note' as const)
// Messages that were learned, with the severity they had or another, and messages that nobody has seen.
const finding: fc.Arbitrary<RiskFinding> = fc.record({
  id: fc.string({ minLength: 1, maxLength: 6 }),
  edit: fc.integer({ min: 0, max: 13 }).map((at) => `edit-${at}`),
  message: fc.integer({ min: 0, max: 42 }).map((at) => `m${at}`),
  severity,
  scope: fc.constantFrom('line' as const, 'units' as const, 'claim' as const),
  causedBy: fc.oneof({ weight: 3, arbitrary: fc.constant(null) }, fc.constantFrom('a', 'b')),
})
const claim = fc
  .record({
    payer: fc.constantFrom('P00', 'P07', 'P19', 'NEVER', undefined),
    line: fc.constantFrom('medicare' as const, 'commercial' as const, undefined),
    taxonomy: fc.constantFrom('207Q00000X', '999ZZZZZZX', undefined),
    place: fc.constantFrom('11', '99', undefined),
    cents: fc.integer({ min: -5, max: 10_000_000 }),
    lines: fc.integer({ min: 1, max: 40 }),
  })
  .map(
    ({ payer, line, taxonomy, place, cents, lines }) =>
      ({
        id: 'C',
        type: 'professional',
        payer: { id: payer, line },
        billing: { taxonomy },
        placeOfService: place,
        chargeCents: cents,
        lines: Array.from({ length: lines }, () => ({ procedure: '99213', chargeCents: 1 })),
      }) as unknown as Claim,
  )

describe.each(scorers)('a score, %s', (_name, scorer) => {
  it('is a risk within 0 and 1, with its interval, and its drivers add up', () => {
    fc.assert(
      fc.property(claim, fc.array(finding, { maxLength: 20 }), (one, findings) => {
        const risk = scorer.score(findings, one, undefined)
        Risk.parse(risk)
        const [low, high] = risk.interval
        expect(risk.probability).toBeGreaterThan(0)
        expect(risk.probability).toBeLessThan(1)
        expect(low).toBeLessThanOrEqual(risk.probability)
        expect(high).toBeGreaterThanOrEqual(risk.probability)
        const sum = risk.drivers.reduce((total, { contribution }) => total + contribution, 0)
        expect(sum).toBeCloseTo(risk.probability, 9)
        expect(risk.expectedLossCents).toBeGreaterThanOrEqual(0)
        expect(risk.expectedLossCents).toBeLessThanOrEqual(Math.max(0, one.chargeCents!))
        for (const { finding: id } of risk.drivers)
          if (id !== undefined) expect(findings.some((other) => other.id === id)).toBe(true)
      }),
      { numRuns: 500 },
    )
  })
  it('never falls with a finding added', () => {
    fc.assert(
      fc.property(claim, fc.array(finding, { maxLength: 15 }), finding, (one, findings, more) => {
        const before = scorer.score(findings, one, undefined).probability
        expect(scorer.score([...findings, more], one, undefined).probability).toBeGreaterThanOrEqual(before)
      }),
      { numRuns: 1000 },
    )
  })
  it('does not depend on the order of findings or claims', () => {
    fc.assert(
      fc.property(claim, claim, fc.array(finding, { maxLength: 15 }), (one, other, findings) => {
        const first = scorer.score(findings, one, undefined)
        scorer.score([], other, undefined)
        const again = scorer.score([...findings].reverse(), structuredClone(one), undefined)
        expect(again.probability).toBe(first.probability)
        expect(again.interval).toEqual(first.interval)
        expect(again.expectedLossCents).toBe(first.expectedLossCents)
      }),
      { numRuns: 500 },
    )
  })
})

describe.each([...models])('a score by a model, %s', (_name, learned) => {
  // As learned, and with what the data did not choose: the other link, steps, a share of further findings, drift.
  const forms: readonly RiskModel[] = [
    learned,
    {
      ...learned,
      settings: {
        ...learned.settings,
        link: learned.settings.link === 'odds' ? 'chances' : 'odds',
        further: 0.3,
      },
      again: { weight: 0.21, error: 0.1 },
      calibration: {
        ...learned.calibration,
        method: 'isotonic',
        table: [
          [-4, -3.6],
          [-2, -2.3],
          [-1, -0.4],
          [1.5, 0.9],
        ],
      },
    },
  ]
  it.each(forms)('is to the bit what its document says, term by term (form %#)', (model) => {
    // One scorer for all claims: what it keeps of the ones before must not show.
    const scorer = learnedScorer(model)
    const known = claim.filter(({ payer }) => Object.hasOwn(model.payers, payer?.id ?? ''))
    fc.assert(
      fc.property(known, fc.array(finding, { maxLength: 4 }), (one, findings) => {
        const plain = plainScore(model, findings, one, undefined)
        for (let time = 0; time < 3; time++) expect(scorer.score(findings, one, undefined)).toEqual(plain)
      }),
      { numRuns: 1500 },
    )
    for (const { claim: one, findings } of knownClaims('few-payers', 2000, 11)) {
      const plain = plainScore(model, findings, one, 'medicaid')
      for (let time = 0; time < 2; time++) expect(scorer.score(findings, one, 'medicaid')).toEqual(plain)
    }
  })
})

describe('a score', () => {
  const clean = (payer: string): Claim =>
    ({
      id: 'C',
      type: 'professional',
      payer: { id: payer, line: 'medicare' },
      chargeCents: 24_000,
      lines: [{ procedure: '99213', chargeCents: 24_000 }],
    }) as unknown as Claim
  const deny: RiskFinding = {
    id: 'C/e/m/1',
    edit: 'e',
    message: 'm',
    severity: 'deny',
    scope: 'line',
    causedBy: null,
  }
  const scorer = learnedScorer(models.get('additive')!)

  it('falls back to the prior for a payer never seen, and says so', () => {
    const findings = [deny]
    const unseen = scorer.score(findings, clean('NEVER'), undefined)
    expect(unseen.basis).toBe('prior')
    expect(unseen).toEqual(priorScorer.score(findings, clean('NEVER'), undefined))
    expect(scorer.score(findings, clean('P03'), undefined).basis).toBe('learned')
  })
  it('takes a message never seen for its severity', () => {
    const without = scorer.score([], clean('P03'), undefined).probability
    expect(scorer.score([deny], clean('P03'), undefined).probability).toBeGreaterThan(without + 0.05)
  })
  it('counts a consequence of another finding not at all', () => {
    const consequence = { ...deny, id: 'C/f/n/2', edit: 'f', message: 'n', causedBy: deny.id }
    for (const one of [scorer, priorScorer])
      expect(one.score([deny, consequence], clean('P03'), undefined)).toEqual(
        one.score([deny], clean('P03'), undefined),
      )
  })
  it('of the prior is that of the payer’s line for a clean claim, and the charge times it what is expected to be lost', () => {
    const risk = priorScorer.score([], clean('P03'), undefined)
    expect(risk).toEqual({
      probability: 0.0608,
      interval: [0.0365, 0.084],
      basis: 'prior',
      expectedLossCents: 1459,
      drivers: [{ feature: 'base', contribution: 0.0608 }],
    })
    expect(priorScorer.score([], clean('P03'), 'medicaid').probability).toBeGreaterThan(risk.probability)
  })
  it('survives its model being written and read', () => {
    const model = models.get('worst')!
    const again = learnedScorer(RiskModel.parse(JSON.parse(JSON.stringify(model))))
    const own = learnedScorer(model)
    for (const { claim: one, findings } of knownClaims('worst', 300, 9))
      expect(again.score(findings, one, undefined)).toEqual(own.score(findings, one, undefined))
  })
})
