import { describe, expect, it } from 'vitest'
import type { ClaimResult, Result } from '../../src/model/result.ts'
import { createNdjsonReport } from '../../src/report/ndjson.ts'
import { sortedByRisk } from '../../src/report/sorted.ts'
import { createTally } from '../../src/report/summary.ts'
import { renderResult } from '../../src/report/text.ts'

const result = (claim: string, expectedLossCents: number): ClaimResult => ({
  claim,
  verdict: 'clean',
  findings: [],
  unchecked: [],
  stale: [],
  risk: {
    probability: 0.31,
    interval: [0.22, 0.41],
    basis: 'prior',
    expectedLossCents,
    drivers: [{ feature: 'base', contribution: 0.31 }],
  },
  codesets: 'x',
  rules: 'none',
  engine: '0',
})
const unreadable: Result = {
  claim: null,
  verdict: 'unreadable',
  problem: { code: 'E_JSON', file: 'f', text: 'No JSON.' },
}
const names = { begin: () => '<', render: ({ claim }: Result) => `${claim ?? 'problem'} `, end: () => '>' }

describe('a report sorted by risk', () => {
  it('gives the highest expected loss first, equal ones in input order, problems last', () => {
    const report = sortedByRisk(names)
    const given = [result('A', 5), unreadable, result('B', 50), result('C', 5), result('D', 500)]
    expect(given.map((one) => report.render(one)).join('')).toBe('')
    expect((report.begin?.() ?? '') + report.end?.(createTally().summary())).toBe('<D B A C problem >')
  })
  it('refuses a report that follows its input, and more than can be held', () => {
    const fault = expect.objectContaining({ code: 'E_OPTION' }) as Error
    expect(() => sortedByRisk({ ...names, endInput: () => '' })).toThrow(fault)
    const report = sortedByRisk(names)
    const one = result('A', 1)
    for (let at = 0; at < 200_000; at++) report.render(one)
    expect(() => report.render(one)).toThrow(fault)
  })
})

describe('risk in reports', () => {
  it('stands in NDJSON after what was not checked and before the digests, cached or not', () => {
    const report = createNdjsonReport()
    const [one, other] = [result('A', 7440), { ...result('B', 12) }]
    // Clean claims of one kind share their drivers: the second comes from what was kept of the first.
    other.risk = { ...one.risk!, expectedLossCents: 12 }
    for (const given of [one, other]) {
      const line = report.render(given)
      expect(JSON.parse(line)).toEqual(given)
      expect(Object.keys(JSON.parse(line) as object)).toEqual([
        'claim',
        'verdict',
        'findings',
        'unchecked',
        'stale',
        'risk',
        'codesets',
        'rules',
        'engine',
      ])
      expect(line).toContain('"interval":[0.22,0.41],"basis":"prior","expectedLossCents":')
    }
  })
  it('stands in the text beside the money at risk', () => {
    const finding = {
      id: 'A/e/m/1',
      edit: 'e',
      message: 'm',
      severity: 'deny' as const,
      line: 1,
      at: 'lines[0].procedure',
      where: '2400 SV101-2',
      relatedLines: [],
      text: 'Text.',
      fix: 'Fix.',
      group: 'CO',
      carc: '236',
      rarc: null,
      scope: 'line' as const,
      atRiskCents: 100,
      source: { title: 't', url: 'u' },
      evidence: [],
      causedBy: null,
    }
    expect(renderResult({ ...result('A', 7440), verdict: 'deny', findings: [finding] }).split('\n')[0]).toBe(
      'A  deny  1 finding  $1.00 at risk  denial 31% likely by published rates, $74.40 expected',
    )
  })
})
