/**
 * Discharge statuses (`discharge_statuses.csv`): those of the Medicare Code Editor with its days, and those that other
 * bills know beside them. Source: MCE 43.1; code systems of CMS's beneficiary data, August 2026.
 */
import type { Citation, DatedTable } from '../dated.ts'
import { datedRow, inForce, type DatedRow } from './by-code.ts'
import { citeSmall, smallDated, type SmallRow } from './rows.ts'

/** Discharge statuses by day, codes of two digits. */
export interface DischargeStatuses extends DatedTable {
  /** Whether the editor takes the code for a discharge on the day. */
  isEditors(code: string, day: number): boolean
  /** Whether the code is in force on the day on any bill. */
  isListed(code: string, day: number): boolean
  cite(code: string, day: number): Citation
}

/** Builds the table from its rows. */
export function dischargeStatuses(rows: readonly SmallRow[]): DischargeStatuses {
  const byCode = new Map<string, DatedRow[]>()
  for (const row of rows) byCode.set(row['code']!, [...(byCode.get(row['code']!) ?? []), datedRow(row)])
  const find = (code: string, day: number): DatedRow | undefined =>
    byCode.get(code)?.find((row) => inForce(row, day))
  return {
    ...smallDated('discharge-statuses'),
    isEditors: (code, day) => find(code, day)?.row['editor'] === 'yes',
    isListed: (code, day) => find(code, day) !== undefined,
    cite: (code, day) =>
      citeSmall('discharge-statuses', (find(code, day) ?? byCode.get(code)?.at(-1))?.row ?? {}),
  }
}
