/** The commands put together. */
import { Command } from 'commander'
import { ENGINE_VERSION } from '../index.ts'
import { auditCommand } from './audit.ts'
import { checkCommand } from './check.ts'
import { codesetsCommand } from './codesets.ts'
import { explainCommand } from './explain.ts'
import { evaluateCommand } from './evaluate.ts'
import { learnCommand } from './learn.ts'
import { remitsCommand } from './remits.ts'
import { rulesCommand } from './rules.ts'
import { scrubCommand } from './scrub.ts'
import { storeCommand } from './store-prune.ts'
import { worklistCommand } from './worklist.ts'
import { serveCommand } from './serve.ts'
import { tokenCommand } from './token.ts'

/** The whole program, for running it and for the reference page. */
export function program(): Command {
  const root = new Command('cleanclaim')
    .description('A linter for medical claims: checks coded encounters against code sets and payer edits.')
    .version(ENGINE_VERSION)
    .showHelpAfterError('(cleanclaim COMMAND --help shows the options)')
    .addHelpText('after', '\nExample:\n  cleanclaim scrub claims.837 --received 2026-10-15\n')
  for (const command of [
    scrubCommand(),
    checkCommand(),
    explainCommand(),
    codesetsCommand(),
    learnCommand(),
    evaluateCommand(),
    remitsCommand(),
    rulesCommand(),
    auditCommand(),
    worklistCommand(),
    storeCommand(),
    serveCommand(),
    tokenCommand(),
  ])
    root.addCommand(command)
  const quiet = (command: Command): void => {
    command.exitOverride()
    command.commands.forEach(quiet)
  }
  quiet(root)
  return root
}
