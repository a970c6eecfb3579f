/** `rules` and `explain PAYER/RULE` as a user meets them: output and exit status. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { asking, atom, profileSketch, ruleSketch } from '../policy/documents.ts'

const root = join(import.meta.dirname, '..', '..')
const home = mkdtempSync(join(tmpdir(), 'cleanclaim-rules-'))
afterAll(() => rmSync(home, { recursive: true, force: true }))

function run(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', 'tsx', join(root, 'src', 'cli', 'main.ts'), ...args],
    { cwd: root, env: { ...process.env, CLEANCLAIM_HOME: home, NO_COLOR: '1' }, encoding: 'utf8' },
  )
  return { status, stdout, stderr }
}
const lines = (text: string): Readonly<Record<string, unknown>>[] =>
  text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>)

/** A rules folder of one payer with these rules. */
function rulesWith(name: string, ...rules: Readonly<Record<string, unknown>>[]): string {
  const folder = join(home, name)
  mkdirSync(join(folder, 'acme-health'), { recursive: true })
  writeFileSync(join(folder, 'acme-health', 'payer.json'), JSON.stringify(profileSketch()))
  for (const rule of rules)
    writeFileSync(join(folder, 'acme-health', `${String(rule['id'])}.json`), JSON.stringify(rule))
  return folder
}
const claims = join(home, 'claims.json')
writeFileSync(
  claims,
  JSON.stringify([
    {
      id: 'C-1',
      type: 'professional',
      payer: { id: '60999', line: 'commercial' },
      patient: { id: 'MARKED', birthDate: '1953-04-09', sex: 'F' },
      placeOfService: '02',
      chargeCents: 12_000,
      diagnoses: [{ code: 'E119' }],
      lines: [
        { number: 1, procedure: '99213', chargeCents: 12_000, serviceDate: '2026-03-02', pointers: [1] },
      ],
    },
  ]),
)

describe('rules', () => {
  it('begins a rule that can be tested at once, and never writes over one', () => {
    const mine = join(home, 'mine')
    const made = run('rules', 'new', 'acme-health/video-visit', '--rules', mine)
    expect(made.status).toBe(0)
    expect(made.stdout.trim().split('\n')).toEqual([
      join(mine, 'schema.json'),
      join(mine, 'acme-health', 'payer.json'),
      join(mine, 'acme-health', 'video-visit.json'),
    ])
    const tested = run('rules', 'test', '--rules', mine, '--report', 'text')
    expect(tested).toMatchObject({ status: 0, stderr: '' })
    expect(tested.stdout).toMatch(/^5 cases of 1 rule: all hold\./)
    const file = join(mine, 'acme-health', 'video-visit.json')
    const before = readFileSync(file, 'utf8')
    const again = run('rules', 'new', 'acme-health/video-visit', '--rules', mine)
    expect(again.status).toBe(2)
    expect(again.stderr).toContain('already there')
    expect(readFileSync(file, 'utf8')).toBe(before)
    expect(run('rules', 'new', '../outside/rule', '--rules', mine).status).toBe(2)
    expect(existsSync(join(home, 'outside'))).toBe(false)
  })

  it('tests with 1 for a case that fails and 2 for a set that cannot be read', () => {
    const cases = [
      { name: 'wrong', claim: { lines: [{ placeOfService: '02' }] }, finds: [] },
      { name: 'right', claim: { lines: [{ placeOfService: '10' }] }, finds: ['lines[0].modifiers'] },
    ]
    const wrong = rulesWith('wrong', ruleSketch({ cases }))
    const { status, stdout } = run('rules', 'test', '--rules', wrong)
    expect(status).toBe(1)
    expect(lines(stdout)).toMatchObject([
      {
        kind: 'failure',
        rule: 'acme-health/telehealth-modifier',
        case: 'wrong',
        expected: [],
        found: ['lines[0].modifiers'],
      },
      { kind: 'total', tested: 1, cases: 2, failed: 1 },
    ])
    expect(run('rules', 'test', 'acme-health/none', '--rules', wrong).status).toBe(2)
    const broken = run(
      'rules',
      'test',
      '--rules',
      rulesWith('broken', asking(atom('line.colour', 'equal', 'X'))),
    )
    expect(broken).toMatchObject({ status: 2, stdout: '' })
    expect(broken.stderr).toContain('E_RULE_FIELD')
    expect(broken.stderr).toContain('Known: procedure, modifiers')
  })

  it('lints with 1 on errors alone', () => {
    const never = asking({ all: [atom('line.units', 'lessThan', 1), atom('line.units', 'greaterThan', 1)] })
    const { status, stdout } = run(
      'rules',
      'lint',
      '--rules',
      rulesWith('never', never),
      '--received',
      '2026-11-01',
    )
    expect(status).toBe(1)
    const found = lines(stdout)
    expect(found.at(-1)).toMatchObject({ kind: 'total', count: 1, errors: 1, warnings: 2 })
    expect(found[0]).toMatchObject({
      kind: 'finding',
      check: 'never-holds',
      rule: 'acme-health/asking',
      path: 'when',
    })
    expect(run('rules', 'lint', '--rules', rulesWith('well', ruleSketch()), '--report', 'text').status).toBe(
      0,
    )
    expect(run('rules', 'lint', '--rules', join(home, 'nowhere')).status).toBe(2)
  })

  it('tries a set on claims against the package’s or another', () => {
    const mine = rulesWith('tried', ruleSketch())
    const { status, stdout } = run(
      'rules',
      'try',
      '--rules',
      mine,
      '--claims',
      claims,
      '--received',
      '2026-03-10',
    )
    expect(status).toBe(0)
    const [change, ...others] = lines(stdout).filter(({ kind }) => kind === 'change')
    expect(others).toEqual([])
    expect(change).toMatchObject({
      change: 'gained',
      payer: 'acme-health',
      edit: 'acme-health/telehealth-modifier',
      claims: 1,
      atRiskCents: 12_000,
      examples: [{ claim: 'C-1', line: 1 }],
    })
    expect(stdout).not.toContain('MARKED')
    const same = run('rules', 'try', '--rules', mine, '--against', mine, claims, '--report', 'text')
    expect(same.stdout).toContain('No finding comes, goes or changes.')
    expect(run('rules', 'try', '--rules', mine)).toMatchObject({ status: 2, stdout: '' })
    expect(run('rules', 'try', '--claims', claims).status).toBe(2)
  })
})

describe('explain of a payer rule', () => {
  it('prints its page, and its answer on a claim without a word about the patient', () => {
    const mine = rulesWith('explained', ruleSketch())
    const page = run('explain', 'acme-health/telehealth-modifier', '--rules', mine)
    expect(page.status).toBe(0)
    for (const part of [
      '# acme-health/telehealth-modifier',
      '## Asked',
      '## Cases',
      '- acme-health: `deny`, says the rule',
    ])
      expect(page.stdout).toContain(part)
    const answer = run('explain', 'acme-health/telehealth-modifier', '--claim', claims, '--rules', mine)
    expect(answer.status).toBe(0)
    expect(answer.stdout).toContain('yes    line.placeOfService is 02 or 10  [02]')
    expect(answer.stdout).toContain('found deny at lines[0].modifiers')
    expect(answer.stdout).not.toMatch(/MARKED|1953/)
    expect(run('explain', 'acme-health/none', '--rules', mine)).toMatchObject({ status: 2, stdout: '' })
  })
})
