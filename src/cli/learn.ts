/** `cleanclaim learn`: fits the risk model to what payers decided. */
import { Command } from 'commander'
import {
  keepRiskModel,
  learnRisk,
  openRules,
  problemText,
  riskModelText,
  ScrubError,
  type LearnCounts,
  type LearnOptions,
  type Problem,
  type RunStore,
} from '../index.ts'
import { date, list, openHistory, openPayers, openStore } from './options.ts'
import { openOutput } from './output.ts'
import { actor, withStore } from './store.ts'

/** Options of the commands that hold claims against remittances. */
export interface LearnFlags {
  readonly claims?: readonly string[]
  readonly remits?: readonly string[]
  readonly store?: string
  readonly codesets?: string
  readonly rules?: string
  readonly payerMap?: string
  readonly history?: readonly string[]
  readonly received?: string
  readonly only?: readonly string[]
  readonly skip?: readonly string[]
}

/** Adds these options. */
export const withLearnOptions = (command: Command): Command =>
  command
    .option('--claims <files...>', 'claims as they were sent: files or folders in any readable form', list)
    .option('--remits <files...>', 'what was decided on them: 835 remittances, files or folders', list)
    .option(
      '--store <url>',
      'where neither is named: the store whose recorded claims and imported remittances are taken (default: $CLEANCLAIM_STORE, else SQLite in $CLEANCLAIM_HOME)',
    )
    .option(
      '--received <date>',
      'the day the payers received claims that do not say it (default: their last day of service)',
      date,
    )
    .option(
      '--codesets <dir>',
      'code-set store (default: $CLEANCLAIM_HOME/codesets; the starter sets where it is empty)',
    )
    .option('--history <files...>', 'earlier claims of the patients: files or folders', list)
    .option('--rules <dir>', 'payer rules and profiles (default: those of the package)')
    .option(
      '--payer-map <file>',
      'what payer ids of the files stand for: CSV or JSON with payer, id, line, name',
    )
    .option('--only <edits>', 'run these edits alone, separated by commas', list)
    .option('--skip <edits>', 'do not run these edits', list)

/** Warnings that are told one by one; a file of another kind would fill the screen. */
const MOST_WARNINGS = 20

/**
 * Does some work with what was typed: files, or the store where none are named. Throws E_OPTION for claims without
 * remittances, or the reverse.
 */
export async function withLearnInput<T>(
  flags: LearnFlags,
  work: (options: LearnOptions, store: RunStore | undefined) => Promise<T>,
): Promise<T> {
  const { claims, remits } = flags
  if (!claims && !remits)
    return withStore(flags.store, async (store) => work({ ...(await shared(flags)), store }, store))
  if (!claims || !remits)
    throw new ScrubError(
      'E_OPTION',
      claims ? '--remits' : '--claims',
      'Name the files: --claims FILE… --remits FILE…, or neither to take both from the store.',
    )
  if (flags.store !== undefined)
    throw new ScrubError('E_OPTION', '--store', 'Claims and remittances come from the files that are named.')
  if ([...claims, ...remits].includes('-'))
    throw new ScrubError(
      'E_OPTION',
      '-',
      'Claims and remittances are read from files, not from standard input.',
    )
  return work({ ...(await shared(flags)), claims, remits }, undefined)
}

/** What is the same wherever claims come from. */
async function shared(flags: LearnFlags): Promise<LearnOptions> {
  const [codesets, history, payerMap] = [
    await openStore(flags.codesets),
    await openHistory(flags.history),
    await openPayers(flags.payerMap),
  ]
  let warnings = 0
  return {
    codesets,
    onWarning(warning: Problem) {
      if (++warnings <= MOST_WARNINGS) process.stderr.write(`${problemText(warning)}\n`)
      else if (warnings === MOST_WARNINGS + 1) process.stderr.write('Further warnings are not shown.\n')
    },
    ...(flags.received ? { received: flags.received } : {}),
    ...(flags.rules ? { rules: openRules(flags.rules) } : {}),
    ...(history ? { history } : {}),
    ...(payerMap ? { payerMap } : {}),
    ...(flags.only ? { only: flags.only } : {}),
    ...(flags.skip ? { skip: flags.skip } : {}),
  }
}

/** What was read, in one line. */
export const countsText = (counts: LearnCounts): string =>
  `${counts.claims} claims: ${counts.settled} decided (${counts.denied} denied), ${counts.claimsUnmatched} without a decision, ${counts.overturned} overturned; ${counts.remittancesUnmatched} decisions without a claim; ${counts.unreadable} unreadable.\n`

/** The command. */
export function learnCommand(): Command {
  return withLearnOptions(
    new Command('learn').requiredOption(
      '-o, --output <model>',
      'where the model goes, - for standard output',
    ),
  )
    .addHelpText(
      'after',
      '\nExamples:\n  cleanclaim learn -o risk.json --claims sent/ --remits era/\n  cleanclaim scrub day.837 --risk risk.json --sort risk\n\nFrom the store, which then keeps the model for later scrubs:\n  cleanclaim audit run sent/\n  cleanclaim remits import era/\n  cleanclaim learn -o risk.json\n',
    )
    .action(async (flags: LearnFlags & { readonly output: string }) => {
      const output = await openOutput(flags.output)
      try {
        const { model, counts } = await withLearnInput(flags, async (options, store) => {
          const learned = await learnRisk(options)
          if (store !== undefined) await keepRiskModel(store, learned.model, actor(undefined))
          return learned
        })
        await output.write(riskModelText(model))
        await output.close()
        const { heldOut, learned } = model
        process.stderr.write(
          `${countsText(counts)}Learned from ${learned.from} through ${learned.through}, calibrated from ${learned.calibratedFrom} on. There: Brier ${heldOut.brier} (skill ${heldOut.brierSkill}), AUC ${heldOut.auc}, calibration error ${heldOut.calibrationError}.\n`,
        )
      } catch (error) {
        output.abandon()
        throw error
      }
    })
}
