/** What a finished run gives to all: its claims to the patients' history, its root causes to the work list. */
import { insertMade, insertRows, type BulkRow, type BulkTable } from './bulk.ts'
import { columnsOf, columnsWith, damaged, inflated, rootsIn, type BlockColumns } from './columns.ts'
import type { Queries, RunStore } from './open.ts'

/** Keyed digests of the patients of a block's results, in order. */
export interface PatientColumns {
  readonly subscriber: (string | null)[]
  readonly patient: (string | null)[]
}

/** The keyed digests of a block's patients; none where claims are not kept. Throws E_RUN_STORE for what is damaged. */
export async function patientsOfBlock(queries: Queries, run: number, block: number): Promise<PatientColumns> {
  const { keys } = await queries
    .selectFrom('blocks')
    .select('keys')
    .where('run', '=', run)
    .where('block', '=', block)
    .executeTakeFirstOrThrow()
  if (keys === null) return { subscriber: [], patient: [] }
  const place = `block ${block}`
  const text = await inflated(keys, place)
  try {
    return JSON.parse(text) as PatientColumns
  } catch {
    throw damaged(place)
  }
}

/** A day as the list keeps it, 20241231; 0 where there is none. */
export const dayNumber = (day: string | null): number => (day === null ? 0 : Number(day.replaceAll('-', '')))

/** A day of the list as `YYYY-MM-DD`; '' where there is none. */
export function dayText(day: number): string {
  const digits = String(day)
  return day === 0 ? '' : `${digits.slice(0, 4)}-${digits.slice(4, 6)}-${digits.slice(6)}`
}

/** Number that all lock in one Postgres store who change which results are the newest, or rest on it. */
const LIST_LOCK = 7_204_313

/**
 * Holds the work list until the transaction ends: `alone` for who publishes, `with others` for who writes down where
 * something stands on it. SQLite has one writer at a time.
 */
export async function holdList(store: RunStore, trx: Queries, how: 'alone' | 'with others'): Promise<void> {
  if (store.kind !== 'postgres') return
  const lock = how === 'alone' ? 'pg_advisory_xact_lock' : 'pg_advisory_xact_lock_shared'
  await trx.executeQuery(store.raw(`select ${lock}(${LIST_LOCK})`, []))
}

/** Results and root causes published at once: bounds of memory, not of a run. */
const MOST_RESULTS = 500_000
const MOST_ROOTS = 1_000_000

/**
 * Makes the results of a run the newest of their claims, and puts their root causes in place of those before. Of a
 * claim that stands in a run twice the later one counts. Rows go in in the order of their tables: a run of a million
 * findings then costs some seconds instead of a minute. The caller holds the list alone.
 */
export async function publish(store: RunStore, trx: Queries, run: number): Promise<void> {
  let part = emptyPart()
  for await (const block of columnsOf(trx, run)) {
    gather(part, block, await patientsOfBlock(trx, run, block.block))
    if (part.claims.digest.length < MOST_RESULTS && part.roots.cents.length < MOST_ROOTS) continue
    await publishPart(store, trx, run, part)
    part = emptyPart()
  }
  await publishPart(store, trx, run, part)
}

/** Digests of claims or patients, with the places of their results. */
interface Digests {
  readonly digest: string[]
  readonly ordinal: number[]
}

/** What some blocks give, as columns: a million of them are then no burden. */
interface Part {
  readonly claims: Digests
  readonly patients: Digests
  readonly roots: Roots
  /** Finding's id without the claim's, for each root cause. */
  readonly places: string[]
}

interface Roots {
  readonly cents: number[]
  readonly ordinal: number[]
  readonly seq: number[]
  readonly kind: number[]
  readonly expected: (number | null)[]
  readonly day: number[]
}

const emptyPart = (): Part => ({
  claims: { digest: [], ordinal: [] },
  patients: { digest: [], ordinal: [] },
  roots: { cents: [], ordinal: [], seq: [], kind: [], expected: [], day: [] },
  places: [],
})

function gather({ claims, patients, roots, places }: Part, block: BlockColumns, keys: PatientColumns): void {
  const { key, day, expectedCents } = block.results()
  for (const [at, claim] of key.entries()) {
    const ordinal = block.first + at
    if (claim !== null) {
      claims.digest.push(claim)
      claims.ordinal.push(ordinal)
    }
    for (const digests of [keys.subscriber, keys.patient]) {
      const digest = digests[at]
      if (!digest) continue
      patients.digest.push(digest)
      patients.ordinal.push(ordinal)
    }
  }
  for (const { at, seq, kind, cents } of rootsIn(block.findings())) {
    roots.cents.push(cents)
    roots.ordinal.push(block.first + at)
    roots.seq.push(seq)
    roots.kind.push(kind)
    roots.expected.push(expectedCents[at]!)
    roots.day.push(dayNumber(day[at]!))
  }
  for (const place of block.places()) places.push(place)
}

/** Room for a number of what is sorted below what it is sorted by, in one exact number. */
const SPAN = 2 ** 22
const MOST_CENTS = 2 ** 31

const newest: BulkTable = { table: 'newest', columns: ['claim_key', 'ordinal'] }
const ofPatients: BulkTable = { table: 'patient_claims', columns: ['patient_key', 'ordinal'] }
const listed: BulkTable = {
  table: 'listed',
  columns: ['cents', 'ordinal', 'seq', 'kind', 'expected_cents', 'day'],
}

async function publishPart(store: RunStore, trx: Queries, run: number, part: Part): Promise<void> {
  const passed = new Set<number>()
  const last = new Map<string, number>()
  for (const [at, key] of part.claims.digest.entries()) {
    const before = last.get(key)
    if (before !== undefined) passed.add(before)
    last.set(key, part.claims.ordinal[at]!)
  }
  await withdraw(store, trx, [...last.keys()])
  await insertDigests(store, trx, newest, run, part.claims, passed)
  await enlist(store, trx, run, part, passed)
  await insertDigests(store, trx, ofPatients, run, part.patients, new Set())
}

/** Inserts digests in about the order of their table: by their first characters, which is near enough to be quick. */
async function insertDigests(
  store: RunStore,
  trx: Queries,
  into: BulkTable,
  run: number,
  { digest, ordinal }: Digests,
  passed: ReadonlySet<number>,
): Promise<void> {
  const keep: number[] = []
  for (const [at, text] of digest.entries()) {
    if (passed.has(ordinal[at]!)) continue
    let start = 0
    for (let letter = 0; letter < 4; letter++) start = start * 128 + text.charCodeAt(letter)
    keep.push(start * SPAN + at)
  }
  const sorted = Float64Array.from(keep).sort()
  await insertMade(store, trx, into, run, sorted.length, (place) => {
    const at = sorted[place]! % SPAN
    return [digest[at]!, ordinal[at]!]
  })
}

const withdrawn: BulkTable = { table: 'withdrawn', columns: ['cents', 'ordinal', 'seq'] }

/** Claims asked for at once. */
const MOST_KEYS = 500

/** Takes off the list what was found earlier on these claims, and the word that it is their newest. */
async function withdraw(store: RunStore, trx: Queries, keys: readonly string[]): Promise<void> {
  if ((await trx.selectFrom('newest').select('run').limit(1).executeTakeFirst()) === undefined) return
  const places = new Map<number, Set<number>>()
  for (let from = 0; from < keys.length; from += MOST_KEYS)
    for (const { run, ordinal } of await trx
      .deleteFrom('newest')
      .where('claim_key', 'in', keys.slice(from, from + MOST_KEYS))
      .returning(['run', 'ordinal'])
      .execute()) {
      const known = places.get(run)
      if (known) known.add(ordinal)
      else places.set(run, new Set([ordinal]))
    }
  if (places.size === 0) return
  const raw = (text: string): Promise<unknown> => trx.executeQuery(store.raw(text, []))
  await raw(
    'create temporary table withdrawn (run integer not null, cents bigint not null, ordinal integer not null, seq integer not null)',
  )
  for (const [run, ordinals] of places)
    for await (const { first, findings } of columnsWith(trx, run, ordinals)) {
      const gone: BulkRow[] = []
      for (const { at, seq, cents } of rootsIn(findings()))
        if (ordinals.has(first + at)) gone.push([cents, first + at, seq])
      await insertRows(store, trx, withdrawn, run, gone)
    }
  if (store.kind === 'postgres') for (const table of ['withdrawn', 'listed']) await raw(`analyze ${table}`)
  await raw(
    'delete from listed where (cents, run, ordinal, seq) in (select cents, run, ordinal, seq from withdrawn)',
  )
  await raw('drop table withdrawn')
}

/** Puts root causes on the list, and says of the items that people touched where they stand now. */
async function enlist(
  store: RunStore,
  trx: Queries,
  run: number,
  { claims, roots, places }: Part,
  passed: ReadonlySet<number>,
): Promise<void> {
  const { cents, ordinal, seq, kind, expected, day } = roots
  const touched = await touchedBy(trx, run, claims.ordinal)
  const keep: number[] = []
  for (let at = 0; at < cents.length; at++)
    if (!passed.has(ordinal[at]!)) keep.push(Math.min(cents[at]!, MOST_CENTS) * SPAN + at)
  for (const [at, place] of touched.size === 0 ? [] : places.entries()) {
    const item = touched.get(ordinal[at]!)?.get(place)
    if (item === undefined || passed.has(ordinal[at]!)) continue
    await trx
      .updateTable('work_items')
      .set({ cents: cents[at]!, run, ordinal: ordinal[at]!, seq: seq[at]! })
      .where('item', '=', item)
      .execute()
  }
  const sorted = Float64Array.from(keep).sort()
  await insertMade(store, trx, listed, run, sorted.length, (place) => {
    const at = sorted[place]! % SPAN
    return [cents[at]!, ordinal[at]!, seq[at]!, kind[at]!, expected[at]!, day[at]!]
  })
}

/**
 * Items that people touched on these claims, by the place of the claim's result, then of the finding. They stand nowhere
 * until they are found again.
 */
async function touchedBy(
  trx: Queries,
  run: number,
  ordinals: readonly number[],
): Promise<Map<number, Map<string, string>>> {
  const touched = new Map<number, Map<string, string>>()
  const rows = await trx
    .selectFrom('work_items as w')
    .innerJoin('newest as n', 'n.claim_key', 'w.claim_key')
    .select(['w.item', 'w.place', 'n.ordinal'])
    .where('n.run', '=', run)
    .where('n.ordinal', '>=', ordinals[0] ?? 0)
    .execute()
  for (const { item, place, ordinal } of rows) {
    const known = touched.get(ordinal) ?? new Map<string, string>()
    touched.set(ordinal, known.set(place, item))
    await trx
      .updateTable('work_items')
      .set({ cents: null, run: null, ordinal: null, seq: null })
      .where('item', '=', item)
      .execute()
  }
  return touched
}
