/** The store's key: encrypts what names a person, and makes the keyed digests by which it is found again. */
import { createCipheriv, createDecipheriv, hash, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto'
import { chmodSync, linkSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { ScrubError } from '../model/errors.ts'

/** Encrypts and digests with one key. What is encrypted is bound to its place: elsewhere it does not open. */
export interface Vault {
  /** AES-256-GCM. `place` says where the bytes belong. */
  seal(plain: Uint8Array, place: string): Buffer
  /** Throws E_KEY for bytes of another key or place, or that were changed. */
  open(sealed: Uint8Array, place: string): Buffer
  /** Keyed digest of an identifier, 22 characters; without the key nobody can try ids until one fits. */
  keyed(what: 'subscriber' | 'patient' | 'claim' | 'digest' | 'remittance', text: string): string
  /** Keyed digest of an entry of the trail. */
  mark(text: string): string
  /** What a store keeps to know its key again. */
  readonly check: string
}

const KEY_BYTES = 32
const NONCE_BYTES = 12
const TAG_BYTES = 16

/** A key as written: 64 hexadecimal digits, or base64 of 32 bytes. Throws E_KEY for anything else, and never shows it. */
export function parseKey(text: string, at: string): Buffer {
  const written = text.trim()
  if (/^[0-9a-f]{64}$/i.test(written)) return Buffer.from(written, 'hex')
  if (/^[A-Za-z0-9+/_-]{43}=?$/.test(written)) {
    const key = Buffer.from(written, 'base64')
    if (key.length === KEY_BYTES) return key
  }
  throw new ScrubError(
    'E_KEY',
    at,
    'A key is 32 random bytes, as 64 hexadecimal digits or in base64; a pass phrase is none.',
  )
}

/** Where a key is looked for. */
export interface KeyPlaces {
  /** The key itself (`CLEANCLAIM_KEY`). */
  readonly key?: string
  /** A file that holds it (`CLEANCLAIM_KEY_FILE`). */
  readonly keyFile?: string
  /** Folder in which `key` is made where neither is given. */
  readonly home: string
}

/**
 * The key from where it is named, else from `key` in the home folder. `mayMake` allows making it there, readable by
 * its owner alone, and `onMade` is told the path. Throws E_KEY where there is none, or it is no key.
 */
export function loadKey(places: KeyPlaces, mayMake: boolean, onMade?: (path: string) => void): Buffer {
  if (places.key) return parseKey(places.key, 'CLEANCLAIM_KEY')
  const path = places.keyFile ?? join(places.home, 'key')
  const found = readKey(path, places.keyFile === undefined)
  if (found !== undefined) return parseKey(found, path)
  if (places.keyFile !== undefined)
    throw new ScrubError('E_KEY', path, 'The file that CLEANCLAIM_KEY_FILE names is not there.')
  if (!mayMake)
    throw new ScrubError(
      'E_KEY',
      path,
      'This store was made with a key that is not there. Give it by CLEANCLAIM_KEY or CLEANCLAIM_KEY_FILE, or put the file back.',
    )
  // Written aside and linked, so that two programs that start together end with one whole key.
  const aside = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
    writeFileSync(aside, `${randomBytes(KEY_BYTES).toString('base64')}\n`, { mode: 0o600, flag: 'wx' })
    linkSync(aside, path)
    onMade?.(path)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST'))
      throw new ScrubError('E_KEY', path, 'The key could not be made there.')
  } finally {
    rmSync(aside, { force: true })
  }
  const made = readKey(path, true)
  if (made === undefined) throw new ScrubError('E_KEY', path, 'The key could not be made there.')
  return parseKey(made, path)
}

/** Text of a key file, undefined where there is none. Our `own` is made its owner's alone, should others be able to read it. */
function readKey(path: string, own: boolean): string | undefined {
  try {
    const stats = statSync(path)
    if (!stats.isFile() || stats.size > 4096) throw new ScrubError('E_KEY', path, 'The file holds no key.')
    if (own && process.platform !== 'win32' && (stats.mode & 0o077) !== 0) chmodSync(path, 0o600)
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (error instanceof ScrubError) throw error
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw new ScrubError('E_KEY', path, 'The key file could not be read.')
  }
}

/** A vault of a key of 32 bytes. */
export function openVault(key: Uint8Array): Vault {
  const derived = (use: string): Buffer =>
    Buffer.from(hkdfSync('sha256', key, new Uint8Array(), `cleanclaim ${use}`, KEY_BYTES))
  const sealing = derived('seal')
  const [naming, marking] = [macOf(derived('name')), macOf(derived('trail'))]
  return {
    seal(plain, place) {
      const nonce = randomBytes(NONCE_BYTES)
      const cipher = createCipheriv('aes-256-gcm', sealing, nonce).setAAD(Buffer.from(place))
      const body = Buffer.concat([cipher.update(plain), cipher.final()])
      return Buffer.concat([nonce, cipher.getAuthTag(), body])
    },
    open(sealed, place) {
      try {
        const tag = sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES)
        const decipher = createDecipheriv('aes-256-gcm', sealing, sealed.subarray(0, NONCE_BYTES), {
          authTagLength: TAG_BYTES,
        })
          .setAAD(Buffer.from(place))
          .setAuthTag(tag)
        return Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()])
      } catch {
        throw new ScrubError(
          'E_KEY',
          place,
          'What is encrypted there was changed, or belongs to another key.',
        )
      }
    },
    keyed: (what, text) => naming(`${what}\n${text}`).slice(0, 22),
    mark: marking,
    check: naming('check'),
  }
}

const HASH_BLOCK = 64

/** HMAC-SHA-256 (RFC 2104) in base64url, of two plain digests: node's own makes objects that cost more than hashing. */
function macOf(key: Uint8Array): (text: string) => string {
  const padded = (pad: number): Buffer => {
    const block = Buffer.alloc(HASH_BLOCK, pad)
    key.forEach((byte, at) => (block[at] = byte ^ pad))
    return block
  }
  let inner = Buffer.concat([padded(0x36), Buffer.alloc(4096)])
  const outer = Buffer.concat([padded(0x5c), Buffer.alloc(32)])
  return (text) => {
    // A character is at most three bytes of UTF-8.
    const most = HASH_BLOCK + text.length * 3
    if (inner.length < most) inner = Buffer.concat([inner.subarray(0, HASH_BLOCK), Buffer.alloc(most)])
    const length = inner.write(text, HASH_BLOCK)
    outer.write(hash('sha256', inner.subarray(0, HASH_BLOCK + length), 'binary'), HASH_BLOCK, 'binary')
    return hash('sha256', outer, 'base64url')
  }
}

/** Whether two digests are the same, in a time that does not tell how much of them is. */
export const sameDigest = (one: string, other: string): boolean =>
  one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other))

/** Digest of a claim's id and billing provider, 16 characters: what makes a claim the same claim in another run. */
export const claimKeyOf = (id: string, billingNpi: string | undefined): string =>
  hash('sha256', `${id}\n${billingNpi ?? ''}`, 'base64url').slice(0, 16)
