/** Visits: which codes they are and which modifiers they take (`visit_codes.csv`). Source: CPT evaluation and management sections; RVU25D. */
import type { Citation, DatedTable } from '../dated.ts'
import { certaintyOf, citeSmall, periodOf, smallDated, type Certainty, type SmallRow } from './rows.ts'

/** What is known of a visit code. */
export interface VisitCode {
  readonly family: string
  /** `new`, `established` or what the table says. */
  readonly patient: string
  readonly takes2425: boolean
  readonly takes57: boolean
  readonly faceToFace: boolean
  readonly inGlobalPackage: boolean
  readonly medicare: string
  readonly certain: Certainty
}

/** Visits by code and day. */
export interface VisitCodes extends DatedTable {
  find(procedure: string, day: number): VisitCode | undefined
  /** Whether the code is a visit on some day. */
  has(procedure: string): boolean
  cite(procedure: string, day: number): Citation
}

/** Builds the table from its rows. */
export function visitCodes(rows: readonly SmallRow[]): VisitCodes {
  const entries = rows.map((row) => {
    const [from, through] = periodOf(row)
    const visit: VisitCode = {
      family: row['family'] ?? '',
      patient: row['patient'] ?? '',
      takes2425: row['takes_24_25'] === 'yes',
      takes57: row['takes_57'] === 'yes',
      faceToFace: row['face_to_face'] === 'yes',
      inGlobalPackage: row['in_global_package'] === 'yes',
      medicare: row['medicare'] ?? '',
      certain: certaintyOf(row),
    }
    return { row, visit, first: row['code_from']!, last: row['code_to']!, from, through }
  })
  const remembered = new Map<string, typeof entries>()
  const of = (procedure: string): typeof entries => {
    let found = remembered.get(procedure)
    if (!found) {
      found = entries.filter(
        ({ first, last }) => first.length === procedure.length && first <= procedure && procedure <= last,
      )
      // Codes come from outside: the memory is bounded by what a snapshot could hold.
      if (remembered.size < 50_000) remembered.set(procedure, found)
    }
    return found
  }
  // A loop: several edits ask for every line, and a closure each time cost them a tenth of their time.
  const entryOf = (procedure: string, day: number) => {
    for (const entry of of(procedure)) if (entry.from <= day && day <= entry.through) return entry
    return undefined
  }
  return {
    ...smallDated('visit-codes'),
    find: (procedure, day) => entryOf(procedure, day)?.visit,
    has: (procedure) => of(procedure).length > 0,
    cite: (procedure, day) => citeSmall('visit-codes', entryOf(procedure, day)?.row ?? {}),
  }
}
