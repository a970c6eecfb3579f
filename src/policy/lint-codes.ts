/** Codes in rules and code lists that claims of the rule's days cannot bear. */
import { isListName } from './check.ts'
import { writtenCodes } from './lint-fields.ts'
import { lintFinding, ruleSpot, someOf, type LintFinding, type LintPlace } from './lint-finding.ts'
import { isOf, parsePattern, type Pattern } from './patterns.ts'
import type { Rule } from './rule-set.ts'
import type { Atom, Condition } from './schema.ts'

/** Kinds of codes that tables know. */
export type CodeSystem =
  'procedure' | 'diagnosis' | 'icd-procedure' | 'modifier' | 'place' | 'revenue' | 'condition'

/** What is known of a code on the days of a rule: it is in force on one of them, never, or only until a day before the last. */
export type Standing =
  | { readonly state: 'in-force' | 'never' | 'header' | 'unknown' }
  | { readonly state: 'ended'; readonly day: string }

/** Asked for codes; undefined where no table could say. */
export interface CodeBook {
  standing(system: CodeSystem, code: string, from: string, through: string): Standing | undefined
}

/** Which codes a field has, and how long they are where all have one length. */
const systems: Readonly<Record<string, readonly [system: CodeSystem, length?: number]>> = {
  'line.procedure': ['procedure', 5],
  'line.sameDayProcedures': ['procedure', 5],
  'claim.procedures': ['procedure', 5],
  'history.codes': ['procedure', 5],
  'claim.icdProcedures': ['icd-procedure', 7],
  'line.modifiers': ['modifier', 2],
  'claim.modifiers': ['modifier', 2],
  'line.placeOfService': ['place', 2],
  'claim.placeOfService': ['place', 2],
  'line.revenueCode': ['revenue', 4],
  'claim.revenueCodes': ['revenue', 4],
  'claim.conditionCodes': ['condition', 2],
  'claim.diagnoses': ['diagnosis'],
  'claim.principalDiagnosis': ['diagnosis'],
  'claim.admittingDiagnosis': ['diagnosis'],
  'diagnoses.codes': ['diagnosis'],
  'diagnoses.first': ['diagnosis'],
}

/** The question of each place in a condition, with its path. */
export function placedAtoms(condition: Condition, path = 'when'): readonly (readonly [Atom, string])[] {
  if ('all' in condition) return condition.all.flatMap((one, at) => placedAtoms(one, `${path}.all[${at}]`))
  if ('any' in condition) return condition.any.flatMap((one, at) => placedAtoms(one, `${path}.any[${at}]`))
  if ('not' in condition) return placedAtoms(condition.not, `${path}.not`)
  return [[condition, path]]
}

/** Codes of one place, with the days they are asked on. */
interface Asked {
  readonly place: LintPlace
  readonly system: CodeSystem
  readonly length: number | undefined
  readonly codes: readonly string[]
  from: string
  through: string
}

/** A code list by whose it is. */
export interface NamedList {
  /** `<payer or base>/<name>`. */
  readonly id: string
  readonly file: string
  readonly path: string
  readonly patterns: readonly string[]
}

const isWrong = (pattern: Pattern, system: CodeSystem, length: number | undefined): boolean => {
  const text = 'exact' in pattern ? pattern.exact : 'prefix' in pattern ? pattern.prefix : pattern.from
  if (system === 'diagnosis')
    return !/^[A-Z][0-9][0-9A-Z]{0,5}$/.test(text) && !('prefix' in pattern && /^[A-Z]$/.test(text))
  if (length === undefined) return false
  return 'prefix' in pattern ? text.length > length : text.length !== length
}

/** Looks at all codes that rules name, those of a code list once for all rules that name it. */
export function lintCodes(
  rules: readonly Rule[],
  listOf: (rule: Rule, name: string) => NamedList | undefined,
  received: string,
  book: CodeBook | undefined,
): LintFinding[] {
  const byPlace = new Map<string, Asked>()
  const ask = (asked: Asked): void => {
    const key = `${asked.place.file} ${asked.place.path} ${asked.system}`
    const known = byPlace.get(key)
    if (known === undefined) byPlace.set(key, asked)
    else {
      known.from = known.from < asked.from ? known.from : asked.from
      known.through = known.through > asked.through ? known.through : asked.through
    }
  }
  for (const rule of rules) {
    const { effective, when, status } = rule.document
    if (status === 'retired') continue
    const from = effective.from
    // What goes on without an end is asked as of today.
    const through = effective.through ?? (received > from ? received : from)
    const take = (name: string, written: readonly string[], path: string): void => {
      const [system, length] = systems[name] ?? []
      if (system === undefined) return
      const codes = written.filter((one) => !isListName(one))
      const period = { system, length, from, through }
      if (codes.length > 0) ask({ ...period, place: ruleSpot(rule, path), codes })
      for (const one of written.filter(isListName)) {
        const list = listOf(rule, one)
        if (list !== undefined)
          ask({
            ...period,
            place: { rule: null, file: list.file, path: list.path },
            codes: list.patterns,
          })
      }
    }
    for (const [atom, path] of placedAtoms(when)) {
      if (atom.params?.codes) take('history.codes', atom.params.codes, `${path}.params.codes`)
      take(
        `${atom.fact}.${atom.path}`,
        atom.operator === 'startsWith' ? [] : writtenCodes(atom),
        `${path}.value`,
      )
    }
  }
  return [...byPlace.values()].flatMap((asked) => judged(asked, book))
}

function judged(
  { place, system, length, codes, from, through }: Asked,
  book: CodeBook | undefined,
): LintFinding[] {
  const wrong: string[] = []
  const by: Record<Standing['state'], string[]> = {
    'in-force': [],
    never: [],
    header: [],
    unknown: [],
    ended: [],
  }
  const wide: Pattern[] = []
  const exact: string[] = []
  for (const code of codes) {
    const pattern = parsePattern(code)!
    if (isWrong(pattern, system, length)) wrong.push(code)
    else if ('exact' in pattern) exact.push(pattern.exact)
    else wide.push(pattern)
  }
  for (const code of exact) {
    const standing = book?.standing(system, code, from, through)
    if (standing === undefined) continue
    // A header beside a prefix that takes in the codes under it does no harm.
    if (standing.state === 'header' && wide.some((pattern) => isOf(pattern, `${code}0`, true))) continue
    by[standing.state].push(standing.state === 'ended' ? `${code} (${standing.day})` : code)
  }
  const days = from === through ? `on ${from}` : `from ${from} through ${through}`
  const what = system === 'icd-procedure' ? 'ICD-10-PCS code' : system
  const said: LintFinding[] = []
  const say = (
    check: Parameters<typeof lintFinding>[0],
    list: readonly string[],
    text: string,
    fix: string,
  ) => {
    if (list.length > 0) said.push(lintFinding(check, place, text, fix))
  }
  say(
    'code-shape',
    wrong,
    `No ${what} has the form of ${someOf(wrong)}${length === undefined ? '' : `: it has ${length} characters`}.`,
    'Correct it; a beginning is written as a prefix with a star.',
  )
  say(
    'code-never',
    by.never,
    `In force on no day ${days}: ${someOf(by.never)}.`,
    'Correct the code or the days of the rule, or take it out.',
  )
  say(
    'code-ended',
    by.ended,
    `Ended while the rule goes on: ${someOf(by.ended)}.`,
    'Look whether another code took its place; keep it for services before that day.',
  )
  say(
    'code-header',
    by.header,
    `A header, which no claim may bear: ${someOf(by.header)}.`,
    `Write it as a prefix, such as ${by.header[0] ?? ''}.*, to mean the codes under it.`,
  )
  say(
    'code-unknown',
    by.unknown,
    `No table that is loaded knows this ${what} ${days}: ${someOf(by.unknown)}.`,
    'Check it against the publisher’s list; load the newest releases if it is new.',
  )
  return said
}
