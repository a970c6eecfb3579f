/** What was known by a day, and earlier claims from the store. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  diffRuns,
  openCodesets,
  openRunStore,
  openStoreHistory,
  loadHistory,
  prune,
  recordRun,
  rerun,
  storeHistoryTerm,
  streamResults,
  type Claim,
  type Problem,
  type Result,
  type RunStore,
} from '../../src/index.ts'
import { knownBy, publishedOn } from '../../src/codesets/published.ts'
import { makeManifest, type ManifestRelease } from '../../src/codesets/store-manifest.ts'
import { claimOf } from '../store/claims.ts'

const release = (
  table: ManifestRelease['table'],
  id: string,
  from: number,
  through: number,
): ManifestRelease => ({
  table,
  id,
  from,
  through,
  rows: 1,
  parts: [1],
  partsExpected: 1,
  complete: true,
  file: `releases/${table}/${id}-000000000000.columns`,
  sha256: '0'.repeat(64),
  bytes: 1,
  sources: [],
})

describe('the day a release came out', () => {
  it.each([
    ['ncci-mue-practitioner', '2024Q3', 20240701, 20240930, 20240701],
    // Rows of pairs go back to 1996; the release does not.
    ['ncci-ptp-practitioner', '2024Q3', 19960101, 20240930, 20240701],
    ['mpfs', 'RVU25D', 20251001, 20251231, 20251001],
    ['hcpcs', '2024JUL', 19820101, 20240930, 20240701],
    ['icd10cm', 'FY2026', 20251001, 20260930, 20251001],
    ['icd10cm', 'FY2026APR', 20260401, 20260930, 20260401],
    ['mce-diagnoses', 'MCE43.0', 20151001, 20260930, 20251001],
    ['mce-diagnoses', 'MCE43.1', 20151001, 20260930, 20260401],
    ['telehealth', '2024', 20240101, 20241231, 20240101],
    ['clia', '2024-07', 20240701, 20240930, 20240701],
    ['coverage-articles', 'first-coast-2024-05-12', 20240512, 99991231, 20240512],
    ['places', 'POS2024', 20000101, 20241231, 20241231],
  ] as const)('%s %s', (table, id, from, through, day) => {
    expect(publishedOn(release(table, id, from, through))).toBe(day)
    expect(publishedOn({ ...release(table, id, from, through), published: 20200101 })).toBe(20200101)
  })
  it('leaves what was out by the end of a day, under an id of its own', () => {
    const [q2, q3] = [
      release('ncci-mue-practitioner', '2024Q2', 20240401, 20240630),
      release('ncci-mue-practitioner', '2024Q3', 20240701, 20240930),
    ]
    const both = makeManifest([q2, q3])
    expect(knownBy(both, '2024-07-01')).toEqual(both)
    expect(knownBy(both, '2024-06-30')).toEqual(makeManifest([q2]))
    expect(knownBy(both, '2024-03-31').releases).toEqual([])
  })
  it('is asked of a store, not of the starter sets', async () => {
    await expect(openCodesets(undefined, undefined, '2024-07-01')).rejects.toMatchObject({
      code: 'E_NO_CODESETS',
    })
  })
})

describe('earlier claims from the store', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cleanclaim-history-'))
  let store: RunStore
  beforeAll(async () => {
    store = await openRunStore(`sqlite:${join(folder, 'runs.db')}`, { home: folder })
  })
  afterAll(async () => {
    await store.close()
    rmSync(folder, { recursive: true, force: true })
  })
  const write = (name: string, claims: readonly Claim[]): string => {
    const path = join(folder, name)
    writeFileSync(path, claims.map((claim) => `${JSON.stringify(claim)}\n`).join(''))
    return path
  }
  // The same service of the same patient on the same day, under another number: a duplicate, told by history alone.
  const first = [1, 2, 3].map((at) => claimOf(at))
  const again = first.map((claim) => ({ ...claim, id: `${claim.id}-AGAIN` }))
  const fired = (results: readonly Result[]): string[] =>
    results.flatMap((result) =>
      result.claim === null
        ? []
        : result.findings.flatMap(({ edit, evidence }) =>
            evidence.map((one) => `${result.claim} ${edit} ${one.claim}`),
          ),
    )

  it('give the same findings as the files they were read from, and stay what they were', async () => {
    const codesets = await openCodesets()
    const [old, now] = [write('old.ndjson', first), write('now.ndjson', again)]
    const how = { store, codesets, by: 'test', today: '2024-09-01', keep: 'claims' as const }
    await recordRun({ ...how, paths: [old] })
    const fromFiles = await recordRun({ ...how, paths: [now], history: [old], key: 'files' })
    // That audit is history by now, too: what a claim itself is, it never looks back on.
    const fromStore = await recordRun({ ...how, paths: [now], history: ['store'] })
    const results = async (id: string): Promise<Result[]> => {
      const all: Result[] = []
      for await (const batch of streamResults(store, id)) all.push(...batch)
      return all
    }
    const found = fired(await results(fromStore.run.id))
    expect(found.length).toBeGreaterThan(0)
    expect(found).toEqual(fired(await results(fromFiles.run.id)))

    // A later audit changes nothing about what the earlier one looked back on.
    await recordRun({
      ...how,
      paths: [
        write(
          'more.ndjson',
          first.map((claim) => ({ ...claim, id: `${claim.id}-LATER` })),
        ),
      ],
    })
    const repeated = await rerun({ store, codesets, run: fromStore.run.id, by: 'test' })
    expect(repeated.run.options['history']).toEqual(fromStore.run.options['history'])
    expect(fired(await results(repeated.run.id))).toEqual(found)
    const diff = await diffRuns({ store, before: fromStore.run.id, after: repeated.run.id })
    for await (const { differences } of diff.claims()) expect(differences).toEqual([])
  })

  it('are those of the patients asked for, in their newest form', async () => {
    const other = write('other.ndjson', [claimOf(1)])
    const term = await storeHistoryTerm(store, ['store'])
    const [all, some] = [
      await openStoreHistory(store, term, ['store']),
      await openStoreHistory(store, term, ['store'], undefined, { paths: [other] }),
    ]
    const asked = (claim: Claim) => [all, some].map((history) => history.of(claim)?.claims.length ?? 0)
    const [ofAll, ofSome] = asked({ ...claimOf(1), id: 'NEW' })
    expect(ofAll).toBe(3)
    expect(ofSome).toBe(3)
    expect(asked({ ...claimOf(2), id: 'NEW' })).toEqual([3, 0])
  })

  it('are gone when they are pruned, with a word about it', async () => {
    await prune(store, 'claims', '9999-01-01', 'test')
    const warnings: Problem[] = []
    const term = await storeHistoryTerm(store, ['store'])
    const history = await openStoreHistory(store, term, ['store'], (warning) => warnings.push(warning))
    expect(history.of({ ...claimOf(1), id: 'NEW' })?.claims ?? []).toEqual([])
    expect(warnings).toMatchObject([{ code: 'W_HISTORY', file: 'store' }])
  })

  it('need a store', async () => {
    await expect(loadHistory(['store'])).rejects.toMatchObject({ code: 'E_OPTION' })
  })
})
