/**
 * How near learned probabilities come to the true ones, which the generator knows.
 *
 *   npx tsx bench/denials.ts [--claims 50000] [--seeds 2] [--first 1] [--process NAME]
 *
 * Learns on claims of two years and scores as many others of the same time; where the process drifts it learns on the
 * claims of 640 days and scores those of the next 90, as a model is used. Marks with `!` what does not keep the bounds.
 *
 * Two lines below each process say what could have been reached at all. Where payers stand still: by who knows every
 * coefficient but the level of each payer, and learns that from its decisions by Bayes' rule (`levelling`), and by who
 * knows the form of the process and how far its coefficients vary, and learns them all (`form`). Where they move: by who
 * knows every probability as it was on the last day of learning (`standing`), and by who knows how payers move and every
 * coefficient but the level of each payer, and learns where each has come to (`following`). `expected` takes chance off
 * the worst payer: the mean of outcomes drawn anew.
 */
import { parseArgs } from 'node:util'
import { addDays, compactDate } from '../src/model/dates.ts'
import type { Measures } from '../src/model/evaluation.ts'
import { measure, type Judged } from '../src/risk/evaluate-measures.ts'
import { createSample } from '../src/risk/fit-sample.ts'
import { modelOf } from '../src/risk/fit-model.ts'
import { learnFrom } from '../src/risk/fit.ts'
import { factsOf } from '../src/risk/features.ts'
import { learnedScorer, priorScorer, type RiskScorer } from '../src/risk/score.ts'
import {
  knownClaims,
  LEARNED_DAYS,
  movesOf,
  processes,
  type KnownClaim,
  type Process,
} from './denials-generate.ts'
import { knowingForm } from './denials-form.ts'
import { excessOf, following, levelling, standing, type Excess } from './denials-oracle.ts'

const { values } = parseArgs({
  options: {
    claims: { type: 'string', default: '50000' },
    seeds: { type: 'string', default: '2' },
    first: { type: 'string', default: '1' },
    process: { type: 'string' },
  },
})
const count = Number(values.claims)
/** What the worst payer's calibration error may exceed that of the truth by. */
const WORST = 0.02

/** Microseconds of CPU that scoring takes a claim, the least of some rounds; claims are few, as one just scrubbed is at hand. */
function scoringTime(scorer: RiskScorer, claims: readonly KnownClaim[]): string {
  const few = claims.slice(0, 300)
  const times = Array.from({ length: 12 }, () => {
    const began = process.cpuUsage()
    for (let round = 0; round < 300; round++)
      for (const { claim, findings } of few) scorer.score(findings, claim, undefined)
    return process.cpuUsage(began).user / (300 * few.length)
  })
  return Math.min(...times).toFixed(2)
}

const judge = (claims: readonly KnownClaim[], of: (claim: KnownClaim) => number): Judged => ({
  probability: Float64Array.from(claims, of),
  denied: Uint8Array.from(claims, ({ denied }) => (denied ? 1 : 0)),
})

for (const name of processes.filter((one) => values.process === undefined || values.process === one))
  for (let seed = 0; seed < Number(values.seeds); seed++) run(name, Number(values.first) + seed)

function run(name: Process, seed: number): void {
  // One world, more claims: what follows is of the same payers.
  const moves = name === 'drift' || name === 'mild-drift' ? movesOf[name] : undefined
  const drifts = moves !== undefined
  const all = [...knownClaims(name, (drifts ? 9 : 2) * count, seed)]
  const train = all.filter(({ day }) => !drifts || day < LEARNED_DAYS).slice(0, count)
  const test = drifts ? all.filter(({ day }) => day >= LEARNED_DAYS).slice(0, count) : all.slice(count)
  const sample = createSample()
  for (const { claim, findings, denied, day } of train) {
    const row = sample.add(factsOf(claim, undefined), findings, claim.id)
    const decided = compactDate(addDays('2024-01-01', day))
    sample.settle(row, { denied, deniedCents: denied ? (claim.chargeCents ?? 0) : 0, decided })
  }
  const began = performance.now()
  const learned = learnFrom(sample)
  const seconds = (performance.now() - began) / 1000
  const model = modelOf(sample, learned, {
    engine: '0',
    codesets: 'x',
    rules: 'x',
    overturned: 0,
    claimsUnmatched: 0,
    remittancesUnmatched: 0,
  })
  const scorer = learnedScorer(model)
  const own = judge(test, ({ claim, findings }) => scorer.score(findings, claim, undefined).probability)
  const prior = measure(
    judge(test, ({ claim, findings }) => priorScorer.score(findings, claim, undefined).probability),
  )
  const truth = judge(test, (claim) => claim.truth)
  const [ours, best] = [measure(own), measure(truth)]
  const excess = excessOf(test, own.probability, WORST, seed)
  let inside = 0
  for (const { claim, findings, truth: known } of test) {
    const [low, high] = scorer.score(findings, claim, undefined).interval
    if (known >= low && known <= high) inside++
  }
  console.log(
    [
      `${name} ${seed}`.padEnd(16),
      `rate ${((100 * ours.denied) / ours.claims).toFixed(1)} %`,
      boundsOf(ours, best, excess),
      `true in interval ${((100 * inside) / test.length).toFixed(0)} %`,
      `prior AUC ${prior.auc.toFixed(3)} ECE ${prior.calibrationError.toFixed(3)}`,
      `${model.calibration.method} ${model.settings.link} further ${model.settings.further} half-life ${model.settings.halfLifeDays ?? '-'} drift ${model.calibration.driftDeviation}`,
      `${seconds.toFixed(1)} s`,
      `a score ${scoringTime(
        scorer,
        test.filter(({ findings }) => findings.length === 0),
      )} µs clean, ${scoringTime(
        scorer,
        test.filter(({ findings }) => findings.length === 1),
      )} µs with a finding`,
    ].join('  '),
  )
  const knowing =
    moves === undefined
      ? ([
          ['levelling', levelling(name, train)],
          ['form', knowingForm(name, train)],
        ] as const)
      : ([
          ['standing', standing],
          ['following', following(train, moves)],
        ] as const)
  for (const [who, knows] of knowing) {
    const judged = judge(test, knows)
    console.log(
      `  ${who.padEnd(14)}  ${boundsOf(measure(judged), best, excessOf(test, judged.probability, WORST, seed))}`,
    )
  }
}

/** What the issue bounds, each marked where it is not kept. */
function boundsOf(
  ours: Measures,
  best: Measures,
  { all, worst, payer, expected, over, noise }: Excess,
): string {
  const mark = (ok: boolean): string => (ok ? ' ' : '!')
  const percent = (share: number): string => `${(100 * share).toFixed(0)} %`
  const auc = ours.auc / best.auc
  const brier = ours.brier / best.brier - 1
  return [
    `AUC ${ours.auc.toFixed(4)} of ${best.auc.toFixed(4)}: ${auc.toFixed(4)}${mark(auc >= 0.98)}`,
    `Brier +${(100 * brier).toFixed(2)} %${mark(brier <= 0.03)}`,
    `ECE ${ours.calibrationError.toFixed(4)} of ${best.calibrationError.toFixed(4)}: ${all.toFixed(4)}${mark(all <= 0.005)}`,
    `worst payer +${worst.toFixed(4)} ${payer}${mark(worst <= WORST)} expected +${expected.toFixed(4)}, over in ${percent(over)} of draws, the truth of one draw against another in ${percent(noise)}`,
  ].join('  ')
}
