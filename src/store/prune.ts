/** Retention: claims, or whole runs, older than a day are removed, and the trail says so. */
import { inTransaction, type RunStore } from './open.ts'
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
    await inTransaction(store, async (trx) => {
      if (what === 'claims') {
        await trx.updateTable('blocks').set({ payload: null, keys: null }).where('run', '=', number).execute()
        await trx.deleteFrom('patient_claims').where('run', '=', number).execute()
        await trx.updateTable('runs').set({ kept: 'digests' }).where('number', '=', number).execute()
      } else {
        await trx
          .updateTable('work_items')
          .set({ cents: null, run: null, ordinal: null, seq: null })
          .where('run', '=', number)
          .execute()
        for (const table of contents) await trx.deleteFrom(table).where('run', '=', number).execute()
        await trx.deleteFrom('runs').where('number', '=', number).execute()
      }
      const action = what === 'claims' ? 'claims-removed' : 'run-removed'
      await appendTrail(store, trx, { by, action, subject: id, detail: { claims: done } })
    })
    runs += 1
    claims += done
  }
  return { runs, claims }
}
