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
  tables: [],
  passes: {
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
    'a cent above the threshold of 2026': {
      ...lines(['2026-03-02', 248_001, ['GP']]),
      finds: [{ message: 'withoutKx', at: 'lines[0].modifiers', severity: 'review' }],
    },
    'the threshold of 2025 on its last day': {
      ...lines(['2025-12-31', 241_001, ['GO']]),
      finds: [{ message: 'withoutKx', at: 'lines[0].modifiers' }],
    },
    'physical and speech therapy together, in order of days': {
      ...lines(
        ['2026-03-05', 100_000, ['GN']],
        ['2026-03-02', 200_000, ['GP']],
        ['2026-03-09', 50_000, ['GP']],
      ),
      finds: [{ message: 'withoutKx', at: 'lines[0].modifiers' }],
    },
  },
})
