/** `cleanclaim evaluate`: how denial risk compares with what payers decided. */
import { Command, Option } from 'commander'
import { evaluateRisk, evaluationPage, evaluationText } from '../index.ts'
import { withLearnInput, withLearnOptions, type LearnFlags } from './learn.ts'
import { openOutput } from './output.ts'
import { chosenRiskModel } from './risk.ts'

interface Flags extends LearnFlags {
  readonly risk?: string
  readonly report: 'text' | 'html' | 'json'
  readonly output?: string
}

/** The command. */
export function evaluateCommand(): Command {
  return withLearnOptions(
    new Command('evaluate').option(
      '--risk <model>',
      'the model to judge, or prior for published rates (default: the newest model of the store, else prior)',
    ),
  )
    .addOption(
      new Option('--report <report>', 'form of the report').choices(['text', 'html', 'json']).default('text'),
    )
    .option('-o, --output <file>', 'where the report goes (default: standard output)')
    .addHelpText(
      'after',
      '\nExample:\n  cleanclaim evaluate --risk risk.json --claims sent/ --remits era/ --report html -o risk.html\n',
    )
    .action(evaluate)
}

async function evaluate(flags: Flags): Promise<void> {
  const model = await chosenRiskModel(flags.risk, flags.store)
  const output = await openOutput(flags.output)
  try {
    const report = await withLearnInput(flags, (options) => evaluateRisk(options, model))
    if (flags.report === 'json') await output.write(`${JSON.stringify(report, null, 1)}\n`)
    else await output.write(flags.report === 'html' ? await evaluationPage(report) : evaluationText(report))
    await output.close()
  } catch (error) {
    output.abandon()
    throw error
  }
}
