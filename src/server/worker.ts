/** A thread: scrubs large bodies, records runs, and asks the store, while the main thread answers small requests. */
import { readlinkSync } from 'node:fs'
import { setPriority } from 'node:os'
import { parentPort, workerData } from 'node:worker_threads'
import { openRunStore, ScrubError, type Chunks, type ErrorCode, type RunStore } from '../index.ts'
import { answerJson, answerStream, lastLine, noCounts, type Counts } from './answer.ts'
import { plainBytes, plainChunks, wholeOf } from './body.ts'
import { refusal } from './faults.ts'
import { answerFhir } from './fhir.ts'
import { openForce, type InForce } from './force.ts'
import { keptOperations, earlierIn } from './kept.ts'
import { WINDOW, type FromWorker, type Task, type ToWorker, type WorkerStart } from './messages.ts'
import { difference, recordBody, recordRemittances, runCases, runResults } from './work.ts'

const { parts: first, limits, store: place, stepsBack } = workerData as WorkerStart
const port = parentPort!
const say = (message: FromWorker, transfer: readonly ArrayBuffer[] = []): void =>
  port.postMessage(message, [...transfer])

/** Priority of large bodies, as `nice` counts it: behind single claims, where both want the processor. */
const BEHIND = 10

/** Lets this thread step back behind the others. Linux alone has a priority for each thread; elsewhere nothing is done. */
function stepBack(): void {
  try {
    const thread = Number(readlinkSync('/proc/thread-self').split('/').at(-1))
    if (thread !== process.pid) setPriority(thread, BEHIND)
  } catch {
    // It goes on beside them.
  }
}
if (stepsBack) stepBack()

/** What is in force by version; a job goes on with the one it began with. */
const forces = new Map<number, Promise<InForce>>()

let store: Promise<RunStore> | undefined
/** The store, opened when it is first needed. */
function openedStore(): Promise<RunStore> {
  if (place === undefined) throw refusal('E_NOT_KEPT', 'The server was started without a store.')
  store ??= openRunStore(place.url, place).catch((error: unknown) => {
    store = undefined
    throw error
  })
  return store
}

/** A job's ends of both directions. */
interface Flow {
  readonly incoming: Uint8Array[]
  ended: boolean
  broken: ScrubError | undefined
  stopped: boolean
  /** Pieces that the main thread has not yet passed on. */
  ahead: number
  wake: () => void
}
const flows = new Map<number, Flow>()

const sleep = (flow: Flow): Promise<void> =>
  new Promise((resolve) => {
    flow.wake = resolve
  })

async function* chunksOf(job: number, flow: Flow): Chunks & AsyncGenerator<Uint8Array> {
  for (;;) {
    if (flow.stopped) throw refusal('E_REQUEST', 'The request was given up.')
    const chunk = flow.incoming.shift()
    if (chunk !== undefined) {
      say({ say: 'took', job })
      yield chunk
    } else if (flow.broken) throw flow.broken
    else if (flow.ended) return
    else await sleep(flow)
  }
}

/** Bytes of a piece: small ones cost a message each, large ones make the reader wait. */
const PIECE = 64 * 1024
const encoder = new TextEncoder()

/** Sends text, and waits where the reader is slow. */
function sender(job: number, flow: Flow) {
  let waiting = ''
  const put = async (text: string): Promise<void> => {
    while (flow.ahead >= WINDOW && !flow.stopped) await sleep(flow)
    if (flow.stopped) throw refusal('E_REQUEST', 'The request was given up.')
    const bytes = encoder.encode(text)
    flow.ahead++
    say({ say: 'piece', job, bytes }, [bytes.buffer])
  }
  return {
    async send(text: string): Promise<void> {
      waiting += text
      if (waiting.length < PIECE) return
      const all = waiting
      waiting = ''
      await put(all)
    },
    async flush(): Promise<void> {
      if (waiting !== '') await put(waiting)
      waiting = ''
    },
    /** Whether the reader has begun to get its answer. */
    started: () => flow.ahead > 0 || sent.has(job),
  }
}
/** Jobs whose reader has had a piece. */
const sent = new Set<number>()

async function perform(
  job: number,
  flow: Flow,
  task: Task,
  force: InForce,
  counts: Counts,
): Promise<unknown> {
  const out = sender(job, flow)
  const earlier = place === undefined ? undefined : earlierIn(openedStore)
  switch (task.do) {
    case 'json': {
      const bytes = await plainBytes(await wholeOf(chunksOf(job, flow), limits.jsonBytes), limits.jsonBytes)
      await out.send((await answerJson(bytes, force, task.question, counts, limits, earlier)).toString())
      await out.flush()
      return undefined
    }
    case 'claims': {
      const { question, report } = task
      const plain = plainChunks(chunksOf(job, flow), limits.inflatedBytes)
      try {
        for await (const text of answerStream(plain, { force, question, report, counts, limits, earlier })) {
          await out.send(text)
          // Messages of other jobs, and what is put in force, come in between.
          await new Promise(setImmediate)
        }
      } catch (error) {
        // What was sent stands; NDJSON can say why there is no more.
        if (!out.started() || flow.stopped || report !== 'ndjson') throw error
        await out.send(lastLine(error))
      }
      await out.flush()
      return undefined
    }
    case 'fhir': {
      const { operation, question } = task
      const bytes = await plainBytes(await wholeOf(chunksOf(job, flow), limits.jsonBytes), limits.jsonBytes)
      await out.send(JSON.stringify(await answerFhir(bytes, operation, force, question, counts)))
      await out.flush()
      return undefined
    }
    case 'record':
      return recordBody(await openedStore(), force, task, limits, counts)
    case 'remittances':
      return recordRemittances(await openedStore(), task, limits)
    case 'rule-cases':
      return runCases(force, task)
    case 'results':
      for await (const text of runResults(await openedStore(), force, task)) await out.send(text)
      await out.flush()
      return undefined
    case 'difference':
      for await (const text of difference(await openedStore(), force, task.runs)) await out.send(text)
      await out.flush()
      return undefined
    case 'access':
      await keptOperations.access(await openedStore(), task.notes)
      return undefined
    case 'kept':
      return keptOperations.run(await openedStore(), task.name, task.args)
  }
}

/** A fault as it goes to the main thread: its code and words alone. */
function told(error: unknown): { readonly code: ErrorCode; readonly message: string } {
  if (error instanceof ScrubError) return { code: error.code, message: error.message }
  const { code } = error as { readonly code?: unknown }
  if (code === 'SQLITE_BUSY') return { code: 'E_BUSY', message: 'The store is written by others: try again.' }
  if (typeof code === 'string' && /^(SQLITE|[0-9A-Z]{5}$|ECONN)/.test(code))
    return { code: 'E_RUN_STORE', message: 'The store failed. Nothing was half written.' }
  return { code: 'E_INTERNAL', message: 'The program failed on this request.' }
}

async function start(job: number, version: number, task: Task): Promise<void> {
  const flow: Flow = {
    incoming: [],
    ended: false,
    broken: undefined,
    stopped: false,
    ahead: 0,
    wake: () => undefined,
  }
  flows.set(job, flow)
  const counts = noCounts()
  try {
    const force = await forces.get(version)
    if (force === undefined) throw refusal('E_BUSY', 'The thread was started again: repeat the request.')
    const value = await perform(job, flow, task, force, counts)
    say({ say: 'done', job, value, counts })
  } catch (error) {
    say({ say: 'fault', job, ...told(error) })
  } finally {
    flows.delete(job)
    sent.delete(job)
  }
}

async function put(parts: WorkerStart['parts']): Promise<void> {
  const opening = openForce(parts)
  forces.set(parts.version, opening)
  try {
    await opening
    say({ say: 'force', version: parts.version })
  } catch (error) {
    forces.delete(parts.version)
    say({ say: 'force', version: parts.version, fault: told(error).code })
  }
}

port.on('message', (message: ToWorker) => {
  if (message.say === 'force') void put(message.parts)
  else if (message.say === 'forget') forces.delete(message.version)
  else if (message.say === 'start') void start(message.job, message.version, message.task)
  else {
    const flow = flows.get(message.job)
    if (flow === undefined) return
    switch (message.say) {
      case 'chunk':
        flow.incoming.push(message.bytes)
        break
      case 'end':
        flow.ended = true
        break
      case 'broken':
        flow.broken = new ScrubError(message.code, '', message.message)
        break
      case 'took':
        flow.ahead--
        sent.add(message.job)
        break
      case 'stop':
        flow.stopped = true
    }
    flow.wake()
  }
})
void put(first)
