/**
 * JSON Web Tokens from an authorization server, as SMART Backend Services have them: signed with a key of its JWKS, by
 * the issuer, for this audience, not over. Source: HL7 SMART App Launch 2.2, Backend Services,
 * https://hl7.org/fhir/smart-app-launch/backend-services.html; RFC 8725, https://www.rfc-editor.org/rfc/rfc8725.
 */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { JWTVerifyGetKey } from 'jose'
import { ScrubError } from '../index.ts'
import { isLoopback, type JwtOptions } from './options.ts'
import { scopes, type Scope } from './tokens.ts'

/** The algorithms that SMART Backend Services ask for. */
const usual = ['RS384', 'ES384'] as const
/** Algorithms that may be named: signatures with a public key. A shared secret is none, and `none` is none. */
const allowed: ReadonlySet<string> = new Set([
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
])

/** What a valid token says. */
export interface JwtCaller {
  /** Who it is, for the trail. */
  readonly name: string
  readonly scopes: readonly Scope[]
  /** Seconds since 1970. */
  readonly expires: number
}

/** Tells who bears a token; undefined where it is not valid. */
export type JwtReader = (token: string, now: number) => Promise<JwtCaller | undefined>

/** Valid tokens remembered until they are over: checking a signature costs more than scrubbing a claim. */
const MOST_REMEMBERED = 1_000
const MOST_CHARACTERS = 8_192

/** Opens a reader. Throws E_OPTION for an address or algorithm that is none, E_TOKEN_FILE for keys that cannot be read. */
export async function openJwt(options: JwtOptions): Promise<JwtReader> {
  const { createLocalJWKSet, createRemoteJWKSet, jwtVerify } = await import('jose')
  const algorithms = [...(options.algorithms ?? usual)]
  const unknown = algorithms.find((algorithm) => !allowed.has(algorithm))
  if (unknown !== undefined)
    throw new ScrubError('E_OPTION', '--jwt-algorithms', `Algorithms are: ${[...allowed].join(', ')}.`)
  let keys: JWTVerifyGetKey
  if (/^https?:/.test(options.jwks)) {
    const url = new URL(options.jwks)
    if (url.protocol !== 'https:' && !isLoopback(url.hostname))
      throw new ScrubError('E_OPTION', '--jwks', 'Keys are fetched over https alone.')
    keys = createRemoteJWKSet(url, { timeoutDuration: 5_000, cooldownDuration: 30_000 })
  } else
    try {
      keys = createLocalJWKSet(JSON.parse(readFileSync(options.jwks, 'utf8')) as { keys: [] })
    } catch {
      throw new ScrubError('E_TOKEN_FILE', options.jwks, 'The file is no JWKS that can be read.')
    }
  const remembered = new Map<string, JwtCaller>()
  return async (token, now) => {
    if (token.length > MOST_CHARACTERS) return undefined
    const digest = createHash('sha256').update(token).digest('base64')
    const known = remembered.get(digest)
    if (known) {
      if (now / 1000 < known.expires) return known
      remembered.delete(digest)
      return undefined
    }
    try {
      const { payload } = await jwtVerify(token, keys, {
        algorithms,
        issuer: options.issuer,
        audience: options.audience,
        requiredClaims: ['exp', 'sub'],
        currentDate: new Date(now),
      })
      const { sub, exp, scope } = payload
      if (typeof scope !== 'string' || scope.length > 4_096) return undefined
      const caller = { name: nameOf(sub!), scopes: scopesOf(scope), expires: exp! }
      remembered.set(digest, caller)
      if (remembered.size > MOST_REMEMBERED) remembered.delete(remembered.keys().next().value!)
      return caller
    } catch {
      return undefined
    }
  }
}

/** A subject that is no plain name is told by its digest. */
const nameOf = (subject: string): string =>
  /^[A-Za-z0-9._:@/-]{1,120}$/.test(subject)
    ? `jwt ${subject}`
    : `jwt ${createHash('sha256').update(subject).digest('hex').slice(0, 16)}`

/**
 * Scopes as they are written: our own, bare or as `cleanclaim/scrub`, and those of SMART. To create claims (v2
 * `system/Claim.c`, v1 `system/Claim.write`) is to submit them for scrubbing; no SMART scope allows more.
 */
export function scopesOf(scope: string): Scope[] {
  const found = new Set<Scope>()
  for (const one of scope.split(' ')) {
    const plain = one.replace(/^cleanclaim\//, '')
    const own = scopes.find((known) => known === plain)
    if (own) found.add(own)
    const smart = /^system\/(?:Claim|\*)\.(write|\*|c?r?u?d?s?)$/.exec(one)?.[1]
    if (smart !== undefined && (smart === 'write' || smart === '*' || smart.startsWith('c')))
      found.add('scrub')
  }
  return [...found]
}
