/**
 * Requests a second and latency of the HTTP API, as a client feels them; then the same with a large upload beside it,
 * and what is left of memory after hostile requests.
 *
 *   npm run bench:server -- [--codesets DIR] [--seconds 10] [--connections 20] [--upload 100000] [--hostile 0] [--rules 200]
 *
 * The server is the built program with all its edits and so many payer rules, in a process of its own that is started as
 * `deploy/` starts it. The client shares its cores: what each of the two takes of a processor is told beside the rate.
 */
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import autocannon from 'autocannon'
import fc from 'fast-check'
import { readClaims } from '../src/index.ts'
import { hostile, type Hostile } from '../test/server/hostile.ts'
import { claims837 } from './generate.ts'
import { writePayerRules } from './payer-rules.ts'

const { values } = parseArgs({
  options: {
    codesets: { type: 'string' },
    seconds: { type: 'string', default: '10' },
    connections: { type: 'string', default: '20' },
    upload: { type: 'string', default: '100000' },
    hostile: { type: 'string', default: '0' },
    rules: { type: 'string', default: '200' },
    seed: { type: 'string', default: '1' },
    /** Only upload, to a server that runs. */
    to: { type: 'string' },
  },
})
if (values.to !== undefined) {
  await upload(values.to, Number(values.upload))
  process.exit(0)
}

/** Sends claims to a server as one body, and counts the results as they come. */
async function upload(to: string, claims: number): Promise<void> {
  let lines = 0
  const began = performance.now()
  await new Promise<void>((resolve, reject) => {
    const sending = request(
      `${to}/v1/scrub`,
      { method: 'POST', headers: { 'content-type': 'application/edi-x12' } },
      (response) => {
        response.on('data', (chunk: Buffer) => {
          for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) lines++
        })
        response.on('end', resolve)
      },
    )
    sending.on('error', reject)
    const pieces = claims837(claims)
    const more = (): void => {
      const next = pieces.next()
      if (next.done) sending.end()
      else sending.write(next.value, () => setImmediate(more))
    }
    more()
  })
  const seconds = ((performance.now() - began) / 1000).toFixed(1)
  console.log(`the upload: ${lines.toLocaleString('en-US')} results in ${seconds} s`)
}

const program = join(import.meta.dirname, '..', 'dist', 'cli', 'main.js')
const store = values.codesets === undefined ? [] : ['--codesets', values.codesets]
const home = mkdtempSync(join(tmpdir(), 'cleanclaim-bench-'))
const rules = join(home, 'rules')
writePayerRules(rules, Number(values.rules), ['04412'])
const child = spawn(process.execPath, [program, 'serve', '--port', '0', '--rules', rules, ...store], {
  stdio: ['ignore', 'pipe', 'ignore'],
  env: { ...process.env, CLEANCLAIM_HOME: home, CLEANCLAIM_STORE: '' },
})
child.on('exit', () => rmSync(home, { recursive: true, force: true }))
const address = await new Promise<string>((resolve, reject) => {
  let text = ''
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk
    if (text.includes('\n')) resolve((JSON.parse(text) as { listening: string }).listening)
  })
  child.on('exit', () => reject(new Error('The server did not start: build it first.')))
})
/** Resident memory of the server, in megabytes. */
const memory = (): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))![1]) / 1024

/** Processor time of the server so far, in milliseconds: what others do on the machine does not count. */
const processor = (): number => {
  const parts = readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(') ')[1]!.split(' ')
  return (Number(parts[11]) + Number(parts[12])) * 10
}

/** The day their payer receives the claims: by today's they would all be late, which is a finding of each. */
const RECEIVED = '2025-12-15'

/** Claims of five lines, a third with faults. */
async function fiveLines(count: number): Promise<string[]> {
  const bodies: string[] = []
  async function* bytes(): AsyncGenerator<Uint8Array> {
    for (const piece of claims837(count * 8, 5)) yield Buffer.from(piece)
  }
  for await (const batch of readClaims(bytes(), 'bench'))
    for (const item of batch)
      if (item.kind === 'claim' && item.claim.lines.length === 5 && bodies.length < count)
        bodies.push(JSON.stringify({ ...item.claim, received: RECEIVED }))
  return bodies
}
const bodies = await fiveLines(200)

/** Says what is sent, and what is answered to it. */
async function tellClaims(): Promise<void> {
  let [clean, findings, bytes] = [0, 0, 0]
  for (const body of bodies) {
    const headers = { 'content-type': 'application/json' }
    const answer = await (await fetch(`${address}/v1/scrub`, { method: 'POST', headers, body })).text()
    const result = JSON.parse(answer) as { readonly findings: readonly unknown[] }
    bytes += answer.length
    findings += result.findings.length
    if (result.findings.length === 0) clean++
  }
  console.log(
    `${bodies.length} claims of five lines: ${clean} clean, the others with ${(findings / (bodies.length - clean)).toFixed(1)} findings each; ${Math.round(bytes / bodies.length).toLocaleString('en-US')} bytes an answer`,
  )
}

async function measure(seconds: number): Promise<autocannon.Result> {
  return autocannon({
    url: `${address}/v1/scrub`,
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    requests: bodies.map((body) => ({ body })),
    connections: Number(values.connections),
    duration: seconds,
  })
}
const told = (name: string, { requests, latency, non2xx, errors }: autocannon.Result): void =>
  console.log(
    `${name}: ${Math.round(requests.average).toLocaleString('en-US')} requests/s, p50 ${latency.p50} ms, p99 ${latency.p99} ms, most ${latency.max} ms; not 2xx ${non2xx}, errors ${errors}`,
  )

await tellClaims()
// Code is made fast while it runs; the first seconds are not its speed.
await measure(6)
const [before, beforeHere] = [processor(), process.cpuUsage()]
const single = await measure(Number(values.seconds))
told('single five-line claims', single)
const { user, system } = process.cpuUsage(beforeHere)
const each = (microseconds: number): string => (microseconds / single.requests.total).toFixed(0)
console.log(
  `processor time a request: server ${each((processor() - before) * 1000)} µs, this client ${each(user + system)} µs`,
)

if (Number(values.upload) > 0) {
  // From a process of its own: putting the upload together would hold up the requests that are timed.
  const args = ['--import', 'tsx', import.meta.filename, '--upload', values.upload, '--to', address]
  const uploading = spawn(process.execPath, args, { stdio: 'inherit' })
  const over = new Promise((resolve) => uploading.on('exit', resolve))
  told(`with ${values.upload} claims uploaded beside`, await measure(Number(values.seconds)))
  await over
}

/** The status of a hostile request over the wire; 0 where the connection was closed on it. */
const agent = new Agent({ keepAlive: true, maxSockets: 16 })
const send = ({ method, url, headers, payload }: Hostile): Promise<{ status: number; body: string }> =>
  new Promise((resolve) => {
    const { hostname, port } = new URL(address)
    const asking = request({ hostname, port, method, path: url, headers, agent }, (response) => {
      let body = ''
      response.setEncoding('latin1').on('data', (chunk: string) => {
        if (body.length < 500) body += chunk
      })
      response.on('end', () => resolve({ status: response.statusCode!, body }))
      response.on('error', () => resolve({ status: 0, body: '' }))
    })
    asking.on('error', () => resolve({ status: 0, body: '' }))
    asking.end(payload)
  })

if (Number(values.hostile) > 0) {
  const statuses = new Map<number, number>()
  const codes = new Map<string, number>()
  const marks: string[] = []
  // Node's client sends no header with control characters; test/server/hostile.test.ts sends such by hand.
  const canBeSent = ({ headers }: Hostile): boolean =>
    Object.values(headers).every((value) => /^[\x20-\x7e]*$/.test(value))
  const requests = fc.sample(hostile, { numRuns: 5_000, seed: Number(values.seed) }).filter(canBeSent)
  let done = 0
  const total = Number(values.hostile)
  const work = async (): Promise<void> => {
    while (done < total) {
      const at = done++
      if (at % Math.ceil(total / 5) === 0) marks.push(`${memory().toFixed(0)} MB`)
      const one = requests[at % requests.length]!
      const { status, body } = await send(one)
      statuses.set(status, (statuses.get(status) ?? 0) + 1)
      if (status >= 500) console.log(`${one.method} ${one.url} → ${status} ${body.slice(0, 200)}`)
      const code = /"code":"(E_\w+)"/.exec(body)?.[1]
      if (status >= 400 && code !== undefined) codes.set(code, (codes.get(code) ?? 0) + 1)
      else if (status >= 400) codes.set('without a code', (codes.get('without a code') ?? 0) + 1)
    }
  }
  const began = performance.now()
  await Promise.all(Array.from({ length: 16 }, work))
  console.log(
    `${total.toLocaleString('en-US')} hostile requests in ${((performance.now() - began) / 1000).toFixed(0)} s; memory on the way ${marks.join(', ')}, after ${memory().toFixed(0)} MB`,
  )
  console.log('statuses', Object.fromEntries(statuses))
  console.log('codes', Object.fromEntries(codes))
  told('single five-line claims after it', await measure(3))
}
child.kill('SIGTERM')
