/** `remits import` as a user meets it. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { advice, remittance, twoLines } from '../formats/x12/remittances.ts'
import { runnerIn, type Ended } from './in-process.ts'

const home = mkdtempSync(join(tmpdir(), 'cleanclaim-remits-'))
afterAll(() => rmSync(home, { recursive: true, force: true }))

const command = runnerIn(home)
const run = (...args: readonly string[]): Promise<Ended> => command('remits', 'import', ...args)
const write = (name: string, text: string): string => {
  const path = join(home, name)
  writeFileSync(path, text)
  return path
}

describe('remits import', () => {
  const good = write('good.835', remittance([[...advice({ paid: '150' }), ...twoLines]]))
  const bad = write('bad.835', remittance([[...advice({ paid: '9' }), ...twoLines, 'CLP*C9*1']]))

  it('keeps each decision once and says what it is on', async () => {
    const first = await run(good)
    expect(first.stdout).toBe(
      [
        '1 of 1 decision new, from 1 remittance in 1 file',
        '0 of the remittances not balanced, 0 problems',
        '1 decision kept, 0 claims recorded:',
        "  0 matched: 0 by claim number, 0 by the payer's number, 0 by member, day and charge",
        '  0 ambiguous, 0 of another payer of the claim, 0 on a replacement, 1 unmatched',
        '0 claims with an outcome: 0 denied, 0 denied in part, 0 paid, 0 open',
        `unmatched  ${good} segment 15`,
        '',
      ].join('\n'),
    )
    expect(first.stderr).toContain(join(home, 'key'))
    expect(first.status).toBe(0)
    const again = await run(good, '--json')
    expect(again.stderr).toBe('')
    expect(JSON.parse(again.stdout)).toMatchObject({
      given: 1,
      added: 0,
      decisions: 1,
      left: [{ why: 'unmatched', file: good, segment: 15 }],
    })
  })
  it('tells what cannot be read, and that sums do not agree', async () => {
    const { status, stdout, stderr } = await run(bad, '--store', `sqlite:${join(home, 'other.db')}`)
    expect(status).toBe(1)
    expect(stdout).toContain('1 of 1 decision new')
    expect(stderr).toContain(`E_X12_SEGMENT  ${bad} segment 36  Loop 2100: the charge (CLP03) is missing.`)
    expect(stderr + stdout).not.toMatch(/MEMBER|EXAMPLE|ICN1/)
  })
  it('could not do the job without a file or a store', async () => {
    expect((await run(join(home, 'missing.835'))).status).toBe(2)
    expect((await run(good, '--store', 'mysql:x')).status).toBe(2)
  })
})
