import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  createDiffTally,
  diffRuns,
  openCodesets,
  openDiffReport,
  openRunStore,
  openRules,
  recordRun,
  rerun,
  type ClaimDifference,
  type Difference,
  type RunStore,
} from '../../src/index.ts'
import { changedFields } from '../../src/audit/because.ts'
import { claimOf, findingOf, recorded, resultOf } from '../store/claims.ts'
import { record } from '../store/stores.ts'

const folder = mkdtempSync(join(tmpdir(), 'cleanclaim-diff-'))
let store: RunStore
beforeAll(async () => {
  store = await openRunStore(`sqlite:${join(folder, 'runs.db')}`, { home: folder })
})
afterAll(async () => {
  await store.close()
  rmSync(folder, { recursive: true, force: true })
})

async function differences(before: string, after: string): Promise<ClaimDifference[]> {
  const diff = await diffRuns({ store, before, after })
  const all: ClaimDifference[] = []
  for await (const claim of diff.claims()) all.push(claim)
  return all
}
const changed = (all: readonly ClaimDifference[]): Difference[] =>
  all.flatMap((claim) => [...claim.differences])

describe('the difference of two runs', () => {
  it('is empty for a run with itself and with one that found the same', async () => {
    const one = await record(store, recorded(40))
    const two = await record(store, recorded(40), {}, 11)
    for (const other of [one.id, two.id]) {
      const all = await differences(one.id, other)
      expect(all).toHaveLength(36)
      expect(changed(all)).toEqual([])
    }
  })

  it('names what was gained, gone and changed, in the form of the contract', async () => {
    const claim = claimOf(1)
    const same = findingOf('CLM-1', { edit: 'icd-invalid', message: 'absent', line: 1 })
    const gone = findingOf('CLM-1', { edit: 'place-invalid', message: 'absent', line: 1 })
    const gained = findingOf('CLM-1', { edit: 'claim-dates', message: 'late', line: 1 })
    const regraded = { before: findingOf('CLM-1'), after: findingOf('CLM-1', { severity: 'review' }) }
    const one = await record(store, [{ claim, result: resultOf('CLM-1', [same, gone, regraded.before]) }])
    const two = await record(store, [{ claim, result: resultOf('CLM-1', [same, regraded.after, gained]) }], {
      rules: 'base-2',
    })
    const all = await differences(one.id, two.id)
    const found = changed(all)
    expect(found.map(({ change, edit }) => [change, edit])).toEqual([
      ['gone', 'place-invalid'],
      ['changed', 'ncci-ptp'],
      ['gained', 'claim-dates'],
    ])
    for (const difference of found)
      expect(Object.keys(difference)).toEqual([
        'claim',
        'line',
        'edit',
        'message',
        'change',
        'before',
        'after',
        'because',
      ])
    expect(found[0]).toMatchObject({ before: gone, after: null, because: { reason: 'rules' } })
    expect(found[1]).toMatchObject(regraded)
    const tally = createDiffTally()
    all.forEach(tally.add)
    expect(tally.totals()).toMatchObject({ claims: 1, changedClaims: 1, gained: 1, gone: 1, changed: 1 })
  })

  it('does not mind the name of a release whose row is the same', async () => {
    const claim = claimOf(1)
    const older = findingOf('CLM-1')
    const newer = { ...older, source: { ...older.source, release: '2024Q4' } }
    const row = {
      ...older,
      source: { ...older.source, release: '2024Q4', row: { column1: '20610', deleted: '2024-09-30' } },
    }
    const [one, two, three] = [
      await record(store, [{ claim, result: resultOf('CLM-1', [older]) }]),
      await record(store, [{ claim, result: resultOf('CLM-1', [newer]) }], { codesets: 'sets-2' }),
      await record(store, [{ claim, result: resultOf('CLM-1', [row]) }], { codesets: 'sets-2' }),
    ]
    expect(changed(await differences(one.id, two.id))).toEqual([])
    const [difference] = changed(await differences(one.id, three.id))
    expect(difference).toMatchObject({
      change: 'changed',
      because: {
        reason: 'table',
        before: { release: '2024Q3', row: { deleted: null } },
        after: { release: '2024Q4', row: { deleted: '2024-09-30' } },
      },
    })
  })

  it('finds the same claim in another order, and tells one that stands in one run alone', async () => {
    const entries = [1, 2, 3, 4].map((at) => ({
      claim: claimOf(at),
      result: resultOf(`CLM-${at}`, [findingOf(`CLM-${at}`)]),
    }))
    const one = await record(store, entries)
    const two = await record(store, [entries[3]!, entries[1]!, entries[0]!])
    const all = await differences(one.id, two.id)
    expect(all.map(({ claim }) => claim).sort()).toEqual(['CLM-1', 'CLM-2', 'CLM-3', 'CLM-4'])
    expect(changed(all)).toMatchObject([{ claim: 'CLM-3', change: 'gone', because: { reason: 'claim' } }])
  })

  it('pairs the n-th claim of an id with the n-th', async () => {
    const entry = (message: string) => ({
      claim: claimOf(1),
      result: resultOf('CLM-1', [findingOf('CLM-1', { edit: 'icd-invalid', message, at: message })]),
    })
    const one = await record(store, [entry('a'), entry('b')])
    const two = await record(store, [entry('a'), entry('c')])
    expect(
      changed(await differences(one.id, two.id)).map(({ change, message }) => [change, message]),
    ).toEqual([
      ['gone', 'b'],
      ['gained', 'c'],
    ])
  })

  it('says which fields of a claim changed, and never their values', () => {
    const claim = claimOf(1)
    const other = {
      ...claim,
      patient: { ...claim.patient, birthDate: '1950-01-01' },
      lines: claim.lines.slice(1),
    }
    const fields = changedFields(claim, other)
    expect(fields).toContain('patient.birthDate')
    expect(JSON.stringify(fields)).not.toMatch(/19\d\d-/)
  })

  it.each(['text', 'csv', 'html'] as const)('is written as %s', async (name) => {
    const claim = claimOf(1)
    const odd = findingOf('CLM-1', { text: '<b>=cmd</b>\u001b[2J' })
    const one = await record(store, [{ claim, result: resultOf('CLM-1', [odd]) }])
    const two = await record(store, [{ claim, result: resultOf('CLM-1', []) }], { engine: '9.9.9' })
    const diff = await diffRuns({ store, before: one.id, after: two.id })
    const report = openDiffReport(name, { ...diff, tablesKnown: true })
    const tally = createDiffTally()
    let text = report.begin()
    for await (const part of diff.claims()) {
      tally.add(part)
      text += report.claim(part)
    }
    text += await report.end(tally.totals(), diff.unreadable)
    expect(text).toContain('CLM-1')
    expect(text).toContain('9.9.9')
    if (name !== 'csv') expect(text).not.toContain('\u001b')
    if (name === 'html') {
      expect(text).not.toContain('<b>=cmd')
      expect(text).not.toMatch(/<script|src=|@import/i)
      expect(text).toContain('<svg')
    }
  })
})

describe('a rerun', () => {
  const claims = [1, 2, 3].map((at) => ({
    ...claimOf(at),
    payer: { id: '04412', line: 'medicare' as const },
  }))
  const file = join(folder, 'claims.ndjson')
  writeFileSync(file, claims.map((claim) => `${JSON.stringify(claim)}\n`).join('') + 'no claim\n')

  it('of the same terms finds the same, from the store and from files whose digests agree', async () => {
    const codesets = await openCodesets()
    const how = { store, codesets, today: '2024-09-01', by: 'test' }
    const kept = await recordRun({ ...how, paths: [file], keep: 'claims' })
    const again = await rerun({ store, codesets, run: kept.run.id, by: 'test' })
    expect(again.run.options).toEqual(kept.run.options)
    expect(changed(await differences(kept.run.id, again.run.id))).toEqual([])

    const digests = await recordRun({ ...how, paths: [file], keep: 'digests' })
    await expect(rerun({ store, codesets, run: digests.run.id, by: 'test' })).rejects.toMatchObject({
      code: 'E_RUN',
    })
    const fromFiles = await rerun({ store, codesets, run: digests.run.id, paths: [file], by: 'test' })
    expect(changed(await differences(digests.run.id, fromFiles.run.id))).toEqual([])
    expect(fromFiles.run.counts).toEqual(kept.run.counts)

    const other = join(folder, 'other.ndjson')
    writeFileSync(other, `${JSON.stringify(claims[0])}\n`)
    await expect(
      rerun({ store, codesets, run: digests.run.id, paths: [other], by: 'test' }),
    ).rejects.toMatchObject({ code: 'E_FILE' })
  })

  it('takes other rules, and is taken up again by its key', async () => {
    const codesets = await openCodesets()
    const kept = await recordRun({
      store,
      codesets,
      today: '2024-09-01',
      by: 'test',
      paths: [join(import.meta.dirname, '../../examples/clinic-day.837')],
      keep: 'claims',
    })
    const how = {
      store,
      codesets,
      run: kept.run.id,
      by: 'test',
      rules: openRules(),
      skip: ['ncci-ptp'],
      key: 'again',
    }
    const one = await rerun(how)
    const two = await rerun(how)
    expect(two).toMatchObject({ before: true, run: { id: one.run.id } })
    await expect(rerun({ ...how, skip: ['ncci-mue'] })).rejects.toMatchObject({ code: 'E_CONFLICT' })
    const found = changed(await differences(kept.run.id, one.run.id))
    expect(found.length).toBeGreaterThan(0)
    expect(
      found.filter(({ edit }) => edit === 'ncci-ptp').every(({ because }) => because.reason === 'not-run'),
    ).toBe(true)
  })
})
