/** What people do with items of the work list: each change on top of the version that they saw, and into the trail. */
import { ScrubError } from '../model/errors.ts'
import { columnsWith, rootsIn } from './columns.ts'
import { inTransaction, moment, type Queries, type RunStore } from './open.ts'
import { holdList } from './publish.ts'
import type { WorkItemTable } from './schema.ts'
import { appendTrail } from './trail.ts'

/** Why an item is done with. */
export const resolutions = ['fixed', 'overridden', 'not-an-error', 'sent-as-is'] as const
export type Resolution = (typeof resolutions)[number]

/** One change. Notes are free text: encrypted, and shown to nobody but readers of the item. */
export type ItemChange =
  | { readonly do: 'assign'; readonly to: string | null }
  | { readonly do: 'note'; readonly text: string }
  | { readonly do: 'snooze'; readonly until: string }
  /** Resolved as overridden until the day before `until`, when it stands open again; without it for good. */
  | { readonly do: 'resolve'; readonly reason: Resolution; readonly until?: string }
  | { readonly do: 'reopen' }

/** What is known of an item beside its finding. */
export interface ItemState {
  /** Changes so far; 0 for an item that nobody has touched. */
  readonly version: number
  readonly state: 'open' | 'resolved'
  readonly assignee: string | null
  /** Not shown before this day, `YYYY-MM-DD`. */
  readonly snoozedUntil: string | null
  readonly reason: Resolution | null
  readonly notes: number
}

/** The state of an item nobody has touched. */
export const UNTOUCHED: ItemState = {
  version: 0,
  state: 'open',
  assignee: null,
  snoozedUntil: null,
  reason: null,
  notes: 0,
}

/** The state that a row says. */
export const itemState = (row: WorkItemTable): ItemState => ({
  version: row.version,
  state: row.state as ItemState['state'],
  assignee: row.assignee,
  snoozedUntil: row.snoozed_until,
  reason: row.reason as Resolution | null,
  notes: row.notes,
})

/** Longest note, and name of a person, in characters. */
const LONGEST_NOTE = 10_000
const LONGEST_NAME = 200

const fault = (at: string, text: string): ScrubError => new ScrubError('E_OPTION', at, text)

function changed(before: ItemState, change: ItemChange): ItemState {
  const next = { ...before, version: before.version + 1 }
  switch (change.do) {
    case 'assign':
      if (change.to !== null && (change.to.trim() === '' || change.to.length > LONGEST_NAME))
        throw fault('assignee', 'An item is assigned to a name of at most 200 characters.')
      return { ...next, assignee: change.to }
    case 'note':
      if (change.text.trim() === '' || change.text.length > LONGEST_NOTE)
        throw fault('note', 'A note has at most 10,000 characters, and some.')
      return { ...next, notes: before.notes + 1 }
    case 'snooze':
      return { ...next, snoozedUntil: change.until }
    case 'resolve':
      if (!resolutions.includes(change.reason))
        throw fault('reason', `An item is resolved as one of: ${resolutions.join(', ')}.`)
      if (change.until !== undefined && change.reason !== 'overridden')
        throw fault('until', 'Only an override ends.')
      return { ...next, state: 'resolved', reason: change.reason, snoozedUntil: change.until ?? null }
    case 'reopen':
      return { ...next, state: 'open', reason: null, snoozedUntil: null }
  }
}

const notePlace = (item: string, number: number): string => `item ${item} note ${number}`

/**
 * Changes an item. `version` is the one that the person saw: where another has changed the item since, nothing is done
 * and E_CONFLICT is thrown. Throws E_RUN for an item that no finished audit found, E_OPTION for a change that is none.
 */
export const changeItem = (
  store: RunStore,
  item: string,
  version: number,
  change: ItemChange,
  by: string,
): Promise<ItemState> =>
  inTransaction(store, (trx) => changeItemWithin(store, trx, item, version, change, by))

/** The same within a transaction, so that what goes with it stands or falls with it. */
export async function changeItemWithin(
  store: RunStore,
  trx: Queries,
  item: string,
  version: number,
  change: ItemChange,
  by: string,
): Promise<ItemState> {
  // Published meanwhile, the item would be said to stand where it stood before, and the list would never show it again.
  await holdList(store, trx, 'with others')
  const row = await trx.selectFrom('work_items').selectAll().where('item', '=', item).executeTakeFirst()
  const before = row ? itemState(row) : UNTOUCHED
  const conflict = (): ScrubError =>
    new ScrubError('E_CONFLICT', item, 'Someone else has changed this item: look at it again, then repeat.')
  if (before.version !== version) throw conflict()
  const after = changed(before, change)
  const values = {
    version: after.version,
    state: after.state,
    assignee: after.assignee,
    snoozed_until: after.snoozedUntil,
    reason: after.reason,
    notes: after.notes,
    updated: moment(),
    updated_by: by,
  }
  // Two who saw the same version may both come as far as this: the row decides.
  const done = row
    ? (
        await trx
          .updateTable('work_items')
          .set(values)
          .where('item', '=', item)
          .where('version', '=', version)
          .executeTakeFirst()
      ).numUpdatedRows
    : (
        await trx
          .insertInto('work_items')
          .values({ item, ...(await findingOf(trx, item)), ...values })
          .onConflict((clash) => clash.column('item').doNothing())
          .executeTakeFirst()
      ).numInsertedOrUpdatedRows
  if (done !== 1n) throw conflict()
  if (change.do === 'note')
    await trx
      .insertInto('work_notes')
      .values({
        item,
        number: after.notes,
        at: values.updated,
        by_whom: by,
        note: store.vault.seal(Buffer.from(change.text), notePlace(item, after.notes)),
      })
      .execute()
  await appendTrail(store, trx, {
    by,
    action: 'item-changed',
    subject: item,
    detail: { do: change.do, after },
  })
  return after
}

/** The claim and place that an item's id stands for. */
async function findingOf(
  trx: Queries,
  item: string,
): Promise<Pick<WorkItemTable, 'claim_key' | 'claim' | 'place' | 'cents' | 'run' | 'ordinal' | 'seq'>> {
  const [key = '', ...rest] = item.split('/')
  const place = rest.join('/')
  const newest = await trx.selectFrom('newest').selectAll().where('claim_key', '=', key).executeTakeFirst()
  if (newest) {
    const { run, ordinal } = newest
    for await (const block of columnsWith(trx, run, new Set([ordinal]))) {
      const places = block.places()
      const found = rootsIn(block.findings()).find(
        ({ at }, index) => places[index] === place && block.first + at === ordinal,
      )
      const claim = block.results().claim[ordinal - block.first]
      if (found && claim)
        return { claim_key: key, claim, place, run, ordinal, cents: found.cents, seq: found.seq }
    }
  }
  throw new ScrubError('E_RUN', item, 'There is no such item on the work list.')
}

/** What is known of an item. Throws E_RUN for one that no finished audit found. */
export async function itemOf(store: RunStore, item: string): Promise<ItemState> {
  const row = await store.db.selectFrom('work_items').selectAll().where('item', '=', item).executeTakeFirst()
  if (row) return itemState(row)
  await findingOf(store.db, item)
  return UNTOUCHED
}

/** A note as it was written. */
export interface ItemNote {
  readonly at: string
  readonly by: string
  readonly text: string
}

/** Notes of an item, oldest first. */
export async function notesOf(store: RunStore, item: string): Promise<ItemNote[]> {
  const rows = await store.db
    .selectFrom('work_notes')
    .selectAll()
    .where('item', '=', item)
    .orderBy('number')
    .execute()
  return rows.map(({ number, at, by_whom, note }) => ({
    at,
    by: by_whom,
    text: store.vault.open(note, notePlace(item, number)).toString('utf8'),
  }))
}
