/**
 * NCCI add-on code edits. Columns of a release: `codes`, `start` (rows of each add-on code), `primary` (index into
 * `codes`; 65535 for CCCCC, which leaves the primaries to the contractor), `type` (1, 2, 3), `effective`, `deleted`,
 * `primaryDeleted`, `addOnDeleted` (compact dates), `note` (index into the list of special instructions).
 */
import { unpack, type Codebook } from './codebook.ts'
import { citedDate, releasesOf, type Citation, type DatedTable, type LoadedRelease } from './dated.ts'
import type { TableName } from './release.ts'
import { groupOf } from './row-groups.ts'

/** Who bills; some rows are for practitioners or facilities alone. */
export type AddOnSetting = 'practitioner' | 'facility'

/** What the table says of an add-on code on a day: the mildest type among its rows in force, 0 when it is none. */
export type AddOnType = 0 | 1 | 2 | 3

/** Add-on codes and the primary codes that may carry them. */
export interface AddOnTable extends DatedTable {
  /** Whether the code is an add-on code in some row, in force or not. */
  has(procedure: string): boolean
  /**
   * Type of the add-on code on the day: 1 its primaries are listed, 2 none are, 3 some are and the contractor may add;
   * a row CCCCC makes it 3 at least. 0 when no row is in force.
   */
  type(addOn: string, day: number, setting: AddOnSetting): AddOnType
  /** Row in force that lets the primary carry the add-on, -1 when there is none. */
  find(addOn: string, primary: string, day: number, setting: AddOnSetting): number
  /** Primaries in force on the day, in order of code. */
  primaries(addOn: string, day: number, setting: AddOnSetting): readonly string[]
  cite(row: number): Citation
  /** Some row of the add-on in force on the day, to cite when no primary is there. */
  anyRow(addOn: string, day: number, setting: AddOnSetting): number
}

const CONTRACTOR = 65535

/** Whom a special instruction keeps a row for: both, one setting, or nobody while the row is suspended. */
export function noteScope(note: string): 'both' | AddOnSetting | 'nobody' {
  const text = note.toLowerCase()
  if (text.includes('suspended')) return 'nobody'
  if (text.includes('practitioner only') || text.includes('practitioners only')) return 'practitioner'
  if (text.includes('facilities only') || text.includes('facility only')) return 'facility'
  return 'both'
}

/** Reads the add-on edits. */
export function addOnTable(name: TableName, loaded: readonly LoadedRelease[], book: Codebook): AddOnTable {
  const releases = releasesOf(name, loaded)
  const release = releases.all[0]!
  const { columns, lists } = release.file
  const codes = columns['codes'] as Float64Array
  const start = columns['start'] as Uint32Array
  const primary = columns['primary'] as Uint16Array
  const type = columns['type'] as Uint8Array
  const effective = columns['effective'] as Int32Array
  const deleted = columns['deleted'] as Int32Array
  const primaryDeleted = columns['primaryDeleted'] as Int32Array
  const addOnDeleted = columns['addOnDeleted'] as Int32Array
  const note = columns['note'] as Uint8Array
  const notes = lists['note'] ?? ['']
  const scopes = notes.map(noteScope)
  const place = book.add(codes)

  const inForce = (row: number, day: number, setting: AddOnSetting): boolean => {
    const scope = scopes[note[row]!]!
    return (
      effective[row]! <= day &&
      day <= deleted[row]! &&
      day <= addOnDeleted[row]! &&
      day <= primaryDeleted[row]! &&
      // A row whose effective and deletion dates are equal was never in force.
      effective[row] !== deleted[row] &&
      (scope === 'both' || scope === setting)
    )
  }
  const rowsOf = (addOn: string): readonly [number, number] => {
    const at = place(addOn)
    return at === 0 ? [0, 0] : [start[at - 1]!, start[at]!]
  }
  const primaryCode = (row: number): string =>
    primary[row] === CONTRACTOR ? 'CCCCC' : unpack(codes[primary[row]!]!)

  return {
    ...releases,
    has(procedure) {
      const [from, end] = rowsOf(procedure)
      return end > from
    },
    type(addOn, day, setting) {
      const [from, end] = rowsOf(addOn)
      let found: AddOnType = 0
      for (let row = from; row < end; row++) {
        if (!inForce(row, day, setting)) continue
        // Type 2 is the mildest answer, then 3, then 1.
        const here = type[row] === 1 && primary[row] === CONTRACTOR ? 3 : (type[row] as AddOnType)
        if (found === 0 || found === 1 || here === 2) found = here
      }
      return found
    },
    find(addOn, primaryProcedure, day, setting) {
      const wanted = place(primaryProcedure)
      if (wanted === 0) return -1
      const [from, end] = rowsOf(addOn)
      for (let row = from; row < end; row++)
        if (primary[row] === wanted - 1 && inForce(row, day, setting)) return row
      return -1
    },
    primaries(addOn, day, setting) {
      const [from, end] = rowsOf(addOn)
      const found = new Set<string>()
      for (let row = from; row < end; row++) if (inForce(row, day, setting)) found.add(primaryCode(row))
      return [...found].sort()
    },
    anyRow(addOn, day, setting) {
      const [from, end] = rowsOf(addOn)
      for (let row = from; row < end; row++) if (inForce(row, day, setting)) return row
      return -1
    },
    cite(row) {
      const at = groupOf(start, row)
      return {
        table: name,
        release: release.id,
        row: {
          addOn: unpack(codes[at]!),
          primary: primaryCode(row),
          type: type[row]!,
          effective: citedDate(effective[row]!),
          deleted: citedDate(deleted[row]!),
          note: notes[note[row]!] ?? '',
        },
      }
    },
  }
}
