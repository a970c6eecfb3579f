/** Records a scrub of files in the store of runs. */
import { createHash } from 'node:crypto'
import { openRecorder, type Recorder } from '../audit/run.ts'
import { readClaims, type Form } from '../formats/detect.ts'
import type { Item } from '../formats/items.ts'
import { mapPayer, type PayerMap } from '../formats/payer-map.ts'
import { expandPaths, openSource } from '../formats/source.ts'
import { ScrubError } from '../model/errors.ts'
import type { Problem } from '../model/result.ts'
import { ENGINE_VERSION } from '../model/version.ts'
import type { RunStore } from '../store/open.ts'
import { runOfKey, showRun, type Run, type RunInput } from '../store/runs.ts'
import type { Recorded } from '../store/append.ts'
import { knownTerm, type Knowledge } from './codesets.ts'
import { digestsOf } from './digests.ts'
import { loadHistory } from './history.ts'
import { recordedRisk } from './recorded-risk.ts'
import { openRules } from './rules.ts'
import { openScrubber, type ClaimScrubber, type ScrubberOptions } from './scrub.ts'
import { isStoreHistory, openStoreHistory, storeHistoryTerm } from './store-history.ts'

/** What is to be recorded, and how. */
export interface RecordOptions extends Omit<ScrubberOptions, 'received' | 'history' | 'risk'> {
  readonly store: RunStore
  /** Files and folders, or `-`. */
  readonly paths: readonly string[]
  readonly from?: Form
  /** The day the payer receives the claims; where absent that of the run which is taken up again, else `today`. */
  readonly received?: string
  readonly today: string
  /** Files and folders of earlier claims (see `loadHistory`), or `store`: what earlier audits kept. */
  readonly history?: readonly string[]
  /** What was known by a day, where `codesets` was opened so. */
  readonly known?: Knowledge
  /** A file that `learn` has written, or `prior` for published rates; the store's newest, else those, when absent. */
  readonly risk?: string
  /** Name under which an unfinished run is taken up again. Standard input cannot be read again, so it takes none. */
  readonly key?: string
  /** Whether claims are kept, encrypted, so that they can be scrubbed again without files; or their digests alone. */
  readonly keep: 'claims' | 'digests'
  /** Who does it, for the trail. */
  readonly by: string
  readonly onWarning?: (warning: Problem) => void
  /** Told how many results were recorded, now and then. */
  readonly onProgress?: (claims: number) => void
}

/** What was recorded. */
export interface RecordReport {
  readonly run: Run
  /** Whether the key's run was finished before, and nothing was done. */
  readonly before: boolean
  /** Results that an earlier attempt had recorded. */
  readonly resumed: number
}

/** How far a recorder has read: the file, counted from 0, and the claims and problems of it. */
interface Position {
  readonly file: number
  readonly items: number
}

/**
 * Scrubs files and records every result. Killed at any moment and called again with the same key, it ends with the same
 * results as one never killed. Throws E_CONFLICT when the run of the key had other input, code sets, rules or options,
 * E_FILE for a file that changes while it is read.
 */
export async function recordRun(options: RecordOptions): Promise<RecordReport> {
  const { store, key, codesets } = options
  const paths = expandPaths([...options.paths])
  if (key !== undefined && paths.some((path) => openSource(path).bytes === undefined))
    throw new ScrubError(
      'E_OPTION',
      '--resumable',
      'Standard input and pipes cannot be read again: name a file.',
    )
  if (paths.filter((path) => path === '-').length > 1)
    throw new ScrubError('E_OPTION', 'files', 'Standard input can be read once.')
  const before = key === undefined ? undefined : await runOfKey(store, key)
  const received = options.received ?? receivedOf(before) ?? options.today
  const rules = options.rules ?? openRules()
  const inputs = await digestsOf(paths)
  const risk = await recordedRisk(store, options.risk, before)
  const terms = await termsOf(options, received, risk.id, before)
  const opened = await openRecorder(store, {
    engine: ENGINE_VERSION,
    codesets: codesets.id,
    rules: rules.id,
    options: terms,
    inputs,
    purpose: 'audit',
    keep: options.keep,
    by: options.by,
    ...(key === undefined ? {} : { key }),
  })
  if (opened.state === 'finished') return { run: opened.run, before: true, resumed: opened.run.done }

  const { recorder } = opened
  const earlier = terms['history']
  const history = isStoreHistory(earlier)
    ? await openStoreHistory(store, earlier, options.history ?? [], options.onWarning, {
        paths,
        ...(options.from === undefined ? {} : { from: options.from }),
      })
    : options.history && (await loadHistory(options.history, options.onWarning))
  const { only, skip, suggest } = options
  const scorer = await risk.open()
  // The payer map is applied here, so that claims are kept with the payer that their results are about.
  const scrubber = openScrubber({
    codesets,
    rules,
    received,
    ...(only ? { only } : {}),
    ...(skip ? { skip } : {}),
    ...(suggest ? { suggest } : {}),
    ...(history ? { history } : {}),
    ...(scorer ? { risk: scorer } : {}),
  })
  const resumed = recorder.done
  await recorder.finish(await recordFiles(recorder, scrubber, paths, inputs, options))
  return { run: await showRun(store, recorder.id), before: false, resumed }
}

const receivedOf = (run: Run | undefined): string | undefined => {
  const received = run?.options['received']
  return typeof received === 'string' ? received : undefined
}

/** Options that decide results. Lists are in the order in which they do not matter: sorted. */
async function termsOf(
  options: RecordOptions,
  received: string,
  risk: string | undefined,
  before: Run | undefined,
): Promise<Record<string, unknown>> {
  const { only, skip, from, history, payerMap, suggest } = options
  return {
    received,
    ...(only ? { only: [...only].sort() } : {}),
    ...(skip ? { skip: [...skip].sort() } : {}),
    ...(from === undefined ? {} : { from }),
    ...(suggest ? { suggest } : {}),
    ...(risk === undefined ? {} : { risk }),
    ...(payerMap ? { payerMap: digestOf(payerMap) } : {}),
    ...(options.known ? { known: knownTerm(options.known) } : {}),
    ...(history ? { history: await historyTerm(options.store, history, before) } : {}),
  }
}

/** What is looked back on. A run that is taken up again looks back on what it did when it was begun. */
async function historyTerm(
  store: RunStore,
  history: readonly string[],
  before: Run | undefined,
): Promise<unknown> {
  if (!history.includes('store')) return digestsOf(expandPaths([...history]))
  const known = before?.options['history']
  const term = await storeHistoryTerm(store, history)
  return isStoreHistory(known) ? { ...term, store: known.store } : term
}

const digestOf = (map: PayerMap): string =>
  createHash('sha256')
    .update(JSON.stringify([...map].sort(([one], [other]) => (one < other ? -1 : 1))))
    .digest('hex')

/** Returns the inputs as they were read. */
async function recordFiles(
  recorder: Recorder,
  scrubber: ClaimScrubber,
  paths: readonly string[],
  inputs: readonly RunInput[],
  options: RecordOptions,
): Promise<RunInput[]> {
  const read = [...inputs]
  const start = (recorder.position as Position | null) ?? { file: 0, items: 0 }
  let count = 0
  for (const [file, path] of paths.entries()) {
    if (file < start.file) continue
    const source = openSource(path)
    const hash = createHash('sha256')
    let [bytes, whole] = [0, false]
    const watched = async function* () {
      for await (const chunk of source.chunks) {
        hash.update(chunk)
        bytes += chunk.length
        yield chunk
      }
      whole = true
    }
    // What an earlier attempt has recorded is read again, to come to the place, and not scrubbed.
    const skip = file === start.file ? start.items : 0
    let items = 0
    for await (const batch of readClaims(watched(), source.name, options.from))
      for (const item of batch) {
        if (item.kind === 'warning') {
          if (items >= skip) options.onWarning?.(item.warning)
          continue
        }
        items += 1
        if (items <= skip) continue
        await recorder.add(resultOf(scrubber, item, source.name, options), { file, items } satisfies Position)
        if (++count % 500 === 0) options.onProgress?.(count)
      }
    // A reader that stops before the end, as at an archive, has said so in a problem.
    if (!whole) continue
    const { name, sha256 } = inputs[file]!
    const seen = hash.digest('hex')
    if (sha256 !== '' && seen !== sha256)
      throw new ScrubError(
        'E_FILE',
        path,
        'The file changed while it was read: what was recorded is of two versions.',
      )
    read[file] = { name, bytes, sha256: seen }
  }
  options.onProgress?.(count)
  return read
}

/** The result of an item with its claim as it was read, but for the payer that a map gives it. */
function resultOf(
  scrubber: ClaimScrubber,
  item: Exclude<Item, { kind: 'warning' }>,
  file: string,
  { payerMap }: RecordOptions,
): Recorded {
  if (item.kind === 'problem') return { result: scrubber.items([item])[0]! }
  const claim = payerMap ? mapPayer(item.claim, payerMap) : item.claim
  const own = claim.received
  const result = scrubber.items([{ ...item, claim }])[0]!
  // The scrubber gives the claim the day of this run; what is kept is what was billed.
  if (own === undefined) claim.received = undefined
  if (result.claim === null) return { result: { ...result, problem: { ...result.problem, file } }, claim }
  return { result, claim }
}
