/** Something kept for each of the latest kinds of claims that came more than once. */

/** Places, a power of two: a kind has one place, and what comes to it last stays. */
const PLACES = 4_096

/** Kept by whole numbers from 0 on. */
export interface Kept<T> {
  find(kind: number): T | undefined
  /** Keeps what belongs to a kind where it comes for the second time running: there are more kinds than would pay. */
  keep(kind: number, made: T): T
}

const placeOf = (kind: number): number =>
  (Math.imul((kind | 0) ^ Math.imul((kind / 0x1_0000_0000) | 0, 0x9e37_79b1), 0x85eb_ca6b) >>> 16) &
  (PLACES - 1)

/** Keeps nothing yet. */
export function createKept<T extends { kept: boolean }>(): Kept<T> {
  const kinds = new Float64Array(PLACES).fill(-1)
  const all: (T | undefined)[] = Array.from({ length: PLACES }, () => undefined)
  return {
    find(kind) {
      const at = placeOf(kind)
      return kinds[at] === kind ? all[at] : undefined
    },
    keep(kind, made) {
      const at = placeOf(kind)
      made.kept = kinds[at] === kind
      all[at] = made.kept ? made : undefined
      kinds[at] = kind
      return made
    },
  }
}
