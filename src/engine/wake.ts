/**
 * Which edits a claim wakes. An edit may say which codes can make it speak; each code is asked once and the answer kept
 * as bits, so a claim costs one look-up a code instead of a call of every edit.
 */
import type { AnyEdit } from '../edits/define.ts'
import type { Claim } from '../model/claim.ts'
import type { ActiveEdit } from './plan.ts'

type CodeKind = 'procedure' | 'modifier' | 'diagnosis' | 'revenueCode'

/** Codes come from outside: beyond so many distinct ones the memory starts anew. */
const REMEMBERED_CODES = 100_000

/** Tells the edits of a plan that a claim wakes. */
export interface Waker {
  /** Bits by position in `Plan.active`, valid until the next call. */
  wake(claim: Claim): Int32Array
}

/** Makes the waker of a plan. */
export function createWaker(active: readonly ActiveEdit[]): Waker {
  const words = Math.ceil(active.length / 32)
  const always = new Int32Array(words)
  const sleepers: Record<CodeKind, number[]> = { procedure: [], modifier: [], diagnosis: [], revenueCode: [] }
  active.forEach(({ edit }, at) => {
    const wakes = (edit as AnyEdit).wakes
    if (!wakes) always[at >> 5]! |= 1 << (at & 31)
    else for (const kind of Object.keys(wakes) as CodeKind[]) sleepers[kind].push(at)
  })
  const remembered: Record<CodeKind, Map<string, Int32Array | null>> = {
    procedure: new Map(),
    modifier: new Map(),
    diagnosis: new Map(),
    revenueCode: new Map(),
  }
  const ask = (kind: CodeKind, code: string): Int32Array | null => {
    let bits: Int32Array | null = null
    for (const at of sleepers[kind]) {
      const { edit, tables } = active[at]!
      if (!edit.wakes![kind]!(code, tables as never)) continue
      bits ??= new Int32Array(words)
      bits[at >> 5]! |= 1 << (at & 31)
    }
    const map = remembered[kind]
    if (map.size >= REMEMBERED_CODES) map.clear()
    map.set(code, bits)
    return bits
  }
  const awake = new Int32Array(words)
  const take = (kind: CodeKind, code: string): void => {
    let bits = remembered[kind].get(code)
    if (bits === undefined) bits = ask(kind, code)
    if (bits !== null) for (let word = 0; word < words; word++) awake[word]! |= bits[word]!
  }
  const anyOf = (kind: CodeKind): boolean => sleepers[kind].length > 0
  const [procedures, modifiers, diagnoses, revenueCodes] = [
    anyOf('procedure'),
    anyOf('modifier'),
    anyOf('diagnosis'),
    anyOf('revenueCode'),
  ]
  return {
    wake(claim) {
      awake.set(always)
      for (const line of claim.lines) {
        if (procedures && line.procedure !== undefined) take('procedure', line.procedure)
        if (modifiers) for (const modifier of line.modifiers) take('modifier', modifier)
        if (revenueCodes && line.revenueCode !== undefined) take('revenueCode', line.revenueCode)
      }
      if (diagnoses) for (const diagnosis of claim.diagnoses) take('diagnosis', diagnosis.code)
      return awake
    },
  }
}
