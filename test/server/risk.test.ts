/** What scores denial risk: the newest model of the store, taken up while the server runs. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { knownClaims } from '../../bench/denials-generate.ts'
import {
  keepModel,
  keepRiskModel,
  openRunStore,
  riskModelText,
  showRun,
  type RiskModel,
  type Result,
  type RunStore,
} from '../../src/index.ts'
import { secondClaim } from '../../src/server/examples.ts'
import type { Server } from '../../src/server/build.ts'
import { namedRisk, publishedRates, riskAtStart } from '../../src/server/risk.ts'
import { learnKnown } from '../helpers/known-claims.ts'
import { built, folder, plain, storeIn } from './server.ts'

const models = [5, 6].map((seed) => learnKnown([...knownClaims('additive', 4_000, seed)])) as [
  RiskModel,
  RiskModel,
]
/** A claim of a payer that both models know. */
const claim = { ...secondClaim, payer: { ...secondClaim.payer, id: 'P00' } }

/** Risks that a server tells: of a claim at once, and of many in a thread. */
async function risksOf({ app }: Server): Promise<string[]> {
  const ask = async (body: string, type: string): Promise<string[]> => {
    const answer = await app.inject({
      method: 'POST',
      url: '/v1/scrub',
      headers: { 'content-type': type },
      payload: body,
    })
    expect(answer.statusCode, answer.body).toBe(200)
    return answer.body
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Extract<Result, { claim: string }>)
      .map(({ risk }) => `${risk!.basis} ${risk!.probability}`)
  }
  const text = JSON.stringify(claim)
  const all = [
    ...(await ask(text, 'application/json')),
    ...(await ask(`${text}\n`.repeat(120), 'application/x-ndjson')),
  ]
  expect(all).toHaveLength(121)
  return [...new Set(all)]
}
async function inStore<T>(store: { url: string; home: string }, work: (store: RunStore) => Promise<T>) {
  const opened = await openRunStore(store.url, store)
  try {
    return await work(opened)
  } finally {
    await opened.close()
  }
}
const record = async ({ app }: Server, key: string): Promise<string> => {
  const answer = await app.inject({
    method: 'POST',
    url: '/v1/runs',
    headers: { 'content-type': 'application/x-ndjson', 'idempotency-key': key },
    payload: `${JSON.stringify(claim)}\n`,
  })
  expect(answer.statusCode, answer.body).toBe(201)
  return answer.json<{ id: string }>().id
}

describe('the risk model of the store', () => {
  it('scores from the start, and is taken up while the server runs, in all threads', async () => {
    const store = storeIn(folder())
    const logged: string[] = []
    const server = await built({ store, log: (lines) => logged.push(lines) })
    const [published] = await risksOf(server)
    expect(published).toMatch(/^prior /)
    const before = await record(server, 'before-any-model')

    await inStore(store, (kept) => keepRiskModel(kept, models[0], 'test'))
    expect(await server.reload()).toBe(true)
    expect(await server.reload()).toBe(false)
    const learned = await risksOf(server)
    expect(learned).toHaveLength(1)
    expect(learned[0]).toMatch(/^learned /)
    const after = await record(server, 'with-the-first')
    server.flushLog()
    expect(logged.join('')).toMatch(/"event":"in-force".*"risk":"[0-9a-f]{32}"/)
    await inStore(store, (kept) => keepRiskModel(kept, models[1], 'test'))
    expect(await server.reload()).toBe(true)
    const again = await risksOf(server)
    expect(again).toHaveLength(1)
    expect(again[0]).toMatch(/^learned /)
    expect(again).not.toEqual(learned)

    // A run names what scored it; what was answered stays so, whatever has come in force since.
    const runs = await inStore(store, (kept) => Promise.all([showRun(kept, before), showRun(kept, after)]))
    expect(runs[0]!.options).not.toHaveProperty('risk')
    expect(runs[1]!.options['risk']).toMatch(/^[0-9a-f]{32}$/)
    const starting = await built({ store })
    expect(await record(starting, 'before-any-model')).toBe(before)
    expect(await record(starting, 'with-the-first')).toBe(after)
    expect(await risksOf(starting)).toEqual(again)

    // What is newer and no model changes nothing, but is told.
    await inStore(store, (kept) => keepModel(kept, 'f'.repeat(32), { format: 'of another program' }, 'test'))
    expect(await server.reload()).toBe(false)
    expect(await risksOf(server)).toEqual(again)
    expect((await server.app.inject('/metrics')).body).toMatch(/^cleanclaim_reload_failures_total 1$/m)
    await expect(riskAtStart(plain({ store }))).rejects.toMatchObject({ code: 'E_RISK_MODEL' })
  })
  it('gives way to one that is named, and to published rates by name', async () => {
    const home = folder()
    const store = storeIn(home)
    await inStore(store, (kept) => keepRiskModel(kept, models[0], 'test'))
    const file = join(home, 'model.json')
    writeFileSync(file, riskModelText(models[0]))
    // One model has one name, wherever it comes from.
    expect(namedRisk(file)).toEqual(await riskAtStart(plain({ store })))
    expect(namedRisk('prior')).toEqual(publishedRates)
    expect(await riskAtStart(plain({ store, risk: 'prior' }))).toEqual(publishedRates)
    expect(() => namedRisk(join(home, 'none.json'))).toThrow(expect.objectContaining({ code: 'E_FILE' }))
    writeFileSync(file, riskModelText(models[1]))
    const server = await built({ store, risk: file })
    const [named] = await risksOf(server)
    expect(named).toMatch(/^learned /)
    writeFileSync(file, riskModelText(models[0]))
    expect(await server.reload()).toBe(true)
    expect(await risksOf(server)).not.toEqual([named])
  })
})
