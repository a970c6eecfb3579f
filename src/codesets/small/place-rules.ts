/**
 * Places where a service can and cannot be (`place_rules.csv`). Source: place-of-service set and IOM 100-04 chapters 12
 * and 26 for families of codes, fee schedule PC/TC indicators for the rest.
 */
import type { Citation, DatedTable } from '../dated.ts'
import { codeRanges } from './code-ranges.ts'
import { certaintyOf, citeSmall, smallDated, type SmallRow } from './rows.ts'

/** What a fee schedule row is, as far as places ask. */
export type ServiceKind = 'incident-to' | 'technical' | 'therapy'

/** A place that contradicts a service. */
export interface PlaceConflict {
  readonly family: string
  /** `deny` where the payer is known to refuse it, `review` where it is unusual or not certain, `note` for less. */
  readonly severity: 'deny' | 'review' | 'note'
  /** Row of the table, for the citation. */
  readonly row: number
}

/** Places by code, and by what the fee schedule says of a code. */
export interface PlaceRules extends DatedTable {
  /** The gravest contradiction of a listed code and a place; `medicare` says whether Medicare's own rows count. */
  ofCode(procedure: string, place: string, medicare: boolean): PlaceConflict | undefined
  /** The gravest contradiction of a kind of service and a place. Medicare's rules all. */
  ofKind(kind: ServiceKind, place: string): PlaceConflict | undefined
  /** Whether some kind of service cannot be in the place, so that a code's kind is worth looking up. */
  asksKind(place: string): boolean
  /** Whether some row is about the code. */
  has(procedure: string): boolean
  /** Whether the rule behind a contradiction is Medicare's alone. */
  isMedicares(conflict: PlaceConflict): boolean
  cite(conflict: PlaceConflict): Citation
}

const rank = { deny: 0, review: 1, note: 2 } as const

/** A row that is not certain supports a `review`; a guess a `note`. */
function severityOf(row: SmallRow): PlaceConflict['severity'] {
  const certain = certaintyOf(row)
  if (certain === 'low') return 'note'
  return row['severity'] === 'deny' && certain === 'high' ? 'deny' : 'review'
}

function kindOf(row: SmallRow): ServiceKind {
  const family = row['family']!
  if (family.startsWith('incident-to')) return 'incident-to'
  if (family.startsWith('technical')) return 'technical'
  if (family.startsWith('therapy')) return 'therapy'
  throw new Error(`place_rules: unknown family without codes "${family}"`)
}

/** Builds the table from its rows. Throws when a rule or a family is not known. */
export function placeRules(rows: readonly SmallRow[]): PlaceRules {
  const entries = rows.flatMap((row, at) => {
    const rule = row['rule']!
    // Which rate a place is paid at contradicts nothing.
    if (rule === 'rate') return []
    if (rule !== 'forbidden' && rule !== 'unusual' && rule !== 'allowed')
      throw new Error(`place_rules: unknown rule "${rule}"`)
    const any = row['places']!.startsWith('any')
    const places = new Set(any ? [] : row['places']!.split(' '))
    const contradicts = (place: string): boolean => any || places.has(place) === (rule !== 'allowed')
    const first = row['code_from'] ?? ''
    const conflict: PlaceConflict = { family: row['family']!, severity: severityOf(row), row: at }
    const kind = first === '' ? kindOf(row) : undefined
    return [
      {
        first,
        last: row['code_to'] ?? '',
        kind,
        medicare: row['payer_line'] !== 'all',
        contradicts,
        conflict,
      },
    ]
  })
  const of = codeRanges(entries.filter(({ kind }) => kind === undefined))
  const gravest = (candidates: readonly (typeof entries)[number][], place: string, medicare: boolean) => {
    let found: PlaceConflict | undefined
    for (const entry of candidates) {
      if ((entry.medicare && !medicare) || !entry.contradicts(place)) continue
      if (!found || rank[entry.conflict.severity] < rank[found.severity]) found = entry.conflict
    }
    return found
  }
  const byKind: Record<ServiceKind, typeof entries> = { 'incident-to': [], technical: [], therapy: [] }
  for (const entry of entries) if (entry.kind) byKind[entry.kind].push(entry)
  const kindPlaces = new Set(
    rows
      .filter((row) => (row['code_from'] ?? '') === '' && row['rule'] !== 'rate')
      .flatMap((row) => row['places']!.split(' ')),
  )
  return {
    ...smallDated('place-rules'),
    ofCode: (procedure, place, medicare) => gravest(of(procedure), place, medicare),
    ofKind: (kind, place) => gravest(byKind[kind], place, true),
    asksKind: (place) => kindPlaces.has(place),
    has: (procedure) => of(procedure).length > 0,
    isMedicares: ({ row }) => rows[row]!['payer_line'] !== 'all',
    cite: ({ row }) => citeSmall('place-rules', rows[row]!),
  }
}
