/**
 * Coverage documents, whatever they came in, as the columns of a `coverage-articles` release. What each procedure of a
 * document demands is kept once, however many procedures demand the same; so is each list of diagnoses.
 */
import { CODE_LENGTH, pack, unpack } from '../codebook.ts'
import type { ColumnData } from '../columns.ts'
import { blockStarts, column } from './fields.ts'

/** How far the hit of a list goes: enough, enough on a condition that was not read, or only beside a code that prose names. */
export type ListKind = 'covered' | 'conditional' | 'unpaired'

/** A list of diagnoses: codes without dots, or `first-last`. */
export interface DiagnosisList {
  readonly kind: ListKind
  readonly codes: readonly string[]
}

/** What a document says of some procedures; what several rules say of one procedure stands together. */
export interface CoverageRule {
  readonly procedures: readonly string[]
  /** The service itself is not covered. */
  readonly never?: boolean
  /** No diagnosis is asked for. */
  readonly free?: boolean
  /** Every diagnosis that is not listed as covered is not covered, as the document says itself. */
  readonly closed?: boolean
  /** Prose that could not be read decides about these procedures. */
  readonly unread?: boolean
  /** One of these suffices; each wants a diagnosis of every one of its lists. */
  readonly alternatives?: readonly (readonly DiagnosisList[])[]
  readonly noncovered?: readonly string[]
}

/** One version of a coverage document. */
export interface CoverageDocument {
  /** As printed: `A57132`. */
  readonly id: string
  readonly version: number
  readonly title: string
  readonly contractor: string
  /** Two-letter states in which it stands; those it stands in only partly are in `partly`. Both empty: nowhere known. */
  readonly states: readonly string[]
  readonly partly: readonly string[]
  readonly nationwide: boolean
  /** Whom it binds: '' for Medicare, else a payer's id, its profile's id or a payer line. */
  readonly payer: string
  /** Whether it stands on a national coverage determination. */
  readonly national: boolean
  /** Claims it concerns: 1 institutional, 2 professional, 4 equipment suppliers', added up. */
  readonly parts: number
  /** First and last day in force, compact dates. */
  readonly from: number
  readonly through: number
  /** Why it was not read whole, '' when it was. */
  readonly unread: string
  readonly rules: readonly CoverageRule[]
}

/** Kinds of lists by their number in the column `clauseKind`; 3 is a list of codes that are not covered. */
const KINDS: readonly ListKind[] = ['covered', 'conditional', 'unpaired']
const NONCOVERED = 3
/** More states than any one contractor for practitioners has: a contractor of institutions chosen one by one. */
const MANY_STATES = 25

interface Clause {
  readonly kind: number
  readonly alternative: number
  readonly list: number
}

interface Merged {
  never: boolean
  free: boolean
  closed: boolean
  unread: boolean
  readonly alternatives: (readonly DiagnosisList[])[]
  readonly noncovered: string[]
}

/** Columns of the documents. How many documents, procedures and lists there may be is the caller's to bound. */
export function coverageColumns(documents: readonly CoverageDocument[]): ColumnData {
  const lists = listBook()
  const requirements = requirementBook()
  const rows = documents.flatMap((document, index) => {
    const merged = mergedRules(document.rules)
    const companions = companionsOf(document, [...merged.keys()])
    return [...merged].map(([procedure, rule]) => ({
      procedure: pack(procedure),
      document: index,
      requirement: requirements.add(flagsOf(rule), clausesOf(rule, lists)),
      companion: Number(companions.has(procedure)),
    }))
  })
  rows.sort((a, b) => a.procedure - b.procedure || a.document - b.document)
  const procedures = Float64Array.from(new Set(rows.map(({ procedure }) => procedure)))
  const places = new Map(Array.from(procedures, (procedure, place) => [procedure, place]))
  return {
    columns: {
      version: column(Uint32Array, documents, ({ version }) => version),
      from: column(Int32Array, documents, ({ from }) => from),
      through: column(Int32Array, documents, ({ through }) => through),
      parts: column(Uint8Array, documents, ({ parts }) => parts),
      flags: column(Uint8Array, documents, documentFlags),
      procedures,
      start: blockStarts(procedures.length, rows, ({ procedure }) => places.get(procedure)!),
      document: column(Uint32Array, rows, ({ document }) => document),
      requirement: column(Uint32Array, rows, ({ requirement }) => requirement),
      companion: column(Uint8Array, rows, ({ companion }) => companion),
      ...requirements.columns(),
      ...lists.columns(),
    },
    lists: {
      document: documents.map(({ id }) => id),
      contractor: documents.map(({ contractor }) => contractor),
      states: documents.map(({ states }) => states.join(' ')),
      partly: documents.map(({ partly }) => partly.join(' ')),
      payer: documents.map(({ payer }) => payer),
      open: documents.map(openPart),
    },
    texts: { title: documents.map(({ title }) => title) },
  }
}

const counted = (count: number, verb: string): string =>
  count === 1 ? `1 diagnosis ${verb}s` : `${count} diagnoses ${verb}`

/** What a document leaves open, in words; '' for one that decides every diagnosis. */
function openPart({ unread, rules }: CoverageDocument): string {
  if (unread !== '') return `not read whole: ${unread}`
  const codes = (kind: ListKind): number =>
    new Set(
      rules.flatMap(({ alternatives = [] }) =>
        alternatives.flat().flatMap((list) => (list.kind === kind ? list.codes : [])),
      ),
    ).size
  const [conditional, unpaired] = [codes('conditional'), codes('unpaired')]
  return [
    ...(rules.some((rule) => rule.unread === true) ? ['prose over some procedures is not read'] : []),
    ...(conditional > 0 ? [`${counted(conditional, 'stand')} on a condition that is not read`] : []),
    ...(unpaired > 0 ? [`${counted(unpaired, 'want')} a second one that only prose names`] : []),
  ].join('; ')
}

/** 1 not read whole, 2 national determination, 4 nationwide, 8 of a contractor that has its providers one by one. */
const documentFlags = ({ unread, national, nationwide, states }: CoverageDocument): number =>
  Number(unread !== '') +
  2 * Number(national) +
  4 * Number(nationwide) +
  8 * Number(!nationwide && states.length > MANY_STATES)

function mergedRules(rules: readonly CoverageRule[]): ReadonlyMap<string, Merged> {
  const merged = new Map<string, Merged>()
  for (const rule of rules)
    for (const procedure of rule.procedures) {
      const whole = merged.get(procedure) ?? {
        never: false,
        free: false,
        closed: false,
        unread: false,
        alternatives: [],
        noncovered: [],
      }
      whole.never ||= rule.never ?? false
      whole.free ||= rule.free ?? false
      whole.closed ||= rule.closed ?? false
      whole.unread ||= rule.unread ?? false
      whole.alternatives.push(...(rule.alternatives ?? []))
      whole.noncovered.push(...(rule.noncovered ?? []))
      merged.set(procedure, whole)
    }
  return merged
}

const isDrug = (code: string): boolean => /^(?:[JQ]\d{4}|C9\d{3})$/.test(code)

/** Services that a document on drugs names beside them: they are given with other drugs, too. */
function companionsOf({ payer }: CoverageDocument, procedures: readonly string[]): ReadonlySet<string> {
  const drugs = procedures.filter(isDrug).length
  const companions = procedures.filter((code) => !isDrug(code))
  return new Set(payer === '' && drugs > companions.length ? companions : [])
}

/** 1 never covered, 2 without regard to diagnosis, 4 closed list, 8 decided by prose that was not read. */
const flagsOf = ({ never, free, closed, unread }: Merged): number =>
  Number(never) + 2 * Number(free) + 4 * Number(closed) + 8 * Number(unread)

type ListBook = ReturnType<typeof listBook>

function clausesOf(rule: Merged, lists: ListBook): Clause[] {
  const clauses = rule.alternatives.flatMap((parts, alternative) =>
    parts.map(({ kind, codes }) => ({ kind: KINDS.indexOf(kind), alternative, list: lists.add(codes) })),
  )
  if (rule.noncovered.length > 0)
    clauses.push({
      kind: NONCOVERED,
      alternative: rule.alternatives.length,
      list: lists.add(rule.noncovered),
    })
  return clauses
}

/** The first packed code behind all that begin with this one. */
const endOf = (packed: number): number => packed + 37 ** (CODE_LENGTH - unpack(packed).length)

/** Lists of diagnoses, each once: single codes in order, and ranges. */
function listBook() {
  const known = new Map<string, number>()
  const singles: number[][] = []
  const ranges: (readonly [number, number])[][] = []
  return {
    add(codes: readonly string[]): number {
      const sorted = [...new Set(codes)].sort()
      const key = sorted.join(' ')
      const found = known.get(key)
      if (found !== undefined) return found
      known.set(key, singles.length)
      singles.push(
        sorted
          .filter((code) => !code.includes('-'))
          .map(pack)
          .sort((a, b) => a - b),
      )
      ranges.push(
        sorted
          .filter((code) => code.includes('-'))
          .map((range) => {
            const [first, last] = range.split('-') as [string, string]
            return [pack(first), endOf(pack(last))] as const
          }),
      )
      return singles.length - 1
    },
    columns() {
      const flat = ranges.flat()
      return {
        listStart: startsOf(singles),
        listCode: Float64Array.from(singles.flat()),
        rangeStart: startsOf(ranges),
        rangeFirst: column(Float64Array, flat, ([first]) => first),
        rangeEnd: column(Float64Array, flat, ([, end]) => end),
      }
    },
  }
}

/** What procedures demand, each demand once. */
function requirementBook() {
  const known = new Map<string, number>()
  const flags: number[] = []
  const clauses: Clause[][] = []
  return {
    add(flag: number, added: Clause[]): number {
      const key = `${flag} ${added.map(({ kind, alternative, list }) => `${kind}/${alternative}/${list}`).join(' ')}`
      const found = known.get(key)
      if (found !== undefined) return found
      known.set(key, flags.length)
      flags.push(flag)
      clauses.push(added)
      return flags.length - 1
    },
    columns() {
      const flat = clauses.flat()
      return {
        requirementFlags: Uint8Array.from(flags),
        clauseStart: startsOf(clauses),
        clauseKind: column(Uint8Array, flat, ({ kind }) => kind),
        clauseAlternative: column(Uint16Array, flat, ({ alternative }) => alternative),
        clauseList: column(Uint32Array, flat, ({ list }) => list),
      }
    },
  }
}

function startsOf(blocks: readonly (readonly unknown[])[]): Uint32Array {
  const starts = new Uint32Array(blocks.length + 1)
  blocks.forEach((block, at) => (starts[at + 1] = starts[at]! + block.length))
  return starts
}
