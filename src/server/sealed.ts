/**
 * Bodies that are put aside until they are whole: in a file that is encrypted with a key which is nowhere but in memory,
 * so that a claim on a disk is readable to nobody once the program is gone.
 */
import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'
import { createReadStream, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Chunks } from '../index.ts'
import { refusal } from './faults.ts'
import type { Sealed } from './messages.ts'

const CIPHER = 'aes-256-ctr'

/** A folder that goes with the program. */
export interface Aside {
  /** Takes the bytes. Whoever gets it removes it. */
  keep(chunks: Chunks): Promise<Sealed>
  /** A file that is written and read at the same time; see `createSpill`. */
  fresh(): string
  remove(): void
}

/** Whether a process of this machine runs. */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH'
  }
}

/** Removes what servers that were killed have left: nobody has the key, and large bodies would fill the disk. */
function removeLeft(prefix: string): void {
  for (const name of readdirSync(tmpdir())) {
    const pid = name.startsWith(prefix) ? /^(\d+)-/.exec(name.slice(prefix.length))?.[1] : undefined
    if (pid === undefined || isRunning(Number(pid))) continue
    try {
      rmSync(join(tmpdir(), name), { recursive: true, force: true })
    } catch {
      // It is of another user.
    }
  }
}

/** Opens such a folder, for this user alone. */
export function openAside(): Aside {
  // Machines may share the folder; a number of a process says nothing on another.
  const prefix = `cleanclaim-server-${hostname().replace(/[^\w.-]/g, '')}-`
  removeLeft(prefix)
  const folder = mkdtempSync(join(tmpdir(), `${prefix}${process.pid}-`))
  let last = 0
  const fresh = (): string => join(folder, String(++last))
  return {
    fresh,
    remove: () => rmSync(folder, { recursive: true, force: true }),
    async keep(chunks) {
      const [path, key, nonce] = [fresh(), randomBytes(32), randomBytes(16)]
      const cipher = createCipheriv(CIPHER, key, nonce)
      const hash = createHash('sha256')
      let bytes = 0
      const file = await open(path, 'wx', 0o600)
      try {
        for await (const chunk of chunks) {
          hash.update(chunk)
          bytes += chunk.length
          await file.write(cipher.update(chunk))
        }
        await file.close()
      } catch (error) {
        await file.close().catch(() => undefined)
        rmSync(path, { force: true })
        throw noRoom(error)
      }
      return { path, key, nonce, bytes, sha256: hash.digest('hex') }
    },
  }
}

/** A full disk is no fault of the request, but the server cannot take it. */
function noRoom(error: unknown): unknown {
  const code = (error as { readonly code?: unknown }).code
  return code === 'ENOSPC' || code === 'EDQUOT' ? refusal('E_BUSY', 'There is no room for the body.') : error
}

/** The bytes of a file that was put aside. */
export async function* unsealed({ path, key, nonce }: Sealed): AsyncGenerator<Uint8Array> {
  const decipher = createDecipheriv(CIPHER, key, nonce)
  for await (const chunk of createReadStream(path, { highWaterMark: 256 * 1024 }) as AsyncIterable<Buffer>)
    yield decipher.update(chunk)
}

/** Removes such a file. */
export const discard = ({ path }: Sealed): void => rmSync(path, { force: true })

/** Pieces on their way to a reader who may not be reading yet. */
export interface Spill {
  push(piece: Uint8Array): Promise<void>
  end(): void
  /** What was pushed, in order; waits for more until the end. */
  pieces(): AsyncGenerator<Uint8Array>
}

/** A spill into a file, encrypted in the same way. Throws E_TOO_LARGE beyond `most` bytes. */
export async function createSpill(path: string, most: number): Promise<Spill> {
  const file = await open(path, 'wx+', 0o600)
  rmSync(path, { force: true })
  const [key, nonce] = [randomBytes(32), randomBytes(16)]
  const cipher = createCipheriv(CIPHER, key, nonce)
  let [written, ended] = [0, false]
  let wake: (() => void) | undefined
  return {
    async push(piece) {
      if (written + piece.length > most)
        throw refusal('E_TOO_LARGE', 'The answer is larger than can be held.')
      await file.write(cipher.update(piece), 0, piece.length, written)
      written += piece.length
      wake?.()
    },
    end() {
      ended = true
      wake?.()
    },
    async *pieces() {
      const decipher = createDecipheriv(CIPHER, key, nonce)
      const buffer = Buffer.allocUnsafe(256 * 1024)
      let read = 0
      try {
        for (;;) {
          if (read < written) {
            const length = Math.min(buffer.length, written - read)
            const { bytesRead } = await file.read(buffer, 0, length, read)
            read += bytesRead
            yield decipher.update(buffer.subarray(0, bytesRead))
          } else if (ended) return
          else await new Promise<void>((resolve) => (wake = resolve))
        }
      } finally {
        await file.close()
      }
    },
  }
}
