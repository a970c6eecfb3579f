/** Vaccines and the codes of their administration (`vaccine_administration.csv`). Source: IOM 100-04 chapter 18 section 10; CPT vaccine section. */
import type { Citation, DatedTable } from '../dated.ts'
import { rowsByCode, words } from './by-code.ts'
import { smallDated, type Certainty, type SmallRow } from './rows.ts'

/** A product with its administration. */
export interface Vaccine {
  /** One of these administers it. */
  readonly administrations: readonly string[]
  /** Whether that holds for Medicare alone: other payers take the administration codes of CPT. */
  readonly medicareOnly: boolean
  /** Diagnosis that Medicare wants beside it, '' for none. */
  readonly diagnosis: string
  readonly certain: Certainty
}

/** Vaccines by product and day. */
export interface Vaccines extends DatedTable {
  /** Whether the code is a product, or an administration, on some day. */
  isProduct(procedure: string): boolean
  isAdministration(procedure: string): boolean
  find(product: string, day: number): Vaccine | undefined
  cite(product: string, day: number): Citation
}

/** Builds the table from its rows. */
export function vaccines(rows: readonly SmallRow[]): Vaccines {
  const byProduct = rowsByCode('vaccine-administration', rows, 'product')
  const administrations = new Set(rows.flatMap((row) => words(row['administration'])))
  const entries = new Map<SmallRow, Vaccine>()
  return {
    ...smallDated('vaccine-administration'),
    isProduct: byProduct.has,
    isAdministration: (procedure) => administrations.has(procedure),
    find(product, day) {
      const found = byProduct.find(product, day)
      if (!found) return undefined
      let vaccine = entries.get(found.row)
      if (!vaccine) {
        vaccine = {
          administrations: words(found.row['administration']),
          medicareOnly: found.row['payer_line'] === 'medicare',
          diagnosis: found.row['medicare_diagnosis'] ?? '',
          certain: found.certain,
        }
        entries.set(found.row, vaccine)
      }
      return vaccine
    },
    cite: byProduct.cite,
  }
}
