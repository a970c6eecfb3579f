/** Recording: results with their claims are added to a run block by block, and the run is finished. */
import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { deflateRaw } from 'node:zlib'
import type { Claim } from '../model/claim.ts'
import type { Result } from '../model/result.ts'
import { FAILED, TAKEN, conflict, kindRow, writeBlock, type Block } from './block.ts'
import { addFindings, columnsText, createColumns, type Columns } from './columns.ts'
import { inTransaction, moment, type RunStore } from './open.ts'
import { holdList, publish, type PatientColumns } from './publish.ts'
import { createPacking, packResult, packedBytes } from './results.ts'
import { addResult, patientKeys } from './rows.ts'
import type { OpenRun, RunCounts, RunInput } from './runs.ts'
import type { RunTable } from './schema.ts'
import type { Shared } from './sharing.ts'
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
    run.writing = writeBlock(store, run, pack(store, run, entries), position, run.writing).catch(fail)
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
  const packing = createPacking(sharing)
  let claims = ''
  for (let at = 0; at < entries.length; at++) {
    const { result, claim } = entries[at]!
    const payer = claim?.payer?.id ?? null
    const found = result.claim === null ? [] : result.findings
    const ofFound = sharing.kindsOf(found, payer)
    packResult(packing, at, result, ofFound)
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
    results: deflate(packedBytes(packing), FAST),
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
    // Before the moment is taken: audits are seen in the order of their moments, which histories rest on.
    if (row.purpose === 'audit') await holdList(store, trx, 'alone')
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
        kept: row.kept,
      },
    })
    return counts
  })
}
