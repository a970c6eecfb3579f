/** Runs the claims of a recorded run again, under other rules, code sets or options. */
import { standings } from '../audit/recorded.ts'
import { openRecorder, type Recorder } from '../audit/run.ts'
import { readClaims, type Form } from '../formats/detect.ts'
import type { Item } from '../formats/items.ts'
import { mapPayer, type PayerMap } from '../formats/payer-map.ts'
import { expandPaths, openSource } from '../formats/source.ts'
import type { Claim } from '../model/claim.ts'
import { ScrubError } from '../model/errors.ts'
import type { History } from '../model/history.ts'
import type { Problem, Result } from '../model/result.ts'
import { ENGINE_VERSION } from '../model/version.ts'
import type { Recorded } from '../store/append.ts'
import type { RunStore } from '../store/open.ts'
import { runOfKey, showRun, type Run } from '../store/runs.ts'
import { knownTerm, type Knowledge } from './codesets.ts'
import { loadHistory } from './history.ts'
import { digestsOf } from './digests.ts'
import type { RecordReport } from './record.ts'
import { recordedRisk } from './recorded-risk.ts'
import { openRules } from './rules.ts'
import { openScrubber, type ClaimScrubber, type ScrubberOptions } from './scrub.ts'
import { isStoreHistory, openStoreHistory, storeHistoryTerm } from './store-history.ts'

/** What is to be run again, and how. What is not said is as it was in the run. */
export interface RerunOptions extends Omit<
  ScrubberOptions,
  'received' | 'history' | 'risk' | 'payerMap' | 'suggest'
> {
  readonly store: RunStore
  /** Id of a finished run. */
  readonly run: string
  readonly received?: string
  /** What was known by a day, where `codesets` was opened so. */
  readonly known?: Knowledge
  /** Files and folders of earlier claims, or `store`. A run that looked back on files needs them named again. */
  readonly history?: readonly string[]
  /** A file that `learn` has written, or `prior` for published rates; the store's newest, else those, when absent. */
  readonly risk?: string
  /** The files of a run that kept digests alone, in their order: they are verified. */
  readonly paths?: readonly string[]
  /** Needed again with `paths` where the run had one. */
  readonly payerMap?: PayerMap
  readonly key?: string
  /** What the new run keeps of claims; digests by default, since the run it repeats has them. */
  readonly keep?: 'claims' | 'digests'
  readonly by: string
  readonly onWarning?: (warning: Problem) => void
}

/** A claim to scrub again, or a result that stands since no claim could be read. */
interface Again {
  readonly result: Result
  readonly claim: Claim | undefined
}

/**
 * Scrubs the claims of a run once more, in their order, into a new run. The claims come from the store, or from files
 * where digests alone are kept: files and claims must then have the digests that were recorded. Throws E_RUN for a run
 * that is not finished or whose claims are gone, E_FILE for other files, E_CONFLICT as `recordRun` does.
 */
export async function rerun(options: RerunOptions): Promise<RecordReport> {
  const { store, codesets } = options
  const base = await showRun(store, options.run)
  if (base.state !== 'finished')
    throw new ScrubError('E_RUN', base.id, 'The run is not finished: take it up again.')
  const given = options.paths ? expandPaths([...options.paths]) : undefined
  const source = await claimsSource(store, base, given)
  const rules = options.rules ?? openRules()
  const before = options.key === undefined ? undefined : await runOfKey(store, options.key)
  const risk = await recordedRisk(store, options.risk, before)
  const { terms, scrub } = await termsOf(base, options, risk.id)
  const opened = await openRecorder(store, {
    engine: ENGINE_VERSION,
    codesets: codesets.id,
    rules: rules.id,
    options: terms,
    inputs: base.inputs,
    purpose: 'rerun',
    base: base.id,
    keep: options.keep ?? 'digests',
    by: options.by,
    ...(options.key === undefined ? {} : { key: options.key }),
  })
  if (opened.state === 'finished') return { run: opened.run, before: true, resumed: opened.run.done }
  const history = await historyOf(store, options, terms['history'])
  const scorer = await risk.open()
  const scrubber = openScrubber({
    codesets,
    rules,
    ...scrub,
    ...(history ? { history } : {}),
    ...(scorer ? { risk: scorer } : {}),
  })
  const { recorder } = opened
  const resumed = recorder.done
  const claims =
    source.kind === 'store'
      ? fromStore(store, source.run)
      : fromFiles(store, base, source.paths, options.payerMap)
  await again(recorder, scrubber, claims, base)
  await recorder.finish(base.inputs)
  return { run: await showRun(store, recorder.id), before: false, resumed }
}

type ClaimsSource =
  | { readonly kind: 'store'; readonly run: string }
  | { readonly kind: 'files'; readonly paths: readonly string[] }

/** Where the claims are: with the run, with a run that it repeats, or in the files that are given. */
async function claimsSource(
  store: RunStore,
  base: Run,
  paths: readonly string[] | undefined,
): Promise<ClaimsSource> {
  for (let run: Run | undefined = base; run !== undefined;) {
    if (run.keep === 'claims') return { kind: 'store', run: run.id }
    // The run that it repeats may have been removed meanwhile.
    const before: string | null = run.base
    run = before === null ? undefined : await showRun(store, before).catch(() => undefined)
  }
  if (paths === undefined)
    throw new ScrubError(
      'E_RUN',
      base.id,
      'The claims of this run are not kept: name its files, in their order, with --files.',
    )
  const found = await digestsOf(paths)
  const same =
    found.length === base.inputs.length && found.every(({ sha256 }, at) => sha256 === base.inputs[at]!.sha256)
  if (!same)
    throw new ScrubError(
      'E_FILE',
      paths.join(', '),
      'They are not the files of the run, in its order: their SHA-256 are others.',
    )
  return { kind: 'files', paths }
}

/** Terms of the new run: those of the old one, but for what is said otherwise. */
async function termsOf(
  base: Run,
  options: RerunOptions,
  risk: string | undefined,
): Promise<{
  terms: Record<string, unknown>
  scrub: { received: string; only?: readonly string[]; skip?: readonly string[]; suggest?: boolean }
}> {
  // What was known, looked back on and scored by is said anew.
  const before = Object.fromEntries(
    Object.entries(base.options).filter(([name]) => !['known', 'history', 'risk'].includes(name)),
  )
  const received = options.received ?? before['received']
  if (typeof received !== 'string')
    throw new ScrubError(
      'E_OPTION',
      '--received',
      'The run does not say on which day its claims were received.',
    )
  const list = (name: 'only' | 'skip'): readonly string[] | undefined =>
    options[name] ? [...options[name]].sort() : (before[name] as readonly string[] | undefined)
  const [only, skip] = [list('only'), list('skip')]
  const history = options.history
    ? options.history.includes('store')
      ? await storeHistoryTerm(options.store, options.history, base.started)
      : await digestsOf(expandPaths([...options.history]))
    : base.options['history']
  if (options.history === undefined && history !== undefined && !isStoreHistory(history))
    throw new ScrubError(
      'E_OPTION',
      '--history',
      'The run looked back on files of earlier claims: name them again, or others.',
    )
  const chosen = { ...(only ? { only } : {}), ...(skip ? { skip } : {}) }
  return {
    terms: {
      ...before,
      received,
      ...chosen,
      ...(history === undefined ? {} : { history }),
      ...(options.known ? { known: knownTerm(options.known) } : {}),
      ...(risk === undefined ? {} : { risk }),
    },
    scrub: { received, ...chosen, ...(before['suggest'] === true ? { suggest: true } : {}) },
  }
}

/** Earlier claims: of files, or of the runs that stood when the repeated one was recorded. */
async function historyOf(
  store: RunStore,
  { history, onWarning }: RerunOptions,
  term: unknown,
): Promise<History | undefined> {
  if (isStoreHistory(term)) return openStoreHistory(store, term, history ?? [], onWarning)
  return history ? loadHistory(history, onWarning) : undefined
}

async function* fromStore(store: RunStore, run: string): AsyncGenerator<Again> {
  for await (const { recorded, claim } of standings(store, run))
    yield { result: recorded.result, claim: await claim() }
}

/** Claims of files beside the results of the run that read them, each with the digest that was recorded. */
async function* fromFiles(
  store: RunStore,
  base: Run,
  paths: readonly string[],
  payerMap: PayerMap | undefined,
): AsyncGenerator<Again> {
  const results = standings(store, base.id)
  const other = (): ScrubError =>
    new ScrubError(
      'E_CONFLICT',
      base.id,
      'The claims read from the files are not those that were recorded: another payer map, or another reader.',
    )
  for (const path of paths) {
    const source = openSource(path)
    const form = base.options['from'] as Form | undefined
    for await (const batch of readClaims(source.chunks, source.name, form))
      for (const item of batch) {
        if (item.kind === 'warning') continue
        const next = await results.next()
        if (next.done) throw other()
        const claim = claimOf(item, payerMap)
        const digest = claim === undefined ? null : store.vault.keyed('digest', JSON.stringify(claim))
        if (digest !== next.value.recorded.digest) throw other()
        yield { result: next.value.recorded.result, claim }
      }
  }
  if (!(await results.next()).done) throw other()
}

const claimOf = (
  item: Exclude<Item, { kind: 'warning' }>,
  payerMap: PayerMap | undefined,
): Claim | undefined =>
  item.kind === 'problem' ? undefined : payerMap ? mapPayer(item.claim, payerMap) : item.claim

async function again(
  recorder: Recorder,
  scrubber: ClaimScrubber,
  claims: AsyncIterable<Again>,
  base: Run,
): Promise<void> {
  const file = base.inputs.length === 1 ? base.inputs[0]!.name : ''
  let items = 0
  for await (const { result, claim } of claims) {
    items += 1
    if (items <= recorder.done) continue
    await recorder.add(entryOf(scrubber, result, claim, file), { items })
  }
}

function entryOf(scrubber: ClaimScrubber, before: Result, claim: Claim | undefined, file: string): Recorded {
  if (claim === undefined) return { result: before }
  const own = claim.received
  const result = scrubber.items([{ kind: 'claim', claim }])[0]!
  // The scrubber gives the claim the day of this run; what is kept is what was billed.
  if (own === undefined) delete claim.received
  if (result.claim === null) return { result: { ...result, problem: { ...result.problem, file } }, claim }
  return { result, claim }
}
