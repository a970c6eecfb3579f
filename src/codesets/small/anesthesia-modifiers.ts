/** Anesthesia modifiers and who may bear them (`anesthesia_modifiers.csv`). Source: IOM 100-04 chapter 12 sections 50 and 140. */
import type { Citation, DatedTable } from '../dated.ts'
import { citeSmall, periodOf, smallDated, type SmallRow } from './rows.ts'

/** Who may bear a payment modifier: a physician, any anesthetist, or a nurse anesthetist alone. */
export type AnesthesiaUser = 'physician' | 'anesthetist' | 'nurse-anesthetist'

/** One anesthesia modifier. */
export interface AnesthesiaModifier {
  /** `payment` decides the allowance; the others only inform. */
  readonly kind: 'payment' | 'information' | 'physical status'
  /** Undefined where anyone may bear it. */
  readonly user: AnesthesiaUser | undefined
  readonly from: number
}

/** Anesthesia modifiers. */
export interface AnesthesiaModifiers extends DatedTable {
  find(modifier: string): AnesthesiaModifier | undefined
  cite(modifier: string): Citation
}

function userOf(who: string): AnesthesiaUser | undefined {
  if (who === 'CRNA only') return 'nurse-anesthetist'
  if (who.startsWith('CRNA')) return 'anesthetist'
  return who.includes('physician') || who === 'anesthesiologist' ? 'physician' : undefined
}

/** Builds the table from its rows. Throws when a row has a kind that is not known. */
export function anesthesiaModifiers(rows: readonly SmallRow[]): AnesthesiaModifiers {
  const byModifier = new Map(
    rows.map((row) => {
      const kind = row['kind']
      if (kind !== 'payment' && kind !== 'information' && kind !== 'physical status')
        throw new Error(`anesthesia_modifiers: unknown kind "${kind}"`)
      const entry: AnesthesiaModifier = { kind, user: userOf(row['who'] ?? ''), from: periodOf(row)[0] }
      return [row['modifier']!, { row, entry }] as const
    }),
  )
  return {
    ...smallDated('anesthesia-modifiers'),
    find: (modifier) => byModifier.get(modifier)?.entry,
    cite: (modifier) => citeSmall('anesthesia-modifiers', byModifier.get(modifier)?.row ?? {}),
  }
}
