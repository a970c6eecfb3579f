/** Options that several commands share. */
import { homedir, platform } from 'node:os'
import { join } from 'node:path'
import { InvalidArgumentError, Option, type Command } from 'commander'
import pico from 'picocolors'
import {
  isIsoDate,
  loadHistory,
  openCodesets,
  openPayerMap,
  problemText,
  type History,
  type Paint,
  type PayerMap,
  type Snapshot,
} from '../index.ts'

/** Severities that `--fail-on` takes, worst first, and `never`. */
export const failLevels = ['reject', 'deny', 'review', 'note', 'never'] as const
export type FailLevel = (typeof failLevels)[number]

/** Where everything that is kept lies: `CLEANCLAIM_HOME`, else the platform's folder for data of programs. */
export function home(): string {
  const named = process.env['CLEANCLAIM_HOME']
  if (named) return named
  if (platform() === 'win32')
    return join(process.env['LOCALAPPDATA'] ?? join(homedir(), 'AppData', 'Local'), 'cleanclaim')
  if (platform() === 'darwin') return join(homedir(), 'Library', 'Application Support', 'cleanclaim')
  return join(process.env['XDG_DATA_HOME'] || join(homedir(), '.local', 'share'), 'cleanclaim')
}

/** The code-set store that a command uses. */
export const codesetsFolder = (given: string | undefined): string => given ?? join(home(), 'codesets')

/** Opens the store, or what of it was published by a day; the starter sets where it is empty. */
export const openStore = (given: string | undefined, known?: string): Promise<Snapshot> =>
  openCodesets(codesetsFolder(given), undefined, known)

/** A date as commander parses it. */
export function date(text: string): string {
  if (!isIsoDate(text)) throw new InvalidArgumentError('A date is written YYYY-MM-DD.')
  return text
}

/** A list with commas. */
export const list = (text: string, before: readonly string[] = []): readonly string[] => [
  ...before,
  ...text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== ''),
]

/** Today in the machine's own time zone: the default of `--received`. */
export function today(): string {
  const now = new Date()
  return `${now.getFullYear()}-${String(now.getMonth() + 1).padStart(2, '0')}-${String(now.getDate()).padStart(2, '0')}`
}

/** Adds the options of all commands that scrub. */
export const withScrubOptions = (command: Command): Command =>
  command
    .option(
      '--codesets <dir>',
      'code-set store (default: $CLEANCLAIM_HOME/codesets; the starter sets where it is empty)',
    )
    .option('--known <date>', 'with releases of the store alone that were published by then', date)
    .option('--received <date>', 'the day the payer receives the claims (default: today)', date)
    .option(
      '--history <files...>',
      'earlier claims of the patients: files or folders in any readable form, or store for what earlier runs kept; name the files to scrub first',
      list,
    )
    .option('--rules <dir>', 'payer rules and profiles (default: those of the package)')
    .option(
      '--payer-map <file>',
      'what payer ids of the files stand for: CSV or JSON with payer, id, line, name',
    )
    .option(
      '--risk <model>',
      'what scores denial risk: a model of `learn`, or prior for published rates (default: the newest model of the store, else prior)',
    )
    .option('--only <edits>', 'run these edits alone, separated by commas', list)
    .option('--skip <edits>', 'do not run these edits', list)
    .addOption(
      new Option('--fail-on <severity>', 'exit with 1 from this severity on')
        .choices(failLevels)
        .default('deny'),
    )

/** The earlier claims that `--history` names; undefined where it was not given. Warnings go to standard error. */
export const openHistory = async (files: readonly string[] | undefined): Promise<History | undefined> =>
  files === undefined
    ? undefined
    : loadHistory(files, (warning) => void process.stderr.write(`${problemText(warning)}\n`))

/** The payer map that `--payer-map` names; undefined where it was not given. */
export const openPayers = async (file: string | undefined): Promise<PayerMap | undefined> =>
  file === undefined ? undefined : openPayerMap(file)

/** Colours for a stream, none where it is no terminal. */
export function paintFor(stream: NodeJS.WriteStream): Paint {
  const colours = pico.createColors(Boolean(stream.isTTY) && !process.env['NO_COLOR'])
  return (weight, text) => {
    switch (weight) {
      case 'reject':
      case 'unreadable':
        return colours.red(colours.bold(text))
      case 'deny':
        return colours.red(text)
      case 'review':
        return colours.yellow(text)
      case 'note':
        return colours.cyan(text)
      case 'clean':
        return colours.green(text)
      case 'dim':
        return colours.dim(text)
      case 'strong':
        return colours.bold(text)
    }
  }
}
