/**
 * A block's results and findings as columns: all that is asked of many results without opening them. Three lines of
 * JSON, deflated: findings, results, places of root causes. Nothing about a person.
 */
import { promisify } from 'node:util'
import { inflateRaw } from 'node:zlib'
import { ScrubError } from '../model/errors.ts'
import type { Finding, Verdict } from '../model/result.ts'
import type { Queries } from './open.ts'

/** All findings of a block, in order; the lists are as long as each other. */
export interface FindingColumns {
  /** Place of the finding's result in the block. */
  readonly at: number[]
  readonly kind: number[]
  /** Of a root cause: cents of all that it caused, no line twice; null for others and for notes. */
  readonly cents: (number | null)[]
}

/** All results of a block, in order. */
export interface ResultColumns {
  /** The claim's id; null where no claim could be read, and then all else but the verdict says nothing. */
  readonly claim: (string | null)[]
  /** Digest of claim id and billing provider: the same claim in another run has the same. */
  readonly key: (string | null)[]
  /** Keyed digest of the claim, where it is not kept itself. */
  readonly digest: (string | null)[]
  readonly verdict: Verdict[]
  readonly payer: (string | null)[]
  /** First day of service. */
  readonly day: (string | null)[]
  readonly chargeCents: number[]
  /** Billed cents that the payer is expected to reject or deny, no line counted twice. */
  readonly atRiskCents: number[]
  /** Expected loss, where the risk was scored. */
  readonly expectedCents: (number | null)[]
}

/** Columns that are being filled. */
export interface Columns {
  readonly findings: FindingColumns
  readonly results: ResultColumns
  /** Of each root cause the finding's id without the claim's. */
  readonly places: string[]
}

/** Columns of no result yet. */
export const createColumns = (): Columns => ({
  findings: { at: [], kind: [], cents: [] },
  results: {
    claim: [],
    key: [],
    digest: [],
    verdict: [],
    payer: [],
    day: [],
    chargeCents: [],
    atRiskCents: [],
    expectedCents: [],
  },
  places: [],
})

/** Adds the findings, of these kinds, of the claim at a place of its block. */
export function addFindings(
  { findings, places }: Columns,
  at: number,
  claim: string,
  list: readonly Finding[],
  kinds: readonly number[],
): void {
  const causes = rootsOf(list)
  for (let seq = 0; seq < list.length; seq++) {
    const finding = list[seq]!
    let cents: number | null = null
    if (finding.severity !== 'note' && (causes === undefined || causes[seq] === seq)) {
      cents = finding.atRiskCents
      const group = causes && list.filter((other, to) => causes[to] === seq && other.severity !== 'note')
      if (group && group.length > 1) cents = lostCents(group)
      places.push(finding.id.slice(claim.length + 1))
    }
    findings.at.push(at)
    findings.kind.push(kinds[seq]!)
    findings.cents.push(cents)
  }
}

/** Cents that findings put at risk, no line counted twice. */
export function lostCents(findings: readonly Finding[]): number {
  if (findings.length === 0) return 0
  let whole = 0
  for (const { scope, atRiskCents } of findings) if (scope === 'claim') whole = Math.max(whole, atRiskCents)
  if (whole > 0) return whole
  const counted = new Set<number>()
  let sum = 0
  // What loses all units of a code names the other lines too: it is counted first, and they are not counted again.
  for (const first of [true, false])
    for (const { scope, line, relatedLines, atRiskCents } of findings) {
      if ((scope === 'units') !== first || line === null || counted.has(line)) continue
      sum += atRiskCents
      counted.add(line)
      if (first) for (const other of relatedLines) counted.add(other)
    }
  return sum
}

/** For each finding the position of its root cause, its own where nothing caused it; undefined where none caused any. */
function rootsOf(findings: readonly Finding[]): number[] | undefined {
  if (findings.every(({ causedBy }) => causedBy === null)) return undefined
  const roots = findings.map((_, at) => at)
  const places = new Map(findings.map(({ id }, at) => [id, at]))
  return roots.map((start) => {
    let at = start
    // A chain is no longer than the list; one that comes back to itself ends where it began.
    for (let step = 0; step < findings.length; step++) {
      const cause = findings[at]!.causedBy
      const next = cause === null ? undefined : places.get(cause)
      if (next === undefined) return at
      at = next
    }
    return start
  })
}

/** The text of columns. */
export const columnsText = ({ findings, results, places }: Columns): string =>
  `${JSON.stringify(findings)}\n${JSON.stringify(results)}\n${JSON.stringify(places)}`

/** The columns of one block, each line read when it is asked for. Throws E_RUN_STORE for what is damaged. */
export interface BlockColumns {
  readonly block: number
  /** Place of its first result in the run. */
  readonly first: number
  findings(): FindingColumns
  results(): ResultColumns
  places(): string[]
}

/** A root cause: an item of the work list. */
export interface Root {
  /** Place of its result in the block. */
  readonly at: number
  /** Position among the findings of its result. */
  readonly seq: number
  readonly kind: number
  readonly cents: number
}

/** The root causes of a block, in their order; it is that of their places. */
export function rootsIn({ at, kind, cents }: FindingColumns): Root[] {
  const roots: Root[] = []
  let seq = 0
  for (let index = 0; index < at.length; index++) {
    const place = at[index]!
    seq = index > 0 && at[index - 1] === place ? seq + 1 : 0
    const lost = cents[index]!
    if (lost !== null) roots.push({ at: place, seq, kind: kind[index]!, cents: lost })
  }
  return roots
}

/** Blocks fetched at once. */
const PAGE = 32

/** Columns of a run's blocks, in order. Throws E_RUN_STORE for what is damaged. */
export async function* columnsOf(queries: Queries, run: number): AsyncGenerator<BlockColumns> {
  for (let next = 0; ; next += PAGE) {
    const rows = await queries
      .selectFrom('blocks')
      .select(['block', 'first', 'columns'])
      .where('run', '=', run)
      .where('block', '>=', next)
      .where('block', '<', next + PAGE)
      .orderBy('block')
      .execute()
    if (rows.length === 0) return
    for (const { block, first, columns } of rows) yield await openColumns(block, first, columns)
  }
}

/** Columns of those blocks of a run that hold some of its results, in order. */
export async function* columnsWith(
  queries: Queries,
  run: number,
  ordinals: ReadonlySet<number>,
): AsyncGenerator<BlockColumns> {
  for await (const block of blocksWith(queries, run, ordinals)) {
    const { first, columns } = await queries
      .selectFrom('blocks')
      .select(['first', 'columns'])
      .where('run', '=', run)
      .where('block', '=', block)
      .executeTakeFirstOrThrow()
    yield await openColumns(block, first, columns)
  }
}

/** Numbers of the blocks of a run that hold some of its results, in order. */
export async function* blocksWith(
  queries: Queries,
  run: number,
  ordinals: ReadonlySet<number>,
): AsyncGenerator<number> {
  let beyond = 0
  for (const ordinal of [...ordinals].sort((one, other) => one - other)) {
    if (ordinal < beyond) continue
    const found = await queries
      .selectFrom('blocks')
      .select(['block', 'first', 'claims'])
      .where('run', '=', run)
      .where('first', '<=', ordinal)
      .orderBy('first', 'desc')
      .limit(1)
      .executeTakeFirst()
    if (!found) continue
    beyond = found.first + found.claims
    if (ordinal < beyond) yield found.block
  }
}

/** A block has at most a thousand results; more bytes than this are no block. */
const MOST_BYTES = 512 * 1024 * 1024

const inflate = promisify(inflateRaw) as (
  bytes: Uint8Array,
  options: { readonly maxOutputLength: number },
) => Promise<Buffer>

/** What is kept deflated, as text. Throws E_RUN_STORE, with the place, for what is damaged. */
export const inflated = (bytes: Uint8Array, place: string): Promise<string> =>
  inflate(bytes, { maxOutputLength: MOST_BYTES }).then(
    (plain) => plain.toString('utf8'),
    () => {
      throw damaged(place)
    },
  )

/** What is said of bytes that nobody can have written. */
export const damaged = (place: string): ScrubError =>
  new ScrubError('E_RUN_STORE', place, 'What is kept there cannot be read: it was changed or damaged.')

/** Opens the columns of a block. */
export async function openColumns(block: number, first: number, bytes: Uint8Array): Promise<BlockColumns> {
  const place = `block ${block}`
  const lines = (await inflated(bytes, place)).split('\n')
  const parsed = (line: number): unknown => {
    try {
      return JSON.parse(lines[line]!)
    } catch {
      throw damaged(place)
    }
  }
  return {
    block,
    first,
    findings: () => parsed(0) as FindingColumns,
    results: () => parsed(1) as ResultColumns,
    places: () => parsed(2) as string[],
  }
}
