/** `cleanclaim codesets`: import, pull, status, verify. */
import Table from 'cli-table3'
import { Command } from 'commander'
import {
  compactDate,
  currentManifest,
  importReleases,
  isoDate,
  pullManifests,
  pullReleases,
  tableFacts,
  verifyStore,
  type ImportReport,
  type ManifestRelease,
} from '../index.ts'
import { codesetsFolder, date, today } from './options.ts'

/** The commands. */
export function codesetsCommand(): Command {
  const command = new Command('codesets')
  command
    .command('import')
    .description(
      "Reads the publishers' release files as they ship (zip, gzip or the inner file) into the store.",
    )
    .argument('<files...>', 'release files')
    .option('--codesets <dir>', 'code-set store')
    .option('--replace', 'let a release take the place of the one of the same name', false)
    .option('--published <date>', 'the day on which the files came out, for --known', date)
    .addHelpText(
      'after',
      '\nExample:\n  cleanclaim codesets import ccipra-v322r0-f*.zip MCR_MUE_PractitionerServices_Eff_07-01-2026.zip\n',
    )
    .action(importFiles)
  command
    .command('pull')
    .description(
      'Downloads releases from their publishers, over https, and imports them. Without names: which there are.',
    )
    .argument('[names...]', 'releases, as the list names them')
    .option('--codesets <dir>', 'code-set store')
    .option('--accept-licences', 'you have read and accept the licences of what you name', false)
    .option('--replace', 'let a release take the place of the one of the same name', false)
    .addHelpText(
      'after',
      '\nExamples:\n  cleanclaim codesets pull\n  cleanclaim codesets pull icd10cm-fy2026\n',
    )
    .action(pull)
  command
    .command('status')
    .description('What is loaded, for which dates, and how old it is.')
    .option('--codesets <dir>', 'code-set store')
    .option('--json', 'as JSON', false)
    .addHelpText('after', '\nExample:\n  cleanclaim codesets status\n')
    .action(status)
  command
    .command('verify')
    .description('Checks every file of the store against its digest.')
    .option('--codesets <dir>', 'code-set store')
    .addHelpText('after', '\nExample:\n  cleanclaim codesets verify\n')
    .action(verify)
  return command
}

async function importFiles(
  files: readonly string[],
  options: { readonly codesets?: string; readonly replace: boolean; readonly published?: string },
): Promise<void> {
  const folder = codesetsFolder(options.codesets)
  const { replace, published } = options
  writeImport(
    await importReleases(folder, [...files], {
      replace,
      ...(published === undefined ? {} : { published: compactDate(published) }),
    }),
  )
}

function writeImport(report: ImportReport): void {
  for (const { table, id, from, through, rows, parts, partsExpected, complete } of report.releases) {
    const part = partsExpected > 1 ? `, parts ${parts.join(' ')} of ${partsExpected}` : ''
    process.stdout.write(
      `${table} ${id}: ${rows.toLocaleString('en-US')} rows, ${isoDate(from)} to ${isoDate(through)}${part}${complete ? '' : ', incomplete'}\n`,
    )
  }
  for (const { file, reason } of report.skipped) process.stdout.write(`passed over ${file}: ${reason}\n`)
  process.stdout.write(`snapshot ${report.snapshot}\n`)
}

async function pull(
  names: readonly string[],
  options: { readonly codesets?: string; readonly acceptLicences: boolean; readonly replace: boolean },
): Promise<void> {
  if (names.length === 0) {
    for (const { name, title, licence } of pullManifests())
      process.stdout.write(`${name}\n  ${title}\n  ${licence.name} (${licence.url})\n`)
    return
  }
  const { imported } = await pullReleases({
    folder: codesetsFolder(options.codesets),
    names,
    acceptLicences: options.acceptLicences,
    replace: options.replace,
    today: today(),
    onFile: ({ name, bytes, sha256 }) =>
      process.stderr.write(`${name}: ${bytes.toLocaleString('en-US')} bytes, SHA-256 ${sha256}\n`),
  })
  writeImport(imported)
}

function status(options: { readonly codesets?: string; readonly json: boolean }): void {
  const folder = codesetsFolder(options.codesets)
  const manifest = currentManifest(folder)
  if (options.json) {
    process.stdout.write(
      `${JSON.stringify({ folder, snapshot: manifest?.id ?? 'starter', releases: manifest?.releases ?? [] }, null, 2)}\n`,
    )
    return
  }
  if (!manifest) {
    process.stdout.write(
      `${folder} is empty: the starter sets of the package are used, which serve the examples alone.\n`,
    )
    return
  }
  const now = today()
  const table = new Table({
    head: ['table', 'release', 'from', 'through', 'rows', 'state'],
    style: { head: [], border: [] },
  })
  for (const release of manifest.releases)
    table.push([
      release.table,
      release.id,
      isoDate(release.from),
      isoDate(release.through),
      release.rows.toLocaleString('en-US'),
      stateOf(release, now),
    ])
  const missing = Object.keys(tableFacts).filter(
    // Places of service stand in the package where no release is loaded.
    (name) => name !== 'places' && !manifest.releases.some((release) => release.table === name),
  )
  process.stdout.write(`snapshot ${manifest.id} in ${folder}\n${table.toString()}\n`)
  if (missing.length > 0)
    process.stdout.write(`Not loaded, so the edits that need them are unchecked: ${missing.join(', ')}\n`)
}

/** Whether a release is whole and in force, and how long ago it ended. */
function stateOf({ through, complete, parts, partsExpected }: ManifestRelease, now: string): string {
  const part = complete ? '' : `incomplete (parts ${parts.join(' ')} of ${partsExpected}), `
  const end = isoDate(through)
  if (end >= now) return `${part}in force`
  const days = Math.round((Date.parse(now) - Date.parse(end)) / 86_400_000)
  return `${part}ended ${days} days ago`
}

function verify(options: { readonly codesets?: string }): void {
  const folder = codesetsFolder(options.codesets)
  const report = verifyStore(folder)
  if (report.snapshot === undefined) {
    process.stdout.write(`${folder} is empty.\n`)
    return
  }
  for (const { file, code, text } of report.files)
    if (code !== undefined) process.stdout.write(`${code}  ${file}\n  ${text}\n`)
  const good = report.files.filter(({ code }) => code === undefined).length
  process.stdout.write(
    `snapshot ${report.snapshot}: ${good} of ${report.files.length} files as they were written\n`,
  )
  if (!report.ok) process.exitCode = 1
}
