/**
 * What a claim costs as things grow: its lines, the tables, and the payer's rules that do not concern it.
 *
 *   npm run build && node --import tsx bench/scaling.ts [--codesets DIR] [--rounds 5] [--dist DIR]
 *
 * One thread reads generated 837P claims from memory, scrubs them with every edit and renders the NDJSON report. What is
 * compared takes turns; figures are medians of processor time. Tables of other sizes are made from the pairs of the store
 * by leaving out all but every so many-th; without a store that is skipped.
 */
import './as-commands.ts'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import type { Column } from '../src/codesets/columns.ts'
import type { LoadedRelease } from '../src/codesets/dated.ts'
import type { ClaimScrubber, RuleSet, Snapshot } from '../src/index.ts'

const { values } = parseArgs({
  options: {
    codesets: { type: 'string' },
    rounds: { type: 'string', default: '5' },
    only: { type: 'string' },
    dist: { type: 'string', default: join(import.meta.dirname, '..', 'dist') },
  },
})
const rounds = Number(values.rounds)
const compiled = <T>(path: string): Promise<T> =>
  import(pathToFileURL(resolve(values.dist, path)).href) as Promise<T>
const { appendResult, createByteText, createNdjsonReport, openCodesets, openScrubber, ruleSetOf } =
  await compiled<typeof import('../src/index.ts')>('index.js')
const { claims837 } = await compiled<typeof import('../src/jobs/bench-claims.ts')>('jobs/bench-claims.js')
const { benchRules } = await compiled<typeof import('../src/jobs/bench-rules.ts')>('jobs/bench-rules.js')
const { medianOf, processorTime } =
  await compiled<typeof import('../src/jobs/bench-time.ts')>('jobs/bench-time.js')
const { createSnapshot } =
  await compiled<typeof import('../src/codesets/snapshot.ts')>('codesets/snapshot.js')
const { readSmallTables } =
  await compiled<typeof import('../src/codesets/small/rows.ts')>('codesets/small/rows.js')
const { readColumns } = await compiled<typeof import('../src/codesets/columns.ts')>('codesets/columns.js')
const { currentManifest } = await compiled<typeof import('../src/codesets/store.ts')>('codesets/store.js')

// After the last day of the longest claims.
const RECEIVED = '2026-01-15'
const PIECE = 65_536
async function* pieces(bytes: Buffer): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += PIECE) yield bytes.subarray(at, at + PIECE)
}
async function whole(scrubber: ClaimScrubber, bytes: Buffer): Promise<void> {
  const report = createNdjsonReport()
  const text = createByteText()
  for await (const results of scrubber.stream(pieces(bytes), 'bench')) {
    for (const result of results) appendResult(report, text, result)
    text.take()
  }
}

interface Case {
  readonly name: string
  readonly claims: number
  readonly bytes: Buffer
  readonly scrubber: ClaimScrubber
}
const bytesOf = (claims: number, lines = 3): Buffer => Buffer.from([...claims837(claims, lines)].join(''))

/** Median microseconds of processor time a claim of each case, which take turns. */
async function measure(cases: readonly Case[]): Promise<readonly number[]> {
  const times = cases.map(() => [] as number[])
  for (let round = -1; round < rounds; round++)
    for (const [at, { claims, bytes, scrubber }] of cases.entries()) {
      const time = await processorTime(() => whole(scrubber, bytes))
      if (round >= 0) times[at]!.push(time / claims)
    }
  return times.map(medianOf)
}
function print(title: string, cases: readonly Case[], times: readonly number[], bound: string): void {
  process.stdout.write(`${title}\n`)
  for (const [at, { name }] of cases.entries())
    process.stdout.write(
      `  ${name.padEnd(26)} ${times[at]!.toFixed(2).padStart(10)} µs a claim ${Math.round(1e6 / times[at]!)
        .toLocaleString('en-US')
        .padStart(10)} claims/s ${(times[at]! / times[0]!).toFixed(2).padStart(8)} × the first\n`,
    )
  process.stdout.write(`  asked: ${bound}\n`)
}
const wanted = (part: string): boolean => values.only === undefined || values.only === part

const codesets = await openCodesets(values.codesets)
const none = ruleSetOf([])
const scrubberWith = (snapshot: Snapshot, rules: RuleSet): ClaimScrubber =>
  openScrubber({ codesets: snapshot, rules, received: RECEIVED })
process.stdout.write(
  `code sets ${codesets.id}, Node ${process.version}, ${rounds} rounds, medians of processor time\n`,
)

if (wanted('lines')) {
  const scrubber = scrubberWith(codesets, none)
  const cases = [1, 5, 50, 500].map((lines): Case => {
    const claims = Math.max(60, Math.round(20_000 / lines))
    const bytes = bytesOf(claims, lines)
    const billed = bytes.toString('latin1').split('~LX*').length - 1
    return { name: `${lines} lines (${(billed / claims).toFixed(1)} each)`, claims, bytes, scrubber }
  })
  print('Lines of a claim', cases, await measure(cases), '5,000 claims a second at 500 lines')
}

if (wanted('tables')) {
  const store = values.codesets
  const manifest = store === undefined ? undefined : currentManifest(store)
  if (store === undefined || manifest === undefined)
    process.stdout.write('Pairs in the table: skipped, there is no store\n')
  else {
    const loaded = manifest.releases.map(({ table, id, from, through, complete, file }): LoadedRelease => ({
      table,
      id,
      from,
      through,
      complete,
      file: readColumns(join(store, file)),
    }))
    const small = readSmallTables()
    const pairsOf = (releases: readonly LoadedRelease[]): number =>
      releases.reduce(
        (sum, { table, file }) => sum + (table.startsWith('ncci-ptp') ? file.columns['column2']!.length : 0),
        0,
      )
    const all = pairsOf(loaded)
    const bytes = bytesOf(10_000)
    const cases = [10_000, 100_000, 1_000_000, all].map((most): Case => {
      const step = Math.max(1, Math.round(all / most))
      const releases = loaded.map((release) =>
        release.table.startsWith('ncci-ptp') ? thinned(release, step) : release,
      )
      const snapshot = createSnapshot(`every-${step}`, false, releases, small)
      return {
        name: `${pairsOf(releases).toLocaleString('en-US')} pairs`,
        claims: 10_000,
        bytes,
        scrubber: scrubberWith(snapshot, none),
      }
    })
    print('Pairs in the table', cases, await measure(cases), 'the same at every size')
  }
}

if (wanted('rules')) {
  const bytes = bytesOf(10_000)
  const cases = [0, 200, 1_000, 10_000].map((count): Case => {
    const rules = ruleSetOf(benchRules({ count, payerIds: ['04412'], met: false }))
    return {
      name: `${count.toLocaleString('en-US')} rules`,
      claims: 10_000,
      bytes,
      scrubber: scrubberWith(codesets, rules),
    }
  })
  print('Payer rules of other services', cases, await measure(cases), 'at most 1.3 × from 200 to 10,000')
}

/** The pairs of a release without all but every so many-th. */
function thinned(release: LoadedRelease, step: number): LoadedRelease {
  const { columns } = release.file
  const start = columns['start'] as Uint32Array
  const kept = new Uint32Array(start.length)
  for (let at = 0; at < start.length; at++) kept[at] = Math.ceil(start[at]! / step)
  const every = (column: Column): Column => column.filter((_, at) => at % step === 0)
  return {
    ...release,
    file: {
      ...release.file,
      columns: {
        ...columns,
        start: kept,
        column2: every(columns['column2']!),
        term: every(columns['term']!),
      },
    },
  }
}
