/** Questions that edits leave open on a claim, put beside those that its kind leaves open. */
import type { Unchecked, UncheckedReason } from '../model/result.ts'
import type { Answerable } from './plan.ts'

/** One call of `report.unchecked`. */
export interface Open {
  readonly edit: string
  readonly reason: UncheckedReason
  readonly table: string
  readonly detail: string
}

/** One list for all claims that leave the same questions open: reports render what is shared once. */
const openLists = new WeakMap<Answerable, Map<string, readonly Unchecked[]>>()
const REMEMBERED_LISTS = 2000

/** The last answer: claims one after the other mostly leave the same questions open, and then no key is made. */
let lastOpen:
  | {
      readonly answerable: Answerable
      readonly open: readonly Open[]
      readonly list: readonly Unchecked[]
    }
  | undefined

function isAsLast(answerable: Answerable, open: readonly Open[]): boolean {
  if (lastOpen?.answerable !== answerable || lastOpen.open.length !== open.length) return false
  for (let at = 0; at < open.length; at++) {
    const [one, last] = [open[at]!, lastOpen.open[at]!]
    if (one.edit !== last.edit || one.detail !== last.detail) return false
    if (one.reason !== last.reason || one.table !== last.table) return false
  }
  return true
}

/** What a claim of this kind leaves unchecked in any case, and what edits and rules left open on this one. */
export function withOpen(answerable: Answerable, open: readonly Open[]): readonly Unchecked[] {
  if (isAsLast(answerable, open)) return lastOpen!.list
  let lists = openLists.get(answerable)
  if (!lists) openLists.set(answerable, (lists = new Map()))
  let key = ''
  for (const { edit, reason, table, detail } of open) key += `${edit} ${reason} ${table} ${detail}\n`
  let list = lists.get(key)
  if (!list) {
    list = [...answerable.unchecked, ...groupOpen(open)]
    if (lists.size >= REMEMBERED_LISTS) lists.clear()
    lists.set(key, list)
  }
  lastOpen = { answerable, open, list }
  return list
}

function groupOpen(open: readonly Open[]): Unchecked[] {
  const groups = new Map<string, Unchecked>()
  for (const { edit, reason, table, detail } of open) {
    const key = `${reason} ${table} ${detail}`
    const group = groups.get(key) ?? { edits: [], reason, ...(table === '' ? {} : { table }), detail }
    if (!group.edits.includes(edit)) group.edits.push(edit)
    groups.set(key, group)
  }
  return [...groups.values()]
}
