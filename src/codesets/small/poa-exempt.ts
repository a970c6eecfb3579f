/**
 * Diagnoses exempt from present-on-admission reporting (`poa_exempt.csv`), as beginnings of codes and, where a seventh
 * character decides, the characters that exempt. Source: CMS present-on-admission exempt list, fiscal year 2026.
 */
import type { DatedTable } from '../dated.ts'
import { words } from './by-code.ts'
import { smallDated, type SmallRow } from './rows.ts'

/** Exempt diagnoses. */
export interface PoaExempt extends DatedTable {
  isExempt(diagnosis: string): boolean
}

/** Builds the table from its rows. */
export function poaExempt(rows: readonly SmallRow[]): PoaExempt {
  const whole = new Set<string>()
  const seventh = new Map<string, readonly string[]>()
  for (const row of rows) {
    const characters = words(row['seventh_characters'])
    if (characters.length === 0) whole.add(row['prefix']!)
    else seventh.set(row['prefix']!, characters)
  }
  return {
    ...smallDated('poa-exempt'),
    isExempt(diagnosis) {
      for (let length = 1; length <= diagnosis.length; length++) {
        const beginning = diagnosis.slice(0, length)
        if (whole.has(beginning)) return true
        if (diagnosis.length === 7 && seventh.get(beginning)?.includes(diagnosis.charAt(6))) return true
      }
      return false
    },
  }
}
