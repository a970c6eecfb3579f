/**
 * NCCI medically unlikely edits. Columns of a release: `codes`, `value` (units), `mai` (1, 2, 3; 0 where the publisher
 * gives none, as Medicaid), `rationale`.
 */
import type { Codebook } from './codebook.ts'
import { unpack } from './codebook.ts'
import { releasesOf, type Citation, type DatedTable, type LoadedRelease } from './dated.ts'
import { rowLookup } from './lookup.ts'
import type { TableName } from './release.ts'

/** Adjudication indicator: 1 each line, 2 and 3 the sum of the day; 0 none given. */
export type Mai = 0 | 1 | 2 | 3

/** Units of a code that a patient may have from one provider on one line or day. */
export interface MueTable extends DatedTable {
  /** Row for the code on the day, -1 when no value is published (or before the first release). */
  find(procedure: string, day: number): number
  value(row: number): number
  mai(row: number): Mai
  cite(row: number): Citation
}

/** Reads the limits of one setting. */
export function mueTable(name: TableName, loaded: readonly LoadedRelease[], book: Codebook): MueTable {
  const releases = releasesOf(name, loaded)
  const rows = rowLookup(releases, book)
  const value = rows.reader('value')
  const mai = rows.reader('mai') as (row: number) => Mai
  return {
    ...releases,
    find: rows.find,
    value,
    mai,
    cite(row) {
      const { id, file } = rows.release(row)
      return {
        table: name,
        release: id,
        row: {
          code: unpack((file.columns['codes'] as Float64Array)[rows.place(row)]!),
          mue: value(row),
          mai: mai(row),
          rationale: file.lists['rationale']?.[rows.value('rationale', row)] ?? '',
        },
      }
    },
  }
}
