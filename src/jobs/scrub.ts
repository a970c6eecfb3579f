/** Scrubs claims: one, a stream of bytes, or a file. */
import type { Snapshot } from '../codesets/tables.ts'
import type { AnyEdit } from '../edits/define.ts'
import { edits } from '../edits/index.ts'
import { createScrubber, EditFailure, type Scrubbed } from '../engine/scrub.ts'
import { createSuggester } from '../engine/suggest.ts'
import { readClaims, type Form } from '../formats/detect.ts'
import type { Chunks, Item, Place } from '../formats/items.ts'
import { mapPayer, type PayerMap } from '../formats/payer-map.ts'
import { openSource } from '../formats/source.ts'
import { whereOf } from '../formats/where.ts'
import type { SegmentListener } from '../formats/x12/envelope-facts.ts'
import { applyChanges } from '../model/change.ts'
import { Claim, type ClaimInput } from '../model/claim.ts'
import { ScrubError } from '../model/errors.ts'
import type { History } from '../model/history.ts'
import type { Change, ClaimResult, Problem, Result } from '../model/result.ts'
import { ENGINE_VERSION } from '../model/version.ts'
import { priorScorer, type RiskScorer } from '../risk/score.ts'
import { openRules, programOf, ruleEdit, type RuleSet } from './rules.ts'

/** How claims are to be scrubbed. */
export interface ScrubberOptions {
  readonly codesets: Snapshot
  /** Payer profiles; those of the package when absent. */
  readonly rules?: RuleSet
  /** The day the payer receives claims that do not say it themselves, `YYYY-MM-DD`: the only clock an edit may see. */
  readonly received: string
  /** Ids of the edits to run; all when absent. */
  readonly only?: readonly string[]
  /** Ids of the edits not to run. */
  readonly skip?: readonly string[]
  /** Earlier claims of the patients; see `loadHistory`. Without them nothing counts as history. */
  readonly history?: History
  /** What payer ids of the input stand for; see `openPayerMap`. */
  readonly payerMap?: PayerMap
  /** Whether findings bring proved suggestions along: each costs the scrubs that prove it. */
  readonly suggest?: boolean
  /** What scores denial risk: a learned model (see `openRiskModel`), or the published rates when absent. */
  readonly risk?: RiskScorer
}

/** Scrubs claims: one, a stream of bytes, or a file. */
export interface ClaimScrubber {
  /** Findings of one claim. Throws E_CLAIM when it does not have the form of a claim. */
  scrub(claim: ClaimInput): ClaimResult
  /** Results of what a reader yielded, in order; warnings go to `onWarning`. `file` is the name that problems give. */
  items(items: readonly Item[], onWarning?: (warning: Problem) => void, file?: string): Result[]
  /** Results of a stream in batches, in order. `file` is the name that problems give. */
  stream(chunks: Chunks, file: string, options?: StreamOptions): AsyncGenerator<readonly Result[]>
  /** Results of a file, one by one. Throws E_FILE when it cannot be read. */
  file(path: string, options?: StreamOptions): AsyncGenerator<Result>
  /** Steps that correct the form of the claim alone, proved one after the other; none where there is nothing of the kind. */
  corrections(claim: Claim): readonly Change[]
}

/** How a stream is read. */
export interface StreamOptions {
  /** The form, where it is not to be detected. */
  readonly from?: Form
  readonly onWarning?: (warning: Problem) => void
  /** Sees each claim that was read, with its place where the form of the input has one, before its result is given. */
  readonly onClaim?: (result: ClaimResult, claim: Claim, place: Place | undefined) => void
  /** Sees the segments of X12 input before the results they lead to. */
  readonly listen?: SegmentListener
}

/** Whether an id of `--only` or `--skip` is a payer rule's or a payer's folder (`acme-health/`) rather than an edit's. */
const isOfRules = (id: string): boolean => id.includes('/')

/** The built-in edits that run: all, or those chosen. Ids of payer rules choose none. Throws E_OPTION for an id that is none. */
export function chooseEdits(
  only: readonly string[] | undefined,
  skip: readonly string[] | undefined,
): readonly AnyEdit[] {
  const known = new Set(edits.map(({ id }) => id))
  for (const id of [...(only ?? []), ...(skip ?? [])])
    if (!isOfRules(id)) refuseUnknown(id, [...known], 'edit')
  return edits.filter(({ id }) => (only === undefined || only.includes(id)) && !skip?.includes(id))
}

/**
 * Says which payer rules run: all, or those chosen by id (`acme-health/telehealth-modifier`) or by folder
 * (`acme-health/`); undefined where all do. Throws E_OPTION for an id or folder that is none.
 */
export function chooseRules(
  only: readonly string[] | undefined,
  skip: readonly string[] | undefined,
  { parsed }: RuleSet,
): ((rule: string) => boolean) | undefined {
  const ids = parsed.rules.map(({ id }) => id)
  const folders = [...parsed.payers.keys(), ...parsed.bases.keys()].map((name) => `${name}/`)
  for (const id of [...(only ?? []), ...(skip ?? [])].filter(isOfRules))
    refuseUnknown(id, [...ids, ...folders], 'payer rule')
  if (only === undefined && !skip?.some(isOfRules)) return undefined
  const names = (list: readonly string[], rule: string): boolean =>
    list.includes(rule) || list.includes(rule.slice(0, rule.indexOf('/') + 1))
  return (rule) => (only === undefined || names(only, rule)) && !names(skip ?? [], rule)
}

/** The active payer rules that run, as edits: all, or those chosen. Throws E_OPTION for an id or folder that is none. */
export function chosenRuleEdits(
  only: readonly string[] | undefined,
  skip: readonly string[] | undefined,
  rules: RuleSet,
): readonly AnyEdit[] {
  const runs = chooseRules(only, skip, rules)
  return rules.parsed.rules
    .filter(({ id, document }) => document.status === 'active' && (runs === undefined || runs(id)))
    .map(ruleEdit)
}

function refuseUnknown(id: string, known: readonly string[], what: string): void {
  if (known.includes(id)) return
  const start = id.split(/[-/]/)[0]!
  const near = known.filter((other) => other.split(/[-/]/)[0] === start)
  throw new ScrubError(
    'E_OPTION',
    id,
    `There is no ${what} "${id}". ${near.length > 0 ? 'Near it' : 'Known'}: ${(near.length > 0 ? near : known).join(', ')}.`,
  )
}

/** Steps of one claim; each correction takes one, and a claim has no more that concern its form alone. */
const MOST_CORRECTIONS = 200

/** Gives a claim the day; one that is frozen is copied by the engine. Asking whether it is frozen costs more than trying. */
function receive(claim: Claim, received: string): void {
  try {
    claim.received = received
  } catch {
    return
  }
}

/** Makes a scrubber. Throws E_OPTION for an edit id that is none. */
export function openScrubber(options: ScrubberOptions): ClaimScrubber {
  const { codesets, received } = options
  const rules = options.rules ?? openRules()
  const runs = chooseRules(options.only, options.skip, rules)
  const plain = createScrubber({
    edits: chooseEdits(options.only, options.skip),
    snapshot: codesets,
    rules: rules.id,
    profiles: rules.profiles,
    programOf: (profile) =>
      runs === undefined ? rules.program(profile) : programOf(rules.parsed, profile, runs),
    engine: ENGINE_VERSION,
    received,
    locate: whereOf,
    ...(options.history ? { history: options.history } : {}),
  })
  const suggester = createSuggester({
    scrubber: plain,
    snapshot: codesets,
    profiles: rules.profiles,
    ruleSuggestions: (id) => rules.parsed.byId.get(id)?.document.then.suggest,
  })
  const risk = options.risk ?? priorScorer
  /** What comes after the scrub of a claim: corrections, where they are asked for, and risk. */
  const completed = (claim: Claim, plainly: ClaimResult): ClaimResult => {
    const result = options.suggest ? suggester.suggest(claim, plainly) : plainly
    const profile = claim.payer?.id === undefined ? undefined : rules.profiles.get(claim.payer.id)
    result.risk = risk.score(result.findings, claim, profile?.line)
    return result
  }

  const ofPayer = (claim: Claim): Claim => (options.payerMap ? mapPayer(claim, options.payerMap) : claim)

  // A mistake in an edit concerns its claim alone: the run goes on, and the claim is not passed for clean.
  const failed = (error: unknown, file: string): Result => {
    const text = error instanceof EditFailure ? error.message : 'The program failed on this claim.'
    return { claim: null, verdict: 'unreadable', problem: { code: 'E_INTERNAL', file, text } }
  }
  const outcome = (claim: Claim, scrubbed: Scrubbed, file: string): Result => {
    try {
      return scrubbed instanceof Error ? failed(scrubbed, file) : completed(claim, scrubbed)
    } catch (error) {
      return failed(error, file)
    }
  }
  const items = (
    batch: readonly Item[],
    onWarning?: (warning: Problem) => void,
    file = '',
    onClaim?: StreamOptions['onClaim'],
  ): Result[] => {
    const claims: Claim[] = []
    for (const item of batch) {
      if (item.kind !== 'claim') continue
      const claim = ofPayer(item.claim)
      // The claim was made by a reader for this run alone: giving it the day spares a copy of every claim.
      if (claim.received === undefined) receive(claim, received)
      claims.push(claim)
    }
    const scrubbed = plain.scrubAll(claims)
    const results: Result[] = []
    let at = 0
    for (const item of batch) {
      if (item.kind === 'claim') {
        const result = outcome(claims[at]!, scrubbed[at]!, file)
        at++
        if (result.claim !== null) onClaim?.(result, item.claim, item.place)
        results.push(result)
      } else if (item.kind === 'problem')
        results.push({ claim: null, verdict: 'unreadable', problem: item.problem })
      else onWarning?.(item.warning)
    }
    return results
  }
  async function* stream(
    chunks: Chunks,
    file: string,
    how: StreamOptions = {},
  ): AsyncGenerator<readonly Result[]> {
    for await (const batch of readClaims(chunks, file, how.from, how.listen)) {
      const results = items(batch, how.onWarning, file, how.onClaim)
      if (results.length > 0) yield results
    }
  }
  return {
    scrub(input) {
      const parsed = Claim.safeParse(input)
      if (!parsed.success) {
        const { path, message } = parsed.error.issues[0]!
        throw new ScrubError('E_CLAIM', path.join('.'), message)
      }
      const claim = ofPayer(parsed.data)
      return completed(claim, plain.scrub(claim))
    },
    items,
    stream,
    corrections(claim) {
      const steps: Change[] = []
      try {
        for (let fixed = ofPayer(claim); steps.length < MOST_CORRECTIONS;) {
          const next = suggester.mechanical(fixed, plain.scrub(fixed))
          if (next === undefined) break
          steps.push(...next.change)
          fixed = applyChanges(fixed, next.change)
        }
      } catch (error) {
        // The claim has its problem in the report; its bytes stay as they are.
        if (!(error instanceof EditFailure)) throw error
        return []
      }
      return steps
    },
    async *file(path, how) {
      const { chunks, name } = openSource(path)
      for await (const results of stream(chunks, name, how)) yield* results
    },
  }
}
