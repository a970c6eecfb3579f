import { claimDuplicate } from '../../src/edits/claim-duplicate.ts'
import { ncciMue } from '../../src/edits/ncci-mue.ts'
import { modifierRepeat } from '../../src/edits/modifier-repeat.ts'
import { claimOf } from '../helpers/claims.ts'
import { mueRelease } from '../helpers/tables.ts'
import { historyOf, snapshotOf, testEdit } from '../helpers/test-edit.ts'
import { createScrubber } from '../../src/engine/scrub.ts'
import { whereOf } from '../../src/formats/where.ts'
import { Claim } from '../../src/model/claim.ts'
import { expect, it } from 'vitest'

const exact = (evidence: string) => [
  { message: 'exact', at: 'lines[0]', severity: 'deny', evidence: [evidence] },
]
const other = { rendering: { npi: '1999999984', taxonomy: '207Q00000X' } }
const stranger = { rendering: { npi: '1999999984', taxonomy: '208600000X' } }
const bill = { type: 'institutional' } as const

testEdit(claimDuplicate, {
  undated: 'It compares the lines of claims with each other; no day of the calendar counts.',
  tables: [],
  passes: {
    'nothing before': { history: [] },
    'no history given': {},
    'another day': { history: [{ lines: [{ serviceDate: '2026-03-01' }] }] },
    'another service': { history: [{ lines: [{ procedure: '99214' }] }] },
    'another practitioner of another specialty': { history: [stranger] },
    'replacement claim vs duplicate': { frequency: '7', payerClaimNumber: 'ICN1', history: [{}] },
    'a void repeats what it takes back': { frequency: '8', history: [{}], lines: [{}, {}] },
    'voided before': { history: [{ id: 'A' }, { id: 'A', frequency: '8', payerClaimNumber: 'ICN1' }] },
    'voided by the id in the payer’s number': {
      history: [{ id: 'A' }, { id: 'B', frequency: '8', payerClaimNumber: 'A' }],
    },
    'the claim itself in the history': { history: [{ id: 'T-1' }] },
    'the other payer’s claim for the same lines': {
      payer: { id: '00002', line: 'commercial' },
      payerOrder: 'S',
      history: [{ payerOrder: 'P' }],
    },
    'drug line and its JW line vs duplicate': {
      lines: [{ procedure: 'J1885' }, { procedure: 'J1885', modifiers: ['JW'] }],
    },
    'the JW line on another claim': {
      lines: [{ procedure: 'J1885', modifiers: ['JW'] }],
      history: [{ lines: [{ procedure: 'J1885' }] }],
    },
    'another national drug code': {
      lines: [{ procedure: 'J1885', ndc: '00000000001' }],
      history: [{ lines: [{ procedure: 'J1885', ndc: '00000000002' }] }],
    },
    'reading and technical part': {
      lines: [
        { procedure: '71046', modifiers: ['26'] },
        { procedure: '71046', modifiers: ['TC'] },
      ],
    },
    'both sides on one claim': {
      lines: [
        { procedure: '20610', modifiers: ['RT'] },
        { procedure: '20610', modifiers: ['LT'] },
      ],
    },
    'a repeat marked on one claim': {
      lines: [{ procedure: '93000' }, { procedure: '93000', modifiers: ['76'] }],
    },
    'a second repeat marked': {
      lines: [
        { procedure: '93000', modifiers: ['76'] },
        { procedure: '93000', modifiers: ['76'] },
      ],
    },
    'other units in another amount on one claim': { lines: [{}, { chargeCents: 20_000, units: 2 }] },
    'two outpatient bills of a day': {
      ...bill,
      lines: [{ chargeCents: 5 }],
      history: [{ ...bill, lines: [{ chargeCents: 7 }] }],
    },
    'a stay’s room in another statement': {
      ...bill,
      typeOfBill: '0111',
      lines: [{ procedure: undefined, revenueCode: '0120' }],
      history: [
        {
          ...bill,
          typeOfBill: '0111',
          statementFrom: '2026-02-01',
          lines: [{ procedure: undefined, revenueCode: '0120' }],
        },
      ],
    },
  },
  fails: {
    'billed before, equal': { history: [{}], finds: exact('H-1/1') },
    'the same line in two files': { history: [{ id: 'A' }, { id: 'A' }], finds: exact('A/1') },
    'the replacement stands in the place of the replaced': {
      history: [
        { id: 'A', lines: [{ chargeCents: 7 }] },
        { id: 'A', frequency: '7', payerClaimNumber: 'ICN1' },
      ],
      finds: exact('A/1'),
    },
    'frequency 7 without the payer’s number': { frequency: '7', history: [{}], finds: exact('H-1/1') },
    'modifiers that only inform': {
      lines: [{ modifiers: ['GA'] }],
      history: [{ lines: [{ modifiers: ['KX'] }] }],
      finds: exact('H-1/1'),
    },
    'the best of several': {
      history: [{ lines: [{ chargeCents: 7 }] }, {}],
      finds: exact('H-2/1'),
    },
    'twice on one claim': {
      lines: [{}, {}],
      finds: [{ message: 'exact', at: 'lines[1]', severity: 'deny', related: [1] }],
    },
    'twice on one hospital bill': {
      ...bill,
      lines: [{}, {}],
      finds: [{ message: 'alike', at: 'lines[1]', severity: 'review' }],
    },
    'an outpatient line': { ...bill, history: [bill], finds: exact('H-1/1') },
    'a stay’s room in the same statement': {
      ...bill,
      typeOfBill: '0111',
      lines: [{ procedure: undefined, revenueCode: '0120' }],
      history: [{ ...bill, typeOfBill: '0111', lines: [{ procedure: undefined, revenueCode: '0120' }] }],
      finds: exact('H-1/1'),
    },
    'a repeat modifier on the second claim': {
      lines: [{ procedure: '71046', modifiers: ['76'] }],
      history: [{ lines: [{ procedure: '71046' }] }],
      finds: [{ message: 'marked', at: 'lines[0]', severity: 'review', evidence: ['H-1/1'] }],
    },
    'another amount': {
      history: [{ lines: [{ chargeCents: 7 }] }],
      finds: [{ message: 'alike', at: 'lines[0]', severity: 'review', evidence: ['H-1/1'] }],
    },
    'another place': {
      history: [{ placeOfService: '22' }],
      finds: [{ message: 'alike', at: 'lines[0]', severity: 'review' }],
    },
    'a span that holds the day': {
      history: [{ lines: [{ serviceDate: '2026-03-01', serviceDateThrough: '2026-03-03' }] }],
      finds: [{ message: 'alike', at: 'lines[0]' }],
    },
    'a colleague of the group and specialty': {
      ...other,
      history: [{}],
      finds: [{ message: 'alike', at: 'lines[0]', severity: 'review' }],
    },
    'a commercial payer denies it, too': {
      payer: { id: '00001', line: 'commercial' },
      history: [{}],
      finds: exact('H-1/1'),
    },
  },
})

it('speaks before ncci-mue and modifier-repeat on the same line', () => {
  const edits = [claimDuplicate, modifierRepeat, ncciMue]
  const scrub = (sketch: Parameters<typeof claimOf>[0], history = historyOf([])) =>
    createScrubber({
      edits,
      snapshot: snapshotOf([mueRelease({ '71046': [1, 2] })]),
      rules: 'none',
      engine: 'test',
      received: '2026-12-01',
      locate: whereOf,
      history,
    })
      .scrub(Claim.parse(claimOf(sketch)))
      .findings.map(({ edit }) => edit)
  expect(scrub({ lines: [{ procedure: '71046' }, { procedure: '71046' }] })).toEqual(['claim-duplicate'])
  const before = historyOf([{ lines: [{ procedure: '71046' }] }])
  expect(scrub({ lines: [{ procedure: '71046' }] }, before)).toEqual(['claim-duplicate'])
  expect(scrub({ lines: [{ procedure: '71046', modifiers: ['26'] }] }, before)).toEqual(['ncci-mue'])
})
