/**
 * Who did what when. Entries are only ever added; each bears a keyed digest of itself and of the entry before, and the
 * store keeps a keyed digest of the last one, so that nobody without the key can change, insert, remove or cut off one.
 */
import { ScrubError } from '../model/errors.ts'
import { metaOf, moment, putMeta, type Queries, type RunStore } from './open.ts'
import type { TrailTable } from './schema.ts'
import { sameDigest } from './vault.ts'

/** What was done. Nothing about a person: ids of runs and items, codes, counts. */
export interface TrailNote {
  readonly by: string
  readonly action: string
  readonly subject: string
  readonly detail: Readonly<Record<string, unknown>>
}

/** An entry as it is told. */
export interface TrailEntry extends TrailNote {
  readonly number: number
  /** Moment in UTC, ISO 8601. */
  readonly at: string
}

/** What was found on going through the trail. */
export interface TrailReport {
  readonly entries: number
  /** Number and digest of the last entry: kept elsewhere, it shows a later cut even to who holds an older copy. */
  readonly head: string
  readonly faults: readonly { readonly number: number; readonly text: string }[]
}

const TRAIL_LOCK = 7_204_312
const PAGE = 2000

const markOf = (store: RunStore, entry: Omit<TrailTable, 'mark'>, previous: string): string =>
  store.vault.mark(
    JSON.stringify([
      entry.number,
      entry.at,
      entry.by_whom,
      entry.action,
      entry.subject,
      entry.detail,
      previous,
    ]),
  )

const headOf = (store: RunStore, number: number, mark: string): string =>
  `${number}:${mark}:${store.vault.mark(`head ${number} ${mark}`)}`

/** Adds an entry within a transaction, so that what was done and its entry stand or fall together. */
export async function appendTrail(store: RunStore, trx: Queries, note: TrailNote): Promise<void> {
  // SQLite has one writer at a time; in Postgres those who add wait for each other.
  if (store.kind === 'postgres')
    await trx.executeQuery(store.raw(`select pg_advisory_xact_lock(${TRAIL_LOCK})`, []))
  const last = await trx
    .selectFrom('trail')
    .select(['number', 'mark'])
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst()
  const entry = {
    number: (last?.number ?? 0) + 1,
    at: moment(),
    by_whom: note.by,
    action: note.action,
    subject: note.subject,
    detail: JSON.stringify(note.detail),
  }
  const mark = markOf(store, entry, last?.mark ?? '')
  await trx
    .insertInto('trail')
    .values({ ...entry, mark })
    .execute()
  await putMeta(trx, 'trail', headOf(store, entry.number, mark))
}

/** Entries in order, from the one after `after`, at most 2,000. */
export async function readTrail(store: RunStore, after = 0): Promise<TrailEntry[]> {
  return (await pageOf(store, after)).map(({ number, at, by_whom, action, subject, detail }) => ({
    number,
    at,
    by: by_whom,
    action,
    subject,
    detail: JSON.parse(detail) as TrailEntry['detail'],
  }))
}

const pageOf = (store: RunStore, after: number): Promise<TrailTable[]> =>
  store.db.selectFrom('trail').selectAll().where('number', '>', after).orderBy('number').limit(PAGE).execute()

/**
 * Goes through the trail. `expected` is a head that was noted earlier: it must still stand in it.
 * Throws E_OPTION where that is no head.
 */
export async function verifyTrail(store: RunStore, expected?: string): Promise<TrailReport> {
  const noted = expected === undefined ? undefined : /^(\d{1,15}):([\w-]{43})$/.exec(expected)
  if (noted === null)
    throw new ScrubError('E_OPTION', '--head', 'A head is written NUMBER:DIGEST, as verify prints it.')
  const faults: { number: number; text: string }[] = []
  let [number, previous] = [0, '']
  for (let page = await pageOf(store, 0); page.length > 0; page = await pageOf(store, number))
    for (const { mark, ...entry } of page) {
      if (entry.number !== number + 1)
        faults.push({ number: number + 1, text: `Entries ${number + 1} to ${entry.number - 1} are gone.` })
      // A gap breaks the next entry's digest too: that is one fault, not two.
      else if (!sameDigest(mark, markOf(store, entry, previous)))
        faults.push({
          number: entry.number,
          text: 'The entry, or the one before it, is not as it was written.',
        })
      if (noted && Number(noted[1]) === entry.number && !sameDigest(mark, noted[2]!))
        faults.push({ number: entry.number, text: 'It is not the entry whose head was noted.' })
      ;[number, previous] = [entry.number, mark]
    }
  const head = (await metaOf(store.db, 'trail')) ?? ''
  if (number === 0 ? head !== '' : !sameDigest(head, headOf(store, number, previous)))
    faults.push({
      number,
      text: 'The trail does not end where it ended: entries at its end are gone or were added.',
    })
  if (noted && Number(noted[1]) > number)
    faults.push({ number, text: 'The trail ends before the entry whose head was noted.' })
  return { entries: number, head: number === 0 ? '' : `${number}:${previous}`, faults }
}
