/** Many rows at once: multi-row inserts with prepared statements in SQLite, `copy` in Postgres. */
import { COPY } from './postgres.ts'
import type { Queries, RunStore } from './open.ts'
import type { StoreTables } from './schema.ts'

/** A table that is filled in bulk: its columns in the order of the values of a row. */
export interface BulkTable {
  readonly table: keyof StoreTables
  readonly columns: readonly string[]
}

/** Values of one row. */
export type BulkRow = readonly (string | number | null)[]

/** Rows of one statement in SQLite: few lengths, so that each is prepared once. */
const LENGTHS = [256, 32, 4, 1] as const

/** Inserts rows in their order. */
export async function insertRows(
  store: RunStore,
  queries: Queries,
  { table, columns }: BulkTable,
  rows: readonly BulkRow[],
): Promise<void> {
  if (rows.length === 0) return
  if (store.kind === 'postgres') {
    let text = ''
    for (const row of rows) text += `${row.map(copied).join('\t')}\n`
    await queries.executeQuery(store.raw(`${COPY}${table} (${columns.join(', ')}) from stdin`, [text]))
    return
  }
  const into = `insert into ${table} (${columns.join(', ')})`
  const tuple = `(${columns.map(() => '?').join(', ')})`
  let at = 0
  for (const length of LENGTHS)
    for (; rows.length - at >= length; at += length) {
      const values: unknown[] = []
      for (let row = at; row < at + length; row++) for (const value of rows[row]!) values.push(value)
      await queries.executeQuery(store.raw(`${into} values ${Array(length).fill(tuple).join(', ')}`, values))
    }
}

const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' }

/** A value in the text form of `copy`. */
const copied = (value: string | number | null): string | number =>
  value === null
    ? '\\N'
    : typeof value === 'number'
      ? value
      : value.replace(/[\\\n\r\t]/g, (one) => escapes[one]!)
