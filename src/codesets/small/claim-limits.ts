/** How much an 837 may carry (`x12_limits.csv`). Source: ASC X12N TR3 005010X222A1 and 005010X223A2. */
import type { ClaimType } from '../../model/claim.ts'
import type { Citation, DatedTable } from '../dated.ts'
import { certaintyOf, citeSmall, smallDated, type Certainty, type SmallRow } from './rows.ts'

/** One limit. */
export interface ClaimLimit {
  readonly value: number
  readonly certain: Certainty
}

/** Limits by claim type and by the name that the table gives them. */
export interface ClaimLimits extends DatedTable {
  /** The limit; throws for a name that the table does not have, which is a mistake in the program. */
  limit(type: ClaimType, name: string): ClaimLimit
  cite(type: ClaimType, name: string): Citation
  /** What nearly every professional claim keeps to, to be asked a hundred thousand times a second. */
  readonly professional: {
    readonly lines: number
    readonly diagnoses: number
    readonly modifiers: number
    readonly pointers: number
    readonly idCharacters: number
  }
}

/** Builds the table from its rows. */
export function claimLimits(rows: readonly SmallRow[]): ClaimLimits {
  const ofType = (
    type: ClaimType,
  ): ReadonlyMap<string, { readonly row: SmallRow; readonly limit: ClaimLimit }> =>
    new Map(
      rows
        .filter((row) => row['claim_type'] === type || row['claim_type'] === 'both')
        .map((row) => {
          const limit = { value: Number.parseInt(row['value']!, 10), certain: certaintyOf(row) }
          return [row['limit']!, { row, limit }]
        }),
    )
  const byType = { professional: ofType('professional'), institutional: ofType('institutional') }
  const entryOf = (type: ClaimType, name: string) => {
    const entry = byType[type].get(name)
    if (!entry) throw new Error(`x12_limits has no "${name}" for ${type} claims`)
    return entry
  }
  const professional = (name: string): number => entryOf('professional', name).limit.value
  return {
    ...smallDated('x12-limits'),
    professional: {
      lines: professional('service lines a claim'),
      diagnoses: professional('diagnoses a claim'),
      modifiers: professional('modifiers a line'),
      pointers: professional('pointers a line'),
      idCharacters: professional('claim control number, characters'),
    },
    limit: (type, name) => entryOf(type, name).limit,
    cite: (type, name) => citeSmall('x12-limits', entryOf(type, name).row),
  }
}
