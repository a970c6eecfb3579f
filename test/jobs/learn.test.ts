/** Claims and remittances as files: what is learned from them, and what must teach nothing. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { random } from '../../bench/generate.ts'
import {
  evaluateRisk,
  evaluationPage,
  evaluationText,
  importRemittances,
  keepRiskModel,
  learnRisk,
  openCodesets,
  openPayerMap,
  openRiskModel,
  openRunStore,
  openScrubber,
  readRiskModel,
  recordRun,
  riskModelText,
  starterFolder,
  storedRiskModel,
  type ClaimInput,
  type LearnOptions,
  type Problem,
  type Snapshot,
} from '../../src/index.ts'

const folder = mkdtempSync(join(tmpdir(), 'cleanclaim-learn-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Whether a payer denies a claim: STRICT often, LAX seldom; a line that does not add up always weighs. */
const chance = (payer: string, isFaulty: boolean): number =>
  (payer === 'STRICT' ? 0.25 : 0.05) + (isFaulty ? 0.5 : 0)

interface Sent {
  readonly claim: ClaimInput
  readonly denied: boolean
  readonly day: string
}

function sent(count: number, seed: number, prefix: string): Sent[] {
  const next = random(seed)
  return Array.from({ length: count }, (_, at) => {
    const payer = next() < 0.5 ? 'STRICT' : 'LAX'
    const isFaulty = next() < 0.2
    const day = `2025-${String(1 + Math.floor((10 * at) / count)).padStart(2, '0')}-${String(1 + (at % 28)).padStart(2, '0')}`
    const cents = 10_000 + Math.floor(next() * 20_000)
    return {
      day,
      denied: next() < chance(payer, isFaulty),
      claim: {
        id: `${prefix}${at}`,
        type: 'professional',
        payer: { id: payer, line: 'commercial' },
        subscriber: { id: `M${prefix}${at}` },
        patient: { id: `M${prefix}${at}`, birthDate: '1980-02-03', sex: 'F' },
        billing: { npi: '1234567893', taxonomy: '207Q00000X', taxId: '123456789' },
        placeOfService: '11',
        // A charge that is not the sum of its lines is what the edit claim-balance finds.
        chargeCents: isFaulty ? cents + 100 : cents,
        diagnoses: [{ code: 'E119' }],
        lines: [{ number: 1, procedure: '99213', serviceDate: day, chargeCents: cents, pointers: [1] }],
      },
    }
  })
}

const money = (cents: number): string => (cents / 100).toFixed(2)
const compact = (day: string): string => day.replaceAll('-', '')
const decision = ({ claim, day }: Sent, denied: boolean, status = denied ? '4' : '1', sign = 1): string => {
  const cents = sign * claim.chargeCents!
  return denied
    ? `CLP*${claim.id}*${status}*${money(cents)}*0*0*12*N${claim.id}~CAS*CO*16*${money(cents)}~DTM*232*${compact(day)}~`
    : `CLP*${claim.id}*${status}*${money(cents)}*${money(cents)}*0*12*N${claim.id}~DTM*232*${compact(day)}~`
}

/** An 835 with what it says of claims, each in a payment of its own day. */
function remittance(parts: readonly { readonly day: string; readonly text: string }[]): string {
  const days = [...new Set(parts.map(({ day }) => day))].sort()
  const transactions = days.map((day, at) => {
    const body = parts.filter((part) => part.day === day).map(({ text }) => text)
    const number = String(at + 1).padStart(4, '0')
    return `ST*835*${number}~BPR*I*0*C*CHK************${compact(day)}~TRN*1*T${compact(day)}*1999999999~N1*PR*PAYER~N1*PE*CLINIC*XX*1234567893~LX*1~${body.join('')}SE*0*${number}~`
  })
  return `ISA*00*          *00*          *ZZ*PAYER          *ZZ*CLINIC         *251101*1200*^*00501*000000001*0*P*:~GS*HP*P*C*20251101*1200*1*X*005010X221A1~${transactions.join('')}GE*${days.length}*1~IEA*1*000000001~`
}

const write = (name: string, text: string): string => {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}
const ndjson = (claims: readonly Sent[]): string =>
  claims.map(({ claim }) => `${JSON.stringify(claim)}\n`).join('')

let codesets: Snapshot
let common: LearnOptions & Required<Pick<LearnOptions, 'claims' | 'remits'>>
const past = sent(4000, 1, 'A')
const later = sent(2000, 2, 'B')
const decided = (claims: readonly Sent[]): { day: string; text: string }[] =>
  claims.map((one) => ({ day: one.day, text: decision(one, one.denied) }))

beforeAll(async () => {
  codesets = await openCodesets(starterFolder)
  common = {
    codesets,
    only: ['claim-balance'],
    claims: [write('past.ndjson', ndjson(past))],
    remits: [write('past.835', remittance(decided(past)))],
  }
})

describe('learning from files', () => {
  it('learns what each payer does, and of findings what follows them', async () => {
    const { model, counts } = await learnRisk(common)
    expect(counts).toMatchObject({ claims: 4000, settled: 4000, claimsUnmatched: 0, remittancesUnmatched: 0 })
    expect(counts.denied).toBe(past.filter(({ denied }) => denied).length)
    expect(model.learned).toMatchObject({ claims: 4000, payers: 2, overturned: 0, from: '2025-01-01' })
    const path = write('model.json', riskModelText(model))
    expect(readRiskModel(path)).toEqual(model)

    const scrubber = openScrubber({
      codesets,
      received: '2025-11-01',
      only: ['claim-balance'],
      risk: openRiskModel(path),
    })
    let off = 0
    for (const { claim } of later) {
      const { risk, findings } = scrubber.scrub(claim)
      expect(risk?.basis).toBe('learned')
      off += Math.abs(risk!.probability - chance(claim.payer!.id!, findings.length > 0))
    }
    expect(off / later.length).toBeLessThan(0.03)
  })
  it('is the same, byte for byte, in whatever files and order the claims come', async () => {
    const whole = await learnRisk(common)
    const [one, other] = [
      past.filter((_, at) => at % 2 === 0),
      past.filter((_, at) => at % 2 === 1).reverse(),
    ]
    const parted = await learnRisk({
      ...common,
      claims: [write('other.ndjson', ndjson(other)), write('one.ndjson', ndjson(one))],
      remits: [write('other.835', remittance(decided(other))), write('one.835', remittance(decided(one)))],
    })
    expect(riskModelText(parted.model)).toBe(riskModelText(whole.model))
  })
  it('an overturned denial teaches nothing: neither a denial nor a payment', async () => {
    const extra = sent(500, 3, 'X')
    const overturned = extra.flatMap((one) => [
      { day: one.day, text: decision(one, true) },
      { day: '2025-12-01', text: decision(one, true, '22', -1) },
      { day: '2025-12-02', text: decision(one, false) },
    ])
    const { model, counts } = await learnRisk({
      ...common,
      claims: [...common.claims, write('extra.ndjson', ndjson(extra))],
      remits: [...common.remits, write('extra.835', remittance(overturned))],
    })
    expect(counts).toMatchObject({ settled: 4000, overturned: 500 })
    const { model: without } = await learnRisk(common)
    expect({ ...model, learned: { ...model.learned, overturned: 0 } }).toEqual(without)
  })
  it('a paid claim silences no edit: the finding stays, only the risk says that it is paid', async () => {
    const paid = past.map((one) => ({
      ...one,
      denied: one.claim.chargeCents === one.claim.lines[0]!.chargeCents && one.denied,
    }))
    const { model } = await learnRisk({ ...common, remits: [write('paid.835', remittance(decided(paid)))] })
    const path = write('paid.json', riskModelText(model))
    const faulty = later.find(({ claim }) => claim.chargeCents !== claim.lines[0]!.chargeCents)!.claim
    const scrub = (risk?: ReturnType<typeof openRiskModel>) =>
      openScrubber({
        codesets,
        received: '2025-11-01',
        only: ['claim-balance'],
        ...(risk ? { risk } : {}),
      }).scrub(faulty)
    const [learned, prior] = [scrub(openRiskModel(path)), scrub()]
    expect(learned.findings).toEqual(prior.findings)
    expect(learned.verdict).toBe(prior.verdict)
    expect(learned.findings.length).toBeGreaterThan(0)
    expect(learned.risk!.probability).toBeLessThan(prior.risk!.probability)
  })
  it('learns of payers under the ids that a payer map gives them, as they are scored', async () => {
    const map = write('payers.csv', 'payer,id,line\nSTRICT,00001,commercial\n')
    const payerMap = await openPayerMap(map)
    const { model } = await learnRisk({ ...common, payerMap })
    expect(Object.keys(model.payers)).toEqual(['00001', 'LAX'])
    const report = await evaluateRisk({ ...common, payerMap }, model)
    expect(report.byBasis.map(({ name }) => name)).toEqual(['learned'])
  })
  it('refuses too few denials, and says how many there are', async () => {
    const few = past.slice(0, 600)
    await expect(
      learnRisk({
        ...common,
        claims: [write('few.ndjson', ndjson(few))],
        remits: [write('few.835', remittance(decided(few)))],
      }),
    ).rejects.toMatchObject({
      code: 'E_LEARN',
      message: expect.stringMatching(/^\d+ denials among 600 settled claims are too few/) as string,
    })
  })
  it('refuses a model that is none', () => {
    expect(() => readRiskModel(join(folder, 'missing.json'))).toThrow(
      expect.objectContaining({ code: 'E_FILE' }) as Error,
    )
    for (const text of ['no json', '{}', '{"payers":{"__proto__":1}}'])
      expect(() => readRiskModel(write('none.json', text))).toThrow(
        expect.objectContaining({ code: 'E_RISK_MODEL' }) as Error,
      )
  })
})

describe('learning from a store', () => {
  it('gives what files give, however often the same is recorded and imported; and keeps the model', async () => {
    const url = `sqlite:${join(folder, 'runs.db')}`
    const store = await openRunStore(url, { home: join(folder, 'home') })
    try {
      await expect(learnRisk({ codesets, store })).rejects.toMatchObject({ code: 'E_LEARN' })
      const record = { store, codesets, keep: 'claims', today: '2025-12-01', by: 'test' } as const
      const only = ['claim-balance']
      await recordRun({ ...record, paths: common.claims, only })
      await recordRun({ ...record, paths: common.claims, only, received: '2025-11-01' })
      for (const by of ['one', 'other']) await importRemittances(store, { paths: common.remits, by })
      const { model, counts } = await learnRisk({ codesets, only, store })
      expect(counts).toMatchObject({ claims: 4000, settled: 4000, remittancesUnmatched: 0 })
      expect(model).toEqual((await learnRisk(common)).model)
      expect(await storedRiskModel(store)).toBeUndefined()
      await keepRiskModel(store, model, 'test')
      expect(await storedRiskModel(store)).toEqual(model)
      const report = await evaluateRisk({ codesets, only, store }, model)
      // Sums of another order differ in their last digits.
      expect(evaluationText(report)).toBe(evaluationText(await evaluateRisk(common, model)))
    } finally {
      await store.close()
    }
  })
  it('learns nothing of runs that keep digests alone, and says so', async () => {
    const store = await openRunStore(`sqlite:${join(folder, 'digests.db')}`, { home: join(folder, 'home') })
    const warnings: Problem[] = []
    try {
      const record = { store, codesets, keep: 'digests', today: '2025-12-01', by: 'test' } as const
      await recordRun({ ...record, paths: common.claims })
      await expect(
        learnRisk({ codesets, store, onWarning: (warning) => void warnings.push(warning) }),
      ).rejects.toMatchObject({ code: 'E_LEARN' })
      expect(warnings).toMatchObject([{ code: 'W_HISTORY', file: 'store' }])
    } finally {
      await store.close()
    }
  })
})

describe('evaluating', () => {
  it('measures the model on later claims, and tells findings and reasons', async () => {
    const { model } = await learnRisk(common)
    const unknown = {
      ...later[0]!,
      claim: { ...later[0]!.claim, id: 'NOT-SENT', subscriber: { id: 'Z' }, patient: { id: 'Z' } },
    }
    const report = await evaluateRisk(
      {
        ...common,
        claims: [write('later.ndjson', ndjson(later))],
        remits: [write('later.835', remittance(decided([...later.slice(10), unknown])))],
      },
      model,
    )
    expect(report.counts).toMatchObject({
      claims: 2000,
      settled: 1990,
      claimsUnmatched: 10,
      remittancesUnmatched: 1,
    })
    expect(report.all.claims).toBe(1990)
    expect(report.all.brierSkill).toBeGreaterThan(0.1)
    expect(report.all.calibrationError).toBeLessThan(0.05)
    expect(report.byBasis.map(({ name }) => name)).toEqual(['learned'])
    expect(report.byPayer.map(({ name }) => name).sort()).toEqual(['LAX', 'STRICT'])
    const faulty = later.slice(10).filter(({ claim }) => claim.chargeCents !== claim.lines[0]!.chargeCents)
    expect(report.messages[0]).toMatchObject({
      edit: 'claim-balance',
      claims: faulty.length,
      denied: faulty.filter(({ denied }) => denied).length,
    })
    expect(report.reasons).toHaveLength(1)
    expect(report.reasons[0]).toMatchObject({ carc: '16', denials: report.all.denied })
    // Denied claims lose the whole charge here, and the model says so.
    expect(Math.abs(report.expectedLossCents / report.deniedCents - 1)).toBeLessThan(0.1)

    const text = evaluationText(report)
    expect(text).toContain('1,990 claims with a decision')
    expect(text).toContain('10 claims without a decision; 1 decisions without a claim')
    const page = await evaluationPage(report)
    expect(page).toContain('<svg')
    expect(page).not.toMatch(/<script|src=|href=/)
    expect(await evaluationPage(report)).toBe(page)
  })
  it('judges the prior where there is no model, and says what a model already knows', async () => {
    const prior = await evaluateRisk(common)
    expect(prior.byBasis.map(({ name, claims }) => [name, claims])).toEqual([['prior', 4000]])
    expect(prior.known).toBe(0)
    const { model } = await learnRisk(common)
    expect((await evaluateRisk(common, model)).known).toBe(4000)
  })
})

describe('the model document', () => {
  it('names no claim and no person', async () => {
    const { model } = await learnRisk(common)
    const text = riskModelText(model)
    for (const { claim } of past.slice(0, 50)) {
      expect(text).not.toContain(`"${claim.id}"`)
      expect(text).not.toContain(claim.subscriber!.id)
    }
    expect(readFileSync(common.claims[0]!, 'utf8')).toContain(past[0]!.claim.id)
  })
})
