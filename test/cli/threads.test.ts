/** `--threads`, as a user meets it. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { claims837 } from '../../bench/generate.ts'
import { threadCount } from '../../src/cli/threads.ts'

const root = join(import.meta.dirname, '..', '..')
const home = mkdtempSync(join(tmpdir(), 'cleanclaim-threads-'))
afterAll(() => rmSync(home, { recursive: true, force: true }))

function run(args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', 'tsx', join(root, 'src', 'cli', 'main.ts'), 'scrub', ...args],
    {
      cwd: root,
      env: { ...process.env, CLEANCLAIM_HOME: home, NO_COLOR: '1' },
      encoding: 'utf8',
      maxBuffer: 256 * 1024 * 1024,
    },
  )
  return { status, stdout, stderr }
}
const terms = ['--received', '2026-10-15', '--codesets', 'codesets/starter']
const large = join(home, 'large.837')
// Two parts and a bit.
const text = [...claims837(1200)].join('').replace('CLM*C1100*', 'CLM*C1100*x')
writeFileSync(large, text)

describe('scrub --threads', { timeout: 300_000 }, () => {
  it.each(['ndjson', 'text'])('writes the report %s as one thread does', (report) => {
    const files = ['examples/clinic-day.837', large, 'examples/clinic.csv']
    const history = ['--history', 'examples/clinic-day.837']
    const one = run([...files, ...terms, '--report', report, ...history])
    const two = run([...files, ...terms, '--report', report, '--threads', '2', ...history])
    expect(one.stdout.length).toBeGreaterThan(50_000)
    expect(two.stdout === one.stdout).toBe(true)
    expect([two.status, one.status]).toEqual([1, 1])
    // What is said at the end of a run comes after what is said of one of its files.
    const told =
      '--threads: examples/clinic.csv is read on one thread, since only X12 and NDJSON are cut, and it is csv.'
    expect(two.stderr.split('\n').sort()).toEqual([...one.stderr.split('\n'), told].sort())
  })
  it('says when a report is written on one thread', () => {
    const args = ['examples/clinic-day.837', ...terms, '--report', 'csv', '--fail-on', 'never']
    const { stdout, stderr, status } = run([...args, '--threads', 'auto'])
    expect(stdout).toBe(run(args).stdout)
    expect(stderr).toContain('--threads: scrubbed on one thread, since the report csv follows its input.')
    expect(status).toBe(0)
  })
  it('passes suggestions, and what is to fail, to the threads', () => {
    const args = [
      'examples/clinic-day.837',
      ...terms,
      '--suggest',
      '--only',
      'ncci-ptp',
      '--fail-on',
      'never',
    ]
    const two = run([...args, '--threads', '2'])
    expect([two.stdout, two.status]).toEqual([run(args).stdout, 0])
    expect(two.stdout).toContain('"suggestions":[{')
  })
  it('takes a number of threads, or auto', () => {
    expect([threadCount('1'), threadCount('64')]).toEqual([1, 64])
    expect(threadCount('auto')).toBeGreaterThan(0)
    expect(threadCount('0')).toBe(threadCount('auto'))
    for (const text of ['x', '-1', '65', '1.5', '']) expect(() => threadCount(text)).toThrow('from 1 to 64')
  })
})
