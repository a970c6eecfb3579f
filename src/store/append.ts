/** Recording: results with their claims are added to a run block by block, and the run is finished. */
import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { deflateRaw } from 'node:zlib'
import type { Claim } from '../model/claim.ts'
import { ScrubError } from '../model/errors.ts'
import type { Result } from '../model/result.ts'
import { insertRows, type BulkRow, type BulkTable } from './bulk.ts'
import { inTransaction, moment, type Queries, type RunStore } from './open.ts'
import { packResult, type Kind, type Shared } from './pack.ts'
import { publish } from './publish.ts'
import { findingColumns, findingRows, patientKeys, resultColumns, resultRow } from './rows.ts'
import type { OpenRun, RunCounts, RunInput } from './runs.ts'
import type { RunTable } from './schema.ts'
import { appendTrail } from './trail.ts'

/** A result, with the claim as it was read; without a claim where none could be read. */
export interface Recorded {
  readonly result: Result
  readonly claim?: Claim
}

/** Most results of one block: what is lost with a kill, and what one look at a claim has to inflate. */
export const MOST_IN_BLOCK = 1000

const deflate = promisify(deflateRaw)
const FAST = { level: 1 }

const kindColumns: BulkTable = {
  table: 'kinds',
  columns: [
    'run',
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
  columns: ['run', 'phrase', 'body'],
}

const kindRow = (run: number, number: number, kind: Kind): BulkRow => [
  run,
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

/** Columns that a block's digest leaves out: they are emptied when claims are no longer kept. */
const FORGOTTEN: ReadonlySet<string> = new Set(['subscriber_key', 'patient_key'])

/** The link of a block: over the link before, the results, and the rows by which they are asked. */
export function linkOf(
  chain: string,
  packed: Uint8Array,
  results: readonly BulkRow[],
  findings: readonly BulkRow[],
): string {
  let text = ''
  for (const row of results)
    text += `${JSON.stringify(row.map((value, at) => (FORGOTTEN.has(resultColumns.columns[at]!) ? 0 : value)))}\n`
  return createHash('sha256')
    .update(chain)
    .update(packed)
    .update(text)
    .update(JSON.stringify(findings))
    .digest('hex')
}

/** Digest of what a run is made of. */
export const termsDigest = ({
  engine,
  codesets,
  rules,
  options,
  inputs,
  purpose,
  base,
  started,
}: RunTable): string =>
  createHash('sha256')
    .update(JSON.stringify([engine, codesets, rules, options, inputs, purpose, base, started]))
    .digest('hex')

/** Digest of what the results of a run share. */
export const sharedDigest = (shared: Shared): string =>
  createHash('sha256')
    .update(JSON.stringify(shared.kinds.map((kind, at) => kindRow(0, at, kind))))
    .update(JSON.stringify(shared.phrases))
    .digest('hex')

/** A block ready to be written, but for the deflating. */
interface Block {
  readonly number: number
  readonly first: number
  readonly entries: number
  readonly kinds: readonly BulkRow[]
  readonly phrases: readonly BulkRow[]
  readonly results: readonly BulkRow[]
  readonly findings: readonly BulkRow[]
  readonly lines: Promise<Buffer>
  readonly claims: Promise<Buffer> | undefined
}

/**
 * Adds results, at most 1,000, as the next block of the run, with the caller's mark of how far it has read: all of it
 * or, when the program is killed, nothing. The next block may be given before this one is written: it is packed
 * meanwhile, and written after. Throws E_CONFLICT when another recorder has added to the run, or an earlier block was
 * not written; the run can then only be taken up again.
 */
export async function appendResults(
  store: RunStore,
  run: OpenRun,
  entries: readonly Recorded[],
  position: unknown,
): Promise<void> {
  if (entries.length === 0) return
  if (entries.length > MOST_IN_BLOCK) throw new RangeError('A block has at most 1,000 results.')
  if (run.failed) throw conflict(run.id, FAILED)
  // Until it is written: whatever goes wrong on the way leaves the run to be taken up again.
  const fail = (error: unknown): never => {
    run.failed = true
    throw error
  }
  try {
    run.writing = write(store, run, pack(store, run, entries), position, run.writing).catch(fail)
  } catch (error) {
    fail(error)
  }
  return run.writing
}

function pack(store: RunStore, run: OpenRun, entries: readonly Recorded[]): Block {
  const { number, blocks: block, done: first, sharing } = run
  const { kinds, phrases } = sharing.shared
  const known = { kinds: kinds.length, phrases: phrases.length }
  const results: BulkRow[] = []
  const findings: BulkRow[] = []
  let [lines, claims] = ['', '']
  entries.forEach(({ result, claim }, at) => {
    const ordinal = first + at
    const payer = claim?.payer?.id ?? null
    lines += `${packResult(result, payer, sharing)}\n`
    const body = claim === undefined ? '' : JSON.stringify(claim)
    if (run.keep === 'claims') claims += `${body}\n`
    const digest = claim === undefined || run.keep === 'claims' ? null : store.vault.keyed('digest', body)
    const keys =
      claim === undefined || run.keep === 'digests'
        ? { subscriber: null, patient: null }
        : patientKeys(claim, store.vault)
    results.push(resultRow({ run: number, ordinal, block }, result, claim, digest, keys))
    if (result.claim !== null)
      for (const row of findingRows(number, ordinal, result, payer, sharing)) findings.push(row)
  })
  run.done += entries.length
  run.blocks += 1
  return {
    number: block,
    first,
    entries: entries.length,
    kinds: kinds.slice(known.kinds).map((kind, at) => kindRow(number, known.kinds + at, kind)),
    phrases: phrases.slice(known.phrases).map((body, at) => [number, known.phrases + at, body]),
    results,
    findings,
    lines: deflate(lines, FAST),
    claims: run.keep === 'claims' ? deflate(claims, FAST) : undefined,
  }
}

async function write(
  store: RunStore,
  run: OpenRun,
  block: Block,
  position: unknown,
  before: Promise<void>,
): Promise<void> {
  const [lines, claims] = await Promise.all([block.lines, block.claims, before.catch(() => undefined)])
  if (run.failed) throw conflict(run.id, FAILED)
  const { number } = block
  const payload = claims === undefined ? null : store.vault.seal(claims, claimsPlace(run.id, number))
  const chain = linkOf(run.chain, lines, block.results, block.findings)
  const { first, entries } = block
  const write = async (trx: Queries): Promise<void> => {
    const { numUpdatedRows } = await trx
      .updateTable('runs')
      .set({ done: first + entries, blocks: number + 1, chain, position: JSON.stringify(position) })
      .where('number', '=', run.number)
      .where('blocks', '=', number)
      .where('state', '=', 'recording')
      .executeTakeFirst()
    if (numUpdatedRows !== 1n) throw conflict(run.id, TAKEN)
    await insertRows(store, trx, kindColumns, block.kinds)
    await insertRows(store, trx, phraseColumns, block.phrases)
    await trx
      .insertInto('blocks')
      .values({ run: run.number, block: number, first, claims: entries, results: lines, payload })
      .execute()
    await insertRows(store, trx, resultColumns, block.results)
    await insertRows(store, trx, findingColumns, block.findings)
  }
  await inTransaction(store, write, false)
  run.chain = chain
  run.position = position
}

const FAILED = 'An earlier block was not written: take the run up again.'
const TAKEN = 'Another program records this run, or has finished or removed it.'
const conflict = (run: string, text: string): ScrubError => new ScrubError('E_CONFLICT', run, text)

/**
 * Finishes a run: counts it, makes its findings the work list's (of an `audit`), its claims the patients' history, and
 * enters it in the trail. Until then nobody sees it but `list` and `show`. Throws E_CONFLICT when it is not as recorded.
 */
export async function finishRun(
  store: RunStore,
  run: OpenRun,
  inputs: readonly RunInput[],
  by: string,
): Promise<RunCounts> {
  await run.writing
  return inTransaction(store, async (trx) => {
    const row = await trx.selectFrom('runs').selectAll().where('number', '=', run.number).executeTakeFirst()
    if (row?.state !== 'recording' || row.blocks !== run.blocks) throw conflict(run.id, TAKEN)
    const totals = await trx
      .selectFrom('results')
      .select((of) => [
        'verdict',
        of.fn.countAll<number>().as('claims'),
        of.fn.sum<number>('findings').as('findings'),
        of.fn.sum<number>('at_risk_cents').as('cents'),
      ])
      .where('run', '=', run.number)
      .groupBy('verdict')
      .orderBy('verdict')
      .execute()
    const sum = (field: 'claims' | 'findings' | 'cents'): number =>
      totals.reduce((total, row) => total + Number(row[field]), 0)
    const counts: RunCounts = {
      claims: sum('claims'),
      verdicts: Object.fromEntries(totals.map(({ verdict, claims }) => [verdict, Number(claims)])),
      findings: sum('findings'),
      atRiskCents: sum('cents'),
    }
    const finished = moment()
    const said = JSON.stringify(inputs)
    const { numUpdatedRows } = await trx
      .updateTable('runs')
      .set({ state: 'finished', finished, counts: JSON.stringify(counts), inputs: said })
      .where('number', '=', run.number)
      .where('state', '=', 'recording')
      .where('blocks', '=', run.blocks)
      .executeTakeFirst()
    if (numUpdatedRows !== 1n) throw conflict(run.id, TAKEN)
    if (row.purpose === 'audit') await publish(store, trx, run.number)
    await appendTrail(store, trx, {
      by,
      action: 'run-finished',
      subject: run.id,
      detail: {
        ...counts,
        blocks: run.blocks,
        chain: run.chain,
        shared: sharedDigest(run.sharing.shared),
        terms: termsDigest({ ...row, inputs: said }),
      },
    })
    return counts
  })
}
