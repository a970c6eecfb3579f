import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { probit, sampleStandardDeviation } from 'simple-statistics'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  drawWorksheet,
  openRunStore,
  readTrail,
  readWorksheet,
  type RunStore,
  type SamplePlan,
} from '../../src/index.ts'
import { estimateAmount, estimateRate } from '../../src/audit/estimate.ts'
import { atMost, errorLimits, normalQuantile, tQuantile } from '../../src/audit/quantiles.ts'
import { allocate, drawSample, sizeForRate, ticketOf } from '../../src/audit/sample.ts'
import { recorded } from '../store/claims.ts'
import { record } from '../store/stores.ts'

describe('quantiles', () => {
  // NIST/SEMATECH e-Handbook of Statistical Methods, table of Student's t (1.3.6.7.2), and RAT-STATS's own 1.644853626951.
  it.each([
    [0.95, 1, 6.314],
    [0.95, 10, 1.812],
    [0.95, 29, 1.699],
    [0.95, 99, 1.66],
    [0.975, 39, 2.023],
    [0.995, 5, 4.032],
    [0.9, 100, 1.29],
  ])('t of %d with %d degrees is %d', (p, degrees, value) => {
    expect(tQuantile(p, degrees)).toBeCloseTo(value, 3)
  })
  it('agree with known values of the normal distribution, and t comes to it', () => {
    expect(normalQuantile(0.95)).toBeCloseTo(1.644853626951473, 12)
    expect(normalQuantile(0.975)).toBeCloseTo(1.959963984540054, 12)
    expect(normalQuantile(0.999999)).toBeCloseTo(4.753424308822899, 9)
    for (const p of [0.01, 0.2, 0.5, 0.8, 0.99]) expect(normalQuantile(p)).toBeCloseTo(probit(p), 2)
    expect(tQuantile(0.95, 1e6)).toBeCloseTo(normalQuantile(0.95), 5)
  })
})

/** Binomial coefficients as whole numbers: nothing in common with logarithms of gamma functions. */
function choose(n: number, k: number): bigint {
  let value = 1n
  for (let at = 0; at < k; at++) value = (value * BigInt(n - at)) / BigInt(at + 1)
  return value
}

describe('exact limits of errors', () => {
  const probability = (universe: number, sample: number, count: number, errors: number): number => {
    let sum = 0n
    for (let at = 0; at <= errors; at++)
      if (at <= count && sample - at <= universe - count)
        sum += choose(count, at) * choose(universe - count, sample - at)
    return Number((sum * 10n ** 15n) / choose(universe, sample)) / 1e15
  }
  it.each([
    [50, 10, 0],
    [50, 10, 3],
    [50, 10, 10],
    [200, 30, 7],
    [120, 60, 1],
  ])('of %d claims, %d audited, %d in error', (universe, sample, errors) => {
    for (const count of [errors, errors + 3, Math.floor(universe / 2)])
      expect(atMost(universe, sample, count, errors)).toBeCloseTo(
        probability(universe, sample, count, errors),
        10,
      )
    const possible = Array.from({ length: universe - sample + 1 }, (_, at) => errors + at)
    const lower =
      errors === 0 ? 0 : possible.find((count) => 1 - probability(universe, sample, count, errors - 1) > 0.05)
    const upper =
      errors === sample
        ? universe
        : possible.findLast((count) => probability(universe, sample, count, errors) > 0.05)
    expect(errorLimits(universe, sample, errors, 0.9)).toEqual({ lower, upper })
  })
})

describe('estimates', () => {
  const cents = [0, 0, 1250, 0, 4300, 0, 0, 980, 0, 15_000]
  const errors = cents.map((value) => value !== 0)

  it('of one stratum are mean times universe, with t and the finite correction', () => {
    const amount = estimateAmount([{ name: '', universe: 400, errors, cents }], 0.9)!
    const error = (400 * sampleStandardDeviation(cents) * Math.sqrt(1 - 10 / 400)) / Math.sqrt(10)
    expect(amount.total.point).toBeCloseTo(400 * 2153, 6)
    expect(amount.standardError).toBeCloseTo(error, 6)
    // t of 0.95 with 9 degrees: 1.833113 in every table.
    expect(amount.total.lower).toBeCloseTo(400 * 2153 - 1.8331129326536335 * error, 3)
    expect(amount.method).toBe('unrestricted-t')
  })

  it('are those of the worked example of the book that the method is taken from', () => {
    // W. G. Cochran, Sampling Techniques, 3rd edition, chapter 2, confidence limits: signatures on 676 sheets of a petition, of which 50
    // were counted; estimate 19,888, and limits of 80 % with the rounded normal quantile of 1.28: 18,107 and 21,669. The
    // counts also stand at https://tutorsglobe.com/question/confidence-interval-for-the-total-number-of-signatures-5714206.aspx
    const sheets: readonly (readonly [signatures: number, sheets: number])[] = [
      ...([
        [42, 23],
        [41, 4],
        [36, 1],
        [32, 1],
        [29, 1],
        [27, 2],
        [23, 1],
        [19, 1],
        [16, 2],
        [15, 2],
      ] as const),
      ...([
        [14, 1],
        [11, 1],
        [10, 1],
        [9, 1],
        [7, 1],
        [6, 3],
        [5, 2],
        [4, 1],
        [3, 1],
      ] as const),
    ]
    const counted = sheets.flatMap(([signatures, count]) => Array<number>(count).fill(signatures))
    const petition = { name: '', universe: 676, errors: counted.map(() => true), cents: counted }
    const { total, standardError, quantile } = estimateAmount([petition], 0.8)!
    expect(total.point).toBeCloseTo(19_888, -0.5)
    expect(Math.abs(total.point - 1.28 * standardError - 18_107)).toBeLessThan(1)
    expect(Math.abs(total.point + 1.28 * standardError - 21_669)).toBeLessThan(1)
    // Ours are a little wider, by Student's t with 49 degrees as RAT-STATS takes it: 1.299 in tables.
    expect(quantile).toBeCloseTo(1.299, 3)
    expect(total.lower).toBeCloseTo(total.point - quantile * standardError, 6)
  })

  it('of strata add up, with the normal quantile', () => {
    const strata = [
      { name: 'a', universe: 100, errors: errors.slice(0, 5), cents: cents.slice(0, 5) },
      { name: 'b', universe: 5, errors: errors.slice(5), cents: cents.slice(5) },
    ]
    const amount = estimateAmount(strata, 0.9)!
    const error = 100 * sampleStandardDeviation(cents.slice(0, 5)) * Math.sqrt((1 - 5 / 100) / 5)
    expect(amount.total.point).toBeCloseTo(100 * 1110 + 15_980, 6)
    // A stratum that was audited whole adds no uncertainty.
    expect(amount.standardError).toBeCloseTo(error, 6)
    expect(amount.total.upper - amount.total.point).toBeCloseTo(1.6448536269514722 * error, 6)
    const rate = estimateRate(strata, 0.9)
    expect(rate.total.point).toBeCloseTo(42)
    expect(rate.method).toBe('stratified-normal')
  })

  it('hold what they promise: the lower limit is below the truth about 95 times in 100', () => {
    // Invented universe: one claim in four overpaid, by amounts of a pattern.
    const universe = Array.from({ length: 500 }, (_, at) => (at % 4 === 0 ? 1000 + (at % 17) * 300 : 0))
    const truth = universe.reduce((sum, value) => sum + value, 0)
    const frame = universe.map((_, ordinal) => ({ ordinal, stratum: '' }))
    const draws = 400
    let below = 0
    for (let seed = 0; seed < draws; seed++) {
      const [stratum] = drawSample(frame, 100, `trial ${seed}`)
      const drawn = stratum!.drawn.map(({ ordinal }) => universe[ordinal]!)
      const { total } = estimateAmount(
        [{ name: '', universe: 500, errors: drawn.map((value) => value > 0), cents: drawn }],
        0.9,
      )!
      if (total.lower <= truth) below += 1
    }
    // Four standard deviations around 95 %, and some for the skew of amounts.
    expect(below / draws).toBeGreaterThan(0.9)
    expect(below / draws).toBeLessThanOrEqual(0.995)
  })
})

describe('drawing', () => {
  const frame = Array.from({ length: 300 }, (_, ordinal) => ({
    ordinal,
    stratum: ordinal % 3 === 0 ? 'a' : 'b',
  }))

  it('can be repeated with any program that knows SHA-256', () => {
    const numbers = frame
      .map(({ ordinal }) => ({ ordinal, ticket: createHash('sha256').update(`s\n${ordinal}`).digest('hex') }))
      .sort((a, b) => (a.ticket < b.ticket ? -1 : 1))
    const [all] = drawSample(
      frame.map(({ ordinal }) => ({ ordinal, stratum: '' })),
      20,
      's',
    )
    expect(all!.drawn.map(({ ordinal }) => ordinal)).toEqual(
      numbers.slice(0, 20).map(({ ordinal }) => ordinal),
    )
    expect(ticketOf('s', 7)).toBe(createHash('sha256').update('s\n7').digest('hex'))
  })
  it('shares a sample out among strata', () => {
    const strata = drawSample(frame, 30, 's')
    expect(strata.map(({ name, universe, drawn }) => [name, universe, drawn.length])).toEqual([
      ['a', 100, 10],
      ['b', 200, 20],
    ])
    expect(allocate([1000, 1, 3], 20, 'proportional')).toEqual([17, 1, 2])
    expect(allocate([1000, 8, 1000], 30, 'equal').reduce((sum, share) => sum + share)).toBe(30)
    expect(() => allocate([10, 10, 10], 5, 'equal')).toThrow(/two claims of each/)
  })
  it('takes every claim as often as any other', () => {
    const drawn = new Array<number>(20).fill(0)
    const small = drawn.map((_, ordinal) => ({ ordinal, stratum: '' }))
    for (let seed = 0; seed < 2000; seed++)
      for (const { ordinal } of drawSample(small, 5, String(seed))[0]!.drawn) drawn[ordinal]! += 1
    // 500 expected with a standard deviation of 19.
    for (const count of drawn) expect(Math.abs(count - 500)).toBeLessThan(90)
  })
  it('needs as many claims as Cochran says', () => {
    // n0 = 1.96^2 0.25 / 0.05^2 = 384.1; of 1,000 claims 277.7.
    expect(sizeForRate(1000, 0.5, { precision: 0.05, confidence: 0.95 })).toBe(278)
    expect(sizeForRate(50, 0.5, { precision: 0.01, confidence: 0.95 })).toBe(50)
  })
})

describe('the worksheet', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cleanclaim-sample-'))
  let store: RunStore
  let plan: SamplePlan
  beforeAll(async () => {
    store = await openRunStore(`sqlite:${join(folder, 'runs.db')}`, { home: folder })
    const run = await record(store, recorded(120))
    plan = { run: run.id, seed: 'audit-1', size: 20, stratify: 'payer', allocation: 'proportional' }
  })
  afterAll(async () => {
    await store.close()
    rmSync(folder, { recursive: true, force: true })
  })
  const fill = (sheet: string, answer: (at: number) => string): string => {
    const path = join(folder, 'sheet.csv')
    const [head, ...rows] = sheet.trimEnd().split('\r\n')
    writeFileSync(
      path,
      [head, ...rows.map((row, at) => row.replace(/,,,$/, answer(at)))].join('\r\n') + '\r\n',
    )
    return path
  }

  it('is the same for the same seed, and its drawing stands in the trail', async () => {
    const sheet = await drawWorksheet(store, plan, 'auditor')
    expect(await drawWorksheet(store, plan, 'auditor')).toBe(sheet)
    expect(await drawWorksheet(store, { ...plan, seed: 'audit-2' }, 'auditor')).not.toBe(sheet)
    expect(sheet.trimEnd().split('\r\n')).toHaveLength(21)
    const entry = (await readTrail(store)).find(({ action }) => action === 'sample-drawn')
    expect(entry).toMatchObject({ by: 'auditor', subject: plan.run, detail: { seed: 'audit-1', size: 20 } })
  })

  it('filled in gives error rate and overpayment', async () => {
    const sheet = await drawWorksheet(store, plan, 'auditor')
    const path = fill(sheet, (at) => (at < 5 ? ',"$1,200.50",1000.50,,'.slice(1) : '100,100,,'))
    const report = await readWorksheet(store, path, 0.9)
    expect(report.strata.map(({ universe, sample }) => [universe, sample])).toEqual([
      [60, 11],
      [48, 9],
    ])
    expect(report.rate.rate.point).toBeGreaterThan(0)
    expect(report.amount!.total.lower).toBeLessThan(report.amount!.total.point)
    const rates = await readWorksheet(
      store,
      fill(sheet, (at) => `,,${at < 5 ? 'yes' : 'no'},`),
      0.9,
    )
    expect(rates.rate.rate.point).toBeCloseTo(report.rate.rate.point, 12)
    expect(rates.amount).toBeUndefined()
  })

  it('is refused when rows are missing, changed or not filled in', async () => {
    const sheet = await drawWorksheet(store, plan, 'auditor')
    const path = fill(sheet, () => '100,100,,')
    const whole = readFileSync(path, 'utf8')
    const refused = async (text: string): Promise<void> => {
      writeFileSync(path, text)
      await expect(readWorksheet(store, path, 0.9)).rejects.toMatchObject({ code: 'E_OPTION' })
    }
    const rows = whole.trimEnd().split('\r\n')
    await refused(rows.slice(0, -1).join('\r\n'))
    await refused([...rows, rows[1]].join('\r\n'))
    await refused(whole.replace('100,100,,', ',,,'))
    await refused(whole.replace('100,100,,', '100,,,'))
    await refused(whole.replace('100,100,,', '100,abc,,'))
    await refused(whole.replaceAll('audit-1', 'audit-9'))
    await refused(whole.replace('audit-1', 'audit-9'))
  })
})
