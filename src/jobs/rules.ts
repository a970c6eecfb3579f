/** Opens the payer rules and profiles of a folder. */
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { deserialize, serialize } from 'node:v8'
import { LRUCache } from 'lru-cache'
import { packageFolder } from '../codesets/package-folder.ts'
import type { AnyEdit, RuleProgram } from '../edits/define.ts'
import { edits } from '../edits/index.ts'
import { ScrubError } from '../model/errors.ts'
import type { PayerProfile } from '../model/profile.ts'
import { createProgram } from '../policy/program.ts'
import { parseRuleSet, type ParsedRuleSet, type Rule, type RuleFile } from '../policy/rule-set.ts'

/** Payer rules and profiles in force, named by digest. */
export interface RuleSet {
  readonly id: string
  /** By payer id. */
  readonly profiles: ReadonlyMap<string, PayerProfile>
  /** Base sets, and payers with their rules and overrides. */
  readonly parsed: ParsedRuleSet
  /** The compiled rules of a profile, by its id; undefined where it has neither rules nor overrides. */
  program(profile: string): RuleProgram | undefined
}

/** Rules and profiles that ship with the package. */
export const rulesFolder = join(packageFolder, 'rules')

/** Files that stand in the folder and are no document of a payer. */
const isDocument = (name: string): boolean => name.endsWith('.json') && !name.startsWith('.')

/** Documents of a rules folder: those of every folder in it that has any. Throws E_FILE without the folder. */
export function readRuleFiles(folder: string): readonly RuleFile[] {
  if (!existsSync(folder)) throw new ScrubError('E_FILE', folder, 'There is no folder of payer rules.')
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .flatMap((entry) =>
      readdirSync(join(folder, entry.name))
        .filter(isDocument)
        .map((name) => `${entry.name}/${name}`),
    )
    .sort()
    .map((path) => {
      const file = join(folder, path)
      return { path, file, text: readFileSync(file, 'utf8') }
    })
}

/** Ids of the built-in edits, and `edit/message` for each message: what profiles and overrides may name. */
export const builtInNames: readonly string[] = edits.flatMap(({ id, messages }) => [
  id,
  ...Object.keys(messages).map((name) => `${id}/${name}`),
])

/** Rule sets opened before, by folder and the digest of their bytes: a server opens the same one for every request. */
const opened = new LRUCache<string, RuleSet>({ max: 8 })

/**
 * Reads base sets, payers, their rules, lists and overrides. The id is a digest of the documents, however they are laid
 * out. Throws E_FILE without the folder, E_RULE and its kin for a document that is none.
 */
export function openRules(folder: string = rulesFolder): RuleSet {
  const files = readRuleFiles(folder)
  const digest = bytesDigest(files)
  const key = `${folder}\n${digest}`
  const known = opened.get(key)
  if (known) return known
  const set = (folder === rulesFolder ? shipped(digest) : undefined) ?? ruleSetOf(files)
  opened.set(key, set)
  return set
}

/** Digest of the bytes of documents, whatever folder they lie in. */
export function bytesDigest(files: readonly RuleFile[]): string {
  const bytes = createHash('sha256')
  for (const { path, text } of files) bytes.update(`${path}\n${text.length}\n${text}\n`)
  return bytes.digest('hex')
}

/** A rule set that was read and checked, and the digest of the bytes it was made of. Files are named from their folder. */
interface CheckedRules {
  readonly digest: string
  readonly id: string
  readonly parsed: ParsedRuleSet
}

/** Where the bundled command line finds the shipped rules as its build checked them; nothing lies there beside sources. */
const checkedFile = join(import.meta.dirname, '..', 'rules.bin')

/** The shipped rules, read and checked: what the build puts beside the bundled command line. */
export function checkedRules(): Uint8Array {
  const files = readRuleFiles(rulesFolder).map(({ path, text }) => ({ path, file: path, text }))
  const { id, parsed } = ruleSetOf(files)
  return serialize({ digest: bytesDigest(files), id, parsed } satisfies CheckedRules)
}

/** The set that `checkedRules` wrote, where it was made of the very same bytes; undefined for any other. */
export function readChecked(bytes: Uint8Array, folder: string, digest: string): RuleSet | undefined {
  try {
    const checked = deserialize(bytes) as CheckedRules
    if (checked.digest !== digest) return undefined
    for (const rule of checked.parsed.rules) Object.assign(rule, { file: join(folder, rule.file) })
    return setOf(checked.id, checked.parsed)
  } catch {
    // Written by a Node that this one cannot read: the documents are checked again.
    return undefined
  }
}

/**
 * The shipped rules as the build checked them: holding three hundred kilobytes of rules to their schema takes a fifth of
 * the time in which `check` answers.
 */
const shipped = (digest: string): RuleSet | undefined =>
  existsSync(checkedFile) ? readChecked(readFileSync(checkedFile), rulesFolder, digest) : undefined

/** Puts documents together into a rule set. Throws as `openRules` does. */
export function ruleSetOf(files: readonly RuleFile[]): RuleSet {
  // Read and bounded before anything else looks at them.
  const parsed = parseRuleSet(files, builtInNames)
  return setOf(files.length === 0 ? 'none' : `base-${digestOf(files)}`, parsed)
}

function setOf(id: string, parsed: ParsedRuleSet): RuleSet {
  const programs = new Map<string, RuleProgram | undefined>()
  return {
    id,
    profiles: new Map(
      [...parsed.payers.values()].flatMap(({ profile }) =>
        profile.payerIds.map((payer) => [payer, profile] as const),
      ),
    ),
    parsed,
    program(profile) {
      if (!programs.has(profile)) programs.set(profile, programOf(parsed, profile))
      return programs.get(profile)
    },
  }
}

/** Compiles the rules of a profile that `runs` lets run, all where it is not said. */
export function programOf(
  parsed: ParsedRuleSet,
  profile: string,
  runs: (rule: string) => boolean = () => true,
): RuleProgram | undefined {
  const payer = parsed.payers.get(profile)
  if (payer === undefined) return undefined
  const rules = payer.rules.filter(({ id }) => runs(id))
  if (rules.length === 0 && payer.overrides.length === 0) return undefined
  return createProgram(rules, { line: payer.profile.line, overrides: payer.overrides })
}

/** A payer rule as an edit: what its page is made of. */
export const ruleEdit = (rule: Rule): AnyEdit => createProgram([rule], { all: true }).edits[0]!

/** Eight hexadecimal digits of the documents: of what they say, not of how they are laid out. */
function digestOf(files: readonly RuleFile[]): string {
  const digest = createHash('sha256')
  for (const { path, text } of files)
    digest.update(`${path}\n${JSON.stringify(canonical(JSON.parse(text)))}\n`)
  return digest.digest('hex').slice(0, 8)
}

/** The same value with its keys in order. */
function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([key, member]) => [key, canonical(member)]),
  )
}
