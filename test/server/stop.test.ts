/** The program that serves: how it starts, that it stops without losing a request, and what a kill cannot take. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { request } from 'node:http'
import { getPriority } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'
import { afterAll, describe, expect, it } from 'vitest'
import { itemOf, notesOf, openRunStore, showRun } from '../../src/index.ts'
import { claimJson, question } from '../../src/server/examples.ts'
import { folder, rulesIn, storeIn } from './server.ts'

const root = join(import.meta.dirname, '..', '..')
/** The program as it is shipped, but for packages, which are found from here: a start from sources takes seconds. */
const made = join(root, 'node_modules', '.cache', `cleanclaim-stop-${process.pid}`)
await build({
  entryPoints: {
    main: join(root, 'src', 'cli', 'main.ts'),
    'server-worker': join(root, 'src', 'server', 'worker.ts'),
  },
  outdir: made,
  chunkNames: 'chunks/[name]-[hash]',
  bundle: true,
  splitting: true,
  platform: 'node',
  format: 'esm',
  packages: 'external',
  logLevel: 'error',
})
const main = [join(made, 'main.js')]
const children: ChildProcess[] = []
afterAll(() => {
  children.forEach((child) => child.kill('SIGKILL'))
  rmSync(made, { recursive: true, force: true })
})

interface Serving {
  readonly child: ChildProcess
  readonly address: string
  readonly errors: () => string
}

async function serve(home: string, ...args: readonly string[]): Promise<Serving> {
  const child = spawn(
    process.execPath,
    [...main, 'serve', '--port', '0', '--rules', rulesIn(folder()), '--threads', '1', ...args],
    {
      cwd: root,
      env: { ...process.env, CLEANCLAIM_HOME: home, CLEANCLAIM_STORE: '', TMPDIR: home },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  children.push(child)
  let errors = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text))
  let text = ''
  for await (const chunk of child.stdout.setEncoding('utf8') as AsyncIterable<string>) {
    text += chunk
    if (text.includes('\n')) break
  }
  const { listening } = JSON.parse(text) as { listening: string }
  return { child, address: listening, errors: () => errors }
}
/** Priorities of the threads of a process, as `nice` counts them. */
const priorities = (pid: number): number[] =>
  readdirSync(`/proc/${pid}/task`).map((thread) => {
    const fields = readFileSync(`/proc/${pid}/task/${thread}/stat`, 'utf8').split(') ')[1]!.split(' ')
    return Number(fields[16])
  })
const cli = (home: string, ...args: readonly string[]) =>
  spawnSync(process.execPath, [...main, ...args], {
    cwd: root,
    env: { ...process.env, CLEANCLAIM_HOME: home },
    encoding: 'utf8',
  })
const line = (at: number): string => `${JSON.stringify({ ...claimJson, id: `C-${at}` })}\n`

describe('cleanclaim serve', () => {
  it('says where it listens, answers, and stops with 0', async () => {
    const { child, address, errors } = await serve(folder())
    expect(address).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
    // On Linux the thread of large bodies lets others go first.
    if (process.platform === 'linux' && getPriority() < 10)
      expect(priorities(child.pid!).filter((nice) => nice === 10)).toHaveLength(1)
    const answer = await fetch(`${address}/v1/check`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(question),
    })
    expect(await answer.json()).toMatchObject({ claim: 'check' })
    child.kill('SIGTERM')
    expect(await once(child, 'exit')).toEqual([0, null])
    const logged = errors()
      .trimEnd()
      .split('\n')
      .map((text) => JSON.parse(text) as Record<string, unknown>)
    expect(logged.at(-1)).toMatchObject({ event: 'request', route: '/v1/check', status: 200, claims: 1 })
  })
  it('does not start without tokens off loopback, and does with them', () => {
    const home = folder()
    const bare = cli(home, 'serve', '--host', '0.0.0.0', '--port', '0')
    expect(bare).toMatchObject({ status: 2, stdout: '' })
    expect(bare.stderr).toContain('E_OPTION')
    const made = cli(home, 'token', 'new', '--name', 'front office', '--scope', 'scrub,audit')
    expect(made.stdout).toMatch(/^ccl_[0-9a-f]{16}_[\w-]{43}\n$/)
    expect(cli(home, 'token', 'list').stdout).toContain('front office')
    expect(cli(home, 'token', 'new', '--name', 'x', '--scope', 'everything').status).toBe(2)
    const id = /ccl_([0-9a-f]{16})/.exec(made.stdout)![1]!
    expect(cli(home, 'token', 'revoke', id).status).toBe(0)
    expect(cli(home, 'token', 'list').stdout).not.toContain('front office')
  })
})

describe('SIGTERM', () => {
  it('under load loses no request that was accepted, and lets a large one end', async () => {
    const { child, address, errors } = await serve(folder())
    const { port } = new URL(address)
    let [over, answered, refused] = [false, 0, 0]
    const broken: string[] = []
    /** A request on a connection of its own, which either cannot be made or must be answered as a whole. */
    const askOnce = (): Promise<void> =>
      new Promise((resolve) => {
        const asking = request(
          {
            port,
            path: '/v1/scrub',
            method: 'POST',
            agent: false,
            headers: { 'content-type': 'application/json' },
          },
          (response) => {
            let text = ''
            response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
            response.on('end', () => {
              const isWhole = text.endsWith('}\n') || text.endsWith('}')
              if (response.statusCode === 200 && isWhole) answered++
              else if (response.statusCode === 503 && text.includes('E_BUSY')) refused++
              else broken.push(`${response.statusCode} ${text.slice(0, 80)}`)
              resolve()
            })
            response.on('error', (error) => {
              broken.push(error.message)
              resolve()
            })
          },
        )
        asking.on('error', (error: NodeJS.ErrnoException) => {
          // A connection that the kernel took and the program never did: the log below knows of none.
          if (error.code === 'ECONNREFUSED') over = true
          else if (error.code !== 'ECONNRESET') broken.push(String(error.code))
          resolve()
        })
        asking.end(line(1))
      })
    const load = Array.from({ length: 8 }, async () => {
      while (!over) await askOnce()
    })
    const large = fetch(`${address}/v1/scrub`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-ndjson' },
      body: Array.from({ length: 4_000 }, (_, at) => line(at)).join(''),
    }).then((answer) => answer.text())
    await new Promise((resolve) => setTimeout(resolve, 1_500))
    child.kill('SIGTERM')
    const exit = once(child, 'exit')
    await Promise.all(load)
    expect((await large).trimEnd().split('\n')).toHaveLength(4_000)
    expect(await exit).toEqual([0, null])
    expect(broken).toEqual([])
    expect(answered).toBeGreaterThan(10)
    // Every request that the program knows of was answered, and got there as a whole.
    const logged = errors()
      .split('\n')
      .filter((text) => text.includes('"event":"request"'))
      .map((text) => (JSON.parse(text) as { status: number }).status)
    expect(logged.filter((status) => status === 200)).toHaveLength(answered + 1)
    expect(logged.filter((status) => status === 503)).toHaveLength(refused)
    expect(refused).toBeGreaterThan(0)
  })
})

describe('SIGKILL', () => {
  it('loses nothing that was answered, and what was not is done again by its key', async () => {
    const home = folder()
    const { child, address } = await serve(home, '--store', storeIn(home).url)
    const record = (count: number, key: string, to = address) =>
      fetch(`${to}/v1/runs`, {
        method: 'POST',
        headers: { 'content-type': 'application/x-ndjson', 'idempotency-key': key },
        body: Array.from({ length: count }, (_, at) => line(at)).join(''),
      })
    const answered: { id: string; counts: { claims: number } }[] = []
    for (let at = 0; at < 3; at++)
      answered.push((await (await record(20 + at, `kill-key-${at}`)).json()) as (typeof answered)[number])
    const post = async (path: string, body: object, to = address, key = 'kill-key-work') => {
      const answer = await fetch(`${to}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'idempotency-key': key },
        body: JSON.stringify(body),
      })
      return { status: answer.status, text: await answer.text() }
    }
    const { items } = (await (await fetch(`${address}/v1/worklist?limit=1`)).json()) as {
      items: { id: string; version: number }[]
    }
    const [{ id: item, version }] = items as [(typeof items)[0]]
    const change = { do: 'assign', item, version, to: 'coder-1' }
    const assigned = await post('/v1/worklist', change)
    expect(assigned).toMatchObject({ status: 200 })
    const note = { do: 'note', item, version: version + 1, text: 'Asked.' }
    expect(await post('/v1/worklist', note, address, 'kill-key-note')).toMatchObject({ status: 200 })
    const scrubbed = await post('/v1/scrub', claimJson, address, 'kill-key-scrub')
    const cut = record(4_000, 'kill-key-large').catch(() => undefined)
    await new Promise((resolve) => setTimeout(resolve, 700))
    child.kill('SIGKILL')
    await once(child, 'exit')
    await cut
    const { url } = storeIn(home)
    const store = await openRunStore(url, { home })
    for (const { id, counts } of answered)
      expect(await showRun(store, id)).toMatchObject({ state: 'finished', counts })
    expect(await itemOf(store, item)).toMatchObject({ version: version + 2, assignee: 'coder-1', notes: 1 })
    expect((await notesOf(store, item)).map(({ text }) => text)).toEqual(['Asked.'])
    await store.close()

    // A server in the same home goes on where that one was cut off.
    const aside = () => readdirSync(home).filter((name) => name.startsWith('cleanclaim-server-'))
    const [left] = aside()
    const later = await serve(home, '--store', url)
    // What was put aside for it goes: its key went with the program.
    expect(aside()).toEqual([expect.stringContaining(`-${later.child.pid}-`)])
    expect(aside()).not.toContain(left)
    const again = await record(4_000, 'kill-key-large', later.address)
    expect(again.status).toBe(201)
    expect(await again.json()).toMatchObject({ state: 'finished', counts: { claims: 4_000 } })
    for (const [at, { id }] of answered.entries())
      expect(await (await record(20 + at, `kill-key-${at}`, later.address)).json()).toMatchObject({ id })
    // A claim is answered as before; a change that stands is not made again.
    expect(await post('/v1/scrub', claimJson, later.address, 'kill-key-scrub')).toEqual(scrubbed)
    expect(await post('/v1/worklist', change, later.address)).toMatchObject({ status: 409 })
  })
})
