/** The payer rules that ship: each is read, stands on a source, answers its own cases, and is silent on clean claims. */
import { beforeAll, describe, expect, it } from 'vitest'
import { createHistory } from '../src/engine/history.ts'
import {
  Claim,
  openCodesets,
  openRules,
  openScrubber,
  starterFolder,
  type ClaimInput,
  type ClaimResult,
} from '../src/index.ts'
import { evaluateCase } from '../src/jobs/rule-cases.ts'
import { addDays } from '../src/model/dates.ts'
import { atomsOf } from '../src/policy/check.ts'
import { createProgram } from '../src/policy/program.ts'
import { readCorpus } from './corpus/expand.ts'

const set = openRules()
const { rules, payers, bases } = set.parsed

/** Days of service of a case that says any. */
const daysOf = (claim: Readonly<Record<string, unknown>>): string[] =>
  ((claim['lines'] ?? []) as { serviceDate?: string }[]).flatMap(({ serviceDate }) => serviceDate ?? [])

describe('the set', () => {
  it('has sixty rules and more, of three base sets and three payers and more, each id once', () => {
    expect(rules.length).toBeGreaterThanOrEqual(60)
    expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length)
    expect(bases.size).toBeGreaterThanOrEqual(3)
    const owners = new Set(rules.map(({ owner }) => owner))
    expect([...owners].filter((owner) => !bases.has(owner)).length).toBeGreaterThanOrEqual(3)
  })

  it('gives every payer of a real plan a rule or a base set, and an id that claims can bear', () => {
    for (const [id, { profile, rules: own }] of payers) {
      expect(own.length, id).toBeGreaterThan(0)
      expect(profile.payerIds.length, id).toBeGreaterThan(0)
    }
  })
})

describe.each(rules.map((rule) => [rule.id, rule] as const))('%s', (_, rule) => {
  const { document } = rule
  const { effective, source, then, cases } = document

  it('stands on a published source', () => {
    expect(source.url).toMatch(/^https:\/\//)
    expect(source.title.length).toBeGreaterThan(20)
    expect(source.retrieved >= '2026-01-01').toBe(true)
  })

  it('promises no more than its source carries', () => {
    // What is known and was not read again is no ground for a denial.
    if (/not re-read/.test(source.title)) expect(['review', 'note']).toContain(then.severity)
    if (then.severity === 'deny') expect(then.carc).toBeDefined()
  })

  it('speaks of codes and dates', () => {
    expect(then.text).toMatch(/\{\{(procedure|claimProcedures|received)\}\}/)
    expect(then.text).toMatch(/\{\{(date|received)\}\}/)
  })

  it.each(cases.map((one) => [one.name, one] as const))('%s', (_name, one) => {
    const { found, expected, unchecked } = evaluateCase(rule, one)
    expect([...found].sort(), unchecked.join('; ')).toEqual([...expected].sort())
  })

  it('has a case on each side of its days, and silences of more than one kind', () => {
    const silent = cases.filter(({ finds }) => finds.length === 0)
    const onDay = (day: string) =>
      silent.some(({ claim }) => daysOf(claim).some((one) => one === day) && daysOf(claim).length > 0)
    expect(onDay(addDays(effective.from, -1)), 'the day before').toBe(true)
    if (effective.through !== undefined)
      expect(onDay(addDays(effective.through, 1)), 'the day after').toBe(true)
    expect(silent.length).toBeGreaterThanOrEqual(3)
  })
})

/** Findings above a note that rules of payers have on the corpus: claims that are clean for others and not for these. */
const differing: Readonly<Record<string, number>> = {
  'aetna/telehealth-modifier': 1,
  'bcbs-north-dakota/problem-visit-with-preventive': 2,
  'cigna/consultation': 4,
  'cigna/virtual-care-modifier': 1,
  'medi-cal/vaccine-state-supplied': 8,
  'unitedhealthcare/consultation': 4,
  'wa-apple-health/vaccine-administration-code': 7,
}

describe('on the corpus of clean claims', () => {
  const corpus = readCorpus().map(({ at, claim }) => ({ at, claim: Claim.parse(claim) }))
  const builder = createHistory()
  for (const { claim } of corpus) builder.add(claim)
  const history = builder.seal()

  it.each(['medicare', 'medicaid', 'commercial'])('the base set %s says nothing above a note', (base) => {
    const said = rules.filter(({ owner }) => owner === base).flatMap((rule) => findings(rule))
    expect(said).toEqual([])
  })

  it('payers say only what their own policy makes of a claim that others pay', () => {
    const said = rules
      .filter(({ owner }) => !bases.has(owner))
      .map((rule) => [rule.id, findings(rule).length] as const)
      .filter(([, count]) => count > 0)
    expect(Object.fromEntries(said)).toEqual(differing)
  })

  function findings(rule: (typeof rules)[number]): string[] {
    if (rule.document.then.severity === 'note') return []
    const line = rule.payer.line ?? 'other'
    const program = createProgram([rule], { line })
    const said: string[] = []
    for (const { at, claim } of corpus) {
      if (claim.payer?.line !== line) continue
      program.run(claim, () => history.of(claim), {
        found: (_, place) => void said.push(`${at} ${place}`),
        unchecked: () => undefined,
      })
    }
    return said
  }
})

describe('in a scrub', () => {
  let scrub: (claim: ClaimInput) => ClaimResult
  beforeAll(async () => {
    const scrubber = openScrubber({ codesets: await openCodesets(starterFolder), received: '2026-12-01' })
    scrub = (claim) => scrubber.scrub(claim)
  })
  const claimOf = (
    payer: ClaimInput['payer'],
    lines: Partial<ClaimInput['lines'][number]>[],
  ): ClaimInput => ({
    id: 'C-1',
    type: 'professional',
    payer,
    subscriber: { id: '1EG4TE5MK73' },
    patient: { id: 'P-1', birthDate: '1950-01-01', sex: 'F' },
    billing: { npi: '1234567893', taxonomy: '111N00000X', taxId: '12-3456789' },
    rendering: { npi: '1558598797', taxonomy: '111N00000X' },
    placeOfService: '11',
    diagnoses: [{ code: 'M9903' }],
    lines: lines.map((line, at) => ({
      number: at + 1,
      serviceDate: '2026-05-04',
      chargeCents: 5000,
      pointers: [1],
      ...line,
    })),
  })

  it('a base rule speaks for every payer that takes the base over, with its denial code and source', () => {
    for (const payer of ['15202', '09102', '01112']) {
      const { verdict, findings } = scrub(
        claimOf({ id: payer, line: 'medicare' }, [{ procedure: '98941', modifiers: [] }]),
      )
      const found = findings.find(({ edit }) => edit === 'medicare/chiropractic-active-treatment')
      expect(found).toMatchObject({
        message: 'rule',
        severity: 'deny',
        group: 'CO',
        carc: '50',
        line: 1,
        at: 'lines[0].modifiers',
        text: '98941 on 2026-05-04 bears neither AT nor a modifier that says who is liable.',
      })
      expect(found!.source.title).toContain('Palmetto GBA')
      expect(verdict).toBe('deny')
    }
  })

  it('a payer’s own rule speaks for that payer alone', () => {
    const lines = [{ procedure: '99214' }, { procedure: 'G2211' }]
    const edits = (payer: ClaimInput['payer']) =>
      scrub(claimOf(payer, lines)).findings.map(({ edit }) => edit)
    expect(edits({ id: 'UNITEDHEALTHCARE', line: 'commercial' })).toContain(
      'unitedhealthcare/visit-complexity',
    )
    expect(edits({ id: '62308', line: 'commercial' })).toContain('cigna/visit-complexity')
    for (const other of [
      { id: 'BCBS-TEXAS', line: 'commercial' } as const,
      { id: '15202', line: 'medicare' } as const,
    ])
      expect(edits(other).filter((edit) => edit.endsWith('/visit-complexity'))).toEqual([])
  })

  it('a payer turns a rule of its base off where it has its own', () => {
    const said = (payer: string) =>
      scrub(claimOf({ id: payer, line: 'commercial' }, [{ procedure: '99213' }, { procedure: '99000' }]))
        .findings.filter(({ severity }) => severity !== 'note')
        .map(({ edit }) => edit)
    expect(said('BIRCH')).toContain('commercial/specimen-handling')
    expect(said('BLUE-CROSS-NC')).toContain('blue-cross-nc/always-bundled')
    expect(said('BLUE-CROSS-NC')).not.toContain('commercial/specimen-handling')
  })

  it('asks for history only where a rule reads it', () => {
    const reading = rules.filter(({ document }) =>
      atomsOf(document.when).some(({ fact }) => fact === 'history'),
    )
    expect(reading.map(({ id }) => id)).toEqual(['bcbs-illinois/psychiatric-evaluation-again'])
    const { unchecked } = scrub(
      claimOf({ id: 'BCBS-ILLINOIS', line: 'commercial' }, [{ procedure: '90791' }]),
    )
    expect(unchecked.filter(({ reason }) => reason === 'no-history').flatMap(({ edits }) => edits)).toContain(
      'bcbs-illinois/psychiatric-evaluation-again',
    )
  })
})
