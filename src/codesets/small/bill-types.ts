/** Bill types: their classifications (facility and care, two characters) and frequencies (`bill_types.csv`). */
import { datedRow, inForce } from './by-code.ts'
import { citeSmall, smallDated, type SmallRow } from './rows.ts'
import type { Citation, DatedTable } from '../dated.ts'

/** `ended` on some day, or at a time that is not known. */
export type BillTypeState = 'valid' | 'ended' | 'unknown'

/** The two parts of a bill type. */
export type BillTypePart = 'classification' | 'frequency'

/** Parts of bill types by day. */
export interface BillTypes extends DatedTable {
  state(part: BillTypePart, code: string, day: number): BillTypeState
  /** Whether the row says the day on which the part ended. */
  endIsKnown(part: BillTypePart, code: string): boolean
  cite(part: BillTypePart, code: string): Citation
}

/** Builds the table from its rows. */
export function billTypes(rows: readonly SmallRow[]): BillTypes {
  const byPart = new Map(
    (['classification', 'frequency'] as const).map((part) => [
      part,
      new Map(rows.filter((row) => row['kind'] === part).map((row) => [row['code']!, datedRow(row)])),
    ]),
  )
  const find = (part: BillTypePart, code: string) => byPart.get(part)!.get(code)
  return {
    ...smallDated('bill-types'),
    state(part, code, day) {
      const found = find(part, code)
      if (found === undefined || day < found.from) return 'unknown'
      const ended =
        found.row['state'] === 'ended' && (found.row['effective_to'] === '' || !inForce(found, day))
      return ended ? 'ended' : 'valid'
    },
    endIsKnown: (part, code) => find(part, code)?.certain === 'high',
    cite: (part, code) => citeSmall('bill-types', find(part, code)?.row ?? {}),
  }
}
