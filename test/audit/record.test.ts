/** Recording: what is kept is what a scrub says, and no kill loses or doubles anything. */
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { claims837, random } from '../../bench/generate.ts'
import {
  createNdjsonReport,
  listRuns,
  openCodesets,
  openRunStore,
  openScrubber,
  recordRun,
  showRun,
  starterFolder,
  streamClaims,
  totalsOf,
  verifyContents,
  verifyTrail,
  type Problem,
  type RecordOptions,
  type RunStore,
} from '../../src/index.ts'
import { blocksOf } from '../../src/store/read.ts'
import { bundled } from './bundle.ts'
import { environment, runnerIn } from '../cli/in-process.ts'
import { resultsOf, storeMakers } from '../store/stores.ts'

const root = join(import.meta.dirname, '..', '..')
const folder = mkdtempSync(join(tmpdir(), 'cleanclaim-record-'))
const makers = await storeMakers()
const codesets = await openCodesets(starterFolder)
const child = await bundled('record-child.ts')
afterAll(async () => {
  child.remove()
  for (const [, maker] of makers) await maker.close()
  rmSync(folder, { recursive: true, force: true })
})

const write = (name: string, text: string): string => {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}
const day = write('day.837', [...claims837(1_200, 2)].join(''))
const line = (id: string, more: object = {}): string =>
  JSON.stringify({
    id,
    type: 'professional',
    payer: { id: 'X1' },
    diagnoses: [{ code: 'E119' }],
    lines: [{ number: 1, procedure: '99213', serviceDate: '2025-11-03', pointers: [1] }],
    ...more,
  })
const small = write('small.ndjson', `${line('A')}\n{"id":\n${line('B', { chargeCents: 1 })}\n`)

const how = (store: RunStore, changes: Partial<RecordOptions> = {}): RecordOptions => ({
  store,
  codesets,
  paths: [small],
  received: '2025-12-15',
  today: '2026-01-01',
  keep: 'claims',
  by: 'tester',
  ...changes,
})

/** All that a run says: results, claims, sums, rows of findings. */
async function dump(store: RunStore, id: string): Promise<string> {
  const hash = createHash('sha256')
  const run = await showRun(store, id)
  hash.update(JSON.stringify([run.counts, run.done, run.inputs, run.options]))
  hash.update(JSON.stringify(await resultsOf(store, id)))
  for await (const batch of streamClaims(store, id)) hash.update(JSON.stringify(batch))
  hash.update(JSON.stringify(await totalsOf(store, id, ['edit', 'message', 'payer'])))
  const { number } = await store.db
    .selectFrom('runs')
    .select('number')
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  for (const table of ['kinds', 'phrases'] as const) {
    const rows = await store.db.selectFrom(table).selectAll().where('run', '=', number).execute()
    hash.update(
      rows
        .map((row) => JSON.stringify({ ...row, run: 0 }))
        .sort()
        .join('\n'),
    )
  }
  for await (const { block, first, claims, columns, keys, results } of blocksOf(store.db, number)) {
    hash.update(JSON.stringify([block, first, claims]))
    for (const bytes of [columns, keys, results]) hash.update(bytes ?? '')
  }
  return hash.digest('hex')
}

describe.each(makers)('recording on %s', (_, maker) => {
  it('keeps what a scrub reports, and claims as they were billed', async () => {
    const store = await maker.open()
    const warnings: Problem[] = []
    const { run, before, resumed } = await recordRun(
      how(store, { paths: [small, day], onWarning: (warning) => void warnings.push(warning) }),
    )
    expect([before, resumed, run.done, run.state]).toEqual([false, 0, 1_203, 'finished'])
    const report = createNdjsonReport()
    const scrubber = openScrubber({ codesets, received: '2025-12-15' })
    let expected = ''
    for (const path of [small, day])
      for await (const result of scrubber.file(path)) expected += report.render(result)
    expect((await resultsOf(store, run.id)).map((result) => report.render(result)).join('')).toBe(expected)
    const claims = []
    for await (const batch of streamClaims(store, run.id)) claims.push(...batch)
    expect(claims.map(({ claim }) => claim?.id).slice(0, 4)).toEqual(['A', undefined, 'B', 'C1'])
    // The day of this run is not the claim's own.
    expect(claims[0]!.claim).not.toHaveProperty('received')
    expect(run.inputs).toEqual(
      [small, day].map((name) => ({
        name,
        bytes: readFileSync(name).length,
        sha256: createHash('sha256').update(readFileSync(name)).digest('hex'),
      })),
    )
    expect((await verifyContents(store)).faults).toEqual([])
  })

  it('gives the id of a finished run of the same key, and refuses other terms', async () => {
    const store = await maker.open()
    const first = await recordRun(how(store, { key: 'k' }))
    const undated: { -readonly [K in keyof RecordOptions]: RecordOptions[K] } = how(store, { key: 'k' })
    delete undated.received
    for (const options of [how(store, { key: 'k' }), undated]) {
      const again = await recordRun(options)
      expect([again.before, again.run.id]).toEqual([true, first.run.id])
    }
    for (const [changes, word] of [
      [{ received: '2025-12-16' }, 'options'],
      [{ only: ['claim-balance'] }, 'options'],
      [{ paths: [day] }, 'input'],
      [{ codesets: { ...codesets, id: 'other' } }, 'code sets'],
    ] as const)
      await expect(recordRun(how(store, { key: 'k', ...changes }))).rejects.toMatchObject({
        code: 'E_CONFLICT',
        message: expect.stringContaining(word) as string,
      })
    await expect(recordRun(how(store, { key: 'k', paths: ['-'] }))).rejects.toMatchObject({
      code: 'E_OPTION',
    })
    expect(await listRuns(store)).toHaveLength(1)
  })

  it('gives claims the payer that a map has for them', async () => {
    const store = await maker.open()
    const payerMap = new Map([['X1', { id: '04412', line: 'medicare' as const }]])
    const { run } = await recordRun(how(store, { payerMap }))
    for await (const batch of streamClaims(store, run.id))
      for (const { claim } of batch)
        if (claim) expect(claim.payer).toMatchObject({ id: '04412', line: 'medicare' })
    expect(run.options).toHaveProperty('payerMap')
  })

  it('notices a file that changes while it is read', async () => {
    const store = await maker.open()
    const growing = write('growing.837', readFileSync(day, 'utf8'))
    let grown = false
    const onProgress = (): void => {
      if (!grown) appendFileSync(growing, '\n')
      grown = true
    }
    await expect(recordRun(how(store, { paths: [growing], onProgress }))).rejects.toMatchObject({
      code: 'E_FILE',
    })
    expect((await listRuns(store))[0]).toMatchObject({ state: 'recording' })
  })

  it('ends with the same bytes however often it is killed', async () => {
    const { url, home } = maker.fresh()
    const many = write(`many-${home.split('-').at(-1)!}.837`, [...claims837(3_000, 2)].join(''))
    const store = await openRunStore(url, { home })
    const whole = await recordRun(how(store, { paths: [many] }))
    const next = random(17)
    let kills = 0
    // One that ends before it is killed is begun under another key, until five were killed.
    for (let key = 0; kills < 5; key++) {
      let id: string | undefined
      while (id === undefined) {
        const after = kills < 5 ? next() * 500 : Infinity
        const outcome = await recordAndKill([url, home, many, `key-${key}`], after)
        if (outcome === 'killed') kills += 1
        else id = outcome
      }
      expect(await dump(store, id)).toBe(await dump(store, whole.run.id))
    }
    expect((await verifyTrail(store)).faults).toEqual([])
    expect((await verifyContents(store)).faults).toEqual([])
    await store.close()
  }, 600_000)
})

/** Records in a program of its own, killed so many milliseconds after it began to record; the run's id if it ended. */
function recordAndKill(args: readonly string[], after: number): Promise<'killed' | string> {
  return new Promise((resolve, reject) => {
    const recorder = spawn(process.execPath, [child.path, ...args], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let [out, failure] = ['', '']
    recorder.stderr.on('data', (chunk: Buffer) => void (failure += chunk.toString()))
    recorder.stdout.on('data', (chunk: Buffer) => {
      out += chunk.toString()
      if (out === 'recording\n' && after !== Infinity) setTimeout(() => recorder.kill('SIGKILL'), after)
    })
    recorder.once('close', (code, signal) => {
      if (signal === 'SIGKILL') resolve('killed')
      else if (code === 0) resolve(/finished (\S+)/.exec(out)![1]!)
      else reject(new Error(failure))
    })
  })
}

describe('audit', () => {
  const home = mkdtempSync(join(folder, 'home-'))
  const run = runnerIn(home)

  it('prints the id alone, shows what was recorded, and verifies it', async () => {
    const first = await run(
      'audit',
      'run',
      small,
      '--received',
      '2025-12-15',
      '--resumable',
      'k',
      '--only',
      'claim-balance',
      '--by',
      'Ann',
    )
    expect([first.stderr, first.status]).toEqual([expect.stringContaining('A key was made at'), 1])
    expect(first.stdout).toMatch(/^\d{8}-\d{6}-[0-9a-f]{8}\n$/)
    expect(first.stderr).toContain('A key was made at')
    // One claim is not read, one is to be rejected.
    expect(first.status).toBe(1)
    const id = first.stdout.trim()
    const again = await run(
      'audit',
      'run',
      small,
      '--resumable',
      'k',
      '--only',
      'claim-balance',
      '--fail-on',
      'never',
    )
    expect([again.stdout, again.stderr, again.status]).toEqual([`${id}\n`, '', 0])
    expect((await run('audit', 'run', small, '--resumable', 'k')).stderr).toContain('E_CONFLICT')
    expect((await run('audit', 'list')).stdout).toContain(id)
    const [listed] = JSON.parse((await run('audit', 'list', '--json')).stdout) as { id: string }[]
    expect(listed!.id).toBe(id)
    const shown = await run('audit', 'show', id)
    expect(shown.stdout).toContain('claim-balance')
    const scrubbed = await run(
      'scrub',
      small,
      '--received',
      '2025-12-15',
      '--only',
      'claim-balance',
      '--report',
      'ndjson',
    )
    expect((await run('audit', 'show', id, '--results')).stdout).toBe(scrubbed.stdout)
    expect(await run('audit', 'show', 'none')).toMatchObject({ status: 2, stdout: '' })
    const verified = await run('audit', 'verify')
    expect(verified.status).toBe(0)
    const head = /^head (\S+)$/m.exec(verified.stdout)![1]!
    expect((await run('audit', 'verify', '--head', head)).status).toBe(0)
    expect((await run('audit', 'verify', '--head', head.replace(':', ':A').slice(0, -1))).status).toBe(1)
  })

  it('reads standard input, and keeps its digest', async () => {
    const text = readFileSync(small, 'utf8')
    // Standard input is the one of a process: this one has its own.
    const { stdout } = spawnSync(
      process.execPath,
      [
        ...['--import', 'tsx', join(root, 'src', 'cli', 'main.ts')],
        ...['audit', 'run', '-', '--keep', 'digests', '--fail-on', 'never'],
      ],
      { cwd: root, env: { ...process.env, ...environment(home) }, encoding: 'utf8', input: text },
    )
    const shown = JSON.parse((await run('audit', 'show', stdout.trim(), '--json')).stdout) as {
      inputs: unknown
    }
    expect(shown.inputs).toEqual([
      { name: '-', bytes: text.length, sha256: createHash('sha256').update(text).digest('hex') },
    ])
  })
})
