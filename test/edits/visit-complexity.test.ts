import { visitComplexity } from '../../src/edits/visit-complexity.ts'
import { addOnRelease } from '../helpers/tables.ts'
import { testEdit } from '../helpers/test-edit.ts'

const tables = [
  addOnRelease([
    { addOn: 'G2211', primary: '99213', from: 20240101 },
    { addOn: 'G2211', primary: '99348', from: 20260101 },
  ]),
]
const on = (
  serviceDate: string,
  ...lines: readonly { readonly procedure: string; readonly modifiers?: string[] }[]
) => ({
  lines: lines.map((line) => ({ serviceDate, ...line })),
})
const visit = { procedure: '99213' }
const visit25 = { procedure: '99213', modifiers: ['25'] }
const complexity = { procedure: 'G2211' }
const at = 'lines[1].procedure'
const another = { npi: '1003000126', taxonomy: '208600000X' }
const finds = [{ message: 'visitMissing', at: 'lines[0].procedure', severity: 'deny', evidence: [] }]

testEdit(visitComplexity, {
  turns: {
    '2024-01-01': [{ of: 'no visit', before: [], from: ['visitMissing'] }],
    '2025-01-01': [
      { of: 'with 25 beside a vaccine in 2025', before: ['withModifier25'], from: [] },
      { of: 'a vaccine and an operation', before: ['withModifier25'], from: ['mixed'] },
    ],
    '2026-01-01': [{ of: 'a home visit the day before', before: ['visitMissing'], from: [] }],
  },
  tables,
  passes: {
    'beside an office visit': on('2026-03-02', visit, complexity),
    'a home visit from 2026': on('2026-01-01', { procedure: '99348' }, complexity),
    'with 25 beside a vaccine in 2025': on(
      '2025-01-01',
      visit25,
      complexity,
      { procedure: 'G0008' },
      { procedure: '90662' },
    ),
    'with 25 beside a wellness visit': on('2026-03-02', visit25, complexity, { procedure: 'G0439' }),
    'venipuncture is no operation': on(
      '2026-03-02',
      visit25,
      complexity,
      { procedure: 'G0439' },
      { procedure: '36415' },
    ),
    'one visit without 25 carries it': on('2026-03-02', visit25, complexity, visit),
    'its visit on another claim': {
      ...on('2026-03-02', complexity),
      history: [on('2026-03-02', visit)],
    },
    'its visit with 25 on another claim': {
      ...on('2026-03-02', complexity),
      history: [on('2026-03-02', visit25)],
    },
    'its visit on a colleague’s claim of the group and specialty': {
      ...on('2026-03-02', complexity),
      history: [{ ...on('2026-03-02', visit), rendering: { npi: '1003000126', taxonomy: '207Q00000X' } }],
    },
    'another’s visit here, one’s own on another claim': {
      lines: [{ ...visit, rendering: another }, complexity],
      history: [on('2026-03-02', visit)],
    },
    'another’s and one’s own visit on other claims': {
      ...on('2026-03-02', complexity),
      history: [{ ...on('2026-03-02', visit), rendering: another }, on('2026-03-02', visit)],
    },
    'before G2211 was payable': on('2023-12-31', visit, complexity),
    'a commercial payer': {
      payer: { id: '7', line: 'commercial' },
      ...on('2026-03-02', complexity),
      unchecked: ['not-this-payer'],
    },
    'payer turned off': {
      profile: { edits: { 'visit-complexity': 'off' } },
      ...on('2026-03-02', complexity),
      unchecked: ['not-this-payer'],
    },
    'no G2211': on('2026-03-02', visit25),
  },
  fails: {
    'no visit': {
      ...on('2026-03-02', complexity),
      finds: [{ message: 'visitMissing', at: 'lines[0].procedure', severity: 'deny' }],
    },
    'a visit of another day': {
      lines: [
        { ...visit, serviceDate: '2026-03-01' },
        { ...complexity, serviceDate: '2026-03-02' },
      ],
      finds: [{ message: 'visitMissing', at }],
    },
    'a home visit the day before': {
      ...on('2025-12-31', { procedure: '99348' }, complexity),
      finds: [{ message: 'visitMissing', at }],
    },
    'a visit of another day on another claim': {
      ...on('2026-03-02', complexity),
      history: [on('2026-03-01', visit)],
      finds,
    },
    'a home visit on another claim the day before it may carry G2211': {
      ...on('2025-12-31', complexity),
      history: [on('2025-12-31', { procedure: '99348' })],
      finds,
    },
    'a claim of two days, the visit in history on the other': {
      lines: [
        { ...complexity, serviceDate: '2026-03-02' },
        { procedure: '20610', serviceDate: '2026-03-03' },
      ],
      history: [on('2026-03-03', visit)],
      finds,
    },
    'no visit, another service of the day on another claim': {
      ...on('2026-03-02', complexity),
      history: [on('2026-03-02', { procedure: '20610' })],
      finds,
    },
    'its visit billed to another payer': {
      ...on('2026-03-02', complexity),
      history: [{ payer: { id: '7', line: 'commercial' }, ...on('2026-03-02', visit) }],
      finds,
    },
    'another practitioner’s visit on another claim': {
      ...on('2026-03-02', complexity),
      history: [{ ...on('2026-03-02', visit), rendering: another }],
      finds: [
        { message: 'otherPractitioner', at: 'lines[0].procedure', severity: 'review', evidence: ['H-1/1'] },
      ],
    },
    'another practitioner’s visit': {
      lines: [{ ...visit, rendering: { npi: '1234567893', taxonomy: '208600000X' } }, complexity],
      finds: [{ message: 'otherPractitioner', at, severity: 'review', related: [1] }],
    },
    '25 beside a joint injection': {
      ...on('2026-03-02', visit25, complexity, { procedure: '20610' }),
      finds: [{ message: 'withModifier25', at, severity: 'deny', related: [1] }],
    },
    '25 beside a vaccine the day before': {
      ...on('2024-12-31', visit25, complexity, { procedure: 'G0008' }),
      finds: [{ message: 'withModifier25', at, severity: 'deny' }],
    },
    '25 without another service': {
      ...on('2026-03-02', visit25, complexity),
      finds: [{ message: 'withModifier25', at }],
    },
    'a vaccine and an operation': {
      ...on('2026-03-02', visit25, complexity, { procedure: 'G0008' }, { procedure: '20610' }),
      finds: [{ message: 'mixed', at, severity: 'review' }],
    },
    'Medicare Advantage': {
      payer: { id: '7', line: 'medicare-advantage' },
      ...on('2026-03-02', complexity),
      finds: [{ message: 'visitMissing', at: 'lines[0].procedure', severity: 'review' }],
    },
    'a commercial payer that follows it': {
      payer: { id: '7', line: 'commercial' },
      profile: { edits: { 'visit-complexity': 'on' } },
      ...on('2026-03-02', complexity),
      finds: [{ message: 'visitMissing', at: 'lines[0].procedure', severity: 'deny' }],
    },
  },
})
