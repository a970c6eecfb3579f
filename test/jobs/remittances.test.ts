/** Remittances from files to outcomes: read once however often given, matched with claims, kept in a store. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openCodesets } from '../../src/codesets/open.ts'
import { starterFolder } from '../../src/codesets/starter.ts'
import { readClaims } from '../../src/formats/detect.ts'
import { openSource } from '../../src/formats/source.ts'
import { recordRun } from '../../src/jobs/record.ts'
import { importRemittances, keptDecisions, storedOutcomes } from '../../src/jobs/remittance-import.ts'
import { loadRemittances, outcomesOf } from '../../src/jobs/remittances.ts'
import type { Problem } from '../../src/model/result.ts'
import { scrubbedOf, type ScrubbedClaim } from '../../src/risk/match-facts.ts'
import { openRunStore } from '../../src/store/open.ts'
import { dataFolder } from '../data.ts'
import { advice, remittance, twoLines } from '../formats/x12/remittances.ts'
import { professional } from '../formats/x12/writing.ts'

let folder = ''
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'remittances-'))))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const write = (name: string, bytes: string | Uint8Array): string => {
  const path = join(folder, name)
  writeFileSync(path, bytes)
  return path
}

/** The claim of `twoLines`, as it was sent. */
const sent = professional(
  ['CLM*C1*240***11:B:1*Y*A*Y*Y', 'HI*ABK:M1711'],
  [
    'LX*1',
    'SV1*HC:20610:RT*130*UN*1***1',
    'DTP*472*D8*20260105',
    'LX*2',
    'SV1*HC:99214:25*110*UN*1***1',
    'DTP*472*D8*20260105',
  ],
)

async function claimsIn(path: string): Promise<ScrubbedClaim[]> {
  const claims: ScrubbedClaim[] = []
  for await (const batch of readClaims(openSource(path).chunks, path))
    for (const item of batch) if (item.kind === 'claim') claims.push(scrubbedOf(item.claim))
  return claims
}

const file = remittance([[...advice({ paid: '150' }), ...twoLines]])
const overturning = remittance([
  [
    ...advice({ trace: 'T200', date: '20260310', paid: '40' }),
    'CLP*C1*22*-240*-150*-20*MB*ICN1*11*1',
    'DTM*232*20260105',
    'CAS*CO*45*-70',
    'CAS*PR*2*-20',
    'CLP*C1*1*240*190*20*MB*ICN2*11*1',
    'DTM*232*20260105',
    'SVC*HC:20610:RT*130*100',
    'DTM*472*20260105',
    'CAS*PR*2*20',
    'CAS*CO*45*10',
    'SVC*HC:99214:25*110*90',
    'DTM*472*20260105',
    'CAS*CO*45*20',
  ],
])

describe('remittances of files', () => {
  it('are read once, however often, in whatever file and form they are given', async () => {
    const [plain, again] = [write('a.835', file), write('b.835', `${file}${file}`)]
    const packed = write('c.835.gz', gzipSync(file))
    const wide = write('d.835', Buffer.from(`\ufeff${file}`, 'utf16le'))
    const loaded = await loadRemittances([plain, plain, again, packed, wide])
    expect(loaded).toMatchObject({ repeatedDecisions: 4, repeatedRemittances: 4, problemCount: 0, files: 4 })
    expect(loaded.decisions).toHaveLength(1)
    expect(loaded.remittances).toHaveLength(1)
    // Equal decisions of one payment are two.
    const twice = write('e.835', remittance([[...advice({ paid: '300' }), ...twoLines, ...twoLines]]))
    expect((await loadRemittances([twice, twice, plain])).decisions).toHaveLength(2)
  })
  it('that are damaged or none give what there is, and problems', async () => {
    const packed = gzipSync(
      remittance(Array.from({ length: 400 }, (_, at) => [...advice({ trace: `N${at}` }), ...twoLines])),
    )
    const cut = write('cut.835.gz', packed.subarray(0, packed.length - 200))
    const warnings: Problem[] = []
    const loaded = await loadRemittances([cut, write('x.txt', 'hello'), write('claims.837', sent)], (one) =>
      warnings.push(one),
    )
    expect(loaded.decisions.length).toBeGreaterThan(100)
    expect(loaded.problems.map(({ code }) => code)).toEqual(
      expect.arrayContaining(['E_ARCHIVE', 'E_X12_ENVELOPE', 'E_X12_REMITTANCE']),
    )
    expect(loaded.problemCount).toBe(loaded.problems.length)
    expect(warnings.some(({ code }) => code === 'W_REMIT_BALANCE')).toBe(true)
    await expect(loadRemittances([join(folder, 'missing.835')])).rejects.toMatchObject({ code: 'E_FILE' })
  })
  it('tell what became of claims', async () => {
    const claims = await claimsIn(write('sent.837', sent))
    const first = await loadRemittances([write('first.835', file)])
    const { outcomes, report } = outcomesOf(claims, first.decisions)
    expect(report.counts).toMatchObject({ 'claim-id': 1, unmatched: 0 })
    expect(outcomes.get(0)).toMatchObject({
      status: 'partly-denied',
      denied: true,
      deniedCents: 6000,
      paidCents: 15000,
      carcs: ['97'],
      decided: '2026-02-10',
      lines: [
        { line: 1, status: 'paid' },
        { line: 2, status: 'partly-denied', carcs: ['97'], remarks: ['N19'] },
      ],
    })
    const both = await loadRemittances([write('second.835', overturning), join(folder, 'first.835')])
    const after = outcomesOf(claims, both.decisions).outcomes.get(0)
    expect(after).toMatchObject({
      status: 'paid',
      denied: false,
      overturned: true,
      paidCents: 19000,
      decided: '2026-03-10',
      strayReversals: 0,
    })
  })
})

describe('a store', () => {
  it('keeps each decision once, unreadable without the key', async () => {
    const home = join(folder, 'home')
    const path = join(folder, 'runs.db')
    const store = await openRunStore(`sqlite:${path}`, { home })
    try {
      const paths = [write('kept.835', file), write('more.835', overturning), write('bad.835', 'hello')]
      const problems: Problem[] = []
      const first = await importRemittances(store, {
        paths,
        by: 'test',
        onProblem: (one) => problems.push(one),
      })
      expect(first).toEqual({ files: 3, given: 3, added: 3, remittances: 2, unbalanced: 0, problems: 1 })
      expect(problems).toHaveLength(1)
      const again = await importRemittances(store, { paths: [...paths].reverse(), by: 'test' })
      expect(again).toMatchObject({ given: 3, added: 0 })
      const kept = []
      for await (const batch of keptDecisions(store)) kept.push(...batch)
      const loaded = await loadRemittances(paths)
      const sorted = (list: readonly unknown[]) => list.map((one) => JSON.stringify(one)).sort()
      expect(sorted(kept)).toEqual(sorted(loaded.decisions))
      // Nothing was recorded: no claim to match with, and nothing lost.
      expect(await storedOutcomes(store)).toMatchObject({
        claims: [],
        decisions: 3,
        report: { counts: { unmatched: 3 } },
      })
      const record = { store, keep: 'claims', today: '2026-02-01', by: 'test' } as const
      const codesets = await openCodesets(starterFolder)
      // The same claim recorded twice is one claim.
      for (const name of ['one.837', 'two.837'])
        await recordRun({ ...record, codesets, paths: [write(name, sent)] })
      const { claims, outcomes, report } = await storedOutcomes(store)
      expect(claims).toHaveLength(1)
      expect(report.counts).toMatchObject({ 'claim-id': 3, unmatched: 0 })
      expect(outcomes.get(0)).toMatchObject({ status: 'paid', overturned: true, paidCents: 19000 })
    } finally {
      await store.close()
    }
    const bytes = readdirSync(folder)
      .filter((name) => name.startsWith('runs.db'))
      .map((name) => readFileSync(join(folder, name)).toString('latin1'))
      .join('')
    expect(bytes.length).toBeGreaterThan(10_000)
    for (const mark of ['MEMBER1', 'MEMBER2', 'ICN1', 'PLAN OF TESTS']) expect(bytes).not.toContain(mark)
  })
})

const samples = dataFolder('claims/835')
it.skipIf(samples === undefined)('sample remittances are loaded whole', async () => {
  const loaded = await loadRemittances([samples!])
  // 156 interchanges of one file, and four other files, hold the same three decisions of the same payment.
  expect(loaded.files).toBe(readdirSync(samples!).length)
  expect(loaded.decisions.length + loaded.repeatedDecisions + loaded.problemCount).toBe(
    9 + 10 + 1 + 2 + 2 + 2 + 1 + 2 + 3 + 468 + 3 + 3,
  )
  const { report } = outcomesOf([], loaded.decisions)
  expect(report.counts.unmatched).toBe(loaded.decisions.length)
})
