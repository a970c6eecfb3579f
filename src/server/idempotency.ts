/**
 * Answers by idempotency key, so that a request which was sent twice is done once. Kept in memory and bounded, for a day
 * at most. Source: IETF draft-ietf-httpapi-idempotency-key-header,
 * https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/.
 */
import { createHash } from 'node:crypto'
import { refusal } from './faults.ts'

/** An answer as it was given. */
export interface KeptAnswer {
  readonly status: number
  readonly type: string
  readonly body: string | Buffer
}

interface Entry {
  readonly digest: string
  /** Undefined while the request is being done. */
  answer: KeptAnswer | undefined
  readonly until: number
  bytes: number
}

/** Answers by key. */
export interface KeptAnswers {
  /**
   * The answer of this key, or undefined where the caller is to give it. Throws E_IDEMPOTENCY where the key was used
   * with another request, E_CONFLICT while that request is being done.
   */
  claim(key: string, digest: string, now: number): KeptAnswer | undefined
  keep(key: string, answer: KeptAnswer): void
  release(key: string): void
}

const MOST_ENTRIES = 20_000
const DAY = 86_400_000
/** Larger answers are given again by doing the request again: it changes nothing that is kept. */
const MOST_BYTES = 1024 * 1024

/** An empty memory of at most so many bytes. */
export function keepAnswers(mostBytes: number): KeptAnswers {
  const entries = new Map<string, Entry>()
  let total = 0
  const remove = (key: string, entry: Entry): void => {
    total -= entry.bytes
    entries.delete(key)
  }
  const trim = (now: number): void => {
    for (const [key, entry] of entries) {
      const isOver = now >= entry.until
      if (!isOver && entries.size <= MOST_ENTRIES && total <= mostBytes) return
      remove(key, entry)
    }
  }
  return {
    claim(key, digest, now) {
      const known = entries.get(key)
      if (known && now < known.until) {
        if (known.digest !== digest)
          throw refusal('E_IDEMPOTENCY', 'The idempotency key was used before with another request.')
        if (known.answer === undefined)
          throw refusal(
            'E_CONFLICT',
            'A request with this idempotency key is being done: wait, then repeat it.',
          )
        return known.answer
      }
      if (known) remove(key, known)
      entries.set(key, { digest, answer: undefined, until: now + DAY, bytes: 200 })
      total += 200
      trim(now)
      return undefined
    },
    keep(key, answer) {
      const entry = entries.get(key)
      if (!entry) return
      if (answer.body.length > MOST_BYTES) {
        remove(key, entry)
        return
      }
      entry.answer = answer
      entry.bytes += answer.body.length
      total += answer.body.length
      trim(0)
    },
    release(key) {
      const entry = entries.get(key)
      if (entry && entry.answer === undefined) remove(key, entry)
    },
  }
}

/** The key of a header. Throws E_IDEMPOTENCY for one that is none. */
export function keyOf(header: string | readonly string[] | undefined): string | undefined {
  if (header === undefined) return undefined
  if (typeof header !== 'string' || !/^[\x21-\x7e]{8,128}$/.test(header))
    throw refusal('E_IDEMPOTENCY', 'An idempotency key has 8 to 128 characters, without blanks.')
  return header
}

/** A digest of parts that are told apart, 43 characters. */
export function digestOf(...parts: readonly (string | Uint8Array)[]): string {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(`${part.length}\n`).update(part)
  return hash.digest('base64url')
}
