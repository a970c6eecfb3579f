/** Manifests: a snapshot is nothing but the list of the releases that are in force together. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { ScrubError } from '../model/errors.ts'
import { tableFacts, type TableName } from './release.ts'
import { sha256 } from './store-files.ts'

const Digest = z.string().regex(/^[0-9a-f]{64}$/)
const CompactDate = z.int().min(18000101).max(99991231)
const Count = z.int().min(0)

/** A given file that a release was read from. */
export const ManifestSource = z.strictObject({
  /** Its name without folders. */
  name: z.string().max(300),
  sha256: Digest,
  bytes: Count,
})

/** One release as a manifest lists it. */
export const ManifestRelease = z.strictObject({
  table: z.enum(Object.keys(tableFacts) as [TableName, ...TableName[]]),
  /** As its publisher names it: `2024Q3`. */
  id: z.string().regex(/^[A-Za-z0-9.-]{1,80}$/),
  /** First and last day it is in force, compact dates. */
  from: CompactDate,
  through: CompactDate,
  /** Day on which it came out, where the file or whoever imported it said so; see `published.ts`. */
  published: CompactDate.optional(),
  /** Rows as shipped. */
  rows: Count,
  parts: z.array(z.int().min(1).max(9)),
  partsExpected: z.int().min(1).max(9),
  complete: z.boolean(),
  /** The column file, relative to the store. */
  file: z.string().regex(/^releases\/[a-z0-9-]+\/[A-Za-z0-9.-]+-[0-9a-f]{12}\.columns$/),
  sha256: Digest,
  bytes: Count,
  sources: z.array(ManifestSource),
})
export type ManifestRelease = z.infer<typeof ManifestRelease>

/** A snapshot. Immutable; its id is made from what it lists. */
export const Manifest = z.strictObject({
  format: z.literal('cleanclaim-snapshot-1'),
  id: z.string().regex(/^[a-z0-9-]{1,40}-[0-9a-f]{12}$/),
  releases: z.array(ManifestRelease),
})
export type Manifest = z.infer<typeof Manifest>

/** Path of a snapshot's manifest, relative to the store. */
export const manifestPath = (id: string): string => `snapshots/${id}.json`

/** The manifest of so many releases: sorted, and with the id that these releases always have. */
export function makeManifest(releases: readonly ManifestRelease[]): Manifest {
  const sorted = releases.toSorted(
    (a, b) => compare(a.table, b.table) || a.from - b.from || a.through - b.through || compare(a.id, b.id),
  )
  return { format: 'cleanclaim-snapshot-1', id: snapshotId(sorted), releases: sorted }
}

/** The id that a list of releases has: the newest PTP release, else the newest of all, and a digest. */
export function snapshotId(releases: readonly ManifestRelease[]): string {
  const lines = releases
    .map(({ table, id, from, through, sha256: digest }) => `${table} ${id} ${from} ${through} ${digest}`)
    .sort()
  const ptp = releases.filter(({ table }) => table.startsWith('ncci-ptp'))
  const newest = (ptp.length > 0 ? ptp : releases).toSorted(
    (a, b) => b.through - a.through || b.from - a.from || compare(a.table, b.table) || compare(a.id, b.id),
  )[0]
  const label = (newest?.id ?? 'empty')
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '-')
    .slice(0, 40)
  return `${label}-${sha256(lines.join('\n')).slice(0, 12)}`
}

/** A manifest of the store. Throws E_STORE when it is missing or broken. */
export function readManifest(folder: string, id: string): Manifest {
  const broken = (message: string): ScrubError =>
    new ScrubError('E_STORE', join(folder, manifestPath(id)), message)
  if (!/^[a-z0-9-]{1,60}$/.test(id))
    throw new ScrubError(
      'E_STORE',
      folder,
      'Expected a snapshot id of lower-case letters, digits and hyphens.',
    )
  let text: string
  try {
    text = readFileSync(join(folder, manifestPath(id)), 'utf8')
  } catch {
    throw broken('There is no such snapshot in the store, or it cannot be read.')
  }
  const manifest = Manifest.safeParse(parsed(text))
  if (!manifest.success)
    throw broken(`The manifest is not one: ${place(manifest.error)} is not as it should be.`)
  if (manifest.data.id !== id || snapshotId(manifest.data.releases) !== id)
    throw broken('The manifest lists other releases than its id was made from.')
  return manifest.data
}

const place = (error: z.ZodError): string => error.issues[0]?.path.map(String).join('.') || 'the whole'

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
