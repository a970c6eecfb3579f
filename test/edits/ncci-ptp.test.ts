import { describe, expect, it } from 'vitest'
import { ncciPtp } from '../../src/edits/ncci-ptp.ts'
import { procedureInvalid } from '../../src/edits/procedure-invalid.ts'
import { claimOf } from '../helpers/claims.ts'
import { periodRelease, ptpRelease } from '../helpers/tables.ts'
import { scrubWith, testEdit } from '../helpers/test-edit.ts'

const tables = [
  ptpRelease([
    { one: 'AAAAA', two: 'BBBBB', indicator: 0 },
    { one: 'AAAAA', two: 'CCCCC' },
    { one: 'AAAAA', two: '99213' },
    { one: 'AAAAA', two: '80053' },
    { one: 'DDDDD', two: 'EEEEE', from: 20240101, through: 20240630 },
    { one: 'FFFFF', two: 'GGGGG', from: 20200101, through: 20200101, indicator: 9 },
    { one: 'HHHHH', two: 'JJJJJ', from: 20100101 },
    { one: '99213', two: 'KKKKK' },
  ]),
  ptpRelease([{ one: 'AAAAA', two: 'CCCCC' }], 'ncci-ptp-outpatient'),
]
const pair = (one: object, two: object) => [
  { procedure: 'AAAAA', ...one },
  { procedure: 'CCCCC', ...two },
]
const deny = [{ message: 'modifierMissing', at: 'lines[1].procedure', severity: 'deny', related: [1] }]
const used = [{ message: 'modifierUsed', at: 'lines[1].procedure', severity: 'note' }]

testEdit(ncciPtp, {
  turns: {
    '2015-01-01': [
      { of: 'XU before it was a modifier', before: ['modifierMissing'], from: ['modifierUsed'] },
    ],
    '2019-07-01': [
      { of: '59 on column one, 2019-07-01', before: ['modifierMissing'], from: ['modifierUsed'] },
    ],
  },
  tables,
  passes: {
    'across claims: another day': {
      lines: [{ procedure: 'CCCCC' }],
      history: [{ lines: [{ procedure: 'AAAAA', serviceDate: '2026-03-01' }] }],
    },
    'across claims: another practitioner': {
      lines: [{ procedure: 'CCCCC' }],
      history: [
        { rendering: { npi: '1999999984', taxonomy: '208600000X' }, lines: [{ procedure: 'AAAAA' }] },
      ],
    },
    'across claims: a hospital’s pair is edited within one claim': {
      type: 'institutional',
      lines: [{ procedure: 'CCCCC' }],
      history: [{ type: 'institutional', lines: [{ procedure: 'AAAAA' }] }],
    },
    'across claims: voided': {
      lines: [{ procedure: 'CCCCC' }],
      history: [
        { id: 'A', lines: [{ procedure: 'AAAAA' }] },
        { id: 'A', frequency: '8', payerClaimNumber: 'ICN1', lines: [{ procedure: 'AAAAA' }] },
      ],
    },
    'across claims: a duplicate brings no pairs': {
      lines: [{ procedure: 'CCCCC' }],
      history: [{ lines: [{ procedure: 'AAAAA' }, { procedure: 'CCCCC' }] }],
    },
    'across claims: the modifier is on the earlier line': {
      lines: [{ procedure: 'AAAAA' }],
      history: [{ lines: [{ procedure: 'CCCCC', modifiers: ['59'] }] }],
    },
    'across claims: the other is the later one': {
      lines: [{ procedure: 'AAAAA' }],
      history: [{ id: 'T-1' }, { id: 'Z', lines: [{ procedure: 'CCCCC' }] }],
    },
    'different days': { lines: pair({}, { serviceDate: '2026-03-03' }) },
    'CCMI 9 was never in force': {
      lines: [
        { procedure: 'FFFFF', serviceDate: '2020-01-01' },
        { procedure: 'GGGGG', serviceDate: '2020-01-01' },
      ],
    },
    'day before effective': {
      lines: [
        { procedure: 'DDDDD', serviceDate: '2023-12-31' },
        { procedure: 'EEEEE', serviceDate: '2023-12-31' },
      ],
    },
    'day after deletion': {
      lines: [
        { procedure: 'DDDDD', serviceDate: '2024-07-01' },
        { procedure: 'EEEEE', serviceDate: '2024-07-01' },
      ],
    },
    'codes in no pair': { lines: [{ procedure: 'AAAAA' }, { procedure: 'ZZZZZ' }] },
    'other practitioner of another specialty': {
      lines: pair({}, { rendering: { npi: '1999999984', taxonomy: '208600000X' } }),
    },
    'other practitioner whose specialty is not known': {
      lines: pair({}, { rendering: { npi: '1999999984' } }),
    },
    'method II: the hospital’s line and the practitioner’s': {
      type: 'institutional',
      typeOfBill: '0851',
      lines: pair({}, { revenueCode: '0981' }),
    },
    'inpatient bill': {
      type: 'institutional',
      typeOfBill: '0111',
      admissionDate: '2026-03-02',
      lines: pair({}, {}),
    },
    'the same pair is not in the hospital table': {
      type: 'institutional',
      lines: [{ procedure: 'AAAAA' }, { procedure: 'BBBBB' }],
    },
  },
  fails: {
    'across claims: column two in hand': {
      lines: [{ procedure: 'CCCCC' }],
      history: [{ lines: [{}, { procedure: 'AAAAA' }] }],
      finds: [
        {
          message: 'modifierMissing',
          at: 'lines[0].procedure',
          severity: 'deny',
          related: [],
          evidence: ['H-1/2'],
        },
      ],
    },
    'across claims: never payable together': {
      lines: [{ procedure: 'BBBBB', modifiers: ['59'] }],
      history: [{ lines: [{ procedure: 'AAAAA' }] }],
      finds: [{ message: 'bundled', at: 'lines[0].procedure', evidence: ['H-1/1'] }],
    },
    'across claims: column two was billed first': {
      lines: [{ procedure: 'AAAAA' }],
      history: [{ lines: [{ procedure: 'CCCCC' }] }],
      finds: [
        { message: 'columnTwoFirst', at: 'lines[0].procedure', severity: 'review', evidence: ['H-1/1'] },
      ],
    },
    'across claims: the modifier is on the line in hand': {
      lines: [{ procedure: 'CCCCC', modifiers: ['59'] }],
      history: [{ lines: [{ procedure: 'AAAAA' }] }],
      finds: [{ message: 'modifierUsed', at: 'lines[0].procedure', severity: 'note' }],
    },
    'across claims: a colleague of the group': {
      lines: [{ procedure: 'CCCCC' }],
      history: [
        { rendering: { npi: '1999999984', taxonomy: '207Q00000X' }, lines: [{ procedure: 'AAAAA' }] },
      ],
      finds: [{ message: 'sameSpecialty', at: 'lines[0].procedure', severity: 'review' }],
    },
    'no modifier': { lines: pair({}, {}), finds: deny },
    'pair reversed': {
      lines: [{ procedure: 'CCCCC' }, { procedure: 'AAAAA' }],
      finds: [{ message: 'modifierMissing', at: 'lines[0].procedure', severity: 'deny', related: [2] }],
    },
    'indicator 0, 59 does not help': {
      lines: [{ procedure: 'BBBBB', modifiers: ['59'] }, { procedure: 'AAAAA' }],
      finds: [{ message: 'bundled', at: 'lines[0].procedure', severity: 'deny', related: [2] }],
    },
    'day it takes effect': {
      lines: [
        { procedure: 'DDDDD', serviceDate: '2024-01-01' },
        { procedure: 'EEEEE', serviceDate: '2024-01-01' },
      ],
      finds: deny,
    },
    'day of deletion': {
      lines: [
        { procedure: 'DDDDD', serviceDate: '2024-06-30' },
        { procedure: 'EEEEE', serviceDate: '2024-06-30' },
      ],
      finds: deny,
    },
    'a span that touches the last day in force': {
      lines: [
        { procedure: 'DDDDD', serviceDate: '2024-06-29', serviceDateThrough: '2024-07-02' },
        { procedure: 'EEEEE', serviceDate: '2024-06-30', serviceDateThrough: '2024-07-01' },
      ],
      finds: deny,
    },
    '59 on column two': { lines: pair({}, { modifiers: ['59'] }), finds: used },
    '59 on column one, 2019-07-01': {
      lines: [
        { procedure: 'HHHHH', modifiers: ['59'], serviceDate: '2019-07-01' },
        { procedure: 'JJJJJ', serviceDate: '2019-07-01' },
      ],
      finds: used,
    },
    '59 on column one, 2019-06-30': {
      lines: [
        { procedure: 'HHHHH', modifiers: ['59'], serviceDate: '2019-06-30' },
        { procedure: 'JJJJJ', serviceDate: '2019-06-30' },
      ],
      finds: deny,
    },
    '59 on column two, 2019-06-30': {
      lines: [
        { procedure: 'HHHHH', serviceDate: '2019-06-30' },
        { procedure: 'JJJJJ', modifiers: ['59'], serviceDate: '2019-06-30' },
      ],
      finds: used,
    },
    'XU before it was a modifier': {
      lines: [
        { procedure: 'HHHHH', serviceDate: '2014-12-31' },
        { procedure: 'JJJJJ', modifiers: ['XU'], serviceDate: '2014-12-31' },
      ],
      finds: deny,
    },
    'RT vs LT': { lines: pair({ modifiers: ['RT'] }, { modifiers: ['LT'] }), finds: used },
    'RT vs RT': {
      lines: pair({ modifiers: ['RT'] }, { modifiers: ['RT'] }),
      finds: [{ message: 'sameSide', at: 'lines[1].procedure', severity: 'review' }],
    },
    '50 beside RT': {
      lines: pair({ modifiers: ['50'] }, { modifiers: ['RT'] }),
      finds: [{ message: 'sameSide', at: 'lines[1].procedure', severity: 'review' }],
    },
    'RT on column one alone': { lines: pair({ modifiers: ['RT'] }, {}), finds: deny },
    '22, 50, 76 and 77 clear nothing': {
      lines: pair({}, { modifiers: ['22', '50', '76', '77'] }),
      finds: deny,
    },
    'visit without 25': { lines: [{ procedure: 'AAAAA' }, { procedure: '99213' }], finds: deny },
    'visit with 25': {
      lines: [{ procedure: 'AAAAA' }, { procedure: '99213', modifiers: ['25'] }],
      finds: used,
    },
    'visit with 25 as column one': {
      lines: [{ procedure: '99213', modifiers: ['25'] }, { procedure: 'KKKKK' }],
      finds: used,
    },
    '25 on a procedure': {
      lines: pair({}, { modifiers: ['25'] }),
      finds: [{ message: 'misplaced', at: 'lines[1].procedure', severity: 'review' }],
    },
    '58 on a visit': {
      lines: [{ procedure: 'AAAAA' }, { procedure: '99213', modifiers: ['58'] }],
      finds: [{ message: 'misplaced', at: 'lines[1].procedure', severity: 'review' }],
    },
    '78 on a procedure': { lines: pair({}, { modifiers: ['78'] }), finds: used },
    '91 on a laboratory code': {
      lines: [{ procedure: 'AAAAA' }, { procedure: '80053', modifiers: ['91'] }],
      finds: used,
    },
    '91 off a laboratory code': {
      lines: pair({}, { modifiers: ['91'] }),
      finds: [{ message: 'misplaced', at: 'lines[1].procedure', severity: 'review' }],
    },
    '27 is for hospitals': {
      lines: [{ procedure: 'AAAAA' }, { procedure: '99213', modifiers: ['27'] }],
      finds: deny,
    },
    'two column ones, one finding': {
      lines: [{ procedure: 'AAAAA' }, { procedure: 'CCCCC' }, { procedure: 'AAAAA' }],
      finds: [{ message: 'modifierMissing', at: 'lines[1].procedure', severity: 'deny', related: [1, 3] }],
    },
    'colleague of the same specialty': {
      lines: pair({}, { rendering: { npi: '1999999984', taxonomy: '207Q00000X' } }),
      finds: [{ message: 'sameSpecialty', at: 'lines[1].procedure', severity: 'review' }],
    },
    'the same pair at a commercial payer': {
      payer: { id: '60054', line: 'commercial' },
      lines: pair({}, {}),
      finds: [{ message: 'modifierMissing', at: 'lines[1].procedure', severity: 'review' }],
    },
    'hospital outpatient': { type: 'institutional', lines: pair({}, {}), finds: deny },
  },
})

describe('ncci-ptp beside others', () => {
  it('is silent on a line whose procedure is invalid', () => {
    const claim = claimOf({ lines: [{ procedure: 'G0001' }, { procedure: 'G0002' }] })
    const hcpcs = periodRelease('hcpcs', { G0001: [20200101, 20251231], G0002: [20200101] })
    const pairs = ptpRelease([{ one: 'G0001', two: 'G0002' }])
    expect(scrubWith([ncciPtp], [pairs, hcpcs], claim).findings.map(({ edit }) => edit)).toEqual(['ncci-ptp'])
    expect(
      scrubWith([procedureInvalid, ncciPtp], [pairs, hcpcs], claim).findings.map(({ edit }) => edit),
    ).toEqual(['procedure-invalid'])
  })
  it('names CARC 97 to a commercial payer, 236 to Medicare', () => {
    const carc = (line: 'medicare' | 'commercial') =>
      scrubWith([ncciPtp], tables, claimOf({ payer: { line }, lines: pair({}, {}) })).findings[0]!.carc
    expect([carc('medicare'), carc('commercial')]).toEqual(['236', '97'])
  })
  it('is unchecked for Medicaid without its tables', () => {
    const result = scrubWith([ncciPtp], tables, claimOf({ payer: { line: 'medicaid' }, lines: pair({}, {}) }))
    expect(result.findings).toEqual([])
    expect(result.unchecked).toContainEqual(
      expect.objectContaining({ reason: 'no-table', table: 'ncci-ptp-medicaid-practitioner' }),
    )
  })
  it('says stale past the newest release, and before-table before the first', () => {
    const stale = scrubWith(
      [ncciPtp],
      tables,
      claimOf({ lines: pair({ serviceDate: '2027-02-01' }, { serviceDate: '2027-02-01' }) }),
      '2027-03-01',
    )
    expect(stale.findings).toHaveLength(1)
    expect(stale.stale).toEqual([
      { edits: ['ncci-ptp'], table: 'ncci-ptp-practitioner', release: '2026Q4', asked: '2027-02-01' },
    ])
    const before = scrubWith(
      [ncciPtp],
      tables,
      claimOf({ lines: pair({ serviceDate: '2009-02-01' }, { serviceDate: '2009-02-01' }) }),
    )
    expect(before.findings).toEqual([])
    expect(before.unchecked).toContainEqual(expect.objectContaining({ reason: 'before-table' }))
  })
})
