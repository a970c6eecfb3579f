/** Learns denial risk from claims and what payers decided on them, and says how well it did. */
import { createHash } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { claimsBy, newestAudit, type EarlierClaims } from '../audit/earlier.ts'
import { readClaims } from '../formats/detect.ts'
import type { Item } from '../formats/items.ts'
import { mapPayer } from '../formats/payer-map.ts'
import { expandPaths, openSource } from '../formats/source.ts'
import type { Claim } from '../model/claim.ts'
import { compactDate } from '../model/dates.ts'
import { ScrubError } from '../model/errors.ts'
import type { EvaluationReport, LearnCounts } from '../model/evaluation.ts'
import type { RemittedClaim } from '../model/remittance.ts'
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
import { keepModel, newestModel } from '../store/kept.ts'
import type { RunStore } from '../store/open.ts'
import { keptDecisions } from './remittance-import.ts'
import { loadRemittances, outcomesOf } from './remittances.ts'
import { openRules } from './rules.ts'
import { openScrubber, type ScrubberOptions } from './scrub.ts'

/** Bytes of a model document at most: some thousand payers. */
const MOST_MODEL_BYTES = 64 * 1024 * 1024

/**
 * What to learn from or evaluate on: files of claims and of remittances, or a store that holds both. Claims that do not
 * say when they were received count as received on their last day.
 */
export interface LearnOptions extends Omit<ScrubberOptions, 'received' | 'suggest'> {
  /** The day all claims without one of their own were received; their last day of service when absent. */
  readonly received?: string
  /** Files and folders of claims in any readable form. */
  readonly claims?: readonly string[]
  /** Files and folders of remittances (835). */
  readonly remits?: readonly string[]
  /** Where files are not named: claims that its audits recorded, each in its newest form, and remittances kept in it. */
  readonly store?: RunStore
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

/** Claims and decisions, wherever they come from. */
interface Given {
  readonly claims: AsyncIterable<readonly Item[]>
  /** Read after the claims. */
  decisions(): Promise<{ readonly decisions: readonly RemittedClaim[]; readonly problems: number }>
}

async function* claimsOfFiles(paths: readonly string[]): AsyncGenerator<readonly Item[]> {
  for (const path of new Set(expandPaths([...paths]))) {
    const source = openSource(path)
    yield* readClaims(source.chunks, source.name)
  }
}

const ofFiles = ({ claims = [], remits = [], onWarning }: LearnOptions): Given => ({
  claims: claimsOfFiles(claims),
  async decisions() {
    const { decisions, problems, problemCount } = await loadRemittances(remits, onWarning)
    problems.forEach((problem) => onWarning?.(problem))
    return { decisions, problems: problemCount }
  },
})

async function* claimsOfStore(
  store: RunStore,
  onWarning: LearnOptions['onWarning'],
): AsyncGenerator<readonly Item[]> {
  const report: EarlierClaims = { withoutClaims: 0 }
  const moment = await newestAudit(store)
  if (moment === '') return
  for await (const claims of claimsBy(store, moment, undefined, report))
    yield claims.map((claim) => ({ kind: 'claim', claim }))
  if (report.withoutClaims > 0)
    onWarning?.({
      code: 'W_HISTORY',
      file: 'store',
      text: `Runs that keep digests alone, of whose claims nothing is learned: ${report.withoutClaims}.`,
    })
}

const ofStore = (store: RunStore, { onWarning }: LearnOptions): Given => ({
  claims: claimsOfStore(store, onWarning),
  async decisions() {
    const decisions: RemittedClaim[] = []
    for await (const batch of keptDecisions(store)) for (const decision of batch) decisions.push(decision)
    return { decisions, problems: 0 }
  },
})

/** Scrubs all claims, hands each to `take` in order, then tells their outcomes. Only what `take` keeps stays. */
async function gather(
  options: LearnOptions,
  take: (claim: Claim, result: ClaimResult) => void,
): Promise<Gathered> {
  const scrubber = openScrubber({ ...options, received: options.received ?? '2000-01-01' })
  const given = options.store ? ofStore(options.store, options) : ofFiles(options)
  const scrubbed: ScrubbedClaim[] = []
  let unreadable = 0
  for await (const batch of given.claims) {
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
  const { decisions, problems } = await given.decisions()
  const { outcomes, report } = outcomesOf(scrubbed, decisions)
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
      unreadable: unreadable + problems,
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

/** Keeps a model in the store, as the newest where it is not kept already. `by` stands in the trail. */
export const keepRiskModel = (store: RunStore, model: RiskModel, by: string): Promise<void> =>
  keepModel(store, createHash('sha256').update(riskModelText(model)).digest('hex').slice(0, 32), model, by)

/** The newest model of a store, undefined where it has none. Throws E_RISK_MODEL where what it has is none. */
export async function storedRiskModel(store: RunStore): Promise<RiskModel | undefined> {
  const kept = await newestModel(store)
  if (kept === undefined) return undefined
  const parsed = RiskModel.safeParse(kept)
  if (parsed.success) return parsed.data
  throw new ScrubError('E_RISK_MODEL', store.place, 'The newest risk model of the store is none.')
}

/** What scores by a model document; see `readRiskModel` for what it throws. */
export const openRiskModel = (path: string): RiskScorer => learnedScorer(readRiskModel(path))

/** A model as it is written: indented, with a line's end, the same bytes for the same model. */
export const riskModelText = (model: RiskModel): string => `${JSON.stringify(model, null, 1)}\n`
