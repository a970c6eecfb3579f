/** Items as a reader collects them. Warnings of one kind are told up to a number; what is beyond is counted. */
import type { ErrorCode } from '../../model/errors.ts'
import { type Item, type Place, problem, warning } from '../items.ts'

/** Warnings of one kind that are told one by one in a file; those after are counted. */
export const MAX_WARNINGS = 20

/** Where a reader puts what it yields. */
export interface Remarks {
  /** Items not yet yielded, in the order of the input. */
  items: Item[]
  /** Whether a claim or a problem was ever given. */
  hasResult: boolean
  readonly file: string
  readonly counts: Map<string, { readonly code: ErrorCode; count: number }>
  /** Where it is wanted, the kind of each warning among the items, in order: for who puts the parts of a file together. */
  kinds?: string[]
}

/** No items yet. */
export const noRemarks = (file: string): Remarks => ({ items: [], hasResult: false, file, counts: new Map() })

/** The items so far, which are then forgotten. */
export function takeItems(remarks: Remarks): readonly Item[] {
  const items = remarks.items
  remarks.items = []
  return items
}

/** A place by segment number and byte. */
export const placeOf = (at: { readonly segment: number; readonly byte: number }): Place => ({
  segment: at.segment,
  byte: at.byte,
})

/** Adds a problem. */
export function addProblem(remarks: Remarks, code: ErrorCode, place: Place, text: string): void {
  remarks.hasResult = true
  remarks.items.push(problem(code, remarks.file, place, text))
}

/** Adds a warning. `what` is the kind, one of a fixed number of texts; `detail` holds counts and codes only. */
export function addWarning(remarks: Remarks, code: ErrorCode, place: Place, what: string, detail = ''): void {
  const kind = remarks.counts.get(what)
  if (kind === undefined) remarks.counts.set(what, { code, count: 1 })
  else if (++kind.count > MAX_WARNINGS) return
  remarks.kinds?.push(what)
  remarks.items.push(warning(code, remarks.file, place, `${what}${detail}.`))
}

/** Adds a line for each kind of which more was found than was told. */
export function addCounts(remarks: Remarks): void {
  for (const [what, { code, count }] of remarks.counts) {
    if (count <= MAX_WARNINGS) continue
    remarks.items.push(
      warning(code, remarks.file, {}, `${what}: ${count - MAX_WARNINGS} more of the same kind.`),
    )
  }
}
