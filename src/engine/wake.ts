/**
 * Which edits a claim wakes. An edit may say which codes can make it speak; each code is asked once and the answer kept
 * as bits, so a claim costs one look-up a code instead of a call of every edit.
 */
import type { AnyEdit, Wakes } from '../edits/define.ts'
import type { Claim, ClaimType } from '../model/claim.ts'
import { OPEN_END } from '../model/dates.ts'
import type { HistoryTable } from '../codesets/tables.ts'
import type { ActiveEdit } from './plan.ts'

type CodeKind = keyof Wakes<never, never>

/** Codes come from outside: beyond so many distinct ones the memory starts anew. */
const REMEMBERED_CODES = 100_000

/** Tells the edits of a plan that a claim wakes. */
export interface Waker {
  /**
   * Bits by position in `Plan.active`, valid until the next call. `from` and `through` bound the days of the lines
   * (compact); -1 for both where the claim is judged on other days as well.
   */
  wake(claim: Claim, from: number, through: number): Int32Array
}

/** What a code wakes, as bits; null for nothing. */
interface Woken {
  /** On whatever day. */
  alone: Int32Array | null
  /** Where another line wakes them, too. */
  paired: Int32Array | null
  /** On days that are not all within `from` and `through`. */
  outside: Int32Array | null
  from: number
  through: number
}

/** Makes the waker of a plan. */
export function createWaker(active: readonly ActiveEdit[], claimType: ClaimType): Waker {
  const words = Math.ceil(active.length / 32)
  const always = new Int32Array(words)
  const sleepers: Record<CodeKind, number[]> = {
    procedure: [],
    modifier: [],
    diagnosis: [],
    revenueCode: [],
    place: [],
  }
  active.forEach(({ edit }, at) => {
    const wakes = (edit as AnyEdit).wakes
    if (!wakes) always[at >> 5]! |= 1 << (at & 31)
    else for (const kind of Object.keys(wakes) as CodeKind[]) sleepers[kind].push(at)
  })
  const isPaired = ({ edit, tables }: ActiveEdit): boolean =>
    edit.pairs === true && !(tables['history'] as HistoryTable | undefined)?.given
  const memory = (): Map<string, Woken> => new Map()
  const [byProcedure, byModifier, byDiagnosis, byRevenueCode, byPlace] = [
    memory(),
    memory(),
    memory(),
    memory(),
    memory(),
  ]
  const ask = (kind: CodeKind, code: string, map: Map<string, Woken>): Woken => {
    const woken: Woken = { alone: null, paired: null, outside: null, from: 0, through: OPEN_END }
    for (const at of sleepers[kind]) {
      const { edit, tables } = active[at]!
      const waking = edit.wakes![kind]!(code, tables as never, claimType)
      if (waking === false) continue
      let list: 'alone' | 'paired' | 'outside' = 'alone'
      if (waking !== true) {
        list = 'outside'
        woken.from = Math.max(woken.from, waking.from)
        woken.through = Math.min(woken.through, waking.through)
      } else if (kind === 'procedure' && isPaired(active[at]!)) list = 'paired'
      const bits = (woken[list] ??= new Int32Array(words))
      bits[at >> 5]! |= 1 << (at & 31)
    }
    if (map.size >= REMEMBERED_CODES) map.clear()
    map.set(code, woken)
    return woken
  }

  const awake = new Int32Array(words)
  const once = new Int32Array(words)
  const add = (bits: Int32Array): void => {
    for (let word = 0; word < words; word++) awake[word]! |= bits[word]!
  }
  const addPaired = (bits: Int32Array): void => {
    for (let word = 0; word < words; word++) {
      awake[word]! |= once[word]! & bits[word]!
      once[word]! |= bits[word]!
    }
  }
  const take = (woken: Woken, from: number, through: number): void => {
    if (woken.alone !== null) add(woken.alone)
    if (woken.paired !== null) addPaired(woken.paired)
    if (woken.outside !== null && (from < woken.from || through > woken.through)) add(woken.outside)
  }
  const anyOf = (kind: CodeKind): boolean => sleepers[kind].length > 0
  const [procedures, modifiers, diagnoses, revenueCodes, places] = [
    anyOf('procedure'),
    anyOf('modifier'),
    anyOf('diagnosis'),
    anyOf('revenueCode'),
    anyOf('place'),
  ]
  return {
    wake(claim, from, through) {
      // Four words or so: a loop is quicker than the runtime's own copy.
      for (let word = 0; word < words; word++) {
        awake[word] = always[word]!
        once[word] = 0
      }
      const { lines, placeOfService, admittingDiagnosis } = claim
      if (places && placeOfService !== undefined)
        take(byPlace.get(placeOfService) ?? ask('place', placeOfService, byPlace), from, through)
      for (let at = 0; at < lines.length; at++) {
        const line = lines[at]!
        const { procedure, modifiers: borne, revenueCode, placeOfService: place } = line
        if (procedures && procedure !== undefined)
          take(byProcedure.get(procedure) ?? ask('procedure', procedure, byProcedure), from, through)
        if (modifiers && borne.length > 0) {
          const known = borne.length === 1 ? from : -1
          for (const code of borne)
            take(byModifier.get(code) ?? ask('modifier', code, byModifier), known, through)
        }
        if (revenueCodes && revenueCode !== undefined)
          take(
            byRevenueCode.get(revenueCode) ?? ask('revenueCode', revenueCode, byRevenueCode),
            from,
            through,
          )
        if (places && place !== undefined && place !== placeOfService)
          take(byPlace.get(place) ?? ask('place', place, byPlace), from, through)
      }
      if (!diagnoses) return awake
      for (const { code } of claim.diagnoses)
        take(byDiagnosis.get(code) ?? ask('diagnosis', code, byDiagnosis), from, through)
      // It is judged on the day of discharge, or at the end of the statement.
      if (admittingDiagnosis !== undefined)
        take(byDiagnosis.get(admittingDiagnosis) ?? ask('diagnosis', admittingDiagnosis, byDiagnosis), -1, -1)
      return awake
    },
  }
}
