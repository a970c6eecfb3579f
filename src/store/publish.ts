/** What a finished run gives to all: its claims to the patients' history, its root causes to the work list. */
import type { Queries, RunStore } from './open.ts'
import { SORT_IN_MEMORY } from './postgres.ts'

/**
 * Makes the results of a run the newest of their claims, and puts their root causes in place of those before. Of a
 * claim that stands in a run twice the later one counts. Rows are taken in the order of the tables they go to: a run
 * of a million findings then costs some seconds instead of a minute. SQLite joins them in the order written (`cross join`).
 */
export async function publish(store: RunStore, trx: Queries, run: number): Promise<void> {
  const { sql } = store
  // The planner knows nothing of what this run has added, and takes a million rows for none.
  if (store.kind === 'postgres') {
    await trx.executeQuery(store.raw(SORT_IN_MEMORY, []))
    for (const table of ['kinds', 'results', 'findings', 'newest', 'listed'])
      await trx.executeQuery(store.raw(`analyze ${table}`, []))
  }
  await sql`
    delete from listed where (cents, run, ordinal, seq) in (
      select f.item_cents, f.run, f.ordinal, f.seq from results r
      join newest n on n.claim_key = r.claim_key
      join findings f on f.run = n.run and f.ordinal = n.ordinal
      where r.run = ${run} and f.item_cents is not null)`.execute(trx)
  const { numAffectedRows: distinct } = await sql`
    insert into newest (claim_key, run, ordinal)
    select claim_key, run, max(ordinal) from results
    where run = ${run} and claim_key is not null group by claim_key, run order by claim_key
    on conflict (claim_key) do update set run = excluded.run, ordinal = excluded.ordinal`.execute(trx)
  const { claims } = await trx
    .selectFrom('results')
    .select((of) => of.fn.count<number>('claim_key').as('claims'))
    .where('run', '=', run)
    .executeTakeFirstOrThrow()
  // Looking each claim up costs as much as all else together, and hardly any run has a claim twice.
  const repeated = BigInt(claims) !== distinct
  await sql`
    insert into listed (cents, run, ordinal, seq, edit, severity, payer, expected_cents, day)
    select f.item_cents, f.run, f.ordinal, f.seq, k.edit, k.severity, k.payer, r.expected_cents, coalesce(r.day, '')
    from results r cross join findings f cross join kinds k ${repeated ? sql`cross join newest n` : sql``}
    where r.run = ${run} and f.run = r.run and f.ordinal = r.ordinal and f.item_cents is not null
    and k.run = f.run and k.kind = f.kind
    ${repeated ? sql`and n.claim_key = r.claim_key and n.run = r.run and n.ordinal = r.ordinal` : sql``}
    order by f.item_cents, f.run, f.ordinal, f.seq`.execute(trx)
  await sql`
    insert into patient_claims (patient_key, run, ordinal)
    select subscriber_key, run, ordinal from results where run = ${run} and subscriber_key is not null
    union all select patient_key, run, ordinal from results where run = ${run} and patient_key is not null
    order by 1, 2, 3`.execute(trx)
}
