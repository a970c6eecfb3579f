/** Runs: begun, taken up again, listed. */
import { createHash, randomBytes } from 'node:crypto'
import { ScrubError } from '../model/errors.ts'
import type { Verdict } from '../model/result.ts'
import { inTransaction, moment, type Queries, type RunStore } from './open.ts'
import { createSharing, type Kind, type Shared, type Sharing } from './sharing.ts'
import type { KindTable, RunTable } from './schema.ts'
import { appendTrail } from './trail.ts'

/** An input of a run: its name, and the SHA-256 of its bytes as they were read. */
export interface RunInput {
  readonly name: string
  readonly bytes: number
  readonly sha256: string
}

/** What a run is made of. Two runs that agree in it have the same results. */
export interface RunTerms {
  readonly engine: string
  readonly codesets: string
  readonly rules: string
  /** Options that decide results: plain JSON. */
  readonly options: Readonly<Record<string, unknown>>
  readonly inputs: readonly RunInput[]
}

/** What is to be recorded, and how. */
export interface RunPlan extends RunTerms {
  /** `audit`: what was submitted; its findings are the work list. `rerun`: what would have been found otherwise. */
  readonly purpose: 'audit' | 'rerun'
  /** Id of the run that this one runs again. */
  readonly base?: string
  /** Name under which the run can be taken up again. */
  readonly key?: string
  /** Whether claims are kept, encrypted, or their digests alone. */
  readonly keep: 'claims' | 'digests'
  readonly by: string
}

/** Totals of a finished run. */
export interface RunCounts {
  readonly claims: number
  readonly verdicts: Readonly<Partial<Record<Verdict, number>>>
  readonly findings: number
  /** Billed cents that the payer is expected to reject or deny, no line counted twice. */
  readonly atRiskCents: number
}

/** A run as it is told. */
export interface Run extends RunTerms {
  readonly id: string
  readonly key: string | null
  readonly purpose: RunPlan['purpose']
  readonly base: string | null
  readonly state: 'recording' | 'finished'
  readonly keep: RunPlan['keep']
  /** Claims recorded so far. */
  readonly done: number
  readonly counts: RunCounts | null
  /** Moments in UTC, ISO 8601. */
  readonly started: string
  readonly finished: string | null
}

/** A run that is being recorded. It changes with every append, and serves one recorder. */
export interface OpenRun {
  readonly number: number
  readonly id: string
  readonly keep: RunPlan['keep']
  done: number
  blocks: number
  chain: string
  /** Totals so far. */
  counts: RunCounts
  /** The caller's mark, as last given. */
  position: unknown
  /** Numbers what its results share. */
  readonly sharing: Sharing
  /** After a failed append this is ahead of the store: the run can then only be resumed. */
  failed: boolean
  /** The block that is being written, after all before it. */
  writing: Promise<void>
}

const NOTHING: RunCounts = { claims: 0, verdicts: {}, findings: 0, atRiskCents: 0 }

/** What the first block is chained to. */
export const FIRST_LINK = createHash('sha256').update('cleanclaim').digest('hex')

/** Begins a run. Throws E_CONFLICT where another has its key. */
export async function beginRun(store: RunStore, plan: RunPlan): Promise<OpenRun> {
  const started = moment()
  const id = `${started.slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-')}-${randomBytes(4).toString('hex')}`
  const { engine, codesets, rules, options, inputs, purpose, keep } = plan
  const number = await inTransaction(store, async (trx) => {
    const row = await trx
      .insertInto('runs')
      .values({
        id,
        resume_key: plan.key ?? null,
        purpose,
        base: plan.base ?? null,
        state: 'recording',
        engine,
        codesets,
        rules,
        options: JSON.stringify(options),
        inputs: JSON.stringify(inputs),
        counts: JSON.stringify(NOTHING),
        done: 0,
        blocks: 0,
        position: 'null',
        chain: FIRST_LINK,
        kept: keep,
        started,
        finished: null,
      } as never)
      .onConflict((conflict) => conflict.column('resume_key').doNothing())
      .returning('number')
      .executeTakeFirst()
    if (!row) throw new ScrubError('E_CONFLICT', plan.key ?? id, 'Another run has this key.')
    await appendTrail(store, trx, {
      by: plan.by,
      action: 'run-begun',
      subject: id,
      detail: { purpose, codesets, rules },
    })
    return row.number
  })
  return {
    number,
    id,
    keep,
    done: 0,
    blocks: 0,
    chain: FIRST_LINK,
    counts: NOTHING,
    position: null,
    sharing: createSharing({ kinds: [], phrases: [] }),
    failed: false,
    writing: Promise.resolve(),
  }
}

/** The run of a key, undefined where there is none. */
export async function runOfKey(store: RunStore, key: string): Promise<Run | undefined> {
  const row = await store.db.selectFrom('runs').selectAll().where('resume_key', '=', key).executeTakeFirst()
  return row && runOf(row)
}

/** Takes up a run that is not finished. Throws E_RUN for one that is not there or is finished. */
export async function resumeRun(store: RunStore, id: string): Promise<OpenRun> {
  const row = await rowOf(store.db, id)
  if (row.state !== 'recording') throw new ScrubError('E_RUN', id, 'The run is finished.')
  const { number, done, blocks, chain, kept } = row
  const sharing = createSharing(await sharedOf(store.db, number))
  const position = JSON.parse(row.position) as unknown
  return {
    number,
    id,
    keep: kept as OpenRun['keep'],
    done,
    blocks,
    chain,
    counts: JSON.parse(row.counts) as RunCounts,
    position,
    sharing,
    failed: false,
    writing: Promise.resolve(),
  }
}

/** Shared parts of a run's results. */
export async function sharedOf(queries: Queries, run: number): Promise<Shared> {
  const kinds = await queries.selectFrom('kinds').selectAll().where('run', '=', run).orderBy('kind').execute()
  const phrases = await queries
    .selectFrom('phrases')
    .select('body')
    .where('run', '=', run)
    .orderBy('phrase')
    .execute()
  return { kinds: kinds.map(kindOf), phrases: phrases.map(({ body }) => body) }
}

const kindOf = (row: KindTable): Kind => ({
  edit: row.edit,
  message: row.message,
  severity: row.severity as Kind['severity'],
  group: row.group_code,
  carc: row.carc,
  rarc: row.rarc,
  scope: row.scope as Kind['scope'],
  payer: row.payer,
  source: JSON.parse(row.source) as Kind['source'],
})

/** The row of a run. Throws E_RUN where there is none. */
export async function rowOf(queries: Queries, id: string): Promise<RunTable> {
  const row = await queries.selectFrom('runs').selectAll().where('id', '=', id).executeTakeFirst()
  if (!row)
    throw new ScrubError('E_RUN', id, 'The store has no run of this id: cleanclaim audit list shows them.')
  return row
}

/** Most runs of one list. */
const MOST_LISTED = 1000

/** Runs, newest first. `limit` is at most 1,000. */
export async function listRuns(store: RunStore, limit = 100): Promise<Run[]> {
  const rows = await store.db
    .selectFrom('runs')
    .selectAll()
    .orderBy('number', 'desc')
    .limit(Math.min(Math.max(1, limit), MOST_LISTED))
    .execute()
  return rows.map(runOf)
}

/** A run. Throws E_RUN where there is none. */
export const showRun = async (store: RunStore, id: string): Promise<Run> => runOf(await rowOf(store.db, id))

const runOf = (row: RunTable): Run => ({
  id: row.id,
  key: row.resume_key,
  purpose: row.purpose as Run['purpose'],
  base: row.base,
  state: row.state as Run['state'],
  engine: row.engine,
  codesets: row.codesets,
  rules: row.rules,
  options: JSON.parse(row.options) as Run['options'],
  inputs: JSON.parse(row.inputs) as Run['inputs'],
  keep: row.kept as Run['keep'],
  done: row.done,
  counts: row.state === 'finished' ? (JSON.parse(row.counts) as RunCounts) : null,
  started: row.started,
  finished: row.finished,
})
