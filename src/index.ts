/**
 * cleanclaim as a library: reads claims, checks them against code sets and payer edits, and explains every finding.
 * The only file that sees every room; command line and server stand on it alone.
 */
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { edits as builtInEdits } from './edits/index.ts'
import type { AnyEdit } from './edits/define.ts'
import type { Snapshot } from './codesets/tables.ts'
import { createHistory } from './engine/history.ts'
import { createScrubber, EditFailure } from './engine/scrub.ts'
import { readClaims, type Form } from './formats/detect.ts'
import type { Chunks, Item } from './formats/items.ts'
import { expandPaths, openSource } from './formats/source.ts'
import { whereOf } from './formats/where.ts'
import { Claim, type ClaimInput } from './model/claim.ts'
import { ScrubError } from './model/errors.ts'
import type { History } from './model/history.ts'
import type { ClaimResult, Problem, Result } from './model/result.ts'
import type { PayerProfile } from './model/profile.ts'
import { ENGINE_VERSION } from './model/version.ts'
import { parseProfiles } from './policy/profiles.ts'

export { openCodesets } from './codesets/open.ts'
export { starterFolder } from './codesets/starter.ts'
export { currentManifest, importReleases, verifyStore } from './codesets/store.ts'
export type { ImportReport, VerifyReport } from './codesets/store.ts'
export type { Manifest, ManifestRelease } from './codesets/store-manifest.ts'
export { tableFacts, type TableName } from './codesets/release.ts'
export type { Snapshot } from './codesets/tables.ts'
export type { AnyEdit } from './edits/define.ts'
export { forms, readClaims, type Form } from './formats/detect.ts'
export type { Chunks, Item } from './formats/items.ts'
export { expandPaths, openSource } from './formats/source.ts'
export { whereOf } from './formats/where.ts'
export { Claim, type ClaimInput } from './model/claim.ts'
export { isIsoDate, isoDate } from './model/dates.ts'
export { errorKinds, ScrubError, type ErrorCode } from './model/errors.ts'
export type { History } from './model/history.ts'
export { ClaimResult, Finding, Problem, Result, Severity, UnreadableResult } from './model/result.ts'
export { ENGINE_VERSION } from './model/version.ts'
export { explainCode, type CodeExplanation } from './report/code-page.ts'
export { explainDenial, type DenialExplanation, type DenialForesight } from './report/denial-page.ts'
export { editPage } from './report/edit-page.ts'
export { createNdjsonReport } from './report/ndjson.ts'
export { createTally, type Summary } from './report/summary.ts'
export {
  plain,
  problemText,
  reaches,
  renderResult,
  renderSummary,
  renderTotals,
  type Paint,
} from './report/text.ts'

/** All built-in edits. */
export const edits: readonly AnyEdit[] = builtInEdits

/** Payer profiles in force, named by digest. */
export interface RuleSet {
  readonly id: string
  /** By payer id. */
  readonly profiles: ReadonlyMap<string, PayerProfile>
}

/** Profiles that ship with the package; the same from `src` and from `dist`. */
export const rulesFolder = join(import.meta.dirname, '..', 'rules')

/** Reads `PAYER/payer.json` of every folder in a folder. Throws E_FILE without the folder, E_RULE for a profile that is none. */
export function openRules(folder: string = rulesFolder): RuleSet {
  if (!existsSync(folder)) throw new ScrubError('E_FILE', folder, 'There is no folder of payer rules.')
  const documents = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => join(folder, name, 'payer.json'))
    .filter((file) => existsSync(file))
    .sort()
    .map((file) => ({ file, text: readFileSync(file, 'utf8') }))
  const known = builtInEdits.flatMap(({ id, messages }) => [
    id,
    ...Object.keys(messages).map((name) => `${id}/${name}`),
  ])
  const profiles = parseProfiles(documents, known)
  const digest = createHash('sha256')
  for (const { file, text } of documents) digest.update(`${basename(dirname(file))}\n${text}\n`)
  return {
    id: documents.length === 0 ? 'none' : `base-${digest.digest('hex').slice(0, 8)}`,
    profiles: new Map(profiles.flatMap((profile) => profile.payerIds.map((id) => [id, profile] as const))),
  }
}

/** How claims are to be scrubbed. */
export interface ScrubberOptions {
  readonly codesets: Snapshot
  /** Payer profiles; those of the package when absent. */
  readonly rules?: RuleSet
  /** The day the payer receives claims that do not say it themselves, `YYYY-MM-DD`: the only clock an edit may see. */
  readonly received: string
  /** Ids of the edits to run; all when absent. */
  readonly only?: readonly string[]
  /** Ids of the edits not to run. */
  readonly skip?: readonly string[]
  /** Earlier claims of the patients; see `loadHistory`. Without them nothing counts as history. */
  readonly history?: History
}

/** Scrubs claims: one, a stream of bytes, or a file. */
export interface ClaimScrubber {
  /** Findings of one claim. Throws E_CLAIM when it does not have the form of a claim. */
  scrub(claim: ClaimInput): ClaimResult
  /** Results of what a reader yielded, in order; warnings go to `onWarning`. */
  items(items: readonly Item[], onWarning?: (warning: Problem) => void): Result[]
  /** Results of a stream in batches, in order. `file` is the name that problems give. */
  stream(chunks: Chunks, file: string, options?: StreamOptions): AsyncGenerator<readonly Result[]>
  /** Results of a file, one by one. Throws E_FILE when it cannot be read. */
  file(path: string, options?: StreamOptions): AsyncGenerator<Result>
}

/** How a stream is read. */
export interface StreamOptions {
  /** The form, where it is not to be detected. */
  readonly from?: Form
  readonly onWarning?: (warning: Problem) => void
}

/** The edits that run: all, or those chosen. Throws E_OPTION for an id that is none. */
export function chooseEdits(
  only: readonly string[] | undefined,
  skip: readonly string[] | undefined,
): readonly AnyEdit[] {
  const known = new Set(builtInEdits.map(({ id }) => id))
  for (const id of [...(only ?? []), ...(skip ?? [])]) {
    if (known.has(id)) continue
    const near = [...known].filter((other) => other.split('-')[0] === id.split('-')[0])
    throw new ScrubError(
      'E_OPTION',
      id,
      `There is no edit "${id}". ${near.length > 0 ? 'Near it' : 'Known'}: ${(near.length > 0 ? near : [...known]).join(', ')}.`,
    )
  }
  return builtInEdits.filter(({ id }) => (only === undefined || only.includes(id)) && !skip?.includes(id))
}

const counted = (claims: number): string =>
  `${claims.toLocaleString('en-US')} ${claims === 1 ? 'claim' : 'claims'}`

/**
 * Reads files and folders in any readable form as earlier claims. What could not be read or names no patient is a
 * warning with its count, and the rest is used. Throws E_FILE for a file that cannot be opened, E_OPTION for `store`,
 * which no command fills yet, and for standard input.
 */
export async function loadHistory(
  paths: readonly string[],
  onWarning?: (warning: Problem) => void,
): Promise<History> {
  for (const path of paths) {
    if (path === 'store')
      throw new ScrubError('E_OPTION', '--history', 'Earlier runs are not kept yet: name the files instead.')
    if (path === '-')
      throw new ScrubError('E_OPTION', '--history', 'History is read from files, not from standard input.')
  }
  const builder = createHistory()
  // The same file named twice is one file; the same claim in two files is told by its id and days.
  for (const path of new Set(expandPaths([...paths]))) {
    let [unreadable, nobody] = [0, 0]
    const source = openSource(path)
    for await (const batch of readClaims(source.chunks, source.name))
      for (const item of batch) {
        if (item.kind === 'problem') unreadable += 1
        else if (item.kind === 'claim' && !builder.add(item.claim)) nobody += 1
      }
    const warn = (text: string): void => onWarning?.({ code: 'W_HISTORY', file: source.name, text })
    if (unreadable > 0)
      warn(`${counted(unreadable)} could not be read and ${unreadable === 1 ? 'is' : 'are'} no history.`)
    if (nobody > 0)
      warn(`${counted(nobody)} without subscriber and patient ${nobody === 1 ? 'is' : 'are'} no history.`)
  }
  const history = builder.seal()
  if (history.crowds > 0)
    onWarning?.({
      code: 'W_HISTORY',
      file: paths.join(','),
      text: `${history.crowds} patient ids have more than 2,000 claims; they stand for no person and are no history.`,
    })
  return history
}

/** Makes a scrubber. Throws E_OPTION for an edit id that is none. */
export function openScrubber(options: ScrubberOptions): ClaimScrubber {
  const { codesets, received } = options
  const rules = options.rules ?? openRules()
  const scrubber = createScrubber({
    edits: chooseEdits(options.only, options.skip),
    snapshot: codesets,
    rules: rules.id,
    profiles: rules.profiles,
    engine: ENGINE_VERSION,
    received,
    locate: whereOf,
    ...(options.history ? { history: options.history } : {}),
  })

  const one = (claim: Claim, file: string): Result => {
    try {
      // The claim was made by a reader for this run alone: giving it the day spares a copy of every claim.
      if (claim.received === undefined && !Object.isFrozen(claim)) claim.received = received
      return scrubber.scrub(claim)
    } catch (error) {
      // A mistake in an edit concerns its claim alone: the run goes on, and the claim is not passed for clean.
      const text = error instanceof EditFailure ? error.message : 'The program failed on this claim.'
      return { claim: null, verdict: 'unreadable', problem: { code: 'E_INTERNAL', file, text } }
    }
  }
  const items = (batch: readonly Item[], onWarning?: (warning: Problem) => void, file = ''): Result[] => {
    const results: Result[] = []
    for (const item of batch) {
      if (item.kind === 'claim') results.push(one(item.claim, file))
      else if (item.kind === 'problem')
        results.push({ claim: null, verdict: 'unreadable', problem: item.problem })
      else onWarning?.(item.warning)
    }
    return results
  }
  async function* stream(
    chunks: Chunks,
    file: string,
    how: StreamOptions = {},
  ): AsyncGenerator<readonly Result[]> {
    for await (const batch of readClaims(chunks, file, how.from)) {
      const results = items(batch, how.onWarning, file)
      if (results.length > 0) yield results
    }
  }
  return {
    scrub(input) {
      const parsed = Claim.safeParse(input)
      if (!parsed.success) {
        const { path, message } = parsed.error.issues[0]!
        throw new ScrubError('E_CLAIM', path.join('.'), message)
      }
      return scrubber.scrub(parsed.data)
    },
    items,
    stream,
    async *file(path, how) {
      const { chunks, name } = openSource(path)
      for await (const results of stream(chunks, name, how)) yield* results
    },
  }
}
