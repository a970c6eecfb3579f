/** Modifiers that clear an NCCI pair (`ncci_modifiers.csv`). Source: NCCI Policy Manual chapter I section E; CR 11168. */
import type { Citation, DatedTable } from '../dated.ts'
import { citeSmall, periodOf, smallDated, type SmallRow } from './rows.ts'

/** Which line of a pair a modifier must stand on to clear it. */
export type Placement = 'either' | 'column-two' | 'described' | 'visit' | 'procedure' | 'laboratory'

/** Whose table the pair comes from. */
export type PairSetting = 'practitioner' | 'hospital'

const placements: Readonly<Record<string, Placement>> = {
  'either line': 'either',
  'column two line': 'column-two',
  'the line it describes': 'described',
  'the visit line': 'visit',
  'the procedure line': 'procedure',
  'the repeated laboratory line': 'laboratory',
}

/** Modifiers associated with NCCI. */
export interface NcciModifiers extends DatedTable {
  /** Where the modifier must stand to clear a pair on the day; undefined when it clears none. */
  placement(modifier: string, day: number, setting: PairSetting): Placement | undefined
  /** Whether the modifier is anatomic: it names a side or site. */
  anatomic(modifier: string): boolean
  cite(modifier: string, day: number, setting: PairSetting): Citation
}

/** Builds the table from its rows. Throws when a row has a placement that is not known. */
export function ncciModifiers(rows: readonly SmallRow[]): NcciModifiers {
  const clearing = rows.filter((row) => row['clears_edit'] === 'yes')
  const byModifier = new Map<
    string,
    { row: SmallRow; from: number; through: number; setting: string; placement: Placement }[]
  >()
  for (const row of clearing) {
    const placement = placements[row['placed_on'] ?? '']
    if (!placement) throw new Error(`ncci_modifiers: unknown placement "${row['placed_on']}"`)
    const [from, through] = periodOf(row)
    const entry = { row, from, through, setting: row['setting'] ?? 'both', placement }
    byModifier.set(row['modifier']!, [...(byModifier.get(row['modifier']!) ?? []), entry])
  }
  const anatomic = new Set(rows.filter((row) => row['class'] === 'anatomic').map((row) => row['modifier']!))
  const entryOf = (modifier: string, day: number, setting: PairSetting) =>
    byModifier
      .get(modifier)
      ?.find(
        (entry) =>
          entry.from <= day &&
          day <= entry.through &&
          (entry.setting === 'both' || entry.setting === setting),
      )
  return {
    ...smallDated('ncci-modifiers'),
    placement: (modifier, day, setting) => entryOf(modifier, day, setting)?.placement,
    anatomic: (modifier) => anatomic.has(modifier),
    cite: (modifier, day, setting) => citeSmall('ncci-modifiers', entryOf(modifier, day, setting)?.row ?? {}),
  }
}
