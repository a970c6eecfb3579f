/** Ambulance services and the letters of their origin and destination modifiers (`ambulance.csv`). Source: IOM 100-04 chapter 15; 42 CFR 414.605. */
import type { Citation, DatedTable } from '../dated.ts'
import { citeSmall, smallDated, type SmallRow } from './rows.ts'

/** What an ambulance code pays for. */
export type AmbulanceKind =
  'base' | 'base air' | 'mileage ground' | 'mileage air fixed wing' | 'mileage air rotary'

const kinds: ReadonlySet<string> = new Set<AmbulanceKind>([
  'base',
  'base air',
  'mileage ground',
  'mileage air fixed wing',
  'mileage air rotary',
])

/** Ambulance codes and letters. */
export interface AmbulanceCodes extends DatedTable {
  /** What the code pays for, undefined for one that is no ambulance code of Medicare's. */
  kind(procedure: string): AmbulanceKind | undefined
  /** Whether the letter may be an origin (`yes`, `no`), or a destination (also `unlikely`); undefined for no letter. */
  origin(letter: string): 'yes' | 'no' | undefined
  destination(letter: string): 'yes' | 'no' | 'unlikely' | undefined
  cite(code: string): Citation
}

/** Builds the table from its rows. Throws for a kind that is not known. */
export function ambulanceCodes(rows: readonly SmallRow[]): AmbulanceCodes {
  const letters = new Map(rows.filter((row) => row['kind'] === 'place').map((row) => [row['code']!, row]))
  const procedures = new Map(
    rows.filter((row) => row['kind'] === 'procedure').map((row) => [row['code']!, row['meaning'] ?? '']),
  )
  for (const kind of procedures.values())
    if (!kinds.has(kind)) throw new Error(`ambulance: unknown kind "${kind}"`)
  const byCode = new Map(rows.map((row) => [row['code']!, row]))
  return {
    ...smallDated('ambulance'),
    kind: (procedure) => procedures.get(procedure) as AmbulanceKind | undefined,
    origin: (letter) => letters.get(letter)?.['origin'] as 'yes' | 'no' | undefined,
    destination: (letter) => letters.get(letter)?.['destination'] as 'yes' | 'no' | 'unlikely' | undefined,
    cite: (code) => citeSmall('ambulance', byCode.get(code) ?? {}),
  }
}
