/** Postgres by pg, with numbers as numbers. The only file that knows the package. */
import { once } from 'node:events'
import type { Socket } from 'node:net'
import { setImmediate as turn } from 'node:timers/promises'
import type { Connection, PoolClient, Submittable } from 'pg'
import type { PostgresPool, PostgresPoolClient } from 'kysely'
import { ScrubError } from '../model/errors.ts'

/** Types of Postgres that pg leaves as text: int8, and numeric, which is what it makes of a sum. */
const AS_NUMBER: ReadonlySet<number> = new Set([20, 1700])

const CONNECTIONS = 4

/** For a transaction that sorts a whole run: Postgres allows a sort four megabytes otherwise, and takes to the disk. */
export const SORT_IN_MEMORY = "set local work_mem = '256MB'"

function numberOf(text: string): number {
  const value = Number(text)
  if (Number.isInteger(value) && !Number.isSafeInteger(value))
    throw new ScrubError('E_RUN_STORE', 'postgres', 'A number in the store is larger than any real one.')
  return value
}

/** Where a store is, without user and password. */
export function postgresPlace(url: string): string {
  try {
    const { host, pathname } = new URL(url)
    return `postgres://${host}${pathname}`
  } catch {
    return 'postgres'
  }
}

/** Opens a pool of connections. Throws E_RUN_STORE where nobody answers or the answer is no. */
export async function openPostgres(url: string): Promise<PostgresPool> {
  const { default: pg } = await import('pg')
  const place = postgresPlace(url)
  try {
    const pool = new pg.Pool({
      connectionString: url,
      max: CONNECTIONS,
      connectionTimeoutMillis: 10_000,
      application_name: 'cleanclaim',
      types: {
        getTypeParser: ((oid: number, format?: 'text') =>
          AS_NUMBER.has(oid)
            ? numberOf
            : pg.types.getTypeParser(oid, format)) as typeof pg.types.getTypeParser,
      },
    })
    // A connection lost while idle is made anew when it is asked for; without a listener it would end the program.
    pool.on('error', () => undefined)
    const client = await pool.connect()
    client.release()
    return {
      connect: async () => copying(await pool.connect()),
      end: () => pool.end(),
    }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : ''
    throw new ScrubError('E_RUN_STORE', place, `The Postgres store cannot be reached${code}.`)
  }
}

/** How a statement that takes its rows from the client begins; its only parameter are their texts. */
export const COPY = 'copy '

/** A client that takes rows in bulk: a `copy … from stdin` with the rows, in pieces of text, as its parameter. */
function copying(client: PoolClient): PostgresPoolClient {
  const query = (text: string, parameters: readonly unknown[]): Promise<unknown> =>
    text.startsWith(COPY)
      ? copy(client, text, parameters[0] as Iterable<string>)
      : client.query(text, [...parameters])
  return { query, release: () => client.release() } as unknown as PostgresPoolClient
}

/** What pg's own client does with a statement in hand, for a copy: it has no word for one, but leaves room for it. */
interface CopyQuery extends Submittable {
  handleCopyInResponse(connection: CopyConnection): void
  handleError(error: Error): void
  handleCommandComplete(): void
  handleReadyForQuery(): void
}
type CopyConnection = Connection & {
  readonly stream: Socket
  sendCopyFromChunk(chunk: Buffer): void
  endCopyFrom(): void
  sendCopyFail(message: string): void
}

function copy(client: PoolClient, text: string, rows: Iterable<string>): Promise<unknown> {
  return new Promise((resolve, reject) => {
    let failure: Error | undefined
    const ended = new AbortController()
    const query: CopyQuery = {
      submit: (connection) => connection.query(text),
      handleCopyInResponse(connection) {
        send(connection, rows, ended.signal).catch((error: unknown) => {
          failure ??= error as Error
          // The server answers with an error of its own, and takes the rows back.
          if (!ended.signal.aborted) connection.sendCopyFail('the rows could not be made')
        })
      },
      handleError: (error) => {
        failure ??= error
        ended.abort()
        // Of a broken connection there is no further word.
        reject(failure)
      },
      handleCommandComplete: () => undefined,
      handleReadyForQuery: () => (failure ? undefined : resolve({ command: 'COPY', rowCount: 0, rows: [] })),
    }
    client.query(query)
  })
}

/** Sends rows a piece at a time: the server takes one while the next is made. */
async function send(connection: CopyConnection, rows: Iterable<string>, ended: AbortSignal): Promise<void> {
  for (const piece of rows) {
    connection.sendCopyFromChunk(Buffer.from(piece))
    if (connection.stream.writableNeedDrain) await once(connection.stream, 'drain', { signal: ended })
    else await turn()
    ended.throwIfAborted()
  }
  connection.endCopyFrom()
}
