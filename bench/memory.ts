/**
 * Claims a second, peak memory and the slowest edits.
 *
 *   npm run bench:memory -- [--codesets DIR] [--claims 200000] [--runs 3]
 *
 * Reads a generated 837P, scrubs it with every edit and renders the NDJSON report, in one process. Figures are medians;
 * compare them within one run only: a shared machine's speed varies by half.
 */
import './as-commands.ts'
import { mkdtempSync, createWriteStream, rmSync, statSync } from 'node:fs'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Item } from '../src/index.ts'
import { claims837 } from './generate.ts'

// The compiled program, as users run it: running sources through a transpiler costs every inner function its name.
const { createNdjsonReport, edits, openCodesets, openScrubber, openSource, readClaims } = (await import(
  new URL('../dist/index.js', import.meta.url).href
)) as typeof import('../src/index.ts')

const { values } = parseArgs({
  options: {
    codesets: { type: 'string' },
    claims: { type: 'string', default: '200000' },
    runs: { type: 'string', default: '3' },
    lines: { type: 'string', default: '3' },
  },
})
const count = Number(values.claims)
const runs = Number(values.runs)
const received = '2025-12-15'
const median = (numbers: readonly number[]): number =>
  [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)]!
const megabytes = (bytes: number): string => `${(bytes / 1024 / 1024).toFixed(0)} MB`
const rate = (claims: number, milliseconds: number): string =>
  `${Math.round((claims / milliseconds) * 1000).toLocaleString('en-US')} claims/s`

const opened = performance.now()
const codesets = await openCodesets(values.codesets)
// Tables are put together when first asked for: ask now, so that memory before the run is memory with all tables.
openScrubber({ codesets, received }).scrub({
  id: 'warm',
  type: 'professional',
  payer: { line: 'medicare' },
  diagnoses: [{ code: 'E119' }],
  lines: [{ number: 1, procedure: '99213', serviceDate: '2024-08-05', pointers: [1] }],
})
const loaded = performance.now() - opened
globalThis.gc?.()
const before = process.memoryUsage().rss

const folder = mkdtempSync(join(tmpdir(), 'cleanclaim-bench-'))
try {
  const path = join(folder, 'claims.837')
  const file = createWriteStream(path)
  for (const piece of claims837(count, Number(values.lines)))
    if (!file.write(piece)) await once(file, 'drain')
  file.end()
  await once(file, 'finish')
  const bytes = statSync(path).size
  process.stdout.write(
    `code sets ${codesets.id}, ${edits.length} edits; opened with all tables in ${loaded.toFixed(0)} ms; ${megabytes(before)} before the run\n`,
  )
  process.stdout.write(
    `${count.toLocaleString('en-US')} claims, ${megabytes(bytes)}, ${(bytes / count).toFixed(0)} bytes a claim\n`,
  )

  const reading: number[] = []
  const whole: number[] = []
  let peak = before
  const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage().rss)), 20)
  for (let run = 0; run < runs; run++) {
    let began = performance.now()
    for await (const batch of readClaims(openSource(path).chunks, 'bench')) void batch
    reading.push(performance.now() - began)

    const scrubber = openScrubber({ codesets, received })
    const report = createNdjsonReport()
    let [rendered, findings] = [0, 0]
    began = performance.now()
    for await (const results of scrubber.stream(openSource(path).chunks, 'bench')) {
      for (const result of results) {
        rendered += report.render(result).length
        if (result.claim !== null) findings += result.findings.length
      }
      peak = Math.max(peak, process.memoryUsage().rss)
    }
    whole.push(performance.now() - began)
    if (run === 0)
      process.stdout.write(`${findings.toLocaleString('en-US')} findings, ${megabytes(rendered)} of report\n`)
  }
  clearInterval(watch)
  process.stdout.write(`read            ${rate(count, median(reading))}\n`)
  process.stdout.write(`read and scrub  ${rate(count, median(whole))}\n`)
  process.stdout.write(`peak memory     ${megabytes(peak)}, ${megabytes(peak - before)} above the snapshot\n`)

  // Each edit alone, less a scrub with none, on claims held in memory.
  const held: Item[] = []
  for await (const batch of readClaims(openSource(path).chunks, 'bench')) {
    held.push(...batch)
    if (held.length > 20_000) break
  }
  const time = (only: readonly string[]): number => {
    const scrubber = openScrubber({ codesets, received, only })
    scrubber.items(held)
    const times = Array.from({ length: runs }, () => {
      const began = performance.now()
      scrubber.items(held)
      return performance.now() - began
    })
    return (median(times) / held.length) * 1000
  }
  const none = time([])
  const costs = edits.map(({ id }) => ({ id, cost: time([id]) - none })).sort((a, b) => b.cost - a.cost)
  process.stdout.write(
    `engine without edits ${none.toFixed(2)} µs a claim; all edits one by one ${costs.reduce((sum, { cost }) => sum + Math.max(0, cost), 0).toFixed(2)} µs; together ${(time(edits.map(({ id }) => id)) - none).toFixed(2)} µs\nslowest edits:\n`,
  )
  for (const { id, cost } of costs.slice(0, 12))
    process.stdout.write(`  ${cost.toFixed(3).padStart(8)} µs  ${id}\n`)
} finally {
  rmSync(folder, { recursive: true, force: true })
}
