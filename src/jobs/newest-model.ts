/** Which risk model a store has learned last, for who looks again and again. */
import type { RunStore } from '../store/open.ts'

/** Id of the newest risk model of a store, undefined where it has none: what `storedRiskModel` reads, without reading it. */
export async function newestModelId(store: RunStore): Promise<string | undefined> {
  const row = await store.db
    .selectFrom('models')
    .select('id')
    .orderBy('made', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.id
}
