/** `cleanclaim store`: what the store of runs keeps, and for how long. */
import { Command, Option } from 'commander'
import { prune } from '../index.ts'
import { date } from './options.ts'
import { actor, withStore, withStoreOption, type StoreOptions } from './store.ts'

/** The commands. */
export function storeCommand(): Command {
  const command = new Command('store')
  withStoreOption(
    command
      .command('prune')
      .description(
        'Removes claims of runs begun before a day, or those runs whole. The trail says so for good.',
      ),
  )
    .requiredOption('--before <date>', 'runs begun before this day (UTC)', date)
    .addOption(
      new Option('--what <what>', 'claims and what finds patients, leaving results; or all of the runs')
        .choices(['claims', 'runs'])
        .default('claims'),
    )
    .option('--by <name>', 'who does it (default: the user of this machine)')
    .addHelpText('after', '\nExample:\n  cleanclaim store prune --before 2024-01-01 --what claims\n')
    .action(pruneStore)
  return command
}

async function pruneStore(
  options: StoreOptions & { readonly before: string; readonly what: 'claims' | 'runs'; readonly by?: string },
): Promise<void> {
  const { runs, claims } = await withStore(options.store, (store) =>
    prune(store, options.what, options.before, actor(options.by)),
  )
  process.stdout.write(
    `${options.what === 'claims' ? 'claims' : 'everything'} of ${runs.toLocaleString('en-US')} runs removed, ${claims.toLocaleString('en-US')} claims\n`,
  )
}
