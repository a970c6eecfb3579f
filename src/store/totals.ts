/** Sums over the findings of a run, by whatever they have in common. */
import { inTransaction, type RunStore } from './open.ts'
import type { Kind } from './pack.ts'
import { SORT_IN_MEMORY } from './postgres.ts'
import { rowOf, sharedOf } from './runs.ts'

/** What findings are counted by. */
export const totalsBy = ['edit', 'message', 'severity', 'carc', 'table', 'release', 'payer'] as const
export type TotalsBy = (typeof totalsBy)[number]

/** One group of findings. */
export interface Total {
  /** The value of each field asked for, in their order; null where a finding has none. */
  readonly group: Readonly<Partial<Record<TotalsBy, string | null>>>
  readonly findings: number
  /** Claims that have at least one of them. */
  readonly claims: number
  /** Billed cents of root causes, each with what it caused; a line that two causes lose counts in both. */
  readonly cents: number
}

const valueOf: Readonly<Record<TotalsBy, (kind: Kind) => string | null>> = {
  edit: ({ edit }) => edit,
  message: ({ message }) => message,
  severity: ({ severity }) => severity,
  carc: ({ carc }) => carc,
  table: ({ source }) => source.table ?? null,
  release: ({ source }) => source.release ?? null,
  payer: ({ payer }) => payer,
}

/** Findings, claims and cents of a run by the fields asked for, most findings first. Throws E_RUN. */
export async function totalsOf(store: RunStore, id: string, by: readonly TotalsBy[]): Promise<Total[]> {
  const { number } = await rowOf(store.db, id)
  const { kinds } = await sharedOf(store.db, number)
  const fields = totalsBy.filter((field) => by.includes(field))
  // Kinds are few: which of them are one group is found here, and the database compares numbers.
  const groups = new Map<string, number>()
  const values: (string | null)[][] = []
  const groupOf = kinds.map((kind) => {
    const value = fields.map((field) => valueOf[field](kind))
    const key = JSON.stringify(value)
    const known = groups.get(key)
    if (known !== undefined) return known
    groups.set(key, values.length)
    return values.push(value) - 1
  })
  const rows = await sums(store, number, groupOf)
  return rows
    .map(({ grp, findings, claims, cents }) => ({
      group: Object.fromEntries(fields.map((field, at) => [field, values[Number(grp)]![at]!])),
      findings: Number(findings),
      claims: Number(claims),
      cents: Number(cents),
      grp: Number(grp),
    }))
    .sort((one, other) => other.findings - one.findings || one.grp - other.grp)
    .map(({ group, findings, claims, cents }) => ({ group, findings, claims, cents }))
}

interface Sum {
  readonly grp: number
  readonly findings: number
  readonly claims: number
  readonly cents: number
}

async function sums(store: RunStore, run: number, groupOf: readonly number[]): Promise<Sum[]> {
  const { sql } = store
  return inTransaction(store, async (trx) => {
    if (store.kind === 'sqlite') {
      const { rows } = await sql<Sum>`
        with m as materialized (select cast(key as integer) as kind, cast(value as integer) as grp from json_each(${JSON.stringify(groupOf)}))
        select m.grp, count(*) as findings, count(distinct f.ordinal) as claims,
          coalesce(sum(f.item_cents), 0) as cents
        from findings f cross join m on m.kind = f.kind where f.run = ${run} group by m.grp`.execute(trx)
      return rows
    }
    await trx.executeQuery(store.raw(SORT_IN_MEMORY, []))
    // Findings of one claim first, then claims: Postgres would sort every group to count distinct claims.
    const { rows } = await sql<Sum>`
      with m as materialized (
        select place - 1 as kind, grp from unnest(${[...groupOf]}::integer[]) with ordinality as n (grp, place))
      select grp, sum(findings) as findings, count(*) as claims, coalesce(sum(cents), 0) as cents
      from (
        select m.grp, f.ordinal, count(*) as findings, sum(f.item_cents) as cents
        from findings f join m on m.kind = f.kind where f.run = ${run} group by m.grp, f.ordinal
      ) as of_claim
      group by grp`.execute(trx)
    return rows
  })
}
