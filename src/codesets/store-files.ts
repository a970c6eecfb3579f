/** The files of a store: written whole or not at all, one writer at a time. */
import { createHash, randomBytes } from 'node:crypto'
import {
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs'
import { hostname } from 'node:os'
import { dirname, join } from 'node:path'
import { ScrubError } from '../model/errors.ts'

const ASIDE = '.aside-'

/** SHA-256 of bytes, in lower-case hex. */
export const sha256 = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex')

/** Writes a file so that after a crash it is there whole or not at all; an older one of the name stands until then. Throws E_FILE. */
export function writeWhole(path: string, bytes: Uint8Array): void {
  const aside = `${path}${ASIDE}${process.pid}`
  try {
    mkdirSync(dirname(path), { recursive: true })
    const file = openSync(aside, 'w', 0o644)
    try {
      for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at)
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
    renameSync(aside, path)
  } catch {
    rmSync(aside, { force: true })
    throw new ScrubError('E_FILE', path, 'It could not be written; the store is as it was.')
  }
  syncFolder(dirname(path))
}

/** A rename is durable once its folder is; some platforms cannot open one. */
function syncFolder(folder: string): void {
  try {
    const file = openSync(folder, 'r')
    try {
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
  } catch {
    return
  }
}

/** Names in a folder, sorted; none when there is no such folder. */
export function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort()
  } catch {
    return []
  }
}

/** Removes what an interrupted writer left behind, and release files that nothing lists. Only under the lock. */
export function removeOrphans(folder: string, listed: ReadonlySet<string>): void {
  for (const table of namesIn(join(folder, 'releases')))
    for (const name of namesIn(join(folder, 'releases', table)))
      if (!listed.has(`releases/${table}/${name}`))
        rmSync(join(folder, 'releases', table, name), { force: true })
  for (const place of ['', 'snapshots'])
    for (const name of namesIn(join(folder, place)))
      if (name.includes(ASIDE)) rmSync(join(folder, place, name), { force: true })
}

/** The right to write. */
export interface Lock {
  /** Throws E_STORE_BUSY when somebody else holds the lock by now. */
  confirm(): void
  release(): void
}

/** Tokens of locks this process holds: a lock of the same process id that is not among them is of a dead namesake. */
const held = new Set<string>()

/**
 * Takes the store's lock. One whose process is dead is taken over.
 * Throws E_STORE_BUSY while another import runs, E_FILE when the folder cannot be written.
 */
export function lockStore(folder: string): Lock {
  const path = join(folder, 'lock')
  const token = `${process.pid} ${randomBytes(8).toString('hex')} ${hostname()}\n`
  const aside = `${path}${ASIDE}${token.split(' ')[1]!}`
  try {
    mkdirSync(folder, { recursive: true })
    const file = openSync(aside, 'wx', 0o644)
    writeSync(file, token)
    closeSync(file)
  } catch {
    throw new ScrubError('E_FILE', folder, 'The code-set store cannot be written to.')
  }
  try {
    // A link appears with its content at once, so nobody ever reads a lock without its owner.
    if (!linked(aside, path) && !(takeOver(path) && linked(aside, path)))
      throw new ScrubError(
        'E_STORE_BUSY',
        path,
        `${owner(path)} Try again when it is done; if none is running, remove this file.`,
      )
  } finally {
    rmSync(aside, { force: true })
  }
  held.add(token)
  return {
    confirm() {
      if (textOf(path) !== token)
        throw new ScrubError('E_STORE_BUSY', path, 'Another import took over the store.')
    },
    release() {
      held.delete(token)
      if (textOf(path) === token) rmSync(path, { force: true })
    },
  }
}

function linked(aside: string, path: string): boolean {
  try {
    linkSync(aside, path)
    return true
  } catch (error) {
    // ENOENT: the current owner, tidying up, removed what was to be linked.
    const code = (error as NodeJS.ErrnoException).code
    if (code === 'EEXIST' || code === 'ENOENT') return false
    throw new ScrubError('E_FILE', path, 'The lock of the code-set store cannot be written.')
  }
}

/** Moves a dead process's lock away. False when its owner lives, or when somebody else was quicker. */
function takeOver(path: string): boolean {
  const text = textOf(path)
  if (text === undefined) return true
  const [pid, , host] = text.trim().split(' ')
  if (host !== hostname() || held.has(text) || (Number(pid) !== process.pid && isAlive(Number(pid))))
    return false
  const away = `${path}${ASIDE}${randomBytes(8).toString('hex')}`
  try {
    renameSync(path, away)
  } catch {
    return true
  }
  // Between reading and moving somebody may have taken it over already: then that lock goes back.
  const moved = textOf(away)
  if (moved !== text) linked(away, path)
  rmSync(away, { force: true })
  return moved === text
}

const owner = (path: string): string => {
  const pid = textOf(path)?.split(' ')[0]
  return pid ? `Process ${pid} is importing.` : 'Another import is running.'
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}
