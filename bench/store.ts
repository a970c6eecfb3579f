/**
 * What a store costs: a million findings recorded and published, the work list's first page, and sums.
 *
 *   npx tsx bench/store.ts [--store URL] [--findings 1000000] [--keep claims|digests]
 *
 * Without `--store` a new SQLite file in a temporary folder. Claims and findings are invented, two findings a claim.
 * Making them is not counted.
 */
import './as-commands.ts'
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import type { Claim } from '../src/model/claim.ts'
import type { ClaimResult, Finding } from '../src/model/result.ts'
import type { Recorded } from '../src/store/append.ts'
import { random } from './generate.ts'

// The compiled program, as users run it.
const compiled = <T>(path: string): Promise<T> =>
  import(join(import.meta.dirname, '..', 'dist', path)) as Promise<T>
const { appendResults, finishRun } =
  await compiled<typeof import('../src/store/append.ts')>('store/append.js')
const { openRunStore } = await compiled<typeof import('../src/store/open.ts')>('store/open.js')
const { beginRun } = await compiled<typeof import('../src/store/runs.ts')>('store/runs.js')
const { totalsBy, totalsOf } = await compiled<typeof import('../src/store/totals.ts')>('store/totals.js')
const { worklist } = await compiled<typeof import('../src/store/worklist.ts')>('store/worklist.js')

const { values } = parseArgs({
  options: {
    store: { type: 'string' },
    findings: { type: 'string', default: '1000000' },
    keep: { type: 'string', default: 'digests' },
  },
})
const claims = Math.ceil(Number(values.findings) / 2)
const BLOCK = 500
const next = random(3)
const below = (most: number): number => Math.floor(next() * most)
const edits = Array.from({ length: 60 }, (_, at) => `edit-${at}`)
const unchecked: ClaimResult['unchecked'] = edits.slice(0, 12).map((edit) => ({
  edits: [edit],
  reason: 'no-table',
  table: 'a-table',
  detail: 'No release of this table is loaded, so it was not checked.',
}))

function finding(claim: string, line: number): Finding {
  const edit = edits[below(60)]!
  const code = String(10_000 + below(9_000))
  return {
    id: `${claim}/${edit}/found/${line}`,
    edit,
    message: 'found',
    severity: next() < 0.7 ? 'deny' : 'review',
    line,
    at: `lines[${line - 1}].procedure`,
    where: '2400 SV101-2',
    relatedLines: [1],
    text: `${code} is bundled into 20610 on 2024-08-05 unless they were separate services.`,
    fix: `Remove ${code}. If the record shows a separate service, report the modifier that describes it.`,
    group: 'CO',
    carc: '236',
    rarc: null,
    scope: 'line',
    atRiskCents: 1_000 + below(90_000),
    source: {
      title: 'An official manual, its chapter and section',
      url: 'https://www.cms.gov/a/page/of/the/manual',
      table: 'a-table',
      release: '2024Q3',
      row: { column1: '20610', column2: code, effective: '2020-01-01', deleted: null, indicator: '1' },
    },
    evidence: [],
    causedBy: null,
  }
}

function entry(at: number): Recorded {
  const id = `CLAIM-${at}`
  const claim = {
    id,
    type: 'professional',
    payer: { id: `P${at % 20}`, line: 'medicare' },
    subscriber: { id: `1EG4${at % 100_000}` },
    billing: { npi: '1234567893' },
    chargeCents: 100_000,
    diagnoses: [{ code: 'M1711' }],
    lines: [1, 2].map((number) => ({
      number,
      procedure: '20610',
      modifiers: [],
      units: 1,
      chargeCents: 50_000,
      serviceDate: '2024-08-05',
      pointers: [1],
    })),
  } as unknown as Claim
  const findings = [finding(id, 1), finding(id, 2)]
  return {
    claim,
    result: {
      claim: id,
      verdict: 'deny',
      findings,
      unchecked,
      stale: [],
      codesets: 'c',
      rules: 'r',
      engine: 'e',
    },
  }
}

const seconds = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(2)} s`
const folder = mkdtempSync(join(tmpdir(), 'cleanclaim-bench-'))
const url = values.store ?? `sqlite:${join(folder, 'store.db')}`
const store = await openRunStore(url, { home: folder })
try {
  const run = await beginRun(store, {
    engine: 'bench',
    codesets: 'c',
    rules: 'r',
    options: {},
    inputs: [],
    purpose: 'audit',
    keep: values.keep === 'claims' ? 'claims' : 'digests',
    by: 'bench',
  })
  let inserting = 0
  // Of this thread alone: what is left where other threads, and other programs, have processors of their own.
  const cpu = (): number => {
    const fields = readFileSync(`/proc/self/task/${process.pid}/stat`, 'utf8').split(') ')[1]!.split(' ')
    return (Number(fields[11]) + Number(fields[12])) * 10
  }
  let worked = 0
  let writing: Promise<void> = Promise.resolve()
  let before: Promise<void> = Promise.resolve()
  for (let at = 0; at < claims; at += BLOCK) {
    const entries = Array.from({ length: Math.min(BLOCK, claims - at) }, (_, index) => entry(at + index))
    const [began, cpuBegan] = [performance.now(), cpu()]
    // As a recorder does: a block is packed while the one before is written.
    const last = before
    before = writing
    writing = appendResults(store, run, entries, at)
    await last
    await turn()
    inserting += performance.now() - began
    worked += cpu() - cpuBegan
  }
  const began = performance.now()
  await writing
  inserting += performance.now() - began
  const timed = async (what: string, work: () => Promise<unknown>): Promise<void> => {
    const [began, cpuBegan] = [performance.now(), cpu()]
    await work()
    console.log(
      `${what}: ${seconds(performance.now() - began)} (processor of this thread ${seconds(cpu() - cpuBegan)})`,
    )
  }
  console.log(`${store.kind}, ${claims * 2} findings of ${claims} claims, ${values.keep} kept`)
  console.log(`recorded: ${seconds(inserting)} (processor of this thread ${seconds(worked)})`)
  await timed('finished and published', () => finishRun(store, run, [], 'bench'))
  const today = '2026-01-01'
  await timed('work list, first page by dollars', () => worklist(store, { today }))
  await timed('work list, first page by age', () => worklist(store, { today, order: 'age' }))
  await timed('work list, first page by risk', () => worklist(store, { today, order: 'risk' }))
  await timed('work list, one edit and payer', () => worklist(store, { today, edit: 'edit-7', payer: 'P3' }))
  await timed('work list, an edit that is not there', () => worklist(store, { today, edit: 'none' }))
  await timed('work list, one person', () => worklist(store, { today, assignee: 'nobody' }))
  for (const by of totalsBy) await timed(`sum by ${by}`, () => totalsOf(store, run.id, [by]))
  await timed('sum by edit and payer', () => totalsOf(store, run.id, ['edit', 'payer']))
  if (store.kind === 'sqlite') {
    const size = statSync(store.place).size
    console.log(`file ${(size / 1048576).toFixed(0)} MiB`)
  }
} finally {
  await store.close()
  rmSync(folder, { recursive: true, force: true })
}
