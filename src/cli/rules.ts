/** `cleanclaim rules`: test, lint, new, try. */
import { Command, InvalidArgumentError, Option } from 'commander'
import {
  caseText,
  faultText,
  forms,
  lintFolder,
  newRule,
  openRules,
  problemText,
  testRules,
  trialNdjson,
  trialText,
  tryRules,
  type Form,
} from '../index.ts'
import { date, list, openHistory, openPayers, openStore, paintFor, today } from './options.ts'

type Report = 'text' | 'ndjson'

const reportOption = (): Option =>
  new Option('--report <report>', 'form of the report (default: text on a terminal, else ndjson)').choices([
    'text',
    'ndjson',
  ])
const isText = (report: Report | undefined): boolean =>
  (report ?? (process.stdout.isTTY ? 'text' : 'ndjson')) === 'text'
const ndjson = (lines: readonly object[]): string => lines.map((line) => `${JSON.stringify(line)}\n`).join('')

const RULES = 'payer rules and profiles (default: those of the package)'
const CODESETS = 'code-set store (default: $CLEANCLAIM_HOME/codesets; the starter sets where it is empty)'

/** The commands. */
export function rulesCommand(): Command {
  const command = new Command('rules')
  command
    .command('test')
    .description('Runs the cases inside the rules, drafts and shadow rules too; 1 when one fails.')
    .argument('[rules...]', 'PAYER/RULE, or PAYER/ for all of a payer or base set (default: all)')
    .option('--rules <dir>', RULES)
    .option('--codesets <dir>', CODESETS)
    .addOption(reportOption())
    .addHelpText('after', '\nExample:\n  cleanclaim rules test --rules my-rules acme-health/\n')
    .action(test)
  command
    .command('lint')
    .description(
      'Finds conditions that can never hold, rules that shadow or contradict another, codes not in force, and what is out of date or does nothing; 1 on errors.',
    )
    .option('--rules <dir>', RULES)
    .option('--codesets <dir>', CODESETS)
    .option('--received <date>', 'the day that counts as today (default: today)', date)
    .addOption(reportOption())
    .addHelpText('after', '\nExample:\n  cleanclaim rules lint --rules my-rules --report text\n')
    .action(lint)
  command
    .command('new')
    .description('Begins a rule: a draft that is read and whose cases hold. Overwrites nothing.')
    .argument('<rule>', 'PAYER/RULE')
    .option('--rules <dir>', 'folder that it is written into', 'rules')
    .addHelpText(
      'after',
      '\nExample:\n  cleanclaim rules new acme-health/telehealth-modifier --rules my-rules\n',
    )
    .action(begin)
  command
    .command('try')
    .description('Dry run: what comes, goes or changes on these claims against the set in force.')
    .argument('[files...]', 'claims, as with --claims')
    .requiredOption('--rules <dir>', 'payer rules and profiles that are tried')
    .option('--claims <files...>', 'claims in any readable form, files or folders', list)
    .option('--against <dir>', 'the set in force (default: that of the package)')
    .option('--codesets <dir>', CODESETS)
    .option('--received <date>', 'the day the payer receives the claims (default: today)', date)
    .option('--history <files...>', 'earlier claims of the patients: files or folders', list)
    .option('--payer-map <file>', 'what payer ids of the files stand for: CSV or JSON')
    .addOption(new Option('--from <form>', 'form of the claims (default: detected)').choices(forms))
    .option('--examples <count>', 'claims named for each change', smallCount, 3)
    .addOption(reportOption())
    .addHelpText(
      'after',
      '\nExample:\n  cleanclaim rules try --rules my-rules --claims last-month/ --report text\n',
    )
    .action(tryOut)
  return command
}

function smallCount(text: string): number {
  if (!/^\d{1,3}$/.test(text)) throw new InvalidArgumentError('A whole number below 1000.')
  return Number(text)
}

interface CheckOptions {
  readonly rules?: string
  readonly codesets?: string
  readonly report?: Report
}

async function test(ids: readonly string[], options: CheckOptions): Promise<void> {
  const report = testRules(openRules(options.rules), await openStore(options.codesets), ids)
  const { failures, ...total } = report
  process.stdout.write(
    isText(options.report)
      ? caseText(report, paintFor(process.stdout))
      : ndjson([
          ...failures.map((failure) => ({ kind: 'failure', ...failure })),
          { kind: 'total', ...total, failed: failures.length },
        ]),
  )
  if (failures.length > 0) process.exitCode = 1
}

async function lint(options: CheckOptions & { readonly received?: string }): Promise<void> {
  const report = lintFolder({
    received: options.received ?? today(),
    codesets: await openStore(options.codesets),
    ...(options.rules === undefined ? {} : { folder: options.rules }),
  })
  const { findings, ...total } = report
  const errors = findings.filter(({ severity }) => severity === 'error').length
  process.stdout.write(
    isText(options.report)
      ? faultText(report, paintFor(process.stdout))
      : ndjson([
          ...findings.map((finding) => ({ kind: 'finding', ...finding })),
          { kind: 'total', ...total, errors, warnings: findings.length - errors },
        ]),
  )
  if (errors > 0) process.exitCode = 1
}

function begin(name: string, options: { readonly rules: string }): void {
  const { rule, files, newPayer } = newRule(options.rules, name, today())
  for (const file of files) process.stdout.write(`${file}\n`)
  const ids = newPayer ? 'Name the ids of the payer in payer.json. ' : ''
  process.stderr.write(
    `${ids}Put the policy in place of the example, then: cleanclaim rules test ${rule} --rules ${options.rules}\nIt is a draft: it runs in its cases alone until its status is shadow or active.\n`,
  )
}

interface TryOptions extends CheckOptions {
  readonly rules: string
  readonly claims?: readonly string[]
  readonly against?: string
  readonly received?: string
  readonly history?: readonly string[]
  readonly payerMap?: string
  readonly from?: Form
  readonly examples: number
}

async function tryOut(files: readonly string[], options: TryOptions, command: Command): Promise<void> {
  const paths = [...files, ...(options.claims ?? [])]
  if (paths.length === 0) command.error('error: name the claims: --claims FILE…')
  const history = await openHistory(options.history)
  const payerMap = await openPayers(options.payerMap)
  const report = await tryRules(paths, {
    tried: openRules(options.rules),
    against: openRules(options.against),
    codesets: await openStore(options.codesets),
    received: options.received ?? today(),
    examples: options.examples,
    onProblem: (problem) => void process.stderr.write(`${problemText(problem)}\n`),
    ...(history ? { history } : {}),
    ...(payerMap ? { payerMap } : {}),
    ...(options.from ? { from: options.from } : {}),
  })
  process.stdout.write(
    isText(options.report) ? trialText(report, paintFor(process.stdout)) : trialNdjson(report),
  )
  if (report.unreadable > 0) process.exitCode = 1
}
