/** Two-character CPT modifiers (`modifiers_cpt.csv`): numbers, dates and claim types. Source: CPT appendix A. */
import type { Citation, DatedTable } from '../dated.ts'
import { certaintyOf, citeSmall, periodOf, smallDated, type Certainty, type SmallRow } from './rows.ts'

/** A modifier with the claims it may stand on. */
export interface CptModifier {
  readonly from: number
  readonly through: number
  readonly professional: boolean
  readonly institutional: boolean
  /** Also on the professional claim of a surgery center (place of service 24). */
  readonly surgeryCenter: boolean
  readonly kind: string
  readonly certain: Certainty
}

/** CPT modifiers by number. */
export interface CptModifiers extends DatedTable {
  find(modifier: string): CptModifier | undefined
  cite(modifier: string): Citation
}

/** Builds the table from its rows. */
export function cptModifiers(rows: readonly SmallRow[]): CptModifiers {
  const byModifier = new Map(
    rows.map((row) => {
      const [from, through] = periodOf(row)
      const claimType = row['claim_type'] ?? ''
      const entry: CptModifier = {
        from,
        through,
        professional: claimType === 'both' || claimType === 'professional',
        institutional: claimType === 'both' || claimType.startsWith('institutional'),
        surgeryCenter: claimType.includes('surgery center'),
        kind: row['kind'] ?? '',
        certain: certaintyOf(row),
      }
      return [row['modifier']!, { entry, row }] as const
    }),
  )
  return {
    ...smallDated('modifiers-cpt'),
    find: (modifier) => byModifier.get(modifier)?.entry,
    cite: (modifier) => citeSmall('modifiers-cpt', byModifier.get(modifier)?.row ?? {}),
  }
}
