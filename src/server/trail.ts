/**
 * Accesses on their way to the trail. A request about what is kept is answered when its entry stands; those that only
 * scrub are counted together, a second of them in one entry a caller, route and status.
 */
import type { AccessNote } from './messages.ts'

/** An access. */
export interface Access {
  readonly by: string
  /** Method and pattern of the route. */
  readonly route: string
  readonly status: number
  readonly claims: number
}

/** Takes accesses. */
export interface Trail {
  /** Counts one, for the entry of this second. */
  count(access: Access): void
  /** Enters one now. Throws what the store throws. */
  enter(access: Access & { readonly subject?: string; readonly request: string }): Promise<void>
  /** Enters what was counted. */
  close(): Promise<void>
}

/** No trail, where nothing is kept. */
export const noTrail: Trail = {
  count: () => undefined,
  enter: () => Promise.resolve(),
  close: () => Promise.resolve(),
}

const EVERY = 1_000
const MOST_ENTRIES = 1_000

/** A trail by `write`, which enters all notes or throws. `onLost` is told when entries could not be written. */
export function openTrail(
  write: (notes: readonly AccessNote[]) => Promise<void>,
  onLost: (entries: number) => void,
): Trail {
  let counted = new Map<string, { access: Access; requests: number; claims: number }>()
  let writing: Promise<void> = Promise.resolve()
  const flush = (): Promise<void> => {
    const notes = [...counted.values()].map(({ access, requests, claims }): AccessNote => ({
      by: access.by,
      subject: access.route,
      detail: { status: access.status, requests, claims },
    }))
    counted = new Map()
    if (notes.length > 0) writing = writing.then(() => write(notes)).catch(() => onLost(notes.length))
    return writing
  }
  const timer = setInterval(() => void flush(), EVERY)
  timer.unref()
  return {
    count(access) {
      const key = `${access.by}\n${access.route}\n${access.status}`
      const known = counted.get(key)
      if (known) {
        known.requests++
        known.claims += access.claims
        return
      }
      counted.set(key, { access, requests: 1, claims: access.claims })
      if (counted.size >= MOST_ENTRIES) void flush()
    },
    enter({ by, route, status, claims, subject, request }) {
      const detail = {
        status,
        requests: 1,
        claims,
        request,
        ...(subject === undefined ? {} : { of: subject }),
      }
      return write([{ by, subject: route, detail }])
    },
    async close() {
      clearInterval(timer)
      await flush()
    },
  }
}
