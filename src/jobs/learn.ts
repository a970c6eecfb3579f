/** Learns denial risk from claims and what payers decided on them, and says how well it did. */
import { readFileSync, statSync } from 'node:fs'
import { readClaims } from '../formats/detect.ts'
import { mapPayer } from '../formats/payer-map.ts'
import { expandPaths, openSource } from '../formats/source.ts'
import type { Claim } from '../model/claim.ts'
import { compactDate } from '../model/dates.ts'
import { ScrubError } from '../model/errors.ts'
import type { EvaluationReport, LearnCounts } from '../model/evaluation.ts'
import { RiskModel } from '../model/risk.ts'
import type { ClaimResult, Problem } from '../model/result.ts'
import { ENGINE_VERSION } from '../model/version.ts'
import { createEvaluator } from '../risk/evaluate.ts'
import { factsOf } from '../risk/features.ts'
import { modelOf } from '../risk/fit-model.ts'
import { createSample } from '../risk/fit-sample.ts'
import { learnFrom, refusal } from '../risk/fit.ts'
import { scrubbedOf, type ScrubbedClaim } from '../risk/match-facts.ts'
import type { ClaimOutcome } from '../risk/outcome.ts'
import { learnedScorer, type RiskScorer } from '../risk/score.ts'
import { loadRemittances, outcomesOf } from './remittances.ts'
import { openRules } from './rules.ts'
import { openScrubber, type ScrubberOptions } from './scrub.ts'

/** Bytes of a model document at most: some thousand payers. */
const MOST_MODEL_BYTES = 64 * 1024 * 1024

/** What to learn from or evaluate on. Claims that do not say when they were received count as received on their last day. */
export interface LearnOptions extends Omit<ScrubberOptions, 'received' | 'suggest'> {
  /** The day all claims without one of their own were received; their last day of service when absent. */
  readonly received?: string
  /** Files and folders of claims in any readable form. */
  readonly claims: readonly string[]
  /** Files and folders of remittances (835). */
  readonly remits: readonly string[]
  readonly onWarning?: (warning: Problem) => void
}

/** A learned model with what it was learned from. */
export interface LearnReport {
  readonly model: RiskModel
  readonly counts: LearnCounts
}

interface Gathered {
  readonly counts: LearnCounts
  /** By place of the claim among those read; without claims whose outcome is open or overturned. */
  readonly settled: ReadonlyMap<number, Settled>
}

interface Settled extends ClaimOutcome {
  readonly day: string
}

/** Scrubs all claims, hands each to `take` in order, then tells their outcomes. Only what `take` keeps stays. */
async function gather(
  options: LearnOptions,
  take: (claim: Claim, result: ClaimResult) => void,
): Promise<Gathered> {
  const scrubber = openScrubber({ ...options, received: options.received ?? '2000-01-01' })
  const scrubbed: ScrubbedClaim[] = []
  let unreadable = 0
  for (const path of new Set(expandPaths([...options.claims]))) {
    const source = openSource(path)
    for await (const batch of readClaims(source.chunks, source.name)) {
      if (options.received === undefined)
        for (const item of batch) if (item.kind === 'claim') item.claim.received ??= lastDayOf(item.claim)
      const claims = batch.filter((item) => item.kind !== 'warning')
      scrubber.items(batch, options.onWarning).forEach((result, at) => {
        const item = claims[at]!
        if (result.claim === null || item.kind !== 'claim') unreadable++
        else {
          scrubbed.push(scrubbedOf(item.claim))
          take(options.payerMap ? mapPayer(item.claim, options.payerMap) : item.claim, result)
        }
      })
    }
  }
  const remits = await loadRemittances(options.remits, options.onWarning)
  remits.problems.forEach((problem) => options.onWarning?.(problem))
  const { outcomes, report } = outcomesOf(scrubbed, remits.decisions)
  const settled = new Map<number, Settled>()
  let [overturned, denied] = [0, 0]
  for (const [at, outcome] of outcomes) {
    if (outcome.status === 'open') continue
    if (outcome.overturned) {
      overturned++
      continue
    }
    if (outcome.denied) denied++
    settled.set(at, { ...outcome, day: outcome.decided ?? scrubbed[at]!.through })
  }
  return {
    settled,
    counts: {
      claims: scrubbed.length,
      unreadable: unreadable + remits.problemCount,
      settled: settled.size,
      denied,
      overturned,
      claimsUnmatched: scrubbed.length - settled.size - overturned,
      remittancesUnmatched: report.left.length,
    },
  }
}

const lastDayOf = ({ lines }: Claim): string =>
  lines.reduce((last, { serviceDate, serviceDateThrough = serviceDate }) => {
    return serviceDateThrough > last ? serviceDateThrough : last
  }, '')

/**
 * Learns a model from claims and remittances. Throws E_LEARN where denials or paid claims are too few, E_FILE for what
 * cannot be opened, E_OPTION for an edit id that is none.
 */
export async function learnRisk(options: LearnOptions): Promise<LearnReport> {
  const rules = options.rules ?? openRules()
  const sample = createSample()
  const { settled, counts } = await gather({ ...options, rules }, (claim, { claim: id, findings }) => {
    const profile = rules.profiles.get(claim.payer?.id ?? '')
    sample.add(factsOf(claim, profile?.line), findings, id)
  })
  for (const [at, { denied, deniedCents, day }] of settled)
    sample.settle(at, { denied, deniedCents, decided: compactDate(day) })
  const refused = refusal(sample)
  if (refused !== undefined) throw new ScrubError('E_LEARN', 'learn', refused)
  const { overturned, claimsUnmatched, remittancesUnmatched } = counts
  const context = { overturned, claimsUnmatched, remittancesUnmatched }
  const model = modelOf(sample, learnFrom(sample), {
    engine: ENGINE_VERSION,
    codesets: options.codesets.id,
    rules: rules.id,
    ...context,
  })
  return { model, counts }
}

/** Compares the risk of claims with what payers decided. `model` is the one that `risk` scores by, where it is one. */
export async function evaluateRisk(options: LearnOptions, model?: RiskModel): Promise<EvaluationReport> {
  const kept: { payer: string; risk: NonNullable<ClaimResult['risk']>; findings: KeptFindings }[] = []
  // Most claims have the findings of some other: one list serves them all.
  const lists = new Map<string, KeptFindings>()
  const risk = model === undefined ? options.risk : learnedScorer(model)
  const { settled, counts } = await gather({ ...options, ...(risk ? { risk } : {}) }, (claim, result) => {
    const own = result.findings.map(({ edit, message, severity, carc }) => ({
      edit,
      message,
      severity,
      carc,
    }))
    const key = JSON.stringify(own)
    const findings = lists.get(key) ?? own
    lists.set(key, findings)
    kept.push({ payer: claim.payer?.id ?? '', risk: result.risk!, findings })
  })
  const evaluator = createEvaluator()
  let known = 0
  for (const [at, { denied, deniedCents, carcs, day }] of settled) {
    if (model && day >= model.learned.from && day <= model.learned.through) known++
    evaluator.add({ ...kept[at]!, denied, deniedCents, carcs })
  }
  return { ...evaluator.finish(), counts, known }
}

type KeptFindings = readonly Pick<ClaimResult['findings'][number], 'edit' | 'message' | 'severity' | 'carc'>[]

/** Reads a model document. Throws E_FILE where it cannot be read, E_RISK_MODEL where it is none. */
export function readRiskModel(path: string): RiskModel {
  const refuse = (text: string): ScrubError => new ScrubError('E_RISK_MODEL', path, text)
  let text: string
  try {
    if (statSync(path).size > MOST_MODEL_BYTES) throw refuse('The file is larger than any model.')
    text = readFileSync(path, 'utf8')
  } catch (error) {
    if (error instanceof ScrubError) throw error
    throw new ScrubError('E_FILE', path, 'The risk model cannot be read.')
  }
  if (text.includes('"__proto__"')) throw refuse('It has a name that no payer and no message has.')
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    throw refuse('The text is no JSON.')
  }
  const parsed = RiskModel.safeParse(json)
  if (parsed.success) return parsed.data
  const { path: at, message } = parsed.error.issues[0]!
  throw refuse(`${at.join('.') || 'The document'}: ${message}`)
}

/** What scores by a model document; see `readRiskModel` for what it throws. */
export const openRiskModel = (path: string): RiskScorer => learnedScorer(readRiskModel(path))

/** A model as it is written: indented, with a line's end, the same bytes for the same model. */
export const riskModelText = (model: RiskModel): string => `${JSON.stringify(model, null, 1)}\n`
