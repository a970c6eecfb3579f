/**
 * Stops a change that makes claims take three times as long, by a ratio that holds on a noisy machine: the whole way of a
 * claim against JSON.parse of the same claims in the same run, by processor time, the middle of three rounds. Run twice
 * before it says no.
 *
 *   npm run build && node --import tsx bench/guard.ts
 */
import './as-commands.ts'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const index = pathToFileURL(join(import.meta.dirname, '..', 'dist', 'index.js')).href
const { measureThroughput, openCodesets, starterFolder } = (await import(
  index
)) as typeof import('../src/index.ts')

/** What a quiet machine gives with the starter sets (see `bench/results`), as parts of JSON.parse's own speed. */
const USUAL: Readonly<Record<string, number>> = {
  '837P: read, scrub, write': 0.2,
  'NDJSON: read, scrub, write': 0.2,
}
/** A machine that others use has given two thirds of it. */
const LEAST = 1 / 3

async function slow(): Promise<readonly string[]> {
  const codesets = await openCodesets(starterFolder)
  const { stages } = await measureThroughput({ codesets, claims: 4000, rounds: 3, details: false })
  return stages.flatMap(({ name, ofJsonParse }) => {
    const usual = USUAL[name]
    if (usual === undefined) return []
    process.stdout.write(`${name}: ${ofJsonParse.toFixed(2)} of JSON.parse, usually ${usual}\n`)
    return ofJsonParse < usual * LEAST ? [name] : []
  })
}

let stages = await slow()
if (stages.length > 0) {
  process.stdout.write('Slower than it may be: once more.\n')
  stages = await slow()
}
if (stages.length > 0) {
  process.stdout.write(`Three times as slow as usual: ${stages.join('; ')}.\n`)
  process.exitCode = 1
}
