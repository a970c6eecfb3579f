/** ICD-10-CM and ICD-10-PCS order files: fixed width, one line an entry, headers among the valid codes. */
import { unpack } from '../codebook.ts'
import { titleColumns } from '../titles.ts'
import { column, codeAt, uniqueByCode } from './fields.ts'
import type { ReleaseData } from '../release.ts'
import type { Recognised } from './recognise.ts'
import { layoutFault, mustEnd, shortFault, type Sheet } from './rows.ts'

/** Order number 1-5, code 7-13, flag 15, short title 17-76, long title from 78. */
const LINE = /^\d{5} ([0-9A-Z]{3,7}) {1,5}(?<=^.{14})([01]) (.{60}) (.+)$/

/** Parses an order file. Throws E_LAYOUT, E_RELEASE_SHORT. */
export function readIcdOrder(sheet: Sheet, { table, id, from, through }: Recognised): ReleaseData[] {
  mustEnd(sheet)
  const entries = sheet.rows.map(({ line, cells }, at) => {
    const found = LINE.exec(cells[0]!)
    if (!found) {
      const expected = 'an order number, a code, 0 or 1, a short title at 17 and a long title at 78'
      throw at === sheet.rows.length - 1
        ? shortFault(sheet.label, line, expected)
        : layoutFault(sheet.label, line, expected)
    }
    return {
      line,
      code: codeAt(found[1]!, { label: sheet.label, line }, [3, 7]),
      valid: Number(found[2]),
      short: found[3]!.trim(),
      long: found[4]!.trim(),
    }
  })
  const sorted = uniqueByCode(sheet.label, entries)
  return [
    {
      table,
      id,
      from,
      through,
      rows: sorted.length,
      columns: {
        codes: column(Float64Array, sorted, ({ code }) => code),
        valid: column(Uint8Array, sorted, ({ valid }) => valid),
        ...(table === 'icd10cm'
          ? titleColumns(sorted.map(({ code, long }) => ({ code: unpack(code), title: long })))
          : {}),
      },
      lists: {},
      texts: { short: sorted.map(({ short }) => short), long: sorted.map(({ long }) => long) },
    },
  ]
}
