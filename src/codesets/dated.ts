/** Which release answers for a day, and how sure that answer is. */
import { OPEN_END } from '../model/dates.ts'
import type { ColumnFile } from './columns.ts'
import { tableFacts, type TableName } from './release.ts'

/** A release as loaded: what it is, and its columns. */
export interface LoadedRelease {
  readonly table: TableName
  readonly id: string
  readonly from: number
  readonly through: number
  readonly complete: boolean
  readonly file: ColumnFile
}

/** `held`: in force on the day; `stale`: the newest there is, but older than the day; `before`: no release goes back so far. */
export type Holding = 'held' | 'stale' | 'before'

/** A row of a table as a finding cites it. */
export interface Citation {
  readonly table: string
  readonly release: string
  readonly row: Readonly<Record<string, string | number | null>>
}

/** What every table answers, whatever it holds. Days are compact dates. */
export interface DatedTable {
  readonly name: string
  holding(day: number): Holding
  /** Id of the release that answers on the day; '' before the first. */
  releaseOn(day: number): string
  /** Whether absence of a code on the day means that there is none: false for a hand-picked selection or missing parts. */
  complete(day: number): boolean
  /** First day held and last day of the newest release. */
  readonly from: number
  readonly through: number
}

/**
 * Releases of one table in order, with the rule for choosing among them. A self-dated table answers from its newest
 * release alone, since that holds all earlier rows; of any other the last release that had begun by the day answers.
 */
export interface Releases extends DatedTable {
  readonly all: readonly LoadedRelease[]
  /** Index in `all` of the release that answers on the day, -1 before the first. */
  indexOn(day: number): number
}

/** Orders releases and answers for days. The list must hold at least one. */
export function releasesOf(name: TableName, unordered: readonly LoadedRelease[]): Releases {
  const sorted = [...unordered].sort(
    (a, b) => a.from - b.from || a.through - b.through || (a.id < b.id ? -1 : 1),
  )
  const selfDated = tableFacts[name].selfDated
  const newest = sorted.reduce((best, release) => (release.through >= best.through ? release : best))
  const all = selfDated ? [newest] : sorted
  const from = all[0]!.from
  const through = newest.through

  const indexOn = (day: number): number => {
    for (let at = all.length - 1; at >= 0; at--) if (all[at]!.from <= day) return at
    return -1
  }
  return {
    name,
    all,
    from,
    through,
    indexOn,
    holding(day) {
      const at = indexOn(day)
      return at < 0 ? 'before' : day <= all[at]!.through ? 'held' : 'stale'
    },
    releaseOn: (day) => all[indexOn(day)]?.id ?? '',
    complete: (day) => all[indexOn(day)]?.complete ?? false,
  }
}

/** A compact date as a table row cites it: ISO, null for a day that never comes or is not known. */
export const citedDate = (compact: number): string | null => {
  if (compact === OPEN_END || compact === 0) return null
  const text = String(compact)
  return `${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6, 8)}`
}
