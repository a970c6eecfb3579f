/**
 * Anatomic modifiers by family and the codes at the core of a family (`modifier_families.csv`,
 * `modifier_family_codes.csv`). Source: HCPCS Level II modifiers; CPT section numbers.
 */
import type { Citation, DatedTable } from '../dated.ts'
import { citeSmall, periodOf, smallDated, type SmallRow } from './rows.ts'

/** One anatomic modifier. */
export interface AnatomicModifier {
  /** eyelid, finger, toe, coronary, side. */
  readonly family: string
  readonly side: 'left' | 'right' | ''
  readonly site: string
}

/** Anatomic modifiers, and where their families are at home. */
export interface ModifierFamilies extends DatedTable {
  find(modifier: string): AnatomicModifier | undefined
  /** Family at whose core the code stands on the day, '' for none. */
  coreOf(procedure: string, day: number): string
  /** Whether a row of the family names the code on the day, core or not. */
  names(family: string, procedure: string, day: number): boolean
  /** The core row of the code. */
  cite(procedure: string, day: number): Citation
}

/** Builds the table from the rows of both files. */
export function modifierFamilies(
  modifiers: readonly SmallRow[],
  codes: readonly SmallRow[],
): ModifierFamilies {
  const byModifier = new Map(
    modifiers.map((row): [string, AnatomicModifier] => {
      const side = row['side']
      return [
        row['modifier']!,
        {
          family: row['family'] ?? '',
          side: side === 'left' || side === 'right' ? side : '',
          site: row['site'] ?? '',
        },
      ]
    }),
  )
  const ranges = codes.map((row) => {
    const [from, through] = periodOf(row)
    return { row, first: row['code_from']!, last: row['code_to']!, from, through }
  })
  const holds = (range: (typeof ranges)[number], procedure: string, day: number): boolean =>
    range.first.length === procedure.length &&
    range.first <= procedure &&
    procedure <= range.last &&
    range.from <= day &&
    day <= range.through
  const core = (procedure: string, day: number) =>
    ranges.find((range) => range.row['role'] === 'core' && holds(range, procedure, day))
  return {
    ...smallDated('modifier-families'),
    find: (modifier) => byModifier.get(modifier),
    coreOf: (procedure, day) => core(procedure, day)?.row['family'] ?? '',
    names: (family, procedure, day) =>
      ranges.some((range) => range.row['family'] === family && holds(range, procedure, day)),
    cite: (procedure, day) => citeSmall('modifier-family-codes', core(procedure, day)?.row ?? {}),
  }
}
