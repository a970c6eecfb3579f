/** A block of a run: how it is written, and what it is chained by. */
import { createHash } from 'node:crypto'
import { ScrubError } from '../model/errors.ts'
import { insertRows, type BulkRow, type BulkTable } from './bulk.ts'
import { inTransaction, type RunStore } from './open.ts'
import type { Kind } from './sharing.ts'
import type { OpenRun, RunCounts } from './runs.ts'
import type { BlockTable, RunTable } from './schema.ts'

const kindColumns: BulkTable = {
  table: 'kinds',
  columns: [
    'kind',
    'edit',
    'message',
    'severity',
    'group_code',
    'carc',
    'rarc',
    'scope',
    'payer',
    'source_table',
    'release',
    'source',
  ],
}
const phraseColumns: BulkTable = {
  table: 'phrases',
  columns: ['phrase', 'body'],
}

/** The row of a kind. */
export const kindRow = (number: number, kind: Kind): BulkRow => [
  number,
  kind.edit,
  kind.message,
  kind.severity,
  kind.group,
  kind.carc,
  kind.rarc,
  kind.scope,
  kind.payer,
  kind.source.table ?? null,
  kind.source.release ?? null,
  JSON.stringify(kind.source),
]

/** Where the encrypted claims of a block belong. */
export const claimsPlace = (run: string, block: number): string => `run ${run} block ${block} claims`

/** The link of a block: over the link before, the results, and the columns by which they are asked. */
export const linkOf = (chain: string, results: Uint8Array, columns: Uint8Array): string =>
  createHash('sha256')
    .update(`${chain} ${results.length} ${columns.length}\n`)
    .update(results)
    .update(columns)
    .digest('hex')

/** A block ready to be written, but for the deflating. */
export interface Block {
  readonly number: number
  readonly first: number
  readonly entries: number
  readonly counts: RunCounts
  readonly kinds: readonly BulkRow[]
  readonly phrases: readonly BulkRow[]
  readonly results: Promise<Buffer>
  readonly columns: Promise<Buffer>
  readonly keys: Promise<Buffer> | undefined
  readonly claims: Promise<Buffer> | undefined
}

/**
 * Writes a block after the one `before` it, whole or not at all. Throws E_CONFLICT when that one was not written, or
 * another recorder has added to the run.
 */
export async function writeBlock(
  store: RunStore,
  run: OpenRun,
  block: Block,
  position: unknown,
  before: Promise<void>,
): Promise<void> {
  const [results, columns, keys, claims] = await Promise.all([
    block.results,
    block.columns,
    block.keys,
    block.claims,
    before.catch(() => undefined),
  ])
  if (run.failed) throw conflict(run.id, FAILED)
  const { number, first, entries } = block
  const payload = claims === undefined ? null : store.vault.seal(claims, claimsPlace(run.id, number))
  const chain = linkOf(run.chain, results, columns)
  const progress = {
    done: first + entries,
    blocks: number + 1,
    chain,
    counts: JSON.stringify(block.counts),
    position: JSON.stringify(position),
  }
  const row = {
    run: run.number,
    block: number,
    first,
    claims: entries,
    columns,
    keys: keys ?? null,
    results,
    payload,
  }
  const shares = block.kinds.length > 0 || block.phrases.length > 0
  if (store.kind === 'postgres' && !shares) await writeAtOnce(store, run.id, row, progress)
  else
    await inTransaction(
      store,
      async (trx) => {
        const { numUpdatedRows } = await trx
          .updateTable('runs')
          .set(progress)
          .where('number', '=', run.number)
          .where('blocks', '=', number)
          .where('state', '=', 'recording')
          .executeTakeFirst()
        if (numUpdatedRows !== 1n) throw conflict(run.id, TAKEN)
        await insertRows(store, trx, kindColumns, run.number, block.kinds)
        await insertRows(store, trx, phraseColumns, run.number, block.phrases)
        await trx.insertInto('blocks').values(row).execute()
      },
      false,
    )
  run.chain = chain
  run.position = position
}

/**
 * Most blocks bring nothing new to share: Postgres takes such a one in one statement, which is a transaction of its
 * own, instead of five, each of which would wait until this program listens again. It is as lasting as the others.
 */
async function writeAtOnce(
  store: RunStore,
  id: string,
  { run, block, first, claims, columns, keys, results, payload }: BlockTable,
  {
    done,
    blocks,
    chain,
    counts,
    position,
  }: Pick<RunTable, 'done' | 'blocks' | 'chain' | 'counts' | 'position'>,
): Promise<void> {
  const { numAffectedRows } = await store.db.executeQuery(
    store.raw(AT_ONCE, [
      ...[run, block, first, claims, columns, keys, results, payload],
      ...[done, blocks, chain, counts, position],
    ]),
  )
  if (numAffectedRows !== 1n) throw conflict(id, TAKEN)
}

const AT_ONCE = `with quick as (select set_config('synchronous_commit', 'off', true)),
  held as (update runs set done = $9, blocks = $10, chain = $11, counts = $12, position = $13
    from quick where number = $1 and blocks = $2 and state = 'recording' returning number)
  insert into blocks (run, block, first, claims, columns, keys, results, payload)
    select number, $2, $3::integer, $4::integer, $5::bytea, $6::bytea, $7::bytea, $8::bytea from held`

/** What is said after an earlier block failed. */
export const FAILED = 'An earlier block was not written: take the run up again.'
/** What is said when the run is not as this recorder left it. */
export const TAKEN = 'Another program records this run, or has finished or removed it.'
/** E_CONFLICT of a run. */
export const conflict = (run: string, text: string): ScrubError => new ScrubError('E_CONFLICT', run, text)
