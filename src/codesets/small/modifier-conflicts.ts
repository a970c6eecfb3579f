/** Pairs of modifiers that exclude each other on a line (`modifier_conflicts.csv`). Source: the manual that each row names. */
import type { ClaimType } from '../../model/claim.ts'
import type { Severity } from '../../model/result.ts'
import type { Citation, DatedTable } from '../dated.ts'
import { certaintyOf, citeSmall, periodOf, smallDated, type SmallRow } from './rows.ts'

/** Why two modifiers exclude each other. */
export interface ModifierConflict {
  /** Whether only Medicare's rule parts them, rather than the meaning of the modifiers. */
  readonly medicareOnly: boolean
  readonly severity: Severity
  readonly why: string
}

/** Conflicts by pair, whichever comes first. */
export interface ModifierConflicts extends DatedTable {
  /** Whether the modifier is part of some pair. */
  has(modifier: string): boolean
  find(one: string, other: string, type: ClaimType, day: number): ModifierConflict | undefined
  cite(one: string, other: string, type: ClaimType, day: number): Citation
}

interface Entry extends ModifierConflict {
  readonly row: SmallRow
  readonly claimType: string
  readonly from: number
  readonly through: number
}

function severityOf(row: SmallRow): Severity {
  const severity = row['severity']
  if (severity !== 'reject' && severity !== 'deny' && severity !== 'review' && severity !== 'note')
    throw new Error(`modifier_conflicts: unknown severity "${severity}"`)
  if (severity === 'note' || certaintyOf(row) === 'high') return severity
  return 'review'
}

/** Builds the table from its rows. Throws when a row has a severity that is not known. */
export function modifierConflicts(rows: readonly SmallRow[]): ModifierConflicts {
  const byModifier = new Map<string, Map<string, Entry[]>>()
  const put = (one: string, other: string, entry: Entry): void => {
    const partners = byModifier.get(one) ?? new Map<string, Entry[]>()
    partners.set(other, [...(partners.get(other) ?? []), entry])
    byModifier.set(one, partners)
  }
  for (const row of rows) {
    const [from, through] = periodOf(row)
    const entry: Entry = {
      row,
      claimType: row['claim_type'] ?? 'both',
      from,
      through,
      medicareOnly: row['payer_line'] === 'medicare',
      severity: severityOf(row),
      why: row['why'] ?? '',
    }
    put(row['modifier_a']!, row['modifier_b']!, entry)
    put(row['modifier_b']!, row['modifier_a']!, entry)
  }
  const find = (one: string, other: string, type: ClaimType, day: number): Entry | undefined =>
    byModifier
      .get(one)
      ?.get(other)
      ?.find(
        ({ claimType, from, through }) =>
          (claimType === 'both' || claimType === type) && from <= day && day <= through,
      )
  return {
    ...smallDated('modifier-conflicts'),
    has: (modifier) => byModifier.has(modifier),
    find,
    cite: (one, other, type, day) => citeSmall('modifier-conflicts', find(one, other, type, day)?.row ?? {}),
  }
}
