/** `cleanclaim worklist`: findings as items to work down. */
import Table from 'cli-table3'
import { Command, Option } from 'commander'
import {
  changeItem,
  effectOfEdits,
  itemOf,
  notesOf,
  overrideItem,
  resolutions,
  ScrubError,
  worklist,
  type EditEffect,
  type ItemChange,
  type ItemState,
  type Resolution,
  type RunStore,
  type Severity,
  type WorkItem,
} from '../index.ts'
import { date, failLevels, today } from './options.ts'
import { actor, withStore, withStoreOption, type StoreOptions } from './store.ts'

interface ListOptions extends StoreOptions {
  readonly edit?: string
  readonly severity?: Severity
  readonly payer?: string
  readonly assignee?: string
  readonly state: 'open' | 'snoozed' | 'resolved'
  readonly sort: 'dollars' | 'risk' | 'age'
  readonly limit: string
  readonly after?: string
  readonly json: boolean
}

interface ChangeOptions extends StoreOptions {
  readonly seen?: string
  readonly by?: string
}

/** The commands. */
export function worklistCommand(): Command {
  const command = new Command('worklist')
  withStoreOption(command.command('list').description('Items of the newest result of each claim, a page.'))
    .option('--edit <id>', 'of this edit alone')
    .addOption(
      new Option('--severity <severity>', 'of this severity alone').choices(
        failLevels.filter((level) => level !== 'never'),
      ),
    )
    .option('--payer <id>', 'of this payer alone')
    .option('--assignee <name>', 'assigned to this person alone')
    .addOption(
      new Option('--state <state>', 'which items').choices(['open', 'snoozed', 'resolved']).default('open'),
    )
    .addOption(
      new Option('--sort <order>', 'most dollars, highest expected loss or earliest service first')
        .choices(['dollars', 'risk', 'age'])
        .default('dollars'),
    )
    .option('--limit <count>', 'items of a page, at most 500', '50')
    .option('--after <mark>', 'the next page: the mark that this one ended with')
    .option('--json', 'as JSON', false)
    .addHelpText('after', '\nExample:\n  cleanclaim worklist list --payer 04412 --sort risk\n')
    .action(listItems)
  withStoreOption(
    command.command('show').description('One item with its notes.').argument('<item>', 'its id'),
  )
    .option('--json', 'as JSON', false)
    .addHelpText('after', '\nExample:\n  cleanclaim worklist show "0a1b2c3d4e5f6a7b/ncci-ptp/bundled/2"\n')
    .action(showItem)
  const text = (given: string): string => given
  const change = (
    name: string,
    description: string,
    value?: readonly [string, string],
    parse = text,
  ): Command => {
    const one = withStoreOption(
      command.command(name).description(description).argument('<item>', 'its id, as list shows it'),
    )
    if (value) one.argument(value[0], value[1], parse)
    return one
      .option(
        '--seen <version>',
        'the version that you saw; where another has changed the item since, nothing is done',
      )
      .option('--by <name>', 'who does it (default: the user of this machine)')
  }
  change('assign', 'Gives an item to somebody, or to nobody.', ['[name]', 'to whom; nobody when absent'])
    .addHelpText('after', '\nExample:\n  cleanclaim worklist assign ITEM ana --seen 0\n')
    .action((item: string, to: string | undefined, options: ChangeOptions) =>
      apply(item, { do: 'assign', to: to ?? null }, options),
    )
  change('note', 'Adds a note, which is kept encrypted.', ['<text>', 'the note'])
    .addHelpText('after', '\nExample:\n  cleanclaim worklist note ITEM "Asked the surgeon for the report."\n')
    .action((item: string, text: string, options: ChangeOptions) =>
      apply(item, { do: 'note', text }, options),
    )
  change('snooze', 'Takes an item from the list until a day.', ['<until>', 'the day, YYYY-MM-DD'], date)
    .addHelpText('after', '\nExample:\n  cleanclaim worklist snooze ITEM 2026-11-01\n')
    .action((item: string, until: string, options: ChangeOptions) =>
      apply(item, { do: 'snooze', until }, options),
    )
  change('resolve', 'Ends an item, with the reason.')
    .addOption(new Option('--as <reason>', 'why').choices(resolutions).makeOptionMandatory())
    .option('--reason <text>', 'with --as overridden: why the finding does not count')
    .option('--until <date>', 'with --as overridden: the last day on which that holds', date)
    .addHelpText(
      'after',
      '\nExamples:\n  cleanclaim worklist resolve ITEM --as fixed\n  cleanclaim worklist resolve ITEM --as overridden --reason "The payer agreed in writing." --until 2026-12-31\n',
    )
    .action(resolve)
  change('reopen', 'Puts an item back on the list.')
    .addHelpText('after', '\nExample:\n  cleanclaim worklist reopen ITEM\n')
    .action((item: string, options: ChangeOptions) => apply(item, { do: 'reopen' }, options))
  withStoreOption(
    command
      .command('effect')
      .description(
        'What became of what every edit said: how often, how it was resolved, what was denied later.',
      ),
  )
    .option('--json', 'as JSON', false)
    .addHelpText('after', '\nExample:\n  cleanclaim worklist effect\n')
    .action(effect)
  return command
}

const dollars = (cents: number): string => (cents / 100).toFixed(2)

async function listItems(options: ListOptions): Promise<void> {
  const limit = Number(options.limit)
  if (!Number.isInteger(limit) || limit < 1 || limit > 500)
    throw new ScrubError('E_OPTION', '--limit', 'It is a number from 1 to 500.')
  const { edit, severity, payer, assignee, state, sort, after } = options
  const page = await withStore(options.store, (store) =>
    worklist(store, {
      today: today(),
      state,
      order: sort,
      limit,
      ...(edit === undefined ? {} : { edit }),
      ...(severity === undefined ? {} : { severity }),
      ...(payer === undefined ? {} : { payer }),
      ...(assignee === undefined ? {} : { assignee }),
      ...(after === undefined ? {} : { after }),
    }),
  )
  if (options.json) {
    process.stdout.write(`${JSON.stringify(page, null, 2)}\n`)
    return
  }
  const table = new Table({
    head: ['item', 'version', 'claim', 'severity', 'dollars', 'expected', 'days', 'with it', 'assignee'],
    style: { head: [], border: [] },
  })
  for (const item of page.items) table.push(rowOf(item))
  process.stdout.write(page.items.length === 0 ? 'Nothing is on the list.\n' : `${table.toString()}\n`)
  if (page.next !== null) process.stdout.write(`more: --after '${page.next}'\n`)
}

/** The claim's id, which may hold anything: nothing of it moves the cursor of a terminal. */
const claimOf = ({ finding: { id, edit, message } }: WorkItem): string =>
  id.slice(0, Math.max(0, id.lastIndexOf(`/${edit}/${message}/`))).replace(/\p{Cc}/gu, ' ')

const rowOf = (item: WorkItem): string[] => [
  item.id,
  String(item.version),
  claimOf(item),
  item.state === 'resolved' && item.reason !== null
    ? `${item.finding.severity}, ${item.reason}`
    : item.finding.severity,
  dollars(item.cents),
  item.expectedLossCents === null ? '' : dollars(item.expectedLossCents),
  item.day === '' ? '' : String(Math.round((Date.parse(today()) - Date.parse(item.day)) / 86_400_000)),
  String(item.causes),
  item.assignee ?? '',
]

async function showItem(id: string, options: StoreOptions & { readonly json: boolean }): Promise<void> {
  const { state, notes } = await withStore(options.store, async (store) => ({
    state: await itemOf(store, id),
    notes: await notesOf(store, id),
  }))
  if (options.json) {
    process.stdout.write(`${JSON.stringify({ id, ...state, notes }, null, 2)}\n`)
    return
  }
  process.stdout.write(stateText(id, state))
  for (const { at, by, text } of notes) process.stdout.write(`  ${at} ${by}: ${text}\n`)
}

const stateText = (id: string, state: ItemState): string =>
  `${id}: ${state.state}${state.reason === null ? '' : ` (${state.reason})`}${state.assignee === null ? '' : `, ${state.assignee}`}${state.snoozedUntil === null ? '' : `, until ${state.snoozedUntil}`}, version ${state.version}\n`

/** The version that the person saw; what stands now where none is said. */
async function versionOf(store: RunStore, item: string, given: string | undefined): Promise<number> {
  if (given === undefined) return (await itemOf(store, item)).version
  const version = Number(given)
  if (!Number.isInteger(version) || version < 0)
    throw new ScrubError('E_OPTION', '--seen', 'It is a number from 0 on.')
  return version
}

async function apply(item: string, change: ItemChange, options: ChangeOptions): Promise<void> {
  const state = await withStore(options.store, async (store) =>
    changeItem(store, item, await versionOf(store, item, options.seen), change, actor(options.by)),
  )
  process.stdout.write(stateText(item, state))
}

async function resolve(
  item: string,
  options: ChangeOptions & { readonly as: Resolution; readonly reason?: string; readonly until?: string },
): Promise<void> {
  const { as, reason, until } = options
  if (as !== 'overridden') {
    if (reason !== undefined || until !== undefined)
      throw new ScrubError('E_OPTION', '--as', 'A reason in words and a last day belong to --as overridden.')
    return apply(item, { do: 'resolve', reason: as }, options)
  }
  if (reason === undefined || until === undefined)
    throw new ScrubError('E_OPTION', '--as', 'An override needs --reason, and --until with its last day.')
  const { state } = await withStore(options.store, async (store) =>
    overrideItem(store, {
      item,
      version: await versionOf(store, item, options.seen),
      reason,
      until,
      by: actor(options.by),
      today: today(),
    }),
  )
  process.stdout.write(stateText(item, state))
}

async function effect(options: StoreOptions & { readonly json: boolean }): Promise<void> {
  const effects = await withStore(options.store, effectOfEdits)
  if (options.json) {
    process.stdout.write(`${JSON.stringify(effects, null, 2)}\n`)
    return
  }
  const table = new Table({
    head: ['edit', 'findings', 'claims', ...resolutions, 'decided', 'denied', 'as named'],
    style: { head: [], border: [] },
  })
  for (const one of effects) table.push(effectRow(one))
  process.stdout.write(effects.length === 0 ? 'Nothing was found yet.\n' : `${table.toString()}\n`)
}

const effectRow = ({ edit, findings, claims, resolved, decided, denied, asNamed }: EditEffect): string[] => [
  edit,
  ...[findings, claims, ...resolutions.map((reason) => resolved[reason]), decided, denied, asNamed].map(
    (count) => count.toLocaleString('en-US'),
  ),
]
