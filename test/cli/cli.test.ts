/** The command line as a user meets it: output, exit status, and what never happens. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { ClaimResult, UnreadableResult, type ClaimInput } from '../../src/index.ts'
import { parseLine } from '../../src/cli/check.ts'
import { program } from '../../src/cli/program.ts'
import { claimOf } from '../helpers/claims.ts'

const root = join(import.meta.dirname, '..', '..')
const home = mkdtempSync(join(tmpdir(), 'cleanclaim-cli-'))
afterAll(() => rmSync(home, { recursive: true, force: true }))

function run(args: readonly string[], input?: string | Buffer) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', 'tsx', join(root, 'src', 'cli', 'main.ts'), ...args],
    {
      cwd: root,
      env: { ...process.env, CLEANCLAIM_HOME: home, NO_COLOR: '1' },
      encoding: 'utf8',
      ...(input === undefined ? {} : { input }),
      maxBuffer: 64 * 1024 * 1024,
    },
  )
  return { status, stdout, stderr }
}
const lines = (text: string): unknown[] =>
  text
    .trim()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as unknown)
const ndjson = (...claims: ClaimInput[]): string => claims.map((claim) => JSON.stringify(claim)).join('\n')
const clean = claimOf({ id: 'OK-1', lines: [{ serviceDate: '2026-03-02' }], diagnoses: [{ code: 'E119' }] })
const unbalanced = { ...clean, id: 'BAD-1', chargeCents: 1 }

describe('scrub', () => {
  it('writes NDJSON to a pipe, one result a claim, in input order', () => {
    const { status, stdout } = run(
      ['scrub', '-', '--only', 'claim-balance', '--received', '2026-10-15'],
      ndjson(clean, unbalanced),
    )
    const results = lines(stdout).map((line) => ClaimResult.parse(line))
    expect(results.map(({ claim, verdict }) => [claim, verdict])).toEqual([
      ['OK-1', 'clean'],
      ['BAD-1', 'reject'],
    ])
    expect(status).toBe(1)
  })
  it('exits with 0 where nothing reaches --fail-on', () => {
    expect(run(['scrub', '-', '--only', 'claim-balance'], ndjson(clean)).status).toBe(0)
    expect(
      run(['scrub', '-', '--only', 'claim-balance', '--fail-on', 'never'], ndjson(unbalanced)).status,
    ).toBe(0)
  })
  it('reports a claim that cannot be read in its place, and goes on', () => {
    const { status, stdout } = run(
      ['scrub', '-', '--only', 'claim-balance'],
      `${ndjson(clean)}\n{"id":\n${ndjson(unbalanced)}`,
    )
    const results = lines(stdout)
    expect(results).toHaveLength(3)
    expect(UnreadableResult.parse(results[1]).problem).toMatchObject({ code: 'E_JSON', row: 2 })
    expect(status).toBe(1)
  })
  it('reads gzip, and a folder of files', () => {
    const folder = mkdtempSync(join(home, 'in-'))
    writeFileSync(join(folder, 'a.ndjson.gz'), gzipSync(ndjson(clean)))
    writeFileSync(join(folder, 'b.ndjson'), ndjson(unbalanced))
    const { stdout } = run(['scrub', folder, '--only', 'claim-balance'])
    expect(lines(stdout).map((line) => (line as ClaimResult).claim)).toEqual(['OK-1', 'BAD-1'])
  })
  it('writes text when asked, without colours to a pipe', () => {
    const { stdout, stderr } = run(
      ['scrub', '-', '--only', 'claim-balance', '--report', 'text'],
      ndjson(clean, unbalanced),
    )
    expect(stdout).toContain('BAD-1  reject')
    expect(stdout).toContain('2 claims: 1 clean, 1 reject.')
    expect(stdout + stderr).not.toMatch(/\u001b/)
    expect(stderr).not.toContain('a second')
  })
  it('writes a file that is whole or not there', () => {
    const folder = mkdtempSync(join(home, 'out-'))
    const path = join(folder, 'report.ndjson')
    expect(run(['scrub', '-', '--only', 'claim-balance', '-o', path], ndjson(clean)).stdout).toBe('')
    expect(lines(readFileSync(path, 'utf8'))).toHaveLength(1)
    run(['scrub', join(folder, 'missing.837'), '-o', join(folder, 'other.ndjson')])
    expect(readdirSync(folder)).toEqual(['report.ndjson'])
    expect(run(['scrub', '-', '--only', 'claim-balance', '-o', '/dev/null'], ndjson(clean)).status).toBe(0)
    expect(existsSync('/dev/null')).toBe(true)
  })
  it('gives the same bytes twice', () => {
    const once = run(['scrub', 'examples', '--received', '2026-10-15'])
    expect(run(['scrub', 'examples', '--received', '2026-10-15']).stdout).toBe(once.stdout)
  })
})

describe('what cannot be done exits with 2, with a code and no stack', () => {
  it.each([
    ['a missing file', ['scrub', 'nowhere.837'], 'E_FILE'],
    ['an unknown edit', ['scrub', 'examples', '--only', 'ncci-ptpp'], 'E_OPTION'],
    ['an unknown code', ['explain', 'NOSUCHCODE'], 'E_EXPLAIN'],
    ['a line that is none', ['check', '99213--x', '--dx', 'E119'], 'E_OPTION'],
    ['a wrong date', ['scrub', 'examples', '--received', '2026-02-30'], 'YYYY-MM-DD'],
    ['a wrong choice', ['scrub', 'examples', '--fail-on', 'sometimes'], 'Allowed choices'],
    ['an unknown option', ['scrub', 'examples', '--nope'], 'unknown option'],
    ['an unknown command', ['scrubb'], 'unknown command'],
    ['a file that is no release', ['codesets', 'import', 'package.json'], 'E_LAYOUT'],
  ])('%s', (_name, args, said) => {
    const { status, stderr } = run(args)
    expect(status).toBe(2)
    expect(stderr).toContain(said)
    expect(stderr).not.toMatch(/\n\s+at /)
  })
})

describe('check', () => {
  it('answers a coder’s question', () => {
    const { status, stdout } = run([
      'check',
      '99213',
      '20610-RT',
      '--dx',
      'M17.11',
      '--on',
      '2026-03-02',
      '--age',
      '71',
      '--sex',
      'F',
      '--report',
      'text',
      '--codesets',
      'codesets/starter',
    ])
    expect(stdout).toContain('99213 is bundled into 20610 on 2026-03-02')
    expect(status).toBe(1)
  })
  it('reads lines as they are typed', () => {
    expect(parseLine('20610-rt-59x2@1,2', 1, '2026-03-02', 3)).toMatchObject({
      procedure: '20610',
      modifiers: ['rt', '59'],
      units: 2,
      pointers: [1, 2],
    })
    expect(parseLine('99213', 2, '2026-03-02', 6)).toMatchObject({
      procedure: '99213',
      modifiers: [],
      units: 1,
      pointers: [1, 2, 3, 4],
    })
    expect(parseLine('J1885x0.5', 1, '2026-03-02', 1)).toMatchObject({ units: 0.5 })
    expect(parseLine('A0428-XH', 1, '2026-03-02', 1)).toMatchObject({ procedure: 'A0428', modifiers: ['XH'] })
    expect(parseLine('99213-XUx3', 1, '2026-03-02', 1)).toMatchObject({ modifiers: ['XU'], units: 3 })
  })
})

describe('explain', () => {
  it('shows the page of an edit and what is known of codes', () => {
    const { status, stdout } = run([
      'explain',
      'ncci-mue',
      '20610',
      'M17.11',
      '--on',
      '2026-03-02',
      '--codesets',
      'codesets/starter',
    ])
    expect(status).toBe(0)
    for (const part of [
      '# ncci-mue',
      'procedure 20610',
      'global days',
      'bundles',
      'diagnosis M1711',
      'valid for submission',
    ])
      expect(stdout).toContain(part)
  })
})

describe('codesets', () => {
  it('says that an empty store means the starter sets', () => {
    expect(run(['codesets', 'status']).stdout).toContain('starter sets')
    expect(run(['codesets', 'verify']).status).toBe(0)
  })
})

describe('help', () => {
  it.each([
    ['scrub'],
    ['check'],
    ['explain'],
    ['codesets', 'import'],
    ['codesets', 'status'],
    ['codesets', 'verify'],
  ])('%s %s shows an example that works', (...command) => {
    const { status, stdout } = run([...command, '--help'])
    expect(status).toBe(0)
    expect(stdout).toMatch(/Examples?:\n\s+\S/)
  })
  it('names every command, and `help` shows one as its own --help does', async () => {
    const { stdout } = run(['--help'])
    for (const command of (await program()).commands)
      expect(stdout).toMatch(new RegExp(`^  ${command.name()} +\\S`, 'm'))
    expect(run(['help', 'check']).stdout).toBe(run(['check', '--help']).stdout)
  })
})
