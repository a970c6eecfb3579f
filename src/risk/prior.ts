/**
 * The risk of a claim before any remittance has been seen: published rates by payer line, and what a finding of each
 * severity is judged to add. Its interval is as wide as the publications disagree.
 */
import type { PayerLine } from '../model/claim.ts'
import type { Risk, RiskDriver } from '../model/risk.ts'
import { severityRank, type Severity } from '../model/result.ts'
import { partOut, STEPS, stepsOf, withDriver, type Share } from './score-drivers.ts'
import { heldBy, severities, type RiskFinding } from './features.ts'

/** A share with the span in which it is thought to lie. */
interface Span {
  readonly low: number
  readonly likely: number
  readonly high: number
}

/**
 * Share of claims denied at first, whatever their faults, by payer line.
 *
 * - Medicare: 8.4 % of hospitals' claims of 2022 (Premier, 516 hospitals,
 *   https://revcare.com/news/providers-wasted-106b-in-2022-overturning-claims-denials-survey-finds); 7.3 % of
 *   physicians' claims of 2013 to 2015 (https://bfi.uchicago.edu/insight/finding/a-denial-a-day-keeps-the-doctor-away/).
 * - Medicare Advantage: 17 % of 270 million claims of 2019; 14.6 % of physicians', 21.1 % of outpatient claims (Vabson,
 *   Hicks, Chernew 2025, https://doi.org/10.1377/hlthaff.2024.01485, figures by kind quoted at
 *   https://www.beckerspayer.com/payer/17-of-medicare-advantage-claims-are-denied-57-are-overturned-study/); 15.7 % Premier.
 * - Medicaid: 16.7 %, under managed care 15.1 % (Premier); 25 % of physicians' claims (BFI).
 * - Commercial: 13.9 % (Premier); 4.8 % of physicians' claims (BFI); 20 % of marketplace claims of 2023, 19 % in network
 *   (https://kff.org/private-insurance/issue-brief/claims-denials-and-appeals-in-aca-marketplace-plans-in-2023/amp).
 * - Other: nearly 15 % over all private payers (Premier); the span is that of all the others.
 *
 * All read 2026-11-25. Where figures differ, the likely one is the larger and later study's; low and high are the ends.
 */
const published: Readonly<Record<PayerLine, Span>> = {
  medicare: { low: 0.073, likely: 0.08, high: 0.084 },
  'medicare-advantage': { low: 0.146, likely: 0.17, high: 0.211 },
  medicaid: { low: 0.151, likely: 0.167, high: 0.25 },
  commercial: { low: 0.048, likely: 0.139, high: 0.2 },
  other: { low: 0.048, likely: 0.15, high: 0.25 },
}

/**
 * Part of denials that edits on a claim's codes do not foresee. Of in-network denials of marketplace plans 18 % were
 * administrative and 6 % for lack of medical necessity, the kinds that edits look for; the rest is exclusions, limits,
 * authorizations and other reasons (KFF, as above). The span is our judgement.
 */
const unforeseen: Span = { low: 0.5, likely: 0.76, high: 1 }

/**
 * What a finding adds for a claim that would else be paid: nobody has published it, so these are our judgement, and
 * wide. `reject` rests on what a payer's front end refuses, `deny` on a published rule, `review` on the record.
 */
const judged: Readonly<Record<Severity, Span>> = {
  reject: { low: 0.4, likely: 0.75, high: 0.98 },
  deny: { low: 0.2, likely: 0.5, high: 0.9 },
  review: { low: 0.01, likely: 0.08, high: 0.3 },
  note: { low: 0, likely: 0, high: 0 },
}

/** Probability of denial of a clean claim of a payer line. */
const cleanSpan = (line: PayerLine): Span => {
  const span = published[line]
  return {
    low: span.low * unforeseen.low,
    likely: span.likely * unforeseen.likely,
    high: span.high * unforeseen.high,
  }
}

/** What a severity weighs before anything is learned, in log-odds: a fit starts from it, and returns to it without data. */
export function priorLogOdds(severity: Severity): number {
  const { likely } = cleanSpan('other')
  const raised = 1 - (1 - likely) * (1 - judged[severity].likely)
  return Math.log(raised / (1 - raised)) - Math.log(likely / (1 - likely))
}

/** What a severity weighs as a chance of its own, -log(1 - p). */
export const priorHazard = (severity: Severity): number => hazard(judged[severity].likely)

const hazard = (share: number): number => -Math.log1p(-share)

interface Base {
  readonly steps: number
  readonly interval: Risk['interval']
  readonly drivers: RiskDriver[]
  readonly hazards: Span
  /** With one finding, by rank of its severity. */
  readonly withOne: readonly Joined[]
}

/** Probability and interval, and the probability in steps. */
interface Joined {
  readonly steps: number
  readonly probability: number
  readonly interval: Risk['interval']
}

const hazardsOf = ({ low, likely, high }: Span): Span => ({
  low: hazard(low),
  likely: hazard(likely),
  high: hazard(high),
})

/** By rank of severity. */
const hazards: readonly Span[] = severities.map((severity) => hazardsOf(judged[severity]))
const stepsOfHazard = (sum: number): number => stepsOf(-Math.expm1(-sum))

/** The base with so many findings of each severity, by rank. */
function joined(base: Span, counts: readonly number[]): Joined {
  let { low, likely, high } = base
  // By severity and not one by one: the sum is the same in whatever order the findings come.
  for (let rank = 0; rank < counts.length; rank++) {
    const times = counts[rank]!
    if (times === 0) continue
    const span = hazards[rank]!
    low += times * span.low
    likely += times * span.likely
    high += times * span.high
  }
  const steps = stepsOfHazard(likely)
  const interval: Risk['interval'] = [
    Math.min(steps, stepsOfHazard(low)) / STEPS,
    Math.max(steps, stepsOfHazard(high)) / STEPS,
  ]
  return { steps, probability: steps / STEPS, interval }
}

const baseOf = (line: PayerLine): Base => {
  const span = cleanSpan(line)
  const steps = stepsOf(span.likely)
  return {
    steps,
    interval: [stepsOf(span.low) / STEPS, stepsOf(span.high) / STEPS],
    drivers: [{ feature: 'base', contribution: steps / STEPS }],
    hazards: hazardsOf(span),
    withOne: severities.map((_, rank) =>
      joined(
        hazardsOf(span),
        severities.map((_other, at) => (at === rank ? 1 : 0)),
      ),
    ),
  }
}
const bases: Readonly<Record<PayerLine, Base>> = {
  medicare: baseOf('medicare'),
  'medicare-advantage': baseOf('medicare-advantage'),
  medicaid: baseOf('medicaid'),
  commercial: baseOf('commercial'),
  other: baseOf('other'),
}

/**
 * Risk from published rates: the claim is paid only if neither what nobody foresees nor any of its findings stops it, as
 * though each were a chance of its own. A message counts once however many lines it stands on. The expected loss takes
 * the whole charge for lost, which errs on the high side where a line is denied.
 */
export function priorRisk(findings: readonly RiskFinding[], line: PayerLine, chargeCents: number): Risk {
  const base = bases[line]
  if (findings.length === 0)
    return {
      probability: base.steps / STEPS,
      interval: base.interval,
      basis: 'prior',
      expectedLossCents: Math.round((chargeCents * base.steps) / STEPS),
      drivers: base.drivers,
    }
  if (findings.length === 1 && findings[0]!.causedBy === null) {
    const [finding] = findings as readonly [RiskFinding]
    const { steps, probability, interval } = base.withOne[severityRank[finding.severity]]!
    return {
      probability,
      interval,
      basis: 'prior',
      expectedLossCents: Math.round((chargeCents * steps) / STEPS),
      drivers: withDriver(base.drivers, finding.id, steps - base.steps),
    }
  }
  const counts = [0, 0, 0, 0]
  const shares: Share[] = []
  for (const { finding, severity } of heldBy(findings).messages) {
    const rank = severityRank[severity]
    counts[rank]!++
    shares.push({ finding, weight: hazards[rank]!.likely })
  }
  const { steps, interval, probability } = joined(base.hazards, counts)
  return {
    probability,
    interval,
    basis: 'prior',
    expectedLossCents: Math.round((chargeCents * steps) / STEPS),
    drivers: partOut(base.drivers, steps - base.steps, shares),
  }
}
