/** Records a scrub of one input that a server was given. */
import { isDeepStrictEqual } from 'node:util'
import { openRecorder } from '../audit/run.ts'
import { readClaims, type Form } from '../formats/detect.ts'
import type { Chunks, Item } from '../formats/items.ts'
import { mapPayer, type PayerMap } from '../formats/payer-map.ts'
import { ScrubError, type ErrorCode } from '../model/errors.ts'
import { ENGINE_VERSION } from '../model/version.ts'
import type { History } from '../model/history.ts'
import type { Result } from '../model/result.ts'
import type { RunStore } from '../store/open.ts'
import { runOfKey, showRun, type Run, type RunInput } from '../store/runs.ts'
import type { ClaimScrubber } from './scrub.ts'
import { isStoreHistory, openStoreHistory, storeHistoryTerm } from './store-history.ts'

/** What is to be recorded, and how. */
export interface RecordBodyOptions {
  readonly store: RunStore
  /** Size and SHA-256 of the bytes, by which a repeated request is known for the same. */
  readonly bytes: number
  readonly sha256: string
  /** The bytes from the start, as often as they are asked for. */
  readonly chunks: () => Chunks
  readonly from?: Form
  /** Ids of code sets and rules in force, and the other terms of the scrub as plain JSON. */
  readonly codesets: string
  readonly rules: string
  readonly terms: Readonly<Record<string, unknown>>
  /** Name of the risk model in force; published rates where absent. */
  readonly risk?: string
  /** The day the payer receives the claims; where absent that of the run which is taken up again, else `today`. */
  readonly received?: string
  readonly today: string
  /** Whether earlier runs count as history. */
  readonly history: boolean
  readonly scrubberFor: (received: string, history: History | undefined) => ClaimScrubber
  readonly payerMap?: PayerMap
  /** Name under which the same request finds its run again. */
  readonly key?: string
  readonly keep: 'claims' | 'digests'
  /** Who does it, for the trail. */
  readonly by: string
  readonly onResult?: (result: Result) => void
}

/** A recorded run, and whether it was there before. */
export interface RecordedBody {
  readonly run: Run
  readonly before: boolean
}

/**
 * Scrubs and records. Broken off at any moment and asked for again with the same key and bytes it ends with the same
 * run. Throws the first problem where the input has no claim that can be read, E_CONFLICT where the key's run had other
 * bytes, code sets, rules or options.
 */
export async function recordBody(options: RecordBodyOptions): Promise<RecordedBody> {
  const { store, codesets, rules, key, keep, by, payerMap } = options
  const inputs = [{ name: 'body', bytes: options.bytes, sha256: options.sha256 }]
  const before = key === undefined ? undefined : await runOfKey(store, key)
  const received = options.received ?? textIn(before, 'received') ?? options.today
  const kept = before?.options['history']
  const history = options.history
    ? isStoreHistory(kept)
      ? kept
      : await storeHistoryTerm(store, ['store'])
    : undefined
  const risk = before?.state === 'finished' ? textIn(before, 'risk') : options.risk
  const terms = {
    received,
    ...options.terms,
    ...(history === undefined ? {} : { history }),
    ...(risk === undefined ? {} : { risk }),
  }
  // Done before: whatever has come in force since, it is what was answered.
  if (before?.state === 'finished' && same(before, inputs, terms)) return { run: before, before: true }
  await refuseWithoutClaim(readClaims(options.chunks(), 'body', options.from))
  const opened = await openRecorder(store, {
    engine: ENGINE_VERSION,
    codesets,
    rules,
    options: terms,
    inputs,
    purpose: 'audit',
    keep,
    by,
    ...(key === undefined ? {} : { key }),
  })
  if (opened.state === 'finished') return { run: opened.run, before: true }
  const scrubber = options.scrubberFor(
    received,
    history && (await openStoreHistory(store, history, ['store'])),
  )
  const { recorder } = opened
  let items = 0
  for await (const batch of readClaims(options.chunks(), 'body', options.from)) {
    const read = batch.filter((item): item is Read => item.kind !== 'warning')
    // What an earlier attempt has recorded is read again, to come to the place, and not scrubbed.
    const fresh = read.slice(Math.max(0, Math.min(read.length, recorder.done - items)))
    items += read.length - fresh.length
    if (fresh.length === 0) continue
    const mapped = fresh.map((item): Read =>
      item.kind === 'claim' && payerMap ? { ...item, claim: mapPayer(item.claim, payerMap) } : item,
    )
    const claims = mapped.flatMap((item) => (item.kind === 'claim' ? [item.claim] : []))
    const own = claims.map(({ received }) => received)
    const results = scrubber.items(mapped)
    // The scrubber gives a claim the day of this run; what is kept is what was billed.
    claims.forEach((claim, at) => {
      if (own[at] === undefined) claim.received = undefined
    })
    for (const [at, result] of results.entries()) {
      const item = mapped[at]!
      items++
      options.onResult?.(result)
      await recorder.add(item.kind === 'claim' ? { result, claim: item.claim } : { result }, {
        file: 0,
        items,
      })
    }
  }
  await recorder.finish(inputs)
  return { run: await showRun(store, recorder.id), before: false }
}

const textIn = (run: Run | undefined, term: string): string | undefined => {
  const value = run?.options[term]
  return typeof value === 'string' ? value : undefined
}

/** Whether a run had these bytes and terms. */
const same = (run: Run, inputs: readonly RunInput[], terms: Readonly<Record<string, unknown>>): boolean =>
  isDeepStrictEqual(run.inputs, inputs) && isDeepStrictEqual(run.options, terms)

type Read = Exclude<Item, { kind: 'warning' }>

async function refuseWithoutClaim(items: AsyncGenerator<readonly Item[]>): Promise<void> {
  let first: { readonly code: string; readonly text: string } | undefined
  for await (const batch of items)
    for (const item of batch) {
      if (item.kind === 'claim') return
      if (item.kind === 'problem') first ??= item.problem
    }
  throw new ScrubError((first?.code ?? 'E_EMPTY') as ErrorCode, 'body', first?.text ?? 'There is no claim.')
}
