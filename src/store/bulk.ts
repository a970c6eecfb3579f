/** Many rows at once: multi-row inserts with prepared statements in SQLite, `copy` in Postgres. */
import { COPY } from './postgres.ts'
import type { Queries, RunStore } from './open.ts'

/** A table that is filled in bulk: its columns in the order of the values of a row, without `run`, which is the first. */
export interface BulkTable {
  readonly table: string
  readonly columns: readonly string[]
}

/** Values of one row. */
export type BulkRow = readonly (string | number | null)[]

/** Rows of one statement in SQLite: few lengths, so that each is prepared once. */
const LENGTHS = [500, 50, 5, 1] as const

/** Rows made and sent at once: a bound of memory. */
const MOST_AT_ONCE = 10_000

/** Inserts rows of a run in their order. */
export const insertRows = (
  store: RunStore,
  queries: Queries,
  into: BulkTable,
  run: number,
  rows: readonly BulkRow[],
): Promise<void> => insertMade(store, queries, into, run, rows.length, (at) => rows[at]!)

/** Inserts so many rows of a run in their order, each made when its turn comes. */
export async function insertMade(
  store: RunStore,
  queries: Queries,
  into: BulkTable,
  run: number,
  count: number,
  rowAt: (at: number) => BulkRow,
): Promise<void> {
  if (count === 0) return
  if (store.kind === 'postgres') {
    const statement = `${COPY}${into.table} (run, ${into.columns.join(', ')}) from stdin`
    await queries.executeQuery(store.raw(statement, [copiedRows(run, count, rowAt)]))
    return
  }
  let at = 0
  for (const [index, length] of LENGTHS.entries())
    for (; count - at >= length; at += length) {
      const values: unknown[] = [run]
      for (let row = at; row < at + length; row++) for (const value of rowAt(row)) values.push(value)
      await queries.executeQuery(store.raw(statementsOf(into)[index]!, values))
    }
}

const made = new WeakMap<BulkTable, readonly string[]>()

/** The statements of a table, one a length: long texts, made once. */
function statementsOf(into: BulkTable): readonly string[] {
  const known = made.get(into)
  if (known) return known
  const { table, columns } = into
  // The first parameter serves every row.
  const tuple = `(?1, ${columns.map(() => '?').join(', ')})`
  const statements = LENGTHS.map(
    (length) =>
      `insert into ${table} (run, ${columns.join(', ')}) values ${Array<string>(length).fill(tuple).join(', ')}`,
  )
  made.set(into, statements)
  return statements
}

/** Rows in the text form of `copy`, some thousand at a time. */
function* copiedRows(run: number, count: number, rowAt: (at: number) => BulkRow): Generator<string> {
  for (let at = 0; at < count;) {
    let text = ''
    for (const end = Math.min(count, at + MOST_AT_ONCE); at < end; at++) {
      text += run
      for (const value of rowAt(at)) text += `\t${copied(value)}`
      text += '\n'
    }
    yield text
  }
}

const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' }
const SPECIAL = /[\\\n\r\t]/

/** A value in the text form of `copy`. */
const copied = (value: string | number | null): string | number =>
  value === null
    ? '\\N'
    : typeof value === 'number' || !SPECIAL.test(value)
      ? value
      : value.replace(/[\\\n\r\t]/g, (one) => escapes[one]!)
