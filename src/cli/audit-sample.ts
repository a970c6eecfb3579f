/** `cleanclaim audit sample`: a random sample of a run, and what an audited one says of all its claims. */
import { randomBytes } from 'node:crypto'
import { InvalidArgumentError, Option, type Command } from 'commander'
import {
  drawWorksheet,
  readWorksheet,
  sampleFrame,
  ScrubError,
  sizeForAmount,
  sizeForRate,
  stratifiers,
  type SampleEstimate,
  type SamplePlan,
  type SampleReport,
  type Stratifier,
} from '../index.ts'
import { list } from './options.ts'
import { openOutput } from './output.ts'
import { actor, withStore, withStoreOption, type StoreOptions } from './store.ts'

interface Options extends StoreOptions {
  readonly size?: number
  readonly precision?: number
  readonly confidence: number
  readonly expectedRate: number
  readonly probe?: readonly string[]
  readonly seed?: string
  readonly stratify: Stratifier
  readonly bounds?: readonly string[]
  readonly allocation: SamplePlan['allocation']
  readonly payer?: string
  readonly edit?: string
  readonly read?: string
  readonly json: boolean
  readonly output?: string
  readonly by?: string
}

const number = (text: string): number => {
  const value = Number(text)
  if (text.trim() === '' || !Number.isFinite(value)) throw new InvalidArgumentError('A number was expected.')
  return value
}

/** Adds the command. */
export function addSampleCommand(audit: Command): void {
  withStoreOption(
    audit
      .command('sample')
      .description(
        'A random sample of the claims of a run, as a worksheet to fill in; with --read, what it says of all claims.',
      )
      .argument('<run>', 'id of the run'),
  )
    .option('--size <claims>', 'how many claims to draw', number)
    .option('--precision <share>', 'without --size: half the width of the interval that is wanted', number)
    .option('--confidence <share>', 'two-sided', number, 0.9)
    .option('--expected-rate <share>', 'with --precision: the error rate that is expected', number, 0.5)
    .option(
      '--probe <mean,deviation>',
      'with --precision: of amounts in a probe sample; the precision is then a share of the amount',
      list,
    )
    .option(
      '--seed <text>',
      'what the sample is drawn by; the same seed draws the same (default: made, and told)',
    )
    .addOption(new Option('--stratify <by>', 'draw from strata').choices(stratifiers).default('none'))
    .option('--bounds <dollars>', 'with --stratify charge: bounds of the strata, separated by commas', list)
    .addOption(
      new Option('--allocation <how>', 'how the sample is shared out among strata')
        .choices(['proportional', 'equal'])
        .default('proportional'),
    )
    .option('--payer <id>', 'claims of this payer alone')
    .option('--edit <id>', 'claims with a finding of this edit alone')
    .option('--read <file>', 'read the worksheet back: error rate and overpayment with their limits')
    .option('--json', 'with --read: as JSON', false)
    .option('-o, --output <file>', 'where the worksheet or the report goes (default: standard output)')
    .option('--by <name>', 'who draws it (default: the user of this machine)')
    .addHelpText(
      'after',
      '\nExamples:\n  cleanclaim audit sample 20261015-081500-1f0c9a7b --size 100 --seed 2026-audit-4 -o sheet.csv\n  cleanclaim audit sample 20261015-081500-1f0c9a7b --read sheet.csv\n',
    )
    .action(sample)
}

async function sample(run: string, options: Options): Promise<void> {
  const text = await withStore(options.store, async (store) => {
    if (options.read !== undefined) {
      const report = await readWorksheet(store, options.read, options.confidence)
      if (report.plan.run !== run)
        throw new ScrubError('E_OPTION', options.read, `The worksheet is of the run ${report.plan.run}.`)
      return options.json ? `${JSON.stringify(report, null, 2)}\n` : reportText(report)
    }
    const how = {
      run,
      stratify: options.stratify,
      allocation: options.allocation,
      ...(options.stratify === 'charge' ? { bounds: boundsOf(options.bounds) } : {}),
      ...(options.payer === undefined ? {} : { payer: options.payer }),
      ...(options.edit === undefined ? {} : { edit: options.edit }),
    }
    const size = options.size ?? sizeOf((await sampleFrame(store, how)).length, options)
    const seed = options.seed ?? randomBytes(8).toString('hex')
    const worksheet = await drawWorksheet(store, { ...how, size, seed }, actor(options.by))
    process.stderr.write(`${size} claims drawn with seed ${seed}\n`)
    return worksheet
  })
  const output = await openOutput(options.output)
  try {
    await output.write(text)
    await output.close()
  } catch (error) {
    output.abandon()
    throw error
  }
}

function boundsOf(given: readonly string[] | undefined): number[] {
  const bounds = (given ?? []).map((text) => Math.round(Number(text) * 100))
  if (bounds.length === 0 || bounds.some((bound, at) => !(bound > (bounds[at - 1] ?? 0))))
    throw new ScrubError(
      'E_OPTION',
      '--bounds',
      'Expected ascending amounts in dollars, such as 100,500,2000.',
    )
  return bounds
}

function sizeOf(universe: number, { precision, confidence, expectedRate, probe }: Options): number {
  if (precision === undefined)
    throw new ScrubError('E_OPTION', '--size', 'Say how many claims, or which --precision is wanted.')
  if (probe === undefined) return sizeForRate(universe, expectedRate, { precision, confidence })
  const [mean, deviation] = probe.map(Number)
  if (probe.length !== 2 || !Number.isFinite(mean) || !(deviation! >= 0))
    throw new ScrubError('E_OPTION', '--probe', 'Expected mean and standard deviation, separated by a comma.')
  return sizeForAmount(universe, mean!, deviation!, { precision, confidence })
}

const percent = (share: number): string => `${(100 * share).toFixed(2)} %`
const whole = (count: number): string => Math.round(count).toLocaleString('en-US')
const money = (cents: number): string =>
  `${cents < 0 ? '-' : ''}$${(Math.abs(cents) / 100).toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`

function reportText({ plan, strata, rate, amount }: SampleReport): string {
  const { confidence } = rate.rate
  const estimate = (
    name: string,
    { point, lower, upper }: SampleEstimate,
    form: (value: number) => string,
  ): string => `  ${name.padEnd(22)} ${form(point)}  (from ${form(lower)} to ${form(upper)})`
  return `${[
    `sample of run ${plan.run}, seed ${plan.seed}`,
    ...strata.map(
      ({ name, universe, sample: drawn, errors }) =>
        `  ${name === '' ? 'all claims' : name}: ${whole(drawn)} of ${whole(universe)} claims audited, ${whole(errors)} in error`,
    ),
    `point estimates, with the limits of the two-sided ${percent(confidence)} interval:`,
    estimate('error rate', rate.rate, percent),
    estimate('claims in error', rate.total, whole),
    ...(amount
      ? [
          estimate('overpaid in all', amount.total, money),
          `  ${'standard error'.padEnd(22)} ${money(amount.standardError)}, quantile ${amount.quantile.toFixed(6)} (${amount.method})`,
          `  ${'lower limit'.padEnd(22)} ${money(amount.total.lower)}`,
        ]
      : ['  amounts were not filled in']),
  ].join('\n')}\n`
}
