/** `learn`, `evaluate` and `scrub --risk --sort risk` as a user meets them. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { random } from '../../bench/generate.ts'
import { ClaimResult, RiskModel, type ClaimInput } from '../../src/index.ts'

const root = join(import.meta.dirname, '..', '..')
const folder = mkdtempSync(join(tmpdir(), 'cleanclaim-cli-learn-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function run(...args: readonly string[]) {
  const env = { ...process.env, CLEANCLAIM_HOME: folder, NO_COLOR: '1' }
  const main = ['--import', 'tsx', join(root, 'src', 'cli', 'main.ts'), ...args]
  return spawnSync(process.execPath, main, { cwd: root, env, encoding: 'utf8' })
}
const write = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}

const next = random(7)
const claims = Array.from({ length: 1500 }, (_, at): ClaimInput => {
  const serviceDate = `2025-0${1 + Math.floor(at / 250)}-${10 + (at % 18)}`
  return {
    id: `C${at}`,
    type: 'professional',
    payer: { id: at % 3 === 0 ? 'STRICT' : 'LAX', line: 'commercial' },
    subscriber: { id: `M${at}` },
    chargeCents: 10_000 + at,
    diagnoses: [{ code: 'E119' }],
    lines: [{ number: 1, procedure: '99213', serviceDate, chargeCents: 10_000 + at, pointers: [1] }],
  }
})
const parts = claims.map(({ id, payer, chargeCents }) => {
  const money = (chargeCents! / 100).toFixed(2)
  return next() < (payer!.id === 'STRICT' ? 0.5 : 0.1)
    ? `CLP*${id}*4*${money}*0*0*12*N${id}~CAS*CO*197*${money}~`
    : `CLP*${id}*1*${money}*${money}*0*12*N${id}~`
})
const claimsFile = write('claims.ndjson', claims.map((claim) => `${JSON.stringify(claim)}\n`).join(''))
const remitsFile = write(
  'era.835',
  `ISA*00*          *00*          *ZZ*PAYER          *ZZ*CLINIC         *251101*1200*^*00501*000000001*0*P*:~GS*HP*P*C*20251101*1200*1*X*005010X221A1~ST*835*0001~BPR*I*0*C*CHK************20250801~TRN*1*T1*1999999999~N1*PR*PAYER~N1*PE*CLINIC*XX*1234567893~LX*1~${parts.join('')}SE*0*0001~GE*1*1~IEA*1*000000001~`,
)
const files = ['--claims', claimsFile, '--remits', remitsFile, '--only', 'claim-balance']
const model = join(folder, 'risk.json')

describe('learn and evaluate', () => {
  it('writes a model, by which claims are scored and sorted', () => {
    const learned = run('learn', '-o', model, ...files)
    expect(learned.status, learned.stderr).toBe(0)
    expect(learned.stderr).toContain('1500 claims: 1500 decided')
    RiskModel.parse(JSON.parse(readFileSync(model, 'utf8')))

    const { status, stdout } = run(
      ...['scrub', claimsFile, '--only', 'claim-balance', '--received', '2025-09-01', '--report', 'ndjson'],
      ...['--risk', model, '--sort', 'risk'],
    )
    expect(status).toBe(0)
    const risks = stdout
      .trim()
      .split('\n')
      .map((line) => ClaimResult.parse(JSON.parse(line)))
    expect(risks).toHaveLength(1500)
    expect(
      risks.slice(0, 400).every(({ risk }) => risk!.basis === 'learned' && risk!.probability > 0.35),
    ).toBe(true)
    const losses = risks.map(({ risk }) => risk!.expectedLossCents)
    expect(losses).toEqual([...losses].sort((a, b) => b - a))
  })
  it('evaluates as text and as a page', () => {
    const text = run('evaluate', '--risk', model, ...files)
    expect(text.status, text.stderr).toBe(0)
    expect(text.stdout).toContain('1,500 claims with a decision')
    expect(text.stdout).toMatch(/STRICT +500/)
    const page = run('evaluate', '--risk', model, ...files, '--report', 'html')
    expect(page.status).toBe(0)
    expect(page.stdout).toContain('<svg')
  })
  it('takes both from the store where neither is named, and later scrubs take its model', () => {
    const balance = ['--only', 'claim-balance']
    const scrub = ['scrub', claimsFile, ...balance, '--received', '2025-09-01', '--report', 'ndjson']
    const basis = (...args: readonly string[]) => {
      const { stdout } = run(...scrub, ...args)
      return ClaimResult.parse(JSON.parse(stdout.slice(0, stdout.indexOf('\n')))).risk!.basis
    }
    expect(basis()).toBe('prior')
    expect(run('audit', 'run', claimsFile, ...balance, '--received', '2025-09-01').status).toBe(0)
    expect(run('remits', 'import', remitsFile).status).toBe(0)
    expect(basis()).toBe('prior')
    const stored = join(folder, 'stored.json')
    const learned = run('learn', '-o', stored, ...balance)
    expect(learned.status, learned.stderr).toBe(0)
    expect(learned.stderr).toContain('1500 claims: 1500 decided')
    expect(readFileSync(stored, 'utf8')).toBe(readFileSync(model, 'utf8'))
    expect(basis()).toBe('learned')
    expect(basis('--risk', 'prior')).toBe('prior')
    const evaluated = run('evaluate', ...balance)
    expect(evaluated.stdout).toContain('1,500 claims with a decision')
    expect(evaluated.stdout).toMatch(/learned +1,?500/)
    const both = run('learn', '-o', stored, ...files, '--store', 'sqlite:x.db')
    expect([both.status, both.stderr]).toEqual([2, expect.stringContaining('E_OPTION  --store')])
  }, 120_000)
  it('refuses, with 2, what cannot be learned from, and leaves no file', () => {
    const none = run('learn', '-o', join(folder, 'none.json'), '--claims', claimsFile)
    expect([none.status, none.stderr]).toEqual([2, expect.stringContaining('E_OPTION  --remits')])
    const few = write(
      'few.ndjson',
      claims
        .slice(0, 100)
        .map((claim) => `${JSON.stringify(claim)}\n`)
        .join(''),
    )
    const refused = run('learn', '-o', join(folder, 'none.json'), '--claims', few, '--remits', remitsFile)
    expect([refused.status, refused.stderr]).toEqual([2, expect.stringContaining('E_LEARN')])
    expect(() => readFileSync(join(folder, 'none.json'))).toThrow()
    expect(run('scrub', claimsFile, '--risk', claimsFile).stderr).toContain('E_RISK_MODEL')
    expect(run('scrub', claimsFile, '--sort', 'risk', '--report', '277ca').stderr).toContain(
      'E_OPTION  --sort',
    )
  })
})
