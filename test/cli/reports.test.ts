/** Reports, payer maps and the options of `check`, as a user meets them. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { reportNames, type ClaimResult } from '../../src/index.ts'

const root = join(import.meta.dirname, '..', '..')
const home = mkdtempSync(join(tmpdir(), 'cleanclaim-reports-'))
afterAll(() => rmSync(home, { recursive: true, force: true }))

function run(args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', 'tsx', join(root, 'src', 'cli', 'main.ts'), ...args],
    {
      cwd: root,
      env: { ...process.env, CLEANCLAIM_HOME: home, NO_COLOR: '1' },
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
    },
  )
  return { status, stdout, stderr }
}
const day = ['scrub', 'examples/clinic-day.837', '--received', '2026-10-15', '--codesets', 'codesets/starter']
const starts: Readonly<Record<(typeof reportNames)[number], string>> = {
  text: 'DAY-',
  ndjson: '{"claim"',
  csv: 'claim,verdict',
  html: '<!doctype html>',
  sarif: '{"$schema"',
  fhir: '{"resourceType":"Bundle"',
  '277ca': 'ISA',
  '999': 'ISA',
}

describe('scrub --report', () => {
  it.each(reportNames)('%s goes to a file', (name) => {
    const file = join(home, `report.${name}`)
    const { status, stdout } = run([...day, '--report', name, '-o', file])
    expect(readFileSync(file, 'utf8').startsWith(starts[name])).toBe(true)
    expect([status, stdout]).toEqual([1, ''])
  })
  it('sarif lists the payer rules that run beside the edits', () => {
    const ids = (...args: readonly string[]): string[] => {
      const { stdout } = run([...day, '--report', 'sarif', ...args])
      const { runs } = JSON.parse(stdout) as {
        runs: { tool: { driver: { rules: { id: string }[] } } }[]
      }
      return runs[0]!.tool.driver.rules.map(({ id }) => id).filter((id) => id.includes('/'))
    }
    expect(ids()).toContain('cigna/visit-complexity')
    expect(ids('--only', 'cigna/')).toEqual(ids().filter((id) => id.startsWith('cigna/')))
  })
  it('tells on standard error what an acknowledgement has no words for', () => {
    const broken = join(home, 'broken.837')
    const text = readFileSync(join(root, 'examples', 'clinic-day.837'), 'latin1')
    writeFileSync(broken, text.replace(/(CLM\*DAY-02\*)[\d.]+/, '$1x'), 'latin1')
    const { stdout, stderr, status } = run(['scrub', broken, '--report', '277ca'])
    expect(stderr).toMatch(/^E_X12_SEGMENT .*segment \d+/m)
    expect(stdout).toContain('A3:481')
    expect(status).toBe(1)
  })
  it('leaves no file behind where the input is none that the report answers', () => {
    const file = join(home, 'none.999')
    const { status, stderr } = run(['scrub', 'examples/clinic.csv', '--report', '999', '-o', file])
    expect(status).toBe(2)
    expect(stderr).toContain('E_OPTION')
    expect(existsSync(file)).toBe(false)
  })
})

describe('--payer-map', () => {
  it('is read by scrub and check; a wrong one exits with 2 and its place', () => {
    const map = join(home, 'payers.csv')
    const ask = ['check', '99213', '20610-RT', '--dx', 'M17.11', '--on', '2026-03-02', '--payer', 'LOCAL']
    writeFileSync(map, 'payer,line\nLOCAL,commercial\n')
    const severities = (text: string): string[] =>
      (JSON.parse(text) as ClaimResult).findings.map(({ severity }) => severity)
    const rest = ['--only', 'ncci-ptp', '--codesets', 'codesets/starter']
    expect(severities(run([...ask, ...rest]).stdout)).toEqual(['deny'])
    expect(severities(run([...ask, ...rest, '--payer-map', map]).stdout)).toEqual(['review'])
    writeFileSync(map, 'payer,line\nLOCAL,comercial\n')
    const { status, stderr } = run([...day, '--payer-map', map])
    expect(status).toBe(2)
    expect(stderr).toMatch(/^E_PAYER_MAP {2}.*row 2/)
  })
})

describe('check', () => {
  const check = (...args: string[]): string[] => {
    const rest = ['--on', '2026-03-02', '--received', '2026-03-10', '--codesets', 'codesets/starter']
    const only = 'procedure-age,procedure-sex,place-invalid,ncci-mue,icd-pointer,ncci-ptp'
    const { stdout } = run(['check', ...args, ...rest, '--only', only, '--report', 'ndjson'])
    const { findings } = JSON.parse(stdout) as ClaimResult
    return findings.map(({ edit, severity, line }) => `${edit} ${severity} ${line ?? ''}`.trim()).sort()
  }
  it('finds nothing where age, sex, place, units and pointers are right', () => {
    const right = ['99393x1@1', '20610-RT@2', '--dx', 'Z00.129,M17.11']
    expect(check(...right, '--age', '8', '--sex', 'M', '--pos', '11', '--payer', 'NOBODY')).toEqual([])
  })
  it('hands each of them to the edits', () => {
    const wrong = ['99393', '20610-LTx9', '99213@3', '--dx', 'Z00.129,M17.12']
    expect(check(...wrong, '--age', '44', '--pos', '98', '--payer', 'NOBODY')).toEqual([
      'icd-pointer reject 3',
      'ncci-mue deny 2',
      'ncci-ptp deny 3',
      'place-invalid reject',
      'procedure-age deny 1',
    ])
  })
  it('takes the line of a payer without profile', () => {
    const bundle = ['99213@1', '20610-RT@2', '--dx', 'I10,M17.11', '--payer', 'NOBODY']
    expect(check(...bundle, '--payer-line', 'commercial')).toEqual(['ncci-ptp review 1'])
  })
  it('takes sex, and a payer by its profile', () => {
    const rules = join(home, 'rules')
    mkdirSync(join(rules, 'acme'), { recursive: true })
    const source = {
      title: 'A policy (invented)',
      url: 'https://payer.example/policy',
      retrieved: '2026-01-10',
    }
    const profile = {
      id: 'acme',
      payerIds: ['ACME'],
      line: 'commercial',
      sexLimits: [{ codes: ['58150'], sex: 'F', severity: 'deny', source }],
    }
    writeFileSync(join(rules, 'acme', 'payer.json'), JSON.stringify(profile))
    const surgery = ['58150', '--dx', 'D25.9', '--rules', rules, '--payer', 'ACME', '--sex']
    expect(check(...surgery, 'F')).toEqual([])
    expect(check(...surgery, 'M')).toEqual(['procedure-sex deny 1'])
  })
})

describe('codesets pull', () => {
  it('lists what there is with its licence, and downloads nothing by itself', () => {
    const { status, stdout } = run(['codesets', 'pull'])
    expect(status).toBe(0)
    expect(stdout).toMatch(/icd10cm-fy2026\n .*\n .*https:/)
    const refused = run(['codesets', 'pull', 'mpfs-2026c'])
    expect(refused.status).toBe(2)
    expect(refused.stderr).toContain('--accept-licences')
  })
})
