/** What one does while another publishes: neither is lost, and moments are in the order in which runs are seen. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { KyselyPlugin } from 'kysely'
import { afterAll, describe, expect, it } from 'vitest'
import { appendResults, finishRun } from '../../src/store/append.ts'
import { inTransaction, moment, type RunStore } from '../../src/store/open.ts'
import { prune, type PruneReport } from '../../src/store/prune.ts'
import { holdList, publish } from '../../src/store/publish.ts'
import { beginRun, showRun } from '../../src/store/runs.ts'
import { readTrail } from '../../src/store/trail.ts'
import { verifyContents } from '../../src/store/verify.ts'
import { changeItem, itemOf } from '../../src/store/work-items.ts'
import { worklist } from '../../src/store/worklist.ts'
import { recorded } from './claims.ts'
import { plan, record, storeMakers, type StoreMaker } from './stores.ts'

const makers = await storeMakers()
afterAll(async () => {
  for (const [, maker] of makers) await maker.close()
})

const today = '2024-12-01'
/** Longer than a statement takes: what could go on without waiting has gone on. */
const A_WHILE = 300

describe.each(makers)('while a run is published on %s', (_, maker) => {
  it('an item that is touched for the first time stands where the list shows it afterwards', async () => {
    const store = await maker.open()
    const entries = recorded(20)
    await record(store, entries)
    const [item] = (await worklist(store, { today })).items
    const again = await beginRun(store, plan())
    await appendResults(store, again, entries, 1)

    let changing: Promise<unknown> | undefined
    await inTransaction(store, async (trx) => {
      await holdList(store, trx, 'alone')
      await publish(store, trx, again.number)
      changing = changeItem(store, item!.id, 0, { do: 'assign', to: 'ana' }, 'ana')
      await sleep(A_WHILE)
    })
    await changing
    const listed = (await worklist(store, { today, assignee: 'ana' })).items
    expect(listed.map(({ id, run }) => [id, run])).toEqual([[item!.id, again.id]])
    expect(await itemOf(store, item!.id)).toMatchObject({ version: 1, assignee: 'ana' })
  })

  it('the next one waits, and says that it was finished later', async () => {
    const store = await maker.open()
    const [first, second] = [await beginRun(store, plan()), await beginRun(store, plan())]
    await appendResults(store, first, recorded(10), 1)
    await appendResults(store, second, recorded(10), 1)
    let released = ''
    let finishing: Promise<unknown> | undefined
    await inTransaction(store, async (trx) => {
      await holdList(store, trx, 'alone')
      finishing = finishRun(store, second, [], 'tester')
      await sleep(A_WHILE)
      released = moment()
    })
    await finishing
    await finishRun(store, first, [], 'tester')
    const [finished, later] = [
      (await showRun(store, second.id)).finished!,
      (await showRun(store, first.id)).finished!,
    ]
    expect(finished >= released).toBe(true)
    expect(later > finished).toBe(true)
    expect((await verifyContents(store)).faults).toEqual([])
  })

  it('whoever removes runs waits, and touches nothing before', async () => {
    const store = await maker.open()
    await record(store, recorded(10))
    const again = await beginRun(store, plan())
    await appendResults(store, again, recorded(10, 20), 1)
    let removed: PruneReport | undefined
    let removing: Promise<unknown> | undefined
    await inTransaction(store, async (trx) => {
      await holdList(store, trx, 'alone')
      removing = prune(store, 'runs', '9999-12-31', 'tester').then((report) => (removed = report))
      await sleep(A_WHILE)
      expect(removed).toBeUndefined()
      await publish(store, trx, again.number)
    })
    await removing
    expect(removed).toEqual({ runs: 2, claims: 20 })
    expect((await worklist(store, { today })).items).toEqual([])
  })
})

/** A new store that two have open. */
async function twoOf(maker: StoreMaker): Promise<[RunStore, RunStore]> {
  const placed = maker.fresh()
  return [await maker.open(placed), await maker.open(placed)]
}

/** The store as someone sees it whom another gets ahead of just before patients are looked up, the first so many times. */
function overtaken(store: RunStore, times: number, by: (time: number) => Promise<unknown>): RunStore {
  let time = 0
  const plugin: KyselyPlugin = {
    transformQuery: ({ node }) => node,
    async transformResult({ result }) {
      const isTheirs = result.rows.some((row) => 'patient_key' in row)
      if (isTheirs && time < times) await by(time++)
      return result
    },
  }
  return { ...store, db: store.db.withPlugin(plugin) }
}

describe.each(makers)('a store that is written to while it is verified on %s', (_, maker) => {
  it('has no fault where a run is removed meanwhile', async () => {
    const [store, other] = await twoOf(maker)
    for (let run = 0; run < 3; run++) await record(store, recorded(10, 20 * run))
    let removed = 0
    const remove = async (): Promise<void> => {
      removed += (await prune(other, 'runs', '9999-12-31', 'tester')).runs
    }
    const { faults } = await verifyContents(overtaken(store, 1, remove))
    expect([removed, faults]).toEqual([3, []])
  })

  it('has those that stand each time, however often others get ahead', async () => {
    const [store, other] = await twoOf(maker)
    await record(store, recorded(10))
    const { id } = await record(store, recorded(10, 20))
    await store.db.updateTable('runs').set({ blocks: 7 }).where('id', '=', id).execute()
    const { items } = await worklist(store, { today })
    const touch = (time: number): Promise<unknown> =>
      changeItem(other, items[time]!.id, 0, { do: 'assign', to: 'ana' }, 'ana')
    const { faults } = await verifyContents(overtaken(store, 9, touch))
    expect(faults).toEqual([{ subject: id, text: 'Its totals are not those that the trail has.' }])
  })
})

describe.each(makers)('two who remove the same on %s', (_, maker) => {
  it.each(['claims', 'runs'] as const)('say it once: %s', async (what) => {
    const store = await maker.open()
    await record(store, recorded(10))
    const reports = await Promise.all([1, 2].map(() => prune(store, what, '9999-12-31', 'tester')))
    expect(reports.map(({ runs }) => runs).sort()).toEqual([0, 1])
    const removals = (await readTrail(store)).filter(({ action }) => action.endsWith('-removed'))
    expect(removals).toHaveLength(1)
    expect((await verifyContents(store)).faults).toEqual([])
  })
})
