/** `cleanclaim bench` from the outside, small: what it prints, and that it compares like with like. */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { BenchReport } from '../../src/index.ts'
import { benchText } from '../../src/cli/bench.ts'

const root = join(import.meta.dirname, '..', '..')
const run = (...args: readonly string[]) =>
  spawnSync(process.execPath, ['--import', 'tsx', join(root, 'src', 'cli', 'main.ts'), 'bench', ...args], {
    cwd: root,
    env: { ...process.env, CLEANCLAIM_HOME: join(root, 'nowhere'), NO_COLOR: '1' },
    encoding: 'utf8',
  })

describe('bench', () => {
  it('measures each stage beside JSON.parse, and payer rules beside json-rules-engine with the same hits', () => {
    const { status, stdout, stderr } = run('--claims', '300', '--rounds', '1', '--json')
    expect(stderr).toBe('')
    expect(status).toBe(0)
    const report = JSON.parse(stdout) as BenchReport
    expect(report).toMatchObject({ claims: 300, rounds: 1, starter: true, codesets: 'starter' })
    expect(report.stages.map(({ name }) => name)).toEqual([
      'JSON.parse alone',
      '837P: read',
      '837P: read, scrub',
      '837P: read, scrub, write',
      'NDJSON: read',
      'NDJSON: read, scrub',
      'NDJSON: read, scrub, write',
    ])
    expect(report.stages[0]!.ofJsonParse).toBe(1)
    for (const { microseconds, claimsPerSecond } of report.stages) {
      expect(microseconds).toBeGreaterThan(0)
      expect(claimsPerSecond).toBe(Math.round(1e6 / microseconds))
    }
    expect(report.findingsPerClaim).toBeGreaterThan(0.1)
    expect(report.rules!.hits).toBeGreaterThan(0)
    expect(report.rules!.times).toBeGreaterThan(10)
    expect(report.edits!.edits.length).toBeGreaterThan(10)
    expect(report.edits!.microseconds).toBeGreaterThan(report.edits!.edits[0]!.microseconds)
    expect(report.memory.peak).toBeGreaterThanOrEqual(report.memory.before)
    const text = benchText(report)
    expect(text).toContain('These are the starter sets')
    expect(text).toContain(`the same ${report.rules!.hits} hits`)
    for (const { id } of report.edits!.edits.slice(0, 10)) expect(text).toContain(id)
  })
  it('refuses numbers that are none', () => {
    expect(run('--claims', '1').status).toBe(2)
    expect(run('--rounds', '0').status).toBe(2)
  })
})
