/** Compares two recorded runs, with the tables that either had. */
import type { TableWitness } from '../audit/because.ts'
import { diffRuns, type RunDiff } from '../audit/diff.ts'
import type { RunStore } from '../store/open.ts'
import { showRun, type Run } from '../store/runs.ts'
import { openRunCodesets } from './codesets.ts'
import { tableWitness } from './table-witness.ts'

/** A comparison, and whether the tables of both runs could be asked. */
export interface OpenedDiff extends RunDiff {
  /** False where the code sets differ and the store has not those of both runs: rows that changed are then not told. */
  readonly tablesKnown: boolean
}

/** Compares two finished runs; code sets are looked for in the store in `folder`. Throws E_RUN. */
export async function openDiff(
  store: RunStore,
  before: string,
  after: string,
  folder: string,
): Promise<OpenedDiff> {
  const runs = [await showRun(store, before), await showRun(store, after)] as const
  const witness = await witnessOf(folder, runs)
  const diff = await diffRuns({ store, before, after, ...(witness ? { witness } : {}) })
  return { ...diff, tablesKnown: witness !== undefined || runs[0].codesets === runs[1].codesets }
}

async function witnessOf(folder: string, [one, two]: readonly [Run, Run]): Promise<TableWitness | undefined> {
  if (one.codesets === two.codesets) return undefined
  const [before, after] = [await openRunCodesets(folder, one), await openRunCodesets(folder, two)]
  return before && after ? tableWitness(before, after) : undefined
}
