import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  changeItem,
  effectOfEdits,
  importRemittances,
  itemOf,
  listOverrides,
  nameOfItem,
  overrideItem,
  readTrail,
  verifyContents,
  verifyTrail,
  worklist,
  type RunStore,
} from '../../src/index.ts'
import { advice, remittance } from '../formats/x12/remittances.ts'
import { recorded } from '../store/claims.ts'
import { record, storeMakers } from '../store/stores.ts'
import { bundled } from './bundle.ts'

const makers = await storeMakers()
const child = await bundled('worklist-child.ts')
afterAll(async () => {
  child.remove()
  for (const [, maker] of makers) await maker.close()
})

describe.each(makers)('work list on %s', (_, maker) => {
  const { url, home } = maker.fresh()
  let store: RunStore
  beforeAll(async () => {
    store = await maker.open({ url, home })
    await record(store, recorded(120))
  })

  describe('overriding an item', () => {
    const today = '2024-09-01'
    const open = async (on: string): Promise<string[]> =>
      (await worklist(store, { today: on, limit: 500 })).items.map(({ id }) => id)

    it('needs a reason and a day, and leaves nothing where it is refused', async () => {
      const [item] = await open(today)
      const how = { item: item!, version: 0, by: 'ana', today }
      for (const wrong of [
        { reason: '', until: '2024-10-01' },
        { reason: 'Agreed.', until: '2024-08-01' },
        { reason: 'Agreed.', until: 'soon' },
      ])
        await expect(overrideItem(store, { ...how, ...wrong })).rejects.toMatchObject({ code: 'E_OPTION' })
      expect(await itemOf(store, item!)).toMatchObject({ version: 0, state: 'open' })
      expect(await listOverrides(store)).toEqual([])
    })

    it('takes it from the list until its last day is over', async () => {
      const before = await open(today)
      const item = before[0]!
      const { state, override } = await overrideItem(store, {
        item,
        version: 0,
        reason: 'The payer agreed in writing.',
        until: '2024-09-30',
        by: 'ana',
        today,
      })
      expect(state).toMatchObject({ version: 1, state: 'resolved', reason: 'overridden' })
      expect(override).toMatchObject({ edit: nameOfItem(item).edit, until: '2024-09-30', by: 'ana' })
      expect(await open(today)).toEqual(before.slice(1))
      expect(await open('2024-09-30')).toEqual(before.slice(1))
      expect(await open('2024-10-01')).toEqual(before)
      const done = (on: string) => worklist(store, { today: on, state: 'resolved' })
      expect((await done('2024-09-30')).items.map(({ id }) => id)).toEqual([item])
      expect((await done('2024-10-01')).items).toEqual([])
      await expect(
        overrideItem(store, { item, version: 0, reason: 'Again.', until: '2024-12-31', by: 'bo', today }),
      ).rejects.toMatchObject({ code: 'E_CONFLICT' })
      expect(await listOverrides(store)).toHaveLength(1)
    })
  })

  describe('what became of what edits said', () => {
    it('counts findings, claims and how items were resolved', async () => {
      const effects = await effectOfEdits(store)
      expect(effects.find(({ edit }) => edit === 'ncci-ptp')).toMatchObject({
        findings: 72,
        claims: 72,
        resolved: { fixed: 0, overridden: 1 },
        denied: 0,
      })
    })
    it('knows what the payer denied later, and whether as it was named', async () => {
      const path = join(home, 'decided.835')
      const lines = ['SVC*HC:20610*130*0', 'DTM*472*20240805', 'CAS*CO*97*130']
      const named = ['SVC*HC:76942*110*0', 'DTM*472*20240806', 'CAS*CO*236*110']
      const other = ['SVC*HC:76942*110*0', 'DTM*472*20240806', 'CAS*CO*16*110']
      writeFileSync(
        path,
        remittance([
          [
            ...advice({ paid: '0' }),
            ...['CLP*CLM-4*4*240*0**MB*ICN4*11*1', 'NM1*QC*1*EXAMPLE*ANNA', ...lines, ...named],
            ...['CLP*CLM-10*4*240*0**MB*ICN10*11*1', 'NM1*QC*1*EXAMPLE*ANNA', ...lines, ...other],
          ],
        ]),
      )
      expect(await importRemittances(store, { paths: [path], by: 'tester' })).toMatchObject({ added: 2 })
      expect((await effectOfEdits(store)).find(({ edit }) => edit === 'ncci-ptp')).toMatchObject({
        claims: 72,
        decided: 2,
        denied: 2,
        asNamed: 1,
      })
    })
    it('knows the edit of an item of a payer rule', () => {
      expect(nameOfItem('0a1b2c3d4e5f6a7b/acme-health/telehealth/rule/2')).toEqual({
        edit: 'acme-health/telehealth',
        message: 'rule',
      })
      expect(nameOfItem('0a1b2c3d4e5f6a7b/ncci-ptp/bundled/2')).toEqual({
        edit: 'ncci-ptp',
        message: 'bundled',
      })
    })
  })

  describe('two workers at once', () => {
    it('never lose a change of each other', { timeout: 120_000 }, async () => {
      const { items } = await worklist(store, { today: '2024-09-01', limit: 500 })
      const run = promisify(execFile)
      const outputs = await Promise.all(
        ['ana', 'bo'].map((name) =>
          run(process.execPath, [child.path, url, home, name], { encoding: 'utf8' }),
        ),
      )
      const counts = outputs.map(({ stdout }) => JSON.parse(stdout) as { won: number; lost: number })
      // Every item went to one of them, and to one alone.
      expect(counts.reduce((sum, { won }) => sum + won, 0)).toBe(items.length)
      for (const { id, version } of items) {
        const state = await itemOf(store, id)
        expect(state).toMatchObject({ version: version + 2, state: 'resolved', reason: 'fixed' })
        expect(['ana', 'bo']).toContain(state.assignee)
      }
      await expect(
        changeItem(store, items[0]!.id, items[0]!.version, { do: 'reopen' }, 'cy'),
      ).rejects.toMatchObject({ code: 'E_CONFLICT' })
      // The trail has every change once, with who made it, and nothing is out of joint.
      const changes = (await readTrail(store)).filter(({ action }) => action === 'item-changed')
      expect(changes.filter(({ by }) => by === 'ana' || by === 'bo')).toHaveLength(2 * items.length + 1)
      expect((await verifyTrail(store)).faults).toEqual([])
      expect((await verifyContents(store)).faults).toEqual([])
    })
  })
})
