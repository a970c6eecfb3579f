/** `cleanclaim token`: makes, lists and revokes tokens of the HTTP API. */
import Table from 'cli-table3'
import { Command, InvalidArgumentError } from 'commander'
import { ScrubError } from '../index.ts'
import { list } from './options.ts'
import { tokenFile } from './serve.ts'

/** The scopes, as `server/tokens.ts` has them: that file is loaded when it is needed. */
const scopes = 'scrub, worklist, audit, admin'

const DAY = 86_400_000

/** The commands. */
export function tokenCommand(): Command {
  const command = new Command('token')
  command
    .command('new')
    .description('Makes a token and prints it, this once: only its digest is kept.')
    .requiredOption('--name <name>', 'who gets it; the name stands in the audit trail')
    .requiredOption('--scope <scopes>', `what it allows, separated by commas: ${scopes}`, list)
    .option('--days <number>', 'days until it ends', days, 90)
    .option('--token-file <file>', 'where digests are kept (default: $CLEANCLAIM_HOME/tokens.json)')
    .addHelpText(
      'after',
      '\nExample:\n  cleanclaim token new --name billing-system --scope scrub --days 365\n',
    )
    .action(make)
  command
    .command('list')
    .description('Tokens with their scopes and ends.')
    .option('--token-file <file>', 'where digests are kept')
    .addHelpText('after', '\nExample:\n  cleanclaim token list\n')
    .action(show)
  command
    .command('revoke')
    .description('Ends tokens at once; a server that runs knows within a second.')
    .argument('<ids...>', 'ids, as `token list` shows them')
    .option('--token-file <file>', 'where digests are kept')
    .addHelpText('after', '\nExample:\n  cleanclaim token revoke 5f0a1c2b3d4e5f60\n')
    .action(revoke)
  return command
}

function days(text: string): number {
  if (!/^\d{1,4}$/.test(text) || Number(text) < 1) throw new InvalidArgumentError('Days from 1 to 9999.')
  return Number(text)
}

async function make(options: {
  readonly name: string
  readonly scope: readonly string[]
  readonly days: number
  readonly tokenFile?: string
}): Promise<void> {
  const { changeTokens, makeToken, scopes: known } = await import('../server/tokens.ts')
  const given = options.scope.map((name) => {
    const scope = known.find((one) => one === name)
    if (scope === undefined) throw new ScrubError('E_OPTION', '--scope', `Scopes are: ${scopes}.`)
    return scope
  })
  const now = Date.now()
  const { token, record } = makeToken({
    name: options.name,
    scopes: given,
    created: new Date(now).toISOString(),
    expires: new Date(now + options.days * DAY).toISOString(),
  })
  changeTokens(tokenFile(options.tokenFile), (tokens) => [
    ...tokens.filter(({ expires }) => Date.parse(expires) > now - 30 * DAY),
    record,
  ])
  process.stdout.write(`${token}\n`)
  process.stderr.write(
    `Token ${record.id} of ${record.name}: ${record.scopes.join(', ')}, until ${record.expires}. It is not shown again.\n`,
  )
}

async function show(options: { readonly tokenFile?: string }): Promise<void> {
  const { readTokens } = await import('../server/tokens.ts')
  const table = new Table({
    head: ['id', 'name', 'scopes', 'until'],
    style: { head: [], border: [] },
  })
  for (const { id, name, scopes: allowed, expires } of readTokens(tokenFile(options.tokenFile)))
    table.push([id, name, allowed.join(', '), expires])
  process.stdout.write(`${table.toString()}\n`)
}

async function revoke(ids: readonly string[], options: { readonly tokenFile?: string }): Promise<void> {
  const { changeTokens } = await import('../server/tokens.ts')
  const path = tokenFile(options.tokenFile)
  changeTokens(path, (tokens) => {
    for (const id of ids)
      if (!tokens.some((token) => token.id === id))
        throw new ScrubError('E_OPTION', 'ids', 'There is no token of such an id; `token list` shows them.')
    return tokens.filter(({ id }) => !ids.includes(id))
  })
  process.stdout.write(`${ids.length} revoked\n`)
}
