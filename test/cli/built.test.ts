/** The program as it is shipped, where it was built: compiled ahead, and by a Node that refuses what was. */
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const main = join(import.meta.dirname, '..', '..', 'dist', 'cli', 'main.js')
const isBuilt = existsSync(main)
if (!isBuilt) process.stderr.write('Skipped: the program is not built (npm run build).\n')

const run = (flags: readonly string[], ...args: readonly string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [...flags, main, ...args], {
    encoding: 'utf8',
  })
  return { status, stdout, stderr }
}
/** Changes the number by which compiled code is taken or refused, and nothing of what runs. */
const OTHER = ['--no-lazy-feedback-allocation']

describe.skipIf(!isBuilt)('the built program', () => {
  const question = [
    'check',
    '80053',
    '80048',
    '--dx',
    'E11.9',
    '--on',
    '2024-08-05',
    '--received',
    '2024-08-09',
  ]

  it('answers as well where the code compiled ahead is refused', () => {
    const ahead = run([], ...question)
    expect(ahead.status).toBe(1)
    expect(ahead.stdout).toContain('"edit":"ncci-ptp"')
    expect(run(OTHER, ...question)).toEqual(ahead)
  })

  it('is ASCII, as it is read', () => {
    const bytes = readFileSync(join(main, '..', 'chunks', 'main.cjs'))
    expect(bytes.findIndex((byte) => byte > 127)).toBe(-1)
    // Quotes of publishers' titles, which are made plain.
    expect(bytes.includes('/[\\u201c\\u201d]/g')).toBe(true)
  })

  it('finds its data, its packages and its releases to pull', () => {
    expect(run([], 'codesets', 'pull').stdout).toContain('icd10cm-fy2026')
    expect(run([], 'explain', 'ncci-ptp').status).toBe(0)
    expect(run([], 'rules', 'test').status).toBe(0)
  })
})
