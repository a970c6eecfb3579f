/** What people do with the work list beyond one change: overriding, and what became of what every edit said. */
import { recordedBlocks } from '../audit/recorded.ts'
import { edits } from '../edits/index.ts'
import { ScrubError } from '../model/errors.ts'
import { addDays, isIsoDate } from '../model/dates.ts'
import type { RemittedClaim } from '../model/remittance.ts'
import { scrubbedOf, type ScrubbedClaim } from '../risk/match-facts.ts'
import { addOverrideWithin, type Override } from '../store/kept.ts'
import { inTransaction, type RunStore } from '../store/open.ts'
import { changeItemWithin, type ItemState, type Resolution } from '../store/work-items.ts'
import { outcomesOf } from './remittances.ts'
import { keptDecisions } from './remittance-import.ts'

/** An item as its id names it: digest of claim and billing provider, then edit, message and place. */
export interface ItemName {
  readonly edit: string
  readonly message: string
}

const builtIn = new Set(edits.map(({ id }) => id))

/** Edit and message of an item. A payer rule's id has its folder before it. */
export function nameOfItem(item: string): ItemName {
  const [, first = '', second = '', third = ''] = item.split('/')
  return builtIn.has(first)
    ? { edit: first, message: second }
    : { edit: `${first}/${second}`, message: third }
}

/** What an override of an item says. */
export interface ItemOverride {
  readonly item: string
  /** The version that the person saw. */
  readonly version: number
  /** Free text, kept encrypted. */
  readonly reason: string
  /** Last day on which it holds, `YYYY-MM-DD`; then the item stands open again. */
  readonly until: string
  readonly by: string
  readonly today: string
}

/**
 * Resolves an item as overridden, with the override that says why and until when: both or neither. Throws E_CONFLICT
 * where another has changed the item since, E_OPTION without a reason or for a day that is past.
 */
export async function overrideItem(
  store: RunStore,
  { item, version, reason, until, by, today }: ItemOverride,
): Promise<{ state: ItemState; override: Override }> {
  if (!isIsoDate(until))
    throw new ScrubError('E_OPTION', 'until', 'An override needs a last day, YYYY-MM-DD.')
  return inTransaction(store, async (trx) => {
    const change = { do: 'resolve', reason: 'overridden', until: addDays(until, 1) } as const
    const state = await changeItemWithin(store, trx, item, version, change, by)
    const { claim } = await trx
      .selectFrom('work_items')
      .select('claim')
      .where('item', '=', item)
      .executeTakeFirstOrThrow()
    const scope = { ...nameOfItem(item), claim }
    const override = await addOverrideWithin(store, trx, { ...scope, until, reason }, by, today)
    return { state, override }
  })
}

/** What became of what one edit said, over the newest result of every claim. */
export interface EditEffect {
  readonly edit: string
  /** Findings in verdicts, and claims that have them. */
  readonly findings: number
  readonly claims: number
  /** Items of the work list that were resolved, by reason. */
  readonly resolved: Readonly<Record<Resolution, number>>
  /** Claims with a finding above a note on which the payer has decided, and those of them denied in whole or in part. */
  readonly decided: number
  readonly denied: number
  /** Of those denied: with the reason that the finding names. */
  readonly asNamed: number
}

type Counts = { -readonly [K in keyof EditEffect]: EditEffect[K] }

const empty = (edit: string): Counts => ({
  edit,
  findings: 0,
  claims: 0,
  resolved: { fixed: 0, overridden: 0, 'not-an-error': 0, 'sent-as-is': 0 },
  decided: 0,
  denied: 0,
  asNamed: 0,
})

/**
 * The effect of every edit: how often it spoke, what people made of it, and what payers decided. Later denials are known
 * of claims that are kept, where remittances are. Most findings first.
 */
export async function effectOfEdits(store: RunStore): Promise<EditEffect[]> {
  const effects = new Map<string, Counts>()
  const of = (edit: string): Counts => {
    const known = effects.get(edit) ?? empty(edit)
    effects.set(edit, known)
    return known
  }
  const claims: ScrubbedClaim[] = []
  const said: Map<string, Set<string>>[] = []
  for (const { id, ordinals } of await newestByRun(store))
    for await (const block of recordedBlocks(store, id)) {
      if (!block.results.some(({ ordinal }) => ordinals.has(ordinal))) continue
      const kept = await block.claims()
      for (const [at, { ordinal, result }] of block.results.entries()) {
        if (!ordinals.has(ordinal) || result.claim === null) continue
        const carcs = new Map<string, Set<string>>()
        for (const { edit, severity, carc } of result.findings) {
          of(edit).findings += 1
          if (severity === 'note') continue
          const known = carcs.get(edit) ?? new Set<string>()
          carcs.set(edit, carc === null ? known : known.add(carc))
        }
        for (const edit of new Set(result.findings.map((finding) => finding.edit))) of(edit).claims += 1
        const claim = kept?.[at]
        if (claim === undefined) continue
        claims.push(scrubbedOf(claim))
        said.push(carcs)
      }
    }
  const decisions: RemittedClaim[] = []
  for await (const batch of keptDecisions(store)) for (const decision of batch) decisions.push(decision)
  if (decisions.length > 0)
    for (const [at, { status, denied, carcs }] of outcomesOf(claims, decisions).outcomes) {
      if (status === 'open') continue
      for (const [edit, named] of said[at]!) {
        const effect = of(edit)
        effect.decided += 1
        if (!denied) continue
        effect.denied += 1
        if (carcs.some((carc) => named.has(carc))) effect.asNamed += 1
      }
    }
  for (const { item, reason } of await store.db
    .selectFrom('work_items')
    .select(['item', 'reason'])
    .where('state', '=', 'resolved')
    .execute()) {
    const effect = of(nameOfItem(item).edit)
    const key = reason as Resolution
    effect.resolved = { ...effect.resolved, [key]: effect.resolved[key] + 1 }
  }
  return [...effects.values()].sort((a, b) => b.findings - a.findings || (a.edit < b.edit ? -1 : 1))
}

/** Places of the newest results, by run. */
async function newestByRun(store: RunStore): Promise<{ id: string; ordinals: Set<number> }[]> {
  const rows = await store.db
    .selectFrom('newest')
    .innerJoin('runs', 'runs.number', 'newest.run')
    .select(['runs.id', 'newest.ordinal'])
    .orderBy('newest.run')
    .execute()
  const runs = new Map<string, Set<number>>()
  for (const { id, ordinal } of rows) {
    const known = runs.get(id)
    if (known) known.add(ordinal)
    else runs.set(id, new Set([ordinal]))
  }
  return [...runs].map(([id, ordinals]) => ({ id, ordinals }))
}
