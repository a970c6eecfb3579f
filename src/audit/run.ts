/** Records a run: begun or taken up again under its key, filled block by block, finished. */
import { setImmediate as turn } from 'node:timers/promises'
import { ScrubError } from '../model/errors.ts'
import { appendResults, finishRun, type Recorded } from '../store/append.ts'
import type { RunStore } from '../store/open.ts'
import {
  beginRun,
  resumeRun,
  runOfKey,
  type OpenRun,
  type Run,
  type RunCounts,
  type RunInput,
  type RunPlan,
  type RunTerms,
} from '../store/runs.ts'

/** Results of one block. It is also what a kill costs at most, and it must not depend on how the input comes in. */
const BLOCK = 500

/** Takes results in the order of the input. */
export interface Recorder {
  readonly id: string
  /** Results that the store has, from an earlier attempt: the caller passes over as many. */
  readonly done: number
  /** The caller's mark of the last result that the store has; null at the start. */
  readonly position: unknown
  /** Adds a result; `position` is the caller's mark after it. Throws E_CONFLICT when another records the same run. */
  add(entry: Recorded, position: unknown): Promise<void>
  /** `inputs` as they were read: those of a stream are known at its end alone. */
  finish(inputs: readonly RunInput[]): Promise<RunCounts>
}

/** A run of a key that is to be recorded, or that is there already. */
export type Opened =
  | { readonly state: 'finished'; readonly run: Run }
  | { readonly state: 'recording'; readonly recorder: Recorder }

/** What of a run's terms must be the same for taking it up again, in the words of the command line. */
const terms: readonly (readonly [keyof RunTerms, string])[] = [
  ['inputs', 'the input'],
  ['codesets', 'the code sets'],
  ['rules', 'the payer rules'],
  ['engine', 'the version of the program'],
  ['options', 'the options'],
]

/**
 * Begins a run, or takes up the one of the same key where it stopped. Throws E_CONFLICT when that one has other input,
 * code sets, rules, options or program: its results would be of two kinds.
 */
export async function openRecorder(store: RunStore, plan: RunPlan): Promise<Opened> {
  const before = plan.key === undefined ? undefined : await runOfKey(store, plan.key)
  if (!before) return { state: 'recording', recorder: recorder(store, await beginRun(store, plan), plan.by) }
  const other = differenceOf(before, plan)
  if (other) throw other
  if (before.state === 'finished') return { state: 'finished', run: before }
  return { state: 'recording', recorder: recorder(store, await resumeRun(store, before.id), plan.by) }
}

function differenceOf(before: Run, plan: RunPlan): ScrubError | undefined {
  const differ = terms
    .filter(([name]) => canonical(before[name]) !== canonical(plan[name]))
    .map(([, word]) => word)
  if (before.keep !== plan.keep && before.state === 'recording') differ.push('what is kept of claims')
  if (before.purpose !== plan.purpose || before.base !== (plan.base ?? null)) differ.push('its purpose')
  if (differ.length === 0) return undefined
  return new ScrubError(
    'E_CONFLICT',
    plan.key!,
    `The run of this key is ${before.id}; it differs in ${differ.join(', ')}. Take another key, or the same terms.`,
  )
}

/** JSON with keys in order, so that two ways of writing the same are the same. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) =>
    part !== null && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([one], [other]) => (one < other ? -1 : 1)))
      : part,
  )

function recorder(store: RunStore, run: OpenRun, by: string): Recorder {
  let waiting: Recorded[] = []
  let mark: unknown = run.position
  let writing: Promise<void> = Promise.resolve()
  let before: Promise<void> = Promise.resolve()
  // A block is written while the next is packed and the one after it is filled.
  const flush = async (): Promise<void> => {
    const last = before
    before = writing
    writing = appendResults(store, run, waiting, mark)
    // Whoever adds next is told of a failure.
    writing.catch(() => undefined)
    waiting = []
    await last
    // What was packed is sent before this program is busy again.
    await turn()
  }
  return {
    id: run.id,
    done: run.done,
    position: run.position,
    async add(entry, position) {
      waiting.push(entry)
      mark = position
      if (waiting.length === BLOCK) await flush()
    },
    async finish(inputs) {
      await flush()
      // In their order, so that the first failure is told, and not that others came after it.
      await before
      await writing
      return finishRun(store, run, inputs, by)
    },
  }
}
