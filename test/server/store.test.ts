/** What is kept: runs, the work list, remittances, and who asked for them. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { z } from 'zod'
import { openRunStore, readTrail, Result, verifyTrail } from '../../src/index.ts'
import { claimJson, remittanceX12, secondClaim } from '../../src/server/examples.ts'
import {
  DifferenceLine,
  NotesAnswer,
  RemittancesAnswer,
  RunAnswer,
  WorklistAnswer,
} from '../../src/server/schemas.ts'
import { built, folder, storeIn } from './server.ts'

const home = folder()
const store = storeIn(home)
const { app } = await built({ store })
const post = (url: string, payload: string | object, type = 'application/json', headers = {}) =>
  app.inject({ method: 'POST', url, payload, headers: { 'content-type': type, ...headers } })
const get = (url: string) => app.inject(url)
const ndjson = (...claims: object[]): string => claims.map((claim) => `${JSON.stringify(claim)}\n`).join('')
const run = async (body: string, query = '', headers = {}): Promise<z.infer<typeof RunAnswer>> => {
  const answer = await post(`/v1/runs${query}`, body, 'application/x-ndjson', headers)
  expect(answer.statusCode, answer.body).toBe(201)
  return RunAnswer.parse(answer.json())
}

describe('runs', () => {
  it('are recorded, listed, shown and read back', async () => {
    const made = await run(ndjson(claimJson, { id: 'X' }, secondClaim), '?received=2026-03-05')
    expect(made).toMatchObject({ state: 'finished', counts: { claims: 3, verdicts: { unreadable: 1 } } })
    const list = (await get('/v1/runs')).json<{ runs: unknown[] }>().runs.map((one) => RunAnswer.parse(one))
    expect(list[0]).toEqual(made)
    expect(RunAnswer.parse((await get(`/v1/runs/${made.id}`)).json())).toEqual(made)
    const results = await get(`/v1/runs/${made.id}/results`)
    const read = results.body
      .trimEnd()
      .split('\n')
      .map((line) => Result.parse(JSON.parse(line)))
    expect(read.map(({ claim }) => claim)).toEqual(['CLM-1001', null, 'CLM-1002'])
    expect((await get(`/v1/runs/${made.id}/results?report=csv`)).body).toMatch(/^claim,verdict,/)
  })
  it('differ in what changed, and not from themselves', async () => {
    const before = await run(ndjson(claimJson), '?skip=ncci-ptp')
    const after = await run(ndjson(claimJson))
    expect((await get(`/v1/runs/${after.id}/diff/${after.id}`)).body).toBe('')
    const lines = (await get(`/v1/runs/${before.id}/diff/${after.id}`)).body.trimEnd().split('\n')
    const differences = lines.map((line) => DifferenceLine.parse(JSON.parse(line)))
    expect(differences.map(({ change, edit }) => `${change} ${edit}`)).toContain('gained ncci-ptp')
  })
  it('are done once for an idempotency key, even by a server that has forgotten', async () => {
    const key = { 'idempotency-key': 'run-key-0001' }
    const body = ndjson(claimJson, secondClaim)
    const first = await run(body, '', key)
    expect((await run(body, '', key)).id).toBe(first.id)
    const later = await built({ store })
    const again = await later.app.inject({
      method: 'POST',
      url: '/v1/runs',
      payload: body,
      headers: { 'content-type': 'application/x-ndjson', ...key },
    })
    expect(again.json()).toMatchObject({ id: first.id })
    const other = await later.app.inject({
      method: 'POST',
      url: '/v1/runs',
      payload: ndjson(claimJson),
      headers: { 'content-type': 'application/x-ndjson', 'idempotency-key': 'run-key-0001' },
    })
    expect(other.json()).toMatchObject({ statusCode: 422, code: 'E_IDEMPOTENCY' })
  })
  it('look back on what was recorded where history is asked for', async () => {
    await run(ndjson({ ...secondClaim, id: 'EARLIER-1' }))
    const copy = { ...secondClaim, id: 'LATER-1', frequency: '1' }
    const found = async (query: string): Promise<string[]> => {
      const answer = await post(`/v1/scrub?only=claim-duplicate${query}`, copy)
      return answer.json<{ findings: { edit: string }[] }>().findings.map(({ edit }) => edit)
    }
    expect(await found('')).toEqual([])
    expect(await found('&history=store')).toEqual(['claim-duplicate'])
    const recorded = await run(ndjson({ ...copy, id: 'LATER-2' }), '?only=claim-duplicate&history=store')
    expect(recorded.counts).toMatchObject({ findings: 1 })
  })
  it('are refused where nothing can be read, and where there is none', async () => {
    const bad = await post('/v1/runs', 'nothing', 'application/edi-x12')
    expect(bad.json()).toMatchObject({ statusCode: 422, code: 'E_X12_ENVELOPE' })
    expect((await get('/v1/runs/nope')).json()).toMatchObject({ statusCode: 404, code: 'E_RUN' })
    const { app: without } = await built()
    for (const url of ['/v1/runs', '/v1/worklist', '/v1/runs/a/results', '/v1/runs/a/diff/b'])
      expect((await without.inject(url)).json(), url).toMatchObject({ statusCode: 404, code: 'E_NOT_KEPT' })
  })
})

describe('the work list', () => {
  it('is worked on, each change on top of what was seen', async () => {
    await run(ndjson({ ...claimJson, id: 'WORK-1' }))
    const page = WorklistAnswer.parse((await get('/v1/worklist?edit=ncci-ptp&order=dollars')).json())
    const { id: item, version } = page.items.find(({ finding }) => finding.id.startsWith('WORK-1/'))!
    const change = (more: object) => post('/v1/worklist', { item, version, ...more })
    expect((await change({ do: 'assign', to: 'coder-1' })).json()).toMatchObject({
      version: 1,
      assignee: 'coder-1',
    })
    expect((await change({ do: 'resolve', reason: 'fixed' })).json()).toMatchObject({ code: 'E_CONFLICT' })
    expect((await change({ do: 'note', version: 1, text: 'Asked the surgeon.' })).json()).toMatchObject({
      notes: 1,
    })
    const notes = NotesAnswer.parse((await get(`/v1/worklist/notes?item=${encodeURIComponent(item)}`)).json())
    expect(notes.notes.map(({ text }) => text)).toEqual(['Asked the surgeon.'])
    expect((await change({ do: 'resolve', version: 2, reason: 'because' })).json()).toMatchObject({
      code: 'E_REQUEST',
    })
    expect((await change({ do: 'resolve', version: 2, reason: 'fixed' })).json()).toMatchObject({
      state: 'resolved',
    })
    const open = WorklistAnswer.parse((await get('/v1/worklist?limit=500')).json())
    expect(open.items.map(({ id }) => id)).not.toContain(item)
  })
  it('comes in pages', async () => {
    await run(ndjson(...[1, 2, 3].map((at) => ({ ...claimJson, id: `PAGE-${at}` }))))
    const first = WorklistAnswer.parse((await get('/v1/worklist?limit=1')).json())
    const second = WorklistAnswer.parse(
      (await get(`/v1/worklist?limit=1&after=${encodeURIComponent(first.next!)}`)).json(),
    )
    expect(second.items[0]!.id).not.toBe(first.items[0]!.id)
    expect((await get('/v1/worklist?after=nonsense')).json()).toMatchObject({ code: 'E_OPTION' })
    expect((await get('/v1/worklist?limit=0')).json()).toMatchObject({ code: 'E_OPTION' })
  })
})

describe('remittances', () => {
  it('are kept once', async () => {
    const send = async () =>
      RemittancesAnswer.parse((await post('/v1/remittances', remittanceX12, 'application/edi-x12')).json())
    expect(await send()).toMatchObject({ remittances: 1, given: 1, added: 1, problemCount: 0 })
    expect(await send()).toMatchObject({ given: 1, added: 0 })
  })
  it('are refused where there are none', async () => {
    const claims = await post('/v1/remittances', ndjson(claimJson), 'application/edi-x12')
    expect(claims.statusCode).toBe(422)
    expect((await post('/v1/remittances', remittanceX12, 'text/csv')).json()).toMatchObject({
      statusCode: 415,
      code: 'E_FORMAT',
    })
  })
})

describe('the trail', () => {
  it('has every access, and nothing of a person', async () => {
    await post('/v1/scrub', claimJson)
    await post('/v1/scrub', { ...claimJson, nope: 1 })
    await new Promise((resolve) => setTimeout(resolve, 1_500))
    const kept = await openRunStore(store.url, store)
    try {
      const entries = (await readTrail(kept)).filter(({ action }) => action === 'access')
      const seen = entries.map(({ by, subject, detail }) => `${by} ${subject} ${String(detail['status'])}`)
      for (const access of [
        'anonymous POST /v1/scrub 200',
        'anonymous POST /v1/scrub 422',
        'anonymous POST /v1/runs 201',
        'anonymous GET /v1/runs 200',
        'anonymous GET /v1/runs/:id 200',
        'anonymous GET /v1/runs/:id/results 200',
        'anonymous GET /v1/worklist 200',
        'anonymous POST /v1/worklist 200',
        'anonymous POST /v1/worklist 409',
        'anonymous GET /v1/worklist/notes 200',
        'anonymous POST /v1/remittances 200',
      ])
        expect(seen).toContain(access)
      expect(JSON.stringify(entries)).not.toMatch(/1EG4TE5MK73|1953-04-09|coder-1|surgeon/)
      expect(await verifyTrail(kept)).toMatchObject({ faults: [] })
    } finally {
      await kept.close()
    }
    const bytes = readFileSync(new URL(`file://${home}/store.db`)).toString('latin1')
    expect(bytes).not.toContain('1EG4TE5MK73')
  })
})
