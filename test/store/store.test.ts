/** The store, the same tests on SQLite and on Postgres. */
import { readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { deflateRawSync, inflateRawSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Claim } from '../../src/model/claim.ts'
import type { ClaimResult, Result } from '../../src/model/result.ts'
import { appendResults, finishRun, type Recorded } from '../../src/store/append.ts'
import { columnsOf, type FindingColumns, type ResultColumns } from '../../src/store/columns.ts'
import {
  addOverride,
  keepModel,
  keepRemittances,
  keptRemittances,
  listOverrides,
  newestModel,
  revokeOverride,
} from '../../src/store/kept.ts'
import { openRunStore, putMeta, type RunStore } from '../../src/store/open.ts'
import { prune } from '../../src/store/prune.ts'
import { earlierClaims, findClaim, resultAt, streamClaims } from '../../src/store/read.ts'
import { beginRun, listRuns, resumeRun, runOfKey, showRun } from '../../src/store/runs.ts'
import { migrations } from '../../src/store/schema.ts'
import { totalsOf } from '../../src/store/totals.ts'
import { readTrail, verifyTrail } from '../../src/store/trail.ts'
import { verifyContents } from '../../src/store/verify.ts'
import { changeItem, notesOf } from '../../src/store/work-items.ts'
import { worklist, type WorkItem, type WorklistQuery } from '../../src/store/worklist.ts'
import { claimOf, findingOf, marks, recorded, resultOf } from './claims.ts'
import { plan, record, resultsOf, storeMakers } from './stores.ts'

const makers = await storeMakers()
afterAll(async () => {
  for (const [, maker] of makers) await maker.close()
})

const today = '2024-12-01'

/** An entry with a severity that no column takes. */
function refused(entry: Recorded): Recorded {
  const result = entry.result as ClaimResult
  const findings = result.findings.map((finding) => ({ ...finding, severity: null }))
  return { ...entry, result: { ...result, findings } as unknown as Result }
}

async function columnsIn(
  store: RunStore,
  run: number,
): Promise<{ findings: FindingColumns; results: ResultColumns; places: string[] }[]> {
  const all = []
  for await (const block of columnsOf(store.db, run))
    all.push({ findings: block.findings(), results: block.results(), places: block.places() })
  return all
}

async function claimsOf(store: RunStore, id: string): Promise<(Claim | undefined)[]> {
  const all: (Claim | undefined)[] = []
  for await (const batch of streamClaims(store, id)) all.push(...batch.map(({ claim }) => claim))
  return all
}

async function allItems(store: RunStore, query: Partial<WorklistQuery> = {}): Promise<WorkItem[]> {
  const items: WorkItem[] = []
  let after: string | null = null
  do {
    const page = await worklist(store, { today, ...query, ...(after === null ? {} : { after }) })
    items.push(...page.items)
    after = page.next
  } while (after !== null)
  return items
}

async function earlier(store: RunStore, claims: readonly Claim[]): Promise<string[]> {
  const ids: string[] = []
  for await (const batch of earlierClaims(store, claims)) ids.push(...batch.map(({ id }) => id))
  return ids.sort()
}

describe.each(makers)('store on %s', (kind, maker) => {
  it('gives back results and claims as they were, to the byte', async () => {
    const store = await maker.open()
    const entries = recorded(40)
    // What later versions add to results and findings, wherever they put it.
    const risky = {
      ...entries[1]!.result,
      risk: { probability: 0.31, expectedLossCents: 310.4 },
      verdict: 'deny',
    }
    const odd = entries[2]!.result as ClaimResult
    const [first, ...others] = odd.findings
    const { edit, ...rest } = first!
    const strange = {
      ...odd,
      findings: [{ edit, added: [1], ...rest }, ...others.map((one) => ({ ...one, more: { a: 1 } }))],
    }
    entries[1] = { ...entries[1]!, result: risky as Result }
    entries[2] = { ...entries[2]!, result: strange as Result }
    const run = await record(store, entries)
    expect(JSON.stringify(await resultsOf(store, run.id))).toBe(
      JSON.stringify(entries.map(({ result }) => result)),
    )
    expect(JSON.stringify(await claimsOf(store, run.id))).toBe(
      JSON.stringify(entries.map(({ claim }) => claim)),
    )
    expect(JSON.stringify(await resultAt(store, run.id, 2))).toBe(JSON.stringify(strange))
    await expect(resultAt(store, run.id, 40)).rejects.toMatchObject({ code: 'E_RUN' })
    const [{ results: columns } = {}] = await columnsIn(store, run.number)
    expect([columns!.claim[1], columns!.atRiskCents[1], columns!.expectedCents[1]]).toEqual([
      'CLM-1',
      1001,
      310,
    ])
  })

  it('counts a finished run, and lists runs newest first', async () => {
    const store = await maker.open()
    const run = await record(store, recorded(40))
    const open = await beginRun(store, plan({ key: 'later' }))
    const results = recorded(40).map(({ result }) => result)
    const findings = results.flatMap((result) => (result.claim === null ? [] : result.findings))
    const { counts } = await showRun(store, run.id)
    expect(counts).toEqual({
      claims: 40,
      verdicts: { clean: 12, deny: 24, unreadable: 4 },
      findings: findings.length,
      // A cause and what it caused are on two lines.
      atRiskCents: findings.reduce((sum, { atRiskCents }) => sum + atRiskCents, 0),
    })
    expect((await listRuns(store)).map(({ id, state, done }) => [id, state, done])).toEqual([
      [open.id, 'recording', 0],
      [run.id, 'finished', 40],
    ])
    await expect(showRun(store, 'none')).rejects.toMatchObject({ code: 'E_RUN' })
    expect((await findClaim(store, 'CLM-7')).map((place) => [place.run, place.ordinal])).toEqual([
      [run.id, 7],
    ])
  })

  it('takes up a run where it stopped, and lets one recorder alone go on', async () => {
    const store = await maker.open()
    const entries = recorded(30)
    const first = await beginRun(store, plan({ key: 'k' }))
    await appendResults(store, first, entries.slice(0, 10), { items: 10 })
    const second = await resumeRun(store, (await runOfKey(store, 'k'))!.id)
    expect([second.done, second.position]).toEqual([10, { items: 10 }])
    await appendResults(store, second, entries.slice(10, 20), { items: 20 })
    await expect(appendResults(store, first, entries.slice(10, 20), {})).rejects.toMatchObject({
      code: 'E_CONFLICT',
    })
    await expect(finishRun(store, first, [], 'x')).rejects.toMatchObject({ code: 'E_CONFLICT' })
    await appendResults(store, second, entries.slice(20), { items: 30 })
    await finishRun(store, second, [], 'tester')
    await expect(appendResults(store, second, entries.slice(0, 1), {})).rejects.toMatchObject({
      code: 'E_CONFLICT',
    })
    await expect(resumeRun(store, second.id)).rejects.toMatchObject({ code: 'E_RUN' })
    await expect(beginRun(store, plan({ key: 'k' }))).rejects.toMatchObject({ code: 'E_CONFLICT' })
    expect(await resultsOf(store, second.id)).toEqual(entries.map(({ result }) => result))
    const unbroken = await record(store, entries, {}, 10)
    const rows = async (number: number): Promise<string> => JSON.stringify(await columnsIn(store, number))
    expect(await rows(second.number)).toBe(await rows(unbroken.number))
  })

  it('writes a block as a whole or not at all', async () => {
    const store = await maker.open()
    const run = await beginRun(store, plan())
    await appendResults(store, run, recorded(5), 1)
    const broken = recorded(5, 5).map((entry, at) => (at === 3 ? refused(entry) : entry))
    await expect(appendResults(store, run, broken, 2)).rejects.toThrow()
    await expect(appendResults(store, run, recorded(5, 5), 2)).rejects.toMatchObject({ code: 'E_CONFLICT' })
    const again = await resumeRun(store, run.id)
    expect([again.done, again.position]).toEqual([5, 1])
    await appendResults(store, again, recorded(5, 5), 2)
    await finishRun(store, again, [], 'tester')
    expect(await resultsOf(store, run.id)).toEqual(recorded(10).map(({ result }) => result))
    expect((await verifyContents(store)).faults).toEqual([])
  })

  it('writes blocks given at once in their order, and none after one that failed', async () => {
    const store = await maker.open()
    const run = await beginRun(store, plan())
    await Promise.all([0, 10, 20].map((at) => appendResults(store, run, recorded(10, at), at)))
    expect(run).toMatchObject({ done: 30, position: 20 })
    await finishRun(store, run, [], 'tester')
    expect(await resultsOf(store, run.id)).toEqual(recorded(30).map(({ result }) => result))
    const failing = await beginRun(store, plan())
    const broken = refused(recorded(1, 8)[0]!)
    const outcomes = await Promise.allSettled([
      appendResults(store, failing, recorded(10), 1),
      appendResults(store, failing, [broken], 2),
      appendResults(store, failing, recorded(10, 11), 3),
    ])
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected'])
    await expect(finishRun(store, failing, [], 'tester')).rejects.toThrow()
    expect(await resumeRun(store, failing.id)).toMatchObject({ done: 10, blocks: 1, position: 1 })
  })

  it('shows nothing of a person to who has the database and not the key', async () => {
    const { url, home } = maker.fresh()
    const store = await openRunStore(url, { home })
    await record(store, recorded(40))
    const [item] = await allItems(store)
    await changeItem(store, item!.id, 0, { do: 'note', text: `called about ${marks.note}` }, 'tester')
    await addOverride(store, { edit: 'ncci-ptp', until: '2025-01-01', reason: marks.note }, 'tester', today)
    await keepRemittances(
      store,
      [
        {
          identity: marks.patient,
          claim: `${marks.member}-9`,
          subscriber: marks.member,
          paidOn: '2024-12-01',
          body: marks,
        },
      ],
      'tester',
    )
    let bytes = ''
    // What is only deflated can be read by anybody.
    for (const { columns, keys, results } of await store.db.selectFrom('blocks').selectAll().execute())
      for (const packed of [columns, keys, results])
        bytes += packed === null ? '' : inflateRawSync(packed).toString('latin1')
    if (kind === 'postgres')
      for (const table of [
        'runs',
        'kinds',
        'phrases',
        'blocks',
        'newest',
        'listed',
        'patient_claims',
        'work_items',
        'work_notes',
        'overrides',
        'remittances',
        'trail',
        'meta',
      ] as const) {
        const rows = await store.db.selectFrom(table).selectAll().execute()
        expect(rows.length, table).toBeGreaterThan(0)
        for (const row of rows)
          for (const value of Object.values(row))
            bytes += value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : `${value}\n`
      }
    const stolen = (): string => {
      for (const name of readdirSync(home).filter((name) => name.startsWith('store.db')))
        bytes += readFileSync(join(home, name)).toString('latin1')
      return bytes
    }
    // With the write-ahead log beside it, and after it has gone into the file.
    const while_open = stolen()
    await store.close()
    const closed = stolen()
    for (const found of [while_open, closed]) {
      expect(found.includes('CLM-1')).toBe(true)
      for (const mark of Object.values(marks)) expect(found.includes(mark), mark).toBe(false)
    }
  })

  it('keeps digests alone where that is asked', async () => {
    const store = await maker.open()
    const run = await record(store, recorded(12), { keep: 'digests' })
    await expect(claimsOf(store, run.id)).rejects.toMatchObject({ code: 'E_RUN' })
    const digests = (await columnsIn(store, run.number)).flatMap(({ results }) => results.digest)
    expect(digests.filter((digest) => digest !== null)).toHaveLength(11)
    expect(
      await store.db.selectFrom('blocks').select('keys').where('keys', 'is not', null).execute(),
    ).toEqual([])
    expect(await earlier(store, [claimOf(1)])).toEqual([])
  })

  it('lists root causes by dollars, by age and by risk, each once over all pages', async () => {
    const store = await maker.open()
    const entries = recorded(60)
    await record(store, entries)
    const roots = entries.flatMap(({ result }) =>
      result.claim === null
        ? []
        : result.findings.filter(({ causedBy, severity }) => causedBy === null && severity !== 'note'),
    )
    for (const order of ['dollars', 'age', 'risk'] as const) {
      const items = await allItems(store, { order, limit: 7 })
      expect(items.map(({ finding }) => finding.id).sort()).toEqual(roots.map(({ id }) => id).sort())
    }
    const items = await allItems(store, { limit: 500 })
    expect(items.map(({ cents }) => cents)).toEqual(
      [...items.map(({ cents }) => cents)].sort((a, b) => b - a),
    )
    const withCause = items.find(({ causes }) => causes === 1)!
    expect(withCause.cents).toBe(withCause.finding.atRiskCents + 500)
    expect(await allItems(store, { edit: 'none' })).toEqual([])
    const ofPayer = await allItems(store, { payer: '60999', severity: 'deny', limit: 3 })
    expect(ofPayer).toEqual(items.filter(({ payer }) => payer === '60999'))
    await expect(worklist(store, { today, after: '[1]' })).rejects.toMatchObject({ code: 'E_OPTION' })
  })

  it('follows a chain of causes to its root, and one that comes back to itself', async () => {
    const store = await maker.open()
    const a = findingOf('C', { edit: 'a', line: 1, atRiskCents: 100 })
    const b = findingOf('C', { edit: 'b', line: 2, atRiskCents: 20, causedBy: a.id })
    const c = findingOf('C', { edit: 'c', line: 2, atRiskCents: 20, causedBy: b.id })
    const [x, y] = [
      findingOf('D', { edit: 'x', causedBy: 'D/y/modifierMissing/2' }),
      findingOf('D', { edit: 'y', causedBy: 'D/x/modifierMissing/2' }),
    ]
    await record(store, [
      { claim: { ...claimOf(1), id: 'C' }, result: resultOf('C', [c, b, a]) },
      { claim: { ...claimOf(2), id: 'D' }, result: resultOf('D', [x, y]) },
    ])
    const items = await allItems(store)
    expect(items.map(({ finding, cents }) => [finding.id, cents])).toEqual([
      ['D/y/modifierMissing/2', 11_000],
      ['D/x/modifierMissing/2', 11_000],
      ['C/a/modifierMissing/1', 120],
    ])
  })

  it('shows of each claim the newest result alone', async () => {
    const store = await maker.open()
    await record(store, recorded(20))
    const before = await allItems(store)
    const corrected = claimOf(1)
    const twice = findingOf('CLM-2', { edit: 'other', atRiskCents: 77 })
    const run = await record(store, [
      { claim: corrected, result: resultOf('CLM-1', []) },
      { claim: claimOf(2), result: resultOf('CLM-2', [findingOf('CLM-2')]) },
      { claim: claimOf(2), result: resultOf('CLM-2', [twice]) },
    ])
    const after = await allItems(store)
    const others = before.filter(({ finding }) => !/^CLM-[12]\//.test(finding.id))
    expect(after.filter(({ run: of }) => of !== run.id)).toEqual(others)
    expect(after.filter(({ run: of }) => of === run.id).map(({ finding }) => finding.id)).toEqual([twice.id])
    // What is only tried out changes nothing for those who work.
    await record(store, [{ claim: claimOf(4), result: resultOf('CLM-4', []) }], {
      purpose: 'rerun',
      base: run.id,
    })
    expect(await allItems(store)).toEqual(after)
    // Nor does what is not finished.
    await appendResults(
      store,
      await beginRun(store, plan()),
      [{ claim: claimOf(5), result: resultOf('CLM-5', []) }],
      0,
    )
    expect(await allItems(store)).toEqual(after)
  })

  it('keeps what people do with an item, and never loses one of two changes', async () => {
    const store = await maker.open()
    await record(store, recorded(20))
    const [first, second, third] = await allItems(store)
    const assigned = await changeItem(store, first!.id, 0, { do: 'assign', to: 'Ann' }, 'lead')
    expect(assigned).toMatchObject({ version: 1, assignee: 'Ann', state: 'open' })
    await expect(changeItem(store, first!.id, 0, { do: 'assign', to: 'Bob' }, 'lead')).rejects.toMatchObject({
      code: 'E_CONFLICT',
    })
    expect((await allItems(store, { assignee: 'Ann' })).map(({ id, version }) => [id, version])).toEqual([
      [first!.id, 1],
    ])
    expect(await allItems(store, { assignee: 'Bob' })).toEqual([])
    const both = await Promise.allSettled(
      ['one', 'two', 'three'].map((text) => changeItem(store, second!.id, 0, { do: 'note', text }, text)),
    )
    expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    for (const outcome of both)
      if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'E_CONFLICT' })
    expect(await notesOf(store, second!.id)).toHaveLength(1)
    await changeItem(store, third!.id, 0, { do: 'snooze', until: '2024-12-31' }, 'ann')
    expect((await allItems(store)).map(({ id }) => id)).not.toContain(third!.id)
    expect((await allItems(store, { state: 'snoozed' })).map(({ id }) => id)).toEqual([third!.id])
    expect((await allItems(store, { today: '2024-12-31' })).map(({ id }) => id)).toContain(third!.id)
    await changeItem(store, first!.id, 1, { do: 'resolve', reason: 'not-an-error' }, 'ann')
    expect((await allItems(store)).map(({ id }) => id)).not.toContain(first!.id)
    expect((await allItems(store, { state: 'resolved' }))[0]).toMatchObject({
      id: first!.id,
      reason: 'not-an-error',
    })
    // Recorded again, the same place is the same item: what was decided stands.
    await record(store, recorded(20))
    expect((await allItems(store)).map(({ id }) => id)).not.toContain(first!.id)
    await changeItem(store, first!.id, 2, { do: 'reopen' }, 'ann')
    expect((await allItems(store)).map(({ id }) => id)).toContain(first!.id)
    await expect(changeItem(store, 'nothing/at/all', 0, { do: 'reopen' }, 'ann')).rejects.toMatchObject({
      code: 'E_RUN',
    })
    await expect(changeItem(store, second!.id, 1, { do: 'note', text: ' ' }, 'ann')).rejects.toMatchObject({
      code: 'E_OPTION',
    })
    expect((await verifyContents(store)).faults).toEqual([])
  })

  it('fills a page however many items at the top are done with', async () => {
    const store = await maker.open()
    await record(store, recorded(40))
    const items = await allItems(store)
    for (const { id } of items.slice(0, 10))
      await changeItem(store, id, 0, { do: 'resolve', reason: 'fixed' }, 'ann')
    const page = await worklist(store, { today, limit: 5 })
    expect(page.items.map(({ id }) => id)).toEqual(items.slice(10, 15).map(({ id }) => id))
  })

  it('sums findings by what they have in common', async () => {
    const store = await maker.open()
    const entries = recorded(60)
    const run = await record(store, entries)
    const expected = new Map<string, { findings: number; claims: Set<number>; cents: number }>()
    entries.forEach(({ claim, result }, at) => {
      if (result.claim === null) return
      for (const { edit, causedBy, severity, atRiskCents } of result.findings) {
        const key = JSON.stringify({ edit, payer: claim!.payer!.id })
        const sum = expected.get(key) ?? { findings: 0, claims: new Set<number>(), cents: 0 }
        sum.findings += 1
        sum.claims.add(at)
        if (causedBy === null && severity !== 'note')
          sum.cents += atRiskCents + (result.findings.length > 1 ? 500 : 0)
        expected.set(key, sum)
      }
    })
    const totals = await totalsOf(store, run.id, ['edit', 'payer'])
    expect(totals).toHaveLength(expected.size)
    for (const { group, findings, claims, cents } of totals) {
      const sum = expected.get(JSON.stringify(group))!
      expect([findings, claims, cents]).toEqual([sum.findings, sum.claims.size, sum.cents])
    }
    const bySeverity = await totalsOf(store, run.id, ['severity'])
    // A claim with two findings of one severity counts once.
    expect(bySeverity.map(({ group, claims }) => [group.severity, claims])).toEqual([
      ['deny', 36],
      ['note', 18],
    ])
    expect(await totalsOf(store, run.id, [])).toEqual([expect.objectContaining({ group: {}, findings: 72 })])
  })

  it('finds earlier claims of a patient, in the newest version recorded', async () => {
    const store = await maker.open()
    const ofPatient = (at: number, patient: number): Recorded => ({
      claim: claimOf(at, patient),
      result: resultOf(`CLM-${at}`, []),
    })
    await record(store, [ofPatient(1, 7), ofPatient(2, 8), ofPatient(3, 7)])
    const changed = { ...claimOf(3, 7), chargeCents: 1 }
    await record(store, [{ claim: changed, result: resultOf('CLM-3', []) }])
    const unfinished = await beginRun(store, plan())
    await appendResults(store, unfinished, [ofPatient(4, 7)], 0)
    expect(await earlier(store, [claimOf(9, 7)])).toEqual(['CLM-1', 'CLM-3'])
    const versions: Claim[] = []
    for await (const batch of earlierClaims(store, [claimOf(9, 7)])) versions.push(...batch)
    expect(versions.find(({ id }) => id === 'CLM-3')!.chargeCents).toBe(1)
    // By either id; the Medicare id with dashes or without, in either case.
    const bySubscriber = { ...claimOf(9, 99), subscriber: { id: `${marks.member.toLowerCase()}-8` } }
    expect(await earlier(store, [bySubscriber])).toEqual(['CLM-2'])
    expect(
      await earlier(store, [{ ...claimOf(9, 99), patient: { ...claimOf(9, 8).patient } } as Claim]),
    ).toEqual(['CLM-2'])
    expect(await earlier(store, [claimOf(9, 99)])).toEqual([])
  })

  it('removes claims, then runs, of before a day', async () => {
    const store = await maker.open()
    const run = await record(store, recorded(20))
    expect(await prune(store, 'claims', '2000-01-01', 'tester')).toEqual({ runs: 0, claims: 0 })
    expect(await prune(store, 'claims', '2999-01-01', 'tester')).toEqual({ runs: 1, claims: 20 })
    await expect(claimsOf(store, run.id)).rejects.toMatchObject({ code: 'E_RUN' })
    expect(await earlier(store, [claimOf(1)])).toEqual([])
    expect(await resultsOf(store, run.id)).toHaveLength(20)
    expect((await verifyContents(store)).faults).toEqual([])
    expect(await prune(store, 'runs', '2999-01-01', 'tester')).toEqual({ runs: 1, claims: 20 })
    for (const table of ['runs', 'kinds', 'phrases', 'blocks', 'newest', 'listed', 'patient_claims'] as const)
      expect(await store.db.selectFrom(table).selectAll().execute(), table).toEqual([])
    expect((await verifyContents(store)).faults).toEqual([])
    expect((await verifyTrail(store)).faults).toEqual([])
    expect((await readTrail(store)).map(({ action }) => action)).toEqual([
      'run-begun',
      'run-finished',
      'claims-removed',
      'run-removed',
    ])
  })

  it('keeps overrides with their reason and last day, remittances once, and the newest model', async () => {
    const store = await maker.open()
    const given = await addOverride(
      store,
      { edit: 'ncci-ptp', payer: '60999', until: '2024-12-31', reason: 'by contract' },
      'ann',
      today,
    )
    expect(await listOverrides(store, today)).toEqual([given])
    expect(await listOverrides(store, '2025-01-01')).toEqual([])
    await expect(
      addOverride(store, { edit: 'x', until: '2024-11-30', reason: 'late' }, 'ann', today),
    ).rejects.toMatchObject({ code: 'E_OPTION' })
    await expect(
      addOverride(store, { edit: 'x', until: '2025-01-01', reason: '' }, 'ann', today),
    ).rejects.toMatchObject({ code: 'E_OPTION' })
    await revokeOverride(store, given.id, 'ann')
    expect(await listOverrides(store, today)).toEqual([])
    expect(await listOverrides(store)).toHaveLength(1)
    await expect(revokeOverride(store, given.id, 'ann')).rejects.toMatchObject({ code: 'E_CONFLICT' })
    const remittances = Array.from({ length: 1200 }, (_, at) => ({
      identity: `R-${at}`,
      claim: `CLM-${at % 600}`,
      paidOn: `2024-12-0${1 + (at % 9)}`,
      body: { at },
    }))
    expect(await keepRemittances(store, remittances, 'ann')).toBe(1200)
    expect(await keepRemittances(store, remittances, 'ann')).toBe(0)
    const kept: unknown[] = []
    for await (const batch of keptRemittances(store)) kept.push(...batch)
    expect(new Set(kept.map((body) => JSON.stringify(body))).size).toBe(1200)
    expect(kept).toHaveLength(1200)
    const ofClaim: unknown[] = []
    for await (const batch of keptRemittances(store, 'CLM-5')) ofClaim.push(...batch)
    expect(ofClaim).toHaveLength(2)
    expect(await newestModel(store)).toBeUndefined()
    await keepModel(store, 'm-1', { weight: 0.1 }, 'ann')
    expect(await newestModel(store)).toEqual({ weight: 0.1 })
  })

  describe('tampering', () => {
    // Made once: each test has a copy of its own.
    const original = maker.fresh()
    beforeAll(async () => {
      const store = await openRunStore(original.url, { home: original.home })
      await record(store, recorded(20))
      const [item] = await allItems(store)
      await changeItem(store, item!.id, 0, { do: 'note', text: 'asked' }, 'lead')
      await record(store, recorded(20))
      await addOverride(store, { edit: 'ncci-ptp', until: '2025-01-01', reason: 'asked' }, 'lead', today)
      const remitted = { identity: 'R', claim: 'CLM-1', paidOn: '2024-12-01', body: {} }
      await keepRemittances(store, [remitted], 'lead')
      expect(await verifyTrail(store)).toMatchObject({ entries: 7, faults: [] })
      expect((await verifyContents(store)).faults).toEqual([])
      await store.close()
    })
    const trailed = (): Promise<RunStore> => maker.open(maker.copy(original))
    const entry = (store: RunStore, number: number) =>
      store.db.selectFrom('trail').selectAll().where('number', '=', number).executeTakeFirstOrThrow()

    it('with the trail is found: changed, removed, cut off, added, exchanged', async () => {
      const changed = await trailed()
      await changed.db.updateTable('trail').set({ by_whom: 'nobody' }).where('number', '=', 2).execute()
      expect((await verifyTrail(changed)).faults.map(({ number }) => number)).toEqual([2])

      const removed = await trailed()
      await removed.db.deleteFrom('trail').where('number', '=', 2).execute()
      expect((await verifyTrail(removed)).faults).toHaveLength(1)

      const closed = await trailed()
      await closed.db.deleteFrom('trail').where('number', '=', 2).execute()
      await closed.db.updateTable('trail').set({ number: 2 }).where('number', '=', 3).execute()
      expect((await verifyTrail(closed)).faults.length).toBeGreaterThan(0)

      const cut = await trailed()
      const { head } = await verifyTrail(cut)
      await cut.db.deleteFrom('trail').where('number', '=', 7).execute()
      expect((await verifyTrail(cut)).faults).toHaveLength(1)
      expect((await verifyTrail(cut, head)).faults).toHaveLength(2)

      const emptied = await trailed()
      await emptied.db.deleteFrom('trail').execute()
      expect((await verifyTrail(emptied)).faults).toHaveLength(1)

      const added = await trailed()
      await added.db
        .insertInto('trail')
        .values({ ...(await entry(added, 7)), number: 8 })
        .execute()
      expect((await verifyTrail(added)).faults.length).toBeGreaterThan(0)

      const exchanged = await trailed()
      const [one, two] = [await entry(exchanged, 2), await entry(exchanged, 3)]
      await exchanged.db.deleteFrom('trail').where('number', 'in', [2, 3]).execute()
      await exchanged.db
        .insertInto('trail')
        .values([
          { ...one, number: 3 },
          { ...two, number: 2 },
        ])
        .execute()
      expect((await verifyTrail(exchanged)).faults.length).toBeGreaterThan(0)
      await expect(verifyTrail(exchanged, 'x')).rejects.toMatchObject({ code: 'E_OPTION' })
    })

    it('with a noted head that an older copy takes the place of is found', async () => {
      const store = await trailed()
      const older = await store.db
        .selectFrom('meta')
        .selectAll()
        .where('name', '=', 'trail')
        .executeTakeFirstOrThrow()
      await record(store, recorded(3))
      const { head } = await verifyTrail(store)
      await store.db.deleteFrom('trail').where('number', '>', 7).execute()
      await putMeta(store.db, 'trail', older.value)
      expect((await verifyTrail(store)).faults).toEqual([])
      expect((await verifyTrail(store, head)).faults).toHaveLength(1)
    })

    const removeOneClaim = async (store: RunStore): Promise<void> => {
      const { claim_key } = await store.db.selectFrom('newest').selectAll().executeTakeFirstOrThrow()
      await store.db.deleteFrom('newest').where('claim_key', '=', claim_key).execute()
    }
    /** A claim without findings, so that the list stays as it is. */
    const showOlder = async (store: RunStore, run: number): Promise<void> => {
      await store.db.updateTable('newest').set({ run }).where('ordinal', '=', 0).execute()
    }
    const changeColumns = async (
      store: RunStore,
      run: number,
      change: (text: string) => string,
    ): Promise<void> => {
      const block = store.db
        .selectFrom('blocks')
        .select('columns')
        .where('run', '=', run)
        .where('block', '=', 0)
      const { columns } = await block.executeTakeFirstOrThrow()
      const text = inflateRawSync(columns).toString()
      expect(change(text)).not.toBe(text)
      await store.db
        .updateTable('blocks')
        .set({ columns: deflateRawSync(change(text)) })
        .where('run', '=', run)
        .where('block', '=', 0)
        .execute()
    }

    it.each<[string, (store: RunStore, run: number) => Promise<unknown>]>([
      ['findings of a block', (store, run) => changeColumns(store, run, (text) => text.replace('1001', '1'))],
      ['a verdict', (store, run) => changeColumns(store, run, (text) => text.replace('"deny"', '"clean"'))],
      [
        'what findings share',
        (store, run) =>
          store.db.updateTable('kinds').set({ severity: 'note' }).where('run', '=', run).execute(),
      ],
      [
        'what was unchecked',
        (store, run) => store.db.updateTable('phrases').set({ body: '{}' }).where('run', '=', run).execute(),
      ],
      [
        'a block',
        (store, run) =>
          store.db
            .updateTable('blocks')
            .set({ results: Buffer.from('x') })
            .where('run', '=', run)
            .where('block', '=', 0)
            .execute(),
      ],
      [
        'a block that is gone',
        (store, run) => store.db.deleteFrom('blocks').where('run', '=', run).where('block', '=', 2).execute(),
      ],
      [
        'the code sets',
        (store, run) =>
          store.db.updateTable('runs').set({ codesets: 'other' }).where('number', '=', run).execute(),
      ],
      [
        'the totals',
        (store, run) =>
          store.db.updateTable('runs').set({ counts: '{}' }).where('number', '=', run).execute(),
      ],
      ['a run that is gone', (store, run) => store.db.deleteFrom('runs').where('number', '=', run).execute()],
      [
        'claims that are gone',
        (store, run) =>
          store.db.updateTable('blocks').set({ payload: null }).where('run', '=', run).execute(),
      ],
      [
        'claims of another block',
        async (store, run) => {
          const blocks = store.db.selectFrom('blocks').select('payload').where('run', '=', run)
          const { payload } = await blocks.where('block', '=', 1).executeTakeFirstOrThrow()
          await store.db
            .updateTable('blocks')
            .set({ payload })
            .where('run', '=', run)
            .where('block', '=', 0)
            .execute()
        },
      ],
      [
        'keys of other patients',
        async (store, run) => {
          const blocks = store.db.selectFrom('blocks').select('keys').where('run', '=', run)
          const { keys } = await blocks.where('block', '=', 1).executeTakeFirstOrThrow()
          await store.db
            .updateTable('blocks')
            .set({ keys })
            .where('run', '=', run)
            .where('block', '=', 0)
            .execute()
        },
      ],
      [
        'claims said not to be kept, and taken away',
        async (store, run) => {
          await store.db
            .updateTable('blocks')
            .set({ payload: null, keys: null })
            .where('run', '=', run)
            .execute()
          await store.db.deleteFrom('patient_claims').where('run', '=', run).execute()
          await store.db.updateTable('runs').set({ kept: 'digests' }).where('number', '=', run).execute()
        },
      ],
      [
        'a claim that is not found by its patient',
        (store, run) =>
          store.db.deleteFrom('patient_claims').where('run', '=', run).where('ordinal', '=', 3).execute(),
      ],
      [
        'a claim that is found by another patient',
        async (store, run) => {
          const { patient_key } = await store.db
            .selectFrom('patient_claims')
            .select('patient_key')
            .where('run', '=', run)
            .executeTakeFirstOrThrow()
          await store.db
            .updateTable('patient_claims')
            .set({ patient_key: 'other' })
            .where('run', '=', run)
            .where('patient_key', '=', patient_key)
            .execute()
        },
      ],
      ['an item', (store) => store.db.updateTable('work_items').set({ state: 'resolved' }).execute()],
      ['an item that is gone', (store) => store.db.deleteFrom('work_items').execute()],
      [
        'a root cause that is not shown',
        (store) => store.db.deleteFrom('listed').where('cents', '=', 1001).execute(),
      ],
      [
        'its dollars',
        (store) => store.db.updateTable('listed').set({ cents: 1 }).where('cents', '=', 1001).execute(),
      ],
      ['a claim that has no newest result', (store) => removeOneClaim(store)],
      ['an older result in place of the newest', (store, run) => showOlder(store, run)],
      ['an override', (store) => store.db.updateTable('overrides').set({ until: '2099-01-01' }).execute()],
      ['an override that is gone', (store) => store.db.deleteFrom('overrides').execute()],
      ['a note that is gone', (store) => store.db.deleteFrom('work_notes').execute()],
      ['a remittance that is gone', (store) => store.db.deleteFrom('remittances').execute()],
    ])('with %s is found', async (_, tamper) => {
      const store = await trailed()
      const { number } = await store.db
        .selectFrom('runs')
        .select('number')
        .orderBy('number')
        .executeTakeFirstOrThrow()
      await tamper(store, number)
      // Of one thing that is gone another may be missing too.
      expect((await verifyContents(store)).faults.length).toBeGreaterThan(0)
    })

    it('with an encrypted claim is told, not read', async () => {
      const store = await trailed()
      const runs = await listRuns(store)
      const blocks = await store.db
        .selectFrom('blocks')
        .selectAll()
        .where('block', '=', 0)
        .orderBy('run')
        .execute()
      // A true block of another run does not open here.
      await store.db
        .updateTable('blocks')
        .set({ payload: blocks[1]!.payload })
        .where('run', '=', blocks[0]!.run)
        .where('block', '=', 0)
        .execute()
      await expect(claimsOf(store, runs[1]!.id)).rejects.toMatchObject({ code: 'E_KEY' })
    })
  })

  it('opens with its own key alone', async () => {
    const { url, home } = maker.fresh()
    const made: string[] = []
    const first = await openRunStore(url, { home, onKeyMade: (path) => void made.push(path) })
    const run = await record(first, recorded(3))
    await first.close()
    expect(made).toEqual([join(home, 'key')])
    if (process.platform !== 'win32') expect(statSync(join(home, 'key')).mode & 0o777).toBe(0o600)
    const key = readFileSync(join(home, 'key'), 'utf8')
    const elsewhere = maker.fresh().home
    await expect(openRunStore(url, { home: elsewhere })).rejects.toMatchObject({ code: 'E_KEY' })
    await expect(openRunStore(url, { home, key: 'ab'.repeat(32) })).rejects.toMatchObject({ code: 'E_KEY' })
    await expect(openRunStore(url, { home, key: 'a pass phrase' })).rejects.toMatchObject({ code: 'E_KEY' })
    await expect(openRunStore(url, { home, keyFile: join(home, 'none') })).rejects.toMatchObject({
      code: 'E_KEY',
    })
    writeFileSync(join(elsewhere, 'mine'), key)
    for (const options of [
      { home: elsewhere, key },
      { home: elsewhere, keyFile: join(elsewhere, 'mine') },
      { home },
    ]) {
      const again = await openRunStore(url, options)
      expect(await claimsOf(again, run.id)).toHaveLength(3)
      await again.close()
    }
  })

  it('is brought up to date once by two who open it together, and refused by an older program', async () => {
    const { url, home } = maker.fresh()
    const both = await Promise.all([openRunStore(url, { home }), openRunStore(url, { home })])
    await record(both[0], recorded(3))
    expect(await listRuns(both[1])).toHaveLength(1)
    await putMeta(both[0].db, 'version', String(migrations.length + 1))
    for (const store of both) await store.close()
    await expect(openRunStore(url, { home })).rejects.toMatchObject({ code: 'E_RUN_STORE' })
  })
})

describe('store', () => {
  it('is named by a URL of two kinds, and no password is told', async () => {
    const { home } = makers[0]![1].fresh()
    for (const url of ['mysql://x', 'sqlite:', 'store.db'])
      await expect(openRunStore(url, { home })).rejects.toMatchObject({ code: 'E_OPTION' })
    const url = 'postgres://user:ZQSECRET@127.0.0.1:1/none'
    const fault = await openRunStore(url, { home }).catch((error: unknown) => error as Error)
    expect(fault).toMatchObject({ code: 'E_RUN_STORE' })
    expect(JSON.stringify([fault, String(fault)])).not.toContain('ZQSECRET')
    writeFileSync(
      join(home, 'other.db'),
      'this is no database, and long enough to look like one\n'.repeat(100),
    )
    await expect(openRunStore(`sqlite:${join(home, 'other.db')}`, { home })).rejects.toMatchObject({
      code: 'E_RUN_STORE',
    })
  })
})
