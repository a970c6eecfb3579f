/** Reading what runs recorded: results and claims in order, single claims, and a patient's earlier claims. */
import { promisify } from 'node:util'
import { inflateRaw } from 'node:zlib'
import type { Claim } from '../model/claim.ts'
import { ScrubError } from '../model/errors.ts'
import type { Result } from '../model/result.ts'
import { claimsPlace } from './append.ts'
import type { Queries, RunStore } from './open.ts'
import { unpackResult, type Shared } from './pack.ts'
import { patientKeys } from './rows.ts'
import { rowOf, sharedOf } from './runs.ts'
import type { BlockTable } from './schema.ts'

/** Blocks fetched at once. */
const PAGE = 4

/** A block has at most a thousand results; more bytes than this are no block. */
const MOST_BYTES = 512 * 1024 * 1024

const inflateBytes = promisify(inflateRaw) as (
  bytes: Uint8Array,
  options: { readonly maxOutputLength: number },
) => Promise<Buffer>

async function linesOf(bytes: Uint8Array, place: string): Promise<string[]> {
  try {
    const text = await inflateBytes(bytes, { maxOutputLength: MOST_BYTES })
    return text.toString('utf8').split('\n').slice(0, -1)
  } catch {
    throw new ScrubError(
      'E_RUN_STORE',
      place,
      'What is kept there cannot be read: it was changed or damaged.',
    )
  }
}

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

/** Results of a block in order. Throws E_RUN_STORE for one that is damaged. */
export async function resultsOfBlock(block: BlockTable, shared: Shared): Promise<Result[]> {
  const place = `block ${block.block}`
  const lines = await linesOf(block.results, place)
  try {
    return lines.map((line) => unpackResult(line, shared))
  } catch {
    throw new ScrubError(
      'E_RUN_STORE',
      place,
      'What is kept there cannot be read: it was changed or damaged.',
    )
  }
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
  const lines = await linesOf(store.vault.open(block.payload, place), place)
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

/** Results by run number and place, in the order asked; each block is opened once. */
export async function resultsAt(
  store: RunStore,
  places: readonly { readonly run: number; readonly ordinal: number }[],
): Promise<(Result | undefined)[]> {
  const found = new Map<string, Result>()
  for (const run of new Set(places.map((place) => place.run))) {
    const shared = await sharedOf(store.db, run)
    const wanted = new Set(places.filter((place) => place.run === run).map(({ ordinal }) => ordinal))
    for await (const block of blocksWith(store, run, wanted)) {
      const lines = await linesOf(block.results, `block ${block.block}`)
      lines.forEach((line, at) => {
        const ordinal = block.first + at
        if (wanted.has(ordinal)) found.set(`${run} ${ordinal}`, unpackResult(line, shared))
      })
    }
  }
  return places.map(({ run, ordinal }) => found.get(`${run} ${ordinal}`))
}

/** Parameters of one statement. */
const MOST_PARAMETERS = 500

/** The blocks of a run in which some of its results stand. */
async function* blocksWith(
  store: RunStore,
  run: number,
  ordinals: ReadonlySet<number>,
): AsyncGenerator<BlockTable> {
  const numbers = new Set<number>()
  for (const some of parts([...ordinals], MOST_PARAMETERS))
    for (const { block } of await store.db
      .selectFrom('results')
      .select('block')
      .distinct()
      .where('run', '=', run)
      .where('ordinal', 'in', some)
      .execute())
      numbers.add(block)
  for (const some of parts(
    [...numbers].sort((one, other) => one - other),
    PAGE,
  ))
    yield* await store.db
      .selectFrom('blocks')
      .selectAll()
      .where('run', '=', run)
      .where('block', 'in', some)
      .orderBy('block')
      .execute()
}

function* parts<T>(list: readonly T[], length: number): Generator<T[]> {
  for (let at = 0; at < list.length; at += length) yield list.slice(at, at + length)
}

/** Places of the claims with an id, newest run first. */
export async function findClaim(
  store: RunStore,
  claim: string,
): Promise<{ run: string; ordinal: number; verdict: string }[]> {
  const key = store.db.selectFrom('results').innerJoin('runs', 'runs.number', 'results.run')
  return key
    .select(['runs.id as run', 'results.ordinal', 'results.verdict'])
    .where('results.claim', '=', claim)
    .orderBy('results.run', 'desc')
    .orderBy('results.ordinal')
    .limit(1000)
    .execute()
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
  const wanted = new Map<number, Set<number>>()
  for (const some of parts([...keys], MOST_KEYS))
    for (const { run, ordinal } of await store.db
      .selectFrom('patient_claims as p')
      .innerJoin('results as r', (join) =>
        join.onRef('r.run', '=', 'p.run').onRef('r.ordinal', '=', 'p.ordinal'),
      )
      .innerJoin('newest as n', (join) =>
        join
          .onRef('n.claim_key', '=', 'r.claim_key')
          .onRef('n.run', '=', 'p.run')
          .onRef('n.ordinal', '=', 'p.ordinal'),
      )
      .select(['p.run', 'p.ordinal'])
      .where('p.patient_key', 'in', some)
      .execute()) {
      const ordinals = wanted.get(run)
      if (ordinals) ordinals.add(ordinal)
      else wanted.set(run, new Set([ordinal]))
    }
  for (const [run, ordinals] of [...wanted].sort(([one], [other]) => one - other)) {
    const { id } = await store.db
      .selectFrom('runs')
      .select('id')
      .where('number', '=', run)
      .executeTakeFirstOrThrow()
    for await (const block of blocksWith(store, run, ordinals)) {
      const kept = await claimsOfBlock(store, id, block)
      yield kept.filter((claim, at): claim is Claim => claim !== undefined && ordinals.has(block.first + at))
    }
  }
}
