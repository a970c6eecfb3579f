/**
 * Runs every measurement and keeps what it printed, with the machine and the versions.
 *
 *   npm run build && npm install --prefix bench/peers && node --import tsx bench/all.ts --date YYYY-MM-DD --codesets DIR [--only bench,scaling]
 *
 * Writes `bench/results/<date>.json` and `.md`. The day is given, not taken from the clock, so that a run can be repeated
 * under its name. Wants a machine that nobody else uses.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus, platform, release, totalmem } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { benchText } from '../src/cli/bench.ts'
import { ENGINE_VERSION, isIsoDate, type BenchReport } from '../src/index.ts'

const { values } = parseArgs({
  options: {
    date: { type: 'string', default: '' },
    codesets: { type: 'string', default: '' },
    only: { type: 'string' },
    claims: { type: 'string', default: '1000000' },
  },
})
if (!isIsoDate(values.date)) throw new Error('--date YYYY-MM-DD says under which day the results are kept.')
if (values.codesets === '') throw new Error('--codesets DIR names the store with the full tables.')
const root = join(import.meta.dirname, '..')
const store = ['--codesets', values.codesets]
const script = (name: string, ...args: readonly string[]): readonly string[] => [
  '--import',
  'tsx',
  join(import.meta.dirname, name),
  ...args,
]

const measurements: Readonly<Record<string, { readonly title: string; readonly args: readonly string[] }>> = {
  bench: {
    title: 'The whole way of a claim',
    args: [
      join(root, 'dist', 'cli', 'main.js'),
      'bench',
      '--claims',
      '20000',
      '--rounds',
      '9',
      '--json',
      ...store,
    ],
  },
  threads: {
    title: 'Threads, and the same bytes from each',
    args: script('threads.ts', '--claims', values.claims, ...store),
  },
  scaling: { title: 'Lines, tables, rules', args: script('scaling.ts', ...store) },
  start: { title: 'Short commands', args: script('start.ts', ...store) },
  rules: { title: 'Payer rules beside json-rules-engine and ZEN', args: script('rules.ts') },
  logic: { title: 'Payer rules beside json-logic-engine', args: script('peers/logic.ts') },
  x12: { title: 'Reading 837P beside x12-parser and node-x12', args: script('peers/x12.ts') },
  duckdb: { title: 'NCCI pairs beside a join in DuckDB', args: script('peers/duckdb.ts', ...store) },
}

const only = values.only?.split(',')
const processor = cpus()
const machine = {
  processor: processor[0]?.model ?? 'unknown',
  cores: processor.length,
  memoryBytes: totalmem(),
  system: `${platform()} ${release()}`,
  node: process.version,
}
const folder = join(import.meta.dirname, 'results')
const file = join(folder, `${values.date}.json`)
interface Kept {
  readonly results: Record<string, { title: string; output: string; report?: BenchReport }>
}
// What is measured again takes the place of what was.
const results = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Kept).results : {}
/** Writes what there is so far: a run that is broken off keeps what it has measured. */
function keep(): void {
  mkdirSync(folder, { recursive: true })
  const kept = { date: values.date, version: ENGINE_VERSION, machine, results }
  writeFileSync(file, `${JSON.stringify(kept, null, 2)}\n`)
  const parts = Object.keys(measurements)
    .filter((name) => results[name])
    .map((name) => results[name]!)
    .map(({ title, output }) => `## ${title}\n\n\`\`\`text\n${output.trimEnd()}\n\`\`\``)
  writeFileSync(
    join(folder, `${values.date}.md`),
    `# ${values.date}\n\ncleanclaim ${ENGINE_VERSION}; ${machine.processor}, ${machine.cores} cores, ${Math.round(machine.memoryBytes / 2 ** 30)} GiB; ${machine.system}; Node ${machine.node}. Medians. Compare within one run only.\n\n${parts.join('\n\n')}\n`,
  )
}

for (const [name, { title, args }] of Object.entries(measurements)) {
  if (only && !only.includes(name)) continue
  process.stdout.write(`${title}…\n`)
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  })
  if (status !== 0) {
    process.stdout.write(`  failed with ${status}: ${stderr.trim().split('\n').at(-1)}\n`)
    process.exitCode = 1
    continue
  }
  const report = name === 'bench' ? (JSON.parse(stdout) as BenchReport) : undefined
  results[name] = report
    ? { title, output: benchText(report), report }
    : { title, output: stdout.replaceAll(values.codesets, 'DIR') }
  keep()
}
process.stdout.write(`Kept in bench/results/${values.date}.md\n`)
