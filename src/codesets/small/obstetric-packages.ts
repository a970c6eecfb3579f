/** Obstetric packages and what they hold (`obstetric_packages.csv`). Source: CPT maternity section; NCCI Policy Manual chapter VII. */
import type { Citation, DatedTable } from '../dated.ts'
import { words } from './by-code.ts'
import { citeSmall, smallDated, type SmallRow } from './rows.ts'

/** Obstetric services. */
export interface ObstetricPackages extends DatedTable {
  has(procedure: string): boolean
  /** Whether the package holds the other code. */
  holds(packageCode: string, part: string): boolean
  /** Whether the code holds a delivery, the visits before it, the care after it. */
  delivers(procedure: string): boolean
  antepartum(procedure: string): boolean
  postpartum(procedure: string): boolean
  cite(procedure: string): Citation
}

/** CPT: antepartum visits alone (59425, 59426), postpartum care alone (59430), placenta alone (59414). */
const ANTEPARTUM = ['59425', '59426']
const POSTPARTUM = '59430'

/** Builds the table from its rows. */
export function obstetricPackages(rows: readonly SmallRow[]): ObstetricPackages {
  const byCode = new Map(
    rows.map((row) => [row['code']!, { row, parts: new Set(words(row['includes_codes'])) }]),
  )
  const holds = (packageCode: string, part: string): boolean =>
    byCode.get(packageCode)?.parts.has(part) ?? false
  return {
    ...smallDated('obstetric-packages'),
    has: (procedure) => byCode.has(procedure),
    holds,
    delivers: (procedure) =>
      byCode.has(procedure) && !ANTEPARTUM.includes(procedure) && procedure !== POSTPARTUM,
    antepartum: (procedure) => ANTEPARTUM.some((code) => procedure === code || holds(procedure, code)),
    postpartum: (procedure) => procedure === POSTPARTUM || holds(procedure, POSTPARTUM),
    cite: (procedure) => citeSmall('obstetric-packages', byCode.get(procedure)?.row ?? {}),
  }
}
