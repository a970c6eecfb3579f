/** Who calls, and whether they may: tokens, JWTs, or nobody in particular on this machine. */
import { createHash } from 'node:crypto'
import { errorKinds } from '../index.ts'
import { refusal } from './faults.ts'
import { openJwt, type JwtReader } from './jwt.ts'
import { isLoopback, type ServerOptions } from './options.ts'
import { isOwnToken, openTokenBook, scopes, type Scope, type TokenBook } from './tokens.ts'

/** Who calls. */
export interface Caller {
  /** For logs and limits: nothing that names a person. */
  readonly id: string
  /** For the trail. */
  readonly name: string
  readonly scopes: ReadonlySet<Scope>
  readonly anonymous: boolean
}

/** What a route asks of its caller: nothing, any token, or a scope. */
export type Needs = 'nothing' | 'token' | Scope

/** The caller on this machine, where no token is asked for. */
export const anonymous: Caller = {
  id: 'anonymous',
  name: 'anonymous',
  scopes: new Set(scopes),
  anonymous: true,
}
/** A caller that is not known, at an address that asks for nobody. */
export const stranger: Caller = { ...anonymous, id: 'none', name: 'none', scopes: new Set() }

/** Tells who calls. Throws E_TOKEN, E_SCOPE, E_RATE. */
export type Door = (ask: {
  readonly authorization: string | undefined
  readonly host: string | undefined
  readonly origin: string | undefined
  readonly address: string
  readonly needs: Needs
}) => Caller | Promise<Caller>

/** Wrong tokens that an address may try in a minute before it is told to wait. */
const MOST_WRONG = 120
const MOST_ADDRESSES = 10_000

/**
 * Opens the door of a server. Throws E_OPTION where it would let everybody in from elsewhere: off loopback there must be
 * tokens.
 */
export async function openDoor(options: ServerOptions): Promise<Door> {
  const open = isLoopback(options.host ?? '127.0.0.1') && options.requireToken !== true
  const book = options.tokenFile === undefined ? undefined : openTokenBook(options.tokenFile)
  const jwt = options.jwt && (await openJwt(options.jwt))
  if (!open && (book?.size ?? 0) === 0 && jwt === undefined)
    throw refusal(
      'E_OPTION',
      'There is no token that could be asked for: make one with `cleanclaim token new`, or name --jwks. Without tokens the server listens on loopback alone.',
      '--host',
    )
  const wrong = countWrong()
  const origins = new Set(options.cors ?? [])

  return ({ authorization, host, origin, address, needs }) => {
    if (needs === 'nothing') return stranger
    if (authorization === undefined) {
      if (!open) throw refusal('E_TOKEN', errorKinds.E_TOKEN.means)
      // A page elsewhere may lead a browser here under a name of its own.
      if (host !== undefined && !isLoopback(hostnameOf(host)))
        throw refusal('E_SCOPE', 'Without a token the server answers to localhost alone.')
      if (origin !== undefined && !origins.has(origin) && origin !== `http://${host}`)
        throw refusal('E_SCOPE', 'Pages of that origin may not call.')
      return anonymous
    }
    const now = Date.now()
    const judge = (caller: Caller | undefined): Caller => {
      if (caller === undefined)
        throw wrong(address, now)
          ? refusal('E_RATE', 'Too many wrong tokens: wait a minute.')
          : refusal('E_TOKEN', errorKinds.E_TOKEN.means)
      if (needs !== 'token' && !caller.scopes.has(needs))
        throw refusal('E_SCOPE', `The token does not have the scope ${needs}.`)
      return caller
    }
    const token = /^bearer +([\x21-\x7e]+)$/i.exec(authorization)?.[1] ?? ''
    if (isOwnToken(token) || jwt === undefined) return judge(ownCaller(book, token, now))
    return jwtCaller(jwt, token, now).then(judge)
  }
}

function ownCaller(book: TokenBook | undefined, token: string, now: number): Caller | undefined {
  const record = book?.find(token, now)
  return (
    record && {
      id: `token ${record.id}`,
      name: `token ${record.id} ${record.name}`,
      scopes: new Set(record.scopes),
      anonymous: false,
    }
  )
}

async function jwtCaller(jwt: JwtReader, token: string, now: number): Promise<Caller | undefined> {
  const found = await jwt(token, now)
  return (
    found && {
      id: `jwt ${createHash('sha256').update(found.name).digest('hex').slice(0, 12)}`,
      name: found.name,
      scopes: new Set(found.scopes),
      anonymous: false,
    }
  )
}

/** The host of a Host header, without its port. */
const hostnameOf = (host: string): string =>
  host.startsWith('[') ? host.slice(1, host.indexOf(']')) : host.replace(/:\d*$/, '')

/** Counts wrong tokens by address; true where there were too many in this minute. */
function countWrong(): (address: string, now: number) => boolean {
  const seen = new Map<string, { times: number; readonly until: number }>()
  return (address, now) => {
    let one = seen.get(address)
    if (one === undefined || now >= one.until) {
      seen.delete(address)
      one = { times: 0, until: now + 60_000 }
      seen.set(address, one)
      if (seen.size > MOST_ADDRESSES) seen.delete(seen.keys().next().value!)
    }
    return ++one.times > MOST_WRONG
  }
}
