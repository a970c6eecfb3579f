/** `cleanclaim scrub`: the main job. */
import { resolve } from 'node:path'
import { Command, Option } from 'commander'
import {
  appendResult,
  chooseEdits,
  createByteText,
  chosenRuleEdits,
  createTally,
  expandPaths,
  forms,
  learnedScorer,
  loadHistory,
  openReport,
  openRules,
  openScrubber,
  openSource,
  openStoreHistory,
  problemText,
  reaches,
  renderSummary,
  reportNames,
  ScrubError,
  sortedByRisk,
  storeHistoryTerm,
  twice,
  writeFixed,
  type Chunks,
  type ClaimScrubber,
  type FixReport,
  type Form,
  type History,
  type Problem,
  type ReportName,
  type ReportWriter,
  type Result,
  type ScrubThreads,
  type ThreadResults,
} from '../index.ts'
import {
  openHistory,
  openPayers,
  openStore,
  paintFor,
  today,
  withScrubOptions,
  type FailLevel,
} from './options.ts'
import { openOutput, type Output } from './output.ts'
import { openProgress, type Progress } from './progress.ts'
import { chosenRiskModel } from './risk.ts'
import { withStore } from './store.ts'
import { openScrubThreads, tellAlone, threadCount } from './threads.ts'

interface Options {
  readonly codesets?: string
  readonly known?: string
  readonly store?: string
  readonly received?: string
  readonly only?: readonly string[]
  readonly skip?: readonly string[]
  readonly history?: readonly string[]
  readonly rules?: string
  readonly payerMap?: string
  readonly risk?: string
  readonly suggest?: boolean
  readonly fixSafe?: string
  readonly failOn: FailLevel
  readonly from?: Form
  readonly report?: ReportName
  readonly sort?: 'risk'
  readonly output?: string
  readonly threads: number
}

/** The command. */
export function scrubCommand(): Command {
  return withScrubOptions(
    new Command('scrub').argument(
      '[files...]',
      'X12 837, FHIR, JSON, NDJSON or CSV, gzip of any, a folder of them, or - for standard input',
    ),
  )
    .option(
      '--store <url>',
      'where runs and risk models are kept: for --history store, and for the risk that --risk does not name',
    )
    .addOption(new Option('--from <form>', 'form of the input (default: detected)').choices(forms))
    .addOption(
      new Option(
        '--report <report>',
        'form of the report (default: text on a terminal, else ndjson)',
      ).choices(reportNames),
    )
    .option('-o, --output <file>', 'where the report goes (default: standard output)')
    .addOption(
      new Option('--sort <order>', 'the claims of the highest expected loss first').choices(['risk']),
    )
    .option(
      '--suggest',
      'with each finding, corrections that were tried and found to clear it (default: in HTML)',
    )
    .option('--no-suggest', 'without them')
    .option(
      '--fix-safe <file>',
      'the claims of one input in their own form, with corrections of the form alone',
    )
    .option(
      '--threads <n>',
      'threads that scrub X12 and NDJSON into the reports text and ndjson: a number, or auto for one a core',
      threadCount,
      1,
    )
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
  const snapshot = await openStore(options.codesets, options.known)
  const received = options.received ?? today()
  const suggest = options.suggest ?? options.report === 'html'
  const riskModel = await chosenRiskModel(options.risk, options.store)
  const openAlone = async (): Promise<ClaimScrubber> => {
    // Threads have said what there is to say about it.
    const history =
      threads === undefined
        ? await historyOf(files, options)
        : options.history && (await loadHistory(options.history))
    const payerMap = await openPayers(options.payerMap)
    return openScrubber({
      codesets: snapshot,
      received,
      suggest,
      ...(options.only ? { only: options.only } : {}),
      ...(options.skip ? { skip: options.skip } : {}),
      ...(history ? { history } : {}),
      ...(payerMap ? { payerMap } : {}),
      ...(riskModel ? { risk: learnedScorer(riskModel) } : {}),
      ...(options.rules ? { rules: openRules(options.rules) } : {}),
    })
  }
  const paths = expandPaths([...files])
  checkFixSafe(options, paths)
  const toTerminal = options.output === undefined && process.stdout.isTTY
  const name: ReportName = options.report ?? (toTerminal ? 'text' : 'ndjson')
  const threads = await openScrubThreads(snapshot, {
    ...options,
    report: name,
    received,
    suggest,
    riskModel,
  })
  // With threads, this one scrubs what cannot be cut alone, and loads what that takes when it comes.
  let alone: Promise<ClaimScrubber> | undefined
  const scrubber = (): Promise<ClaimScrubber> => (alone ??= openAlone())
  if (threads === undefined) await scrubber()
  const output = await openOutput(options.output)
  const { only, skip } = options
  const inOrder = openReport(name, {
    // SARIF alone lists what ran.
    edits: [
      ...chooseEdits(only, skip),
      ...(name === 'sarif' ? chosenRuleEdits(only, skip, openRules(options.rules)) : []),
    ],
    codesets: snapshot.id,
    starter: snapshot.starter,
    received,
    ...(options.output === undefined ? { paint: paintFor(process.stdout) } : {}),
  })
  try {
    const report = options.sort === 'risk' ? sortedByRisk(inOrder) : inOrder
    const failed = await write({ alone: scrubber, threads }, paths, report, output, options)
    await output.close()
    if (snapshot.starter && name !== 'text')
      process.stderr.write(
        'Scrubbed with the starter code sets, which are enough for the examples alone: cleanclaim codesets import FILE…\n',
      )
    if (failed) process.exitCode = 1
  } catch (error) {
    output.abandon()
    throw error
  } finally {
    await threads?.close()
  }
}

/** The earlier claims that `--history` names: files, or what earlier runs kept, or both. */
async function historyOf(files: readonly string[], options: Options): Promise<History | undefined> {
  const { history, from } = options
  if (!history?.includes('store')) return openHistory(history)
  return withStore(options.store, async (store) =>
    openStoreHistory(
      store,
      await storeHistoryTerm(store, history),
      history,
      (warning) => void process.stderr.write(`${problemText(warning)}\n`),
      { paths: files, ...(from === undefined ? {} : { from }) },
    ),
  )
}

/** What scrubs: this thread, and those that were asked for. */
interface Scrubbers {
  readonly alone: () => Promise<ClaimScrubber>
  readonly threads: ScrubThreads | undefined
}

/** Writes the report of all files; true when some result reaches `--fail-on`. */
async function write(
  { alone, threads }: Scrubbers,
  paths: readonly string[],
  report: ReportWriter,
  output: Output,
  options: Options,
): Promise<boolean> {
  const tally = createTally()
  const rendered = createByteText()
  const tell = (problem: Problem): void => void process.stderr.write(`${problemText(problem)}\n`)
  const how = {
    onWarning: tell,
    ...(options.from ? { from: options.from } : {}),
    ...(report.claim ? { onClaim: report.claim } : {}),
    ...(report.listen ? { listen: report.listen } : {}),
  }
  const began = performance.now()
  let failed = false

  await output.write(report.begin?.() ?? '')
  for (const path of paths) {
    const source = openSource(path)
    const progress = openProgress(source.bytes)
    const [chunks, copy] = options.fixSafe === undefined ? [source.chunks] : twice(source.chunks)
    const fixed = copy && fix(await alone(), copy, source.name, options)
    report.beginInput?.(source.name)
    try {
      const bytes = counted(chunks, progress)
      const onAlone = (why: string): void => tellAlone(`${source.name} is read`, why)
      const given: AsyncGenerator<ThreadResults> = threads
        ? threads.stream(bytes, source.name, { ...how, alone, onAlone })
        : wrapped((await alone()).stream(bytes, source.name, how))
      for await (const part of given) {
        if ('report' in part) {
          failed ||= part.reached
          progress.claims(part.claims)
          await output.write(part.report)
          continue
        }
        for (const result of part.results) {
          tally.add(result)
          failed ||= reaches(result, options.failOn)
          appendResult(report, rendered, result)
          if (result.claim === null && report.problems === 'apart') tell(result.problem)
        }
        progress.claims(part.results.length)
        const bytes = rendered.take()
        await output.write(bytes)
        rendered.giveBack(bytes.buffer)
      }
    } finally {
      progress.stop()
    }
    await output.write(report.endInput?.() ?? '')
    if (fixed) tellFixed(await fixed, options.fixSafe!)
  }
  for (const counts of (await threads?.counts()) ?? []) tally.join(counts)
  const summary = tally.summary()
  await output.write(report.end?.(summary) ?? '')
  if (process.stderr.isTTY)
    process.stderr.write(renderSummary(summary, (performance.now() - began) / 1000, paintFor(process.stderr)))
  return failed
}

/** Throws E_OPTION where `--fix-safe` cannot be done: more than one input, or a copy over what is read or written. */
function checkFixSafe({ fixSafe, output }: Options, paths: readonly string[]): void {
  if (fixSafe === undefined) return
  const refuse = (text: string): never => {
    throw new ScrubError('E_OPTION', '--fix-safe', text)
  }
  if (paths.length !== 1) refuse('It takes one input: the copy has the form of that one.')
  if (fixSafe === '-') refuse('Name a file: standard output is for the report.')
  const isSame = (path: string | undefined): boolean =>
    path !== undefined && resolve(path) === resolve(fixSafe)
  if (isSame(output)) refuse('The report goes to that file.')
  if (isSame(paths[0])) refuse('It is the input; give the copy another name.')
}

/** Writes the corrected copy beside the report. Whoever awaits it gets its fault. */
function fix(
  scrubber: ClaimScrubber,
  chunks: Chunks,
  name: string,
  { fixSafe, from }: Options,
): Promise<FixReport> {
  const writing = writeFixed({ scrubber, chunks, name, path: fixSafe!, ...(from ? { from } : {}) })
  writing.catch(() => undefined)
  return writing
}

function tellFixed({ codes, respelled, changed, left, leftClaims, passed }: FixReport, path: string): void {
  const lines = [
    passed === undefined
      ? `${path}: ${codes} codes of ${respelled} claims respelled, ${changed} claims corrected, ${left} not.`
      : `${path}: the input was copied as it is, since ${passed}.`,
    ...leftClaims.map(({ claim, why }) => `  ${claim} was left as it is: ${why}.`),
  ]
  process.stderr.write(`${lines.join('\n')}\n`)
}

async function* wrapped(batches: AsyncGenerator<readonly Result[]>): AsyncGenerator<ThreadResults> {
  for await (const results of batches) yield { results }
}

async function* counted(chunks: Chunks, progress: Progress): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    progress.read(chunk.length)
    yield chunk
  }
}
