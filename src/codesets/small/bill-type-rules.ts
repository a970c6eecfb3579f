/**
 * What a bill type demands of the rest of the claim (`bill_type_rules.csv`). Source: NUBC codes as used in IOM 100-04
 * chapter 1 section 120, chapters 3 and 25.
 */
import type { Citation, DatedTable } from '../dated.ts'
import { words } from './by-code.ts'
import { citeSmall, smallDated, type SmallRow } from './rows.ts'

/** Rules by kind and value. */
export interface BillTypeRules extends DatedTable {
  /** The frequency (7 or 8) that a claim-change condition code belongs to; undefined for any other condition code. */
  changes(condition: string): string | undefined
  /** Whether bills of the type (`111`) are of inpatients, with admission and status. */
  needsAdmission(billType: string): boolean
  /** Cites the row of a kind whose value is, or lists, the code. */
  cite(kind: string, code: string): Citation
}

/** Builds the table from its rows. */
export function billTypeRules(rows: readonly SmallRow[]): BillTypeRules {
  const ofKind = (kind: string): readonly SmallRow[] => rows.filter((row) => row['kind'] === kind)
  const changes = new Map(
    ofKind('claim change condition').map((row) => [row['value']!, row['rule']!.endsWith('8') ? '8' : '7']),
  )
  const inpatient = new Set(
    ofKind('inpatient type')
      .filter((row) => row['rule']!.startsWith('admission date'))
      .flatMap((row) => words(row['value']))
      .map((type) => type.slice(0, 2)),
  )
  return {
    ...smallDated('bill-type-rules'),
    changes: (condition) => changes.get(condition),
    needsAdmission: (billType) => inpatient.has(billType.slice(0, 2)),
    cite: (kind, code) =>
      citeSmall('bill-type-rules', ofKind(kind).find((row) => words(row['value']).includes(code)) ?? {}),
  }
}
