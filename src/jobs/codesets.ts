/** Code sets by name: a store's snapshot in force, an old one by its id, or what was known of one by a day. */
import { existsSync, statSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { openCodesets } from '../codesets/open.ts'
import { currentManifest } from '../codesets/store.ts'
import type { Snapshot } from '../codesets/tables.ts'
import { ScrubError } from '../model/errors.ts'
import type { Run } from '../store/runs.ts'

/** A snapshot cut down to what was published by a day. */
export interface Knowledge {
  /** `YYYY-MM-DD`. */
  readonly by: string
  /** Id of the snapshot it was cut from. */
  readonly of: string
}

/** Code sets as a command names them. */
export interface NamedCodesets {
  /** The store they are in. */
  readonly folder: string
  readonly snapshot: Snapshot
  readonly known?: Knowledge
}

const MANIFEST = /^([a-z0-9-]{1,60})\.json$/

/**
 * Opens what `--codesets` names: the folder of a store (its snapshot in force), the id of a snapshot in the store
 * `fallback`, or the file of a snapshot within a store. `known` leaves what was published by the end of that day.
 * Throws E_STORE, E_NO_CODESETS.
 */
export async function openNamedCodesets(
  named: string | undefined,
  fallback: string,
  known?: string,
): Promise<NamedCodesets> {
  const { folder, id } = placeOf(named, fallback)
  const snapshot = await openCodesets(folder, id, known)
  if (known === undefined) return { folder, snapshot }
  return { folder, snapshot, known: { by: known, of: id ?? currentManifest(folder)?.id ?? '' } }
}

function placeOf(named: string | undefined, fallback: string): { folder: string; id?: string } {
  if (named === undefined) return { folder: fallback }
  if (existsSync(named) && statSync(named).isFile()) {
    const id = MANIFEST.exec(basename(named))?.[1]
    if (id !== undefined) return { folder: dirname(dirname(named)), id }
  }
  // An id is a plain name with the twelve digits of a digest at its end; a folder of that name goes first.
  if (!existsSync(named) && /^[a-z0-9-]{1,40}-[0-9a-f]{12}$/.test(named))
    return { folder: fallback, id: named }
  return { folder: named }
}

/** A day of knowledge as the terms of a run say it. */
export const knownTerm = ({ by, of }: Knowledge): Record<string, string> => ({ by, of })

/** The code sets that a run had, where the store in the folder still has them; undefined where it has not. */
export async function openRunCodesets(folder: string, run: Run): Promise<Snapshot | undefined> {
  if (run.codesets === 'starter') return openCodesets()
  const known = run.options['known'] as Partial<Knowledge> | undefined
  try {
    const snapshot = await (known?.by !== undefined && known.of !== undefined
      ? openCodesets(folder, known.of, known.by)
      : openCodesets(folder, run.codesets))
    return snapshot.id === run.codesets ? snapshot : undefined
  } catch (error) {
    if (error instanceof ScrubError) return undefined
    throw error
  }
}
