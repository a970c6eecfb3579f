import { describe, expect, it } from 'vitest'
import { ncciMue } from '../../src/edits/ncci-mue.ts'
import { claimOf } from '../helpers/claims.ts'
import { feeRelease, mueRelease } from '../helpers/tables.ts'
import { scrubWith, testEdit } from '../helpers/test-edit.ts'

const tables = [
  mueRelease({ AAAA0: [0, 3], AAAA1: [2, 1], AAAA2: [2, 2], AAAA3: [2, 3], E0601: [0, 3], BBBB1: [1, 3] }),
  mueRelease({ AAAA3: [5, 3] }, 'ncci-mue-outpatient'),
  mueRelease({ E0601: [1, 3] }, 'ncci-mue-dme'),
  mueRelease({ AAAA3: [2, 0] }, 'ncci-mue-medicaid-practitioner'),
  mueRelease({ AAAA1: [9, 1], AAAA2: [9, 2], AAAA3: [9, 3] }, 'ncci-mue-practitioner', [
    '2025Q4',
    20251001,
    20251231,
  ]),
  feeRelease({ BBBB1: { bilateral: '1' }, AAAA2: { bilateral: '0' } }),
]
const line = (procedure: string, units: number, more: object = {}) => ({ procedure, units, ...more })
const surgeryCenter = { placeOfService: '24', billing: { npi: '1234567893', taxonomy: '261QA1903X' } }

testEdit(ncciMue, {
  tables,
  passes: {
    'missing input: a surgery center, and no fee schedule': {
      ...surgeryCenter,
      lines: [line('AAAA3', 3)],
      tables: tables.filter(({ table }) => table !== 'mpfs'),
      unchecked: ['no-table'],
    },
    'MAI 1 across two claims': { lines: [line('AAAA1', 2)], history: [{ lines: [line('AAAA1', 2)] }] },
    'across two claims on two days': {
      lines: [line('AAAA2', 2)],
      history: [{ lines: [line('AAAA2', 2, { serviceDate: '2026-03-01' })] }],
    },
    'across two claims of two practitioners': {
      lines: [line('AAAA2', 2)],
      history: [{ rendering: { npi: '1999999984' }, lines: [line('AAAA2', 2)] }],
    },
    'the other claim replaced': {
      lines: [line('AAAA2', 1)],
      history: [
        { id: 'A', lines: [line('AAAA2', 2)] },
        { id: 'A', frequency: '7', payerClaimNumber: 'ICN1', lines: [line('AAAA2', 1)] },
      ],
    },
    'the claim in hand replaces the other': {
      frequency: '7',
      payerClaimNumber: 'ICN1',
      lines: [line('AAAA2', 2)],
      history: [{ lines: [line('AAAA2', 2)] }],
    },
    'the other claim is the later one': {
      lines: [line('AAAA2', 2)],
      history: [{ id: 'T-1' }, { id: 'Z', lines: [line('AAAA2', 2)] }],
    },
    'units at the limit': { lines: [line('AAAA1', 2)] },
    'MAI 1, split lines: each line is judged alone': { lines: [line('AAAA1', 2), line('AAAA1', 2)] },
    'MAI 3 on two days': { lines: [line('AAAA3', 2), line('AAAA3', 2, { serviceDate: '2026-03-03' })] },
    'span divided by days': {
      lines: [line('AAAA3', 10, { serviceDate: '2026-03-02', serviceDateThrough: '2026-03-06' })],
    },
    'span rounded to the nearest whole': {
      lines: [line('AAAA3', 12, { serviceDate: '2026-03-02', serviceDateThrough: '2026-03-06' })],
    },
    'earlier release allowed more': { lines: [line('AAAA3', 3, { serviceDate: '2025-12-31' })] },
    'other practitioner has a limit of his own': {
      lines: [line('AAAA3', 2), line('AAAA3', 2, { rendering: { npi: '1999999984' } })],
    },
    'surgery center bills both sides of a bilateral code': {
      ...surgeryCenter,
      lines: [line('BBBB1', 1, { modifiers: ['RT'] }), line('BBBB1', 1, { modifiers: ['LT'] })],
    },
    'supplier meets the DME table': { billing: { taxonomy: '332B00000X' }, lines: [line('E0601', 1)] },
    'biller not known and only the DME table allows units': {
      billing: { npi: '1234567893' },
      lines: [line('E0601', 1)],
      unchecked: ['missing-field'],
    },
    'no published value': { lines: [line('ZZZZ9', 99)], unchecked: ['confidential'] },
    'limit of zero, a payer that does not follow Medicare: preventive visits': {
      unchecked: ['not-this-payer'],
      payer: { id: '00001', line: 'commercial' },
      lines: [line('AAAA0', 1)],
    },
    'limit of zero, billed for the denial': { lines: [line('AAAA0', 1, { modifiers: ['GY'] })] },
    'both sides on two lines, as the payer wants them': {
      payer: { id: '00001', line: 'commercial' },
      profile: { bilateral: 'two-lines' },
      lines: [line('BBBB1', 1, { modifiers: ['RT'] }), line('BBBB1', 1, { modifiers: ['LT'] })],
    },
    'both upper eyelids on two lines, a payer that takes either form': {
      payer: { id: '00001', line: 'commercial' },
      lines: [line('BBBB1', 1, { modifiers: ['E1'] }), line('BBBB1', 1, { modifiers: ['E3'] })],
    },
    'method II: the practitioner’s line is not the hospital’s': {
      type: 'institutional',
      typeOfBill: '0851',
      lines: [line('AAAA3', 5), line('AAAA3', 5, { revenueCode: '0975' })],
    },
    'hospital table': { type: 'institutional', lines: [line('AAAA3', 5)] },
    'inpatient bill': { type: 'institutional', typeOfBill: '0111', lines: [line('AAAA3', 50)] },
    'Medicaid split: its limits are lines': {
      payer: { line: 'medicaid' },
      lines: [line('AAAA3', 2), line('AAAA3', 2)],
    },
  },
  fails: {
    'MAI 2 across two claims': {
      lines: [line('AAAA2', 1)],
      history: [{ lines: [line('AAAA2', 2)] }],
      finds: [
        { message: 'dayUnits', at: 'lines[0].units', severity: 'deny', related: [], evidence: ['H-1/1'] },
      ],
    },
    'MAI 3 across three claims': {
      lines: [line('AAAA3', 1)],
      history: [{ lines: [line('AAAA3', 1)] }, { lines: [{}, line('AAAA3', 1)] }],
      finds: [{ message: 'dayUnitsClinical', at: 'lines[0].units', evidence: ['H-1/1', 'H-2/2'] }],
    },
    'an earlier span is divided': {
      lines: [line('AAAA3', 1)],
      history: [
        { lines: [line('AAAA3', 4, { serviceDate: '2026-03-01', serviceDateThrough: '2026-03-02' })] },
      ],
      finds: [{ message: 'dayUnitsClinical', at: 'lines[0].units' }],
    },
    'MAI 1 above': {
      lines: [line('AAAA1', 3)],
      finds: [{ message: 'lineUnits', at: 'lines[0].units', severity: 'deny', related: [] }],
    },
    'MAI 1, the second line above': {
      lines: [line('AAAA1', 1), line('AAAA1', 3)],
      finds: [{ message: 'lineUnits', at: 'lines[1].units' }],
    },
    'MAI 2, same split as MAI 1': {
      lines: [line('AAAA2', 2), line('99213', 1), line('AAAA2', 1, { modifiers: ['59'] })],
      finds: [{ message: 'dayUnits', at: 'lines[0].units', severity: 'deny', related: [3] }],
    },
    'MAI 3 summed': {
      lines: [line('AAAA3', 1), line('AAAA3', 1), line('AAAA3', 1)],
      finds: [{ message: 'dayUnitsClinical', at: 'lines[0].units', severity: 'deny', related: [2, 3] }],
    },
    '50x1 vs RT+LT, practitioner': {
      lines: [line('BBBB1', 1, { modifiers: ['RT'] }), line('BBBB1', 1, { modifiers: ['LT'] })],
      finds: [{ message: 'bothSides', at: 'lines[0].units', related: [2] }],
    },
    'one side twice, a payer that takes two lines': {
      payer: { id: '00001', line: 'commercial' },
      lines: [line('BBBB1', 1, { modifiers: ['RT'] }), line('BBBB1', 1, { modifiers: ['RT'] })],
      finds: [{ message: 'dayUnitsClinical', at: 'lines[0].units', severity: 'review' }],
    },
    'method II: the hospital’s own lines are summed': {
      type: 'institutional',
      typeOfBill: '0851',
      lines: [line('AAAA3', 5), line('AAAA3', 1)],
      finds: [{ message: 'dayUnitsClinical', at: 'lines[0].units' }],
    },
    'limit of zero, no DME row': {
      billing: { npi: '1234567893' },
      lines: [line('AAAA0', 1)],
      finds: [{ message: 'notPayable', at: 'lines[0].units' }],
    },
    'surgery center above the double': {
      ...surgeryCenter,
      lines: [line('BBBB1', 3)],
      finds: [{ message: 'dayUnitsClinical', at: 'lines[0].units' }],
    },
    'surgery center, no bilateral code': {
      ...surgeryCenter,
      lines: [line('AAAA2', 3)],
      finds: [{ message: 'dayUnits', at: 'lines[0].units' }],
    },
    'limit of zero': {
      lines: [line('E0601', 1)],
      finds: [{ message: 'notPayable', at: 'lines[0].units', severity: 'deny' }],
    },
    'first day of the new release': {
      lines: [line('AAAA3', 3, { serviceDate: '2026-01-01' })],
      finds: [{ message: 'dayUnitsClinical', at: 'lines[0].units' }],
    },
    'span of two days, each above': {
      lines: [line('AAAA3', 6, { serviceDate: '2026-03-02', serviceDateThrough: '2026-03-03' })],
      finds: [{ message: 'dayUnitsClinical', at: 'lines[0].units' }],
    },
    'single day beside a span that covers it': {
      lines: [
        line('AAAA3', 4, { serviceDate: '2026-03-02', serviceDateThrough: '2026-03-05' }),
        line('AAAA3', 2, { serviceDate: '2026-03-04' }),
      ],
      finds: [{ message: 'dayUnitsClinical', at: 'lines[1].units', related: [1] }],
    },
    'Medicaid line above': {
      payer: { line: 'medicaid' },
      lines: [line('AAAA3', 3)],
      finds: [{ message: 'lineUnits', at: 'lines[0].units' }],
    },
    'commercial payer': {
      payer: { line: 'commercial' },
      lines: [line('AAAA3', 3)],
      finds: [{ message: 'dayUnitsClinical', at: 'lines[0].units', severity: 'review' }],
    },
  },
})

describe('ncci-mue money', () => {
  it('counts all lines of the code and day', () => {
    const claim = claimOf({
      lines: [line('AAAA3', 2, { chargeCents: 500 }), line('AAAA3', 1, { chargeCents: 300 })],
    })
    expect(scrubWith([ncciMue], tables, claim).findings[0]).toMatchObject({
      scope: 'units',
      atRiskCents: 800,
      carc: '151',
      rarc: 'N362',
    })
  })
})
