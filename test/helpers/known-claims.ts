/** Learns from claims whose probability of denial is known. */
import type { KnownClaim } from '../../bench/denials-generate.ts'
import { addDays, compactDate } from '../../src/model/dates.ts'
import type { RiskModel } from '../../src/model/risk.ts'
import { factsOf } from '../../src/risk/features.ts'
import { modelOf } from '../../src/risk/fit-model.ts'
import { createSample, type Sample } from '../../src/risk/fit-sample.ts'
import { learnFrom } from '../../src/risk/fit.ts'

/** The claims as a sample, settled on their days from 2024 on. */
export function sampleOf(claims: readonly KnownClaim[]): Sample {
  const sample = createSample()
  for (const { claim, findings, denied, day } of claims) {
    const row = sample.add(factsOf(claim, undefined), findings, claim.id)
    const decided = compactDate(addDays('2024-01-01', day))
    sample.settle(row, { denied, deniedCents: denied ? (claim.chargeCents ?? 0) : 0, decided })
  }
  return sample
}

/** The model that is learned from them. */
export function learnKnown(claims: readonly KnownClaim[]): RiskModel {
  const sample = sampleOf(claims)
  return modelOf(sample, learnFrom(sample), {
    engine: 'test',
    codesets: 'none',
    rules: 'none',
    overturned: 0,
    claimsUnmatched: 0,
    remittancesUnmatched: 0,
  })
}
