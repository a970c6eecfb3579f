/**
 * Coverage documents by procedure: what diagnoses Medicare's contractors, or a payer's own policies, want for it. Columns
 * of a release: by document `version`, `from`, `through`, `parts` (1 institutional, 2 professional, 4 suppliers' claims),
 * `flags` (1 not read whole, 2 national determination, 4 nationwide, 8 contractor of single providers) with the lists
 * `document`, `contractor`, `states`, `partly`, `payer`, `open` and the text `title`; `procedures` with `start` (rows);
 * by row `document`, `requirement`, `companion`; by requirement `requirementFlags` (1 never, 2 free, 4 closed, 8 unread)
 * and `clauseStart`; by clause `clauseKind` (0 covered, 1 on a condition, 2 beside a code that prose names, 3 not
 * covered), `clauseAlternative`, `clauseList`; by list `listStart`, `listCode`, `rangeStart`, `rangeFirst`, `rangeEnd`.
 */
import { addDays, compactDate, isoDate, OPEN_END } from '../model/dates.ts'
import type { Codebook } from './codebook.ts'
import type { Column } from './columns.ts'
import type { LoadedRelease } from './dated.ts'

/** Bits of the column `flags`. */
export const flagBits = { unread: 1, national: 2, nationwide: 4, oneByOne: 8 } as const

/** Bits of the column `requirementFlags`. */
const NEVER = 1
const FREE = 2
const CLOSED = 4
const UNDECIDED = 8
/** The value of `clauseKind` for what is not covered. */
const NONCOVERED = 3

/** Why a document does not cover: the service, a listed diagnosis, no covered one, a group that is not there, or listed nowhere. */
export type CoverageReason = 'service' | 'listed' | 'not-covered' | 'incomplete' | 'neither'

/** One release, indexed. */
export type Edition = ReturnType<typeof editionOf>

/** Indexes a release; the days of its documents are its own until `endVersions`. */
export function editionOf(release: LoadedRelease, book: Codebook) {
  const { columns, lists } = release.file
  const of = <C extends Column>(column: string): C => columns[column] as C
  const start = of<Uint32Array>('start')
  const rowDocument = of<Uint32Array>('document')
  const companion = of<Uint8Array>('companion')
  const placeOf = book.add(of<Float64Array>('procedures'))
  const ids = lists['document']!
  const byState = new Map<string, Uint8Array>()
  const mark = (texts: readonly string[], value: number): void =>
    texts.forEach((states, document) => {
      for (const state of states === '' ? [] : states.split(' ')) {
        const marks = byState.get(state) ?? new Uint8Array(ids.length)
        marks[document] = value
        byState.set(state, marks)
      }
    })
  mark(lists['partly']!, 2)
  mark(lists['states']!, 1)
  const place = (procedure: string): number => placeOf(procedure) - 1
  return {
    release,
    ids,
    contractors: lists['contractor']!,
    payers: lists['payer']!,
    /** 1 where the document stands in the state, 2 where it does in a part of it. */
    byState,
    through: Int32Array.from(of<Int32Array>('through')),
    from: Int32Array.from(of<Int32Array>('from')),
    version: of<Uint32Array>('version'),
    parts: of<Uint8Array>('parts'),
    flags: of<Uint8Array>('flags'),
    start,
    rowDocument,
    requirement: of<Uint32Array>('requirement'),
    judge: judgeOf(columns),
    place,
    isCompanion: (row: number): boolean => companion[row] === 1,
    rowsOf(procedure: string): { readonly row: number; readonly id: string }[] {
      const at = place(procedure)
      if (at < 0) return []
      return Array.from({ length: start[at + 1]! - start[at]! }, (_, offset) => {
        const row = start[at]! + offset
        return { row, id: ids[rowDocument[row]!]! }
      })
    },
  }
}

const EDITION = /-(\d{4})-(\d{2})(?:-(\d{2}))?$/

/** What an edition and its successors are called without their dates. */
const seriesOf = (id: string): string => id.replace(EDITION, '')

/** The day of an edition as its id tells it, compact; 0 where it tells none. */
export function editionDay(id: string): number {
  const told = EDITION.exec(id)
  return told ? Number(`${told[1]}${told[2]}${told[3] ?? '01'}`) : 0
}

/**
 * Gives every version its days as all editions together tell them, oldest edition first: a version ends on the day before
 * the next one begins; a document that an edition has dropped ended with the edition before, or, where editions are no
 * weekly snapshots but stand until replaced, on the day before the new one. Of a version in two editions the newer counts.
 */
export function endVersions(editions: readonly Edition[]): void {
  const newest = new Map(editions.map((edition) => [seriesOf(edition.release.id), edition]))
  const held = new Map<string, Version[]>()
  for (const edition of editions)
    edition.ids.forEach((id, document) => {
      const key = `${seriesOf(edition.release.id)} ${id}`
      const versions = held.get(key) ?? []
      versions.push({ edition, document })
      held.set(key, versions)
    })
  for (const versions of held.values()) {
    const kept = [...new Map(versions.map((version) => [numberOf(version), version])).values()]
    for (const version of versions) {
      const heir = kept.find((other) => numberOf(other) === numberOf(version))!
      heir.edition.from[heir.document] = Math.min(firstDay(heir), firstDay(version))
      if (heir !== version) version.edition.through[version.document] = 0
    }
    kept.sort((a, b) => firstDay(a) - firstDay(b) || numberOf(a) - numberOf(b))
    kept.forEach(({ edition, document }, at) => {
      const next = kept[at + 1]
      const last = next ? dayBefore(firstDay(next)) : droppedAfter(edition, editions, newest)
      edition.through[document] = Math.min(edition.through[document]!, last)
    })
  }
}

interface Version {
  readonly edition: Edition
  readonly document: number
}

const numberOf = ({ edition, document }: Version): number => edition.version[document]!
const firstDay = ({ edition, document }: Version): number => edition.from[document]!
const dayBefore = (day: number): number => compactDate(addDays(isoDate(day), -1))

/** Last day of a document whose last edition this is. */
function droppedAfter(
  edition: Edition,
  editions: readonly Edition[],
  newest: ReadonlyMap<string, Edition>,
): number {
  const { id, through } = edition.release
  const series = seriesOf(id)
  if (newest.get(series) === edition) return OPEN_END
  if (through !== OPEN_END) return through
  const successor = editions
    .slice(editions.indexOf(edition) + 1)
    .find((other) => seriesOf(other.release.id) === series)!
  return dayBefore(editionDay(successor.release.id))
}

/** What diagnoses are by a requirement: enough, enough on a condition that was not read, or why not. */
type Judged = 'covered' | 'conditional' | CoverageReason

/** Judges diagnoses by a requirement. */
function judgeOf(columns: Readonly<Record<string, Column>>) {
  const flags = columns['requirementFlags'] as Uint8Array
  const start = columns['clauseStart'] as Uint32Array
  const kind = columns['clauseKind'] as Uint8Array
  const alternative = columns['clauseAlternative'] as Uint16Array
  const list = columns['clauseList'] as Uint32Array
  const listStart = columns['listStart'] as Uint32Array
  const listCode = columns['listCode'] as Float64Array
  const rangeStart = columns['rangeStart'] as Uint32Array
  const rangeFirst = columns['rangeFirst'] as Float64Array
  const rangeEnd = columns['rangeEnd'] as Float64Array

  const has = (at: number, code: number): boolean => {
    let low = listStart[at]!
    let high = listStart[at + 1]! - 1
    while (low <= high) {
      const middle = (low + high) >>> 1
      const value = listCode[middle]!
      if (value < code) low = middle + 1
      else if (value > code) high = middle - 1
      else return true
    }
    for (let range = rangeStart[at]!; range < rangeStart[at + 1]!; range++)
      if (rangeFirst[range]! <= code && code < rangeEnd[range]!) return true
    return false
  }
  const hits = (at: number, codes: readonly number[]): number => {
    let count = 0
    for (const code of codes) if (has(at, code)) count++
    return count
  }

  return (requirement: number, codes: readonly number[]): Judged => {
    const flag = flags[requirement]!
    if ((flag & NEVER) !== 0) return 'service'
    if ((flag & UNDECIDED) !== 0) return 'conditional'
    if ((flag & FREE) !== 0) return 'covered'
    let conditional = false
    let partly = false
    let positive = false
    let excluded = false
    let listed = 0
    const end = start[requirement + 1]!
    for (let clause = start[requirement]!; clause < end;) {
      if (kind[clause] === NONCOVERED) {
        excluded = true
        listed = hits(list[clause]!, codes)
        clause++
        continue
      }
      positive = true
      let wanted = 0
      let found = 0
      let open = false
      const which = alternative[clause]!
      for (; clause < end && alternative[clause] === which; clause++) {
        wanted++
        if (hits(list[clause]!, codes) > 0) {
          found++
          open ||= kind[clause] !== 0
        }
      }
      if (found === wanted && !open) return 'covered'
      conditional ||= found === wanted
      partly ||= found > 0
    }
    if (conditional) return 'conditional'
    if (positive) {
      if (listed > 0) return 'listed'
      if (partly) return 'incomplete'
      return excluded && (flag & CLOSED) === 0 ? 'neither' : 'not-covered'
    }
    // A list of what is not covered, alone: one diagnosis outside of it suffices.
    if (!excluded) return 'covered'
    return listed === codes.length && codes.length > 0 ? 'listed' : 'covered'
  }
}
