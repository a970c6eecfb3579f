import { describe, expect, it } from 'vitest'
import { defineEdit, type AnyEdit } from '../../src/edits/define.ts'
import { defaultProfile, PayerProfile } from '../../src/model/profile.ts'
import { createScrubber, EditFailure, type ScrubOptions } from '../../src/engine/scrub.ts'
import { whereOf } from '../../src/formats/where.ts'
import { Claim } from '../../src/model/claim.ts'
import { claimOf, type ClaimSketch } from '../helpers/claims.ts'
import { mueRelease } from '../helpers/tables.ts'
import { snapshotOf } from '../helpers/test-edit.ts'

const base = {
  why: 'For the tests of the engine alone; it stands for any edit there is.',
  source: { title: 'none', url: 'https://example.org' },
  claimTypes: ['professional'] as const,
  tables: [],
}
const say = { severity: 'deny', carc: '16', text: '{{what}}.', fix: 'Nothing.' } as const

const scrubberOf = (edits: readonly AnyEdit[], more: Partial<ScrubOptions> = {}) =>
  createScrubber({
    edits,
    snapshot: snapshotOf([mueRelease({ AAAA1: [1, 1] })]),
    rules: 'none',
    engine: 'test',
    received: '2026-12-01',
    locate: whereOf,
    ...more,
  })
const scrub = (edits: readonly AnyEdit[], sketch: ClaimSketch, more: Partial<ScrubOptions> = {}) =>
  scrubberOf(edits, more).scrub(Claim.parse(claimOf(sketch)))

const everyLine = defineEdit({
  ...base,
  id: 'every-line',
  title: 'Speaks of every line',
  authority: 'every-payer',
  messages: { said: say, also: { ...say, severity: 'note' } },
  check: (claim, _tables, report) =>
    claim.lines.forEach((_, at) =>
      report(
        'said',
        `lines[${at}].procedure`,
        { what: 'said' },
        { related: claim.lines.map((__, other) => other) },
      ),
    ),
})

describe('findings', () => {
  it('merge one edit, message and place, and never relate a line to itself', () => {
    const twice = defineEdit({
      ...base,
      id: 'twice',
      title: 'Speaks twice',
      authority: 'every-payer',
      messages: { said: say },
      check: (_claim, _tables, report) => {
        report('said', 'lines[0].procedure', { what: 'first' }, { related: [1] })
        report('said', 'lines[0].procedure', { what: 'second' }, { related: [2, 0] })
      },
    })
    const { findings } = scrub([twice], { lines: [{}, {}, {}] })
    expect(findings).toHaveLength(1)
    expect(findings[0]).toMatchObject({ id: 'T-1/twice/said/1', relatedLines: [2, 3], text: 'first.' })
  })
  it('stand in order: the claim, then lines, then the catalogue', () => {
    const whole = defineEdit({
      ...base,
      id: 'whole',
      title: 'Speaks of the claim',
      authority: 'every-payer',
      messages: { said: say },
      check: (_claim, _tables, report) => {
        report('said', 'lines[1].units', { what: 'line' })
        report('said', 'chargeCents', { what: 'claim' })
      },
    })
    const { findings } = scrub([everyLine, whole], { lines: [{}, {}] })
    expect(findings.map(({ edit, line }) => `${edit} ${line}`)).toEqual([
      'whole null',
      'every-line 1',
      'every-line 2',
      'whole 2',
    ])
  })
  it('say the money that their scope puts at risk', () => {
    const scopes = defineEdit({
      ...base,
      id: 'scopes',
      title: 'Speaks of each scope',
      authority: 'every-payer',
      messages: {
        line: say,
        units: { ...say, scope: 'units' },
        claim: { ...say, severity: 'reject' },
        note: { ...say, severity: 'note' },
      },
      check: (_claim, _tables, report) => {
        for (const message of ['line', 'units', 'claim', 'note'] as const)
          report(message, 'lines[0].procedure', { what: message }, { related: [1] })
      },
    })
    const { findings } = scrub([scopes], {
      lines: [{ chargeCents: 100 }, { chargeCents: 250 }, { chargeCents: 400 }],
    })
    expect(Object.fromEntries(findings.map(({ message, atRiskCents }) => [message, atRiskCents]))).toEqual({
      line: 100,
      units: 350,
      claim: 750,
      note: 0,
    })
  })
  it('use billed line numbers, not positions', () => {
    const { findings } = scrub([everyLine], { lines: [{ number: 7 }, { number: 9 }] })
    expect(findings.map(({ line, relatedLines }) => [line, relatedLines])).toEqual([
      [7, [9]],
      [9, [7]],
    ])
  })
})

describe('precedence', () => {
  const speaker = (id: string, at: string, yieldsTo?: Record<string, 'line' | 'place'>) =>
    defineEdit({
      ...base,
      id,
      title: id,
      authority: 'every-payer',
      messages: { said: say },
      ...(yieldsTo ? { yieldsTo } : {}),
      check: (_claim, _tables, report) => report('said', at, { what: id }),
    })
  it('is kept on the same line, and on no other', () => {
    const second = speaker('second', 'lines[0].procedure', { first: 'line' })
    expect(
      scrub([speaker('first', 'lines[0].units'), second], { lines: [{}, {}] }).findings.map(
        ({ edit }) => edit,
      ),
    ).toEqual(['first'])
    expect(scrub([speaker('first', 'lines[1].units'), second], { lines: [{}, {}] }).findings).toHaveLength(2)
  })
  it('is kept on the same part of the claim', () => {
    const second = speaker('second', 'diagnoses[0].code', { first: 'place' })
    expect(
      scrub([speaker('first', 'diagnoses[0].poa'), second], {}).findings.map(({ edit }) => edit),
    ).toEqual(['first'])
    expect(scrub([speaker('first', 'diagnoses[1].code'), second], {}).findings).toHaveLength(2)
  })
  it('holds among the edits that run', () => {
    expect(scrub([speaker('second', 'lines[0].procedure', { first: 'line' })], {}).findings).toHaveLength(1)
  })
})

describe('authority and profile', () => {
  const of = (authority: AnyEdit['authority']) =>
    defineEdit({
      ...base,
      id: 'graded',
      title: 'graded',
      authority,
      messages: { said: say },
      check: (_claim, _tables, report) => report('said', 'lines[0].procedure', { what: 'said' }),
    })
  const severity = (
    authority: AnyEdit['authority'],
    line: 'medicare' | 'medicare-advantage' | 'medicaid' | 'commercial' | 'other',
  ) => scrub([of(authority)], { payer: { line } }).findings[0]?.severity
  it('grade what an edit may say', () => {
    expect(
      ['medicare', 'medicare-advantage', 'medicaid', 'commercial', 'other'].map((line) =>
        severity('medicare', line as 'medicare'),
      ),
    ).toEqual(['deny', 'review', undefined, undefined, undefined])
    expect(
      ['medicare', 'medicaid', 'commercial', 'other'].map((line) => severity('ncci', line as 'medicare')),
    ).toEqual(['deny', 'deny', 'review', 'review'])
    expect(severity('every-payer', 'other')).toBe('deny')
  })
  it('say not-this-payer where an edit is off', () => {
    expect(scrub([of('medicare')], { payer: { line: 'commercial' } }).unchecked).toEqual([
      expect.objectContaining({ edits: ['graded'], reason: 'not-this-payer' }),
    ])
    expect(scrub([of('medicare')], { payer: undefined }).unchecked[0]).toMatchObject({
      reason: 'not-this-payer',
    })
  })
  it('let a profile turn off, turn on and regrade', () => {
    const profile = (edits: Record<string, string>) =>
      new Map([['X1', PayerProfile.parse({ id: 'x-one', payerIds: ['X1'], line: 'commercial', edits })]])
    const with_ = (authority: AnyEdit['authority'], edits: Record<string, string>) =>
      scrub([of(authority)], { payer: { id: 'X1' } }, { profiles: profile(edits) })
    expect(with_('ncci', { graded: 'off' }).findings).toEqual([])
    expect(with_('medicare', { graded: 'on' }).findings[0]!.severity).toBe('deny')
    expect(with_('ncci', { graded: 'deny' }).findings[0]!.severity).toBe('deny')
    expect(with_('ncci', { 'graded/said': 'note' }).findings[0]!.severity).toBe('note')
    expect(with_('ncci', { 'graded/said': 'off' }).findings).toEqual([])
  })
  it('have Medicare’s filing limit by default', () =>
    expect(defaultProfile('medicare').filing).toMatchObject([{ value: 1, unit: 'calendar-years' }]))
})

describe('an edit', () => {
  it('is called only when woken', () => {
    let calls = 0
    const sleeper = defineEdit({
      ...base,
      id: 'sleeper',
      title: 'sleeper',
      authority: 'every-payer',
      messages: { said: say },
      wakes: { procedure: (code) => code === '20610' },
      check: () => void calls++,
    })
    scrub([sleeper], { lines: [{ procedure: '99213' }] })
    expect(calls).toBe(0)
    scrub([sleeper], { lines: [{ procedure: '99213' }, { procedure: '20610' }] })
    expect(calls).toBe(1)
  })
  it('that fails is named, with nothing of the claim', () => {
    const broken = defineEdit({
      ...base,
      id: 'broken',
      title: 'broken',
      authority: 'every-payer',
      messages: { said: say },
      check: () => {
        throw new Error('secret')
      },
    })
    expect(() => scrub([broken], {})).toThrow(EditFailure)
    try {
      scrub([broken], {})
    } catch (error) {
      expect((error as EditFailure).message).toBe('The edit broken failed.')
    }
  })
  it('that fails on one claim, or in what wakes it, leaves the claims scrubbed with that one alone', () => {
    const speaks = { ...base, authority: 'every-payer', messages: { said: say } } as const
    const failing = defineEdit({
      ...speaks,
      id: 'failing',
      title: 'failing',
      wakes: {
        procedure: (code) => {
          if (code === '00002') throw new Error('secret')
          return true
        },
      },
      check: (claim, _tables, report) => {
        if (claim.lines[0]!.procedure === '00001') throw new Error('secret')
        report('said', 'lines[0].procedure', { what: 'here' })
      },
    })
    const { scrubAll } = scrubberOf([failing])
    const claims = ['99213', '00001', '00002', '99214'].map((procedure) =>
      Claim.parse(claimOf({ lines: [{ procedure }] })),
    )
    const all = scrubAll(claims)
    expect(all.map((one) => (one instanceof Error ? one.name : one.findings.length))).toEqual([
      1,
      'EditFailure',
      'Error',
      1,
    ])
    // Nothing of the claims that failed is left behind.
    expect(
      scrubAll(claims.slice(3)).map((one) => (one instanceof Error ? one.name : one.findings.length)),
    ).toEqual([1])
  })
  it('is unchecked where its table is absent, and not called', () => {
    const needing = defineEdit({
      ...base,
      id: 'needing',
      title: 'needing',
      authority: 'every-payer',
      tables: ['hcpcs'],
      messages: { said: say },
      check: (_claim, _tables, report) => report('said', 'lines[0].procedure', { what: 'said' }),
    })
    const result = scrub([needing], {})
    expect(result.findings).toEqual([])
    expect(result.unchecked).toEqual([
      { edits: ['needing'], reason: 'no-table', table: 'hcpcs', detail: expect.any(String) },
    ])
  })
  it('is unchecked before its table, stale after it', () => {
    const limits = defineEdit({
      ...base,
      id: 'limits',
      title: 'limits',
      authority: 'every-payer',
      tables: ['mue'],
      messages: { said: say },
      check: (_claim, _tables, report) => report('said', 'lines[0].procedure', { what: 'said' }),
    })
    const on = (serviceDate: string) =>
      scrub([limits], { lines: [{ serviceDate }] }, { received: '2028-01-01' })
    expect(on('2025-12-31')).toMatchObject({
      findings: [],
      unchecked: [{ reason: 'before-table' }],
      stale: [],
    })
    expect(on('2026-01-01')).toMatchObject({ unchecked: [], stale: [] })
    expect(on('2026-12-31')).toMatchObject({ unchecked: [], stale: [] })
    expect(on('2027-01-01').stale).toEqual([
      { edits: ['limits'], table: 'ncci-mue-practitioner', release: '2026Q1', asked: '2027-01-01' },
    ])
    expect(on('2027-01-01').findings).toHaveLength(1)
  })
  it('names the tables it only consults among the stale ones, and stays unchecked outside those that bound it', () => {
    const consults = defineEdit({
      ...everyLine,
      id: 'consults',
      also: ['mue'],
      messages: { said: say, also: { ...say, severity: 'note' } },
    })
    const bounded = defineEdit({ ...consults, id: 'bounded', within: ['mue'] })
    const on = (serviceDate: string) =>
      scrub([consults, bounded], { payer: { line: 'medicare' }, lines: [{ serviceDate }] })
    const late = on('2027-01-01')
    expect(late.stale.map(({ edits, table }) => ({ edits, table }))).toEqual([
      { edits: ['consults'], table: 'ncci-mue-practitioner' },
    ])
    expect(late.unchecked).toMatchObject([
      { edits: ['bounded'], reason: 'no-table', table: 'ncci-mue-practitioner' },
    ])
    expect(late.findings.map(({ edit }) => edit)).toEqual(['consults'])
    expect(on('2025-12-31').unchecked).toMatchObject([{ edits: ['bounded'], reason: 'before-table' }])
    for (const day of ['2026-01-01', '2026-12-31'])
      expect(on(day)).toMatchObject({ unchecked: [], stale: [], findings: [{}, {}] })
  })
  it('says which field it lacks', () => {
    const asking = defineEdit({
      ...base,
      id: 'asking',
      title: 'asking',
      authority: 'every-payer',
      fields: ['birthDate'],
      messages: { said: say },
      check: () => undefined,
    })
    expect(scrub([asking], { patient: {} }).unchecked).toEqual([
      expect.objectContaining({ edits: ['asking'], reason: 'missing-field' }),
    ])
    expect(scrub([asking], {}).unchecked).toEqual([])
  })
  it('that wants history says so without it', () => {
    const wanting = defineEdit({
      ...base,
      id: 'wanting',
      title: 'wanting',
      authority: 'every-payer',
      history: true,
      messages: { said: say },
      check: () => undefined,
    })
    expect(scrub([wanting], {}).unchecked).toEqual([
      expect.objectContaining({ edits: ['wanting'], reason: 'no-history' }),
    ])
  })
})

describe('a verdict', () => {
  it('is the worst severity, or clean', () => {
    expect(scrub([everyLine], {}).verdict).toBe('deny')
    expect(scrub([], {}).verdict).toBe('clean')
  })
})
