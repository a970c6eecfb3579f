/**
 * Excludes1 and code-first notes of the ICD-10-CM tabular list. Columns of a release: `scopeFirst`, `scopeLast` (the
 * codes a note stands over: one code, with all under it, or a block or chapter; single codes first, in order), `start`
 * (rows of each scope), and by row `kind` (0 Excludes1, 1 code first), `first`, `last` (codes the note names),
 * `qualifier` (into the list of that name), `open` (1 where the list does not name all it means), `note` (into the
 * texts); `prose`, how many notes of each kind were left out because codes do not decide them.
 */
import { CODE_LENGTH, pack, search, unpack } from './codebook.ts'
import type { Column } from './columns.ts'
import { releasesOf, type Citation, type DatedTable, type LoadedRelease } from './dated.ts'
import type { TableName } from './release.ts'
import { groupOf } from './row-groups.ts'

/** What the notes of the tabular list say of two codes on one claim. Rows are numbers; -1 is none. */
export interface IcdNotesTable extends DatedTable {
  /** Whether an Excludes1 note of some release may part two of the codes: quick, and its "no" is certain. */
  mayExclude(diagnoses: readonly { readonly code: string }[]): boolean
  /** Row of an Excludes1 note that parts the two codes, whichever of them it stands at. */
  excludes(one: string, other: string, day: number): number
  /** Whether a code-first note stands over the code in some release. */
  hasCodeFirst(code: string): boolean
  /** Row of a code-first note over `code` that names `other`. */
  codeFirst(code: string, other: string, day: number): number
  /** Row of a code-first note over the code where its notes name all that may come first; -1 where they leave it open. */
  closedCodeFirst(code: string, day: number): number
  /** Where the note stands: `E11`, `Block A15-A19`. */
  heading(row: number): string
  /** The note as printed. */
  note(row: number): string
  /** Notes of the release that answers on the day which codes cannot decide. */
  undecided(day: number): number
  cite(row: number): Citation
}

const RELEASE_SHIFT = 1 << 20
/** Codes come from outside: beyond so many distinct ones the memory starts anew. */
const REMEMBERED = 100_000
const EXCLUDES1 = 0
const CODE_FIRST = 1

/** Reads the notes. */
export function icdNotesTable(name: TableName, loaded: readonly LoadedRelease[]): IcdNotesTable {
  const releases = releasesOf(name, loaded)
  const parts = releases.all.map(partOf)
  const remembered = new Map<string, boolean>()
  const answering = (day: number): number => releases.indexOn(day)
  const rowOf = (at: number, row: number): number => (row < 0 ? -1 : at * RELEASE_SHIFT + row)
  const part = (row: number): Part => parts[Math.floor(row / RELEASE_SHIFT)]!
  return {
    ...releases,
    mayExclude: (diagnoses) => parts.some((each) => each.mayExcludeAny(diagnoses)),
    excludes(one, other, day) {
      const at = answering(day)
      if (at < 0 || !parts[at]!.mayExclude(one, other)) return -1
      const row = parts[at]!.find(EXCLUDES1, one, pack(other), other)
      return rowOf(at, row >= 0 ? row : parts[at]!.find(EXCLUDES1, other, pack(one), one))
    },
    hasCodeFirst(code) {
      let known = remembered.get(code)
      if (known === undefined) {
        known = parts.some((each) => each.rows(CODE_FIRST, code, () => true))
        if (remembered.size >= REMEMBERED) remembered.clear()
        remembered.set(code, known)
      }
      return known
    },
    codeFirst(code, other, day) {
      const at = answering(day)
      return at < 0 || !parts[at]!.mayComeFirst(code, other)
        ? -1
        : rowOf(at, parts[at]!.find(CODE_FIRST, code, pack(other), other))
    },
    closedCodeFirst(code, day) {
      const at = answering(day)
      if (at < 0) return -1
      let closed = -1
      const open = parts[at]!.rows(CODE_FIRST, code, (row) => {
        closed = row
        return parts[at]!.open(row)
      })
      return open ? -1 : rowOf(at, closed)
    },
    heading: (row) => part(row).heading(row % RELEASE_SHIFT),
    note: (row) => part(row).note(row % RELEASE_SHIFT),
    undecided: (day) => parts[answering(day)]?.undecided ?? 0,
    cite(row) {
      const { release, heading, note, codes } = part(row)
      const place = row % RELEASE_SHIFT
      return {
        table: name,
        release: release.id,
        row: { heading: heading(place), note: note(place), codes: codes(place) },
      }
    },
  }
}

type Part = ReturnType<typeof partOf>

/** Whether a code has what a qualifier wants; see `import/icd-references.ts`. */
function qualifies(qualifier: string, code: string): boolean {
  if (qualifier === '') return true
  const [where, text] = qualifier.split('=') as [string, string]
  if (where === 'intent') {
    // The sixth character tells the intent; the fifth where the sixth is a placeholder or is not there.
    const sixth = code.charAt(5)
    const told = sixth === '' || sixth === 'X' ? code.charAt(4) : sixth
    return told !== '' && text.includes(told)
  }
  const at = Number(where)
  return text.endsWith('$') ? code.slice(at) === text.slice(0, -1) : code.startsWith(text, at)
}

/**
 * Categories as small numbers in the order of their codes. Letters of the third (rarely the second) character share one
 * place: the map below may then say "maybe" once too often, never "no".
 */
const SLOTS = 26 * 11 * 11
const slotOf = (code: string): number =>
  (code.charCodeAt(0) - 65) * 121 + place(code.charCodeAt(1)) * 11 + place(code.charCodeAt(2))
const place = (char: number): number => (char >= 48 && char <= 57 ? char - 48 : 10)

/** One release, indexed. */
function partOf(release: LoadedRelease) {
  const { columns, lists } = release.file as {
    columns: Readonly<Record<string, Column>>
    lists: Readonly<Record<string, readonly string[]>>
  }
  const scopeFirst = columns['scopeFirst'] as Float64Array
  const scopeLast = columns['scopeLast'] as Float64Array
  const start = columns['start'] as Uint32Array
  const kind = columns['kind'] as Uint8Array
  const first = columns['first'] as Float64Array
  const last = columns['last'] as Float64Array
  const qualifier = columns['qualifier'] as Uint8Array
  const open = columns['open'] as Uint8Array
  const notes = columns['note'] as Uint32Array
  const qualifiers = lists['qualifier'] ?? ['']

  const wideFrom = scopeFirst.findIndex((value, at) => value !== scopeLast[at])
  const singles = wideFrom < 0 ? scopeFirst : scopeFirst.subarray(0, wideFrom)
  const ends = last.map(endOf)
  const scopeEnds = scopeLast.map(endOf)

  // By category and category: whether any Excludes1 note may part codes of the two, and whether any code-first note over
  // the one may name the other. Answers most pairs at once.
  const excluding = new Uint8Array(Math.ceil((SLOTS * SLOTS) / 8))
  const comingFirst = new Uint8Array(excluding.length)
  const mark = (map: Uint8Array, one: number, other: number): void =>
    void (map[(one * SLOTS + other) >> 3]! |= 1 << ((one * SLOTS + other) & 7))
  const slots = new Int32Array(64)
  const marked = (map: Uint8Array, one: string, other: string): boolean => {
    const bit = slotOf(one) * SLOTS + slotOf(other)
    return bit >= 0 && (map[bit >> 3]! & (1 << (bit & 7))) !== 0
  }
  for (let scope = 0; scope < scopeFirst.length; scope++) {
    const [from, through] = [slotOf(unpack(scopeFirst[scope]!)), slotOf(unpack(scopeLast[scope]!))]
    for (let row = start[scope]!; row < start[scope + 1]!; row++) {
      const [named, namedThrough] = [slotOf(unpack(first[row]!)), slotOf(unpack(last[row]!))]
      for (let one = from; one <= through; one++)
        for (let other = named; other <= namedThrough; other++) {
          if (kind[row] === CODE_FIRST) mark(comingFirst, one, other)
          else {
            mark(excluding, one, other)
            mark(excluding, other, one)
          }
        }
    }
  }

  /** Calls back with each row of the kind over the code until one says stop; whether one did. */
  const rows = (wanted: number, code: string, stop: (row: number) => boolean): boolean => {
    const ofScope = (scope: number): boolean => {
      for (let row = start[scope]!; row < start[scope + 1]!; row++)
        if (kind[row] === wanted && stop(row)) return true
      return false
    }
    for (let length = code.length; length >= 3; length--) {
      const scope = search(singles, pack(code.slice(0, length)))
      if (scope >= 0 && ofScope(scope)) return true
    }
    const packed = pack(code)
    for (let scope = singles.length; scope < scopeFirst.length; scope++)
      if (scopeFirst[scope]! <= packed && packed < scopeEnds[scope]! && ofScope(scope)) return true
    return false
  }
  const scopeAt = (row: number): number => groupOf(start, row)
  const codes = (row: number): string => {
    const [from, through] = [unpack(first[row]!), unpack(last[row]!)]
    return from === through ? from : `${from}-${through}`
  }
  return {
    release,
    rows,
    codes,
    open: (row: number): boolean => open[row] === 1,
    heading: (row: number): string => lists['heading']?.[scopeAt(row)] ?? '',
    note: (row: number): string => release.file.text('note', notes[row]!),
    undecided: columns['prose']?.[EXCLUDES1] ?? 0,
    mayExcludeAny(diagnoses: readonly { readonly code: string }[]): boolean {
      const count = Math.min(diagnoses.length, slots.length)
      for (let at = 0; at < count; at++) {
        const slot = slotOf(diagnoses[at]!.code)
        slots[at] = slot
        for (let before = 0; before < at; before++) {
          const bit = slot * SLOTS + slots[before]!
          if (bit >= 0 && (excluding[bit >> 3]! & (1 << (bit & 7))) !== 0) return true
        }
      }
      return diagnoses.length > count
    },
    mayExclude: (one: string, other: string): boolean => marked(excluding, one, other),
    mayComeFirst: (code: string, other: string): boolean => marked(comingFirst, code, other),
    find(wanted: number, code: string, other: number, text: string): number {
      let found = -1
      rows(wanted, code, (row) => {
        if (!(first[row]! <= other && other < ends[row]! && qualifies(qualifiers[qualifier[row]!]!, text)))
          return false
        found = row
        return true
      })
      return found
    },
  }
}

/** The first packed code behind all that begin with this one. */
const endOf = (packed: number): number => packed + 37 ** (CODE_LENGTH - unpack(packed).length)
