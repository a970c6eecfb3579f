/** Whether recorded runs, and what people did with their findings, are still what the trail says. */
import { sharedDigest, termsDigest } from './append.ts'
import { linkOf } from './block.ts'
import type { RunStore } from './open.ts'
import { blocksOf } from './read.ts'
import { FIRST_LINK, sharedOf } from './runs.ts'
import type { RunTable } from './schema.ts'
import { patientTallies, watchClaims, type ClaimWatch } from './verify-claims.ts'
import { keptFaults } from './verify-kept.ts'
import { listFaults, type FinishedAudit } from './verify-list.ts'
import { itemState } from './work-items.ts'

/** What was found on going through the runs and items. */
export interface ContentsReport {
  readonly runs: number
  readonly items: number
  /** `subject` is the id of a run or an item. */
  readonly faults: readonly { readonly subject: string; readonly text: string }[]
}

type Detail = Readonly<Record<string, unknown>>

/** Times that a store in use is gone through. */
const MOST_LOOKS = 3

/**
 * Goes through every finished run, the work list, and what people did with it, against what the trail says. It rests on
 * the trail: verify that first. Others may go on: what is changed between two looks at it seems wrong, so where the
 * trail has grown meanwhile all is gone through again, and at last only what was wrong more than once is told.
 */
export async function verifyContents(store: RunStore): Promise<ContentsReport> {
  const times = new Map<string, number>()
  for (let look = 1; ; look++) {
    const before = await entriesOf(store)
    const seen = await lookThrough(store)
    if (seen.faults.length === 0 || (await entriesOf(store)) === before) return seen
    for (const fault of seen.faults) {
      const key = JSON.stringify(fault)
      times.set(key, (times.get(key) ?? 0) + 1)
    }
    if (look < MOST_LOOKS) continue
    // One that only seems wrong may keep others from being looked for, so not each must have been seen this time.
    const again = [...times].filter(([, count]) => count > 1)
    return { ...seen, faults: again.map(([key]) => JSON.parse(key) as ContentsReport['faults'][number]) }
  }
}

/** Number of the trail's last entry. */
const entriesOf = async ({ db }: RunStore): Promise<unknown> =>
  (await db.selectFrom('trail').select('number').orderBy('number', 'desc').limit(1).executeTakeFirst())
    ?.number

async function lookThrough(store: RunStore): Promise<ContentsReport> {
  const faults: { subject: string; text: string }[] = []
  const last = await lastEntries(store)
  const runs = await store.db
    .selectFrom('runs')
    .selectAll()
    .where('state', '=', 'finished')
    .orderBy('number')
    .execute()
  const patients = await patientTallies(store)
  for (const run of runs) {
    const ending = last.runs.get(run.id)
    last.runs.delete(run.id)
    const claims = watchClaims(store, run)
    const text = ending
      ? ((await faultOf(store, run, ending, claims, last.pruned)) ?? claims.fault(patients))
      : 'The trail does not say that it was finished.'
    if (text !== undefined) faults.push({ subject: run.id, text })
    patients.delete(run.number)
  }
  if (await ofUnfinished(store, patients))
    faults.push({
      subject: 'patients',
      text: 'Claims of runs that were never finished are found by patient.',
    })
  for (const subject of last.runs.keys())
    faults.push({ subject, text: 'The run is gone, and the trail does not say that it was removed.' })

  const faultyRuns = faults.length > 0
  const items = await store.db.selectFrom('work_items').selectAll().orderBy('item').execute()
  for (const item of items) {
    const entry = last.items.get(item.item)
    last.items.delete(item.item)
    if (entry === undefined || JSON.stringify(itemState(item)) !== JSON.stringify(entry['after']))
      faults.push({ subject: item.item, text: 'The item is not as the trail says that it was left.' })
  }
  for (const subject of last.items.keys()) faults.push({ subject, text: 'The item is gone.' })
  faults.push(...(await keptFaults(store)))
  // What was made of runs can be told where they are as they were recorded.
  if (!faultyRuns) faults.push(...(await listFaults(store, ...auditsOf(runs, last))))
  return { runs: runs.length, items: items.length, faults }
}

/** Audits in the order in which they were finished, and whether one finished after an audit was removed. */
function auditsOf(
  runs: readonly RunTable[],
  { finished, removed }: LastEntries,
): [FinishedAudit[], (audit: FinishedAudit) => boolean] {
  const at = new Map(finished.map((id, place) => [id, place]))
  const audits = runs
    .filter(({ purpose }) => purpose === 'audit')
    .sort((one, other) => at.get(one.id)! - at.get(other.id)!)
  const lastRemoved = Math.max(-1, ...[...removed].map((id) => at.get(id) ?? -1))
  return [audits, ({ id }) => lastRemoved > at.get(id)!]
}

interface LastEntries {
  readonly runs: Map<string, Detail>
  readonly items: Map<string, Detail>
  /** Ids of runs in the order in which they were finished, of those that were removed, and of those without claims since. */
  readonly finished: readonly string[]
  readonly removed: ReadonlySet<string>
  readonly pruned: ReadonlySet<string>
}

/** What the trail says last of each run that was finished and not removed, and of each item. */
async function lastEntries(store: RunStore): Promise<LastEntries> {
  const rows = await store.db
    .selectFrom('trail')
    .select(['action', 'subject', 'detail'])
    .where('action', 'in', ['run-finished', 'run-removed', 'claims-removed', 'item-changed'])
    .orderBy('number')
    .execute()
  const [runs, items] = [new Map<string, Detail>(), new Map<string, Detail>()]
  const finished: string[] = []
  const [removed, pruned] = [new Set<string>(), new Set<string>()]
  for (const { action, subject, detail } of rows) {
    if (action === 'run-finished') finished.push(subject)
    if (action === 'run-removed') {
      runs.delete(subject)
      removed.add(subject)
    } else if (action === 'claims-removed') pruned.add(subject)
    else (action === 'run-finished' ? runs : items).set(subject, JSON.parse(detail) as Detail)
  }
  return { runs, items, finished, removed, pruned }
}

/** Whether a run that has rows by patient is not finished; one that was finished since is for the next time. */
async function ofUnfinished(store: RunStore, patients: ReadonlyMap<number, unknown>): Promise<boolean> {
  if (patients.size === 0) return false
  const rows = await store.db.selectFrom('runs').select('number').where('state', '=', 'finished').execute()
  const finished = new Set(rows.map(({ number }) => number))
  return [...patients.keys()].some((run) => !finished.has(run))
}

async function faultOf(
  store: RunStore,
  run: RunTable,
  ending: Detail,
  claims: ClaimWatch,
  pruned: ReadonlySet<string>,
): Promise<string | undefined> {
  // Runs of earlier versions do not say what they kept.
  const { blocks, chain, shared, terms, kept = run.kept, ...counts } = ending
  if (run.kept !== (pruned.has(run.id) ? 'digests' : kept))
    return 'The trail says otherwise whether its claims are kept.'
  if (termsDigest(run) !== terms)
    return 'Its input, code sets, rules or options are not those that the trail has.'
  if (run.chain !== chain || run.blocks !== blocks || run.counts !== JSON.stringify(counts))
    return 'Its totals are not those that the trail has.'
  if (sharedDigest(await sharedOf(store.db, run.number)) !== shared || !(await kindsAgree(store, run.number)))
    return 'What its findings share is not what was recorded.'
  let [link, count] = [FIRST_LINK, 0]
  for await (const block of blocksOf(store.db, run.number)) {
    link = linkOf(link, block.results, block.columns)
    count += 1
    await claims.see(block)
  }
  return link === chain && count === blocks ? undefined : 'Its results are not those that were recorded.'
}

/** The columns by which kinds are asked, against the source that they are taken from. */
async function kindsAgree(store: RunStore, run: number): Promise<boolean> {
  const kinds = await store.db.selectFrom('kinds').selectAll().where('run', '=', run).execute()
  return kinds.every(({ source, source_table, release }) => {
    const said = JSON.parse(source) as { readonly table?: string; readonly release?: string }
    return (said.table ?? null) === source_table && (said.release ?? null) === release
  })
}
