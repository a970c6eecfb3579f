/** What else is kept: overrides, remittances, risk models. */
import { randomBytes } from 'node:crypto'
import { ScrubError } from '../model/errors.ts'
import { inTransaction, moment, type Queries, type RunStore } from './open.ts'
import { appendTrail } from './trail.ts'

/** What an override silences, until when, and why. */
export interface OverrideRequest {
  readonly edit: string
  /** One message of the edit alone. */
  readonly message?: string
  /** One payer alone. */
  readonly payer?: string
  /** One claim alone, by its id. */
  readonly claim?: string
  /** Last day on which it holds, `YYYY-MM-DD`. */
  readonly until: string
  /** Free text, kept encrypted. */
  readonly reason: string
}

/** An override as it stands. */
export interface Override extends OverrideRequest {
  readonly id: string
  readonly at: string
  readonly by: string
  readonly revoked: string | null
}

const LONGEST_REASON = 10_000

/** Adds an override. Throws E_OPTION without a reason, or for a last day that is before `today`. */
export const addOverride = (
  store: RunStore,
  request: OverrideRequest,
  by: string,
  today: string,
): Promise<Override> => inTransaction(store, (trx) => addOverrideWithin(store, trx, request, by, today))

/** The same within a transaction, so that what goes with it stands or falls with it. */
export async function addOverrideWithin(
  store: RunStore,
  trx: Queries,
  request: OverrideRequest,
  by: string,
  today: string,
): Promise<Override> {
  const { edit, message, payer, claim, until, reason } = request
  if (reason.trim() === '' || reason.length > LONGEST_REASON)
    throw new ScrubError('E_OPTION', 'reason', 'An override needs a reason, of at most 10,000 characters.')
  if (!/^\d{4}-\d{2}-\d{2}$/.test(until) || until < today)
    throw new ScrubError('E_OPTION', 'until', 'An override needs a last day, YYYY-MM-DD, that is not past.')
  const id = randomBytes(8).toString('hex')
  const at = moment()
  const scope = { edit, message: message ?? null, payer: payer ?? null, claim: claim ?? null, until }
  const sealed = store.vault.seal(Buffer.from(reason), `override ${id}`)
  await trx
    .insertInto('overrides')
    .values({ id, ...scope, reason: sealed, at, by_whom: by, revoked: null })
    .execute()
  await appendTrail(store, trx, { by, action: 'override-added', subject: id, detail: scope })
  return { id, ...request, at, by, revoked: null }
}

/** Takes an override back. Throws E_RUN where there is none, E_CONFLICT where it was taken back before. */
export async function revokeOverride(store: RunStore, id: string, by: string): Promise<void> {
  await inTransaction(store, async (trx) => {
    const row = await trx.selectFrom('overrides').select('revoked').where('id', '=', id).executeTakeFirst()
    if (!row) throw new ScrubError('E_RUN', id, 'There is no such override.')
    const { numUpdatedRows } = await trx
      .updateTable('overrides')
      .set({ revoked: moment() })
      .where('id', '=', id)
      .where('revoked', 'is', null)
      .executeTakeFirst()
    if (numUpdatedRows !== 1n) throw new ScrubError('E_CONFLICT', id, 'The override was taken back before.')
    await appendTrail(store, trx, { by, action: 'override-revoked', subject: id, detail: {} })
  })
}

/** Overrides that hold on a day; all that ever were without one. In the order in which they were added. */
export async function listOverrides(store: RunStore, on?: string): Promise<Override[]> {
  const query = store.db.selectFrom('overrides').selectAll().orderBy('at').orderBy('id')
  const rows = await (
    on === undefined ? query : query.where('until', '>=', on).where('revoked', 'is', null)
  ).execute()
  return rows.map(({ id, edit, message, payer, claim, until, reason, at, by_whom, revoked }) => ({
    id,
    edit,
    ...(message === null ? {} : { message }),
    ...(payer === null ? {} : { payer }),
    ...(claim === null ? {} : { claim }),
    until,
    reason: store.vault.open(reason, `override ${id}`).toString('utf8'),
    at,
    by: by_whom,
    revoked,
  }))
}

/** A remitted claim as it is kept: whoever puts it in knows its form. */
export interface KeptRemittance {
  /** What makes it the same remitted claim when its 835 is given again. */
  readonly identity: string
  /** The claim's id as remitted (CLP01). */
  readonly claim: string
  readonly subscriber?: string
  /** Day of payment, `YYYY-MM-DD`. */
  readonly paidOn: string
  /** Plain JSON. */
  readonly body: unknown
}

const PART = 500

/** Keeps remitted claims; those kept before are passed over. Returns how many were new. */
export async function keepRemittances(
  store: RunStore,
  remittances: readonly KeptRemittance[],
  by: string,
): Promise<number> {
  return inTransaction(store, async (trx) => {
    let added = 0
    for (let at = 0; at < remittances.length; at += PART) {
      const rows = remittances.slice(at, at + PART).map(({ identity, claim, subscriber, paidOn, body }) => {
        const id = store.vault.keyed('remittance', identity)
        return {
          identity: id,
          claim: store.vault.keyed('claim', claim),
          subscriber: subscriber === undefined ? null : store.vault.keyed('subscriber', subscriber),
          paid_on: paidOn,
          payload: store.vault.seal(Buffer.from(JSON.stringify(body)), `remittance ${id}`),
        }
      })
      const { numInsertedOrUpdatedRows } = await trx
        .insertInto('remittances')
        .values(rows)
        .onConflict((conflict) => conflict.column('identity').doNothing())
        .executeTakeFirst()
      added += Number(numInsertedOrUpdatedRows ?? 0n)
    }
    await appendTrail(store, trx, {
      by,
      action: 'remittances-kept',
      subject: 'remittances',
      detail: { given: remittances.length, added },
    })
    return added
  })
}

/** What was kept of remittances, by day of payment, in batches; of one claim alone where its id is given. */
export async function* keptRemittances(store: RunStore, claim?: string): AsyncGenerator<readonly unknown[]> {
  let last: { readonly paid_on: string; readonly identity: string } | undefined
  for (;;) {
    let query = store.db
      .selectFrom('remittances')
      .selectAll()
      .orderBy('paid_on')
      .orderBy('identity')
      .limit(PART)
    if (claim !== undefined) query = query.where('claim', '=', store.vault.keyed('claim', claim))
    if (last) {
      const { paid_on, identity } = last
      query = query.where((of) =>
        of.or([
          of('paid_on', '>', paid_on),
          of.and([of('paid_on', '=', paid_on), of('identity', '>', identity)]),
        ]),
      )
    }
    const rows = await query.execute()
    if (rows.length === 0) return
    yield rows.map(
      ({ identity, payload }) =>
        JSON.parse(store.vault.open(payload, `remittance ${identity}`).toString('utf8')) as unknown,
    )
    last = rows.at(-1)
  }
}

/** Keeps a risk model under its id. A model of that id is not kept twice. */
export async function keepModel(store: RunStore, id: string, model: unknown, by: string): Promise<void> {
  await inTransaction(store, async (trx) => {
    const { numInsertedOrUpdatedRows } = await trx
      .insertInto('models')
      .values({ id, made: moment(), body: JSON.stringify(model) })
      .onConflict((conflict) => conflict.column('id').doNothing())
      .executeTakeFirst()
    if (numInsertedOrUpdatedRows === 1n)
      await appendTrail(store, trx, { by, action: 'model-kept', subject: id, detail: {} })
  })
}

/** A risk model that is kept, with its id: the newest where none is named; undefined where there is none. */
export async function keptModel(
  store: RunStore,
  id?: string,
): Promise<{ readonly id: string; readonly body: unknown } | undefined> {
  const models = store.db.selectFrom('models').select(['id', 'body'])
  const row = await (
    id === undefined
      ? models.orderBy('made', 'desc').orderBy('id', 'desc').limit(1)
      : models.where('id', '=', id)
  ).executeTakeFirst()
  return row && { id: row.id, body: JSON.parse(row.body) as unknown }
}

/** The newest risk model, undefined where none is kept. */
export const newestModel = async (store: RunStore): Promise<unknown> => (await keptModel(store))?.body
