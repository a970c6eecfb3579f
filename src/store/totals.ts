/** Sums over the findings of a run, by whatever they have in common. */
import { columnsOf } from './columns.ts'
import type { RunStore } from './open.ts'
import type { Kind } from './sharing.ts'
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
  const sums = new Map<string, Sum>()
  const sumOf = kinds.map((kind) => {
    const values = fields.map((field) => valueOf[field](kind))
    const key = JSON.stringify(values)
    const sum = sums.get(key) ?? { values, findings: 0, claims: 0, cents: 0, last: -1 }
    sums.set(key, sum)
    return sum
  })
  for await (const block of columnsOf(store.db, number)) {
    const { at, kind, cents } = block.findings()
    for (let index = 0; index < at.length; index++) {
      const sum = sumOf[kind[index]!]!
      const ordinal = block.first + at[index]!
      sum.findings += 1
      sum.cents += cents[index] ?? 0
      // Findings of a claim stand together.
      if (sum.last !== ordinal) sum.claims += 1
      sum.last = ordinal
    }
  }
  return [...sums.values()]
    .sort((one, other) => other.findings - one.findings)
    .map(({ values, findings, claims, cents }) => ({
      group: Object.fromEntries(fields.map((field, at) => [field, values[at]!])),
      findings,
      claims,
      cents,
    }))
}

/** A group that is being summed. */
interface Sum {
  readonly values: readonly (string | null)[]
  findings: number
  claims: number
  cents: number
  /** The claim counted last. */
  last: number
}
