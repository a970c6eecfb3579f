/** The threads themselves: started, given work, heard, and missed when one ends. */
import { existsSync } from 'node:fs'
import { Worker } from 'node:worker_threads'
import { ScrubError } from '../model/errors.ts'
import type { Problem } from '../model/result.ts'
import type { TallyCounts } from '../report/summary.ts'
import type { Done, FromWorker, ToWorker, Work, WorkerStart } from './worker-messages.ts'

/** A part that a thread has. */
export interface Running {
  readonly part: number
  /** The thread that has it. */
  readonly thread: number
  /** What it made of it. Throws E_THREAD where the thread ends before. */
  readonly done: Promise<Done>
}

/** Threads that take parts of inputs. */
export interface PartPool {
  readonly size: number
  /** What loading the earlier claims had to say. */
  readonly warnings: readonly Problem[]
  /** Gives work to the thread that is named, else to the one that has the least. `at` is its place, for a fault. */
  run(file: string, at: string, work: Work, thread?: number): Running
  /** Tells the thread of a part whether its results count, and when its reader is not needed any more. */
  settle(running: Running, counts: boolean): void
  release(running: Running): void
  /** Lets a thread use the memory of a report that it made again. */
  giveBack(thread: number, memory: ArrayBuffer): void
  /** What all threads counted. */
  counts(): Promise<readonly TallyCounts[]>
  close(): Promise<void>
}

interface Waiting {
  readonly at: string
  readonly resolve: (done: Done) => void
  readonly reject: (error: ScrubError) => void
}

interface Thread {
  readonly worker: Worker
  readonly parts: Map<number, Waiting>
  tallied: ((counts: TallyCounts) => void) | undefined
  refuse: (error: ScrubError) => void
  fault: ScrubError | undefined
}

/** Starts threads and waits until all can work. Throws what opening their code sets, rules and history throws, and E_THREAD. */
export async function openPartPool(start: WorkerStart, size: number): Promise<PartPool> {
  let lastPart = 0
  let closing = false
  const threads: Thread[] = []

  const launch = (): Promise<readonly Problem[]> =>
    new Promise((resolve, reject) => {
      const worker = new Worker(...workerEntry(start))
      const thread: Thread = {
        worker,
        parts: new Map(),
        tallied: undefined,
        refuse: reject,
        fault: undefined,
      }
      threads.push(thread)
      const end = (fault: ScrubError): void => {
        thread.fault ??= fault
        thread.refuse(thread.fault)
        for (const { at, reject: refuse } of thread.parts.values())
          refuse(new ScrubError('E_THREAD', at, `${thread.fault.message} What follows was not read.`))
        thread.parts.clear()
      }
      worker.on('message', (message: FromWorker) => {
        switch (message.say) {
          case 'ready':
            return resolve(message.warnings)
          case 'fault':
            return end(new ScrubError(message.code, message.at, message.message))
          case 'tally':
            return thread.tallied?.(message.counts)
          case 'done': {
            thread.parts.get(message.part)?.resolve(message)
            thread.parts.delete(message.part)
            return
          }
        }
      })
      // What a thread threw may hold a part of a claim: only its kind is told.
      worker.on('error', (error: Error & { code?: unknown }) => {
        const isFull = error.code === 'ERR_WORKER_OUT_OF_MEMORY'
        const why = isFull ? 'A thread had not enough memory.' : 'A thread failed.'
        end(new ScrubError('E_THREAD', 'threads', why))
      })
      worker.on('exit', () => {
        if (!closing) end(new ScrubError('E_THREAD', 'threads', 'A thread ended.'))
      })
    })

  const close = async (): Promise<void> => {
    closing = true
    await Promise.all(threads.map(({ worker }) => worker.terminate()))
  }
  const send = (at: number, message: ToWorker, transfer: readonly ArrayBuffer[] = []): void =>
    threads[at]!.worker.postMessage(message, [...transfer])
  const idlest = (): number =>
    threads.reduce((least, { parts }, at) => (parts.size < threads[least]!.parts.size ? at : least), 0)

  let warnings: readonly Problem[]
  try {
    const all = await Promise.all(Array.from({ length: size }, launch))
    warnings = all[0]!
  } catch (error) {
    await close()
    throw error
  }
  for (const thread of threads) thread.refuse = () => undefined

  return {
    size,
    warnings,
    run(file, at, work, named) {
      const part = ++lastPart
      const thread = named ?? idlest()
      const { parts, fault } = threads[thread]!
      const done = new Promise<Done>((resolve, reject) => {
        if (fault)
          return reject(new ScrubError('E_THREAD', at, `${fault.message} What follows was not read.`))
        parts.set(part, { at, resolve, reject })
        send(thread, { say: 'work', part, file, work }, 'bytes' in work ? [work.bytes.buffer] : [])
      })
      // It is awaited in the order of the input, which may be never.
      done.catch(() => undefined)
      return { part, thread, done }
    },
    settle: ({ part, thread }, counts) => send(thread, { say: 'settle', part, counts }),
    release: ({ part, thread }) => send(thread, { say: 'release', part }),
    giveBack: (thread, memory) => send(thread, { say: 'memory', memory }, [memory]),
    counts: () =>
      Promise.all(
        threads.map(
          (thread, at) =>
            new Promise<TallyCounts>((resolve, reject) => {
              if (thread.fault) return reject(thread.fault)
              thread.tallied = resolve
              thread.refuse = reject
              send(at, { say: 'tally' })
            }),
        ),
      ),
    close,
  }
}

/** The entry of a thread: beside this file, or under its name in the bundle; from sources with a loader. */
function workerEntry(workerData: WorkerStart): ConstructorParameters<typeof Worker> {
  if (import.meta.url.endsWith('.ts')) {
    const [loader, entry] = [import.meta.resolve('tsx/esm/api'), new URL('./worker.ts', import.meta.url)]
    const boot = `import(${JSON.stringify(loader)}).then(({ register }) => { register(); return import(${JSON.stringify(entry.href)}) })`
    return [boot, { eval: true, workerData }]
  }
  const places = ['./worker.js', './scrub-worker.js', '../scrub-worker.js']
  const entries = places.map((place) => new URL(place, import.meta.url))
  return [entries.find((entry) => existsSync(entry)) ?? entries[0]!, { workerData }]
}
