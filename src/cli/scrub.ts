/** `cleanclaim scrub`: the main job. */
import { Command, Option } from 'commander'
import {
  createNdjsonReport,
  createTally,
  expandPaths,
  forms,
  openRules,
  openScrubber,
  openSource,
  problemText,
  reaches,
  renderResult,
  renderSummary,
  renderTotals,
  ScrubError,
  type Chunks,
  type ClaimScrubber,
  type Form,
  type Paint,
  type Problem,
  type Result,
  type Snapshot,
} from '../index.ts'
import { openHistory, openStore, paintFor, today, withScrubOptions, type FailLevel } from './options.ts'
import { openOutput, type Output } from './output.ts'
import { openProgress, type Progress } from './progress.ts'

const reports = ['text', 'ndjson'] as const
type ReportName = (typeof reports)[number]

interface Options {
  readonly codesets?: string
  readonly received?: string
  readonly only?: readonly string[]
  readonly skip?: readonly string[]
  readonly history?: readonly string[]
  readonly rules?: string
  readonly failOn: FailLevel
  readonly from?: Form
  readonly report?: ReportName
  readonly output?: string
}

/** The command. */
export function scrubCommand(): Command {
  return withScrubOptions(
    new Command('scrub')
      .description('Reads claims, runs every edit and writes what was found.')
      .argument(
        '[files...]',
        'X12 837, FHIR, JSON, NDJSON or CSV, gzip of any, a folder of them, or - for standard input',
      ),
  )
    .addOption(new Option('--from <form>', 'form of the input (default: detected)').choices(forms))
    .addOption(
      new Option(
        '--report <report>',
        'form of the report (default: text on a terminal, else ndjson)',
      ).choices(reports),
    )
    .option('-o, --output <file>', 'where the report goes (default: standard output)')
    .addHelpText(
      'after',
      '\nExamples:\n  cleanclaim scrub claims.837 --received 2026-10-15\n  zcat day.837.gz | cleanclaim scrub - --report ndjson -o day.ndjson\n',
    )
    .action(scrub)
}

async function scrub(files: readonly string[], options: Options): Promise<void> {
  if (files.length === 0)
    throw new ScrubError(
      'E_OPTION',
      'files',
      'Name the files to scrub, before --history: what follows that is history.',
    )
  const snapshot = await openStore(options.codesets)
  const history = await openHistory(options.history)
  const scrubber = openScrubber({
    codesets: snapshot,
    received: options.received ?? today(),
    ...(options.only ? { only: options.only } : {}),
    ...(options.skip ? { skip: options.skip } : {}),
    ...(history ? { history } : {}),
    ...(options.rules ? { rules: openRules(options.rules) } : {}),
  })
  const paths = expandPaths([...files])
  const toTerminal = options.output === undefined && process.stdout.isTTY
  const name: ReportName = options.report ?? (toTerminal ? 'text' : 'ndjson')
  const output = await openOutput(options.output)
  try {
    const failed = await write(scrubber, snapshot, paths, name, output, options)
    await output.close()
    if (failed) process.exitCode = 1
  } catch (error) {
    output.abandon()
    throw error
  }
}

/** Writes the report of all files; true when some result reaches `--fail-on`. */
async function write(
  scrubber: ClaimScrubber,
  snapshot: Snapshot,
  paths: readonly string[],
  report: ReportName,
  output: Output,
  options: Options,
): Promise<boolean> {
  const paint: Paint = paintFor(options.output === undefined ? process.stdout : process.stderr)
  const ndjson = createNdjsonReport()
  const render = (result: Result): string =>
    report === 'text'
      ? renderResult(result, options.output === undefined ? paint : undefined)
      : ndjson.render(result)
  const tally = createTally()
  const terminal = process.stderr.isTTY
  const warn = (warning: Problem): void => void process.stderr.write(`${problemText(warning)}\n`)
  const began = performance.now()
  let failed = false

  for (const path of paths) {
    const source = openSource(path)
    const progress = openProgress(source.bytes)
    try {
      const how = { onWarning: warn, ...(options.from ? { from: options.from } : {}) }
      for await (const results of scrubber.stream(counted(source.chunks, progress), source.name, how)) {
        let text = ''
        for (const result of results) {
          tally.add(result)
          failed ||= reaches(result, options.failOn)
          text += render(result)
        }
        progress.claims(results.length)
        await output.write(text)
      }
    } finally {
      progress.stop()
    }
  }
  const summary = tally.summary()
  if (report === 'text')
    await output.write(
      renderTotals(summary, snapshot.id, snapshot.starter, options.output === undefined ? paint : undefined),
    )
  else if (snapshot.starter)
    process.stderr.write(
      'Scrubbed with the starter code sets, which are enough for the examples alone: cleanclaim codesets import FILE…\n',
    )
  if (terminal)
    process.stderr.write(renderSummary(summary, (performance.now() - began) / 1000, paintFor(process.stderr)))
  return failed
}

async function* counted(chunks: Chunks, progress: Progress): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    progress.read(chunk.length)
    yield chunk
  }
}
