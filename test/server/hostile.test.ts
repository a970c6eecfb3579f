/** Hostile requests get an answer of the 400s with a stable code, whatever they are; and nothing of them stays. */
import { connect } from 'node:net'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { errorKinds } from '../../src/index.ts'
import { claimJson } from '../../src/server/examples.ts'
import { FaultAnswer } from '../../src/server/schemas.ts'
import { hostile } from './hostile.ts'
import { changeTokens, makeToken } from '../../src/server/tokens.ts'
import { built, folder, listening, storeIn } from './server.ts'

/** Requests that are tried; `HOSTILE=100000` tries more, and `bench/server.ts --hostile` sends them over the wire. */
const RUNS = Number(process.env['HOSTILE'] ?? 1_500)

const home = folder()
const logged: string[] = []
const { app, gate } = await built({ store: storeIn(home), log: (lines) => logged.push(lines) })

describe('hostile requests', () => {
  it('are refused with a stable code, and no 500', async () => {
    const codes = new Map<string, number>()
    await fc.assert(
      fc.asyncProperty(hostile, async ({ method, url, headers, payload }) => {
        const answer = await app.inject({
          method,
          url,
          headers,
          ...(payload === undefined ? {} : { payload }),
        })
        const shown = `${method} ${url} ${JSON.stringify(headers)} ${String(payload).slice(0, 200)} → ${answer.statusCode} ${answer.body.slice(0, 200)}`
        // Of several claims one may be unreadable: the answer is then a report, and says so in its place.
        if (answer.statusCode === 200) {
          expect(answer.body, shown).toMatch(
            /"unreadable"|^\[|^\{"rules"|^\{"passed"|OperationOutcome|"edits"|"runs"/,
          )
          return
        }
        expect(answer.statusCode, shown).toBeGreaterThanOrEqual(400)
        expect(answer.statusCode, shown).toBeLessThan(500)
        const fault = FaultAnswer.parse(answer.json())
        expect(errorKinds, shown).toHaveProperty(fault.code)
        expect(fault.statusCode, shown).toBe(answer.statusCode)
        codes.set(fault.code, (codes.get(fault.code) ?? 0) + 1)
      }),
      { numRuns: RUNS },
    )
    // It must have met many different refusals, or it tries too little.
    expect(codes.size).toBeGreaterThan(12)
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
    expect(gate.inFlight).toBe(0)
  })
  it('leave the server as it was', async () => {
    const answer = await app.inject({ method: 'POST', url: '/v1/scrub', payload: claimJson })
    expect(answer.statusCode).toBe(200)
    expect(logged.join('')).not.toContain('"event":"fault"')
  })
})

/** Sends pieces with a pause between them, and gives what came back when the connection ends. */
const raw = (port: number, pieces: readonly (string | Buffer)[], pause = 0): Promise<string> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    let answer = ''
    socket.on('data', (chunk: Buffer) => (answer += chunk.toString('latin1')))
    socket.on('error', () => undefined)
    socket.on('close', () => resolve(answer))
    const [first = '', ...rest] = pieces
    socket.write(first)
    rest.forEach((piece, at) => setTimeout(() => socket.writable && socket.write(piece), pause * (at + 1)))
  })
const head = (...lines: readonly string[]): string =>
  ['POST /v1/scrub HTTP/1.1', 'Host: localhost', 'Connection: close', ...lines, '', ''].join('\r\n')
const asJson = 'Content-Type: application/json'

describe('hostile connections', async () => {
  const { address, server } = await listening({ limits: { idleSeconds: 1, uploads: 2 } })
  const port = Number(new URL(address).port)
  const refused = (text: string): { readonly status: number; readonly code: string } => {
    const fault = FaultAnswer.parse(JSON.parse(text.slice(text.indexOf('\r\n\r\n') + 4)))
    expect(text).toMatch(new RegExp(`^HTTP/1\\.1 ${fault.statusCode} `))
    return { status: fault.statusCode, code: fault.code }
  }
  it.each([
    ['no request at all', ['\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n']],
    ['a method that there is not', ['SCRUB / HTTP/1.1\r\nHost: localhost\r\n\r\n']],
    ['another protocol', ['POST /v1/scrub HTTP/9.9\r\nHost: localhost\r\n\r\n']],
    ['two lengths', [head(asJson, 'Content-Length: 2', 'Content-Length: 3'), '{}']],
    [
      'a length and chunks',
      [head(asJson, 'Content-Length: 2', 'Transfer-Encoding: chunked'), '2\r\n{}\r\n0\r\n\r\n'],
    ],
    ['a negative length', [head(asJson, 'Content-Length: -1'), '{}']],
    ['chunks that are none', [head(asJson, 'Transfer-Encoding: chunked'), 'zz\r\n{}\r\n0\r\n\r\n']],
    ['a header without end', [head(asJson, `X-Long: ${'x'.repeat(40_000)}`)]],
    ['a header with a line end in it', [head(asJson, 'X-Bad: a\rb')]],
  ])('with %s are told so', async (_, pieces) => {
    expect(refused(await raw(port, pieces))).toMatchObject({ code: 'E_REQUEST' })
  })
  it('that are slow are cut off: with the head, with the body, byte by byte', async () => {
    const body = JSON.stringify(claimJson)
    const all = await Promise.all([
      raw(port, ['POST /v1/scrub HTTP/1.1\r\nHost: loc']),
      raw(port, [head(asJson, `Content-Length: ${body.length}`), body.slice(0, 20)]),
      raw(port, [head(asJson, `Content-Length: ${body.length}`), ...body.slice(0, 40)], 60),
      raw(port, [head(asJson, 'Transfer-Encoding: chunked'), '5\r\n{"id"\r\n']),
    ])
    for (const text of all) expect(refused(text)).toEqual({ status: 408, code: 'E_TIMEOUT' })
  })
  it('that hold large bodies back make nobody wait but themselves', async () => {
    const lines = `${JSON.stringify(claimJson)}\n`.repeat(90)
    const upload = () =>
      raw(port, [head('Content-Type: application/x-ndjson', 'Content-Length: 9000000'), lines], 0)
    const holding = [upload(), upload()]
    await new Promise((resolve) => setTimeout(resolve, 300))
    expect(refused(await upload())).toEqual({ status: 429, code: 'E_RATE' })
    const answer = await fetch(`${address}/v1/scrub`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(claimJson),
    })
    expect(answer.status).toBe(200)
    for (const text of await Promise.all(holding)) expect(text).toContain('E_TIMEOUT')
    expect(server.gate).toMatchObject({ inFlight: 0, uploads: 0 })
    expect(server.gate.uploadsOf.size).toBe(0)
  })
})

describe('hostile tokens', async () => {
  const file = join(home, 'tokens.json')
  const make = (days: number): string => {
    const [created, expires] = [0, days].map((more) => new Date(Date.now() + more * 86_400_000).toISOString())
    const made = makeToken({ name: 'tester', scopes: ['audit'], created: created!, expires: expires! })
    changeTokens(file, (tokens) => [...tokens, made.record])
    return made.token
  }
  const [valid, over] = [make(1), make(-1)]
  const { app: closed } = await built({ requireToken: true, tokenFile: file })
  it('let nobody in, whatever they are', async () => {
    const changed = fc
      .tuple(fc.integer({ min: 0, max: valid.length - 1 }), fc.constantFrom('A', 'b', '0', '-', '\t', ' '))
      .map(([at, to]) => `${valid.slice(0, at)}${to}${valid.slice(at + 1)}`)
      .filter((token) => token !== valid)
    const given = fc.oneof(
      changed,
      fc.constantFrom(over, valid.slice(0, -1), `${valid}A`, valid.toUpperCase(), `${valid},${valid}`),
      fc.string({ maxLength: 200 }).map((text) => text.replace(/[^\x20-\x7e]/g, '~')),
      fc.base64String({ maxLength: 400 }).map((text) => `eyJhbGciOiJub25lIn0.${text}.`),
    )
    let address = 0
    await fc.assert(
      fc.asyncProperty(given, async (token) => {
        // From many places, or the place would be told to wait.
        const remoteAddress = `10.0.${++address >> 8}.${address & 255}`
        const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` }
        const answer = await closed.inject({
          method: 'POST',
          url: '/v1/scrub',
          headers,
          payload: claimJson,
          remoteAddress,
        })
        expect(FaultAnswer.parse(answer.json()), token).toMatchObject({ statusCode: 401, code: 'E_TOKEN' })
      }),
      { numRuns: 500 },
    )
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${valid}` }
    const scoped = await closed.inject({ method: 'POST', url: '/v1/scrub', headers, payload: claimJson })
    expect(scoped.json()).toMatchObject({ statusCode: 403, code: 'E_SCOPE' })
  })
  it('that are tried again and again are told to wait', async () => {
    const statuses: number[] = []
    for (let at = 0; at < 130; at++)
      statuses.push(
        (
          await closed.inject({
            url: '/v1/edits',
            headers: { authorization: 'Bearer ccl_x' },
            remoteAddress: '10.9.9.9',
          })
        ).statusCode,
      )
    expect(new Set(statuses.slice(0, 120))).toEqual(new Set([401]))
    expect(statuses.at(-1)).toBe(429)
  })
})
