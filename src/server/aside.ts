/** Bodies that are put aside before anything is done with them: what is recorded must be there as a whole. */
import type { FastifyRequest } from 'fastify'
import type { Body } from './body.ts'
import { digestOf, keyOf, type KeptAnswer } from './idempotency.ts'
import type { Sealed } from './messages.ts'
import { discard } from './sealed.ts'
import type { Services } from './services.ts'

async function* bytesOf(body: Body): AsyncGenerator<Uint8Array> {
  if (body.kind === 'whole') yield body.bytes
  else yield* body.chunks
}

/** What was put aside, and the answer that its idempotency key already has. */
export interface PutAside {
  readonly sealed: Sealed
  readonly key: string | undefined
  readonly before: KeptAnswer | undefined
}

/** Puts the body of a request aside. Whoever gets it discards it. Throws what reading it throws, and E_IDEMPOTENCY. */
export async function putAside(services: Services, request: FastifyRequest): Promise<PutAside> {
  const key = keyOf(request.headers['idempotency-key'])
  const sealed = await services.aside.keep(bytesOf(request.body as Body))
  try {
    if (key === undefined) return { sealed, key, before: undefined }
    const named = digestOf(request.caller.id, key)
    const digest = digestOf(request.method, request.url, request.headers['content-type'] ?? '', sealed.sha256)
    const before = services.answers.claim(named, digest, Date.now())
    if (before === undefined) request.answerKey = named
    return { sealed, key: named, before }
  } catch (error) {
    discard(sealed)
    throw error
  }
}
