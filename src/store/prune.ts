/** Retention: claims, or whole runs, older than a day are removed, and the trail says so. */
import { inTransaction, type Queries, type RunStore } from './open.ts'
import { holdList } from './publish.ts'
import { appendTrail } from './trail.ts'

/** What was removed. */
export interface PruneReport {
  readonly runs: number
  readonly claims: number
}

const contents = ['kinds', 'phrases', 'blocks', 'newest', 'listed', 'patient_claims'] as const

/**
 * Removes what runs begun before a day (`YYYY-MM-DD`, UTC) keep: `claims` leaves their results and takes claims and
 * keys of patients, `runs` takes all. A run that was never finished goes too. Run by run, so that others can work.
 */
export async function prune(
  store: RunStore,
  what: 'claims' | 'runs',
  before: string,
  by: string,
): Promise<PruneReport> {
  const old = await store.db
    .selectFrom('runs')
    .select(['number', 'id', 'done', 'kept', 'state'])
    .where('started', '<', before)
    .orderBy('number')
    .execute()
  let [runs, claims] = [0, 0]
  for (const { number, id, done, kept, state } of old) {
    if (what === 'claims' && (kept !== 'claims' || state !== 'finished')) continue
    const removed = await inTransaction(store, async (trx) => {
      // Who publishes touches the same rows in another order: each would wait for the other.
      if (what === 'runs') await holdList(store, trx, 'alone')
      // First of all, so that of two who remove it one alone says so.
      if (!(await takeAway(trx, what, number))) return false
      if (what === 'claims') {
        await trx.updateTable('blocks').set({ payload: null, keys: null }).where('run', '=', number).execute()
        await trx.deleteFrom('patient_claims').where('run', '=', number).execute()
      } else {
        await trx
          .updateTable('work_items')
          .set({ cents: null, run: null, ordinal: null, seq: null })
          .where('run', '=', number)
          .execute()
        for (const table of contents) await trx.deleteFrom(table).where('run', '=', number).execute()
      }
      const action = what === 'claims' ? 'claims-removed' : 'run-removed'
      await appendTrail(store, trx, { by, action, subject: id, detail: { claims: done } })
      return true
    })
    if (!removed) continue
    runs += 1
    claims += done
  }
  return { runs, claims }
}

/** Whether the run was there, or had its claims; it has not any more. */
async function takeAway(trx: Queries, what: 'claims' | 'runs', run: number): Promise<boolean> {
  if (what === 'runs')
    return (await trx.deleteFrom('runs').where('number', '=', run).executeTakeFirst()).numDeletedRows === 1n
  const { numUpdatedRows } = await trx
    .updateTable('runs')
    .set({ kept: 'digests' })
    .where('number', '=', run)
    .where('kept', '=', 'claims')
    .executeTakeFirst()
  return numUpdatedRows === 1n
}
