/** Laboratory panels and their components (`laboratory_panels.csv`). Source: CPT organ and disease panels; NCCI Policy Manual chapter I section N. */
import type { Citation, DatedTable } from '../dated.ts'
import { certaintyOf, citeSmall, smallDated, type Certainty, type SmallRow } from './rows.ts'

/** One component with what may stand for it: any one list of codes, all of that list. */
export interface PanelComponent {
  readonly code: string
  readonly alternatives: readonly (readonly string[])[]
}

/** One panel. */
export interface LaboratoryPanel {
  readonly code: string
  readonly components: readonly PanelComponent[]
  /** Codes of which one is on every claim with all its components: the first one, and what may stand for it. */
  readonly starts: readonly string[]
  /** All codes it holds, those of panels within it too. */
  readonly holds: ReadonlySet<string>
  /** The least certain of its rows. */
  readonly certain: Certainty
  readonly cite: Citation
}

/** Panels, those with most components first. */
export interface LaboratoryPanels extends DatedTable {
  readonly panels: readonly LaboratoryPanel[]
  find(code: string): LaboratoryPanel | undefined
  /** Components of the smallest panel. */
  readonly fewest: number
  /** Whether the code is a panel or a component. */
  has(code: string): boolean
}

/** `85027+85004 or 85027+85007` as lists. */
const alternativesOf = (cell: string): string[][] =>
  cell === '' ? [] : cell.split(' or ').map((list) => list.trim().split('+'))

const worst = (rows: readonly SmallRow[]): Certainty => {
  const all = rows.map(certaintyOf)
  return all.includes('low') ? 'low' : all.includes('medium') ? 'medium' : 'high'
}

/** Builds the table from its rows. */
export function laboratoryPanels(rows: readonly SmallRow[]): LaboratoryPanels {
  const componentsOf = (panel: string) => rows.filter((row) => row['panel'] === panel)
  const holds = (panel: string): Set<string> =>
    new Set(componentsOf(panel).flatMap(({ component }) => [component!, ...holds(component!)]))
  const bare = [...new Set(rows.map((row) => row['panel']!))].map((code) => {
    const own = componentsOf(code)
    const components = own.map((row) => ({
      code: row['component']!,
      alternatives: alternativesOf(row['alternative'] ?? ''),
    }))
    const first = components[0]!
    return {
      code,
      components,
      starts: [first.code, ...first.alternatives.map(([one]) => one!)],
      holds: holds(code),
      certain: worst(own),
      cite: citeSmall('laboratory-panels', own[0]!),
    }
  })
  // A panel whose components all stand in another one is held by it, though no row says so.
  const panels = bare.map((panel) => ({
    ...panel,
    holds: new Set([
      ...panel.holds,
      ...bare
        .filter((inner) => inner !== panel && inner.components.every(({ code }) => panel.holds.has(code)))
        .map(({ code }) => code),
    ]),
  }))
  panels.sort((a, b) => b.holds.size - a.holds.size || (a.code < b.code ? -1 : 1))
  const byCode = new Map(panels.map((panel) => [panel.code, panel]))
  const known = new Set(
    panels.flatMap((panel) => [
      panel.code,
      ...panel.holds,
      ...panel.components.flatMap(({ alternatives }) => alternatives.flat()),
    ]),
  )
  return {
    ...smallDated('laboratory-panels'),
    fewest: Math.min(...panels.map(({ components }) => components.length)),
    panels,
    find: (code) => byCode.get(code),
    has: (code) => known.has(code),
  }
}
