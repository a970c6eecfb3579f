/** NCCI medically unlikely edits: csv or xlsx, a quoted notice, a header, one row a code. */
import { column, codeAt, textList, uniqueByCode } from './fields.ts'
import type { Recognised } from './recognise.ts'
import { bodyOf, caption, layoutFault, type Sheet } from './rows.ts'
import type { ReleaseData } from '../release.ts'

const HEADER = /^HCPCS\/ ?CPT CODE$/

/** Parses a MUE file. Throws E_LAYOUT, E_RELEASE_SHORT. */
export function readMue(sheet: Sheet, { table, from, through, id }: Recognised): ReleaseData[] {
  const at = sheet.rows.slice(0, 20).findIndex(({ cells }) => HEADER.test(caption(cells[0])))
  if (at < 0)
    throw layoutFault(
      sheet.label,
      sheet.rows[0]?.line ?? 1,
      'a header that begins with "HCPCS/CPT Code" in the first rows',
    )
  const { line, cells } = sheet.rows[at]!
  const captions = cells.map(caption)
  const valueAt = captions.findIndex((name) => name.endsWith('MUE VALUES'))
  if (valueAt < 0) throw layoutFault(sheet.label, line, 'a column "… MUE Values"')
  const maiAt = captions.indexOf('MUE ADJUDICATION INDICATOR')
  const rationaleAt = captions.indexOf('MUE RATIONALE')
  // Medicaid publishes no adjudication indicator.
  if (maiAt < 0 && !table.startsWith('ncci-mue-medicaid'))
    throw layoutFault(sheet.label, line, 'a column "MUE Adjudication Indicator"')
  if (rationaleAt < 0) throw layoutFault(sheet.label, line, 'a column "MUE Rationale"')

  const rationales = textList()
  const records = bodyOf(sheet, at).map(({ line: rowLine, cells: row }) => {
    const place = { label: sheet.label, line: rowLine }
    const value = row[valueAt]!
    if (!/^\d{1,6}$/.test(value))
      throw layoutFault(sheet.label, rowLine, 'a number of units as the MUE value')
    const mai = maiAt < 0 ? '' : row[maiAt]!
    if (maiAt >= 0 && !/^[123]\b/.test(mai))
      throw layoutFault(sheet.label, rowLine, 'an adjudication indicator 1, 2 or 3')
    return {
      code: codeAt(row[0]!, place, [5, 5]),
      line: rowLine,
      value: Number(value),
      mai: mai === '' ? 0 : Number(mai[0]),
      rationale: rationales.indexOf(row[rationaleAt]!, place),
    }
  })
  const sorted = uniqueByCode(sheet.label, records)
  return [
    {
      table,
      id,
      from,
      through,
      rows: sorted.length,
      columns: {
        codes: column(Float64Array, sorted, ({ code }) => code),
        value: column(Int32Array, sorted, ({ value }) => value),
        mai: column(Uint8Array, sorted, ({ mai }) => mai),
        rationale: column(Uint8Array, sorted, ({ rationale }) => rationale),
      },
      lists: { rationale: rationales.texts },
      texts: {},
    },
  ]
}
