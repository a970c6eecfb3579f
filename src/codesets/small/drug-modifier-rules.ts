/** When JW and JZ are used, demanded and wrong (`drug_modifier_rules.csv`). Source: 42 CFR 414.902 and 414.940; CMS JW and JZ FAQ. */
import type { Citation, DatedTable } from '../dated.ts'
import { datedRow, inForce, type DatedRow } from './by-code.ts'
import { citeSmall, smallDated, type Certainty, type SmallRow } from './rows.ts'

/** Rules that an edit asks for. */
export type DrugModifierRule =
  'required' | 'returned' | 'supplier' | 'vaccine' | 'clinic' | 'inpatient' | 'skin-substitute' | 'together'

/** How the rows are told apart: their kind, and a word of their scope. */
const rowOf: Readonly<Record<DrugModifierRule, readonly [kind: string, scope: RegExp]>> = {
  required: ['required', /single-dose/],
  returned: ['returned', /./],
  supplier: ['required', /supplier/],
  vaccine: ['exempt', /vaccine/],
  clinic: ['exempt', /rural health clinic/],
  inpatient: ['exempt', /inpatient/],
  'skin-substitute': ['exempt', /skin substitute/],
  together: ['wrong', /same line/],
}

/** Rules of JW and JZ by day. */
export interface DrugModifierRules extends DatedTable {
  /** How far the rule may be trusted where it stands on the day, undefined where it does not stand. */
  on(rule: DrugModifierRule, day: number): Certainty | undefined
  cite(rule: DrugModifierRule): Citation
}

/** Builds the table from its rows. Throws when a rule has no row. */
export function drugModifierRules(rows: readonly SmallRow[]): DrugModifierRules {
  const byRule = new Map<DrugModifierRule, DatedRow>()
  for (const [rule, [kind, scope]] of Object.entries(rowOf)) {
    const row = rows.find((one) => one['kind'] === kind && scope.test(one['scope'] ?? ''))
    if (!row) throw new Error(`drug_modifier_rules has no row for "${rule}"`)
    byRule.set(rule as DrugModifierRule, datedRow(row))
  }
  return {
    ...smallDated('drug-modifier-rules'),
    on(rule, day) {
      const row = byRule.get(rule)!
      return inForce(row, day) ? row.certain : undefined
    },
    cite: (rule) => citeSmall('drug-modifier-rules', byRule.get(rule)!.row),
  }
}
