/**
 * Tokens of callers: random, so that a digest of them can stand in a file; with scopes and an end. A token is shown once,
 * when it is made. The digest is SHA-256: of 256 random bits nothing slower keeps anything safer.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import {
  closeSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { z } from 'zod'
import { ScrubError } from '../index.ts'

/** What a token may allow: to scrub, to work on the work list, to record and read runs, to watch the server. */
export const scopes = ['scrub', 'worklist', 'audit', 'admin'] as const
export type Scope = (typeof scopes)[number]

const Moment = z.iso.datetime()

/** A token as it is kept. */
export const TokenRecord = z.strictObject({
  id: z.string().regex(/^[0-9a-f]{16}$/),
  /** Who has it; it stands in the trail. */
  name: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9 ._@-]{0,79}$/, 'is no name of letters, digits, blanks, . _ @ -'),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  scopes: z.array(z.enum(scopes)).min(1),
  created: Moment,
  expires: Moment,
})
export type TokenRecord = z.infer<typeof TokenRecord>

const TokenFile = z.strictObject({
  format: z.literal('cleanclaim-tokens-1'),
  tokens: z.array(TokenRecord).max(10_000),
})

const MOST_BYTES = 8 * 1024 * 1024

/** Tokens of a file; none where it is not there. Throws E_TOKEN_FILE where it is none. */
export function readTokens(path: string): readonly TokenRecord[] {
  const refuse = (text: string): ScrubError => new ScrubError('E_TOKEN_FILE', path, text)
  let text: string
  try {
    if (statSync(path).size > MOST_BYTES) throw refuse('The file is larger than any file of tokens.')
    text = readFileSync(path, 'utf8')
  } catch (error) {
    if (error instanceof ScrubError) throw error
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw refuse('The file cannot be read.')
  }
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw refuse('The file is no JSON.')
  }
  const parsed = TokenFile.safeParse(value)
  if (parsed.success) return parsed.data.tokens
  const { path: at, message } = parsed.error.issues[0]!
  throw refuse(`${at.join('.') || 'The file'}: ${message}.`)
}

/**
 * Changes the tokens of a file: written aside and renamed, for its owner alone. Throws E_CONFLICT while another program
 * changes it, E_FILE where it cannot be written.
 */
export function changeTokens(
  path: string,
  change: (tokens: readonly TokenRecord[]) => readonly TokenRecord[],
): void {
  const lock = `${path}.lock`
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
    closeSync(openSync(lock, 'wx', 0o600))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST')
      throw new ScrubError(
        'E_CONFLICT',
        path,
        `Another program changes the file. If none does, remove ${lock}.`,
      )
    throw new ScrubError('E_FILE', path, 'The file of tokens cannot be written there.')
  }
  try {
    const tokens = change(readTokens(path))
    const aside = `${path}.${process.pid}.part`
    const text = JSON.stringify({ format: 'cleanclaim-tokens-1', tokens }, null, 2)
    writeFileSync(aside, `${text}\n`, { mode: 0o600 })
    renameSync(aside, path)
  } finally {
    rmSync(lock, { force: true })
  }
}

/** What a new token is to be. */
export interface TokenRequest {
  readonly name: string
  readonly scopes: readonly Scope[]
  /** Moments in UTC, ISO 8601. */
  readonly created: string
  readonly expires: string
}

/** Makes a token: what its caller gets, and what is kept of it. Throws E_OPTION for a name that is none. */
export function makeToken(request: TokenRequest): { readonly token: string; readonly record: TokenRecord } {
  const [id, secret] = [randomBytes(8).toString('hex'), randomBytes(32).toString('base64url')]
  const parsed = TokenRecord.safeParse({
    ...request,
    scopes: [...new Set(request.scopes)],
    id,
    sha256: digestOf(secret).toString('hex'),
  })
  if (!parsed.success) {
    const { path, message } = parsed.error.issues[0]!
    throw new ScrubError('E_OPTION', `--${path.join('.')}`, `${path.join('.')}: ${message}.`)
  }
  return { token: `ccl_${id}_${secret}`, record: parsed.data }
}

const digestOf = (secret: string): Buffer => createHash('sha256').update(secret).digest()
const TOKEN = /^ccl_([0-9a-f]{16})_([A-Za-z0-9_-]{43})$/

/** Whether a bearer token has the form of ours. */
export const isOwnToken = (text: string): boolean => text.startsWith('ccl_')

/** Looks tokens up. */
export interface TokenBook {
  /** The record of a token that is known, whole and not over at `now` (milliseconds); else undefined. */
  find(token: string, now: number): TokenRecord | undefined
  readonly size: number
}

/** Milliseconds between looks at the file: so long a revoked token may still be taken. */
const LOOK_EVERY = 1_000

/** The tokens of a file as it is now, and as it is changed later. A file that cannot be read allows nobody. */
export function openTokenBook(path: string): TokenBook {
  let mark = ''
  let lookedAt = 0
  let tokens = new Map<string, TokenRecord>()
  const look = (): void => {
    lookedAt = performance.now()
    let now = 'none'
    try {
      const { mtimeMs, size, ino } = statSync(path)
      now = `${mtimeMs} ${size} ${ino}`
    } catch {
      // Without a file there is no token.
    }
    if (now === mark) return
    mark = now
    try {
      tokens = new Map(readTokens(path).map((record) => [record.id, record]))
    } catch (error) {
      tokens = new Map()
      throw error
    }
  }
  look()
  const nobody = digestOf('nobody')
  return {
    get size() {
      return tokens.size
    },
    find(token, now) {
      if (performance.now() - lookedAt > LOOK_EVERY)
        try {
          look()
        } catch {
          // Nobody is allowed until it can be read again.
        }
      const parts = TOKEN.exec(token)
      if (!parts) return undefined
      const record = tokens.get(parts[1]!)
      const kept = record ? Buffer.from(record.sha256, 'hex') : nobody
      const same = timingSafeEqual(digestOf(parts[2]!), kept)
      return record && same && now < Date.parse(record.expires) ? record : undefined
    },
  }
}
