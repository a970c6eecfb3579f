/** Who asked what of a server, in the trail beside what was changed. */
import { inTransaction, type RunStore } from './open.ts'
import { appendTrail, type TrailNote } from './trail.ts'

/** Enters accesses in the trail, all of them or none. Nothing about a person: ids of tokens, routes, counts. */
export async function noteAccess(
  store: RunStore,
  notes: readonly Omit<TrailNote, 'action'>[],
): Promise<void> {
  if (notes.length === 0) return
  await inTransaction(store, async (trx) => {
    for (const note of notes) await appendTrail(store, trx, { ...note, action: 'access' })
  })
}
