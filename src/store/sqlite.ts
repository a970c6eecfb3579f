/** SQLite by libsql, in the form that kysely's own driver takes. The only file that knows the package. */
import { closeSync, mkdirSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { DatabaseConnection, Dialect, Driver, SqliteDatabase, SqliteStatement } from 'kysely'
import { ScrubError } from '../model/errors.ts'

/** Statements kept prepared; bulk inserts use one of a few lengths each. */
const MOST_PREPARED = 200

/** How long a writer waits for another one, in milliseconds. */
const PATIENCE = 60_000

/** How long SQLite itself may wait: it holds up the whole program meanwhile, and with it perhaps the one waited for. */
const BRIEFLY = 250

/**
 * Opens a file, making it where it is not there, in WAL mode. Throws E_RUN_STORE without the optional package libsql
 * and for a file that is no database.
 */
export async function openSqlite(path: string): Promise<Dialect> {
  const { default: Database } = await import('libsql').catch(() => {
    throw new ScrubError(
      'E_RUN_STORE',
      path,
      'A store in a file needs the optional package libsql, which is not installed here: npm install libsql@0.5.29. With Postgres it is not needed: --store postgres://…',
    )
  })
  if (path !== ':memory:') createFile(path)
  const until = performance.now() + PATIENCE
  for (;;) {
    let database: Connection | undefined
    try {
      const opened = new Database(path, { timeout: BRIEFLY })
      database = opened
      for (const pragma of pragmas) opened.pragma(pragma)
      return await patient(withPrepared(opened))
    } catch (error) {
      database?.close()
      // Another program opens or closes it for the first or last time: a moment later it can be opened.
      if (isBusy(error) && performance.now() < until) await sleep(20)
      else throw cannotOpen(path, error)
    }
  }
}

/** A block fills some ten pages of this size, and each page written costs two calls of the system: of a new file alone. */
const PAGE_BYTES = 16_384

const pragmas = [
  `page_size = ${PAGE_BYTES}`,
  `busy_timeout = ${BRIEFLY}`,
  'journal_mode = WAL',
  'synchronous = FULL',
  'cache_size = -65536',
] as const

function cannotOpen(path: string, error: unknown): ScrubError {
  const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : ''
  return new ScrubError('E_RUN_STORE', path, `The file cannot be opened as a store${code}.`)
}

/**
 * Makes the file where it is not there, so that it, and the log that takes its mode, is its owner's alone from the
 * beginning. One that is there is not touched: closing it would take away the locks that this program has on it.
 */
function createFile(path: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
    closeSync(openSync(path, 'wx', 0o600))
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw cannotOpen(path, error)
  }
}

/** kysely's dialect for SQLite, but that a transaction waits for another's end without holding up the program. */
async function patient(database: SqliteDatabase): Promise<Dialect> {
  const { SqliteDialect } = await import('kysely')
  const dialect = new SqliteDialect({ database })
  const createDriver = (): Driver => {
    const driver = dialect.createDriver()
    return {
      init: () => driver.init(),
      acquireConnection: () => driver.acquireConnection(),
      async beginTransaction(connection: DatabaseConnection, settings) {
        const until = performance.now() + PATIENCE
        for (;;)
          try {
            await driver.beginTransaction(connection, settings)
            return
          } catch (error) {
            if (!isBusy(error) || performance.now() > until) throw error
            await sleep(5)
          }
      },
      commitTransaction: (connection) => driver.commitTransaction(connection),
      rollbackTransaction: (connection) => driver.rollbackTransaction(connection),
      releaseConnection: (connection) => driver.releaseConnection(connection),
      destroy: () => driver.destroy(),
    }
  }
  return {
    createDriver,
    createAdapter: () => dialect.createAdapter(),
    createIntrospector: (db) => dialect.createIntrospector(db),
    createQueryCompiler: () => dialect.createQueryCompiler(),
  }
}

const isBusy = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && String(error.code).startsWith('SQLITE_BUSY')

interface Connection {
  prepare(sql: string): unknown
  close(): void
}

/** Keeps statements prepared. A transaction takes the write lock at once: taken later it could not wait for another. */
function withPrepared(database: Connection): SqliteDatabase {
  const prepared = new Map<string, SqliteStatement>()
  return {
    close: () => database.close(),
    prepare(text) {
      const sql = text === 'begin' ? 'begin immediate' : text
      const known = prepared.get(sql)
      if (known) return known
      const statement = withBytes(database.prepare(sql) as SqliteStatement)
      if (prepared.size >= MOST_PREPARED) prepared.delete(prepared.keys().next().value!)
      prepared.set(sql, statement)
      return statement
    },
  }
}

/** libsql gives blobs as ArrayBuffers; everybody else takes and gives byte arrays. */
function withBytes(statement: SqliteStatement): SqliteStatement {
  return {
    reader: statement.reader,
    run: (parameters) => statement.run(parameters),
    iterate: (parameters) => statement.iterate(parameters),
    all(parameters) {
      const rows = statement.all(parameters) as Record<string, unknown>[]
      for (const row of rows)
        for (const name in row) if (row[name] instanceof ArrayBuffer) row[name] = new Uint8Array(row[name])
      return rows
    },
  }
}
