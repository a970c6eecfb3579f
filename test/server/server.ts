/** Servers for tests: starter code sets, one invented payer's rules, no clock but the day named. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { build, type Server } from '../../src/server/build.ts'
import { ruleDocuments } from '../../src/server/examples.ts'
import type { ServerOptions } from '../../src/server/options.ts'
import { start, type Listening } from '../../src/server/start.ts'

/** A folder that goes when the tests of the file are done. */
export function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'cleanclaim-server-test-'))
  afterAll(() => rmSync(path, { recursive: true, force: true }))
  return path
}

/** Writes the rules of the invented payer into a folder. */
export function rulesIn(path: string): string {
  for (const [name, document] of Object.entries(ruleDocuments.documents)) {
    mkdirSync(join(path, name, '..'), { recursive: true })
    writeFileSync(join(path, name), JSON.stringify(document))
  }
  return path
}

/** The day of all tests. */
export const TODAY = '2026-03-05'

/** Options of a plain server. */
export const plain = (more: Partial<ServerOptions> = {}): ServerOptions => ({
  rules: rulesIn(folder()),
  threads: 1,
  watchSeconds: 0,
  today: () => TODAY,
  ...more,
})

/** A server that is asked by `inject`. */
export async function built(more: Partial<ServerOptions> = {}): Promise<Server> {
  const server = await build(plain(more))
  afterAll(() => server.app.close())
  return server
}

/** A server that listens on a free port. */
export async function listening(more: Partial<ServerOptions> = {}): Promise<Listening> {
  const server = await start(plain({ port: 0, ...more }))
  afterAll(async () => void (await server.stop(1)))
  return server
}

/** Where a store of a test is. */
export const storeIn = (path: string) => ({ url: `sqlite:${join(path, 'store.db')}`, home: path })
