/** Large bodies: streamed in and back, at the pace of whoever reads, within limits; and nothing that waits for ever. */
import { request as httpRequest } from 'node:http'
import { connect } from 'node:net'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { Result } from '../../src/index.ts'
import { claimJson, secondClaim } from '../../src/server/examples.ts'
import { listening } from './server.ts'

const limits = {
  bytes: 40_000_000,
  inflatedBytes: 60_000_000,
  jsonBytes: 2_000_000,
  claims: 20_000,
  idleSeconds: 1,
}
const { address, server } = await listening({ limits })
const port = Number(new URL(address).port)
const line = (at: number): string =>
  `${JSON.stringify({ ...(at % 3 === 0 ? claimJson : secondClaim), id: `C-${at}` })}\n`
const many = (count: number): string => Array.from({ length: count }, (_, at) => line(at)).join('')
const post = (body: string | Buffer, type = 'application/x-ndjson', query = '', headers = {}) =>
  fetch(`${address}/v1/scrub${query}`, {
    method: 'POST',
    body,
    headers: { 'content-type': type, ...headers },
  })
const codeOf = async (answer: Response) => ({
  status: answer.status,
  code: ((await answer.json()) as { code: string }).code,
})

describe('large bodies', () => {
  it('give the same results as small ones, in order', async () => {
    const [whole, few] = [many(3_000), many(30)]
    const large = (await (await post(whole)).text()).trimEnd().split('\n')
    expect(large).toHaveLength(3_000)
    expect(large.map((text) => Result.parse(JSON.parse(text)).claim)).toEqual(
      Array.from({ length: 3_000 }, (_, at) => `C-${at}`),
    )
    expect((await (await post(few)).text()).trimEnd().split('\n')).toEqual(large.slice(0, 30))
    expect((await (await post(gzipSync(whole))).text()).trimEnd().split('\n')).toEqual(large)
  })
  it('are answered while they come', async () => {
    const got: string[] = []
    let first = 0
    const answer = new Promise<void>((resolve, reject) => {
      const sending = httpRequest(
        { port, path: '/v1/scrub', method: 'POST', headers: { 'content-type': 'application/x-ndjson' } },
        (response) => {
          response.setEncoding('utf8')
          response.on('data', (text: string) => {
            if (first === 0) {
              first = sent
              sending.end(many(1_000))
            }
            got.push(text)
          })
          response.on('end', resolve)
        },
      )
      sending.on('error', reject)
      let sent = 0
      const more = (): void => {
        if (first > 0 || sent > 19_000) return
        sent += 200
        sending.write(many(200), () => setImmediate(more))
      }
      more()
    })
    await answer
    expect(first).toBeGreaterThan(0)
    expect(first).toBeLessThan(19_000)
    expect(got.join('').trimEnd().split('\n').length).toBe(first + 1_000)
  })
  it('reach those who read only when they have sent all', async () => {
    const body = many(19_000)
    const text = await new Promise<string>((resolve, reject) => {
      const socket = connect(port, '127.0.0.1')
      let answer = ''
      socket.on('error', reject)
      socket.pause()
      socket.write(
        `POST /v1/scrub HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/x-ndjson\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n`,
      )
      socket.write(body, () => {
        socket.on('data', (chunk: Buffer) => (answer += chunk.toString('latin1')))
        socket.on('end', () => resolve(answer))
        socket.resume()
      })
    })
    expect(text.startsWith('HTTP/1.1 200')).toBe(true)
    expect(text.match(/^\{"claim":"C-/gm)).toHaveLength(19_000)
  })
  it('are given up when their sender is gone, and leave nothing behind', async () => {
    for (let at = 0; at < 5; at++) {
      const socket = connect(port, '127.0.0.1')
      socket.write(
        'POST /v1/scrub HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-ndjson\r\nContent-Length: 30000000\r\n\r\n',
      )
      await new Promise<void>((resolve) => socket.write(many(400), () => resolve()))
      socket.destroy()
    }
    for (let wait = 0; server.gate.inFlight > 0 && wait < 100; wait++)
      await new Promise((resolve) => setTimeout(resolve, 50))
    expect(server.gate).toMatchObject({ inFlight: 0, uploads: 0 })
  })
})

describe('limits', () => {
  it('of bytes, said before or found on the way', async () => {
    const big = Buffer.alloc(limits.bytes + 1, 'x')
    expect(await codeOf(await post(big))).toEqual({ status: 413, code: 'E_TOO_LARGE' })
    expect(await codeOf(await post(Buffer.alloc(3_000_000, ' '), 'application/json'))).toEqual({
      status: 413,
      code: 'E_TOO_LARGE',
    })
  })
  it('of bytes after inflating', async () => {
    expect(await codeOf(await post(gzipSync(Buffer.alloc(3_000_000, ' ')), 'application/json'))).toEqual({
      status: 413,
      code: 'E_TOO_LARGE',
    })
    expect(await codeOf(await post(gzipSync(Buffer.alloc(limits.inflatedBytes + 1, '\n'))))).toEqual({
      status: 413,
      code: 'E_TOO_LARGE',
    })
  })
  it('of claims in an array and elsewhere', async () => {
    const array = `[${Array.from({ length: 501 }, () => '{}').join(',')}]`
    expect(await codeOf(await post(array, 'application/json'))).toEqual({ status: 413, code: 'E_TOO_LARGE' })
    const text = await (await post(many(21_000))).text()
    const results = text.trimEnd().split('\n')
    expect(JSON.parse(results.at(-1)!)).toMatchObject({ claim: null, problem: { code: 'E_TOO_LARGE' } })
    expect(results.length).toBeLessThan(21_500)
  })
  it('of time, for bodies that do not come', async () => {
    const slow = (head: string, body: string): Promise<string> =>
      new Promise((resolve, reject) => {
        const socket = connect(port, '127.0.0.1')
        let answer = ''
        socket.on('data', (chunk: Buffer) => (answer += chunk.toString()))
        socket.on('error', reject)
        socket.on('close', () => resolve(answer))
        socket.write(`POST /v1/scrub HTTP/1.1\r\nHost: localhost\r\n${head}\r\n\r\n${body}`)
      })
    const json = await slow('Content-Type: application/json\r\nContent-Length: 500', '{"id":')
    expect(json).toMatch(/^HTTP\/1.1 408/)
    expect(json).toContain('"code":"E_TIMEOUT"')
    const begun = await slow('Content-Type: application/x-ndjson\r\nContent-Length: 9000000', many(300))
    expect(begun).toContain('E_TIMEOUT')
  })
  it('of gzip that is damaged', async () => {
    const zipped = gzipSync(many(20))
    expect(await codeOf(await post(zipped.subarray(0, -20)))).toEqual({ status: 422, code: 'E_ARCHIVE' })
    expect(await codeOf(await post(gzipSync(gzipSync(many(2)))))).toEqual({ status: 422, code: 'E_ARCHIVE' })
  })
})

describe('idempotency keys', () => {
  const key = (value: string) => ({ 'idempotency-key': value })
  const claim = JSON.stringify(claimJson)
  it('give the same answer to the same request', async () => {
    const first = await post(claim, 'application/json', '', key('key-00000001'))
    const again = await post(claim, 'application/json', '', key('key-00000001'))
    expect(again.headers.get('idempotency-replayed')).toBe('true')
    expect(await again.text()).toBe(await first.text())
  })
  it('refuse another request', async () => {
    const other = await post(JSON.stringify(secondClaim), 'application/json', '', key('key-00000001'))
    expect(await codeOf(other)).toEqual({ status: 422, code: 'E_IDEMPOTENCY' })
    const query = await post(claim, 'application/json', '?suggest=true', key('key-00000001'))
    expect(await codeOf(query)).toEqual({ status: 422, code: 'E_IDEMPOTENCY' })
    expect(await codeOf(await post(claim, 'application/json', '', key('short')))).toEqual({
      status: 422,
      code: 'E_IDEMPOTENCY',
    })
  })
})

describe('threads', () => {
  it('do not make a single claim wait for a large body', async () => {
    const heavy = post(many(15_000)).then((answer) => answer.text())
    const times: number[] = []
    let over = false
    void heavy.then(() => (over = true))
    while (!over) {
      const began = performance.now()
      expect((await post(JSON.stringify(claimJson), 'application/json')).status).toBe(200)
      times.push(performance.now() - began)
    }
    expect((await heavy).trimEnd().split('\n')).toHaveLength(15_000)
    times.sort((a, b) => a - b)
    // The large body takes seconds; on a busy machine a single claim may still wait for its turn.
    expect(times[Math.floor(times.length * 0.9)]!).toBeLessThan(500)
  })
})
