/**
 * HCPCS Level II codes and modifiers. Columns of a release: `codes`, `added`, `effective`, `terminated` (compact
 * dates), and for procedure codes `coverage`, `multiplePrice`, `action` (character codes), `price1` to `price4`
 * (255 none); texts `short`, `long`, `xref`.
 */
import { OPEN_END } from '../model/dates.ts'
import type { Codebook } from './codebook.ts'
import { unpack } from './codebook.ts'
import { citedDate, releasesOf, type Citation, type DatedTable, type LoadedRelease } from './dated.ts'
import { rowLookup } from './lookup.ts'
import type { TableName } from './release.ts'

/** Codes with the days they may be billed on. */
export interface CodePeriodTable extends DatedTable {
  /** Row of the code whatever the day, -1 when the release has none. */
  find(code: string): number
  /** First and last day in force, compact dates; 99991231 while it has not ended. */
  added(row: number): number
  terminated(row: number): number
  /** Publisher's text. */
  text(row: number, which: 'short' | 'long' | 'xref'): string
  cite(row: number): Citation
}

/** HCPCS Level II procedure codes. */
export interface HcpcsTable extends CodePeriodTable {
  /** Coverage code: C carrier judgment, D special instructions, I not payable, M non-covered, S non-covered by statute; '' none. */
  coverage(row: number): string
  /** Up to four pricing indicators, such as 32. */
  prices(row: number): readonly number[]
}

/** Reads codes with periods (HCPCS modifiers, and the part that procedure codes share). */
export function codePeriodTable(
  name: TableName,
  loaded: readonly LoadedRelease[],
  book: Codebook,
): CodePeriodTable {
  const releases = releasesOf(name, loaded)
  const rows = rowLookup(releases, book)
  return {
    ...releases,
    find: (code) => rows.find(code, OPEN_END),
    added: rows.reader('added'),
    terminated: rows.reader('terminated'),
    text: (row, which) => rows.release(row).file.text(which, rows.place(row)),
    cite(row) {
      const { id, file } = rows.release(row)
      return {
        table: name,
        release: id,
        row: {
          code: unpack((file.columns['codes'] as Float64Array)[rows.place(row)]!),
          added: citedDate(rows.value('added', row)),
          terminated: citedDate(rows.value('terminated', row)),
        },
      }
    },
  }
}

/** Reads HCPCS Level II procedure codes. */
export function hcpcsTable(name: TableName, loaded: readonly LoadedRelease[], book: Codebook): HcpcsTable {
  const rows = rowLookup(releasesOf(name, loaded), book)
  return {
    ...codePeriodTable(name, loaded, book),
    coverage(row) {
      const code = rows.value('coverage', row)
      return code === 0 ? '' : String.fromCharCode(code)
    },
    prices: (row) =>
      ['price1', 'price2', 'price3', 'price4']
        .map((column) => rows.value(column, row))
        .filter((price) => price !== 255),
  }
}
