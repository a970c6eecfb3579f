/** NCCI tables as a payer sees them that takes up changes some days late. */
import type { AddOnTable, DatedTable, MissingTable, MueTable, PtpTable } from '../codesets/tables.ts'
import { addDays, compactDate, isoDate } from '../model/dates.ts'

const earlier = (day: number, days: number): number => compactDate(addDays(isoDate(day), -days))

const isPtp = (table: DatedTable): table is PtpTable => table.name.startsWith('ncci-ptp')
const isMue = (table: DatedTable): table is MueTable => table.name.startsWith('ncci-mue')
const isAddOn = (table: DatedTable): table is AddOnTable => table.name.startsWith('ncci-aoc')

/**
 * The table as it stood so many days before the day asked: a payer that adopts changes late still judges by it. Other
 * tables, and a payer without lag, are unchanged.
 */
export function lagged(table: DatedTable | MissingTable, days: number): DatedTable | MissingTable {
  if (days === 0 || 'missing' in table) return table
  if (isPtp(table)) {
    const late: PtpTable = { ...table, find: (one, two, day) => table.find(one, two, earlier(day, days)) }
    return late
  }
  if (isMue(table)) {
    const late: MueTable = { ...table, find: (code, day) => table.find(code, earlier(day, days)) }
    return late
  }
  if (!isAddOn(table)) return table
  const late: AddOnTable = {
    ...table,
    type: (code, day, setting) => table.type(code, earlier(day, days), setting),
    find: (code, primary, day, setting) => table.find(code, primary, earlier(day, days), setting),
    primaries: (code, day, setting) => table.primaries(code, earlier(day, days), setting),
    anyRow: (code, day, setting) => table.anyRow(code, earlier(day, days), setting),
  }
  return late
}
