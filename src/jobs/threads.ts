/**
 * Scrubs inputs on several threads. This thread reads the bytes once, cuts them at claims, hands the parts out and
 * writes what comes back in the order of the input; see `docs/decisions/0014-threads.md`.
 */
import { shareCodesets } from '../codesets/open.ts'
import type { Snapshot } from '../codesets/tables.ts'
import { cutLines, type LinesCut } from '../formats/cut-lines.ts'
import { openInput, readOpened, type Form, type OpenedInput } from '../formats/detect.ts'
import type { Chunks } from '../formats/items.ts'
import { createPartMemory, type PartMemory } from '../formats/part-memory.ts'
import type { PayerMap } from '../formats/payer-map.ts'
import { cutX12, REACH, type X12Cut } from '../formats/x12/cut-837.ts'
import { gather, nothingGathered, startText } from '../formats/x12/cut-reader.ts'
import type { Problem, Result, Verdict } from '../model/result.ts'
import type { RiskModel } from '../model/risk.ts'
import type { TallyCounts } from '../report/summary.ts'
import type { Paint } from '../report/text.ts'
import { readRuleFiles, rulesFolder } from './rules.ts'
import { chooseEdits, type ClaimScrubber } from './scrub.ts'
import { openPartPool, type PartPool, type Running } from './threads-pool.ts'
import type { Done, PaintMarks, ThreadReport, Work, WorkerStart } from './worker-messages.ts'

/** How threads scrub. What they load, each loads for itself, but the tables, which all share. */
export interface ThreadOptions {
  readonly threads: number
  /** A snapshot that `openCodesets` gave. */
  readonly codesets: Snapshot
  readonly received: string
  /** Folder of payer rules; those of the package when absent. */
  readonly rules?: string
  readonly only?: readonly string[]
  readonly skip?: readonly string[]
  readonly suggest?: boolean
  /** Files of earlier claims. */
  readonly history?: readonly string[]
  readonly payerMap?: PayerMap
  readonly risk?: RiskModel
  readonly report: ThreadReport
  readonly paint?: Paint
  readonly failOn: WorkerStart['failOn']
  /** What loading the earlier claims has to say. */
  readonly onWarning?: (warning: Problem) => void
  /** Bytes of a part, 256 KiB when absent: some five hundred claims, several milliseconds of work. */
  readonly partBytes?: number
}

/** How an input is read. */
export interface ThreadStreamOptions {
  readonly from?: Form
  readonly onWarning?: (warning: Problem) => void
  /** Scrubs in this thread what cannot be cut; asked for when it is needed. */
  readonly alone: () => Promise<Pick<ClaimScrubber, 'items'>>
  /** Told why an input is read in this thread. */
  readonly onAlone?: (why: string) => void
}

/**
 * Results of a part of an input, as bytes of the report, or as they are where they come from this thread. The bytes stand
 * until the next results are asked for: their memory goes back to the thread.
 */
export type ThreadResults =
  | { readonly report: Uint8Array; readonly claims: number; readonly reached: boolean }
  | { readonly results: readonly Result[] }

/** Threads that scrub. */
export interface ScrubThreads {
  /** Results of an input in its order. Throws E_THREAD where a thread ends before its work is done. */
  stream(chunks: Chunks, file: string, options: ThreadStreamOptions): AsyncGenerator<ThreadResults>
  /** What was counted of all that was given as a report. */
  counts(): Promise<readonly TallyCounts[]>
  close(): Promise<void>
}

const PART_BYTES = 262_144
/** Parts in hand for each thread: one at work, one that waits, one that is written. */
const PARTS_A_THREAD = 3
/** After so many wrong guesses an input is read part after part. */
const MOST_WRONG = 16

/** Starts threads. Throws what opening code sets, rules and history throws. */
export async function openThreads(options: ThreadOptions): Promise<ScrubThreads> {
  const { threads, codesets, received, only, skip, suggest, history, payerMap, risk, report, failOn } =
    options
  // Refused before a thread is started.
  chooseEdits(only, skip)
  const pool = await openPartPool(
    {
      codesets: shareCodesets(codesets),
      ruleFiles: readRuleFiles(options.rules ?? rulesFolder),
      received,
      only,
      skip,
      suggest: suggest ?? false,
      history,
      payerMap,
      risk,
      report,
      marks: options.paint && marksOf(options.paint),
      failOn,
    },
    threads,
  )
  for (const warning of pool.warnings) options.onWarning?.(warning)
  return {
    stream: (chunks, file, how) => streamOf(pool, chunks, file, how, options.partBytes ?? PART_BYTES),
    counts: () => pool.counts(),
    close: () => pool.close(),
  }
}

/** A paint cannot be sent to a thread; what it puts around a text can. */
function marksOf(paint: Paint): PaintMarks {
  const weights: readonly (Verdict | 'dim' | 'strong')[] = [
    'reject',
    'deny',
    'review',
    'note',
    'clean',
    'unreadable',
    'dim',
    'strong',
  ]
  return Object.fromEntries(
    weights.map((weight) => {
      const [before = '', after = ''] = paint(weight, '\0').split('\0')
      return [weight, [before, after] as const]
    }),
  )
}

async function* streamOf(
  pool: PartPool,
  chunks: Chunks,
  file: string,
  how: ThreadStreamOptions,
  partBytes: number,
): AsyncGenerator<ThreadResults> {
  const input = await openInput(chunks, file, how.from)
  const memory = createPartMemory(partBytes + REACH)
  let stopped = false
  if (input.form === 'x12')
    stopped = yield* inOrder(
      pool,
      { isX12: true, cuts: cutX12(input.chunks, partBytes, memory), memory },
      file,
      how,
    )
  else if (input.form === 'json') {
    const { cuts, chunks: whole } = await cutLines(input.chunks, partBytes, memory)
    if (cuts === undefined) {
      how.onAlone?.('it is not one claim a line')
      return yield* alone({ ...input, chunks: whole }, file, how)
    }
    stopped = yield* inOrder(pool, { isX12: false, cuts, memory }, file, how)
  } else {
    if (input.form !== undefined) how.onAlone?.(`only X12 and NDJSON are cut, and it is ${input.form}`)
    return yield* alone(input, file, how)
  }
  if (stopped || input.problems().length === 0) return
  yield { results: (await how.alone()).items(input.problems(), how.onWarning, file) }
}

/** Reads an input in this thread. */
async function* alone(
  input: OpenedInput,
  file: string,
  { onWarning, alone: scrubber }: ThreadStreamOptions,
): AsyncGenerator<ThreadResults> {
  const { items } = await scrubber()
  for await (const batch of readOpened(input, file)) {
    const results = items(batch, onWarning, file)
    if (results.length > 0) yield { results }
  }
}

/** A part on its way. */
interface Part {
  readonly cut: X12Cut | LinesCut
  /** Undefined while nobody knows what it is read after. */
  running: Running | undefined
}

/** An input that is cut. */
interface CutInput {
  readonly isX12: boolean
  readonly cuts: AsyncGenerator<X12Cut | LinesCut>
  /** What its parts are laid out in. */
  readonly memory: PartMemory
}

/** The part before that was written, and what its reader came to. */
interface Before {
  readonly running: Running
  readonly end: string | undefined
}

/**
 * Hands parts out and gives their results in order. A part of X12 is read from a guess of what stands above it; when
 * the part before is done the guess is compared with what that came to, and a part that guessed wrong is read again.
 * Gives whether the reader failed.
 */
async function* inOrder(
  pool: PartPool,
  { isX12, cuts, memory }: CutInput,
  file: string,
  { onWarning }: ThreadStreamOptions,
): AsyncGenerator<ThreadResults, boolean> {
  const queue: Part[] = []
  const known = nothingGathered()
  let before: Before | undefined
  let wrong = 0
  let isDone = false
  let failure: { readonly error: unknown } | undefined
  let coming: Promise<IteratorResult<X12Cut | LinesCut>> | undefined

  const run = ({ cut }: Part, bytes: Uint8Array<ArrayBuffer>, after?: Running): Running => {
    const { start } = cut
    const work: Work = !isX12
      ? { form: 'json', bytes, begun: (cut as LinesCut).start }
      : { form: 'x12', bytes, after: after?.part, start: after ? undefined : (start as X12Cut['start']) }
    return pool.run(file, `${file} byte ${cut.byte}`, work, after?.thread)
  }
  const guesses = ({ cut }: Part): boolean => !isX12 || (cut.start !== undefined && wrong < MOST_WRONG)
  const isRight = ({ cut }: Part, { end }: Before): boolean =>
    cut.start !== undefined && startText((cut as X12Cut).start!) === end

  /** Makes sure of the first part in the queue: all that stands before it is read. */
  const settleFirst = async (part: Part): Promise<void> => {
    if (!isX12 || before === undefined) part.running ??= run(part, part.cut.bytes)
    else if (isRight(part, before)) {
      pool.release(before.running)
      part.running ??= run(part, part.cut.bytes)
    } else {
      let { bytes } = part.cut
      if (part.running !== undefined) {
        wrong++
        bytes = (await part.running.done).bytes!
        pool.settle(part.running, false)
        pool.release(part.running)
      }
      part.running = run(part, bytes, before.running)
    }
  }
  const taken = (done: Done): ThreadResults => {
    const { report, claims, reached } = done
    const told = isX12 && done.gathered ? gather(known, { ...done, gathered: done.gathered }) : undefined
    for (const warning of told ?? done.warnings.map((one) => one.warning)) onWarning?.(warning)
    return { report, claims, reached }
  }
  /** Gives what a part came to; what it lies in is used again when that has been read. */
  async function* give({ thread }: Running, done: Done): AsyncGenerator<ThreadResults> {
    yield taken(done)
    // Whoever sent the bytes on to a thread of their own has taken their memory along.
    if (done.report.byteLength > 0) pool.giveBack(thread, done.report.buffer)
    if (done.bytes) memory.giveBack(done.bytes.buffer)
  }

  try {
    for (;;) {
      if (!isDone && queue.length < pool.size * PARTS_A_THREAD) {
        coming ??= cuts.next()
        coming.catch(() => undefined)
        // A thread that ended is met where its part is awaited.
        const first = queue[0]?.running?.done.then(
          () => undefined,
          () => undefined,
        )
        let next: IteratorResult<X12Cut | LinesCut> | undefined
        try {
          next = await (first ? Promise.race([coming, first]) : coming)
        } catch (error) {
          // The source of the bytes failed: what came before is written.
          failure = { error }
          isDone = true
          continue
        }
        if (next !== undefined) {
          coming = undefined
          if (next.done) isDone = true
          else {
            const part: Part = { cut: next.value, running: undefined }
            queue.push(part)
            if (queue.length === 1) await settleFirst(part)
            else if (guesses(part)) part.running = run(part, part.cut.bytes)
          }
          continue
        }
      }
      const part = queue.shift()
      if (part === undefined) break
      const running = part.running!
      const done = await running.done
      pool.settle(running, true)
      before = { running, end: done.end }
      yield* give(running, done)
      if (done.failed) return true
      if (queue[0] !== undefined) await settleFirst(queue[0])
    }
    if (failure) throw failure.error
    if (!isX12) return false
    const end: Work = { form: 'end', after: before?.running.part, gathered: known }
    const running = pool.run(file, `${file} at its end`, end, before?.running.thread)
    before = { running, end: undefined }
    const done = await running.done
    pool.settle(running, true)
    yield* give(running, done)
    return done.failed
  } finally {
    if (isX12 && before !== undefined) pool.release(before.running)
    for (const { running } of queue)
      void running?.done.then(
        () => {
          pool.settle(running, false)
          pool.release(running)
        },
        () => undefined,
      )
    // Not awaited: whoever leaves does not wait for bytes that are still to come.
    cuts.return(undefined).catch(() => undefined)
  }
}
