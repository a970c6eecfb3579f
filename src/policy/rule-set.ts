/** The documents of a rules folder put together: base sets, payers with their rules, code lists and overrides. */
import type { PayerLine } from '../model/claim.ts'
import type { ErrorCode } from '../model/errors.ts'
import type { PayerProfile } from '../model/profile.ts'
import { checkCondition, checkPattern, checkWords, reachOf } from './check.ts'
import { conform, readJson, refused, type TextDocument } from './document.ts'
import { checkEdits, checkProfiles, readProfile, type FiledProfile } from './profiles.ts'
import {
  bounds,
  CheckedBaseDocument,
  CheckedRuleDocument,
  ListDocument,
  OverrideDocument,
  type BaseDocument,
  type Override,
  type RuleDocument,
} from './schema.ts'

/** Named code lists, patterns as written. */
export type CodeLists = ReadonlyMap<string, readonly string[]>

/** A payer rule with where it comes from. */
export interface Rule {
  /** `<payer or base>/<rule>`. */
  readonly id: string
  /** Id of the payer or the base set. */
  readonly owner: string
  readonly file: string
  /** Path of the rule in its file, '' for the whole. */
  readonly path: string
  readonly document: RuleDocument
  /** Whether it is asked of each line, or once of the claim. */
  readonly reach: 'line' | 'claim'
  readonly lists: CodeLists
  /** The payer that its cases are for. */
  readonly payer: { readonly id?: string; readonly line?: PayerLine }
}

/** A payer with everything that is said for it. */
export interface PayerRules {
  /** With the regrades of its base beneath its own. */
  readonly profile: PayerProfile
  /** The regrades that the payer's own file says. */
  readonly ownEdits: PayerProfile['edits']
  /** Those of its base, then its own, each in order of id. */
  readonly rules: readonly Rule[]
  readonly overrides: readonly Override[]
}

/** All that a rules folder says. */
export interface ParsedRuleSet {
  /** By the payer's own id. */
  readonly payers: ReadonlyMap<string, PayerRules>
  /** Every rule once, base sets first, then payers, in order of id. */
  readonly rules: readonly Rule[]
  /** The same by id. */
  readonly byId: ReadonlyMap<string, Rule>
  readonly bases: ReadonlyMap<string, BaseDocument>
}

/** A document with its path below the rules folder, parted by `/`: `base/medicare.json`, `acme-health/payer.json`. */
export interface RuleFile extends TextDocument {
  readonly path: string
}

const codeOf = ({ path }: { readonly path: readonly PropertyKey[] }): ErrorCode =>
  ['from', 'through', 'retrieved'].includes(String(path.at(-1))) ? 'E_RULE_DATE' : 'E_RULE'

const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0)
const byId = (one: Rule, other: Rule): number => compare(one.id, other.id)

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The condition goes first: of a misspelt field the schema alone would say only that nothing fits. */
function checkWhen(value: unknown, path: string, file: string, lists: CodeLists): void {
  // What is no object at all the schema refuses, with its place.
  if (isRecord(value)) checkCondition(value['when'], path === '' ? 'when' : `${path}.when`, { file, lists })
}

function listsOf(lists: Readonly<Record<string, readonly string[]>>, file: string): CodeLists {
  for (const [name, patterns] of Object.entries(lists))
    patterns.forEach((pattern, at) => checkPattern(pattern, `lists.${name}[${at}]`, file))
  return new Map(Object.entries(lists))
}

function ruleOf(document: RuleDocument, from: Omit<Rule, 'id' | 'document' | 'reach'>): Rule {
  const reach = reachOf(document.when)
  checkWords(document.then, reach, from.path === '' ? 'then' : `${from.path}.then`, from.file)
  if (reach === 'claim' && document.then.suggest !== undefined)
    throw refused(
      'E_RULE_VALUE',
      from.file,
      `${from.path === '' ? 'then' : `${from.path}.then`}.suggest`,
      'A rule that asks about no line has none to correct.',
    )
  return { ...from, id: `${from.owner}/${document.id}`, document, reach }
}

function refuseTwice(rules: readonly Rule[]): void {
  const taken = new Map<string, Rule>()
  for (const rule of rules) {
    const other = taken.get(rule.id)
    if (other !== undefined)
      throw refused('E_RULE_ID', rule.file, rule.path, `The rule ${rule.id} also stands in ${other.file}.`)
    taken.set(rule.id, rule)
  }
}

interface Base {
  readonly file: string
  readonly document: BaseDocument
  readonly lists: CodeLists
  readonly rules: readonly Rule[]
}

function readBase(given: RuleFile): Base {
  const { file } = given
  const value = readJson(given, bounds.baseCharacters)
  // The lists are needed before the rules, whose conditions name them.
  const named = isRecord(value) && isRecord(value['lists']) ? Object.keys(value['lists']) : []
  const names: CodeLists = new Map(named.map((name) => [name, []]))
  if (isRecord(value) && Array.isArray(value['rules']))
    (value['rules'] as unknown[]).forEach((rule, at) => checkWhen(rule, `rules[${at}]`, file, names))
  const document = conform(CheckedBaseDocument, value, file, codeOf)
  if (given.path !== `base/${document.id}.json`)
    throw refused('E_RULE_ID', file, 'id', `The file of this base set is base/${document.id}.json.`)
  const lists = listsOf(document.lists, file)
  const payer = document.line === undefined ? {} : { line: document.line }
  const rules = document.rules.map((rule, at) =>
    ruleOf(rule, { owner: document.id, file, path: `rules[${at}]`, lists, payer }),
  )
  return { file, document, lists, rules: rules.sort(byId) }
}

interface Folder {
  readonly filed: FiledProfile
  readonly base: Base | undefined
  readonly own: readonly Rule[]
  readonly overrides: readonly Override[]
  readonly overrideFile: string
}

function readFolder(name: string, files: readonly RuleFile[], bases: ReadonlyMap<string, Base>): Folder {
  const special = (wanted: string) => files.find(({ path }) => path === `${name}/${wanted}`)
  const profileFile = special('payer.json')
  if (profileFile === undefined)
    throw refused(
      'E_RULE',
      files[0]!.file,
      '',
      `The folder ${name} has no payer.json that says whose rules these are.`,
    )
  const filed = readProfile(profileFile)
  const { profile } = filed
  const base = profile.base === undefined ? undefined : bases.get(profile.base)
  if (profile.base !== undefined && base === undefined)
    throw refused(
      'E_RULE_ID',
      filed.file,
      'base',
      `There is no base set ${JSON.stringify(profile.base)}. Known: ${[...bases.keys()].join(', ') || 'none'}.`,
    )
  const listFile = special('lists.json')
  const ownLists =
    listFile === undefined
      ? new Map<string, readonly string[]>()
      : listsOf(
          conform(ListDocument, readJson(listFile, bounds.baseCharacters), listFile.file, codeOf).lists,
          listFile.file,
        )
  const lists: CodeLists = new Map([...(base?.lists ?? []), ...ownLists])
  const payer = {
    line: profile.line,
    ...(profile.payerIds[0] === undefined ? {} : { id: profile.payerIds[0] }),
  }
  const own = files
    .filter(
      ({ path }) => !['payer.json', 'lists.json', 'overrides.json'].includes(path.slice(name.length + 1)),
    )
    .map((given) => {
      const value = readJson(given, bounds.fileCharacters)
      checkWhen(value, '', given.file, lists)
      const document = conform(CheckedRuleDocument, value, given.file, codeOf)
      if (given.path !== `${name}/${document.id}.json`)
        throw refused('E_RULE_ID', given.file, 'id', `The file of this rule is ${name}/${document.id}.json.`)
      return ruleOf(document, { owner: profile.id, file: given.file, path: '', lists, payer })
    })
    .sort(byId)
  const overrideFile = special('overrides.json')
  const overrides =
    overrideFile === undefined
      ? []
      : conform(OverrideDocument, readJson(overrideFile, bounds.baseCharacters), overrideFile.file, codeOf)
          .overrides
  return { filed, base, own, overrides, overrideFile: overrideFile?.file ?? '' }
}

function checkOverrides(
  { overrides, overrideFile }: Folder,
  ids: ReadonlySet<string>,
  known: ReadonlySet<string>,
): void {
  const taken = new Set<string>()
  overrides.forEach(({ id, edit, message, codes }, at) => {
    checkEdits(overrideFile, [edit], ids)
    if (message !== undefined) checkEdits(overrideFile, [`${edit}/${message}`], known)
    codes?.forEach((code, index) => checkPattern(code, `overrides[${at}].codes[${index}]`, overrideFile))
    if (taken.has(id))
      throw refused('E_RULE_ID', overrideFile, `overrides[${at}].id`, `There is another override ${id}.`)
    taken.add(id)
  })
}

/**
 * Reads and checks all documents of a rules folder. `known` holds the ids of the built-in edits, and `edit/message` for
 * each message. Throws `ScrubError` with file, path and known names: E_RULE and its kin (see `model/errors.ts`).
 */
export function parseRuleSet(files: readonly RuleFile[], known: readonly string[]): ParsedRuleSet {
  const sorted = [...files].sort((one, other) => compare(one.path, other.path))
  const bases = new Map(
    sorted
      .filter(({ path }) => path.startsWith('base/'))
      .map(readBase)
      .map((base) => [base.document.id, base] as const),
  )
  const folders = new Map<string, RuleFile[]>()
  for (const given of sorted) {
    const name = given.path.slice(0, given.path.indexOf('/'))
    if (name === 'base') continue
    const folder = folders.get(name) ?? []
    folder.push(given)
    folders.set(name, folder)
  }
  const payers = [...folders].map(([name, given]) => readFolder(name, given, bases))
  const baseRules = [...bases.values()].flatMap(({ rules }) => rules)
  const rules = [...baseRules, ...payers.flatMap(({ own }) => own)]
  refuseTwice(rules)
  if (rules.length > bounds.rules)
    throw refused('E_RULE_LIMIT', rules[0]!.file, '', `There are more than ${bounds.rules} payer rules.`)

  const names = [...known, ...rules.flatMap(({ id }) => [id, `${id}/rule`])]
  const nameSet = new Set(names)
  checkProfiles(
    payers.map(({ filed }) => filed),
    names,
  )
  for (const { file, document } of bases.values()) checkEdits(file, Object.keys(document.edits), nameSet)
  const ids = new Set([...known.filter((name) => !name.includes('/')), ...rules.map(({ id }) => id)])
  for (const folder of payers) checkOverrides(folder, ids, nameSet)

  return {
    payers: new Map(
      payers.map(({ filed: { profile }, base, own, overrides }) => [
        profile.id,
        {
          profile: { ...profile, edits: { ...base?.document.edits, ...profile.edits } },
          ownEdits: profile.edits,
          rules: [...(base?.rules ?? []), ...own],
          overrides,
        },
      ]),
    ),
    rules,
    byId: new Map(rules.map((rule) => [rule.id, rule])),
    bases: new Map([...bases.values()].map(({ document }) => [document.id, document])),
  }
}
