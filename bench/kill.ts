/**
 * Kills a recording at random moments, again and again, and holds what it ends with to one that was never killed.
 *
 *   npx tsx bench/kill.ts [--kills 100] [--claims 50000] [--store URL]
 *
 * Each run is begun under a key of its own, killed (SIGKILL) some random time after it began to record, taken up again,
 * and killed again, until it ends; then everything it says is compared: results, claims, rows of findings, totals.
 */
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { createWriteStream, mkdtempSync, rmSync } from 'node:fs'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import {
  openRunStore,
  showRun,
  streamClaims,
  streamResults,
  totalsOf,
  verifyContents,
  verifyTrail,
} from '../src/index.ts'
import { blocksOf } from '../src/store/read.ts'
import { bundled } from '../test/audit/bundle.ts'
import { claims837, random } from './generate.ts'

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '100' },
    claims: { type: 'string', default: '50000' },
    store: { type: 'string' },
  },
})
const wanted = Number(values.kills)
/** Kills of one run: on a busy machine it would else never come to its end in the time that it is given. */
const MOST_KILLS = 24
const folder = mkdtempSync(join(tmpdir(), 'cleanclaim-kill-'))
const url = values.store ?? `sqlite:${join(folder, 'store.db')}`
const child = await bundled('record-child.ts')

/** Records; killed so many milliseconds after it began, unless it ends before. Returns the run's id when it ended. */
function attempt(file: string, key: string, after: number): Promise<{ id?: string; took: number }> {
  return new Promise((resolve, reject) => {
    const program = spawn(process.execPath, [child.path, url, folder, file, key], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let [out, began] = ['', 0]
    program.stdout.on('data', (chunk: Buffer) => {
      out += chunk.toString()
      if (began > 0) return
      began = performance.now()
      if (Number.isFinite(after)) setTimeout(() => program.kill('SIGKILL'), after)
    })
    program.once('close', (code, signal) => {
      const took = performance.now() - began
      const id = /finished (\S+)/.exec(out)?.[1]
      if (id !== undefined) resolve({ id, took })
      else if (signal === 'SIGKILL') resolve({ took })
      else reject(new Error(`The recording ended with status ${code}.`))
    })
  })
}

/** Digest of all that a run says. */
async function digestOf(id: string): Promise<string> {
  const store = await openRunStore(url, { home: folder })
  try {
    const hash = createHash('sha256')
    const { counts, done, inputs } = await showRun(store, id)
    hash.update(JSON.stringify([counts, done, inputs]))
    for await (const batch of streamResults(store, id))
      for (const one of batch) hash.update(JSON.stringify(one))
    for await (const batch of streamClaims(store, id))
      for (const one of batch) hash.update(JSON.stringify(one))
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
  } finally {
    await store.close()
  }
}

try {
  const file = join(folder, 'claims.837')
  const stream = createWriteStream(file)
  for (const piece of claims837(Number(values.claims), 2))
    if (!stream.write(piece)) await once(stream, 'drain')
  stream.end()
  await once(stream, 'finish')

  const whole = await attempt(file, 'never killed', Infinity)
  const expected = await digestOf(whole.id!)
  console.log(
    `${values.claims} claims, never killed: ${(whole.took / 1000).toFixed(1)} s, ${expected.slice(0, 16)}`,
  )
  const next = random(Date.now() % 1_000_000)
  let [kills, runs, different] = [0, 0, 0]
  while (kills < wanted) {
    let id: string | undefined
    let here = 0
    while (id === undefined) {
      // Most strike early, so that a recording is killed often; every fifth may strike late: at publishing as well.
      const after = here < MOST_KILLS ? next() * whole.took * (here % 5 === 4 ? 1.1 : 0.3) : Infinity
      const outcome = await attempt(file, `key ${runs}`, after)
      if (outcome.id === undefined) {
        kills += 1
        here += 1
      } else id = outcome.id
    }
    runs += 1
    const same = (await digestOf(id)) === expected
    if (!same) different += 1
    console.log(
      `run ${runs}: killed ${here} times, ${same ? 'the same' : 'DIFFERENT'}; ${kills} kills so far`,
    )
  }
  const store = await openRunStore(url, { home: folder })
  const faults = [...(await verifyTrail(store)).faults, ...(await verifyContents(store)).faults]
  await store.close()
  console.log(
    `${kills} kills, ${runs} runs, ${different} different, ${faults.length} faults in the trail and runs`,
  )
  if (different > 0 || faults.length > 0) process.exitCode = 1
} finally {
  child.remove()
  rmSync(folder, { recursive: true, force: true })
}
