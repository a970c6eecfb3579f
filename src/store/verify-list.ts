/** Whether the work list, and what it takes for the newest result of a claim, are what finished audits gave. */
import { columnsOf, rootsIn } from './columns.ts'
import type { RunStore } from './open.ts'
import { dayNumber } from './publish.ts'

/** An audit in the store, in the order in which they were finished. */
export interface FinishedAudit {
  readonly number: number
  readonly id: string
}

/** Claims asked for at once, and rows read at once. */
const MOST_KEYS = 400
export const PAGE = 5000

/** Rows as a set whatever their order: their count, and the sum of keyed digests, which nobody can balance unseen. */
export interface Tally {
  rows: number
  sum: number
}

const SUM_BYTES = 6

/** Adds a row to the tally of its run. */
export function add(
  store: RunStore,
  tallies: Map<number, Tally>,
  run: number,
  row: readonly unknown[],
): void {
  const tally = tallies.get(run) ?? { rows: 0, sum: 0 }
  const digest = Buffer.from(store.vault.mark(JSON.stringify(row)), 'base64url').readUIntBE(0, SUM_BYTES)
  tallies.set(run, { rows: tally.rows + 1, sum: (tally.sum + digest) % 2 ** (8 * SUM_BYTES) })
}

/**
 * Audits with whose claims or root causes something is wrong, with what it is. A claim of an audit may stand nowhere
 * where a later one, which had it too, was removed: `removed` says which audits were finished before one that is gone.
 */
export async function listFaults(
  store: RunStore,
  audits: readonly FinishedAudit[],
  removed: (audit: FinishedAudit) => boolean,
): Promise<{ subject: string; text: string }[]> {
  const rank = new Map(audits.map(({ number }, at) => [number, at]))
  const [expected, found] = [new Map<number, Tally>(), await listTallies(store)]
  const standing = await newestCounts(store)
  const faults: { subject: string; text: string }[] = []
  for (const [at, audit] of audits.entries()) {
    const { number, id } = audit
    let [right, wrong] = [0, 0]
    const last = await lastOf(store, number)
    const newest = new Set<number>()
    const keys = [...last.keys()]
    for (let from = 0; from < keys.length; from += MOST_KEYS) {
      const some = keys.slice(from, from + MOST_KEYS)
      const rows = await store.db.selectFrom('newest').selectAll().where('claim_key', 'in', some).execute()
      if (rows.length < some.length && !removed(audit)) wrong += some.length - rows.length
      for (const row of rows)
        if (row.run !== number) wrong += (rank.get(row.run) ?? -1) > at ? 0 : 1
        else if (last.get(row.claim_key) === row.ordinal) newest.add(row.ordinal)
        else wrong += 1
      right = newest.size
    }
    if (wrong > 0 || (standing.get(number) ?? 0) !== right)
      faults.push({ subject: id, text: 'Its claims are not the newest of their kind as they should be.' })
    standing.delete(number)
    for await (const { first, findings, results } of columnsOf(store.db, number)) {
      const { expectedCents, day } = results()
      for (const { at: place, seq, kind, cents } of rootsIn(findings())) {
        const ordinal = first + place
        if (newest.has(ordinal))
          add(store, expected, number, [
            cents,
            ordinal,
            seq,
            kind,
            expectedCents[place]!,
            dayNumber(day[place]!),
          ])
      }
    }
    if (!same(expected.get(number), found.get(number)))
      faults.push({ subject: id, text: 'The work list does not show what it found.' })
    found.delete(number)
    expected.delete(number)
  }
  if (standing.size > 0 || found.size > 0)
    faults.push({ subject: 'work list', text: 'It shows what no finished audit found.' })
  return faults
}

/** Whether two tallies are of the same rows. */
export const same = (one: Tally | undefined, other: Tally | undefined): boolean =>
  one?.rows === other?.rows && one?.sum === other?.sum

/** The last place of each claim of a run. */
async function lastOf(store: RunStore, run: number): Promise<Map<string, number>> {
  const last = new Map<string, number>()
  for await (const { first, results } of columnsOf(store.db, run))
    for (const [at, key] of results().key.entries()) if (key !== null) last.set(key, first + at)
  return last
}

async function newestCounts(store: RunStore): Promise<Map<number, number>> {
  const rows = await store.db
    .selectFrom('newest')
    .select((of) => ['run', of.fn.countAll<number>().as('claims')])
    .groupBy('run')
    .execute()
  return new Map(rows.map(({ run, claims }) => [run, Number(claims)]))
}

async function listTallies(store: RunStore): Promise<Map<number, Tally>> {
  const tallies = new Map<number, Tally>()
  const { sql } = store
  let after = sql`1 = 1`
  for (;;) {
    const rows = await store.db
      .selectFrom('listed')
      .selectAll()
      .where(after as never)
      .orderBy('cents')
      .orderBy('run')
      .orderBy('ordinal')
      .orderBy('seq')
      .limit(PAGE)
      .execute()
    for (const { run, cents, ordinal, seq, kind, expected_cents, day } of rows)
      add(store, tallies, run, [cents, ordinal, seq, kind, expected_cents, day])
    const end = rows.at(-1)
    if (!end || rows.length < PAGE) return tallies
    const { cents, run, ordinal, seq } = end
    after = sql`(cents, run, ordinal, seq) > (${cents}, ${run}, ${ordinal}, ${seq})`
  }
}
