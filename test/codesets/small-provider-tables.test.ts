/** The small tables about providers, places, ages and filing: what is read of their sentences, and what is refused. */
import { describe, expect, it } from 'vitest'
import { newPatientCodes } from '../../src/codesets/small/new-patient-codes.ts'
import { orderingRules } from '../../src/codesets/small/ordering-rules.ts'
import { placeRules } from '../../src/codesets/small/place-rules.ts'
import { preventiveServices } from '../../src/codesets/small/preventive-services.ts'
import { procedureAges } from '../../src/codesets/small/procedure-ages.ts'
import { providerRules } from '../../src/codesets/small/provider-rules.ts'
import { readSmallTables, type SmallRow } from '../../src/codesets/small/rows.ts'
import { timelyFiling } from '../../src/codesets/small/timely-filing.ts'

const small = readSmallTables()
const set = (...values: readonly string[]) => new Set(values)

describe('provider_rules', () => {
  const rules = providerRules(small.get('provider_rules'))
  const read = (taxonomy: string) =>
    rules
      .of(taxonomy)
      ?.map(({ only, foreign, unless, barred, payers }) => ({ only, foreign, unless, barred, payers }))
  const nothing = { only: undefined, foreign: set(), unless: set(), barred: undefined, payers: 'medicare' }

  it.each([
    ['111N00000X', { only: set('98940', '98941', '98942') }],
    ['367500000X', { foreign: set('AA', 'QK', 'QY', 'AD') }],
    ['367H00000X', { foreign: set('QZ') }],
    ['207LP2900X', { foreign: set('QX', 'QZ') }],
    ['363LF0000X', { foreign: set('80', '81', '82'), unless: set('AS') }],
    ['2251X0800X', { foreign: set('GN', 'GO') }],
    ['225X00000X', { foreign: set('GN', 'GP') }],
    ['235Z00000X', { foreign: set('GO', 'GP') }],
    ['261QA1903X', { foreign: set('50', '53') }],
    ['103T00000X', { barred: { first: '99202', last: '99499' } }],
  ])('%s', (taxonomy, expected) => {
    expect(read(taxonomy)).toEqual([{ ...nothing, ...expected }])
    // A second question is answered from memory.
    expect(read(taxonomy)).toEqual([{ ...nothing, ...expected }])
  })
  it('has a rule of every payer for students', () => {
    expect(read('390200000X')).toMatchObject([{ payers: 'all', barred: { first: '' } }])
  })
  it('has none for others', () =>
    expect([rules.of('207Q00000X'), rules.of('')]).toEqual([undefined, undefined]))
  it('refuses a sentence it cannot read', () => {
    const row: SmallRow = { ...small.get('provider_rules')[1]!, rule: 'as the mood takes them' }
    expect(() => providerRules([row])).toThrow('as the mood takes them')
  })
})

describe('ordering_rules', () => {
  const rules = orderingRules(small.get('ordering_rules'))
  const groups = (code: string) => rules.of(code).map(({ group }) => group)

  it.each([
    ['80053', ['clinical laboratory']],
    ['0001U', ['clinical laboratory']],
    ['G0103', ['clinical laboratory']],
    ['71046', ['diagnostic imaging, technical or global', 'imaging interpretation']],
    ['93000', ['other diagnostic tests']],
    ['E0601', ['equipment, prosthetics, orthotics, supplies']],
    ['A4253', ['equipment, prosthetics, orthotics, supplies']],
    ['97802', ['medical nutrition, diabetes training']],
    ['99243', ['consultation']],
    ['99213', []],
    ['36415', []],
    ['A0428', []],
    ['J1885', []],
    ['G0104', []],
    // Characters that sort inside a range of digits do not make a code one of it.
    ['0042T', []],
    ['8005T', []],
    ['800530', []],
    ['E06', []],
  ])('%s', (code, expected) => expect(groups(code)).toEqual(expected))
  it('knows therapy and home health apart from codes', () => {
    expect([rules.therapy?.role, rules.homeHealth?.role]).toEqual(['referring', 'attending'])
  })
  it('tells parts and certainty', () => {
    expect(rules.of('71046').map(({ part, sure }) => [part, sure])).toEqual([
      ['technical', true],
      ['interpretation', false],
    ])
  })
  it('refuses codes it cannot read', () => {
    const row: SmallRow = { ...small.get('ordering_rules')[0]!, codes: 'whatever is ordered' }
    expect(() => orderingRules([row])).toThrow('whatever is ordered')
    expect(() => orderingRules([{ ...row, codes: '80053', role: 'cleaning' }])).toThrow('cleaning')
  })
})

describe('place_rules', () => {
  const rules = placeRules(small.get('place_rules'))

  it('has the gravest rule of a code and place', () => {
    expect(rules.ofCode('99283', '11', true)?.severity).toBe('review')
    expect(rules.ofCode('99213', '21', true)?.severity).toBe('deny')
    expect(rules.ofCode('99213', '21', false)).toBeUndefined()
    expect(rules.ofCode('99213', '11', true)).toBeUndefined()
    expect(rules.ofCode('G0463', '99', true)?.severity).toBe('deny')
  })
  it('has rules for kinds of service', () => {
    expect(rules.ofKind('incident-to', '22')?.severity).toBe('deny')
    expect(rules.ofKind('therapy', '22')?.severity).toBe('review')
    expect(rules.ofKind('technical', '11')).toBeUndefined()
    expect([rules.asksKind('22'), rules.asksKind('11')]).toEqual([true, false])
  })
  it('refuses a rule or family it does not know', () => {
    const row = small.get('place_rules')[0]!
    expect(() => placeRules([{ ...row, rule: 'frowned upon' }])).toThrow('frowned upon')
    expect(() => placeRules([{ ...row, code_from: '', family: 'weather' }])).toThrow('weather')
  })
})

describe('procedure_ages, timely_filing, new_patient_codes, preventive_services', () => {
  it('reads every age, and refuses one that is none', () => {
    const ages = procedureAges(small.get('procedure_ages'))
    expect(ages.find('99392', 20260302)).toMatchObject({
      least: { value: 1, unit: 'years' },
      most: { value: 4, unit: 'years' },
      sure: true,
    })
    expect(ages.find('82270', 20221231)?.least?.value).toBe(50)
    expect(ages.find('82270', 20230101)?.least?.value).toBe(45)
    const row = small.get('procedure_ages')[0]!
    expect(() => procedureAges([{ ...row, max: 'old' }])).toThrow('old')
    expect(() => procedureAges([{ ...row, max_unit: 'moons' }])).toThrow('moons')
  })
  it('uses only limits that the law sets for a whole payer line', () => {
    const filing = timelyFiling(small.get('timely_filing'))
    expect(filing.find('medicare', 20260302)).toMatchObject({ value: 1, unit: 'calendar-years' })
    expect(filing.find('medicaid', 20260302)).toMatchObject({ value: 12, unit: 'months' })
    expect([
      filing.find('commercial', 20260302),
      filing.find('medicare-advantage', 20260302),
      filing.find('other', 20260302),
    ]).toEqual([undefined, undefined, undefined])
  })
  it('tells new-patient codes by day', () => {
    const codes = newPatientCodes(small.get('new_patient_codes'))
    expect([codes.find('99201', 20201231), codes.find('99201', 20210101)]).toEqual(['high', undefined])
    expect([codes.find('98000', 20241231), codes.find('98000', 20250101)]).toEqual([undefined, 'medium'])
    expect(codes.has('99213')).toBe(false)
  })
  it('tells preventive services by day', () => {
    const services = preventiveServices(small.get('preventive_services'))
    expect([services.has('G0438', 20101231), services.has('G0438', 20110101)]).toEqual([false, true])
    expect([
      services.has('G0439', 20260302),
      services.has('90480', 20260302),
      services.has('20610', 20260302),
    ]).toEqual([true, true, false])
  })
})
