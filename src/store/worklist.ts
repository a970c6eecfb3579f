/** The work list: root causes of the newest result of each claim, with what people did with them. */
import { ScrubError } from '../model/errors.ts'
import type { Finding } from '../model/result.ts'
import type { RunStore } from './open.ts'
import { dayText } from './publish.ts'
import { keysAt, resultsAt } from './read.ts'
import { UNTOUCHED, type ItemState } from './work-items.ts'

/** What is asked of the work list. */
export interface WorklistQuery {
  /** Items snoozed beyond this day are not shown, `YYYY-MM-DD`. */
  readonly today: string
  readonly edit?: string
  readonly severity?: Finding['severity']
  readonly payer?: string
  /** Those assigned to this person alone. */
  readonly assignee?: string
  /** Default `open`: neither resolved nor snoozed. */
  readonly state?: 'open' | 'snoozed' | 'resolved'
  /** `dollars` and `risk` (expected loss): most first; `age`: earliest service first. Default dollars. */
  readonly order?: 'dollars' | 'risk' | 'age'
  /** At most 500; default 50. */
  readonly limit?: number
  /** `next` of the page before, of the same query. */
  readonly after?: string
}

/** One item: a root cause in one claim. */
export interface WorkItem extends ItemState {
  /** Stands for the claim and the place: the same in later runs. */
  readonly id: string
  readonly run: string
  readonly ordinal: number
  readonly payer: string | null
  /** Billed cents of all that it caused, no line twice. */
  readonly cents: number
  readonly expectedLossCents: number | null
  /** First day of service; '' where it is not known. */
  readonly day: string
  readonly finding: Finding
  /** Findings that its correction would clear too. */
  readonly causes: number
}

/** A page of the work list. */
export interface WorklistPage {
  readonly items: readonly WorkItem[]
  /** For the next page; null at the end. */
  readonly next: string | null
}

const MOST_ITEMS = 500

interface Row {
  readonly run: number
  readonly id: string
  readonly ordinal: number
  readonly seq: number
  readonly cents: number
  readonly expected: number | null
  readonly day: number
  readonly payer: string | null
  readonly version: number | null
  readonly state: string | null
  readonly assignee: string | null
  readonly snoozed: string | null
  readonly reason: string | null
  readonly notes: number | null
}

/** One page. Throws E_OPTION for a mark that is none. */
export async function worklist(store: RunStore, query: WorklistQuery): Promise<WorklistPage> {
  const { sql } = store
  const limit = Math.min(Math.max(1, query.limit ?? 50), MOST_ITEMS)
  const state = query.state ?? 'open'
  const order = query.order ?? 'dollars'
  const [first, ascending] = {
    dollars: [sql`l.cents`, false] as const,
    risk: [sql`coalesce(l.expected_cents, -1)`, false] as const,
    age: [sql`l.day`, true] as const,
  }[order]
  const ofList = [sql`1 = 1`]
  const tests = [sql`1 = 1`]
  const { edit, severity, payer } = query
  const ofKind = [
    ...(edit === undefined ? [] : [sql`edit = ${edit}`]),
    ...(severity === undefined ? [] : [sql`severity = ${severity}`]),
    ...(payer === undefined ? [] : [sql`payer = ${payer}`]),
  ]
  if (ofKind.length > 0)
    ofList.push(sql`(l.run, l.kind) in (select run, kind from kinds where ${sql.join(ofKind, sql` and `)})`)
  if (query.assignee !== undefined) tests.push(sql`w.assignee = ${query.assignee}`)
  // An override that has ended stands open again.
  const ended = sql`w.state = 'resolved' and w.snoozed_until <= ${query.today}`
  if (state === 'resolved')
    tests.push(sql`w.state = 'resolved' and (w.snoozed_until is null or w.snoozed_until > ${query.today})`)
  else if (state === 'snoozed') tests.push(sql`w.state = 'open' and w.snoozed_until > ${query.today}`)
  else
    tests.push(
      sql`((coalesce(w.state, 'open') = 'open' and (w.snoozed_until is null or w.snoozed_until <= ${query.today})) or (${ended}))`,
    )
  if (query.after !== undefined) {
    const [value, run, ordinal, seq] = markOf(query.after)
    const beyond = sql.raw(ascending ? '>' : '<')
    ofList.push(sql`(${first}, l.run, l.ordinal, l.seq) ${beyond} (${value}, ${run}, ${ordinal}, ${seq})`)
  }
  const direction = sql.raw(ascending ? '' : 'desc')
  const sorted = sql`order by ${first} ${direction}, l.run ${direction}, l.ordinal ${direction}, l.seq ${direction}`
  const filtered = sql.join(ofList, sql` and `)
  // Few items are touched: what is asked of those begins with them. Everything else begins with the list, of which no
  // more is taken than is left when every item that is done with stood at its top.
  let from = sql`work_items w
      join listed l on l.cents = w.cents and l.run = w.run and l.ordinal = w.ordinal and l.seq = w.seq`
  if (query.assignee === undefined && state === 'open') {
    const hidden = await store.db
      .selectFrom('work_items')
      .select((of) => of.fn.countAll<number>().as('items'))
      .where((of) => of.or([of('state', '<>', 'open'), of('snoozed_until', '>', query.today)]))
      .executeTakeFirstOrThrow()
    const most = limit + 1 + Number(hidden.items)
    from = sql`(select * from listed l where ${filtered} ${sorted} limit ${most}) l
      left join work_items w on w.run = l.run and w.ordinal = l.ordinal and w.seq = l.seq`
  } else tests.push(...ofList)
  const { rows } = await sql<Row>`
    select l.run, u.id, l.ordinal, l.seq, l.cents, l.expected_cents as expected, l.day, k.payer, w.version,
      w.state, w.assignee, w.snoozed_until as snoozed, w.reason, w.notes
    from ${from} join runs u on u.number = l.run join kinds k on k.run = l.run and k.kind = l.kind
    where ${sql.join(tests, sql` and `)}
    ${sorted} limit ${limit + 1}`.execute(store.db)
  const page = rows.slice(0, limit)
  const last = rows.length > limit ? page.at(-1) : undefined
  return { items: await itemsOf(store, page), next: last ? nextMark(last, order) : null }
}

type Order = NonNullable<WorklistQuery['order']>

const nextMark = ({ cents, expected, day, run, ordinal, seq }: Row, order: Order): string =>
  JSON.stringify([{ dollars: cents, risk: expected ?? -1, age: day }[order], run, ordinal, seq])

function markOf(text: string): readonly [number, number, number, number] {
  try {
    const mark = JSON.parse(text) as unknown
    if (Array.isArray(mark) && mark.length === 4 && mark.every(Number.isSafeInteger))
      return mark as unknown as [number, number, number, number]
  } catch {
    // Said below.
  }
  throw new ScrubError('E_OPTION', 'after', 'It is no mark that this list gave.')
}

async function itemsOf(store: RunStore, rows: readonly Row[]): Promise<WorkItem[]> {
  const results = await resultsAt(store, rows)
  const keys = await keysAt(store, rows)
  return rows.flatMap((row, at) => {
    const result = results[at]
    if (!result || result.claim === null) return []
    const finding = result.findings[row.seq]!
    const state: ItemState =
      row.version === null
        ? UNTOUCHED
        : {
            version: row.version,
            state: row.state as ItemState['state'],
            assignee: row.assignee,
            snoozedUntil: row.snoozed,
            reason: row.reason as ItemState['reason'],
            notes: row.notes!,
          }
    return [
      {
        id: `${keys[at]!}/${finding.id.slice(result.claim.length + 1)}`,
        run: row.id,
        ordinal: row.ordinal,
        payer: row.payer,
        cents: row.cents,
        expectedLossCents: row.expected,
        day: dayText(row.day),
        finding,
        causes: result.findings.filter(({ causedBy }) => causedBy === finding.id).length,
        ...state,
      },
    ]
  })
}
