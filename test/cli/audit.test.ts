/** `audit rerun`, `diff`, `sample`, `worklist` and `store prune` as a user meets them. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import type { Difference, WorklistPage } from '../../src/index.ts'
import { runnerIn } from './in-process.ts'

const home = mkdtempSync(join(tmpdir(), 'cleanclaim-audit-'))
afterAll(() => rmSync(home, { recursive: true, force: true }))

const run = runnerIn(home)
const ids = /^\d{8}-\d{6}-[0-9a-f]{8}\n$/

describe('recorded runs', () => {
  it('are run again, compared, sampled, worked down and pruned', { timeout: 600_000 }, async () => {
    const first = await run(
      'audit',
      'run',
      'examples/clinic-day.837',
      '--received',
      '2026-10-15',
      '--fail-on',
      'never',
    )
    expect(first.stdout).toMatch(ids)
    const second = await run('audit', 'rerun', first.stdout.trim(), '--skip', 'ncci-ptp', '--by', 'ana')
    expect(second).toMatchObject({ status: 0, stderr: '' })
    expect(second.stdout).toMatch(ids)
    const [a, b] = [first.stdout.trim(), second.stdout.trim()]

    expect(await run('audit', 'diff', a, a)).toMatchObject({ status: 0, stdout: '', stderr: '' })
    const diff = await run('audit', 'diff', a, b, '--report', 'ndjson')
    expect(diff.status).toBe(0)
    const lines = diff.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Difference)
    expect(lines.length).toBeGreaterThan(0)
    for (const line of lines)
      expect(Object.keys(line)).toEqual([
        'claim',
        'line',
        'edit',
        'message',
        'change',
        'before',
        'after',
        'because',
      ])
    expect(
      lines
        .filter(({ edit }) => edit === 'ncci-ptp')
        .every(({ change, after }) => change === 'gone' && after === null),
    ).toBe(true)

    const sheet = join(home, 'sheet.csv')
    expect(await run('audit', 'sample', a, '--size', '5', '--seed', 's1', '-o', sheet)).toMatchObject({
      status: 0,
      stderr: '5 claims drawn with seed s1\n',
    })
    writeFileSync(sheet, readFileSync(sheet, 'utf8').replaceAll(',,,,\r\n', ',120.00,100,,\r\n'))
    const read = await run('audit', 'sample', a, '--read', sheet)
    expect(read.stdout).toContain('5 in error')
    expect(read.stdout).toMatch(/overpaid in all +\$\d[\d,]*\.00/)

    const page = JSON.parse((await run('worklist', 'list', '--json')).stdout) as WorklistPage
    const item = page.items[0]!
    const change = (...args: readonly string[]) => run('worklist', args[0]!, item.id, ...args.slice(1))
    expect((await change('assign', 'ana', '--seen', '0')).stdout).toContain('ana, version 1')
    const late = await change('assign', 'bo', '--seen', '0')
    expect(late.status).toBe(2)
    expect(late.stderr).toContain('E_CONFLICT')
    expect((await change('resolve', '--as', 'overridden')).stderr).toContain('--reason')
    expect(
      (await change('resolve', '--as', 'overridden', '--reason', 'Agreed.', '--until', '2098-12-31')).stdout,
    ).toContain('resolved (overridden), ana, until 2099-01-01, version 2')
    expect((await run('worklist', 'effect', '--json')).stdout).toContain(`"edit": "${item.finding.edit}"`)

    expect((await run('store', 'prune', '--before', '2099-01-01')).stdout).toMatch(
      /^claims of 1 runs removed/,
    )
    expect((await run('audit', 'rerun', a)).stderr).toContain('E_RUN')
    const verified = await run('audit', 'verify')
    expect(verified.stdout).toContain('all as they were written')
    expect(verified.status).toBe(0)
  })
})
