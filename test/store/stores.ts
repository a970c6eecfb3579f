/** Both kinds of store for tests: a SQLite file in a temporary folder, and a database of a Postgres of our own. */
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openRunStore, type RunStore } from '../../src/store/open.ts'
import { appendResults, finishRun, type Recorded } from '../../src/store/append.ts'
import { streamResults } from '../../src/store/read.ts'
import { beginRun, type OpenRun, type RunPlan } from '../../src/store/runs.ts'
import type { Result } from '../../src/model/result.ts'
import { startPostgres } from './postgres.ts'

/** Where a store is: its URL, and the folder of its key. */
export interface Placed {
  readonly url: string
  readonly home: string
}

/** Makes stores of one kind. */
export interface StoreMaker {
  /** A new store. */
  fresh(): Placed
  /** A copy of a store that nobody has open. */
  copy(of: Placed): Placed
  /** A new store, or one that is there, open; closed when the tests end. */
  open(placed?: Placed): Promise<RunStore>
  close(): Promise<void>
}

function maker(url: (home: string, of?: Placed) => string, after: () => void): StoreMaker {
  const homes: string[] = []
  const stores: RunStore[] = []
  const copy = (of?: Placed): Placed => {
    const home = mkdtempSync(join(tmpdir(), 'cleanclaim-store-'))
    homes.push(home)
    if (of) cpSync(of.home, home, { recursive: true })
    return { url: url(home, of), home }
  }
  const fresh = (): Placed => copy()
  return {
    fresh,
    copy,
    async open(placed) {
      const { url, home } = placed ?? fresh()
      const store = await openRunStore(url, { home })
      stores.push(store)
      return store
    },
    async close() {
      for (const store of stores) await store.close()
      after()
      for (const home of homes) rmSync(home, { recursive: true, force: true })
    },
  }
}

/** The kinds that this machine has; SQLite always. */
export async function storeMakers(): Promise<[kind: string, maker: StoreMaker][]> {
  const postgres = await startPostgres()
  const sqlite = maker(
    (home) => `sqlite:${join(home, 'store.db')}`,
    () => undefined,
  )
  return [
    ['sqlite', sqlite],
    ...(postgres
      ? [
          [
            'postgres',
            maker(
              (_, of) => postgres.database(of?.url),
              () => postgres.stop(),
            ),
          ] as [string, StoreMaker],
        ]
      : []),
  ]
}

/** What a run of the tests is made of. */
export const plan = (changes: Partial<RunPlan> = {}): RunPlan => ({
  engine: '0.1.0',
  codesets: 'sets-1',
  rules: 'base-1',
  options: { received: '2024-11-01' },
  inputs: [],
  purpose: 'audit',
  keep: 'claims',
  by: 'tester',
  ...changes,
})

/** Records and finishes a run, in blocks of so many results. */
export async function record(
  store: RunStore,
  entries: readonly Recorded[],
  changes: Partial<RunPlan> = {},
  block = 7,
): Promise<OpenRun> {
  const run = await beginRun(store, plan(changes))
  for (let at = 0; at < entries.length; at += block)
    await appendResults(store, run, entries.slice(at, at + block), at)
  await finishRun(store, run, [], 'tester')
  return run
}

/** All results of a run. */
export async function resultsOf(store: RunStore, id: string): Promise<Result[]> {
  const all: Result[] = []
  for await (const batch of streamResults(store, id)) all.push(...batch)
  return all
}
