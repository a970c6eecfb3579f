/** Opens the store of runs: chooses the database by URL, brings it up to date, and finds its key. */
import type { CompiledQuery as Compiled, Kysely, Sql, Transaction } from 'kysely'
import { ScrubError } from '../model/errors.ts'
import { openPostgres, postgresPlace } from './postgres.ts'
import { migrations, type StoreKind, type StoreTables } from './schema.ts'
import { openSqlite } from './sqlite.ts'
import { loadKey, openVault, sameDigest, type KeyPlaces, type Vault } from './vault.ts'

/** What queries run on: the store, or a transaction on it. */
export type Queries = Kysely<StoreTables>

/** An open store. kysely is loaded with it, so that files which use it need not load it. */
export interface RunStore {
  readonly kind: StoreKind
  /** Where it is, for messages: never with a password. */
  readonly place: string
  readonly db: Kysely<StoreTables>
  readonly sql: Sql
  readonly raw: (text: string, parameters: readonly unknown[]) => Compiled
  readonly vault: Vault
  close(): Promise<void>
}

/** How a store is opened. */
export interface OpenStoreOptions extends KeyPlaces {
  /** Told the path of a key that had to be made. */
  readonly onKeyMade?: (path: string) => void
}

/** Number that all writers of one Postgres store lock while they bring it up to date. */
const MIGRATION_LOCK = 7_204_311

/**
 * Opens `sqlite:FILE` or `postgres://…`. Throws E_OPTION for another URL, E_RUN_STORE for a store that cannot be
 * opened or was made by a newer program, E_KEY for a wrong or missing key.
 */
export async function openRunStore(url: string, options: OpenStoreOptions): Promise<RunStore> {
  const kind = kindOf(url)
  const { CompiledQuery, Kysely, PostgresDialect, sql } = await import('kysely')
  const file = url.slice('sqlite:'.length)
  const dialect =
    kind === 'sqlite' ? await openSqlite(file) : new PostgresDialect({ pool: await openPostgres(url) })
  const db = new Kysely<StoreTables>({ dialect })
  const place = kind === 'sqlite' ? file : postgresPlace(url)
  const raw = (text: string, parameters: readonly unknown[]): Compiled =>
    CompiledQuery.raw(text, [...parameters])
  try {
    await migrate(db, kind, raw, place)
    const vault = await vaultOf(db, options)
    return { kind, place, db, sql, raw, vault, close: () => db.destroy() }
  } catch (error) {
    await db.destroy()
    if (error instanceof ScrubError) throw error
    throw new ScrubError('E_RUN_STORE', place, 'It is no store, or it may not be written.')
  }
}

function kindOf(url: string): StoreKind {
  if (/^postgres(ql)?:\/\//.test(url)) return 'postgres'
  if (/^sqlite:./.test(url)) return 'sqlite'
  throw new ScrubError('E_OPTION', '--store', 'A store is sqlite:FILE or postgres://USER@HOST/DATABASE.')
}

type Raw = RunStore['raw']

/** Runs what the store lacks, all in one transaction; two programs that start together do it once. */
async function migrate(db: Queries, kind: StoreKind, raw: Raw, place: string): Promise<void> {
  const current = async (queries: Queries): Promise<number> => {
    const row = await queries
      .selectFrom('meta')
      .select('value')
      .where('name', '=', 'version')
      .executeTakeFirst()
    return Number(row?.value ?? 0)
  }
  const check = (version: number): boolean => {
    if (version > migrations.length)
      throw new ScrubError(
        'E_RUN_STORE',
        place,
        `The store has version ${version} and this program knows ${migrations.length}: a newer cleanclaim made it.`,
      )
    return version === migrations.length
  }
  const table = 'create table if not exists meta (name text not null primary key, value text not null)'
  await db.transaction().execute(async (trx) => {
    if (kind === 'postgres')
      await trx.executeQuery(raw(`select pg_advisory_xact_lock(${MIGRATION_LOCK})`, []))
    await trx.executeQuery(raw(table, []))
    const version = await current(trx)
    if (check(version)) return
    for (const step of migrations.slice(version))
      for (const statement of step(kind)) await trx.executeQuery(raw(statement, []))
    await putMeta(trx, 'version', String(migrations.length))
  })
}

/** Now, as the store writes it: UTC, ISO 8601. */
export const moment = (): string => new Date().toISOString()

/** Sets a value that the store keeps of itself. */
export async function putMeta(queries: Queries, name: string, value: string): Promise<void> {
  await queries
    .insertInto('meta')
    .values({ name, value })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ value }))
    .execute()
}

/** A value that the store keeps of itself. */
export async function metaOf(queries: Queries, name: string): Promise<string | undefined> {
  const row = await queries.selectFrom('meta').select('value').where('name', '=', name).executeTakeFirst()
  return row?.value
}

/** The vault of the store's key. The first who opens a store decides its key. */
async function vaultOf(db: Queries, options: OpenStoreOptions): Promise<Vault> {
  const known = await metaOf(db, 'key')
  const vault = openVault(loadKey(options, known === undefined, options.onKeyMade))
  if (known === undefined)
    await db.transaction().execute((trx) =>
      trx
        .insertInto('meta')
        .values({ name: 'key', value: vault.check })
        .onConflict((conflict) => conflict.column('name').doNothing())
        .execute(),
    )
  const kept = (await metaOf(db, 'key')) ?? ''
  if (!sameDigest(kept, vault.check))
    throw new ScrubError('E_KEY', 'the key', 'It is not the key that this store was made with.')
  return vault
}

/**
 * A transaction. One that is not `lasting` outlives a killed program but perhaps not a failing machine, and then it is
 * gone as a whole: for what is recorded again when its run is resumed.
 */
export async function inTransaction<T>(
  store: RunStore,
  work: (trx: Transaction<StoreTables>) => Promise<T>,
  lasting = true,
): Promise<T> {
  const run = (queries: Queries): Promise<T> =>
    queries.transaction().execute(async (trx) => {
      if (!lasting && store.kind === 'postgres')
        await trx.executeQuery(store.raw('set local synchronous_commit = off', []))
      return work(trx)
    })
  if (lasting || store.kind === 'postgres') return run(store.db)
  return store.db.connection().execute(async (connection) => {
    await connection.executeQuery(store.raw('pragma synchronous = normal', []))
    try {
      return await run(connection)
    } finally {
      await connection.executeQuery(store.raw('pragma synchronous = full', []))
    }
  })
}
