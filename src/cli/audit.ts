/** `cleanclaim audit`: recorded runs. */
import Table from 'cli-table3'
import { Command, Option } from 'commander'
import {
  createNdjsonReport,
  forms,
  listRuns,
  openNamedCodesets,
  openRules,
  problemText,
  recordRun,
  ScrubError,
  showRun,
  streamResults,
  totalsOf,
  verifyContents,
  verifyTrail,
  type Form,
  type Problem,
  type Run,
  type RunStore,
} from '../index.ts'
import { addDiffCommands } from './audit-diff.ts'
import { addSampleCommand } from './audit-sample.ts'
import { codesetsFolder, failLevels, openPayers, today, withScrubOptions, type FailLevel } from './options.ts'
import { openOutput } from './output.ts'
import { actor, withStore, withStoreOption, type StoreOptions } from './store.ts'

interface RunOptions extends StoreOptions {
  readonly codesets?: string
  readonly known?: string
  readonly received?: string
  readonly only?: readonly string[]
  readonly skip?: readonly string[]
  readonly history?: readonly string[]
  readonly rules?: string
  readonly payerMap?: string
  readonly risk?: string
  readonly failOn: FailLevel
  readonly from?: Form
  readonly resumable?: string
  readonly keep: 'claims' | 'digests'
  readonly by?: string
}

/** The commands. */
export function auditCommand(): Command {
  const command = new Command('audit')
  withStoreOption(
    withScrubOptions(
      command
        .command('run')
        .description('Scrubs files and keeps every result. Prints the id of the run, and nothing else.')
        .argument('<files...>', 'X12 837, FHIR, JSON, NDJSON or CSV, gzip of any, a folder of them, or -'),
    ),
  )
    .addOption(new Option('--from <form>', 'form of the input (default: detected)').choices(forms))
    .option(
      '--resumable <key>',
      'take up the unfinished run of this key, or print the id of the finished one',
    )
    .addOption(
      new Option('--keep <what>', 'keep the claims, encrypted, for runs without the files; or their digests')
        .choices(['claims', 'digests'])
        .default('claims'),
    )
    .option('--by <name>', 'who runs it (default: the user of this machine)')
    .addHelpText(
      'after',
      '\nExample:\n  cleanclaim audit run day.837 --received 2026-10-15 --resumable 2026-10-15\n',
    )
    .action(run)
  withStoreOption(command.command('list').description('Runs, newest first.'))
    .option('--limit <count>', 'how many at most', '100')
    .option('--json', 'as JSON', false)
    .addHelpText('after', '\nExample:\n  cleanclaim audit list\n')
    .action(list)
  withStoreOption(
    command
      .command('show')
      .description('One run: what went in, and what was found.')
      .argument('<run>', 'its id'),
  )
    .option('--json', 'as JSON', false)
    .option('--results', 'every result, as NDJSON', false)
    .option('-o, --output <file>', 'where it goes (default: standard output)')
    .addHelpText(
      'after',
      '\nExample:\n  cleanclaim audit show 20261015-081500-1f0c9a7b --results -o day.ndjson\n',
    )
    .action(show)
  withStoreOption(
    command
      .command('verify')
      .description(
        'Goes through the trail of who did what, and the runs, and says what is not as it was written.',
      ),
  )
    .option('--head <head>', 'a head that verify printed before: it must still stand in the trail')
    .addHelpText('after', '\nExample:\n  cleanclaim audit verify\n')
    .action(verify)
  addDiffCommands(command)
  addSampleCommand(command)
  return command
}

async function run(files: readonly string[], options: RunOptions): Promise<void> {
  const { snapshot, known } = await openNamedCodesets(
    options.codesets,
    codesetsFolder(undefined),
    options.known,
  )
  const payerMap = await openPayers(options.payerMap)
  const warn = (warning: Problem): void => void process.stderr.write(`${problemText(warning)}\n`)
  const report = await withStore(options.store, (store) =>
    recordRun({
      store,
      codesets: snapshot,
      ...(known ? { known } : {}),
      paths: files,
      today: today(),
      keep: options.keep,
      by: actor(options.by),
      onWarning: warn,
      ...(options.received ? { received: options.received } : {}),
      ...(options.from ? { from: options.from } : {}),
      ...(options.only ? { only: options.only } : {}),
      ...(options.skip ? { skip: options.skip } : {}),
      ...(options.history ? { history: options.history } : {}),
      ...(options.rules ? { rules: openRules(options.rules) } : {}),
      ...(payerMap ? { payerMap } : {}),
      ...(options.risk === undefined ? {} : { risk: options.risk }),
      ...(options.resumable === undefined ? {} : { key: options.resumable }),
    }),
  )
  process.stdout.write(`${report.run.id}\n`)
  const { counts } = report.run
  if (counts && process.stderr.isTTY)
    process.stderr.write(`${counted(counts.claims, 'claim')}, ${counted(counts.findings, 'finding')}\n`)
  if (counts && failed(report.run, options.failOn)) process.exitCode = 1
}

const counted = (count: number, what: string): string =>
  `${count.toLocaleString('en-US')} ${count === 1 ? what : `${what}s`}`

/** Whether a verdict of the run reaches the severity; a claim that could not be read always does, but for `never`. */
function failed({ counts }: Run, level: FailLevel): boolean {
  if (level === 'never') return false
  const reached = failLevels.slice(0, failLevels.indexOf(level) + 1)
  return [...reached, 'unreadable'].some((verdict) =>
    Object.entries(counts?.verdicts ?? {}).some(([name]) => name === verdict),
  )
}

async function list(
  options: StoreOptions & { readonly limit: string; readonly json: boolean },
): Promise<void> {
  const limit = Number(options.limit)
  if (!Number.isInteger(limit) || limit < 1)
    throw new ScrubError('E_OPTION', '--limit', 'It is a number from 1 to 1,000.')
  const runs = await withStore(options.store, (store) => listRuns(store, limit))
  if (options.json) {
    process.stdout.write(`${JSON.stringify(runs, null, 2)}\n`)
    return
  }
  if (runs.length === 0) {
    process.stdout.write('No run is recorded: cleanclaim audit run FILE…\n')
    return
  }
  const table = new Table({
    head: ['run', 'state', 'claims', 'findings', 'code sets', 'rules', 'received'],
    style: { head: [], border: [] },
  })
  for (const { id, state, purpose, done, counts, codesets, rules, options: how } of runs)
    table.push([
      id,
      purpose === 'rerun' ? `${state}, rerun` : state,
      done.toLocaleString('en-US'),
      counts?.findings.toLocaleString('en-US') ?? '',
      codesets,
      rules,
      String(how['received'] ?? ''),
    ])
  process.stdout.write(`${table.toString()}\n`)
}

interface ShowOptions extends StoreOptions {
  readonly json: boolean
  readonly results: boolean
  readonly output?: string
}

async function show(id: string, options: ShowOptions): Promise<void> {
  await withStore(options.store, async (store) => {
    const run = await showRun(store, id)
    const output = await openOutput(options.output)
    try {
      if (options.results) await writeResults(store, id, output.write)
      else await output.write(options.json ? `${JSON.stringify(run, null, 2)}\n` : await pageOf(store, run))
      await output.close()
    } catch (error) {
      output.abandon()
      throw error
    }
  })
}

async function writeResults(
  store: RunStore,
  id: string,
  write: (text: string) => Promise<void>,
): Promise<void> {
  const report = createNdjsonReport()
  for await (const results of streamResults(store, id))
    await write(results.map((result) => report.render(result)).join(''))
}

async function pageOf(store: RunStore, run: Run): Promise<string> {
  const lines = [
    `run ${run.id}: ${run.state}${run.base === null ? '' : `, a rerun of ${run.base}`}`,
    `  begun ${run.started}${run.finished === null ? '' : `, finished ${run.finished}`}`,
    `  code sets ${run.codesets}, rules ${run.rules}, cleanclaim ${run.engine}`,
    `  options ${JSON.stringify(run.options)}`,
    `  ${run.keep === 'claims' ? 'claims kept, encrypted' : 'digests of claims kept'}`,
    ...run.inputs.map(
      ({ name, bytes, sha256 }) =>
        `  input ${name}: ${bytes.toLocaleString('en-US')} bytes, SHA-256 ${sha256}`,
    ),
  ]
  const { counts } = run
  if (!counts) return `${[...lines, `  ${counted(run.done, 'claim')} so far`].join('\n')}\n`
  const verdicts = Object.entries(counts.verdicts).map(([verdict, claims]) => `${claims} ${verdict}`)
  lines.push(
    `  ${counted(counts.claims, 'claim')}: ${verdicts.join(', ')}`,
    `  ${counted(counts.findings, 'finding')}, $${(counts.atRiskCents / 100).toFixed(2)} at risk of rejection or denial`,
  )
  const table = new Table({
    head: ['edit', 'severity', 'findings', 'claims', 'dollars'],
    style: { head: [], border: [] },
  })
  for (const { group, findings, claims, cents } of await totalsOf(store, run.id, ['edit', 'severity']))
    table.push([
      group.edit ?? '',
      group.severity ?? '',
      findings.toLocaleString('en-US'),
      claims.toLocaleString('en-US'),
      (cents / 100).toFixed(2),
    ])
  return `${lines.join('\n')}\n${counts.findings > 0 ? `${table.toString()}\n` : ''}`
}

async function verify(options: StoreOptions & { readonly head?: string }): Promise<void> {
  await withStore(options.store, async (store) => {
    const trail = await verifyTrail(store, options.head)
    const contents = await verifyContents(store)
    for (const { number, text } of trail.faults) process.stdout.write(`entry ${number}: ${text}\n`)
    for (const { subject, text } of contents.faults) process.stdout.write(`${subject}: ${text}\n`)
    const faults = trail.faults.length + contents.faults.length
    process.stdout.write(
      `${counted(trail.entries, 'entry').replace('entrys', 'entries')}, ${counted(contents.runs, 'run')}, ${counted(contents.items, 'item')}: ${faults === 0 ? 'all as they were written' : counted(faults, 'fault')}\n`,
    )
    if (trail.head !== '') process.stdout.write(`head ${trail.head}\n`)
    if (faults > 0) process.exitCode = 1
  })
}
