import { expect, test } from 'vitest'
import { modifierConflict } from '../../src/edits/modifier-conflict.ts'
import { modifierDrug } from '../../src/edits/modifier-drug.ts'
import { claimOf, type ClaimSketch } from '../helpers/claims.ts'
import { scrubWith, testEdit } from '../helpers/test-edit.ts'
import { codeListRelease } from '../helpers/tables.ts'

const at = 'lines[0].modifiers'
const drug = (modifiers: string[], serviceDate = '2026-03-02', procedure = 'J9999'): ClaimSketch => ({
  lines: [{ procedure, modifiers, serviceDate }],
})
const lists = [
  codeListRelease('drugs', { J9999: [], J9998: [20260101, 20260331] }, ['2023-07', 20230101, 20231231]),
  codeListRelease('drugs', { J9999: [], J9998: [20260101, 20260331] }, ['2026-01', 20260101, 20260630]),
]

testEdit(modifierDrug, {
  turns: {
    '2017-01-01': [
      { of: 'a vaccine with JZ', before: [], from: ['exempt'] },
      { of: 'an inpatient with JW', before: ['wasteAlone'], from: ['exempt'] },
    ],
    '2023-07-01': [{ of: 'neither', before: [], from: ['missingUnsure'] }],
    '2023-10-01': [{ of: 'neither', before: ['missingUnsure'], from: ['missing'] }],
  },
  tables: lists,
  passes: {
    'nothing discarded': drug(['JZ']),
    'a drug line and its JW line': {
      lines: [{ procedure: 'J9999' }, { procedure: 'J9999', modifiers: ['JW'] }],
    },
    'the day before it is demanded': drug([], '2023-06-30'),
    'the day after the code left the list': {
      ...drug([], '2026-04-01', 'J9998'),
      unchecked: ['incomplete-table'],
    },
    'a drug outside the list': { ...drug([], '2026-03-02', 'J1885'), unchecked: ['incomplete-table'] },
    'no list of the day': { ...drug([], '2027-03-02'), unchecked: ['no-table'] },
    'a skin substitute 2025-12-31 with JZ': drug(['JZ'], '2025-12-31', 'Q4101'),
    'a skin substitute 2026-01-01 without': drug([], '2026-01-01', 'Q4101'),
    'a skin substitute where the contractor does not ask': {
      ...drug([], '2025-12-31', 'Q4101'),
      profile: { contractor: 'noridian' },
    },
    'a visit': { lines: [{}] },
    'an inpatient': { ...drug([]), type: 'institutional', typeOfBill: '0111' },
    'a rural health clinic': { ...drug([]), type: 'institutional', typeOfBill: '0711' },
    'a vaccine without': drug([], '2026-03-02', '90662'),
    'dispensed by a supplier before 2024': {
      ...drug([], '2023-12-31'),
      billing: { npi: '1234567893', taxonomy: '332B00000X' },
    },
    commercial: { ...drug([]), payer: { line: 'commercial' }, unchecked: ['not-this-payer'] },
    'turned off': {
      ...drug([]),
      profile: { edits: { 'modifier-drug': 'off' } },
      unchecked: ['not-this-payer'],
    },
    'both before JZ was': drug(['JW', 'JZ'], '2022-12-31'),
  },
  fails: {
    neither: { ...drug([]), finds: [{ message: 'missing', at, severity: 'reject' }] },
    'the last day of the code on the list': {
      ...drug([], '2026-03-31', 'J9998'),
      finds: [{ message: 'missing', at }],
    },
    'the day it is demanded': {
      ...drug([], '2023-07-01'),
      finds: [{ message: 'missingUnsure', at, severity: 'review' }],
    },
    'the day before claims are returned': {
      ...drug([], '2023-09-30'),
      finds: [{ message: 'missingUnsure', at }],
    },
    'the day they are': {
      ...drug([], '2023-10-01'),
      finds: [{ message: 'missing', at, severity: 'reject' }],
    },
    'JZ with JW': {
      ...drug(['JW', 'JZ']),
      finds: [{ message: 'both', at: 'lines[0].modifiers[0]', severity: 'reject' }],
    },
    'JZ beside a JW line': {
      lines: [
        { procedure: 'J9999', modifiers: ['JZ'] },
        { procedure: 'J9999', modifiers: ['JW'] },
      ],
      finds: [{ message: 'apart', at: 'lines[0].modifiers[0]', severity: 'review', related: [2] }],
    },
    'a discarded amount alone': {
      ...drug(['JW']),
      finds: [{ message: 'wasteAlone', at: 'lines[0].modifiers[0]' }],
    },
    'a skin substitute 2025-12-31 without': {
      ...drug([], '2025-12-31', 'Q4101'),
      finds: [{ message: 'missingUnsure', at, severity: 'review' }],
    },
    'a skin substitute 2026-01-01 with JZ': {
      ...drug(['JZ'], '2026-01-01', 'Q4101'),
      finds: [{ message: 'exempt', at: 'lines[0].modifiers[0]', severity: 'review' }],
    },
    'a vaccine with JZ': {
      ...drug(['JZ'], '2026-03-02', '90662'),
      finds: [{ message: 'exempt', at: 'lines[0].modifiers[0]' }],
    },
    'a visit with JZ': {
      ...drug(['JZ'], '2026-03-02', '99213'),
      finds: [{ message: 'noDrug', at: 'lines[0].modifiers[0]', severity: 'deny' }],
    },
    'an inpatient with JW': {
      ...drug(['JW']),
      type: 'institutional',
      typeOfBill: '0111',
      finds: [{ message: 'exempt', at: 'lines[0].modifiers[0]' }],
    },
    'a hospital outpatient': {
      ...drug([]),
      type: 'institutional',
      finds: [{ message: 'missingUnsure', at }],
    },
    'Medicare Advantage': {
      ...drug([]),
      payer: { line: 'medicare-advantage' },
      finds: [{ message: 'missing', at, severity: 'review' }],
    },
  },
})

test('modifier-conflict speaks first of JW with JZ', () => {
  const { findings } = scrubWith([modifierConflict, modifierDrug], lists, claimOf(drug(['JW', 'JZ'])))
  expect(findings.map(({ edit }) => edit)).toEqual(['modifier-conflict'])
})
test('without any list a drug is unchecked, and what the rules alone decide is decided', () => {
  const open = scrubWith([modifierDrug], [], claimOf(drug([])))
  expect(open.findings).toEqual([])
  expect(open.unchecked).toMatchObject([{ reason: 'no-table', table: 'drugs' }])
  expect(scrubWith([modifierDrug], [], claimOf(drug(['JZ'], '2026-01-01', 'A2001'))).findings).toMatchObject([
    { message: 'exempt' },
  ])
})
