/**
 * What many results of a run share, numbered in the order of first use: kinds of findings, and entries of `unchecked`
 * and `stale`. Results are kept with the numbers.
 */
import type { Finding, Stale, Unchecked } from '../model/result.ts'

/** What findings of a run have in common. */
export interface Kind {
  readonly edit: string
  readonly message: string
  readonly severity: Finding['severity']
  readonly group: string | null
  readonly carc: string | null
  readonly rarc: string | null
  readonly scope: Finding['scope']
  /** The payer of the claims: sums by payer are then sums over kinds. */
  readonly payer: string | null
  /** The source without its row. */
  readonly source: Omit<Finding['source'], 'row'>
}

/** Shared parts of a run's results, numbered in the order of first use. */
export interface Shared {
  readonly kinds: Kind[]
  readonly phrases: string[]
}

/** Shared parts for writing: those of the run so far, and what a block adds. */
export interface Sharing {
  /** Numbers of the findings of one claim, in their order. */
  kindsOf(findings: readonly Finding[], payer: string | null): number[]
  /** Number of an entry, undefined where the run has too many: then it is written out. */
  phraseOf(entry: Unchecked | Stale): number | undefined
  /** Kinds and phrases from these numbers on were added. */
  readonly shared: Shared
}

/** Phrases of one run; entries beyond are written out in each result, which costs room and nothing else. */
const MOST_PHRASES = 20_000

/** Numbers shared parts, going on from those that the run has. */
export function createSharing(known: Shared): Sharing {
  const shared: Shared = { kinds: [...known.kinds], phrases: [...known.phrases] }
  // What kinds of all payers have in common, by edit: of one there are few, and comparing them is quicker than making
  // one long key of all fields.
  const commons: Common[] = []
  const byEdit = new Map<string, number[]>()
  const commonOf = (one: Common): number => {
    const known = byEdit.get(one.edit)
    if (known) for (const number of known) if (isSame(one, commons[number]!)) return number
    const { edit, message, severity, group, carc, rarc, scope } = one
    const source = { ...one.source }
    delete source.row
    const number = commons.push({ edit, message, severity, group, carc, rarc, scope, source }) - 1
    if (known) known.push(number)
    else byEdit.set(edit, [number])
    return number
  }
  const byPayer = new Map<string | null, Map<number, number>>()
  const ofPayer = (payer: string | null): Map<number, number> => {
    let known = byPayer.get(payer)
    if (!known) byPayer.set(payer, (known = new Map<number, number>()))
    return known
  }
  shared.kinds.forEach((kind, number) => ofPayer(kind.payer).set(commonOf(kind), number))
  const phrases = new Map(shared.phrases.map((body, at) => [body, at]))
  const seen = new WeakMap<object, number>()
  return {
    shared,
    kindsOf(findings, payer) {
      const numbers: number[] = []
      if (findings.length === 0) return numbers
      const ofThis = ofPayer(payer)
      for (const finding of findings) {
        const common = commonOf(finding)
        let number = ofThis.get(common)
        if (number === undefined) {
          const { edit, message, severity, group, carc, rarc, scope, source } = commons[common]!
          number = shared.kinds.push({ edit, message, severity, group, carc, rarc, scope, payer, source }) - 1
          ofThis.set(common, number)
        }
        numbers.push(number)
      }
      return numbers
    },
    phraseOf(entry) {
      const known = seen.get(entry)
      if (known !== undefined) return known
      const body = JSON.stringify(entry)
      let found = phrases.get(body)
      if (found === undefined) {
        if (shared.phrases.length >= MOST_PHRASES) return undefined
        found = shared.phrases.push(body) - 1
        phrases.set(body, found)
      }
      seen.set(entry, found)
      return found
    },
  }
}

/** What findings of a kind have in common, whoever the payer is. */
type Common = Pick<Finding, 'edit' | 'message' | 'severity' | 'group' | 'carc' | 'rarc' | 'scope' | 'source'>

/** Whether findings of the same edit have all else in common too. */
const isSame = (one: Common, other: Common): boolean =>
  one.message === other.message &&
  one.severity === other.severity &&
  one.group === other.group &&
  one.carc === other.carc &&
  one.rarc === other.rarc &&
  one.scope === other.scope &&
  one.source.title === other.source.title &&
  one.source.url === other.source.url &&
  one.source.table === other.source.table &&
  one.source.release === other.source.release
