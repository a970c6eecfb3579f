import { describe, expect, it } from 'vitest'
import type { ClaimResult, Finding } from '../../src/model/result.ts'
import { createNdjsonReport } from '../../src/report/ndjson.ts'
import { atRiskCents, createTally } from '../../src/report/summary.ts'
import { dollars, reaches, renderResult, renderTotals } from '../../src/report/text.ts'

const finding = (more: Partial<Finding>): Finding => ({
  id: 'C/e/m/1',
  edit: 'e',
  message: 'm',
  severity: 'deny',
  line: 1,
  at: 'lines[0].procedure',
  where: '2400 SV101-2',
  relatedLines: [],
  text: 'Text.',
  fix: 'Fix.',
  group: 'CO',
  carc: '236',
  rarc: null,
  scope: 'line',
  atRiskCents: 100,
  source: { title: 't', url: 'u' },
  evidence: [],
  causedBy: null,
  ...more,
})
const result = (findings: Finding[], more: Partial<ClaimResult> = {}): ClaimResult => ({
  claim: 'C',
  verdict: findings[0]?.severity ?? 'clean',
  findings,
  unchecked: [],
  stale: [],
  codesets: 'x',
  rules: 'none',
  engine: '0',
  ...more,
})

describe('dollars at risk', () => {
  it('count no line twice, and a whole claim once', () => {
    expect(atRiskCents(result([finding({}), finding({ message: 'n' })]))).toBe(100)
    expect(atRiskCents(result([finding({}), finding({ line: 2, atRiskCents: 50 })]))).toBe(150)
    expect(
      atRiskCents(
        result([finding({}), finding({ severity: 'reject', scope: 'claim', line: null, atRiskCents: 400 })]),
      ),
    ).toBe(400)
    expect(
      atRiskCents(
        result([finding({ scope: 'units', relatedLines: [2], atRiskCents: 300 }), finding({ line: 2 })]),
      ),
    ).toBe(300)
  })
  it('leave out what the record decides', () => {
    expect(atRiskCents(result([finding({ severity: 'review' }), finding({ severity: 'note' })]))).toBe(0)
  })
})

describe('a tally', () => {
  it('adds up claims, verdicts, findings and what was not checked', () => {
    const unchecked: ClaimResult['unchecked'] = [
      { edits: ['b', 'a'], reason: 'no-table', table: 't', detail: 'd' },
    ]
    const stale: ClaimResult['stale'] = [{ edits: ['a'], table: 's', release: 'r', asked: '2026-01-01' }]
    const tally = createTally()
    tally.add(result([finding({})], { unchecked, stale }))
    tally.add(result([], { unchecked }))
    tally.add({
      claim: null,
      verdict: 'unreadable',
      problem: { code: 'E_X12_SEGMENT', file: 'f', text: 't' },
    })
    const summary = tally.summary()
    expect(summary).toMatchObject({
      claims: 3,
      findings: 1,
      atRiskCents: 100,
      verdicts: { deny: 1, clean: 1, unreadable: 1 },
    })
    expect(summary.commonest).toEqual([{ edit: 'e', message: 'm', count: 1, atRiskCents: 100 }])
    expect(summary.open).toEqual([
      { edits: ['a', 'b'], reason: 'no-table', table: 't', claims: 2 },
      { edits: ['a'], reason: 'stale', table: 's', claims: 1 },
    ])
  })
})

describe('what was not checked', () => {
  it('counts a claim once for a reason, however many words it has for it', () => {
    const twice: ClaimResult['unchecked'] = [
      { edits: ['a'], reason: 'no-table', table: 't', detail: 'one' },
      { edits: ['b'], reason: 'no-table', table: 't', detail: 'another' },
    ]
    const tally = createTally()
    tally.add(result([], { unchecked: twice }))
    tally.add(result([], { unchecked: twice }))
    expect(tally.summary().open).toEqual([{ edits: ['a', 'b'], reason: 'no-table', table: 't', claims: 2 }])
  })
})

describe('reports', () => {
  it('render NDJSON as JSON.stringify would', () => {
    const report = createNdjsonReport()
    for (const one of [result([]), result([finding({})]), result([])])
      expect(JSON.parse(report.render(one))).toEqual(one)
    expect(Object.keys(JSON.parse(report.render(result([finding({})]))) as object)).toEqual([
      'claim',
      'verdict',
      'findings',
      'unchecked',
      'stale',
      'codesets',
      'rules',
      'engine',
    ])
  })
  it('render text with place, fix, CARC and source', () => {
    const text = renderResult(
      result([
        finding({
          rarc: 'M80',
          relatedLines: [3],
          source: { title: 't', url: 'u', table: 'ncci', release: '2024Q3' },
        }),
      ]),
    )
    for (const part of [
      'C  deny  1 finding  $1.00 at risk',
      'line 1',
      'Text.',
      'Fix.',
      'CO-236 M80',
      'with line 3',
      'ncci 2024Q3',
      'e/m',
    ])
      expect(text).toContain(part)
    expect(renderResult(result([]))).toBe('')
  })
  it('say what was not checked, and that starter sets serve the examples', () => {
    const tally = createTally()
    tally.add(result([], { unchecked: [{ edits: ['a'], reason: 'no-history', detail: 'd' }] }))
    const text = renderTotals(tally.summary(), 'starter', true)
    expect(text).toContain('1 claim: 1 clean')
    expect(text).toContain('no-history: a')
    expect(text).toContain('starter sets')
  })
  it('write dollars', () => expect(dollars(123_456_789)).toBe('$1,234,567.89'))
})

describe('--fail-on', () => {
  it('is reached by its severity and worse', () => {
    expect(reaches(result([finding({})]), 'deny')).toBe(true)
    expect(reaches(result([finding({ severity: 'review' })]), 'deny')).toBe(false)
    expect(reaches(result([finding({ severity: 'reject' })]), 'deny')).toBe(true)
    expect(reaches(result([finding({ severity: 'note' })]), 'note')).toBe(true)
    expect(reaches(result([]), 'note')).toBe(false)
    expect(reaches(result([finding({ severity: 'reject' })]), 'never')).toBe(false)
  })
  it('is reached by a claim that could not be read, whatever it is', () => {
    expect(
      reaches(
        { claim: null, verdict: 'unreadable', problem: { code: 'E_JSON', file: 'f', text: 't' } },
        'never',
      ),
    ).toBe(true)
  })
})
