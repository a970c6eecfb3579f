/**
 * What threads gain, and what they cost.
 *
 *   npm run build && tsx bench/threads.ts [--codesets DIR] [--claims 1000000] [--threads 1,2,4] [--runs 3]
 *
 * Scrubs a generated 837P, made while it is read, with every edit into the NDJSON report: by a plain loop in this thread, then by
 * one, two and four threads. A first round, which is not timed, compares what they write by its digest. Beside the wall time, which on a machine that others use
 * says little, stands the processor time of this thread and of the busiest other (Linux): with enough cores a run
 * takes as long as the busiest of them. What the machine itself gives at this hour is said by plain loops in programs of
 * their own, two side by side beside one alone: cores that share a bus, or that others use, give less than two.
 */
import './as-commands.ts'
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { claims837 } from './generate.ts'

// The compiled program, as users run it: see src/cli/many-claims.ts.
const { appendResult, createByteText, createNdjsonReport, openCodesets, openScrubber, openThreads } =
  (await import(new URL('../dist/index.js', import.meta.url).href)) as typeof import('../src/index.ts')

const { values } = parseArgs({
  options: {
    codesets: { type: 'string' },
    claims: { type: 'string', default: '1000000' },
    threads: { type: 'string', default: '1,2,4' },
    /** A program beside: waits to be told, runs the plain loop, says that it has. */
    beside: { type: 'boolean', default: false },
    runs: { type: 'string', default: '3' },
  },
})
const count = Number(values.claims)
const runs = Number(values.runs)
const received = '2025-12-15'
const median = (numbers: readonly number[]): number =>
  [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)]!
const megabytes = (bytes: number): string => `${(bytes / 1024 / 1024).toFixed(0)} MB`

/** Claims of each program of those that run side by side. */
const BESIDE = 200_000
/** Claims made beforehand, several times over: making them takes longer than reading them. */
const MADE = 10_000
const made = [...claims837(MADE)]
  .map((text) => Buffer.from(text))
  .reduce((all, next) => Buffer.concat([all, next]))
const [begin, end] = [made.indexOf('HL*2*'), made.indexOf('SE*1*')]
async function* claims(): AsyncGenerator<Uint8Array> {
  yield made.subarray(0, begin)
  for (let left = count; left > 0; left -= MADE)
    for (let at = begin; at < end; at += 262_144) yield made.subarray(at, Math.min(at + 262_144, end))
  yield made.subarray(end)
}

/** Seconds of processor time of each thread of this process, by its number. */
function processorTimes(): Map<number, number> {
  const folder = '/proc/self/task'
  const times = new Map<number, number>()
  for (const id of existsSync(folder) ? readdirSync(folder) : []) {
    const fields = readFileSync(`${folder}/${id}/stat`, 'latin1').split(') ')[1]!.split(' ')
    times.set(Number(id), (Number(fields[11]) + Number(fields[12])) / 100)
  }
  return times
}

interface Run {
  readonly seconds: number
  /** Of all that was written: its digest, or in a timed run its length. */
  readonly written: string
  readonly own: number
  readonly busiest: number
  readonly peak: number
}

/** Runs something that gives pieces of a report. */
async function measure(report: AsyncIterable<string | Uint8Array>, isTimed: boolean): Promise<Run> {
  const digest = isTimed ? undefined : createHash('sha256')
  let length = 0
  const before = processorTimes()
  let peak = 0
  let pieces = 0
  const began = performance.now()
  for await (const piece of report) {
    digest?.update(piece)
    length += piece.length
    if (pieces++ % 32 === 0) peak = Math.max(peak, process.memoryUsage.rss())
  }
  const seconds = (performance.now() - began) / 1000
  const spent = [...processorTimes()].map(([id, time]) => [id, time - (before.get(id) ?? 0)] as const)
  const own = spent.find(([id]) => id === process.pid)?.[1] ?? 0
  const busiest = Math.max(0, ...spent.filter(([id]) => id !== process.pid).map(([, time]) => time))
  return { seconds, written: digest?.digest('hex') ?? String(length), own, busiest, peak }
}

const codesets = await openCodesets(values.codesets)
const scrubber = openScrubber({ codesets, received })
async function* plainly(): AsyncGenerator<Uint8Array> {
  const report = createNdjsonReport()
  const text = createByteText()
  for await (const results of scrubber.stream(claims(), 'bench')) {
    for (const result of results) appendResult(report, text, result)
    const bytes = text.take()
    yield bytes
    text.giveBack(bytes.buffer)
  }
}
async function threaded(
  threads: number,
): Promise<{ report: AsyncGenerator<Uint8Array>; close(): Promise<void> }> {
  const pool = await openThreads({ threads, codesets, received, report: 'ndjson', failOn: 'deny' })
  async function* report(): AsyncGenerator<Uint8Array> {
    const alone = () => Promise.resolve(scrubber)
    for await (const part of pool.stream(claims(), 'bench', { alone }))
      if ('report' in part) yield part.report
  }
  return { report: report(), close: () => pool.close() }
}

if (values.beside) {
  for (const round of ['made fast', 'timed']) {
    for await (const piece of plainly()) void piece
    process.send!(round)
    await once(process, 'message')
  }
}

/** Seconds that so many programs take at once, each with a plain loop over its own claims, its code made fast before. */
async function sideBySide(programs: number): Promise<number> {
  const argv = [...process.argv.slice(2), '--claims', String(BESIDE), '--beside']
  const children = Array.from({ length: programs }, () => fork(process.argv[1]!, argv))
  const said = (): Promise<unknown> => Promise.all(children.map((child) => once(child, 'message')))
  await said()
  const began = performance.now()
  for (const child of children) child.send('go')
  await said()
  for (const child of children) child.kill()
  return (performance.now() - began) / 1000
}

const started = process.memoryUsage().rss
process.stdout.write(
  `${count.toLocaleString('en-US')} claims, code sets ${codesets.id}; ${megabytes(started)} before\n` +
    'threads   claims/s   × plain   this thread   busiest other   × plain by processor   peak memory\n',
)
const plain: Run[] = []
const many = new Map<number, Run[]>()
const written: Set<string>[] = []
// Turn about, so that what others do on the machine meets all alike.
for (let run = -1; run < runs; run++) {
  const isTimed = run >= 0
  const alone = await measure(plainly(), isTimed)
  if (isTimed) plain.push(alone)
  const same = new Set([alone.written])
  for (const threads of values.threads.split(',').map(Number)) {
    const { report, close } = await threaded(threads)
    const one = await measure(report, isTimed)
    if (isTimed) many.set(threads, [...(many.get(threads) ?? []), one])
    same.add(one.written)
    await close()
  }
  written.push(same)
}
const beside: number[] = []
for (let run = 0; run < runs; run++) beside.push((2 * (await sideBySide(1))) / (await sideBySide(2)))
const rate = (of: readonly Run[]): number => count / median(of.map(({ seconds }) => seconds))
const bound = (of: readonly Run[]): number => median(of.map(({ own, busiest }) => Math.max(own, busiest)))
const line = (name: string, of: readonly Run[]): void =>
  void process.stdout.write(
    [
      name.padEnd(7),
      Math.round(rate(of)).toLocaleString('en-US').padStart(10),
      (rate(of) / rate(plain)).toFixed(2).padStart(9),
      `${median(of.map(({ own }) => own)).toFixed(1)} s`.padStart(13),
      `${median(of.map(({ busiest }) => busiest)).toFixed(1)} s`.padStart(15),
      (median(plain.map(({ own }) => own)) / bound(of)).toFixed(2).padStart(22),
      megabytes(Math.max(...of.map(({ peak }) => peak))).padStart(13),
    ].join(' ') + '\n',
  )
line('plain', plain)
for (const [threads, of] of many) line(String(threads), of)
process.stdout.write(
  `Two programs side by side, a plain loop each: ${beside.map((times) => times.toFixed(2)).join(', ')} times one.\n`,
)
const isSame = written.every(({ size }) => size === 1)
process.stdout.write(isSame ? 'All wrote the same bytes.\n' : 'What they wrote DIFFERS.\n')
if (!isSame) process.exitCode = 1
