/** Opens the code sets of a folder: the snapshot in force in a store, or the starter sets. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { LRUCache } from 'lru-cache'
import { ScrubError } from '../model/errors.ts'
import { readColumns } from './columns.ts'
import { readSmallTables } from './small/rows.ts'
import { createSnapshot } from './snapshot.ts'
import { readStarter, starterFolder } from './starter.ts'
import { readManifest, type Manifest } from './store-manifest.ts'
import { currentManifest } from './store.ts'
import type { Snapshot } from './tables.ts'

/** Snapshots are immutable and large: those in use are shared. */
const opened = new LRUCache<string, Snapshot>({ max: 4 })

const smallTables = readSmallTables()

/**
 * The snapshot of a store: the one in force, or the one named. A folder without a store, or none at all, gives the
 * starter sets. Throws E_STORE when the store is broken.
 */
export async function openCodesets(folder?: string, snapshotId?: string): Promise<Snapshot> {
  if (folder === undefined || existsSync(join(folder, 'starter.json')))
    return openStarter(folder ?? starterFolder)
  const manifest = snapshotId === undefined ? currentManifest(folder) : readManifest(folder, snapshotId)
  if (manifest) return openManifest(folder, manifest)
  if (snapshotId !== undefined)
    throw new ScrubError('E_NO_CODESETS', folder, `There is no snapshot ${snapshotId} in the store.`)
  return openStarter(starterFolder)
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
  opened.set(key, snapshot)
  return snapshot
}

async function openStarter(folder: string): Promise<Snapshot> {
  const known = opened.get(folder)
  if (known) return known
  const snapshot = createSnapshot('starter', true, await readStarter(folder), smallTables)
  opened.set(folder, snapshot)
  return snapshot
}
