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

/** What was left open so far, question by question: a claim walks from one step to the next. */
interface Step {
  readonly question: Open | undefined
  /** By detail, which mostly tells questions apart by itself. */
  readonly next: Map<string, Step[]>
  list: readonly Unchecked[] | undefined
}

interface Beginning {
  readonly step: Step
  steps: number
}

/**
 * Claims that leave the same questions open share one list, which reports render once. Walking takes a tenth of what a
 * key of all questions took (0.5 µs a claim).
 */
const beginnings = new WeakMap<Answerable, Beginning>()
const REMEMBERED_STEPS = 2000

const newStep = (question: Open | undefined): Step => ({ question, next: new Map(), list: undefined })

function beginningOf(answerable: Answerable): Beginning {
  let beginning = beginnings.get(answerable)
  if (beginning === undefined || beginning.steps >= REMEMBERED_STEPS)
    beginnings.set(answerable, (beginning = { step: newStep(undefined), steps: 0 }))
  return beginning
}

function stepTo({ edit, reason, table, detail }: Open, { next }: Step): Step | undefined {
  for (const step of next.get(detail) ?? NO_STEPS) {
    const question = step.question!
    if (question.edit === edit && question.reason === reason && question.table === table) return step
  }
  return undefined
}

const NO_STEPS: readonly Step[] = []

/** What a claim of this kind leaves unchecked in any case, and what edits and rules left open on this one. */
export function withOpen(answerable: Answerable, open: readonly Open[]): readonly Unchecked[] {
  const beginning = beginningOf(answerable)
  let step = beginning.step
  for (let at = 0; at < open.length; at++) {
    const question = open[at]!
    let next = stepTo(question, step)
    if (next === undefined) {
      next = newStep(question)
      const beside = step.next.get(question.detail)
      if (beside) beside.push(next)
      else step.next.set(question.detail, [next])
      beginning.steps++
    }
    step = next
  }
  return (step.list ??= [...answerable.unchecked, ...groupOpen(open)])
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
