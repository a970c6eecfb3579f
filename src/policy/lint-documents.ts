/** Documents beside the rules: profiles, base sets, code lists, overrides and sources that do nothing or are out of date. */
import { PayerProfile } from '../model/profile.ts'
import { isListName } from './check.ts'
import { placedAtoms, type NamedList } from './lint-codes.ts'
import { lintFinding, someOf, type LintFinding, type LintPlace } from './lint-finding.ts'
import type { ParsedRuleSet, Rule, RuleFile } from './rule-set.ts'
import { ListDocument, OverrideDocument } from './schema.ts'

/** A rules folder as it was read. */
export interface LintedFolder {
  /** The documents that `parsed` was made of. */
  readonly files: readonly RuleFile[]
  readonly parsed: ParsedRuleSet
  /** Ids of the built-in edits, and `edit/message`. */
  readonly known: readonly string[]
  /** The day that counts as today, ISO. */
  readonly received: string
}

/** A document of a payer's folder as it is written, before its base is put beneath it. */
export interface Written {
  readonly payer: string
  readonly file: string
  readonly profile: PayerProfile
  readonly lists: readonly NamedList[]
  readonly overrides: OverrideDocument['overrides']
  readonly overrideFile: string
}

const SOURCE_YEARS = 2
const yearsLater = (day: string, years: number): string => `${Number(day.slice(0, 4)) + years}${day.slice(4)}`

/** Payers' folders as they are written. */
export function readFolders(files: readonly RuleFile[]): readonly Written[] {
  const json = (path: string): unknown => {
    const file = files.find((one) => one.path === path)
    return file && JSON.parse(file.text)
  }
  return files
    .filter(({ path }) => path.endsWith('/payer.json'))
    .map(({ path, file }) => {
      const folder = path.slice(0, path.indexOf('/'))
      const [listFile, overrideFile] = ['lists.json', 'overrides.json'].map(
        (name) => `${folder}/${name}`,
      ) as [string, string]
      const profile = PayerProfile.parse(json(path))
      const [lists, overrides] = [json(listFile), json(overrideFile)]
      const named = lists === undefined ? {} : ListDocument.parse(lists).lists
      return {
        payer: profile.id,
        file,
        profile,
        lists: Object.entries(named).map(([name, patterns]) => ({
          id: `${profile.id}/${name}`,
          file: files.find((one) => one.path === listFile)!.file,
          path: `lists.${name}`,
          patterns,
        })),
        overrides: overrides === undefined ? [] : OverrideDocument.parse(overrides).overrides,
        overrideFile: files.find((one) => one.path === overrideFile)?.file ?? '',
      }
    })
}

/** A source that is a placeholder, was read long ago, or is yet to be read. */
export function lintSource(
  { url, retrieved }: { readonly url: string; readonly retrieved: string },
  place: LintPlace,
  received: string,
): LintFinding[] {
  const at = (key: string): LintPlace => ({ ...place, path: `${place.path}.${key}` })
  const { hostname } = new URL(url)
  if (/(^|\.)(example|invalid|test|localhost)$|(^|\.)example\.(com|org|net)$/.test(hostname))
    return [
      lintFinding(
        'source',
        at('url'),
        `The source ${hostname} is a placeholder.`,
        'Name the published policy that the rule rests on, and the day it was read.',
      ),
    ]
  if (retrieved > received)
    return [
      lintFinding(
        'source-date',
        at('retrieved'),
        `The source is said to be read on ${retrieved}.`,
        'Correct the day.',
      ),
    ]
  if (yearsLater(retrieved, SOURCE_YEARS) < received)
    return [
      lintFinding(
        'source-old',
        at('retrieved'),
        `The source was last read on ${retrieved}, more than ${SOURCE_YEARS} years ago.`,
        'Read it again, correct the rule where the policy changed, and set the day.',
      ),
    ]
  return []
}

/** Regrades in a base set, and base sets that nobody takes over. */
export function lintBases(
  { parsed, files, known }: LintedFolder,
  written: readonly Written[],
): LintFinding[] {
  const builtIn = new Set(known)
  return [...parsed.bases.values()].flatMap((base) => {
    const file = files.find(({ path }) => path === `base/${base.id}.json`)!.file
    const said: LintFinding[] = []
    const own = new Set(base.rules.map(({ id }) => `${base.id}/${id}`))
    for (const name of Object.keys(base.edits)) {
      const place = { rule: null, file, path: `edits.${name}` }
      const rule = name.endsWith('/rule') ? name.slice(0, -5) : name
      if (own.has(rule))
        said.push(
          lintFinding(
            'regrades-own',
            place,
            `The base set ${base.id} regrades its own rule ${rule}.`,
            'Write the severity in the rule, or retire it.',
          ),
        )
      else if (!builtIn.has(name))
        said.push(
          lintFinding(
            'regrades-nothing',
            place,
            `The base set ${base.id} regrades ${name}, which it does not have.`,
            'Move it to the payer that has the rule, or take it out.',
          ),
        )
    }
    if (base.rules.length > 0 && !written.some(({ profile }) => profile.base === base.id))
      said.push(
        lintFinding(
          'base-unused',
          { rule: null, file, path: 'id' },
          `No payer takes over ${base.id}: its ${base.rules.length} rules never run.`,
          `Name it in a payer.json: "base": "${base.id}".`,
        ),
      )
    return said
  })
}

/** A profile that regrades rules which do not run for it, belongs to no claim, or has no source. */
export function lintProfile(
  { payer, file, profile }: Written,
  { parsed, known, received }: LintedFolder,
): LintFinding[] {
  const said: LintFinding[] = []
  const place = (path: string): LintPlace => ({ rule: null, file, path })
  const rules = parsed.payers.get(payer)!.rules
  const names = new Set([...known, ...rules.flatMap(({ id }) => [id, `${id}/rule`])])
  for (const name of Object.keys(profile.edits))
    if (!names.has(name))
      said.push(
        lintFinding(
          'regrades-nothing',
          place(`edits.${name}`),
          `${payer} regrades ${name}, which does not run for it.`,
          profile.base === undefined
            ? 'Name the base set that has the rule, or take the line out.'
            : `Its base set is ${profile.base}. Take the line out.`,
        ),
      )
  if (profile.payerIds.length === 0 && rules.length > 0)
    said.push(
      lintFinding(
        'payer-without-id',
        place('payerIds'),
        `No payer id belongs to ${payer}: its ${rules.length} rules never run.`,
        'Name the ids that claims give the payer in payerIds.',
      ),
    )
  if (profile.source === undefined)
    said.push(
      lintFinding(
        'source',
        place('source'),
        `The profile of ${payer} names no source.`,
        'Say where the payer publishes this.',
      ),
    )
  else said.push(...lintSource(profile.source, place('source'), received))
  return said
}

/** Overrides that are over, or of what does not run for the payer. */
export function lintOverrides(
  { payer, overrides, overrideFile }: Written,
  { parsed, known, received }: LintedFolder,
): LintFinding[] {
  const names = new Set([...known, ...parsed.payers.get(payer)!.rules.map(({ id }) => id)])
  return overrides.flatMap(({ id, edit, through }, at) => {
    const place = { rule: null, file: overrideFile, path: `overrides[${at}]` }
    if (!names.has(edit))
      return [
        lintFinding(
          'override-nothing',
          { ...place, path: `${place.path}.edit` },
          `The override ${id} is of ${edit}, which does not run for ${payer}.`,
          'Correct the name, or take it out.',
        ),
      ]
    if (through < received)
      return [
        lintFinding(
          'override-expired',
          { ...place, path: `${place.path}.through` },
          `The override ${id} ended on ${through}.`,
          'Take it out, or judge again and give it a new end; better, correct the rule.',
        ),
      ]
    return []
  })
}

/** Code lists of base sets. */
const baseLists = ({ parsed, files }: LintedFolder): readonly NamedList[] =>
  [...parsed.bases.values()].flatMap(({ id, lists }) =>
    Object.entries(lists).map(([name, patterns]) => ({
      id: `${id}/${name}`,
      file: files.find(({ path }) => path === `base/${id}.json`)!.file,
      path: `lists.${name}`,
      patterns,
    })),
  )

/** Finds the list that a rule means by a name: its payer's, else its base's. */
export function listFinder(input: LintedFolder, written: readonly Written[]) {
  const byId = new Map(
    [...baseLists(input), ...written.flatMap(({ lists }) => lists)].map((list) => [list.id, list]),
  )
  const baseOf = new Map(written.map(({ payer, profile }) => [payer, profile.base]))
  return ({ owner }: Rule, name: string): NamedList | undefined =>
    byId.get(`${owner}/${name}`) ?? byId.get(`${baseOf.get(owner)}/${name}`)
}

/** Code lists that no rule names. */
export function lintLists(input: LintedFolder, written: readonly Written[]): LintFinding[] {
  const listOf = listFinder(input, written)
  const used = new Set<string>()
  for (const rule of input.parsed.rules)
    for (const [{ value, params }] of placedAtoms(rule.document.when))
      for (const one of [value, params?.codes].flat())
        if (typeof one === 'string' && isListName(one)) used.add(listOf(rule, one)?.id ?? '')
  return [...baseLists(input), ...written.flatMap(({ lists }) => lists)]
    .filter(({ id }) => !used.has(id))
    .map(({ id, file, path, patterns }) =>
      lintFinding(
        'list-unused',
        { rule: null, file, path },
        `No rule names the code list ${id} (${someOf(patterns, 5)}).`,
        'Take it out, or name it in the rule that it was made for.',
      ),
    )
}
