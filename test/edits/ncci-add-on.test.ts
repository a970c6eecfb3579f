import { describe, expect, it } from 'vitest'
import { ncciAddOn } from '../../src/edits/ncci-add-on.ts'
import { ncciMue } from '../../src/edits/ncci-mue.ts'
import { claimOf } from '../helpers/claims.ts'
import { addOnRelease, mueRelease } from '../helpers/tables.ts'
import { scrubWith, testEdit } from '../helpers/test-edit.ts'

const tables = [
  addOnRelease([
    { addOn: 'AAAA1', primary: 'PPPP1' },
    { addOn: 'AAAA1', primary: 'PPPP2', from: 20240101, through: 20240630 },
    { addOn: 'AAAA2', primary: 'CCCCC', type: 2 },
    { addOn: 'AAAA3', primary: 'PPPP1', type: 3 },
    {
      addOn: 'AAAA4',
      primary: 'PPPP1',
      from: 20190101,
      through: 20190101,
      note: '(Temporarily suspended retroactive to 1/1/2019)',
    },
    { addOn: 'AAAA5', primary: 'PPPP1', note: '96360 (Practitioner Only)' },
    { addOn: 'AAAA5', primary: 'PPPP2', note: 'may be reported by facilities only' },
    { addOn: 'AAAA6', primary: 'PPPP1' },
    { addOn: 'AAAA6', primary: 'CCCCC', type: 2, from: 20260101 },
    { addOn: '99292', primary: '99291' },
    { addOn: 'AAAA7', primary: 'PPPP1', from: 20240101, through: 20240630 },
  ]),
]
const other = { rendering: { npi: '1999999984', taxonomy: '208600000X' } }

testEdit(ncciAddOn, {
  apart: {
    'day it takes effect': 'Its row cut to this one day would be one that was never in force.',
    'day of deletion': 'Its row cut to this one day would be one that was never in force.',
  },
  tables: [...tables, mueRelease({ PPPP1: [1, 1] })],
  beside: [ncciMue],
  passes: {
    'primary on another claim': {
      lines: [{ procedure: 'AAAA1' }],
      history: [{ lines: [{ procedure: 'PPPP1' }] }],
    },
    'primary of another practitioner here, of the same on another claim': {
      lines: [{ procedure: 'PPPP1', ...other }, { procedure: 'AAAA1' }],
      history: [{ lines: [{ procedure: 'PPPP1' }] }],
    },
    '99292 after a colleague’s 99291 on another claim': {
      lines: [{ procedure: '99292' }],
      history: [{ ...other, lines: [{ procedure: '99291' }] }],
    },
    'primary on the claim': { lines: [{ procedure: 'PPPP1' }, { procedure: 'AAAA1' }] },
    'primary listed until that day': {
      lines: [
        { procedure: 'PPPP2', serviceDate: '2024-06-30' },
        { procedure: 'AAAA1', serviceDate: '2024-06-30' },
      ],
    },
    'AOC row in force on no day': { lines: [{ procedure: 'AAAA4', serviceDate: '2019-01-01' }] },
    'row not yet in force': { lines: [{ procedure: 'AAAA7', serviceDate: '2023-12-31' }] },
    'row ended the day before': { lines: [{ procedure: 'AAAA7', serviceDate: '2024-07-01' }] },
    'no add-on code': { lines: [{ procedure: 'PPPP1' }] },
    '99292 beside a colleague’s 99291': { lines: [{ procedure: '99291', ...other }, { procedure: '99292' }] },
    'facility row for a hospital': {
      type: 'institutional',
      lines: [{ procedure: 'PPPP2' }, { procedure: 'AAAA5' }],
    },
    'inpatient bill': { type: 'institutional', typeOfBill: '0111', lines: [{ procedure: 'AAAA1' }] },
    'a span that covers the primary’s day': {
      lines: [
        { procedure: 'PPPP1', serviceDate: '2026-03-03' },
        { procedure: 'AAAA1', serviceDate: '2026-03-02', serviceDateThrough: '2026-03-04' },
      ],
    },
  },
  fails: {
    'primary on another claim of another day': {
      lines: [{ procedure: 'AAAA1' }],
      history: [{ lines: [{ procedure: 'PPPP1', serviceDate: '2026-03-01' }] }],
      finds: [{ message: 'primaryMissing', at: 'lines[0].procedure', evidence: [] }],
    },
    'primary on another claim, voided': {
      lines: [{ procedure: 'AAAA1' }],
      history: [
        { id: 'A', lines: [{ procedure: 'PPPP1' }] },
        { id: 'A', frequency: '8', payerClaimNumber: 'ICN1', lines: [{ procedure: 'PPPP1' }] },
      ],
      finds: [{ message: 'primaryMissing', at: 'lines[0].procedure' }],
    },
    'primary of another practitioner on another claim': {
      lines: [{ procedure: 'AAAA1' }],
      history: [{ ...other, lines: [{ procedure: 'PPPP1' }] }],
      finds: [{ message: 'otherPractitioner', at: 'lines[0].procedure', evidence: ['H-1/1'] }],
    },
    'primary itself denied': {
      lines: [{ procedure: 'PPPP1', units: 3 }, { procedure: 'AAAA1' }],
      finds: [{ message: 'primaryDenied', at: 'lines[1].procedure', severity: 'deny', related: [1] }],
    },
    'type 1 alone': {
      lines: [{ procedure: 'AAAA1' }],
      finds: [{ message: 'primaryMissing', at: 'lines[0].procedure', severity: 'deny', related: [] }],
    },
    'primary on another day': {
      lines: [{ procedure: 'PPPP1', serviceDate: '2026-03-01' }, { procedure: 'AAAA1' }],
      finds: [{ message: 'primaryMissing', at: 'lines[1].procedure' }],
    },
    'primary no longer listed': {
      lines: [
        { procedure: 'PPPP2', serviceDate: '2024-07-01' },
        { procedure: 'AAAA1', serviceDate: '2024-07-01' },
      ],
      finds: [{ message: 'primaryMissing', at: 'lines[1].procedure' }],
    },
    'day it takes effect': {
      lines: [{ procedure: 'AAAA7', serviceDate: '2024-01-01' }],
      finds: [{ message: 'primaryMissing', at: 'lines[0].procedure' }],
    },
    'day of deletion': {
      lines: [{ procedure: 'AAAA7', serviceDate: '2024-06-30' }],
      finds: [{ message: 'primaryMissing', at: 'lines[0].procedure' }],
    },
    'AOC type 2': {
      lines: [{ procedure: 'AAAA2' }],
      finds: [{ message: 'contractorDecides', at: 'lines[0].procedure', severity: 'note' }],
    },
    'AOC type 3': {
      lines: [{ procedure: 'AAAA3' }],
      finds: [{ message: 'primaryUnlisted', at: 'lines[0].procedure', severity: 'review' }],
    },
    'types 1 and 2 together are the milder': {
      lines: [{ procedure: 'AAAA6' }],
      finds: [{ message: 'contractorDecides', at: 'lines[0].procedure' }],
    },
    'practitioner row is no facility’s': {
      type: 'institutional',
      lines: [{ procedure: 'PPPP1' }, { procedure: 'AAAA5' }],
      finds: [{ message: 'primaryMissing', at: 'lines[1].procedure' }],
    },
    'primary of another practitioner': {
      lines: [{ procedure: 'PPPP1', ...other }, { procedure: 'AAAA1' }],
      finds: [{ message: 'otherPractitioner', at: 'lines[1].procedure', severity: 'review', related: [1] }],
    },
    'illegitimate bypass: no modifier stands for the primary': {
      lines: [{ procedure: 'AAAA1', modifiers: ['59', '51'] }],
      finds: [{ message: 'primaryMissing', at: 'lines[0].procedure', severity: 'deny' }],
    },
    'commercial payer': {
      payer: { line: 'commercial' },
      lines: [{ procedure: 'AAAA1' }],
      finds: [{ message: 'primaryMissing', at: 'lines[0].procedure', severity: 'review' }],
    },
  },
})

describe('an add-on under its denied primary', () => {
  const limited = [...tables, mueRelease({ PPPP1: [1, 1] })]
  it('names the root, and is silent where another primary stands', () => {
    const claim = claimOf({ lines: [{ procedure: 'PPPP1', units: 3 }, { procedure: 'AAAA1' }] })
    const [root, follower] = scrubWith([ncciAddOn, ncciMue], limited, claim).findings
    expect(follower!.causedBy).toBe(root!.id)
    expect(root!.causedBy).toBeNull()
    const carried = claimOf({
      lines: [{ procedure: 'PPPP1', units: 3 }, { procedure: 'AAAA1' }, { procedure: 'PPPP1' }],
    })
    expect(scrubWith([ncciAddOn, ncciMue], limited, carried).findings.map(({ edit }) => edit)).toEqual([
      'ncci-mue',
    ])
  })
})
