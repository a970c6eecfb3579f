/** Each kind of suggestion: what it changes, what must be shown in the record, and when there is none. */
import { describe, expect, it } from 'vitest'
import type { LoadedRelease } from '../../src/codesets/dated.ts'
import { edits } from '../../src/edits/index.ts'
import { createScrubber } from '../../src/engine/scrub.ts'
import { clearedBy, createSuggester } from '../../src/engine/suggest.ts'
import { keepsHonest } from '../../src/engine/suggestions/honest.ts'
import { whereOf } from '../../src/formats/where.ts'
import { applyChanges } from '../../src/model/change.ts'
import { Claim } from '../../src/model/claim.ts'
import { defaultProfile, type PayerProfile } from '../../src/model/profile.ts'
import type { Change, ClaimResult, Finding, Suggestion } from '../../src/model/result.ts'
import { claimOf, type ClaimSketch } from '../helpers/claims.ts'
import {
  addOnRelease,
  conversionRelease,
  coverageRelease,
  feeRelease,
  icdRelease,
  mueRelease,
  periodRelease,
  ptpRelease,
  titledRelease,
} from '../helpers/tables.ts'
import { historyOf, snapshotOf } from '../helpers/test-edit.ts'

type Sketch = ClaimSketch & {
  readonly profile?: Partial<PayerProfile>
  readonly history?: readonly ClaimSketch[]
}

/** Findings with suggestions of a claim, by some edits alone. */
function suggestionsFor(
  ids: readonly string[],
  tables: readonly LoadedRelease[],
  { profile, history, ...sketch }: Sketch,
): { readonly claim: Claim; readonly result: ClaimResult } {
  const claim = Claim.parse(claimOf(sketch))
  const snapshot = snapshotOf(tables)
  const profiles = profile
    ? new Map([[claim.payer?.id ?? '', { ...defaultProfile(claim.payer?.line), id: 'tested', ...profile }]])
    : undefined
  const scrubber = createScrubber({
    edits: edits.filter(({ id }) => ids.includes(id)),
    snapshot,
    rules: 'none',
    engine: 'test',
    received: '2026-12-01',
    locate: whereOf,
    ...(profiles ? { profiles } : {}),
    ...(history ? { history: historyOf(history) } : {}),
  })
  const suggester = createSuggester({ scrubber, snapshot, ...(profiles ? { profiles } : {}) })
  return { claim, result: suggester.suggest(claim, scrubber.scrub(claim)) }
}

const only = (...given: Parameters<typeof suggestionsFor>): readonly Suggestion[] => {
  const { findings } = suggestionsFor(...given).result
  expect(findings.length).toBeGreaterThan(0)
  return findings[0]!.suggestions!
}
const replace = (path: string, value: unknown): Change => ({ op: 'replace', path, value })
const remove = (path: string): Change => ({ op: 'remove', path })

const diagnoses = icdRelease({
  E11: false,
  E119: true,
  M1711: true,
  M1712: true,
  Q10: false,
  Q101: true,
  S523: false,
  S52301: false,
  S52301A: true,
  S52301D: true,
  S52301S: true,
  Z9101: true,
  Z9102: true,
})

describe('suggestions about diagnoses', () => {
  const invalid = (code: string, more: readonly LoadedRelease[] = []) =>
    only(['icd-invalid'], [diagnoses, ...more], { diagnoses: [{ code }] })
  it('give a header its only child, if the record supports it', () => {
    expect(invalid('Q10')).toEqual([
      {
        title: 'Report Q10.1 in place of Q10',
        onlyIf: 'the record supports Q10.1, the only complete code under Q10',
        change: [replace('/diagnoses/0/code', 'Q101')],
        clears: ['T-1/icd-invalid/header/diagnoses[0].code'],
      },
    ])
    expect(invalid('S523')).toEqual([])
  })
  it('give the seventh characters that there are', () => {
    const found = invalid('S52301')
    expect(found.map(({ change }) => change[0]!.value)).toEqual(['S52301A', 'S52301D', 'S52301S'])
    expect(found.every(({ onlyIf }) => onlyIf!.startsWith('the record shows '))).toBe(true)
  })
  it('give the successors of a code that ended', () => {
    const earlier = icdRelease({ Z910: true }, ['FY2025', 20241001, 20250930])
    const conversion = conversionRelease([
      ['Z91.01', '2025', 'Z91.0'],
      ['Z91.02', '2025', 'Z91.0'],
    ])
    const found = only(['icd-invalid'], [diagnoses, earlier, conversion], { diagnoses: [{ code: 'Z910' }] })
    expect(found.map(({ change, onlyIf }) => [change[0]!.value, onlyIf])).toEqual([
      ['Z9101', 'the record supports Z91.01'],
      ['Z9102', 'the record supports Z91.02'],
    ])
  })
  it('give the code that a slip of the keys was meant for, and none where there are two', () => {
    expect(invalid('M17I1').map(({ change }) => change)).toEqual([[replace('/diagnoses/0/code', 'M1711')]])
    expect(invalid('E1190').map(({ change }) => change)).toEqual([[replace('/diagnoses/0/code', 'E119')]])
    expect(invalid('X9999')).toEqual([])
  })
  it('take copies away and let pointers follow', () => {
    const { claim, result } = suggestionsFor(['icd-duplicate', 'icd-pointer'], [], {
      diagnoses: [{ code: 'E119' }, { code: 'M1711' }, { code: 'E119' }, { code: 'I10' }],
      lines: [{ pointers: [3, 4] }, { pointers: [2, 3, 1] }],
    })
    const [suggestion] = result.findings[0]!.suggestions!
    expect(suggestion!.onlyIf).toBeUndefined()
    const after = applyChanges(claim, suggestion!.change)
    expect(after.diagnoses.map(({ code }) => code)).toEqual(['E119', 'M1711', 'I10'])
    expect(after.lines.map(({ pointers }) => pointers)).toEqual([
      [1, 3],
      [2, 1],
    ])
  })
  it('do not choose between two marks of admission', () => {
    expect(
      only(['icd-duplicate'], [], {
        diagnoses: [
          { code: 'E119', poa: 'Y' },
          { code: 'E119', poa: 'N' },
        ],
      }),
    ).toEqual([])
  })
  it('make pointers lead somewhere', () => {
    const pointed = (pointers: number[], codes = ['E119', 'M1711']) =>
      only(['icd-pointer'], [], { diagnoses: codes.map((code) => ({ code })), lines: [{ pointers }] }).map(
        ({ change, onlyIf }) => [change[0]!.value, onlyIf !== undefined],
      )
    expect(pointed([1, 7])).toEqual([[[1], true]])
    expect(pointed([7])).toEqual([])
    expect(pointed([7], ['E119'])).toEqual([[[1], true]])
    expect(pointed([], ['E119'])).toEqual([[[1], true]])
    expect(pointed([])).toEqual([])
    expect(pointed([2, 1, 2])).toEqual([[[2, 1], false]])
    expect(pointed([1, 2, 3, 4, 5], ['E119', 'M1711', 'I10', 'E785', 'N390'])).toEqual([[[1, 2, 3, 4], true]])
  })
  const sides = titledRelease({
    M1711: 'Unilateral primary osteoarthritis, right knee',
    M1712: 'Unilateral primary osteoarthritis, left knee',
  })
  it('move the pointer to the side of the modifier, or change the modifier', () => {
    const found = only(['icd-laterality'], [sides], {
      diagnoses: [{ code: 'M1711' }, { code: 'M1712' }],
      lines: [{ procedure: 'AAAA1', modifiers: ['LT'] }],
    })
    expect(found.map(({ change }) => change)).toEqual([
      [replace('/lines/0/pointers', [2])],
      [replace('/lines/0/modifiers/0', 'RT')],
    ])
    expect(found.every(({ onlyIf }) => onlyIf !== undefined)).toBe(true)
  })
  it('let the line point at the covered diagnosis of the claim, and add none', () => {
    const articles = coverageRelease([
      {
        id: 'A1',
        rules: [{ procedures: ['AAAA1'], alternatives: [[{ kind: 'covered', codes: ['M1711'] }]] }],
      },
    ])
    const ask = (codes: readonly string[]) =>
      suggestionsFor(['coverage-diagnosis-unpointed', 'coverage-diagnosis', 'icd-pointer'], [articles], {
        billing: { npi: '1234567893', state: 'OH' },
        diagnoses: codes.map((code) => ({ code })),
        lines: [{ procedure: 'AAAA1' }],
      }).result.findings.map(({ edit, suggestions }) => [edit, suggestions!.map(({ change }) => change)])
    expect(ask(['E119', 'I10', 'M1711'])).toEqual([
      [
        'coverage-diagnosis-unpointed',
        [[replace('/lines/0/pointers', [1, 3])], [replace('/lines/0/pointers', [3, 1])]],
      ],
    ])
    expect(ask(['E119', 'I10'])).toEqual([['coverage-diagnosis', []]])
  })
  it('list another diagnosis before an external cause, and lines keep their reasons', () => {
    const { claim, result } = suggestionsFor(['icd-external-cause-first'], [], {
      diagnoses: [{ code: 'W010XXA' }, { code: 'S93401A' }],
      lines: [{ pointers: [2, 1] }],
    })
    const after = applyChanges(claim, result.findings[0]!.suggestions![0]!.change)
    expect(after.diagnoses.map(({ code }) => code)).toEqual(['S93401A', 'W010XXA'])
    expect(after.lines[0]!.pointers).toEqual([1, 2])
  })
})

describe('suggestions about lines', () => {
  const pairs = ptpRelease([
    { one: 'AAAA1', two: 'BBBB1' },
    { one: 'AAAA1', two: 'CCCC1', indicator: 0 },
  ])
  it('take column two off, with its charge, if it was no separate service', () => {
    expect(
      only(['ncci-ptp', 'claim-balance'], [pairs], {
        lines: [{ procedure: 'BBBB1' }, { procedure: 'AAAA1' }],
      }),
    ).toEqual([
      {
        title: 'Remove line 1 (BBBB1)',
        onlyIf: 'the record shows BBBB1 as part of AAAA1 and not as a separate service',
        change: [remove('/lines/0'), replace('/chargeCents', 10_000)],
        clears: ['T-1/ncci-ptp/modifierMissing/1'],
      },
    ])
  })
  it('leave lines that another payer has answered for', () => {
    const found = only(['ncci-ptp'], [pairs], {
      lines: [{ procedure: 'AAAA1' }, { procedure: 'BBBB1' }],
      otherPayers: [{ id: 'X', linePayments: [{ line: 2, paidCents: 100 }] }],
    })
    expect(found).toEqual([])
  })
  it('never add a modifier that says a service was separate', () => {
    const found = only(['ncci-ptp'], [pairs], { lines: [{ procedure: 'AAAA1' }, { procedure: 'CCCC1' }] })
    expect(JSON.stringify(found)).not.toMatch(/"(59|X[EPSU]|25|24|57)"/)
    expect(found.map(({ title }) => title)).toEqual(['Remove line 2 (CCCC1)'])
  })
  it('take off what falls with it, and say so', () => {
    const { result } = suggestionsFor(
      ['ncci-ptp', 'ncci-add-on'],
      [
        ptpRelease([
          { one: 'AAAA1', two: 'BBBB1' },
          { one: 'AAAA1', two: 'DDDD1' },
        ]),
        addOnRelease([{ addOn: 'DDDD1', primary: 'BBBB1' }]),
      ],
      { lines: [{ procedure: 'AAAA1' }, { procedure: 'BBBB1' }, { procedure: 'DDDD1' }] },
    )
    const ofLine = (line: number): Finding[] => result.findings.filter((finding) => finding.line === line)
    // Without its primary the add-on would lack one: a new finding, so that line 2 stays.
    expect(ofLine(2)[0]!.suggestions).toEqual([])
    expect(ofLine(3)[0]!.suggestions![0]!.clears).toEqual(ofLine(3).map(({ id }) => id))
  })
  it('join lines of one service', () => {
    const { claim, result } = suggestionsFor(['modifier-repeat', 'claim-balance'], [], {
      lines: [{ procedure: '20610' }, { procedure: '99213' }, { procedure: '20610', units: 2 }],
    })
    const [off, joined] = result.findings[0]!.suggestions!
    expect(off!.title).toBe('Remove line 3 (20610)')
    const after = applyChanges(claim, joined!.change)
    expect(after.lines.map(({ procedure, units, chargeCents }) => [procedure, units, chargeCents])).toEqual([
      ['20610', 3, 20_000],
      ['99213', 1, 10_000],
    ])
    expect(after.chargeCents).toBe(claim.chargeCents)
  })
  it('report the units that are allowed, where the charge can be parted', () => {
    const limits = mueRelease({ AAAA1: [2, 2] })
    const units = (chargeCents: number) =>
      only(['ncci-mue', 'claim-balance'], [limits], {
        lines: [{ procedure: 'AAAA1', units: 4, chargeCents }],
      })
    expect(units(10_000)[0]!.change).toEqual([
      replace('/lines/0/units', 2),
      replace('/lines/0/chargeCents', 5000),
      replace('/chargeCents', 5000),
    ])
    expect(units(10_000)[0]!.onlyIf).toMatch(/record/)
    expect(units(10_001)).toEqual([])
  })
  it('bill a visit as an established patient’s of the same level', () => {
    const history = [{ lines: [{ serviceDate: '2025-06-01' }] }]
    expect(only(['visit-new-patient'], [], { history, lines: [{ procedure: '99204' }] })).toMatchObject([
      {
        change: [replace('/lines/0/procedure', '99214')],
        onlyIf: expect.stringContaining('documented') as string,
      },
    ])
  })
  const fees = feeRelease({ AAAA1: { bilateral: '1' }, BBBB1: { bilateral: '0' } })
  const bilateral = (sketch: Sketch) =>
    suggestionsFor(['modifier-bilateral', 'claim-balance', 'icd-pointer'], [fees], sketch)
  it('put both sides on one line where the payer wants 50', () => {
    const { claim, result } = bilateral({
      lines: [
        { procedure: 'AAAA1', modifiers: ['LT'] },
        { procedure: 'AAAA1', modifiers: ['RT'] },
      ],
    })
    const [suggestion] = result.findings[0]!.suggestions!
    expect(suggestion!.onlyIf).toBeUndefined()
    const after = applyChanges(claim, suggestion!.change)
    expect(after.lines).toEqual([{ ...claim.lines[0]!, modifiers: ['50'], chargeCents: 20_000 }])
  })
  it('part them where it wants two lines', () => {
    const { claim, result } = bilateral({
      profile: { bilateral: 'two-lines', line: 'commercial' },
      payer: { id: '00001', line: 'commercial' },
      lines: [{ procedure: 'AAAA1', modifiers: ['50'], chargeCents: 10_001 }],
    })
    const after = applyChanges(claim, result.findings[0]!.suggestions![0]!.change)
    expect(
      after.lines.map(({ number, modifiers, units, chargeCents }) => [number, modifiers, units, chargeCents]),
    ).toEqual([
      [1, ['LT'], 1, 5001],
      [2, ['RT'], 1, 5000],
    ])
    expect(Claim.parse(JSON.parse(JSON.stringify(after)))).toEqual(after)
  })
  it('take 50 from a code that is done once', () => {
    expect(
      bilateral({ lines: [{ procedure: 'BBBB1', modifiers: ['50'] }] }).result.findings[0]!.suggestions,
    ).toMatchObject([
      { change: [remove('/lines/0/modifiers/0')], onlyIf: 'the record shows that the service was done once' },
    ])
  })
})

describe('suggestions about modifiers and codes', () => {
  it('keep a modifier once, whatever the record says', () => {
    expect(only(['modifier-invalid'], [], { lines: [{ modifiers: ['25', '25'] }] })).toEqual([
      {
        title: 'Keep 25 once on line 1',
        change: [remove('/lines/0/modifiers/1')],
        clears: ['T-1/modifier-invalid/repeated/1/modifiers[1]'],
      },
    ])
  })
  it('take a modifier away that is none', () => {
    expect(only(['modifier-invalid'], [], { lines: [{ modifiers: ['25', '98'] }] })).toMatchObject([
      { change: [remove('/lines/0/modifiers/1')], onlyIf: 'no other modifier was meant by 98' },
    ])
  })
  it('never take away one that lowers the payment', () => {
    const fees = feeRelease({ AAAA1: { coSurgeon: '0', pcTc: '0' } })
    for (const modifier of ['62', '26'])
      for (const { suggestions } of suggestionsFor(['modifier-co-surgeon', 'modifier-component'], [fees], {
        lines: [{ procedure: 'AAAA1', modifiers: [modifier] }],
      }).result.findings)
        expect(suggestions).toEqual([])
  })
  const hcpcs = periodRelease('hcpcs', { G0402: [20050101], Q0001: [20200101, 20231231] })
  it('write a zero where an O was typed', () => {
    const found = only(['procedure-invalid'], [hcpcs, mueRelease({ G0402: [1, 1] })], {
      lines: [{ procedure: 'GO402' }],
    })
    expect(found).toMatchObject([{ change: [replace('/lines/0/procedure', 'G0402')] }])
  })
  it('send a claim as what its numbers say', () => {
    const commercial = { payer: { id: '00001', line: 'commercial' as const } }
    expect(only(['claim-replacement'], [], { ...commercial, frequency: '7' })[0]!.change).toEqual([
      replace('/frequency', '1'),
    ])
    const found = only(['claim-replacement'], [], { ...commercial, payerClaimNumber: 'ICN1' })
    expect(found.map(({ change }) => change)).toEqual([
      [replace('/frequency', '7')],
      [remove('/payerClaimNumber')],
    ])
  })
  it('lower a total to the sum of the lines, and raise none', () => {
    expect(only(['claim-balance'], [], { chargeCents: 20_000 })[0]!.change).toEqual([
      replace('/chargeCents', 10_000),
    ])
    expect(only(['claim-balance'], [], { chargeCents: 5000 })).toEqual([])
  })
})

describe('a proof', () => {
  const { result } = suggestionsFor(['icd-duplicate', 'icd-pointer', 'modifier-invalid'], [], {
    diagnoses: [{ code: 'E119' }, { code: 'E119' }],
    lines: [{ modifiers: ['25', '25'], pointers: [9] }],
  })
  const without = (id: string): ClaimResult => ({
    ...result,
    findings: result.findings.filter((finding) => finding.id !== id),
  })
  const [first, second] = result.findings
  it('names what is gone', () => {
    expect(clearedBy(result, without(second!.id))).toEqual([second!.id])
    expect(clearedBy(result, result)).toEqual([])
  })
  it('fails where something new, worse, or about other lines is found', () => {
    const rest = without(second!.id)
    expect(clearedBy(rest, result)).toBeUndefined()
    const worse = { ...rest, findings: rest.findings.map((one) => ({ ...one, severity: 'reject' as const })) }
    expect(
      clearedBy(
        { ...result, findings: result.findings.map((one) => ({ ...one, severity: 'note' as const })) },
        worse,
      ),
    ).toBeUndefined()
    const other = {
      ...rest,
      findings: rest.findings.map((one) => (one.id === first!.id ? { ...one, relatedLines: [5] } : one)),
    }
    expect(clearedBy(result, other)).toBeUndefined()
  })
  it('fails where something is no longer checked, or only by an old table', () => {
    const rest = without(second!.id)
    const unchecked = [{ edits: ['icd-invalid'], reason: 'no-table' as const, detail: 'x' }]
    const stale = [{ edits: ['icd-invalid'], table: 't', release: 'r', asked: '2026-01-01' }]
    expect(clearedBy(result, { ...rest, unchecked: [...rest.unchecked, ...unchecked] })).toBeUndefined()
    expect(clearedBy(result, { ...rest, stale: [...rest.stale, ...stale] })).toBeUndefined()
  })
  it('is bounded for a claim with faults everywhere', () => {
    const { result: many } = suggestionsFor(['modifier-invalid'], [], {
      lines: Array.from({ length: 150 }, () => ({ modifiers: ['25', '25'] })),
    })
    expect(many.findings.filter(({ suggestions }) => suggestions!.length > 0)).toHaveLength(60)
  })
})

describe('an honest correction', () => {
  const before = Claim.parse(
    claimOf({ lines: [{ modifiers: ['RT'], units: 2 }, {}], diagnoses: [{ code: 'E119' }] }),
  )
  const after = (...changes: Change[]): boolean => keepsHonest(before, applyChanges(before, changes))
  it('adds no modifier but of a side, no diagnosis, no units, no charge', () => {
    expect(after(replace('/lines/0/modifiers', ['LT']))).toBe(true)
    for (const modifier of ['59', 'XE', 'XS', 'XP', 'XU', '25', '24', '57', '76', '91', '22', 'KX', 'GA'])
      expect(after(replace('/lines/1/modifiers', [modifier]))).toBe(false)
    expect(after({ op: 'add', path: '/diagnoses/1', value: { code: 'M1711' } })).toBe(false)
    expect(after(replace('/lines/0/units', 3))).toBe(false)
    expect(after(replace('/lines/0/chargeCents', 10_001))).toBe(false)
    expect(after(replace('/chargeCents', 20_001))).toBe(false)
    expect(after(remove('/lines/1'))).toBe(true)
  })
})

describe('changes of a claim', () => {
  const claim = Claim.parse(claimOf({}))
  it('lead somewhere, or are refused', () => {
    for (const path of [
      '/lines/7',
      '/lines/x/units',
      '/nothing/here',
      '/__proto__/x',
      '',
      '/lines/0/__proto__',
    ])
      expect(() => applyChanges(claim, [replace(path, 1)])).toThrow(RangeError)
    expect(({} as Record<string, unknown>)['x']).toBeUndefined()
  })
  it('leave the claim as it was', () => {
    const before = structuredClone(claim)
    applyChanges(claim, [remove('/lines/0'), replace('/chargeCents', 5)])
    expect(claim).toEqual(before)
  })
})
