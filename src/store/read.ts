/** Reading what runs recorded: results and claims in order, single claims, and a patient's earlier claims. */
import type { Claim } from '../model/claim.ts'
import { ScrubError } from '../model/errors.ts'
import type { Result } from '../model/result.ts'
import { claimsPlace } from './block.ts'
import { blocksWith, columnsOf, columnsWith, damaged, inflated } from './columns.ts'
import type { Queries, RunStore } from './open.ts'
import { readResults, type PackedResults } from './results.ts'
import { patientKeys } from './rows.ts'
import { rowOf, sharedOf } from './runs.ts'
import type { BlockTable } from './schema.ts'
import type { Shared } from './sharing.ts'

/** Blocks fetched at once. */
const PAGE = 4

/** Blocks of a run in order. */
export async function* blocksOf(queries: Queries, run: number): AsyncGenerator<BlockTable> {
  for (let next = 0; ; next += PAGE) {
    const blocks = await queries
      .selectFrom('blocks')
      .selectAll()
      .where('run', '=', run)
      .where('block', '>=', next)
      .where('block', '<', next + PAGE)
      .orderBy('block')
      .execute()
    if (blocks.length === 0) return
    yield* blocks
  }
}

/** What is kept of a block's results. Throws E_RUN_STORE where it is damaged. */
async function keptResults({ block, results }: BlockTable, shared: Shared): Promise<PackedResults> {
  const place = `block ${block}`
  const text = await inflated(results, place)
  try {
    return readResults(text, shared)
  } catch {
    throw damaged(place)
  }
}

/** Results of a block in order. Throws E_RUN_STORE for one that is damaged. */
export async function resultsOfBlock(block: BlockTable, shared: Shared): Promise<Result[]> {
  const { length, at } = await keptResults(block, shared)
  return Array.from({ length }, (_, place) => at(place))
}

/** Results of a run in the order in which they were recorded, in batches. Throws E_RUN for a run that is not there. */
export async function* streamResults(store: RunStore, id: string): AsyncGenerator<readonly Result[]> {
  const { number } = await rowOf(store.db, id)
  const shared = await sharedOf(store.db, number)
  for await (const block of blocksOf(store.db, number)) yield await resultsOfBlock(block, shared)
}

/** Claims of one block, undefined where none could be read. Throws E_RUN where they are not kept. */
export async function claimsOfBlock(
  store: RunStore,
  id: string,
  block: BlockTable,
): Promise<(Claim | undefined)[]> {
  if (block.payload === null)
    throw new ScrubError(
      'E_RUN',
      id,
      'The claims of this run are not kept: digests alone were asked for, or it was pruned.',
    )
  const place = claimsPlace(id, block.block)
  const lines = (await inflated(store.vault.open(block.payload, place), place)).split('\n').slice(0, -1)
  // Encrypted by this store with its own mark: what opens is what was written.
  return lines.map((line) => (line === '' ? undefined : (JSON.parse(line) as Claim)))
}

/** A recorded result, with its claim where one was read. */
export interface RecordedClaim {
  readonly ordinal: number
  readonly claim: Claim | undefined
}

/**
 * Claims of a run as they were read, in their order, in batches; a result without a claim has its place too.
 * Throws E_RUN where they are not kept, E_KEY where they were changed.
 */
export async function* streamClaims(store: RunStore, id: string): AsyncGenerator<readonly RecordedClaim[]> {
  const { number } = await rowOf(store.db, id)
  for await (const block of blocksOf(store.db, number)) {
    const claims = await claimsOfBlock(store, id, block)
    yield claims.map((claim, at) => ({ ordinal: block.first + at, claim }))
  }
}

/** One result by run and place in it. Throws E_RUN where there is none. */
export async function resultAt(store: RunStore, id: string, ordinal: number): Promise<Result> {
  const { number } = await rowOf(store.db, id)
  const [result] = await resultsAt(store, [{ run: number, ordinal }])
  if (!result) throw new ScrubError('E_RUN', id, 'The run has no such claim.')
  return result
}

/** A result by the number of its run and its place in it. */
export interface Place {
  readonly run: number
  readonly ordinal: number
}

/** One block of a run. */
export const blockOf = (queries: Queries, run: number, block: number): Promise<BlockTable> =>
  queries
    .selectFrom('blocks')
    .selectAll()
    .where('run', '=', run)
    .where('block', '=', block)
    .executeTakeFirstOrThrow()

/** Results by run number and place, in the order asked; each block is opened once. */
export async function resultsAt(store: RunStore, places: readonly Place[]): Promise<(Result | undefined)[]> {
  const found = new Map<string, Result>()
  for (const [run, wanted] of byRun(places)) {
    const shared = await sharedOf(store.db, run)
    for await (const at of blocksWith(store.db, run, wanted)) {
      const block = await blockOf(store.db, run, at)
      const results = await keptResults(block, shared)
      for (let place = 0; place < results.length; place++) {
        const ordinal = block.first + place
        if (wanted.has(ordinal)) found.set(`${run} ${ordinal}`, results.at(place))
      }
    }
  }
  return places.map(({ run, ordinal }) => found.get(`${run} ${ordinal}`))
}

/** Digests of claim id and billing provider by run number and place, in the order asked. */
export async function keysAt(store: RunStore, places: readonly Place[]): Promise<(string | null)[]> {
  const found = new Map<string, string | null>()
  for (const [run, ordinals] of byRun(places))
    for await (const { first, results } of columnsWith(store.db, run, ordinals))
      for (const [at, key] of results().key.entries())
        if (ordinals.has(first + at)) found.set(`${run} ${first + at}`, key)
  return places.map(({ run, ordinal }) => found.get(`${run} ${ordinal}`) ?? null)
}

function byRun(places: readonly Place[]): Map<number, Set<number>> {
  const runs = new Map<number, Set<number>>()
  for (const { run, ordinal } of places) {
    const known = runs.get(run)
    if (known) known.add(ordinal)
    else runs.set(run, new Set([ordinal]))
  }
  return runs
}

/** Most places told of one claim. */
const MOST_PLACES = 1000

/** Places of the claims with an id, newest run first. Goes through every run. */
export async function findClaim(
  store: RunStore,
  claim: string,
): Promise<{ run: string; ordinal: number; verdict: string }[]> {
  const runs = await store.db.selectFrom('runs').select(['number', 'id']).orderBy('number', 'desc').execute()
  const found: { run: string; ordinal: number; verdict: string }[] = []
  for (const { number, id } of runs)
    for await (const block of columnsOf(store.db, number)) {
      const { claim: claims, verdict } = block.results()
      for (const [at, one] of claims.entries())
        if (one === claim && found.length < MOST_PLACES)
          found.push({ run: id, ordinal: block.first + at, verdict: verdict[at]! })
    }
  return found
}

function* parts<T>(list: readonly T[], length: number): Generator<T[]> {
  for (let at = 0; at < list.length; at += length) yield list.slice(at, at + length)
}

/** Most patients of one question. */
const MOST_KEYS = 400

/**
 * Earlier claims of the patients of these claims, from finished audits whose claims are kept: the newest recorded
 * version of each, in batches, in the order recorded. A claim itself may be among them; a history knows what to do.
 */
export async function* earlierClaims(
  store: RunStore,
  claims: readonly Claim[],
): AsyncGenerator<readonly Claim[]> {
  const keys = new Set<string>()
  for (const claim of claims) {
    const { subscriber, patient } = patientKeys(claim, store.vault)
    if (subscriber !== null) keys.add(subscriber)
    if (patient !== null) keys.add(patient)
  }
  const places: Place[] = []
  for (const some of parts([...keys], MOST_KEYS))
    places.push(
      ...(await store.db
        .selectFrom('patient_claims')
        .select(['run', 'ordinal'])
        .where('patient_key', 'in', some)
        .execute()),
    )
  for (const [run, ordinals] of [...byRun(places)].sort(([one], [other]) => one - other)) {
    const newest = await newestOf(store, run, ordinals)
    if (newest.size === 0) continue
    const { id } = await store.db
      .selectFrom('runs')
      .select('id')
      .where('number', '=', run)
      .executeTakeFirstOrThrow()
    for await (const at of blocksWith(store.db, run, newest)) {
      const block = await blockOf(store.db, run, at)
      const kept = await claimsOfBlock(store, id, block)
      yield kept.filter((claim, at): claim is Claim => claim !== undefined && newest.has(block.first + at))
    }
  }
}

/** Those of a run's results that are the newest of their claims. */
async function newestOf(store: RunStore, run: number, ordinals: ReadonlySet<number>): Promise<Set<number>> {
  const keys = new Map<string, number>()
  for await (const { first, results } of columnsWith(store.db, run, ordinals))
    for (const [at, key] of results().key.entries())
      if (key !== null && ordinals.has(first + at)) keys.set(key, first + at)
  const newest = new Set<number>()
  for (const some of parts([...keys.keys()], MOST_KEYS))
    for (const { claim_key, ordinal } of await store.db
      .selectFrom('newest')
      .select(['claim_key', 'ordinal'])
      .where('claim_key', 'in', some)
      .where('run', '=', run)
      .execute())
      if (keys.get(claim_key) === ordinal) newest.add(ordinal)
  return newest
}
