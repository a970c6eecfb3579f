/** Sends the answer of a job while it comes. */
import { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Job } from './pool.ts'
import { createSpill, type Spill } from './sealed.ts'
import type { Services } from './services.ts'

/** Pieces held for a reader who is not taking them. */
const MOST_HELD = 8
/** Milliseconds after which a reader who is still sending is taken for one that reads when it has sent all. */
const PATIENCE = 1_000

/**
 * Pieces of a source at the pace of their reader: a slow reader slows the source. But one who does not read before it
 * has sent its whole body would wait for us while we wait for it: then what it does not take goes to a file.
 */
async function* atPace(
  source: AsyncGenerator<Uint8Array>,
  isSending: () => boolean,
  spillInto: () => Promise<Spill>,
  stop: () => void,
): AsyncGenerator<Uint8Array> {
  const queue: Uint8Array[] = []
  let spill: Spill | undefined
  let over = false
  const failures: unknown[] = []
  let [wakeReader, wakePump] = [() => {}, () => {}]
  const roomOrLate = (): Promise<boolean> =>
    new Promise((resolve) => {
      const timer = setTimeout(() => resolve(true), PATIENCE)
      wakePump = () => {
        clearTimeout(timer)
        resolve(false)
      }
    })
  const pump = async (): Promise<void> => {
    try {
      for await (const piece of source) {
        if (spill) await spill.push(piece)
        else queue.push(piece)
        wakeReader()
        while (!spill && queue.length >= MOST_HELD)
          if ((await roomOrLate()) && queue.length >= MOST_HELD && isSending()) spill = await spillInto()
      }
    } catch (error) {
      failures.push(error)
    }
    over = true
    spill?.end()
    wakeReader()
  }
  void pump()
  try {
    for (;;) {
      const piece = queue.shift()
      if (piece !== undefined) {
        wakePump()
        yield piece
      } else if (spill) {
        yield* spill.pieces()
        break
      } else if (over) break
      else
        await new Promise<void>((resolve) => {
          wakeReader = resolve
        })
    }
    if (failures.length > 0) throw failures[0]
  } finally {
    stop()
    wakePump()
  }
}

/**
 * Answers with the pieces of a job: its first is waited for, so that what fails before it is answered with its own
 * status. What fails later ends the connection.
 */
export async function sendJob(
  services: Services,
  request: FastifyRequest,
  reply: FastifyReply,
  job: Job,
  type: string,
): Promise<FastifyReply> {
  job.done.then(
    ({ counts }) => services.counted(request, counts),
    () => undefined,
  )
  request.raw.once('close', () => {
    if (!request.raw.complete) job.stop()
  })
  const pieces = atPace(
    job.pieces,
    () => !request.raw.readableEnded,
    () => createSpill(services.aside.fresh(), services.limits.inflatedBytes),
    () => job.stop(),
  )
  const first = await pieces.next()
  async function* all(): AsyncGenerator<Uint8Array> {
    try {
      if (!first.done) yield first.value
      yield* pieces
    } finally {
      await pieces.return(undefined)
    }
  }
  return reply.type(type).send(Readable.from(all(), { objectMode: false, highWaterMark: 256 * 1024 }))
}
