/**
 * ICD-10-CM conversion table: which codes took the place of an older one. Columns of a release: `codes` (previous codes),
 * `start` (rows of each), `successor` (packed), `effective` (compact day on which the successor began, 0 unknown).
 */
import { pack, search, unpack } from './codebook.ts'
import { releasesOf, type Citation, type DatedTable, type LoadedRelease } from './dated.ts'
import type { TableName } from './release.ts'

/** Successors of codes that ended or were divided. */
export interface ConversionTable extends DatedTable {
  /** Codes that had taken the place of this one by the day, oldest first, at most so many; none where the table names none. */
  successors(code: string, day: number, most: number): readonly string[]
  cite(code: string): Citation
}

/** Reads the conversion table. */
export function conversionTable(name: TableName, loaded: readonly LoadedRelease[]): ConversionTable {
  const releases = releasesOf(name, loaded)
  const release = releases.all[releases.all.length - 1]!
  const { columns } = release.file
  const codes = columns['codes'] as Float64Array
  const start = columns['start'] as Uint32Array
  const successor = columns['successor'] as Float64Array
  const effective = columns['effective'] as Int32Array
  return {
    ...releases,
    successors(code, day, most) {
      const at = search(codes, pack(code))
      const found: string[] = []
      if (at >= 0)
        for (let row = start[at]!; row < start[at + 1]! && found.length < most; row++)
          if (effective[row]! <= day) found.push(unpack(successor[row]!))
      return found
    },
    cite: (code) => ({ table: name, release: release.id, row: { code } }),
  }
}
