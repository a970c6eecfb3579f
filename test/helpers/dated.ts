/**
 * Holds an edit to its days. Every dated table that it reads is cut to end, and to begin, around the days of its cases:
 * some case must be answered as written while its row stands, and otherwise the day after its last and the day before its
 * first. Every day of the law on which a case turns is named, with what is said the day before and on the day itself.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { TableName } from '../../src/codesets/release.ts'
import type { Setting, Snapshot, TableKey } from '../../src/codesets/tables.ts'
import { addDays, OPEN_END } from '../../src/model/dates.ts'
import { cutRelease, cutSmall, sidesOf, turningDays, type Cut } from './periods.ts'
import {
  datesOf,
  movedTo,
  readCase,
  releasedName,
  saidBy,
  scrubberOf,
  small,
  snapshotOf,
  type Bench,
  type CaseSketch,
  type ReadCase,
} from './trial.ts'

/** A case that the law answers otherwise from a day on: `message`, or `message severity`, for each finding. */
export interface Turn {
  /** Name of the case. */
  readonly of: string
  /** What is moved to the day: the service (an inpatient's discharge), or the receipt. */
  readonly by?: 'received'
  /** What is said the day before. */
  readonly before: readonly string[]
  /** What is said on the day. */
  readonly from: readonly string[]
}

/** What a test says about the days that its edit rests on. */
export interface DatedCases {
  /** By day (ISO): the cases that turn on it when they are moved there. */
  readonly turns?: Readonly<Record<string, readonly Turn[]>>
  /** Dated tables (or one side of one: `places first`) that it reads for what has no days, and why. */
  readonly timeless?: Readonly<Record<string, string>>
  /** Cases that rest on rows of another day than their own (what a code was before it ended), and why, by name. */
  readonly apart?: Readonly<Record<string, string>>
  /** Why no day changes its answer; only for an edit without dated tables and turns. */
  readonly undated?: string
}

const source = (...path: readonly string[]): string =>
  readFileSync(join(import.meta.dirname, '..', '..', 'src', ...path), 'utf8')

/** Days that stand in the program itself: where the law's day is in no table. */
function daysInSource(edit: string): string[] {
  const text = source('edits', `${edit}.ts`) + source('model', 'stay.ts') + source('model', 'editor-ages.ts')
  return [...text.matchAll(/\b((?:19|20)\d\d)-?([01]\d)-?([0-3]\d)\b/g)].flatMap(([, year, month, day]) => {
    const iso = `${year}-${month}-${day}`
    return [iso, addDays(iso, 1)]
  })
}

/** Days on which a case may turn because of the calendar alone: an anniversary, a leap day, the end of a month. */
const CONTROLS = [2023, 2024, 2025, 2026].flatMap((year) =>
  ['01-11', '01-31', '03-01', '03-02', '04-02', '06-13', '06-30', '09-01', '11-30'].map(
    (day) => `${year}-${day}`,
  ),
)

/** Rows cut to end or to begin here stand on no day of any case. */
const [LONG_BEFORE, LONG_AFTER] = ['1950-01-01', '2190-01-01'] as const

const INPATIENT: Setting = { biller: 'outpatient', program: 'medicare' }

/** A case that rests on rows of a table. */
interface Resting {
  readonly name: string
  readonly exactly: boolean
}

/** Small tables that the edit reads for some case. */
function tablesRead(bench: Bench, cases: readonly ReadCase[]): string[] {
  const names = new Set<string>()
  const recording = {
    get(name: string) {
      names.add(name)
      return small.get(name)
    },
  }
  for (const read of cases)
    scrubberOf({ ...bench, beside: [] }, snapshotOf(bench.tables, recording), read).scrub(read.claim)
  names.delete('denial_codes')
  return [...names].sort()
}

/** Registers the tests of an edit's days. */
export function holdToDays(
  bench: Bench,
  sketches: Readonly<Record<string, CaseSketch>>,
  { turns = {}, timeless = {}, apart = {}, undated }: DatedCases,
): void {
  const { edit, tables } = bench
  const cases = Object.entries(sketches).map(([name, sketch]) => [name, readCase(sketch)] as const)
  const names = tablesRead(
    bench,
    cases.map(([, read]) => read),
  )
  const base = snapshotOf(tables)
  const known = new Map<string, Snapshot>()
  const once = (key: string, make: () => Snapshot): Snapshot => {
    const snapshot = known.get(key) ?? make()
    known.set(key, snapshot)
    return snapshot
  }
  const answer = (read: ReadCase, snapshot = base): string =>
    saidBy(edit, scrubberOf(bench, snapshot, read).scrub(read.claim)).join('; ')

  /**
   * Cases that rest on rows of a table: without the rows they are answered otherwise. `exactly` tells whether one is
   * answered as written while its rows stand on one of its own days, and not with rows that stop short of that day.
   */
  const resting = (side: Cut['side'], cut: (cut: Cut) => Snapshot): Resting[] =>
    cases.flatMap(([name, read]): Resting[] => {
      if (name in apart) return []
      const given = answer(read)
      const beyond = side === 'last' ? LONG_BEFORE : LONG_AFTER
      if (answer(read, cut({ side, day: beyond })) === given) return []
      const exactly = datesOf(read).some((day) => {
        const outside = addDays(day, side === 'last' ? -1 : 1)
        return (
          answer(read, cut({ side, day: outside })) !== given && answer(read, cut({ side, day })) === given
        )
      })
      return [{ name, exactly }]
    })

  // A table that only bounds the edit is asked for no row.
  const bounds = ((edit.within ?? []) as readonly TableKey[])
    .filter((key) => ![...edit.tables, ...(edit.also ?? [])].includes(key))
    .map((key) => releasedName(key, INPATIENT))
  const isRead = (table: TableName): boolean => !bounds.includes(table)

  const dated = [
    ...names.flatMap((name) =>
      sidesOf(small.get(name)).map((side) => ({
        table: name,
        side,
        cut: (cut: Cut) =>
          once(`${name} ${cut.side} ${cut.day}`, () => snapshotOf(tables, cutSmall(small, name, cut))),
      })),
    ),
    ...[...new Set(tables.map(({ table }) => table))].filter(isRead).flatMap((table) =>
      (['first', 'last'] as const).map((side) => ({
        table,
        side,
        cut: (cut: Cut) =>
          once(`${table} ${cut.side} ${cut.day}`, () => snapshotOf(cutRelease(tables, table, cut))),
      })),
    ),
  ]
  const isTimeless = ({ table, side }: (typeof dated)[number]): boolean =>
    table in timeless || `${table} ${side}` in timeless
  const held = dated.filter((one) => !isTimeless(one))

  if (held.length > 0)
    it.each(held)('keeps to the $side day of a row of $table, and the day beyond', ({ side, cut }) => {
      const all = resting(side, cut)
      expect(all.filter(({ exactly }) => !exactly).map(({ name }) => name)).toEqual([])
      expect(all.length, 'some case rests on it').toBeGreaterThan(0)
    })
  it.each(Object.entries(timeless))('reads %s for what has no days', (table, why) => {
    expect(why.length).toBeGreaterThan(30)
    const concerned = dated.filter((one) => one.table === table || `${one.table} ${one.side}` === table)
    expect(concerned.length, 'reads it').toBeGreaterThan(0)
    for (const { side, cut } of concerned) expect(resting(side, cut), `rests on its ${side} days`).toEqual([])
  })

  it.each(Object.entries(apart))('%s: rests on rows of another day', (name, why) => {
    expect(Object.keys(sketches)).toContain(name)
    expect(why.length).toBeGreaterThan(30)
  })
  it('has days that it rests on, or says why none', () => {
    const without = held.length === 0 && Object.keys(turns).length === 0
    expect(undated === undefined ? '' : undated, 'says why').toMatch(without ? /.{30}/ : /^$/)
  })

  const said = (read: ReadCase, day: string, by?: Turn['by']): string[] => {
    const moved = movedTo(read, day, bench.received, by)
    return saidBy(edit, scrubberOf(bench, base, moved).scrub(moved.claim))
  }
  const declared = Object.entries(turns).flatMap(([day, all]) => all.map((turn) => ({ day, ...turn })))
  it.each(declared)('turns on $day: $of', ({ day, of, by, before, from }) => {
    const read = cases.find(([name]) => name === of)?.[1]
    expect(read, 'is a case').toBeDefined()
    const terse = (findings: readonly string[], wanted: readonly string[]): string[] =>
      findings.map((finding, at) =>
        finding
          .split(' ')
          .slice(0, wanted[at]?.includes(' ') ? 2 : 1)
          .join(' '),
      )
    const [eve, morning] = [said(read!, addDays(day, -1), by), said(read!, day, by)]
    expect(terse(eve, before), 'the day before').toEqual(before)
    expect(terse(morning, from), 'on the day').toEqual(from)
    expect(eve).not.toEqual(morning)
  })

  it('turns on no day that is not named', () => {
    const named = new Set([...Object.keys(turns), ...daysOfReleases(bench)])
    const days = [...turningDays(names.map((name) => small.get(name))), ...daysInSource(edit.id)].filter(
      (day) => !named.has(day) && day >= '1985-01-01',
    )
    for (const [name, read] of cases) {
      // Without other claims one scrubber serves for all days.
      const scrubber = read.history ? undefined : scrubberOf(bench, base, read)
      const on = (day: string): string => {
        const moved = movedTo(read, day, bench.received)
        return saidBy(edit, (scrubber ?? scrubberOf(bench, base, moved)).scrub(moved.claim)).join('; ')
      }
      const turning = (day: string): boolean => on(addDays(day, -1)) !== on(day)
      const found = [...new Set(days)].filter(turning)
      if (found.length > 0 && CONTROLS.some(turning)) continue
      expect(found, name).toEqual([])
    }
  })
}

/** Days that the releases in memory bring in: those are held table by table. */
function daysOfReleases({ tables }: Bench): string[] {
  const days = new Set<number>()
  for (const { from, through, file } of tables) {
    days.add(from).add(through)
    for (const column of Object.values(file.columns))
      if (column instanceof Int32Array) column.forEach((value) => days.add(value))
  }
  return [...days]
    .filter((day) => day > 19000000 && day < OPEN_END)
    .map(String)
    .map((day) => `${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6, 8)}`)
    .filter((day) => !Number.isNaN(Date.parse(day)))
    .flatMap((day) => [day, addDays(day, 1)])
}
