/** Lines of the claim in hand by their code, so that edits which ask for lines of one code need not walk a long claim. */
import type { Line } from './claim.ts'
import { isSameCode } from './claim-facts.ts'

interface LineIndex {
  readonly lines: readonly Line[]
  /** Index of the first line of a code. */
  readonly first: ReadonlyMap<string, number>
  /** By line: index of the next one with its code, -1 at the last. */
  readonly next: Int32Array
}

/** Up to so many lines walking them is as quick as asking an index, and nothing is made. */
const SHORT_CLAIM = 24

/** Whether a claim is worth an index. */
export const isLong = (lines: readonly Line[]): boolean => lines.length > SHORT_CLAIM

let held: LineIndex | undefined

/** Takes a claim in hand, before edits ask for its lines by code. Its lines may not change until the next one is taken. */
export function takeInHand(lines: readonly Line[]): void {
  held = isLong(lines) ? indexOf(lines) : undefined
}

function indexOf(lines: readonly Line[]): LineIndex {
  const first = new Map<string, number>()
  const next = new Int32Array(lines.length).fill(-1)
  for (let at = lines.length - 1; at >= 0; at--) {
    const { procedure } = lines[at]!
    if (procedure === undefined) continue
    next[at] = first.get(procedure) ?? -1
    first.set(procedure, at)
  }
  return { lines, first, next }
}

/** Index of the first line with the code, -1 without one. Quick on a long claim only when it is in hand. */
export function firstWith(lines: readonly Line[], procedure: string): number {
  return held?.lines === lines ? (held.first.get(procedure) ?? -1) : walk(lines, procedure, 0)
}

/** Index of the next line with the code of this one, which has one; -1 at the last. */
export function nextWith(lines: readonly Line[], at: number): number {
  return held?.lines === lines ? held.next[at]! : walk(lines, lines[at]!.procedure!, at + 1)
}

function walk(lines: readonly Line[], procedure: string, from: number): number {
  for (let at = from; at < lines.length; at++) if (isSameCode(procedure, lines[at]!.procedure)) return at
  return -1
}
