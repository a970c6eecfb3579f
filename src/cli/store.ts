/** Options of the commands that keep something. */
import { userInfo } from 'node:os'
import { join } from 'node:path'
import type { Command } from 'commander'
import { openRunStore, ScrubError, type RunStore } from '../index.ts'
import { home } from './options.ts'

/** What `withStoreOption` adds. */
export interface StoreOptions {
  readonly store?: string
}

/** Adds `--store`. */
export const withStoreOption = (command: Command): Command =>
  command.option(
    '--store <url>',
    'where runs are kept: sqlite:FILE or postgres://… (default: $CLEANCLAIM_STORE, else SQLite in $CLEANCLAIM_HOME)',
  )

/** Runs some work on the store that the command names, and closes it. A key that had to be made is announced. */
export async function withStore<T>(
  given: string | undefined,
  work: (store: RunStore) => Promise<T>,
): Promise<T> {
  const url = given ?? (process.env['CLEANCLAIM_STORE'] || `sqlite:${join(home(), 'store.db')}`)
  const [key, keyFile] = [process.env['CLEANCLAIM_KEY'], process.env['CLEANCLAIM_KEY_FILE']]
  const store = await openRunStore(url, {
    home: home(),
    ...(key ? { key } : {}),
    ...(keyFile ? { keyFile } : {}),
    onKeyMade: (path) =>
      void process.stderr.write(
        `A key was made at ${path}. Claims in the store are encrypted with it: keep a copy elsewhere, without it they cannot be read.\n`,
      ),
  })
  try {
    return await work(store)
  } catch (error) {
    // What a database says of a failure may show values: it is not shown.
    if (error instanceof ScrubError) throw error
    if (isOfDatabase(error))
      throw new ScrubError(
        'E_RUN_STORE',
        store.place,
        `The store failed (${error.code}). Nothing was half written.`,
      )
    throw error
  } finally {
    await store.close()
  }
}

const isOfDatabase = (error: unknown): error is Error & { readonly code: string } =>
  error instanceof Error &&
  'code' in error &&
  typeof error.code === 'string' &&
  /^(SQLITE|[0-9A-Z]{5}$)/.test(error.code)

/** Who does it, for the trail: `--by`, else the user of the machine. */
export function actor(given: string | undefined): string {
  if (given !== undefined) return given
  try {
    return userInfo().username
  } catch {
    return 'unknown'
  }
}
