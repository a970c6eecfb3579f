/**
 * Downloads release files from their publishers and imports them. Only over https, only when asked, only with the
 * licence accepted where the publisher asks for that; sizes and times are bounded, digests are kept.
 */
import { createHash } from 'node:crypto'
import { appendFileSync, createWriteStream, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { finished } from 'node:stream/promises'
import { once } from 'node:events'
import { pullManifests, type PullManifest } from '../codesets/pull-manifest.ts'
import { importReleases, type ImportReport } from '../codesets/store.ts'
import { ScrubError } from '../model/errors.ts'

/** What to download, and how. */
export interface PullOptions {
  /** The code-set store. */
  readonly folder: string
  /** Names of manifests. */
  readonly names: readonly string[]
  /** Whether the user accepts the licences of those that ask for it. */
  readonly acceptLicences: boolean
  /** The day of the download, kept beside its digest, `YYYY-MM-DD`. */
  readonly today: string
  readonly replace?: boolean
  /** As for importing: take files with far fewer rows than their publisher ships. */
  readonly partial?: boolean
  /** Folder of manifests, where it is not that of the package. */
  readonly manifests?: string
  /** Take http from a server on this machine: for mirrors and tests. */
  readonly allowLoopback?: boolean
  /** Milliseconds that a file may take as a whole, and without a byte coming. */
  readonly wholeTimeout?: number
  readonly stallTimeout?: number
  readonly onFile?: (download: Download) => void
}

/** A file that was downloaded. */
export interface Download {
  readonly name: string
  readonly url: string
  readonly bytes: number
  readonly sha256: string
}

/** What a pull did. */
export interface PullReport {
  readonly downloads: readonly Download[]
  readonly imported: ImportReport
}

const WHOLE_TIMEOUT = 15 * 60_000
const STALL_TIMEOUT = 60_000
const MOST_REDIRECTS = 5
const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]'])

/**
 * Downloads the files of the named manifests and imports them all together, or none. Throws E_OPTION for a name that is
 * none and for a licence that is not accepted, E_DOWNLOAD for a file that cannot be had or is not the one expected, and
 * what importing throws.
 */
export async function pullReleases(options: PullOptions): Promise<PullReport> {
  const chosen = chooseManifests(options)
  const folder = mkdtempSync(join(tmpdir(), 'cleanclaim-pull-'))
  try {
    const downloads: Download[] = []
    for (const manifest of chosen)
      for (const file of manifest.files) {
        const download = await downloadFile(file, manifest, folder, options)
        downloads.push(download)
        options.onFile?.(download)
      }
    const files = downloads.map(({ name }) => join(folder, name))
    const imported = await importReleases(options.folder, files, {
      replace: options.replace ?? false,
      partial: options.partial ?? false,
    })
    keepDigests(options, downloads)
    return { downloads, imported }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function chooseManifests({ names, manifests, acceptLicences }: PullOptions): readonly PullManifest[] {
  const known = pullManifests(manifests)
  const chosen = [...new Set(names)].map((name) => {
    const found = known.find((manifest) => manifest.name === name)
    if (found !== undefined) return found
    const list = known.map((manifest) => manifest.name).join(', ')
    throw new ScrubError('E_OPTION', name, `There is no release of that name. Known: ${list}.`)
  })
  const asking = chosen.find(({ licence }) => licence.accept)
  if (asking !== undefined && !acceptLicences)
    throw new ScrubError(
      'E_OPTION',
      asking.name,
      `Its use needs a licence: ${asking.licence.name} (${asking.licence.url}). If you have read and accept it, say --accept-licences.`,
    )
  return chosen
}

/** Digests stand in the store, one JSON object a line: what came from where, and when. */
function keepDigests({ folder, today }: PullOptions, downloads: readonly Download[]): void {
  mkdirSync(folder, { recursive: true })
  const lines = downloads.map((download) => `${JSON.stringify({ ...download, retrieved: today })}\n`)
  appendFileSync(join(folder, 'downloads.ndjson'), lines.join(''))
}

async function downloadFile(
  { url, sha256 }: PullManifest['files'][number],
  manifest: PullManifest,
  folder: string,
  options: PullOptions,
): Promise<Download> {
  const name = basename(new URL(url).pathname)
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,200}$/.test(name))
    throw new ScrubError('E_DOWNLOAD', url, 'Its address does not end with the name of a file.')
  const stop = new AbortController()
  const whole = setTimeout(() => stop.abort(), options.wholeTimeout ?? WHOLE_TIMEOUT)
  let stall = setTimeout(() => stop.abort(), options.stallTimeout ?? STALL_TIMEOUT)
  const alive = (): void => {
    clearTimeout(stall)
    stall = setTimeout(() => stop.abort(), options.stallTimeout ?? STALL_TIMEOUT)
  }
  try {
    const response = await request(url, stop.signal, options.allowLoopback ?? false)
    const { bytes, digest } = await save(response, join(folder, name), manifest, url, alive)
    if (sha256 !== undefined && digest !== sha256)
      throw new ScrubError('E_DOWNLOAD', url, 'It is not the file that was expected: its SHA-256 is another.')
    return { name, url, bytes, sha256: digest }
  } catch (error) {
    if (error instanceof ScrubError) throw error
    const why = stop.signal.aborted ? 'It took too long.' : 'The publisher could not be reached.'
    throw new ScrubError('E_DOWNLOAD', url, `${why} By hand: ${manifest.page}`)
  } finally {
    clearTimeout(whole)
    clearTimeout(stall)
  }
}

/** Follows redirects itself, so that each address is looked at before it is asked. */
async function request(first: string, signal: AbortSignal, allowLoopback: boolean): Promise<Response> {
  let url = new URL(first)
  const { hostname } = url
  for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
    refuseUnsafe(url, first, hostname, allowLoopback)
    const response = await fetch(url, { redirect: 'manual', signal, headers: { accept: '*/*' } })
    if (response.status === 200) return response
    await response.body?.cancel()
    const location = response.headers.get('location')
    if (response.status < 300 || response.status > 399 || location === null)
      throw new ScrubError('E_DOWNLOAD', first, `The publisher answers with status ${response.status}.`)
    url = new URL(location, url)
  }
  throw new ScrubError('E_DOWNLOAD', first, `It is redirected more than ${MOST_REDIRECTS} times.`)
}

function refuseUnsafe(url: URL, first: string, hostname: string, allowLoopback: boolean): void {
  const loopback = allowLoopback && url.protocol === 'http:' && LOOPBACK.has(url.hostname)
  if (url.protocol !== 'https:' && !loopback)
    throw new ScrubError('E_DOWNLOAD', first, 'Files are taken over https alone.')
  if (url.username !== '' || url.password !== '')
    throw new ScrubError('E_DOWNLOAD', first, 'An address with a user or password is not used.')
  const sameSite =
    url.hostname === hostname ||
    url.hostname.endsWith(`.${hostname.replace(/^www\./, '')}`) ||
    hostname === `www.${url.hostname}`
  if (!sameSite) throw new ScrubError('E_DOWNLOAD', first, 'It is redirected to another site.')
}

/** Writes the body to a file. A page instead of an archive is what a publisher sends who wants a licence accepted first. */
async function save(
  response: Response,
  path: string,
  { mostBytes, page }: PullManifest,
  url: string,
  alive: () => void,
): Promise<{ bytes: number; digest: string }> {
  const digest = createHash('sha256')
  const file = createWriteStream(path, { mode: 0o600 })
  const ended = finished(file)
  ended.catch(() => undefined)
  let bytes = 0
  let head: Uint8Array = new Uint8Array(0)
  try {
    for await (const piece of response.body ?? []) {
      alive()
      if (head.length < 2) head = Buffer.concat([head, piece]).subarray(0, 2)
      if (head.length === 2 && !isArchive(head))
        throw new ScrubError(
          'E_DOWNLOAD',
          url,
          `What came is no archive, but perhaps a page that asks to accept a licence. Download by hand from ${page} and use: cleanclaim codesets import FILE…`,
        )
      bytes += piece.length
      if (bytes > mostBytes)
        throw new ScrubError('E_DOWNLOAD', url, `It has more than ${mostBytes} bytes, which no release has.`)
      digest.update(piece)
      if (!file.write(piece)) await once(file, 'drain')
    }
    if (bytes < 2) throw new ScrubError('E_DOWNLOAD', url, 'It is empty.')
  } finally {
    file.end()
    await ended
  }
  return { bytes, digest: digest.digest('hex') }
}

/** Zip or gzip by the first two bytes. */
const isArchive = (piece: Uint8Array): boolean =>
  (piece[0] === 0x50 && piece[1] === 0x4b) || (piece[0] === 0x1f && piece[1] === 0x8b)
