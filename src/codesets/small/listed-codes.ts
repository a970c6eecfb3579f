/**
 * Revenue codes and condition codes, one row a code (`revenue_codes.csv`, `condition_codes.csv`): codes and days, no
 * wording, which is NUBC's. Source: code systems of CMS's beneficiary data, August 2026.
 */
import type { Citation, DatedTable } from '../dated.ts'
import { datedRow, inForce } from './by-code.ts'
import { citeSmall, smallDated, type Certainty, type SmallRow } from './rows.ts'

/** What a list says of a code on a day; `newer` and `ended` lie before and after the days of its row. */
export interface Listing {
  readonly state: 'listed' | 'newer' | 'ended' | 'unknown'
  readonly certain: Certainty
  readonly cite: Citation
}

/** Codes of one kind by day. */
export interface ListedCodes extends DatedTable {
  /** Whether the code is listed on some day. */
  has(code: string): boolean
  /** Whether the code is in force on the day. */
  isListed(code: string, day: number): boolean
  /** Whether some code of the list begins so. */
  hasBeginning(beginning: string): boolean
  /** Why a code is in force or not, with its row. */
  explain(code: string, day: number): Listing
}

/** Builds a list from its rows. */
export function listedCodes(name: string, rows: readonly SmallRow[]): ListedCodes {
  const byCode = new Map(rows.map((row) => [row['code']!, datedRow(row)]))
  const beginnings = new Set(rows.map((row) => row['code']!.slice(0, 3)))
  return {
    ...smallDated(name),
    has: (code) => byCode.has(code),
    isListed(code, day) {
      const found = byCode.get(code)
      return found !== undefined && inForce(found, day)
    },
    hasBeginning: (beginning) => beginnings.has(beginning),
    explain(code, day) {
      const found = byCode.get(code)
      if (!found) return { state: 'unknown', certain: 'high', cite: citeSmall(name, {}) }
      const state = inForce(found, day) ? 'listed' : day < found.from ? 'newer' : 'ended'
      return { state, certain: found.certain, cite: citeSmall(name, found.row) }
    },
  }
}
