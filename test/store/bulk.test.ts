/** Rows and blocks written at once: whole or not at all, on both stores. */
import { afterAll, describe, expect, it } from 'vitest'
import { openRecorder } from '../../src/audit/run.ts'
import { appendResults, finishRun } from '../../src/store/append.ts'
import { insertMade, type BulkTable } from '../../src/store/bulk.ts'
import { inTransaction } from '../../src/store/open.ts'
import { beginRun, resumeRun, sharedOf } from '../../src/store/runs.ts'
import { verifyContents } from '../../src/store/verify.ts'
import { findingOf, recorded } from './claims.ts'
import { plan, resultsOf, storeMakers } from './stores.ts'

const makers = await storeMakers()
afterAll(async () => {
  for (const [, maker] of makers) await maker.close()
})

const newest: BulkTable = { table: 'newest', columns: ['claim_key', 'ordinal'] }

describe.each(makers)('rows made for %s', (_, maker) => {
  it('come in whole over many pieces, each made when its turn comes', async () => {
    const store = await maker.open()
    const texts = ['plain', 'a\ttab', 'a\nline', 'back\\slash', 'return\r', '\\N', 'ü€𝄞']
    const made: number[] = []
    await insertMade(store, store.db, newest, 7, 25_003, (at) => {
      made.push(at)
      return [`${at} ${texts[at % texts.length]!}`, at]
    })
    expect(made).toEqual(Array.from({ length: 25_003 }, (_, at) => at))
    const rows = await store.db.selectFrom('newest').selectAll().execute()
    expect(rows).toHaveLength(25_003)
    for (const { claim_key: key, run, ordinal } of rows)
      expect([key, run]).toEqual([`${ordinal} ${texts[ordinal % texts.length]!}`, 7])
  })

  it('leave nothing where one cannot be made or is refused, and the store goes on', async () => {
    const store = await maker.open()
    const count = async (): Promise<number> =>
      (await store.db.selectFrom('newest').select('run').execute()).length
    const insert = (rowAt: (at: number) => [string, number | null]): Promise<void> =>
      inTransaction(store, (trx) => insertMade(store, trx, newest, 1, 25_000, rowAt))
    await expect(
      insert((at) => {
        if (at === 20_500) throw new Error('no such row')
        return [String(at), at]
      }),
    ).rejects.toThrow('no such row')
    expect(await count()).toBe(0)
    // The first piece is refused while later ones are still to come.
    await expect(insert((at) => [String(at), at === 3 ? null : at])).rejects.toThrow()
    await expect(insert((at) => [String(at % 24_999), at])).rejects.toThrow()
    expect(await count()).toBe(0)
    await insert((at) => [String(at), at])
    expect(await count()).toBe(25_000)
  })
})

describe.each(makers)('blocks that bring nothing new to share, on %s', (_, maker) => {
  it('are refused as a whole when another has recorded, finished or removed the run', async () => {
    const store = await maker.open()
    const [entries, more] = [recorded(20), recorded(20, 60)]
    const first = await beginRun(store, plan())
    await appendResults(store, first, entries, 1)
    const shared = await sharedOf(store.db, first.number)
    const second = await resumeRun(store, first.id)
    const blocks = async (): Promise<number[]> =>
      (
        await store.db
          .selectFrom('blocks')
          .select('block')
          .where('run', '=', first.number)
          .orderBy('block')
          .execute()
      ).map(({ block }) => block)

    await appendResults(store, first, more, 2)
    await expect(appendResults(store, second, more, 2)).rejects.toMatchObject({ code: 'E_CONFLICT' })
    expect(await blocks()).toEqual([0, 1])
    const racing = [await resumeRun(store, first.id), await resumeRun(store, first.id)]
    const outcomes = await Promise.allSettled(racing.map((run) => appendResults(store, run, more, 3)))
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(await blocks()).toEqual([0, 1, 2])
    expect(await sharedOf(store.db, first.number)).toEqual(shared)

    const [last, late] = [await resumeRun(store, first.id), await resumeRun(store, first.id)]
    expect(last).toMatchObject({ done: 60, blocks: 3, position: 3 })
    await finishRun(store, last, [], 'tester')
    await expect(appendResults(store, late, more, 4)).rejects.toMatchObject({ code: 'E_CONFLICT' })
    expect(await blocks()).toEqual([0, 1, 2])
    expect(await resultsOf(store, first.id)).toEqual(
      [...entries, ...more, ...more].map(({ result }) => result),
    )
    expect((await verifyContents(store)).faults).toEqual([])
  })
})

describe.each(makers)('a recorder on %s', (_, maker) => {
  it.each([0, 1, 499])('tells why a block was not written, %d results after it', async (more) => {
    const store = await maker.open()
    const opened = await openRecorder(store, plan({ key: 'k' }))
    if (opened.state !== 'recording') throw new Error('It is new.')
    const entries = recorded(1000 + more)
    const { result } = entries[997]!
    // No column takes an edit that is none.
    const broken = {
      ...result,
      findings: [{ ...findingOf('CLM-997'), edit: null }],
    } as unknown as typeof result
    const recording = async (): Promise<void> => {
      for (const [at, entry] of entries.entries())
        await opened.recorder.add(at === 997 ? { ...entry, result: broken } : entry, at)
      await opened.recorder.finish([])
    }
    const error: unknown = await recording().catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(Error)
    expect(error).not.toMatchObject({ code: 'E_CONFLICT' })
    expect(await resumeRun(store, opened.recorder.id)).toMatchObject({ done: 500, blocks: 1 })
  })
})
