/** Who may call: tokens, their scopes and ends, JWTs, and nobody without them from elsewhere. */
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { request } from 'node:https'
import { join } from 'node:path'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { describe, expect, it } from 'vitest'
import { build } from '../../src/server/build.ts'
import { claimJson } from '../../src/server/examples.ts'
import { scopesOf } from '../../src/server/jwt.ts'
import { changeTokens, makeToken, readTokens, type Scope } from '../../src/server/tokens.ts'
import { built, folder, listening, plain } from './server.ts'

const home = folder()
const file = join(home, 'tokens.json')
const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString()
function token(
  scopes: readonly Scope[],
  expires = inDays(1),
): { readonly token: string; readonly id: string } {
  const made = makeToken({ name: 'tester', scopes, created: inDays(0), expires })
  changeTokens(file, (tokens) => [...tokens, made.record])
  return { token: made.token, id: made.record.id }
}
const scrub = token(['scrub'])
const admin = token(['admin', 'audit', 'worklist'])
const over = token(['scrub'], inDays(-1))

const { publicKey, privateKey } = await generateKeyPair('ES384', { extractable: true })
const other = await generateKeyPair('ES384', { extractable: true })
const jwks = join(home, 'jwks.json')
writeFileSync(jwks, JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), kid: 'one', alg: 'ES384' }] }))
const issuer = 'https://auth.example'
const jwt = (
  claims: Record<string, unknown> = {},
  { key = privateKey, alg = 'ES384', ends = '5m', audience = 'cleanclaim', from = issuer } = {},
) =>
  new SignJWT({ scope: 'system/Claim.c', ...claims })
    .setProtectedHeader({ alg, kid: 'one' })
    .setIssuer(from)
    .setAudience(audience)
    .setSubject('backend-1')
    .setExpirationTime(ends)
    .sign(key)

const { app } = await built({
  requireToken: true,
  tokenFile: file,
  jwt: { jwks, issuer, audience: 'cleanclaim' },
  cors: ['https://pages.example'],
  limits: { perMinute: 40 },
})
const ask = async (authorization: string | undefined, url = '/v1/scrub', headers = {}) => {
  const isGet = url !== '/v1/scrub'
  const {
    statusCode,
    headers: given,
    body,
  } = await app.inject({
    method: isGet ? 'GET' : 'POST',
    url,
    headers: {
      ...(isGet ? {} : { 'content-type': 'application/json' }),
      ...(authorization === undefined ? {} : { authorization }),
      ...headers,
    },
    ...(isGet ? {} : { payload: claimJson }),
  })
  const { code } = (given['content-type']?.toString().includes('json') ? JSON.parse(body) : {}) as {
    code?: string
  }
  return { status: statusCode, code, headers: given, body }
}

describe('tokens', () => {
  it('are kept as digests, in a file of their owner’s alone', () => {
    const text = readFileSync(file, 'utf8')
    expect(text).not.toContain(scrub.token.split('_')[2])
    expect(statSync(file).mode & 0o077).toBe(0)
    expect(readTokens(file).map(({ id }) => id)).toContain(scrub.id)
    expect(existsSync(`${file}.lock`)).toBe(false)
  })
  it('let in whom they name, for what they name', async () => {
    expect((await ask(`Bearer ${scrub.token}`)).status).toBe(200)
    expect(await ask(`Bearer ${admin.token}`)).toMatchObject({ status: 403, code: 'E_SCOPE' })
    expect((await ask(`Bearer ${admin.token}`, '/metrics')).status).toBe(200)
    expect(await ask(`Bearer ${scrub.token}`, '/metrics')).toMatchObject({ status: 403, code: 'E_SCOPE' })
    expect(await ask(`Bearer ${scrub.token}`, '/v1/worklist')).toMatchObject({ status: 403 })
    expect((await ask(`Bearer ${admin.token}`, '/v1/edits')).status).toBe(200)
  })
  it.each([
    ['nothing', undefined],
    ['an empty one', 'Bearer '],
    ['another scheme', 'Basic dXNlcjpwYXNz'],
    ['one that is over', `Bearer ${over.token}`],
    ['a wrong secret', `Bearer ${scrub.token.slice(0, -1)}${scrub.token.endsWith('A') ? 'B' : 'A'}`],
    ['an unknown id', `Bearer ccl_0000000000000000_${scrub.token.split('_').slice(2).join('_')}`],
    ['two of them', `Bearer ${scrub.token} ${scrub.token}`],
    ['a prototype', 'Bearer __proto__'],
  ])('let in nobody with %s', async (_, authorization) => {
    const answer = await ask(authorization)
    expect(answer).toMatchObject({ status: 401, code: 'E_TOKEN' })
    expect(answer.headers['www-authenticate']).toBe('Bearer')
    expect(answer.body).not.toContain('ccl_')
  })
  it('end at once when they are revoked', async () => {
    const short = token(['scrub'])
    await new Promise((resolve) => setTimeout(resolve, 1_100))
    expect((await ask(`Bearer ${short.token}`)).status).toBe(200)
    changeTokens(file, (tokens) => tokens.filter(({ id }) => id !== short.id))
    await new Promise((resolve) => setTimeout(resolve, 1_100))
    expect((await ask(`Bearer ${short.token}`)).status).toBe(401)
  })
  it('are not asked for where nothing is to be had', async () => {
    for (const url of ['/healthz', '/readyz', '/openapi.json', '/fhir/metadata', '/docs/'])
      expect((await ask(undefined, url)).status, url).toBe(200)
  })
  it('have a limit each', async () => {
    const busy = token(['scrub'])
    await new Promise((resolve) => setTimeout(resolve, 1_100))
    const statuses: number[] = []
    for (let at = 0; at < 45; at++) statuses.push((await ask(`Bearer ${busy.token}`)).status)
    expect(statuses.slice(0, 40).every((status) => status === 200)).toBe(true)
    const late = await ask(`Bearer ${busy.token}`)
    expect(late).toMatchObject({ status: 429, code: 'E_RATE' })
    expect(late.headers['retry-after']).toBeDefined()
    expect((await ask(`Bearer ${admin.token}`, '/v1/edits')).status).toBe(200)
  })
})

describe('JWTs of an authorization server', () => {
  it('let in with the scopes of SMART Backend Services', async () => {
    expect((await ask(`Bearer ${await jwt()}`)).status).toBe(200)
    expect((await ask(`Bearer ${await jwt({ scope: 'cleanclaim/audit' })}`)).status).toBe(403)
    expect(scopesOf('system/Claim.cruds openid')).toEqual(['scrub'])
    expect(scopesOf('system/*.*')).toEqual(['scrub'])
    expect(scopesOf('system/Claim.rs patient/Claim.c system/Patient.c')).toEqual([])
    expect(scopesOf('audit cleanclaim/worklist')).toEqual(['audit', 'worklist'])
  })
  it.each([
    ['another key', () => jwt({}, { key: other.privateKey })],
    ['another issuer', () => jwt({}, { from: 'https://evil.example' })],
    ['another audience', () => jwt({}, { audience: 'other' })],
    ['an end that is past', () => jwt({}, { ends: '-1m' })],
    ['no scope', () => jwt({ scope: undefined })],
    [
      'no signature',
      async () => `${Buffer.from('{"alg":"none"}').toString('base64url')}.${(await jwt()).split('.')[1]}.`,
    ],
    [
      'a changed payload',
      async () => {
        const [head, , mark] = (await jwt()).split('.')
        const claims = { iss: issuer, aud: 'cleanclaim', sub: 'x', exp: 9e9, scope: 'admin' }
        return `${head}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.${mark}`
      },
    ],
  ])('let in nobody with %s', async (_, make) => {
    expect(await ask(`Bearer ${await make()}`)).toMatchObject({ status: 401, code: 'E_TOKEN' })
  })
  it('are not signed with a shared secret', async () => {
    const secret = new TextEncoder().encode(readFileSync(jwks, 'utf8').padEnd(64))
    const forged = await new SignJWT({ scope: 'admin' })
      .setProtectedHeader({ alg: 'HS384', kid: 'one' })
      .setIssuer(issuer)
      .setAudience('cleanclaim')
      .setSubject('x')
      .setExpirationTime('5m')
      .sign(secret)
    expect((await ask(`Bearer ${forged}`)).status).toBe(401)
    await expect(
      build(plain({ jwt: { jwks, issuer, audience: 'x', algorithms: ['HS256'] } })),
    ).rejects.toMatchObject({ code: 'E_OPTION' })
  })
})

describe('elsewhere than on this machine', () => {
  it('there is no server without tokens', async () => {
    for (const host of ['0.0.0.0', '::', '10.0.0.1', 'example.org'])
      await expect(build(plain({ host }))).rejects.toMatchObject({ code: 'E_OPTION' })
    await expect(build(plain({ host: '0.0.0.0', tokenFile: join(home, 'none.json') }))).rejects.toMatchObject(
      {
        code: 'E_OPTION',
      },
    )
    writeFileSync(join(home, 'broken.json'), '{"tokens":')
    await expect(
      build(plain({ host: '0.0.0.0', tokenFile: join(home, 'broken.json') })),
    ).rejects.toMatchObject({
      code: 'E_TOKEN_FILE',
    })
  })
})

describe('pages', () => {
  it('may call from origins that are named, and from no others', async () => {
    const allowed = await ask(undefined, '/healthz', { origin: 'https://pages.example' })
    expect(allowed.headers['access-control-allow-origin']).toBe('https://pages.example')
    const refused = await ask(undefined, '/healthz', { origin: 'https://evil.example' })
    expect(refused.headers['access-control-allow-origin']).toBeUndefined()
  })
  it('do not lead a browser here under another name', async () => {
    const { app: open } = await built()
    const host = (name: string, headers = {}) =>
      open
        .inject({ url: '/v1/edits', headers: { host: name, ...headers } })
        .then(({ statusCode }) => statusCode)
    expect(await host('localhost:8080')).toBe(200)
    expect(await host('127.0.0.1')).toBe(200)
    expect(await host('[::1]:80')).toBe(200)
    expect(await host('evil.example')).toBe(403)
    expect(await host('localhost', { origin: 'https://evil.example' })).toBe(403)
  })
})

describe('TLS', () => {
  const [cert, key] = [join(home, 'cert.pem'), join(home, 'key.pem')]
  const made = spawnSync(
    'openssl',
    ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=localhost', '-keyout', key, '-out', cert], // prettier-ignore
  )
  it.skipIf(made.status !== 0)('is spoken with the files that are named, and from 1.2 on', async () => {
    const { address } = await listening({ tls: { cert, key }, tokenFile: file, requireToken: true })
    expect(address).toMatch(/^https:/)
    const ask = (more: object) =>
      new Promise<{ status: number | undefined; guarded: unknown }>((resolve, reject) => {
        const asking = request(
          `${address}/v1/edits`,
          { ca: readFileSync(cert), servername: 'localhost', headers: { host: 'localhost', authorization: `Bearer ${admin.token}` }, ...more }, // prettier-ignore
          (response) => {
            response.resume()
            resolve({
              status: response.statusCode,
              guarded: response.headers['strict-transport-security'],
            })
          },
        )
        asking.on('error', reject)
        asking.end()
      })
    expect(await ask({ checkServerIdentity: () => undefined })).toEqual({
      status: 200,
      guarded: expect.stringContaining('max-age=') as string,
    })
    await expect(ask({ maxVersion: 'TLSv1.1', minVersion: 'TLSv1' })).rejects.toThrow()
    for (const bad of [join(home, 'none.pem'), file])
      await expect(build(plain({ tls: { cert: bad, key } }))).rejects.toMatchObject({ code: 'E_FILE' })
  })
})
