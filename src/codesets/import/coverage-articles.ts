/** Articles of the export → coverage documents: which diagnoses serve which procedures, where, for whom, and when. */
import { addDays, compactDate, isoDate, OPEN_END } from '../../model/dates.ts'
import {
  readDiagnosisProse,
  readNoncoveredProse,
  readProcedureProse,
  type DiagnosisProse,
} from './coverage-prose.ts'
import type { CoverageDocument, CoverageRule, DiagnosisList } from './coverage-release.ts'

/** What a group of an article lists, with the prose over it. */
export interface Group {
  readonly codes: string[]
  paragraph: string
}

/** A group of diagnoses; those with an asterisk stand on a condition. */
export interface DiagnosisGroup extends Group {
  readonly starred: string[]
}

/** A contractor's jurisdictions: where, and for what kind of contract. */
export interface Contract {
  readonly name: string
  /** As the lookup names the kind: `MAC - Part B`. */
  readonly kind: string
  /** Abbreviations of states, and of parts of states. */
  readonly states: readonly string[]
}

/** An article with all that its tables hold. */
export interface Article {
  readonly id: string
  readonly version: number
  readonly title: string
  readonly status: string
  /** Compact dates, 0 where there is none: first day, last days, days of retirement. */
  readonly from: number
  readonly ends: readonly number[]
  readonly retires: readonly number[]
  readonly procedures: Map<number, Group>
  readonly covered: Map<number, DiagnosisGroup>
  readonly noncovered: Map<number, DiagnosisGroup>
  /** Keys of contractors. */
  readonly contracts: string[]
}

/** What stands for "not applicable" in place of a code. */
const PLACEHOLDER = 'XX000'

/** Documents of the articles; those without a procedure, or without a rule, make none. `edition` is a compact date. */
export const documentsOf = (
  articles: readonly Article[],
  contracts: ReadonlyMap<string, Contract>,
  edition: number,
): CoverageDocument[] =>
  articles.flatMap((article) => {
    const read = rulesOf(article)
    const through = lastDay(article)
    if (read.rules.length === 0 || (article.status.toUpperCase() === 'R' && through === OPEN_END)) return []
    return placesOf(article, contracts).map((place) => ({
      id: article.id,
      version: article.version,
      title: article.title,
      ...place,
      payer: '',
      national: /\bNCD\b|national coverage determination/i.test(article.title),
      from: article.from === 0 ? edition : article.from,
      through,
      unread: read.unread,
      rules: read.rules,
    }))
  })

/** Last day in force; on the day of retirement itself nothing is claimed. */
function lastDay({ ends, retires }: Article): number {
  const days = [
    ...ends.filter((day) => day > 0),
    ...retires.filter((day) => day > 0).map((day) => compactDate(addDays(isoDate(day), -1))),
  ]
  return Math.min(OPEN_END, ...days)
}

type Place = Pick<CoverageDocument, 'contractor' | 'states' | 'partly' | 'nationwide' | 'parts'>

/** Parts of states by the state. Source: state lookup of the export. */
const PARTS_OF: Readonly<Record<string, readonly string[]>> = {
  NY: ['DN', 'QN', 'UN'],
  MO: ['EM', 'WM'],
  CA: ['NF', 'SF'],
}
const FIFTY_AND_CAPITAL = (
  'AK AL AR AZ CA CO CT DC DE FL GA HI IA ID IL IN KS KY LA MA MD ME MI MN MO MS MT NC ND NE NH NJ NM NV NY OH OK OR ' +
  'PA RI SC SD TN TX UT VA VT WA WI WV WY'
).split(' ')

/**
 * Claims that a kind of contract concerns, as bits: 1 institutional, 2 professional, 4 suppliers'. A contract for home
 * health and hospice concerns none of them; one that joins it with parts A and B has a wider area than those.
 */
function partsOf(kind: string): number {
  if (/DME/i.test(kind)) return 4
  const both = /A and B/i.test(kind)
  if (/HH/i.test(kind) && !both) return 0
  if (/Part A|Fiscal/i.test(kind)) return 1
  if (/Part B|Carrier/i.test(kind)) return 2
  return 3
}

/** Where and for whom an article stands: one place where all its contracts have the same states, else one a part. */
function placesOf(article: Article, contracts: ReadonlyMap<string, Contract>): Place[] {
  const known = article.contracts.flatMap((key) => contracts.get(key) ?? [])
  const byPart = [1, 2, 4].flatMap((part) => {
    const own = known.filter(({ kind }) => (partsOf(kind) & part) !== 0)
    if (own.length === 0) return []
    const sure = own.filter(({ kind }) => !/HH/i.test(kind)).flatMap(({ states }) => states)
    const all = own.flatMap(({ states }) => states)
    const { states, partly } = statesOf(new Set(sure), new Set(all))
    const contractor = [...new Set(own.map(({ name }) => name))].sort().join('; ').slice(0, 200)
    return [
      {
        contractor,
        states,
        partly,
        nationwide: FIFTY_AND_CAPITAL.every((state) => states.includes(state)),
        parts: part,
      },
    ]
  })
  const same = new Map<string, Place>()
  for (const place of byPart) {
    const key = `${place.contractor} ${place.states.join(' ')} / ${place.partly.join(' ')}`
    const twin = same.get(key)
    same.set(key, twin ? { ...twin, parts: twin.parts + place.parts } : place)
  }
  return [...same.values()]
}

/** States in which an article surely stands, and those it stands in in part, or perhaps. */
function statesOf(sure: ReadonlySet<string>, all: ReadonlySet<string>): Pick<Place, 'states' | 'partly'> {
  const states = new Set<string>()
  const partly = new Set<string>()
  for (const abbreviation of all) {
    const state = Object.keys(PARTS_OF).find((whole) => PARTS_OF[whole]!.includes(abbreviation))
    const name = state ?? (abbreviation === 'CNMI' ? 'MP' : abbreviation)
    const whole =
      state === undefined
        ? sure.has(abbreviation)
        : sure.has(state) || PARTS_OF[state]!.every((part) => sure.has(part))
    ;(whole ? states : partly).add(name)
  }
  return { states: [...states].sort(), partly: [...partly].filter((state) => !states.has(state)).sort() }
}

/** What an article says of its procedures, and why it was not read whole where it was not. */
function rulesOf(article: Article): { readonly rules: CoverageRule[]; readonly unread: string } {
  const rules: CoverageRule[] = []
  const reasons: string[] = []
  const all = new Set<string>()
  const byMeeting: { codes: readonly string[]; meets: readonly number[] | undefined }[] = []
  const never = new Set<string>()
  for (const { codes: listed, paragraph } of article.procedures.values()) {
    const codes = listed.filter((code) => /^[0-9A-Z]{5}$/.test(code) && code !== PLACEHOLDER)
    const prose = readProcedureProse(paragraph)
    // A heading that says "not covered" holds whatever else stands there; other prose over a group is for a person.
    if (prose.never) codes.forEach((code) => never.add(code))
    else if (!prose.read) rules.push({ procedures: codes, unread: true })
    prose.named.forEach((code) => never.add(code))
    codes.forEach((code) => all.add(code))
    byMeeting.push({ codes, meets: prose.meets })
  }
  if (never.size > 0) rules.push({ procedures: [...never], never: true })
  if (all.size === 0) return { rules: [], unread: '' }
  const covered = [...article.covered].filter(([, { codes, starred }]) => codes.length + starred.length > 0)
  const read = new Map(covered.map(([number, { paragraph }]) => [number, readDiagnosisProse(paragraph)]))
  for (const [number, prose] of read)
    if (!prose.read) reasons.push(`the prose over diagnosis group ${number}`)

  const expand = (scope: readonly string[]): string[] => scope.flatMap((code) => expanded(code, all))
  const serves = (number: number): string[] => {
    const scope = read.get(number)?.scope
    if (scope) return expand(scope)
    return byMeeting.flatMap(({ codes, meets }) =>
      meets === undefined || meets.includes(number) ? codes : [],
    )
  }
  const pairs = pairsOf(
    covered.map(([number]) => number),
    read,
  )
  if (pairs === undefined) reasons.push('which diagnoses must stand together')
  const paired = new Set((pairs ?? []).flat())
  for (const pair of pairs ?? [])
    rules.push({
      procedures: serves(pair.find((number) => read.get(number)!.scope) ?? pair[0]),
      alternatives: [
        pair.map((number): DiagnosisList => ({
          kind: 'covered',
          codes: codesOf(article.covered.get(number)!),
        })),
      ],
    })
  for (const [number, group] of covered) {
    const prose = read.get(number)!
    if (prose.free.length > 0) rules.push({ procedures: expand(prose.free), free: true })
    if (paired.has(number)) continue
    const alternatives = listsOf(group, prose.unpaired).map((list) => [list])
    rules.push({ procedures: serves(number), alternatives })
  }
  const others = noncoveredRules(article, expand, all, covered.length > 0, reasons)
  rules.push(...others)
  return { rules, unread: reasons.join('; ') }
}

const codesOf = ({ codes, starred }: DiagnosisGroup): string[] => [...codes, ...starred]

/** A code, or those of the article that lie in a range. */
function expanded(code: string, all: ReadonlySet<string>): string[] {
  const [first, last] = code.split('-') as [string, string | undefined]
  return last === undefined ? [first] : [...all].filter((each) => first <= each && each <= last)
}

/** The lists of a group: enough, on a condition, wanting a second diagnosis. */
function listsOf({ codes, starred }: DiagnosisGroup, unpaired: readonly string[]): DiagnosisList[] {
  const wanting = new Set(unpaired.map((code) => code.replaceAll('.', '')))
  const lists: DiagnosisList[] = [
    { kind: 'covered', codes: codes.filter((code) => !wanting.has(code)) },
    { kind: 'conditional', codes: starred.filter((code) => !wanting.has(code)) },
    {
      kind: 'unpaired',
      codes: codesOf({ codes, starred, paragraph: '' }).filter((code) => wanting.has(code)),
    },
  ]
  return lists.filter((list) => list.codes.length > 0)
}

/** Groups that must stand together, two by two; undefined where prose says that some must and not which. */
function pairsOf(
  numbers: readonly number[],
  read: ReadonlyMap<number, DiagnosisProse>,
): (readonly [number, number])[] | undefined {
  const pairs: (readonly [number, number])[] = []
  const known = new Set<number>()
  const add = (pair: readonly [number, number]): void => {
    pairs.push(pair)
    pair.forEach((number) => known.add(number))
  }
  for (const [number, { pair }] of read) {
    if (!pair) continue
    if (!pair.includes(number) || !pair.every((each) => read.has(each))) return undefined
    add(pair)
  }
  numbers.forEach((number, at) => {
    const next = numbers[at + 1]
    const begins =
      read.get(number)!.role === 'primary' && next !== undefined && read.get(next)!.role === 'secondary'
    if (!known.has(number) && begins && !known.has(next)) add([number, next])
  })
  const open = numbers.some((number) => {
    const { role, two } = read.get(number)!
    return (role !== undefined || two) && !known.has(number)
  })
  return open ? undefined : pairs
}

/** What the groups of diagnoses that are not covered say. */
function noncoveredRules(
  article: Article,
  expand: (scope: readonly string[]) => string[],
  all: ReadonlySet<string>,
  hasCovered: boolean,
  reasons: string[],
): CoverageRule[] {
  return [...article.noncovered].flatMap(([number, { codes, paragraph }]): CoverageRule[] => {
    const prose = readNoncoveredProse(paragraph)
    const listed = codes.filter((code) => code !== PLACEHOLDER)
    const closed = prose.others || listed.length < codes.length
    if (listed.length === 0 && !closed && prose.read) return []
    if (!prose.read) reasons.push(`the prose over group ${number} of diagnoses that are not covered`)
    else if (closed && !hasCovered) reasons.push('which diagnoses are covered')
    return [{ procedures: prose.scope ? expand(prose.scope) : [...all], closed, noncovered: listed }]
  })
}
