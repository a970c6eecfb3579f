import { therapyThreshold } from '../../src/edits/therapy-threshold.ts'
import type { ClaimSketch } from '../helpers/claims.ts'
import { testEdit } from '../helpers/test-edit.ts'

const lines = (...given: readonly [date: string, cents: number, modifiers: string[]][]): ClaimSketch => ({
  lines: given.map(([serviceDate, chargeCents, modifiers]) => ({
    procedure: '97110',
    serviceDate,
    chargeCents,
    modifiers,
  })),
})

testEdit(therapyThreshold, {
  turns: {
    // The table of thresholds begins with 2018; every year counts anew; it ends with 2026.
    '2018-01-01': [{ of: 'a cent above the threshold of 2026', before: [], from: ['perhapsWithoutKx'] }],
    ...Object.fromEntries(
      [2019, 2020, 2021, 2022, 2023, 2024, 2025, 2026].map((year) => [
        `${year}-01-01`,
        [{ of: 'two years apart', before: [], from: ['perhapsWithoutKx'] }],
      ]),
    ),
    '2027-01-01': [{ of: 'a cent above the threshold of 2026', before: ['perhapsWithoutKx'], from: [] }],
  },
  tables: [],
  passes: {
    'another claim: of the year before': {
      lines: [{ procedure: '97110', modifiers: ['GP'], chargeCents: 10_000, serviceDate: '2026-01-02' }],
      history: [{ lines: [{ modifiers: ['GP'], chargeCents: 900_000, serviceDate: '2025-12-31' }] }],
    },
    'another claim: of the other discipline': {
      lines: [{ procedure: '97110', modifiers: ['GP'], chargeCents: 10_000 }],
      history: [{ lines: [{ modifiers: ['GO'], chargeCents: 900_000 }] }],
    },
    'another claim: later in the year': {
      lines: [{ procedure: '97110', modifiers: ['GP'], chargeCents: 10_000 }],
      history: [{ lines: [{ modifiers: ['GP'], chargeCents: 900_000, serviceDate: '2026-03-03' }] }],
    },
    'another claim: KX on the line': {
      lines: [{ procedure: '97110', modifiers: ['GP', 'KX'], chargeCents: 10_000 }],
      history: [{ lines: [{ modifiers: ['GP'], chargeCents: 900_000 }] }],
    },
    'at the threshold of 2026': lines(['2026-03-02', 248_000, ['GP']]),
    'above it with KX': lines(['2026-03-02', 248_000, ['GP']], ['2026-03-03', 10_000, ['GP', 'KX']]),
    'occupational therapy apart': lines(['2026-03-02', 200_000, ['GP']], ['2026-03-02', 200_000, ['GO']]),
    'two years apart': lines(['2025-12-31', 200_000, ['GP']], ['2026-01-01', 200_000, ['GP']]),
    'a year that is not known': { ...lines(['2027-01-01', 900_000, ['GP']]), unchecked: ['no-table'] },
    'no history': { ...lines(['2026-03-02', 100, ['GP']]), unchecked: ['no-history'] },
    commercial: {
      ...lines(['2026-03-02', 900_000, ['GP']]),
      payer: { line: 'commercial' },
      unchecked: ['not-this-payer'],
    },
  },
  fails: {
    'another claim and this one together': {
      lines: [{ procedure: '97110', modifiers: ['GP'], chargeCents: 100_000 }],
      history: [
        { lines: [{ modifiers: ['GP'], chargeCents: 100_000, serviceDate: '2026-02-02' }] },
        {
          billing: { npi: '1999999984' },
          lines: [{ modifiers: ['GN'], chargeCents: 48_001, serviceDate: '2026-01-01' }],
        },
      ],
      finds: [
        {
          message: 'perhapsWithoutKx',
          at: 'lines[0].modifiers',
          severity: 'note',
          evidence: ['H-2/1', 'H-1/1'],
        },
      ],
    },
    'a cent above the threshold of 2026': {
      ...lines(['2026-03-02', 248_001, ['GP']]),
      finds: [{ message: 'perhapsWithoutKx', at: 'lines[0].modifiers', severity: 'note' }],
    },
    'charges of three times the threshold are still above the allowed amount': {
      ...lines(['2026-03-02', 744_000, ['GP']]),
      finds: [{ message: 'perhapsWithoutKx', at: 'lines[0].modifiers', severity: 'note' }],
    },
    'a cent above three times the threshold': {
      ...lines(['2026-03-02', 744_001, ['GP']]),
      finds: [{ message: 'withoutKx', at: 'lines[0].modifiers', severity: 'review' }],
    },
    'the threshold of 2025 on its last day': {
      ...lines(['2025-12-31', 241_001, ['GO']]),
      finds: [{ message: 'perhapsWithoutKx', at: 'lines[0].modifiers' }],
    },
    'physical and speech therapy together, in order of days': {
      ...lines(
        ['2026-03-05', 100_000, ['GN']],
        ['2026-03-02', 200_000, ['GP']],
        ['2026-03-09', 50_000, ['GP']],
      ),
      finds: [{ message: 'perhapsWithoutKx', at: 'lines[0].modifiers' }],
    },
  },
})
