/** The corrected copy: in the input's own form, proved, whole or not there. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  openCodesets,
  openScrubber,
  readClaims,
  starterFolder,
  twice,
  writeFixed,
  type ClaimScrubber,
  type FixReport,
} from '../../src/index.ts'
import { dataFolder } from '../data.ts'
import { claimsOf, pieces } from '../formats/reading.ts'
import { professional } from '../formats/x12/writing.ts'
import { claimOf } from '../helpers/claims.ts'

const root = join(import.meta.dirname, '..', '..')
const folder = mkdtempSync(join(tmpdir(), 'cleanclaim-fix-'))
const copy = join(folder, 'copy')
afterAll(() => rmSync(folder, { recursive: true, force: true }))

let scrubber: ClaimScrubber
beforeAll(async () => {
  scrubber = openScrubber({ codesets: await openCodesets(starterFolder), received: '2026-10-15' })
})

async function fix(
  input: string | Uint8Array,
  name: string,
  path = copy,
): Promise<{ readonly report: FixReport; readonly bytes: Buffer }> {
  const report = await writeFixed({ chunks: pieces(input, 999), name, scrubber, path })
  return { report, bytes: readFileSync(path) }
}

const service = (composite: string): string[] => [
  'LX*1',
  `SV1*${composite}*130*UN*1***1:1`,
  'DTP*472*D8*20260105',
]
const billed = professional(['CLM*C1*130***11:B:1*Y*A*Y*Y', 'HI*ABK:m17.11'], service('HC:20610:RT:rt'))
const corrected = professional(
  ['CLM*C1*130***11:B:1*Y*A*Y*Y', 'HI*ABK:M1711'],
  service('HC:20610:RT').map((segment) => segment.replace('1:1', '1')),
)

describe('a corrected copy', () => {
  it('of an 837 has codes respelled, and modifiers and pointers once', async () => {
    const { report, bytes } = await fix(billed, 'day.837')
    expect(bytes.toString('latin1')).toBe(corrected)
    expect(report).toEqual({
      codes: 2,
      respelled: 1,
      changed: 1,
      left: 0,
      leftClaims: [],
      passed: undefined,
    })
    // Nothing is left to be corrected.
    expect((await fix(corrected, 'day.837')).bytes.toString('latin1')).toBe(corrected)
  })
  it('has nothing changed that only the record can decide', async () => {
    const claims = [
      claimOf({ lines: [{ procedure: '20610', modifiers: ['RT'] }, { procedure: '76942' }] }),
      claimOf({
        lines: [
          { procedure: '20610', modifiers: ['LT'] },
          { procedure: '20610', modifiers: ['RT'] },
        ],
      }),
      claimOf({
        diagnoses: [{ code: 'E119' }, { code: 'E119' }],
        lines: [{ pointers: [9] }],
        chargeCents: 7,
      }),
    ]
    const input = claims.map((claim) => JSON.stringify(claim)).join('\n')
    expect((await fix(input, 'day.ndjson')).bytes.toString()).toBe(input)
  })
  it('is as large as the input where nothing can be read, and says so', async () => {
    const other = await fix('neither this nor that', 'notes.txt')
    expect(other.bytes.toString()).toBe('neither this nor that')
    expect(other.report.passed).toBe('its form is none that can be read')
    const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('claim,date\n', 'utf16le')])
    const wide = await fix(utf16, 'day.csv')
    expect(wide.bytes.equals(utf16)).toBe(true)
    expect(wide.report.passed).toBe('it is in UTF-16')
  })
  it('is made from a gzip, and is one where its name says so', async () => {
    expect((await fix(gzipSync(billed), 'day.837.gz')).bytes.toString('latin1')).toBe(corrected)
    const packed = await fix(gzipSync(billed), 'day.837.gz', join(folder, 'copy.gz'))
    expect(gunzipSync(packed.bytes).toString('latin1')).toBe(corrected)
  })
  it('is not there when it is not whole', async () => {
    const cut = gzipSync(Buffer.alloc(400_000, billed)).subarray(0, 900)
    const path = join(folder, 'cut')
    await expect(fix(cut, 'day.837.gz', path)).rejects.toMatchObject({ code: 'E_ARCHIVE' })
    await expect(fix(billed, 'day.837', join(folder, 'no', 'such', 'folder'))).rejects.toMatchObject({
      code: 'E_FILE',
    })
    expect(readdirSync(folder).filter((name) => name.includes('cut') || name.endsWith('.part'))).toEqual([])
  })
  it('may be read by its owner alone', async () => {
    await fix(billed, 'day.837', join(folder, 'mode'))
    expect(statSync(join(folder, 'mode')).mode & 0o077).toBe(0)
  })
  const data = dataFolder('claims')
  it.skipIf(!data)('of files of others reads as they do, but for what was corrected', async () => {
    const read = async (bytes: Uint8Array) => {
      const items = []
      for await (const batch of readClaims(pieces(bytes, 4096), 'x.837')) items.push(...batch)
      return claimsOf(items)
    }
    let corrections = 0
    for (const form of ['837p', '837i'])
      for (const name of readdirSync(join(data!, form)).filter((_, at) => at % 8 === 0)) {
        const bytes = readFileSync(join(data!, form, name))
        const fixed = await fix(bytes, name)
        const [before, after] = [await read(bytes), await read(fixed.bytes)]
        corrections += fixed.report.changed
        expect(after).toHaveLength(before.length)
        const differing = before.filter((claim, at) => JSON.stringify(claim) !== JSON.stringify(after[at]))
        expect(differing).toHaveLength(fixed.report.changed)
        if (fixed.report.changed + fixed.report.codes === 0) expect(fixed.bytes.equals(bytes)).toBe(true)
      }
    process.stderr.write(`corrected ${corrections} claims of others\n`)
  })
})

describe('bytes for two readers', () => {
  it('are the same for both, and read once', async () => {
    const parts = Array.from({ length: 100 }, (_, at) => Buffer.from([at]))
    let taken = 0
    async function* source(): AsyncGenerator<Uint8Array> {
      for (const part of parts) {
        taken++
        yield part
        await Promise.resolve()
      }
    }
    const [one, other] = twice(source())
    const all = async (chunks: AsyncIterable<Uint8Array>, slow: boolean): Promise<Buffer> => {
      const got: Uint8Array[] = []
      for await (const chunk of chunks) {
        got.push(chunk)
        if (slow) {
          await new Promise((resolve) => setImmediate(resolve))
          expect(taken - got.length).toBeLessThan(8)
        }
      }
      return Buffer.concat(got)
    }
    const [first, second] = await Promise.all([all(one, false), all(other, true)])
    expect(first.equals(Buffer.concat(parts))).toBe(true)
    expect(second.equals(first)).toBe(true)
    expect(taken).toBe(100)
  })
  it('go on for one when the other stops, and fail for both', async () => {
    const [one, other] = twice(pieces('abcdefghijklmnop', 1))
    for await (const chunk of one) if (chunk[0] === 98) break
    let text = ''
    for await (const chunk of other) text += Buffer.from(chunk).toString()
    expect(text).toBe('abcdefghijklmnop')
    async function* failing(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('a')
      await Promise.reject(new Error('broken'))
    }
    const [left, right] = twice(failing())
    const drain = async (chunks: AsyncIterable<Uint8Array>): Promise<void> => {
      for await (const chunk of chunks) expect(chunk).toHaveLength(1)
    }
    const ends = await Promise.allSettled([drain(left), drain(right)])
    expect(ends.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  })
})

describe('the command', () => {
  const run = (args: readonly string[], input?: string) => {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      ['--import', 'tsx', join(root, 'src', 'cli', 'main.ts'), ...args],
      {
        cwd: root,
        env: { ...process.env, CLEANCLAIM_HOME: folder, NO_COLOR: '1' },
        encoding: 'utf8',
        ...(input === undefined ? {} : { input }),
      },
    )
    return { status, stdout, stderr }
  }
  it('writes report and copy from one reading of standard input', () => {
    const path = join(folder, 'cli.837')
    const { stdout, stderr } = run(
      ['scrub', '-', '--received', '2026-10-15', '--suggest', '--fix-safe', path, '--fail-on', 'never'],
      billed,
    )
    expect(readFileSync(path, 'latin1')).toBe(corrected)
    expect(stderr).toContain('2 codes of 1 claims respelled, 1 claims corrected, 0 not.')
    const result = JSON.parse(stdout) as { findings: { edit: string; suggestions: unknown[] }[] }
    const repeated = result.findings.find(({ edit }) => edit === 'modifier-invalid')!
    expect(repeated.suggestions).toHaveLength(1)
  })
  it('gives no suggestions unless asked, but in a check', () => {
    const plain = run(['scrub', '-', '--received', '2026-10-15', '--fail-on', 'never'], billed)
    expect(plain.stdout).not.toContain('suggestions')
    const question = [
      'check',
      '20610-RT',
      '76942',
      '--dx',
      'M17.11',
      '--on',
      '2026-03-02',
      '--fail-on',
      'never',
    ]
    expect(run(question).stdout).toContain('"title":"Remove line 2 (76942)"')
    expect(run([...question, '--suggest']).stdout).toContain('"title":"Remove line 2 (76942)"')
    expect(run([...question, '--no-suggest']).stdout).not.toContain('suggestions')
    expect(run([...question, '--report', 'text']).stdout).toContain(
      '→ Remove line 2 (76942), only if the record shows 76942 as part of 20610 and not as a separate service.',
    )
  })
  it('refuses what it cannot do', () => {
    const [one, other] = [join(folder, 'one.837'), join(folder, 'other.837')]
    for (const path of [one, other]) writeFileSync(path, billed)
    for (const args of [
      ['scrub', one, other, '--fix-safe', join(folder, 'x')],
      ['scrub', one, '--fix-safe', one],
      ['scrub', one, '--fix-safe', '-'],
      ['scrub', one, '-o', join(folder, 'x'), '--fix-safe', join(folder, 'x')],
    ]) {
      const { status, stderr } = run(args)
      expect([status, stderr.slice(0, 8)]).toEqual([2, 'E_OPTION'])
    }
    expect(readFileSync(one, 'latin1')).toBe(billed)
  })
})
