/** `explain` of what a remittance says: one id may be a reason, a modifier and a place at once. */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const root = join(import.meta.dirname, '..', '..')
const explain = (...ids: readonly string[]) => {
  const main = join(root, 'src/cli/main.ts')
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', 'tsx', main, 'explain', ...ids, '--codesets', join(root, 'codesets/starter')],
    { cwd: root, encoding: 'utf8' },
  )
  return { status, stdout, stderr }
}

describe('explain of a remittance', () => {
  it('shows reasons, remarks and all else that a number is, with the edits that foresee them', () => {
    const { status, stdout } = explain('CO-236', 'N362', '50', '1')
    expect(status).toBe(0)
    for (const part of ['CARC CO-236', 'first step', 'ncci-ptp: bundled', 'RARC N362', 'ncci-mue: lineUnits'])
      expect(stdout).toContain(part)
    for (const part of ['modifier 50', 'place 50', 'CARC 50']) expect(stdout).toContain(part)
    expect(stdout).toMatch(/CARC 1\n.*\n.*\n  foreseen by no edit\n/)
  })
  it.each(['D16', 'CO-N362'])('refuses %s: a stopped code, or a remark with a group', (id) => {
    const { status, stderr } = explain(id)
    expect(status).toBe(2)
    expect(stderr).toContain('E_EXPLAIN')
  })
})
