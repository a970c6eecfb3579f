/**
 * The store of code sets: immutable release files, immutable manifests, and one small file that names the manifest in
 * force. Renaming that file is the only commit, so whatever happens before it leaves the earlier snapshot as it was.
 */
import { createHash } from 'node:crypto'
import { createReadStream, readFileSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import { ScrubError } from '../model/errors.ts'
import { encodeColumns, readColumns } from './columns.ts'
import {
  readReleases,
  type EncodedRelease,
  type PtpParts,
  type ReadEntry,
  type SkippedEntry,
} from './import/read.ts'
import { ptpRelease } from './import/ptp.ts'
import { lockStore, namesIn, removeOrphans, sha256, writeWhole } from './store-files.ts'
import {
  makeManifest,
  manifestPath,
  readManifest,
  type Manifest,
  type ManifestRelease,
} from './store-manifest.ts'

/** How to import. */
export interface ImportOptions {
  /** Let a release take the place of the one of the same name in the store. */
  readonly replace?: boolean
  /** Take files with far fewer rows than their publisher ships; their releases count as incomplete. */
  readonly partial?: boolean
  /** Day on which the files came out, a compact date, where they do not say it themselves. */
  readonly published?: number
  readonly onProgress?: (entry: ReadEntry) => void
}

/** What an import did. */
export interface ImportReport {
  /** The snapshot in force now. */
  readonly snapshot: string
  /** What was read, by file. */
  readonly read: readonly ReadEntry[]
  /** Files within archives that were passed over, and why. */
  readonly skipped: readonly SkippedEntry[]
  /** Releases that are new in the snapshot. */
  readonly releases: readonly ManifestRelease[]
}

/** What `verifyStore` found about one file of the snapshot in force. */
export interface VerifiedFile {
  readonly file: string
  readonly table: string
  readonly release: string
  /** E_SNAPSHOT_DIGEST: it is missing or its bytes are others. Undefined when it is as it was written. */
  readonly code: 'E_SNAPSHOT_DIGEST' | undefined
  readonly text: string
}

/** What `verifyStore` found. */
export interface VerifyReport {
  readonly snapshot: string | undefined
  readonly files: readonly VerifiedFile[]
  readonly ok: boolean
}

/**
 * The manifest in force; undefined when the folder holds no store yet. Reads two small files.
 * Throws E_STORE when the store is broken.
 */
export function currentManifest(folder: string): Manifest | undefined {
  let id: string
  try {
    id = readFileSync(join(folder, 'current'), 'utf8').trim()
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    throw new ScrubError(
      'E_STORE',
      join(folder, 'current'),
      'The file that names the snapshot in force cannot be read.',
    )
  }
  return readManifest(folder, id)
}

/**
 * Imports release files: all of them come into force together in a new snapshot, or none and the store is unchanged.
 * Throws E_STORE_BUSY, E_STORE, and whatever reading the files throws.
 */
export async function importReleases(
  folder: string,
  files: readonly string[],
  options: ImportOptions = {},
): Promise<ImportReport> {
  const lock = lockStore(folder)
  const written: string[] = []
  try {
    const before = currentManifest(folder)?.releases ?? []
    const listed = new Set(allManifests(folder).flatMap(({ releases }) => releases.map(({ file }) => file)))
    removeOrphans(folder, listed)
    const { releases, ptp, read, skipped } = await readReleases(files, options)
    for (const release of releases) if (!options.replace) refuseDuplicate(before, release)
    const sources = await describeSources(files)
    const all = [...releases, ...ptp.map((parts) => joined(folder, before, parts, options))]
    const added = all.map(({ bytes, sources: paths, ...facts }): ManifestRelease => {
      const digest = sha256(bytes)
      const file = `releases/${facts.table}/${facts.id}-${digest.slice(0, 12)}.columns`
      if (!listed.has(file)) written.push(join(folder, file))
      // A listed file is written again only where its bytes were damaged.
      if (digestOf(join(folder, file)) !== digest) writeWhole(join(folder, file), bytes)
      const earlier = before.find((known) => isSame(known, facts) && facts.parts.length > known.parts.length)
      return {
        ...facts,
        ...(options.published === undefined ? {} : { published: options.published }),
        parts: [...facts.parts],
        file,
        sha256: digest,
        bytes: bytes.length,
        sources: [
          ...(earlier && !options.replace ? earlier.sources : []),
          ...paths.map((path) => sources.get(path)!),
        ],
      }
    })
    const manifest = makeManifest([
      ...before.filter((known) => !added.some((release) => isSame(known, release))),
      ...added,
    ])
    writeWhole(join(folder, manifestPath(manifest.id)), Buffer.from(`${JSON.stringify(manifest, null, 1)}\n`))
    lock.confirm()
    writeWhole(join(folder, 'current'), Buffer.from(`${manifest.id}\n`))
    written.length = 0
    return { snapshot: manifest.id, read, skipped, releases: added }
  } finally {
    for (const path of written) rmSync(path, { force: true })
    lock.release()
  }
}

/** Compares every file of the snapshot in force with its digest. Throws E_STORE when there is no readable manifest. */
export function verifyStore(folder: string): VerifyReport {
  const manifest = currentManifest(folder)
  const files = (manifest?.releases ?? []).map(({ file, table, id, sha256: digest }): VerifiedFile => {
    const found = digestOf(join(folder, file))
    const text =
      found === undefined
        ? 'The file is missing or cannot be read. Import its release again with --replace.'
        : found === digest
          ? 'The file is as it was written.'
          : 'The file does not match its SHA-256 in the manifest. Import its release again with --replace.'
    return { file, table, release: id, code: found === digest ? undefined : 'E_SNAPSHOT_DIGEST', text }
  })
  return { snapshot: manifest?.id, files, ok: files.every(({ code }) => code === undefined) }
}

const isSame = (a: { table: string; id: string }, b: { table: string; id: string }): boolean =>
  a.table === b.table && a.id === b.id

function refuseDuplicate(
  before: readonly ManifestRelease[],
  { table, id }: { table: string; id: string },
): void {
  if (before.some((known) => isSame(known, { table, id })))
    throw new ScrubError(
      'E_RELEASE_DUPLICATE',
      `${table} ${id}`,
      'This release is in the store. To put this file in its place, import it with --replace.',
    )
}

/** The parts of this call together with those in the store. */
function joined(
  folder: string,
  before: readonly ManifestRelease[],
  given: PtpParts,
  options: ImportOptions,
): EncodedRelease {
  const { table, id, through, partsExpected, sources } = given
  const known = before.find((release) => isSame(release, given))
  const shared = known?.parts.filter((part) => given.parts.includes(part)) ?? []
  if (known && shared.length > 0 && !options.replace) refuseDuplicate(before, given)
  const adds = known && shared.length === 0
  if (known && !adds && given.parts.length < known.parts.length)
    // The rows of one part cannot be told from those of the others once they are joined.
    throw new ScrubError(
      'E_RELEASE_SHORT',
      `${table} ${id}`,
      `Expected all ${known.parts.length} parts of the release to be given together when it is replaced, found ${given.parts.length}.`,
    )
  if (adds) given.rows.take(readColumns(join(folder, known.file)))
  const parts = [...given.parts, ...(adds ? known.parts : [])].sort((a, b) => a - b)
  const complete = !options.partial && parts.length === Math.max(partsExpected, known?.partsExpected ?? 1)
  const { columns, lists, texts, ...facts } = ptpRelease(given.rows, {
    table,
    id,
    through,
    parts,
    partsExpected: Math.max(partsExpected, known?.partsExpected ?? 1),
    complete,
  })
  return { ...facts, bytes: encodeColumns({ columns, lists, texts }), sources }
}

/** Every manifest that can be read: what an old snapshot lists is kept, so that an old run can be repeated. */
function allManifests(folder: string): Manifest[] {
  return namesIn(join(folder, 'snapshots')).flatMap((name) =>
    name.endsWith('.json') ? [readManifest(folder, name.slice(0, -5))] : [],
  )
}

async function describeSources(
  paths: readonly string[],
): Promise<Map<string, ManifestRelease['sources'][number]>> {
  const sources = new Map<string, ManifestRelease['sources'][number]>()
  for (const path of paths) {
    const hash = createHash('sha256')
    let bytes = 0
    try {
      for await (const chunk of createReadStream(path)) {
        hash.update(chunk as Buffer)
        bytes += (chunk as Buffer).length
      }
    } catch {
      throw new ScrubError('E_FILE', path, 'It could not be read a second time.')
    }
    sources.set(path, { name: basename(path).slice(0, 300), sha256: hash.digest('hex'), bytes })
  }
  return sources
}

function digestOf(path: string): string | undefined {
  try {
    return sha256(readFileSync(path))
  } catch {
    return undefined
  }
}
