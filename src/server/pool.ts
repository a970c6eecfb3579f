/** Threads for what would make others wait: large bodies, recording, and the store. */
import { existsSync } from 'node:fs'
import { Worker } from 'node:worker_threads'
import { ScrubError } from '../index.ts'
import type { Counts } from './answer.ts'
import { refusal } from './faults.ts'
import type { ForceParts } from './force.ts'
import { WINDOW, type FromWorker, type Task, type ToWorker, type WorkerStart } from './messages.ts'

/** What a job gives. */
export interface Job {
  /** Its answer in pieces, as they are taken. Throws what the job throws. */
  readonly pieces: AsyncGenerator<Uint8Array>
  /** Its value, after its last piece. */
  readonly done: Promise<{ readonly value: unknown; readonly counts: Counts }>
  /** Gives it up. */
  stop(): void
}

/** Threads that take jobs. */
export interface Pool {
  /** Starts a job with the bytes it reads, where it reads any. */
  start(task: Task, version: number, input?: AsyncIterable<Uint8Array>): Job
  /** Puts something in force in all threads, and settles when they have it; what went before is kept for its jobs. */
  put(parts: ForceParts): Promise<void>
  /** Jobs in hand. */
  size(): number
  close(): Promise<void>
}

interface Running {
  readonly version: number
  readonly queue: Uint8Array[]
  ended: boolean
  failed: Error | undefined
  /** Chunks sent that the thread has not yet taken. */
  ahead: number
  /** Woken when something came for the reader, or room for the writer. */
  wakeReader: () => void
  wakeWriter: () => void
  settle: (outcome: { value: unknown; counts: Counts }) => void
  refuse: (error: Error) => void
}

interface Thread {
  readonly worker: Worker
  readonly jobs: Map<number, Running>
  readonly ready: Map<number, { resolve: () => void; reject: (error: Error) => void }>
  gone: boolean
}

/**
 * Starts threads: `count` for claims, and one more for the store where there is one. A thread that ends is started
 * again; its jobs fail with E_INTERNAL, and `onEnded` is told why.
 */
export async function openPool(
  start: Omit<WorkerStart, 'stepsBack'>,
  count: number,
  onEnded: (cause: unknown) => void,
): Promise<Pool> {
  let newest = start.parts
  const known = new Map<number, ForceParts>([[newest.version, newest]])
  let closing = false
  let lastJob = 0
  const threads: Thread[] = []

  const forgetUnused = (): void => {
    for (const version of known.keys()) {
      const isUsed = threads.some(({ jobs }) => [...jobs.values()].some((job) => job.version === version))
      if (version === newest.version || isUsed) continue
      known.delete(version)
      for (const { worker } of threads) worker.postMessage({ say: 'forget', version } satisfies ToWorker)
    }
  }

  const launch = (at: number): Promise<void> => {
    const worker = new Worker(...workerEntry({ ...start, parts: newest, stepsBack: at < count }))
    const thread: Thread = { worker, jobs: new Map(), ready: new Map(), gone: false }
    threads[at] = thread
    const waiting = new Promise<void>((resolve, reject) => {
      thread.ready.set(newest.version, { resolve, reject })
    })
    worker.on('message', (message: FromWorker) => {
      if (message.say === 'force') {
        const told = thread.ready.get(message.version)
        thread.ready.delete(message.version)
        if (message.fault === undefined) told?.resolve()
        else told?.reject(refusal(message.fault as 'E_STORE', 'A thread could not read what is in force.'))
        return
      }
      const job = thread.jobs.get(message.job)
      if (!job) return
      switch (message.say) {
        case 'took':
          job.ahead--
          job.wakeWriter()
          break
        case 'piece':
          job.queue.push(message.bytes)
          job.wakeReader()
          break
        case 'done':
          job.ended = true
          job.settle({ value: message.value, counts: message.counts })
          finish(thread, message.job, job)
          break
        case 'fault':
          fail(thread, message.job, job, new ScrubError(message.code, '', message.message))
      }
    })
    let cause: unknown
    worker.on('error', (error) => {
      cause = error
    })
    worker.on('exit', () => {
      thread.gone = true
      for (const [id, job] of thread.jobs)
        fail(thread, id, job, refusal('E_INTERNAL', 'The program failed on this request.'))
      for (const told of thread.ready.values())
        told.reject(new Error('A thread ended before it was ready.', { cause }))
      if (!closing) onEnded(cause)
      // Not at once: a thread that cannot start would be started without end.
      if (!closing) setTimeout(() => closing || launch(at).catch(() => undefined), RESTART)
    })
    return waiting
  }

  const finish = (thread: Thread, id: number, job: Running): void => {
    thread.jobs.delete(id)
    job.wakeReader()
    job.wakeWriter()
    if (known.size > 1) forgetUnused()
  }
  const fail = (thread: Thread, id: number, job: Running, error: Error): void => {
    job.failed = error
    job.refuse(error)
    finish(thread, id, job)
  }

  const threadFor = (task: Task): Thread => {
    const forStore = start.store !== undefined && (task.do === 'kept' || task.do === 'access')
    const able = forStore ? threads.slice(count) : threads.slice(0, count)
    return able.reduce((least, one) => (one.jobs.size < least.jobs.size ? one : least))
  }

  const total = count + (start.store === undefined ? 0 : 1)
  await Promise.all(Array.from({ length: total }, (_, at) => launch(at)))

  return {
    start(task, version, input) {
      const thread = threadFor(task)
      const id = ++lastJob
      const say = (message: ToWorker, transfer: readonly ArrayBuffer[] = []): void => {
        if (!thread.gone) thread.worker.postMessage(message, [...transfer])
      }
      let settle!: Running['settle']
      let refuse!: Running['refuse']
      const done = new Promise<{ value: unknown; counts: Counts }>((resolve, reject) => {
        settle = resolve
        refuse = reject
      })
      done.catch(() => undefined)
      const job: Running = {
        version,
        queue: [],
        ended: false,
        failed: undefined,
        ahead: 0,
        wakeReader: () => undefined,
        wakeWriter: () => undefined,
        settle,
        refuse,
      }
      thread.jobs.set(id, job)
      if (thread.gone)
        fail(thread, id, job, refusal('E_BUSY', 'A thread is being started again: repeat the request.'))
      say({ say: 'start', job: id, version, task })
      const stop = (): void => {
        if (job.ended || job.failed) return
        say({ say: 'stop', job: id })
        fail(thread, id, job, refusal('E_REQUEST', 'The request was given up.'))
      }
      if (input) void feed(id, job, input, say)
      async function* pieces(): AsyncGenerator<Uint8Array> {
        try {
          for (;;) {
            const piece = job.queue.shift()
            if (piece !== undefined) {
              say({ say: 'took', job: id })
              yield piece
            } else if (job.failed) throw job.failed
            else if (job.ended) return
            else
              await new Promise<void>((resolve) => {
                job.wakeReader = resolve
              })
          }
        } finally {
          stop()
        }
      }
      return { pieces: pieces(), done, stop }
    },
    async put(parts) {
      newest = parts
      known.set(parts.version, parts)
      await Promise.all(
        threads
          .filter(({ gone }) => !gone)
          .map(
            (thread) =>
              new Promise<void>((resolve, reject) => {
                thread.ready.set(parts.version, { resolve, reject })
                thread.worker.postMessage({ say: 'force', parts } satisfies ToWorker)
              }),
          ),
      )
      forgetUnused()
    },
    size: () => threads.reduce((sum, { jobs }) => sum + jobs.size, 0),
    async close() {
      closing = true
      await Promise.all(threads.map(({ worker }) => worker.terminate()))
    },
  }
}

/** Milliseconds before a thread that ended is started again. */
const RESTART = 500

/** Bytes of a message: a socket gives many small pieces, and each message has its price. */
const MESSAGE = 128 * 1024

/** Sends the input, a few messages ahead of the thread. */
async function feed(
  id: number,
  job: Running,
  input: AsyncIterable<Uint8Array>,
  say: (message: ToWorker, transfer?: readonly ArrayBuffer[]) => void,
): Promise<void> {
  const isOver = (): boolean => job.ended || job.failed !== undefined
  let held: Uint8Array[] = []
  let length = 0
  const send = async (): Promise<void> => {
    while (job.ahead >= WINDOW && !isOver())
      await new Promise<void>((resolve) => {
        job.wakeWriter = resolve
      })
    // Copied: the memory of a piece from a socket is not its own.
    const bytes = new Uint8Array(length)
    let at = 0
    for (const piece of held) {
      bytes.set(piece, at)
      at += piece.length
    }
    held = []
    length = 0
    job.ahead++
    say({ say: 'chunk', job: id, bytes }, [bytes.buffer])
  }
  try {
    for await (const chunk of input) {
      if (isOver()) return
      held.push(chunk)
      length += chunk.length
      // While the thread has nothing to do it gets what there is.
      if (length >= MESSAGE || job.ahead === 0) await send()
    }
    if (length > 0) await send()
    say({ say: 'end', job: id })
  } catch (error) {
    const { code, message } =
      error instanceof ScrubError ? error : refusal('E_REQUEST', 'The connection ended before the body did.')
    say({ say: 'broken', job: id, code, message })
  }
}

/** Room for what is young: claims and their results die at once, and in a small room many of them are kept too long. */
const resourceLimits = { maxYoungGenerationSizeMb: 64 }

/** The thread's own file: beside this one, or in the bundle above; sources are run through tsx, as tests run them. */
function workerEntry(data: WorkerStart): ConstructorParameters<typeof Worker> {
  if (import.meta.url.endsWith('.ts')) {
    const [loader, entry] = [import.meta.resolve('tsx/esm/api'), new URL('./worker.ts', import.meta.url)]
    const boot = `import(${JSON.stringify(loader)}).then(({ register }) => { register(); return import(${JSON.stringify(entry.href)}) })`
    return [boot, { eval: true, workerData: data, resourceLimits }]
  }
  const beside = new URL('./worker.js', import.meta.url)
  const entry = existsSync(beside) ? beside : new URL('../server-worker.js', import.meta.url)
  return [entry, { workerData: data, resourceLimits }]
}
