/** Tables cut to a first or a last day, so that an edit can be asked whether it keeps to the days of a row. */
import { memoryColumns, type Column } from '../../src/codesets/columns.ts'
import type { LoadedRelease } from '../../src/codesets/dated.ts'
import type { SmallRow, SmallTables } from '../../src/codesets/small/rows.ts'
import { addDays, compactDate, OPEN_END } from '../../src/model/dates.ts'

/** The rows of a table stand from this day on, or until it. */
export interface Cut {
  readonly side: 'first' | 'last'
  /** ISO. */
  readonly day: string
}

/** Columns with the first and the last day of a row. */
interface DayColumns {
  readonly first: readonly string[]
  readonly last: readonly string[]
}

const ranged: DayColumns = { first: ['from'], last: ['through'] }
const pairs: DayColumns = { first: ['termEffective'], last: ['termDeleted'] }
const periods: DayColumns = { first: ['added', 'effective'], last: ['terminated'] }

/** Where tables keep the days of their rows; one that is not here stands from release to release. */
const dayColumns: Readonly<Partial<Record<string, DayColumns>>> = {
  'ncci-ptp-practitioner': pairs,
  'ncci-ptp-outpatient': pairs,
  'ncci-aoc': { first: ['effective'], last: ['deleted'] },
  hcpcs: periods,
  'hcpcs-modifiers': periods,
  places: { first: ['effective'], last: ['ended'] },
  'mce-diagnoses': ranged,
  'mce-procedures': ranged,
  opps: ranged,
  drugs: ranged,
  telehealth: ranged,
  clia: ranged,
  'coverage-articles': ranged,
}

function cutRows(release: LoadedRelease, columns: DayColumns, { side, day }: Cut): LoadedRelease {
  const limit = compactDate(day)
  const within = (own: number): number =>
    side === 'first' ? Math.max(own, limit) : Math.min(own === 0 ? OPEN_END : own, limit)
  const cut = Object.entries(release.file.columns).map(([name, column]) => [
    name,
    columns[side].includes(name) ? Int32Array.from(column, within) : column,
  ])
  const moved = Object.fromEntries(cut) as Readonly<Record<string, Column>>
  return { ...release, file: { ...release.file, columns: moved } }
}

/** A release of the same table without a row. */
function emptied(release: LoadedRelease, from: number, through: number): LoadedRelease {
  const columns = Object.entries(release.file.columns).map(([name, column]): [string, Column] => {
    if (name === 'prose') return [name, column]
    const length = name === 'start' ? 1 : 0
    return [name, new (column.constructor as new (length: number) => Column)(length)]
  })
  const file = memoryColumns({ columns: Object.fromEntries(columns), lists: release.file.lists, texts: {} })
  return { ...release, id: 'without-rows', from, through, file }
}

const neighbour = (day: string, days: number): number => compactDate(addDays(day, days))

/** A release replaced by one without rows after the cut, or standing in the place of one before it. */
function cutWhole(release: LoadedRelease, { side, day }: Cut): LoadedRelease[] {
  const limit = compactDate(day)
  if (side === 'last') {
    if (limit < release.from) return [emptied(release, release.from, OPEN_END)]
    if (limit >= release.through) return [release]
    return [{ ...release, through: limit }, emptied(release, neighbour(day, 1), OPEN_END)]
  }
  if (limit > release.through) return [emptied(release, release.from, release.through)]
  if (limit <= release.from) return [release]
  return [emptied(release, release.from, neighbour(day, -1)), { ...release, from: limit }]
}

/** The releases with one table cut: row by row where its rows bear days, else release by release. */
export const cutRelease = (
  releases: readonly LoadedRelease[],
  table: string,
  cut: Cut,
): readonly LoadedRelease[] =>
  releases.flatMap((release) => {
    if (release.table !== table) return [release]
    const columns = dayColumns[table]
    return columns ? [cutRows(release, columns, cut)] : cutWhole(release, cut)
  })

/** Which days the rows of a small table bear. */
export const sidesOf = (rows: readonly SmallRow[]): readonly Cut['side'][] => [
  ...('effective_from' in (rows[0] ?? {}) ? (['first'] as const) : []),
  ...('effective_to' in (rows[0] ?? {}) ? (['last'] as const) : []),
]

/** The small tables with one of them cut. */
export function cutSmall(tables: SmallTables, table: string, { side, day }: Cut): SmallTables {
  const column = side === 'first' ? 'effective_from' : 'effective_to'
  const cut = (row: SmallRow): SmallRow => {
    const own = row[column] ?? ''
    const narrower = side === 'first' ? own > day : own !== '' && own < day
    return narrower ? row : { ...row, [column]: day }
  }
  return { get: (name) => (name === table ? tables.get(name).map(cut) : tables.get(name)) }
}

/** Days on which a row of the tables begins, and those after one ends, ISO; of days from 1985 on. */
export function turningDays(tables: readonly (readonly SmallRow[])[]): Set<string> {
  const days = new Set<string>()
  for (const rows of tables)
    for (const { effective_from: from = '', effective_to: through = '' } of rows) {
      if (from !== '') days.add(from)
      if (through !== '') days.add(addDays(through, 1))
    }
  return days
}
