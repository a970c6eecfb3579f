/**
 * The whole way of a claim beside what JSON.parse alone takes for the same claims, in one run.
 *
 *   npm run build && node --import tsx bench/whole.ts [--codesets DIR] [--claims 20000] [--rounds 7]
 *
 * One thread reads generated claims from memory (837P of about 550 bytes, and NDJSON of the same claims), scrubs them
 * with every edit and 200 payer rules, scores their risk and renders the NDJSON report. Stages take turns; figures are
 * medians of processor time, which other programs on the machine do not lengthen as they do a clock's.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { claims837 } from './generate.ts'
import { writePayerRules } from './payer-rules.ts'

const { values } = parseArgs({
  options: {
    codesets: { type: 'string' },
    claims: { type: 'string', default: '20000' },
    rounds: { type: 'string', default: '7' },
    dist: { type: 'string', default: join(import.meta.dirname, '..', 'dist') },
  },
})
const { createNdjsonReport, openCodesets, openRules, openScrubber, readClaims } = (await import(
  join(values.dist, 'index.js')
)) as typeof import('../src/index.ts')

const PIECE = 65_536
async function* pieces(bytes: Buffer): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += PIECE) yield bytes.subarray(at, at + PIECE)
}

const folder = mkdtempSync(join(tmpdir(), 'cleanclaim-bench-'))
writePayerRules(folder, 200, ['04412'])
const rules = openRules(folder)
rmSync(folder, { recursive: true })
const codesets = await openCodesets(values.codesets)
const scrubber = openScrubber({ codesets, rules, received: '2025-12-15' })

const x12 = Buffer.from([...claims837(Number(values.claims))].join(''))
const texts: string[] = []
for await (const batch of readClaims(pieces(x12), 'bench'))
  for (const item of batch) if (item.kind === 'claim') texts.push(JSON.stringify(item.claim))
const ndjson = Buffer.from(`${texts.join('\n')}\n`)
const count = texts.length

async function read(bytes: Buffer): Promise<void> {
  for await (const batch of readClaims(pieces(bytes), 'bench')) void batch
}
let findings = 0
async function scrub(bytes: Buffer): Promise<void> {
  findings = 0
  for await (const results of scrubber.stream(pieces(bytes), 'bench'))
    for (const result of results) if (result.claim !== null) findings += result.findings.length
}
let rendered = 0
async function whole(bytes: Buffer): Promise<void> {
  const report = createNdjsonReport()
  rendered = 0
  for await (const results of scrubber.stream(pieces(bytes), 'bench')) {
    let text = ''
    for (const result of results) text += report.render(result)
    rendered += Buffer.from(text).length
  }
}
const parse = (): Promise<void> => {
  for (const text of texts) JSON.parse(text)
  return Promise.resolve()
}

const stages: Readonly<Record<string, () => Promise<void>>> = {
  'JSON.parse alone': parse,
  '837P: read': () => read(x12),
  '837P: read, scrub': () => scrub(x12),
  '837P: read, scrub, write': () => whole(x12),
  'NDJSON: read': () => read(ndjson),
  'NDJSON: read, scrub, write': () => whole(ndjson),
}
const times = new Map(Object.keys(stages).map((name) => [name, [] as number[]]))
for (let round = -1; round < Number(values.rounds); round++)
  for (const [name, run] of Object.entries(stages)) {
    const began = process.cpuUsage()
    await run()
    const { user, system } = process.cpuUsage(began)
    if (round >= 0) times.get(name)!.push((user + system) / count)
  }
const median = (name: string): number =>
  times.get(name)!.toSorted((a, b) => a - b)[times.get(name)!.length >> 1]!
process.stdout.write(
  `${count.toLocaleString('en-US')} claims, ${(x12.length / count).toFixed(0)} bytes each as 837P, ${(ndjson.length / count).toFixed(0)} as NDJSON; ` +
    `${(findings / count).toFixed(2)} findings a claim, ${(rendered / count).toFixed(0)} bytes of report\n`,
)
const base = median('JSON.parse alone')
for (const name of Object.keys(stages))
  process.stdout.write(
    `${name.padEnd(28)} ${median(name).toFixed(2).padStart(7)} µs a claim   ${(base / median(name)).toFixed(2)} of JSON.parse\n`,
  )
