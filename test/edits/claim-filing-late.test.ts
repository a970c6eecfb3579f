import { claimFilingLate } from '../../src/edits/claim-filing-late.ts'
import type { PayerProfile } from '../../src/model/profile.ts'
import { testEdit } from '../helpers/test-edit.ts'

const source = { title: 'Invented contract', url: 'https://payer.example/contract', retrieved: '2026-01-10' }
const commercial = { payer: { id: '7', line: 'commercial' as const } }
const filing = (limit: Partial<PayerProfile['filing'][number]>): { profile: Partial<PayerProfile> } => ({
  profile: {
    filing: [{ value: 90, unit: 'days', countedFrom: 'service', claimTypes: [], source, ...limit }],
  },
})
const served = (...dates: readonly string[]) => ({ lines: dates.map((serviceDate) => ({ serviceDate })) })
const stay = (statementThrough: string) => ({
  type: 'institutional' as const,
  statementFrom: '2025-11-20',
  statementThrough,
  lines: [{ procedure: 'G0463', serviceDate: '2025-11-20' }],
})

testEdit(claimFilingLate, {
  tables: [],
  received: '2026-12-01',
  passes: {
    'in time': served('2026-11-20'),
    'Medicare, the same day next year': served('2025-12-01'),
    'Medicare, 29 February and the 28th': { received: '2025-02-28', ...served('2024-02-29') },
    'Medicare, a year over a leap day is not 365 days': { received: '2024-12-01', ...served('2023-12-01') },
    'a bill counts from the end of its statement': stay('2025-12-01'),
    'Medicaid, twelve months': { payer: { id: '7', line: 'medicaid' }, ...served('2025-12-01') },
    'the 90th day': { ...commercial, ...filing({}), ...served('2026-09-02') },
    'months that are too short': {
      ...commercial,
      ...filing({ value: 1, unit: 'months' }),
      received: '2026-02-28',
      ...served('2026-01-31'),
    },
    'the end of the next year': {
      ...commercial,
      ...filing({ value: 1, unit: 'year-ends' }),
      ...served('2025-01-02'),
    },
    'counted from the last day': {
      ...commercial,
      ...filing({ countedFrom: 'through' }),
      lines: [{ serviceDate: '2026-08-30', serviceDateThrough: '2026-09-02' }],
    },
    'a limit for other claims': {
      ...commercial,
      ...filing({ claimTypes: ['institutional'] }),
      ...served('2026-05-01'),
      unchecked: ['no-table'],
    },
    'a limit that ended': {
      ...commercial,
      ...filing({ through: '2026-04-30' }),
      ...served('2026-05-01'),
      unchecked: ['no-table'],
    },
    'no limit is known': { ...commercial, ...served('2024-05-01'), unchecked: ['no-table'] },
    'no limit is known, but the claim comes soon': { ...commercial, ...served('2026-11-20') },
    'a replacement has its own time': {
      frequency: '7',
      payerClaimNumber: '1',
      ...served('2025-11-30'),
      unchecked: ['outside-claim'],
    },
    'service after receipt is a matter of dates': served('2027-12-02'),
    'payer turned off': {
      profile: { edits: { 'claim-filing-late': 'off' } },
      ...served('2020-01-01'),
      unchecked: ['not-this-payer'],
    },
  },
  fails: {
    'Medicare, a day more than a calendar year': {
      ...served('2025-11-30'),
      finds: [{ message: 'late', at: 'lines', severity: 'deny', related: [1] }],
    },
    'Medicare, 29 February and 1 March': {
      received: '2025-03-01',
      ...served('2024-02-29'),
      finds: [{ message: 'late', at: 'lines' }],
    },
    'one line of two': {
      ...served('2025-11-30', '2025-12-01'),
      finds: [{ message: 'lineLate', at: 'lines[0].serviceDate', severity: 'deny' }],
    },
    'both lines': {
      ...served('2025-11-29', '2025-11-30'),
      finds: [{ message: 'late', at: 'lines', related: [1, 2] }],
    },
    'a bill whose statement ended too long ago': {
      ...stay('2025-11-30'),
      finds: [{ message: 'late', at: 'statementThrough' }],
    },
    'Medicaid, the federal limit': {
      payer: { id: '7', line: 'medicaid' },
      ...served('2025-11-30'),
      finds: [{ message: 'late', at: 'lines' }],
    },
    'the 91st day': {
      ...commercial,
      ...filing({}),
      ...served('2026-09-01'),
      finds: [{ message: 'late', at: 'lines' }],
    },
    'the first day of a new limit': {
      ...commercial,
      ...filing({ from: '2026-05-01' }),
      ...served('2026-05-01'),
      finds: [{ message: 'late', at: 'lines' }],
    },
    'the last day of an old limit': {
      ...commercial,
      ...filing({ through: '2026-04-30' }),
      ...served('2026-04-30'),
      finds: [{ message: 'late', at: 'lines' }],
    },
    'the year has ended': {
      ...commercial,
      ...filing({ value: 0, unit: 'year-ends' }),
      ...served('2025-10-01'),
      finds: [{ message: 'late', at: 'lines' }],
    },
    'a profile goes before the law': {
      ...filing({ value: 30 }),
      ...served('2026-06-01'),
      finds: [{ message: 'late', at: 'lines' }],
    },
    'a delay reason': {
      delayReason: '3',
      ...served('2025-11-30'),
      finds: [{ message: 'perhapsLate', at: 'lines', severity: 'review' }],
    },
    'a later payer': {
      payerOrder: 'S',
      ...served('2025-11-30', '2026-11-30'),
      finds: [{ message: 'perhapsLate', at: 'lines', related: [1] }],
    },
  },
})
