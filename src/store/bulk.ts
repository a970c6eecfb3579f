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

/** Inserts rows of a run in their order. */
export async function insertRows(
  store: RunStore,
  queries: Queries,
  into: BulkTable,
  run: number,
  rows: readonly BulkRow[],
): Promise<void> {
  if (rows.length === 0) return
  if (store.kind === 'postgres') {
    let text = ''
    for (const row of rows) {
      text += run
      for (const value of row) text += `\t${copied(value)}`
      text += '\n'
    }
    await queries.executeQuery(
      store.raw(`${COPY}${into.table} (run, ${into.columns.join(', ')}) from stdin`, [text]),
    )
    return
  }
  let at = 0
  for (const [index, length] of LENGTHS.entries())
    for (; rows.length - at >= length; at += length) {
      const values: unknown[] = [run]
      for (let row = at; row < at + length; row++) for (const value of rows[row]!) values.push(value)
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

const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' }
const SPECIAL = /[\\\n\r\t]/

/** A value in the text form of `copy`. */
const copied = (value: string | number | null): string | number =>
  value === null
    ? '\\N'
    : typeof value === 'number' || !SPECIAL.test(value)
      ? value
      : value.replace(/[\\\n\r\t]/g, (one) => escapes[one]!)
