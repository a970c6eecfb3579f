/** Whether recorded runs, and what people did with their findings, are still what the trail says. */
import { linkOf, sharedDigest, termsDigest } from './append.ts'
import type { BulkRow, BulkTable } from './bulk.ts'
import type { RunStore } from './open.ts'
import { blocksOf } from './read.ts'
import { findingColumns, resultColumns } from './rows.ts'
import { FIRST_LINK, sharedOf } from './runs.ts'
import type { BlockTable, RunTable } from './schema.ts'
import { itemState } from './work-items.ts'

/** What was found on going through the runs and items. */
export interface ContentsReport {
  readonly runs: number
  readonly items: number
  /** `subject` is the id of a run or an item. */
  readonly faults: readonly { readonly subject: string; readonly text: string }[]
}

type Detail = Readonly<Record<string, unknown>>

/**
 * Goes through every finished run and every touched item of the work list, against what the trail says of them. It
 * rests on the trail: verify that first.
 */
export async function verifyContents(store: RunStore): Promise<ContentsReport> {
  const faults: { subject: string; text: string }[] = []
  const last = await lastEntries(store)
  const runs = await store.db
    .selectFrom('runs')
    .selectAll()
    .where('state', '=', 'finished')
    .orderBy('number')
    .execute()
  for (const run of runs) {
    const ending = last.runs.get(run.id)
    last.runs.delete(run.id)
    const text = ending ? await faultOf(store, run, ending) : 'The trail does not say that it was finished.'
    if (text !== undefined) faults.push({ subject: run.id, text })
  }
  for (const subject of last.runs.keys())
    faults.push({ subject, text: 'The run is gone, and the trail does not say that it was removed.' })

  const items = await store.db.selectFrom('work_items').selectAll().orderBy('item').execute()
  for (const item of items) {
    const entry = last.items.get(item.item)
    last.items.delete(item.item)
    if (entry === undefined || JSON.stringify(itemState(item)) !== JSON.stringify(entry['after']))
      faults.push({ subject: item.item, text: 'The item is not as the trail says that it was left.' })
  }
  for (const subject of last.items.keys()) faults.push({ subject, text: 'The item is gone.' })
  return { runs: runs.length, items: items.length, faults }
}

/** What the trail says last of each run that was finished and not removed, and of each item. */
async function lastEntries(
  store: RunStore,
): Promise<{ runs: Map<string, Detail>; items: Map<string, Detail> }> {
  const rows = await store.db
    .selectFrom('trail')
    .select(['action', 'subject', 'detail'])
    .where('action', 'in', ['run-finished', 'run-removed', 'item-changed'])
    .orderBy('number')
    .execute()
  const [runs, items] = [new Map<string, Detail>(), new Map<string, Detail>()]
  for (const { action, subject, detail } of rows)
    if (action === 'run-removed') runs.delete(subject)
    else (action === 'run-finished' ? runs : items).set(subject, JSON.parse(detail) as Detail)
  return { runs, items }
}

async function faultOf(store: RunStore, run: RunTable, ending: Detail): Promise<string | undefined> {
  const { blocks, chain, shared, terms, ...counts } = ending
  if (termsDigest(run) !== terms)
    return 'Its input, code sets, rules or options are not those that the trail has.'
  if (run.chain !== chain || run.blocks !== blocks || run.counts !== JSON.stringify(counts))
    return 'Its totals are not those that the trail has.'
  if (sharedDigest(await sharedOf(store.db, run.number)) !== shared || !(await kindsAgree(store, run.number)))
    return 'What its findings share is not what was recorded.'
  let [link, count] = [FIRST_LINK, 0]
  for await (const block of blocksOf(store.db, run.number)) {
    link = linkOf(
      link,
      block.results,
      await rowsOf(store, resultColumns, run.number, block),
      await rowsOf(store, findingColumns, run.number, block),
    )
    count += 1
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

/** Rows of a block in their order, as they were inserted. */
async function rowsOf(
  store: RunStore,
  { table, columns }: BulkTable,
  run: number,
  { first, claims }: BlockTable,
): Promise<BulkRow[]> {
  const { sql } = store
  const order = table === 'findings' ? sql`ordinal, seq` : sql`ordinal`
  const { rows } = await sql<Record<string, string | number | null>>`
    select * from ${sql.table(table)} where run = ${run} and ordinal >= ${first} and ordinal < ${first + claims}
    order by ${order}`.execute(store.db)
  return rows.map((row) => columns.map((name) => row[name]!))
}
