/** Place of service codes as a csv list. Numbers that CMS has not assigned are left out: they are no codes. */
import { OPEN_END } from '../../model/dates.ts'
import { codeAt, column, uniqueByCode } from './fields.ts'
import type { ReleaseData } from '../release.ts'
import type { Recognised } from './recognise.ts'
import { bodyOf, headerOf, layoutFault, type Sheet } from './rows.ts'

/** Parses the list. Throws E_LAYOUT, E_RELEASE_SHORT. */
export function readPlaces(sheet: Sheet, { table, id, from, through }: Recognised): ReleaseData[] {
  const { at, columns } = headerOf(sheet, ['POS_CODE', 'POS_TYPE', 'POS_NAME'])
  const entries = bodyOf(sheet, at).flatMap(({ line, cells }) => {
    const type = cells[columns[1]!]!
    if (type === 'Unassigned') return []
    if (type !== 'Facility' && type !== 'Non-Facility')
      throw layoutFault(sheet.label, line, 'the type Facility, Non-Facility or Unassigned')
    const code = codeAt(cells[columns[0]!]!, { label: sheet.label, line }, [2, 2])
    return [{ line, code, facility: type === 'Facility' ? 1 : 0, name: cells[columns[2]!]! }]
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
        effective: new Int32Array(sorted.length),
        ended: new Int32Array(sorted.length).fill(OPEN_END),
        facility: column(Uint8Array, sorted, ({ facility }) => facility),
      },
      lists: {},
      texts: { name: sorted.map(({ name }) => name) },
    },
  ]
}
