/** `cleanclaim bench`: throughput on this machine, beside what a user would pick instead. */
import { Command, InvalidArgumentError } from 'commander'
import { measureThroughput, type BenchReport } from '../index.ts'
import { openStore } from './options.ts'

interface Options {
  readonly claims: number
  readonly rounds: number
  readonly codesets?: string
  readonly json: boolean
}

const wholeNumber =
  (least: number, most: number) =>
  (text: string): number => {
    const value = Number(text)
    if (!/^\d{1,9}$/.test(text) || value < least || value > most)
      throw new InvalidArgumentError(`A whole number from ${least} to ${most}.`)
    return value
  }

/** The command. */
export function benchCommand(): Command {
  return new Command('bench')
    .option(
      '--claims <number>',
      'claims of each pass, made by the program',
      wholeNumber(100, 2_000_000),
      20_000,
    )
    .option('--rounds <number>', 'passes that count; the middle one is shown', wholeNumber(1, 99), 5)
    .option(
      '--codesets <dir>',
      'code-set store (default: $CLEANCLAIM_HOME/codesets; the starter sets where it is empty)',
    )
    .option('--json', 'as JSON', false)
    .addHelpText('after', '\nExample:\n  cleanclaim bench --claims 50000\n')
    .action(bench)
}

async function bench({ claims, rounds, codesets, json }: Options): Promise<void> {
  const report = await measureThroughput({
    codesets: await openStore(codesets),
    claims,
    rounds,
    onStep: (what) => {
      if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${what}…`)
    },
  })
  if (process.stderr.isTTY) process.stderr.write('\r\u001b[K')
  process.stdout.write(json ? `${JSON.stringify(report)}\n` : benchText(report))
}

const grouped = (value: number): string => Math.round(value).toLocaleString('en-US')
const megabytes = (bytes: number): string => `${grouped(bytes / 1024 / 1024)} MB`

/** Edits named in the text; `--json` has all. */
const SHOWN_EDITS = 10

/** The report as text. */
export function benchText(report: BenchReport): string {
  const { machine, bytesPerClaim: bytes, memory, rules, edits } = report
  const lines = [
    `${machine.processor}, ${machine.cores} cores, ${megabytes(machine.memoryBytes)}; ${machine.system}; Node ${machine.node}`,
    `cleanclaim ${report.version}, code sets ${report.codesets}, ${report.payerRules} payer rules`,
    ...(report.starter
      ? ['These are the starter sets, a few codes of each table: with full ones a claim costs more.']
      : []),
    `${grouped(report.claims)} made claims: ${bytes.x12} bytes each as 837P, ${bytes.ndjson} as NDJSON, ${bytes.report} of report; ${report.findingsPerClaim.toFixed(2)} findings each`,
    `One thread, medians of ${report.rounds} rounds, by processor time:`,
    '',
    `${''.padEnd(28)} claims/s  µs a claim  × JSON.parse of the same claims`,
    ...report.stages.map(
      ({ name, claimsPerSecond, microseconds, ofJsonParse }) =>
        `${name.padEnd(26)} ${grouped(claimsPerSecond).padStart(10)} ${microseconds.toFixed(2).padStart(11)} ${ofJsonParse.toFixed(2).padStart(12)}`,
    ),
    '',
    `Memory: ${megabytes(memory.before)} with tables and claims, ${megabytes(memory.peak)} at most.`,
  ]
  if (rules)
    lines.push(
      `Payer rules by themselves: ${rules.own.toFixed(2)} µs a claim, json-rules-engine ${grouped(rules.engine)} µs: ${grouped(rules.times)} times (${rules.rules} rules; the same ${rules.hits} hits on ${rules.claims} claims).`,
    )
  if (edits)
    lines.push(
      `All edits, one by one, on ${edits.claims} clean claims of ${edits.linesPerClaim.toFixed(1)} lines: ${edits.microseconds.toFixed(2)} µs a claim. Slowest:`,
      ...edits.edits
        .slice(0, SHOWN_EDITS)
        .map(
          ({ id, microseconds, share }) =>
            `  ${microseconds.toFixed(3)}  ${id} (${(share * 100).toFixed(0)} % of claims)`,
        ),
    )
  return `${lines.join('\n')}\n`
}
