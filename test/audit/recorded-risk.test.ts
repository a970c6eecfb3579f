/** Recorded runs are scored by the store's newest model, say which it was, and keep to it. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { knownClaims } from '../../bench/denials-generate.ts'
import { openRecorder } from '../../src/audit/run.ts'
import {
  diffRuns,
  keepRiskModel,
  learnedScorer,
  openCodesets,
  openRunStore,
  openScrubber,
  priorScorer,
  recordRun,
  rerun,
  riskModelText,
  starterFolder,
  streamResults,
  type ClaimResult,
  type RecordOptions,
  type RiskModel,
  type RiskScorer,
  type RunStore,
} from '../../src/index.ts'
import { runnerIn } from '../cli/in-process.ts'
import { learnKnown } from '../helpers/known-claims.ts'
import { claimOf } from '../store/claims.ts'
import { storeMakers } from '../store/stores.ts'

const makers = await storeMakers()
const folder = mkdtempSync(join(tmpdir(), 'cleanclaim-recorded-risk-'))
afterAll(async () => {
  for (const [, maker] of makers) await maker.close()
  rmSync(folder, { recursive: true, force: true })
})
const write = (name: string, text: string): string => {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

const codesets = await openCodesets(starterFolder)
const known = [...knownClaims('additive', 6000, 1)]
const [first, second] = [learnKnown(known.slice(0, 3000)), learnKnown(known.slice(3000))]
const claims = Array.from({ length: 6 }, (_, at) => ({
  ...claimOf(at),
  payer: known[at * 7]!.claim.payer,
}))
const file = write('day.ndjson', claims.map((claim) => `${JSON.stringify(claim)}\n`).join(''))
const firstFile = write('first.json', riskModelText(first))

const how = (store: RunStore, changes: Partial<RecordOptions> = {}): RecordOptions => ({
  store,
  codesets,
  paths: [file],
  received: '2024-09-01',
  today: '2026-01-01',
  keep: 'claims',
  by: 'tester',
  ...changes,
})
/** What a run says of risk, and what a scrub by a model says. */
async function risksOf(store: RunStore, run: string): Promise<ClaimResult['risk'][]> {
  const risks: ClaimResult['risk'][] = []
  for await (const batch of streamResults(store, run))
    for (const result of batch) risks.push(result.claim === null ? undefined : result.risk)
  return risks
}
const risksBy = (risk: RiskScorer): ClaimResult['risk'][] => {
  const scrubber = openScrubber({ codesets, received: '2024-09-01', risk })
  return scrubber
    .items(claims.map((claim) => ({ kind: 'claim', claim: structuredClone(claim) }) as never))
    .map((result) => (result.claim === null ? undefined : result.risk))
}
const keep = (store: RunStore, model: RiskModel): Promise<void> => keepRiskModel(store, model, 'tester')

describe.each(makers)('recorded runs on %s', (_, maker) => {
  it('take the newest model of the store, and say which it was', async () => {
    const store = await maker.open()
    const without = await recordRun(how(store))
    expect(without.run.options).not.toHaveProperty('risk')
    expect(await risksOf(store, without.run.id)).toEqual(risksBy(priorScorer))

    await keep(store, first)
    const { run } = await recordRun(how(store))
    expect(run.options['risk']).toMatch(/^[0-9a-f]{32}$/)
    expect(await risksOf(store, run.id)).toEqual(risksBy(learnedScorer(first)))
    expect(await risksOf(store, run.id)).not.toEqual(risksBy(priorScorer))

    // The same model from a file is the same model, and published rates are to be had.
    const named = await recordRun(how(store, { risk: firstFile }))
    expect(named.run.options).toEqual(run.options)
    const published = await recordRun(how(store, { risk: 'prior' }))
    expect(published.run.options).toEqual(without.run.options)
    expect(await risksOf(store, published.run.id)).toEqual(risksBy(priorScorer))

    // A rerun takes the model in force, and names it; no finding has changed by that.
    await keep(store, second)
    const again = await rerun({ store, codesets, run: run.id, by: 'tester' })
    expect(again.run.options).toEqual({ ...run.options, risk: again.run.options['risk'] })
    expect(again.run.options['risk']).not.toBe(run.options['risk'])
    expect(await risksOf(store, again.run.id)).toEqual(risksBy(learnedScorer(second)))
    const diff = await diffRuns({ store, before: run.id, after: again.run.id })
    for await (const { differences } of diff.claims()) expect(differences).toEqual([])
    const back = await rerun({ store, codesets, run: run.id, by: 'tester', risk: firstFile })
    expect(back.run.options).toEqual(run.options)
    const prior = await rerun({ store, codesets, run: run.id, by: 'tester', risk: 'prior' })
    expect(prior.run.options).toEqual(without.run.options)
  })

  it('keep to their model when they are taken up again', async () => {
    const store = await maker.open()
    await keep(store, first)
    const { run } = await recordRun(how(store))
    const { engine, codesets: sets, rules, options, inputs } = run
    const begin = (key: string, risk: unknown) =>
      openRecorder(store, {
        ...{ engine, codesets: sets, rules, inputs, options: { ...options, risk } },
        ...{ purpose: 'audit', keep: 'claims', by: 'tester', key },
      })
    await begin('begun', options['risk'])
    await begin('foreign', 'f'.repeat(32))
    await keep(store, second)
    const resumed = await recordRun(how(store, { key: 'begun' }))
    expect(resumed).toMatchObject({ before: false, run: { options } })
    expect(await risksOf(store, resumed.run.id)).toEqual(risksBy(learnedScorer(first)))
    // Finished, it is what it is, whatever has been learned since; another model named is other terms.
    expect(await recordRun(how(store, { key: 'begun' }))).toMatchObject({ before: true })
    await expect(recordRun(how(store, { key: 'begun', risk: 'prior' }))).rejects.toMatchObject({
      code: 'E_CONFLICT',
    })
    await expect(recordRun(how(store, { key: 'foreign' }))).rejects.toMatchObject({ code: 'E_OPTION' })
  })

  it('show their model on the command line', async () => {
    const { url, home } = maker.fresh()
    const store = await openRunStore(url, { home })
    await keep(store, first)
    await store.close()
    const run = runnerIn(home)
    const command = (...args: readonly string[]) => run(...args, '--store', url)
    const day = ['--received', '2024-09-01', '--fail-on', 'never']
    const id = (await command('audit', 'run', file, ...day)).stdout.trim()
    expect((await command('audit', 'show', id)).stdout).toMatch(/"risk":"[0-9a-f]{32}"/)
    const prior = (await command('audit', 'rerun', id, '--risk', 'prior')).stdout.trim()
    expect((await command('audit', 'show', prior)).stdout).not.toContain('"risk"')
    expect((await command('audit', 'diff', id, prior, '--report', 'text')).stdout).toMatch(
      /"risk":"[0-9a-f]{32}"/,
    )
  })
})
