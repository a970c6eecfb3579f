/** Recording: results with their claims are added to a run block by block, and the run is finished. */
import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { deflateRaw } from 'node:zlib'
import type { Claim } from '../model/claim.ts'
import { ScrubError } from '../model/errors.ts'
import type { Result } from '../model/result.ts'
import { insertRows, type BulkRow, type BulkTable } from './bulk.ts'
import { addFindings, columnsText, createColumns, type Columns } from './columns.ts'
import { inTransaction, moment, type Queries, type RunStore } from './open.ts'
import { packResult, type Kind, type Shared } from './pack.ts'
import { publish, type PatientColumns } from './publish.ts'
import { addResult, patientKeys } from './rows.ts'
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
const FAST = { level: 1, chunkSize: 131_072 }

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

const kindRow = (number: number, kind: Kind): BulkRow => [
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
    .update(JSON.stringify(shared.kinds.map((kind, at) => kindRow(at, kind))))
    .update(JSON.stringify(shared.phrases))
    .digest('hex')

/** A block ready to be written, but for the deflating. */
interface Block {
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
  const { blocks: block, done: first, sharing, keep } = run
  const { kinds, phrases } = sharing.shared
  const known = { kinds: kinds.length, phrases: phrases.length }
  const columns = createColumns()
  const keys: PatientColumns = { subscriber: [], patient: [] }
  const packed: unknown[] = []
  let claims = ''
  for (let at = 0; at < entries.length; at++) {
    const { result, claim } = entries[at]!
    const payer = claim?.payer?.id ?? null
    const found = result.claim === null ? [] : result.findings
    const ofFound = found.map((finding) => sharing.kindOf(finding, payer))
    packed.push(packResult(result, ofFound, sharing))
    const body = claim === undefined ? '' : JSON.stringify(claim)
    const digest = claim === undefined || keep === 'claims' ? null : store.vault.keyed('digest', body)
    addResult(columns.results, result, claim, digest)
    if (result.claim !== null) addFindings(columns, at, result.claim, found, ofFound)
    if (keep === 'digests') continue
    claims += `${body}\n`
    const { subscriber, patient } =
      claim === undefined ? { subscriber: null, patient: null } : patientKeys(claim, store.vault)
    keys.subscriber.push(subscriber)
    keys.patient.push(patient)
  }
  run.done += entries.length
  run.blocks += 1
  run.counts = counted(run.counts, columns)
  return {
    number: block,
    first,
    entries: entries.length,
    counts: run.counts,
    kinds: kinds.slice(known.kinds).map((kind, at) => kindRow(known.kinds + at, kind)),
    phrases: phrases.slice(known.phrases).map((body, at) => [known.phrases + at, body]),
    results: deflate(JSON.stringify(packed), FAST),
    columns: deflate(columnsText(columns), FAST),
    keys: keep === 'claims' ? deflate(JSON.stringify(keys), FAST) : undefined,
    claims: keep === 'claims' ? deflate(claims, FAST) : undefined,
  }
}

/** The totals of a run with those of one more block. */
function counted(before: RunCounts, { findings, results }: Columns): RunCounts {
  const verdicts = { ...before.verdicts }
  for (const verdict of results.verdict) verdicts[verdict] = (verdicts[verdict] ?? 0) + 1
  return {
    claims: before.claims + results.verdict.length,
    verdicts: Object.fromEntries(Object.entries(verdicts).sort(([one], [other]) => (one < other ? -1 : 1))),
    findings: before.findings + findings.at.length,
    atRiskCents: results.atRiskCents.reduce((sum, cents) => sum + cents, before.atRiskCents),
  }
}

async function write(
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
  const write = async (trx: Queries): Promise<void> => {
    const { numUpdatedRows } = await trx
      .updateTable('runs')
      .set({
        done: first + entries,
        blocks: number + 1,
        chain,
        counts: JSON.stringify(block.counts),
        position: JSON.stringify(position),
      })
      .where('number', '=', run.number)
      .where('blocks', '=', number)
      .where('state', '=', 'recording')
      .executeTakeFirst()
    if (numUpdatedRows !== 1n) throw conflict(run.id, TAKEN)
    await insertRows(store, trx, kindColumns, run.number, block.kinds)
    await insertRows(store, trx, phraseColumns, run.number, block.phrases)
    const bytes = { columns, results, keys: keys ?? null, payload }
    await trx
      .insertInto('blocks')
      .values({ run: run.number, block: number, first, claims: entries, ...bytes })
      .execute()
  }
  await inTransaction(store, write, false)
  run.chain = chain
  run.position = position
}

const FAILED = 'An earlier block was not written: take the run up again.'
const TAKEN = 'Another program records this run, or has finished or removed it.'
const conflict = (run: string, text: string): ScrubError => new ScrubError('E_CONFLICT', run, text)

/**
 * Finishes a run: makes its findings the work list's (of an `audit`), its claims the patients' history, and
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
    const { counts } = run
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
