/** The commands put together. */
import { Command } from 'commander'
import { ENGINE_VERSION } from '../index.ts'
import { expectManyClaims } from './many-claims.ts'

interface Entry {
  readonly name: string
  /** What stands beside it in the list of commands, and above its own options. */
  readonly description: string
  /** Its arguments and options, and all the code behind them: read only where the command is named. */
  readonly load: () => Promise<Command>
  /** Whether it reads claims by the thousand. */
  readonly many?: true
}

const entries: readonly Entry[] = [
  {
    name: 'scrub',
    description: 'Reads claims, runs every edit and writes what was found.',
    load: async () => (await import('./scrub.ts')).scrubCommand(),
    many: true,
  },
  {
    name: 'check',
    description: 'Checks a few lines without a file, as a coder asks before finalising.',
    load: async () => (await import('./check.ts')).checkCommand(),
  },
  {
    name: 'explain',
    description:
      'Explains an edit; a payer rule, and how it came to its answer on a claim; a code: valid when, unit limits, global days, indicators, partners in NCCI; or a code of a remittance (CARC, RARC, group): what it means, what to do first, which edits foresee it.',
    load: async () => (await import('./explain.ts')).explainCommand(),
  },
  {
    name: 'codesets',
    description: 'Code sets: import official releases, see what is loaded, verify it.',
    load: async () => (await import('./codesets.ts')).codesetsCommand(),
  },
  {
    name: 'learn',
    description: 'Learns denial risk from claims and the remittances on them, and writes the model.',
    load: async () => (await import('./learn.ts')).learnCommand(),
    many: true,
  },
  {
    name: 'evaluate',
    description:
      'Compares denial risk and findings with what payers decided: calibration, precision, what was missed.',
    load: async () => (await import('./evaluate.ts')).evaluateCommand(),
    many: true,
  },
  {
    name: 'remits',
    description: 'What payers decided: remittances (835) into the store.',
    load: async () => (await import('./remits.ts')).remitsCommand(),
  },
  {
    name: 'rules',
    description: 'Payer rules: run their cases, look for faults, begin one, try a set on claims.',
    load: async () => (await import('./rules.ts')).rulesCommand(),
  },
  {
    name: 'audit',
    description: 'Recorded runs: what was found on which claim, by which rules and code sets, on which day.',
    load: async () => (await import('./audit.ts')).auditCommand(),
    many: true,
  },
  {
    name: 'worklist',
    description:
      'Findings of recorded runs as items by their root cause: listed, assigned, snoozed, resolved.',
    load: async () => (await import('./worklist.ts')).worklistCommand(),
  },
  {
    name: 'store',
    description: 'What is kept of recorded runs, and for how long.',
    load: async () => (await import('./store-prune.ts')).storeCommand(),
  },
  {
    name: 'bench',
    description: 'Throughput on this machine, beside what a user would pick instead.',
    load: async () => (await import('./bench.ts')).benchCommand(),
    many: true,
  },
  {
    name: 'serve',
    description: 'Answers over HTTP: scrubs claims, shows edits and codes, keeps runs and the work list.',
    load: async () => (await import('./serve.ts')).serveCommand(),
    many: true,
  },
  {
    name: 'token',
    description: 'Tokens of the HTTP API: make, list, revoke.',
    load: async () => (await import('./token.ts')).tokenCommand(),
  },
]

/**
 * The program, with all of the commands that are among some words (all of them where none are given) and the names of
 * the others: reading every command takes several times as long as a short answer.
 */
export async function program(words?: readonly string[]): Promise<Command> {
  const root = new Command('cleanclaim')
    .description('A linter for medical claims: checks coded encounters against code sets and payer edits.')
    .version(ENGINE_VERSION)
    .configureHelp({ subcommandTerm: (command) => command.name() })
    .showHelpAfterError('(cleanclaim COMMAND --help shows the options)')
    .addHelpText('after', '\nExample:\n  cleanclaim scrub claims.837 --received 2026-10-15\n')
  for (const { name, description, load, many } of entries) {
    const named = words === undefined || words.includes(name)
    if (many && words?.includes(name)) expectManyClaims()
    root.addCommand((named ? await load() : new Command(name)).description(description))
  }
  const quiet = (command: Command): void => {
    command.exitOverride()
    command.commands.forEach(quiet)
  }
  quiet(root)
  return root
}
