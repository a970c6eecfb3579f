/** Modifiers that equipment takes by its HCPCS pricing indicator (`supply_price_modifiers.csv`). Source: HCPCS record layout; IOM 100-04 chapter 20. */
import type { Citation, DatedTable } from '../dated.ts'
import { words } from './by-code.ts'
import { certaintyOf, citeSmall, smallDated, type Certainty, type SmallRow } from './rows.ts'

/** What a price category asks for. */
export interface SupplyPrice {
  readonly category: string
  /** One of these must stand on the line; empty where none need. */
  readonly needs: readonly string[]
  readonly certain: Certainty
}

/** Price categories by HCPCS pricing indicator. */
export interface SupplyPrices extends DatedTable {
  find(indicator: number): SupplyPrice | undefined
  cite(indicator: number): Citation
}

/** Builds the table from its rows. */
export function supplyPrices(rows: readonly SmallRow[]): SupplyPrices {
  const byIndicator = new Map(
    rows.map((row) => [
      Number(row['hcpcs_price_indicator']),
      {
        row,
        price: {
          category: row['category'] ?? '',
          needs: words(row['needs_one_of']),
          certain: certaintyOf(row),
        },
      },
    ]),
  )
  return {
    ...smallDated('supply-price-modifiers'),
    find: (indicator) => byIndicator.get(indicator)?.price,
    cite: (indicator) => citeSmall('supply-price-modifiers', byIndicator.get(indicator)?.row ?? {}),
  }
}
