/** Opens the code sets of a folder: the snapshot in force in a store, or the starter sets. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { LRUCache } from 'lru-cache'
import { ScrubError } from '../model/errors.ts'
import { readColumns, sharedColumns, type SharedColumns } from './columns.ts'
import type { LoadedRelease } from './dated.ts'
import { knownBy } from './published.ts'
import { readSmallTables } from './small/rows.ts'
import { createSnapshot } from './snapshot.ts'
import { readStarter, starterFolder } from './starter.ts'
import { readManifest, type Manifest } from './store-manifest.ts'
import { currentManifest } from './store.ts'
import type { Snapshot } from './tables.ts'

/** Snapshots are immutable and large: those in use are shared. */
const opened = new LRUCache<string, Snapshot>({ max: 4 })

const smallTables = readSmallTables()

/** A snapshot for another thread: plain data, and tables in memory that both have. */
export interface SharedCodesets {
  readonly id: string
  /** The folder of the starter sets, which are small and read again; undefined for a snapshot of a store. */
  readonly starter: string | undefined
  readonly releases: readonly (Omit<LoadedRelease, 'file'> & { readonly file: SharedColumns })[]
}

const shared = new WeakMap<Snapshot, SharedCodesets>()

/** What another thread needs to have the same snapshot. Throws E_STORE for one that was not opened here. */
export function shareCodesets(snapshot: Snapshot): SharedCodesets {
  const known = shared.get(snapshot)
  if (known === undefined)
    throw new ScrubError('E_STORE', snapshot.id, 'Only a snapshot that openCodesets gave can be shared.')
  return known
}

/** The snapshot that another thread shares. Its tables are put together here, over the same memory. */
export async function openSharedCodesets({ id, starter, releases }: SharedCodesets): Promise<Snapshot> {
  if (starter !== undefined) return openStarter(starter)
  const loaded = releases.map((release) => ({ ...release, file: sharedColumns(release.file) }))
  return createSnapshot(id, false, loaded, smallTables)
}

/**
 * The snapshot of a store: the one in force, or the one named; with `known` (`YYYY-MM-DD`) what of it was published by
 * the end of that day. A folder without a store, or none at all, gives the starter sets, which nobody published.
 * Throws E_STORE when the store is broken, E_NO_CODESETS where nothing was known by that day.
 */
export async function openCodesets(folder?: string, snapshotId?: string, known?: string): Promise<Snapshot> {
  if (known !== undefined) return openKnown(folder, snapshotId, known)
  if (folder === undefined || existsSync(join(folder, 'starter.json')))
    return openStarter(folder ?? starterFolder)
  const manifest = snapshotId === undefined ? currentManifest(folder) : readManifest(folder, snapshotId)
  if (manifest) return openManifest(folder, manifest)
  if (snapshotId !== undefined)
    throw new ScrubError('E_NO_CODESETS', folder, `There is no snapshot ${snapshotId} in the store.`)
  return openStarter(starterFolder)
}

async function openKnown(
  folder: string | undefined,
  snapshotId: string | undefined,
  known: string,
): Promise<Snapshot> {
  const manifest =
    folder === undefined
      ? undefined
      : snapshotId === undefined
        ? currentManifest(folder)
        : readManifest(folder, snapshotId)
  const then = manifest && knownBy(manifest, known)
  if (folder === undefined || then === undefined || then.releases.length === 0)
    throw new ScrubError(
      'E_NO_CODESETS',
      folder ?? 'starter',
      `No release that was published by ${known} is in the store: import those of that time.`,
    )
  return openManifest(folder, then)
}

function openManifest(folder: string, manifest: Manifest): Snapshot {
  const key = `${folder} ${manifest.id}`
  const known = opened.get(key)
  if (known) return known
  const loaded = manifest.releases.map(({ table, id, from, through, complete, file }) => ({
    table,
    id,
    from,
    through,
    complete,
    file: readColumns(join(folder, file)),
  }))
  const snapshot = createSnapshot(manifest.id, false, loaded, smallTables)
  const releases = loaded.map((release) => ({ ...release, file: release.file.shared! }))
  shared.set(snapshot, { id: manifest.id, starter: undefined, releases })
  opened.set(key, snapshot)
  return snapshot
}

async function openStarter(folder: string): Promise<Snapshot> {
  const known = opened.get(folder)
  if (known) return known
  const snapshot = createSnapshot('starter', true, await readStarter(folder), smallTables)
  shared.set(snapshot, { id: snapshot.id, starter: folder, releases: [] })
  opened.set(folder, snapshot)
  return snapshot
}
