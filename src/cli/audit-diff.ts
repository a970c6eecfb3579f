/** `cleanclaim audit diff` and `rerun`: what changes under other rules, code sets or days. */
import { Option, type Command } from 'commander'
import {
  createDiffTally,
  diffReportNames,
  openDiff,
  openDiffReport,
  openNamedCodesets,
  openRules,
  problemText,
  rerun,
  type DiffReportName,
  type Problem,
} from '../index.ts'
import { codesetsFolder, date, list, openPayers } from './options.ts'
import { openOutput } from './output.ts'
import { actor, withStore, withStoreOption, type StoreOptions } from './store.ts'

interface DiffOptions extends StoreOptions {
  readonly codesets?: string
  readonly report?: DiffReportName
  readonly output?: string
}

interface RerunOptions extends StoreOptions {
  readonly codesets?: string
  readonly known?: string
  readonly rules?: string
  readonly received?: string
  readonly only?: readonly string[]
  readonly skip?: readonly string[]
  readonly history?: readonly string[]
  readonly risk?: string
  readonly files?: readonly string[]
  readonly payerMap?: string
  readonly resumable?: string
  readonly keep: 'claims' | 'digests'
  readonly by?: string
}

/** Adds both commands. */
export function addDiffCommands(audit: Command): void {
  withStoreOption(
    audit
      .command('diff')
      .description('What differs between two runs: findings gained, gone and changed, and why.')
      .argument('<before>', 'id of the first run')
      .argument('<after>', 'id of the second run'),
  )
    .option('--codesets <dir>', 'code-set store that has the snapshots of both runs')
    .addOption(
      new Option(
        '--report <report>',
        'form of the report (default: text on a terminal, else ndjson)',
      ).choices(diffReportNames),
    )
    .option('-o, --output <file>', 'where it goes (default: standard output)')
    .addHelpText(
      'after',
      '\nExample:\n  cleanclaim audit diff 20240415-081500-1f0c9a7b 20240715-081500-77aa01c3 --report html -o diff.html\n',
    )
    .action(diff)
  withStoreOption(
    audit
      .command('rerun')
      .description(
        'Scrubs the claims of a run again, into a new run; what is not said is as it was. Prints its id, and nothing else.',
      )
      .argument('<run>', 'id of the run'),
  )
    .option(
      '--codesets <id|dir>',
      'id of a snapshot in the store, folder of a store, or file of a snapshot in one (default: the snapshot in force)',
    )
    .option('--known <date>', 'with releases alone that were published by then', date)
    .option('--rules <dir>', 'payer rules and profiles (default: those of the package)')
    .option('--received <date>', 'the day the payer receives the claims (default: as in the run)', date)
    .option('--only <edits>', 'run these edits alone, separated by commas', list)
    .option('--skip <edits>', 'do not run these edits', list)
    .option(
      '--history <files...>',
      'earlier claims: files or folders, or store for what earlier runs kept',
      list,
    )
    .option(
      '--risk <model>',
      'what scores denial risk: a model of `learn`, or prior for published rates (default: the newest model of the store, else prior)',
    )
    .option('--files <files...>', 'the files of a run that kept digests alone, in their order', list)
    .option('--payer-map <file>', 'with --files: the payer map that the run had')
    .option(
      '--resumable <key>',
      'take up the unfinished run of this key, or print the id of the finished one',
    )
    .addOption(
      new Option('--keep <what>', 'what the new run keeps of claims')
        .choices(['claims', 'digests'])
        .default('digests'),
    )
    .option('--by <name>', 'who runs it (default: the user of this machine)')
    .addHelpText(
      'after',
      '\nExample:\n  cleanclaim audit rerun 20240415-081500-1f0c9a7b --codesets 2024q3-1f0c9a7b22de\n',
    )
    .action(runAgain)
}

async function diff(before: string, after: string, options: DiffOptions): Promise<void> {
  await withStore(options.store, async (store) => {
    const opened = await openDiff(store, before, after, codesetsFolder(options.codesets))
    const name = options.report ?? (options.output === undefined && process.stdout.isTTY ? 'text' : 'ndjson')
    const report = openDiffReport(name, opened)
    const tally = createDiffTally()
    const output = await openOutput(options.output)
    try {
      await output.write(report.begin())
      for await (const claim of opened.claims()) {
        tally.add(claim)
        await output.write(report.claim(claim))
      }
      const totals = tally.totals()
      await output.write(await report.end(totals, opened.unreadable))
      await output.close()
      if (!opened.tablesKnown && name !== 'text')
        process.stderr.write(
          'The store of code sets has not those of both runs, so that rows which changed cannot all be shown: --codesets DIR.\n',
        )
    } catch (error) {
      output.abandon()
      throw error
    }
  })
}

async function runAgain(run: string, options: RerunOptions): Promise<void> {
  const { snapshot, known } = await openNamedCodesets(
    options.codesets,
    codesetsFolder(undefined),
    options.known,
  )
  const payerMap = await openPayers(options.payerMap)
  const report = await withStore(options.store, (store) =>
    rerun({
      store,
      run,
      codesets: snapshot,
      keep: options.keep,
      by: actor(options.by),
      onWarning: (warning: Problem) => void process.stderr.write(`${problemText(warning)}\n`),
      ...(known ? { known } : {}),
      ...(options.rules === undefined ? {} : { rules: openRules(options.rules) }),
      ...(options.received === undefined ? {} : { received: options.received }),
      ...(options.only ? { only: options.only } : {}),
      ...(options.skip ? { skip: options.skip } : {}),
      ...(options.history ? { history: options.history } : {}),
      ...(options.risk === undefined ? {} : { risk: options.risk }),
      ...(options.files ? { paths: options.files } : {}),
      ...(payerMap ? { payerMap } : {}),
      ...(options.resumable === undefined ? {} : { key: options.resumable }),
    }),
  )
  process.stdout.write(`${report.run.id}\n`)
}
