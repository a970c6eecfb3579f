import { frequencyLimit } from '../../src/edits/frequency-limit.ts'
import type { ClaimSketch } from '../helpers/claims.ts'
import { testEdit } from '../helpers/test-edit.ts'

const done = (
  procedure: string,
  serviceDate: string,
  rest: ClaimSketch = {},
  modifiers: string[] = [],
): ClaimSketch => ({
  ...rest,
  lines: [{ procedure, serviceDate, modifiers }],
})
const finds = (message: string, severity: string, evidence: readonly string[] = ['H-1/1']) => [
  { message, at: 'lines[0].procedure', severity, evidence },
]
const times = (count: number, make: (at: number) => ClaimSketch) =>
  Array.from({ length: count }, (_, at) => make(at))
const screening = (code: string) => ({ diagnoses: [{ code }] })

testEdit(frequencyLimit, {
  turns: {
    '2005-01-01': [{ of: 'a second screening by diagnosis', before: [], from: ['tooSoon'] }],
    '2011-01-01': [{ of: 'once in a lifetime', before: [], from: ['tooOften'] }],
    '2014-06-02': [{ of: 'yearly with continued risk', before: [], from: ['perhapsTooOften'] }],
    '2017-01-01': [
      { of: 'on one claim', before: [], from: ['tooSoon'] },
      { of: 'Medicare Advantage', before: [], from: ['tooSoon review'] },
    ],
    '2021-01-01': [{ of: 'the day the limit took effect', before: [], from: ['tooSoon'] }],
  },
  tables: [],
  passes: {
    'eleven full months passed': { ...done('G0439', '2026-03-01'), history: [done('G0439', '2025-03-31')] },
    'twenty-three full months passed': {
      ...done('77080', '2026-03-01'),
      history: [done('77080', '2024-03-31')],
    },
    'nothing before': { ...done('77067', '2026-03-02'), history: [] },
    'no history given': done('77067', '2026-03-02'),
    'an unlimited service': { history: [{}] },
    'the same day is one service': {
      ...done('77067', '2026-03-02'),
      history: [done('77067', '2026-03-02', { placeOfService: '22' })],
    },
    'reading and technical part on two days': {
      ...done('77067', '2026-03-03', {}, ['26']),
      history: [done('77067', '2026-03-02', {}, ['TC'])],
    },
    'reading of a hospital’s picture': {
      ...done('77067', '2026-03-03', {}, ['26']),
      history: [done('77067', '2026-03-02', { type: 'institutional' })],
    },
    'claims out of order of date: what came later does not count': {
      ...done('77067', '2026-03-02'),
      history: [done('77067', '2026-05-02')],
    },
    'voided before': {
      ...done('77067', '2026-03-02'),
      history: [
        done('77067', '2026-01-02', { id: 'A' }),
        done('77067', '2026-01-02', { id: 'A', frequency: '8', payerClaimNumber: 'ICN1' }),
      ],
    },
    'billed for denial': {
      ...done('77067', '2026-03-02', {}, ['GA']),
      history: [done('77067', '2026-01-02')],
    },
    'what was billed for denial does not count': {
      ...done('77067', '2026-03-02'),
      history: [done('77067', '2026-01-02', {}, ['GY'])],
    },
    'another payer paid it': {
      ...done('77067', '2026-03-02'),
      history: [done('77067', '2026-01-02', { payer: { id: '00002', line: 'commercial' } })],
    },
    'a diagnostic test is no screening': {
      ...done('80061', '2026-03-02', screening('E785')),
      history: [done('80061', '2025-01-02', screening('Z136'))],
    },
    'a screening after a diagnostic test': {
      ...done('80061', '2026-03-02', screening('Z136')),
      history: [done('80061', '2025-01-02', screening('E785'))],
    },
    'before the limit took effect': {
      ...done('71271', '2020-12-31'),
      history: [done('71271', '2020-06-01')],
    },
    'once in a lifetime, none in the history': {
      ...done('76706', '2026-03-02'),
      unchecked: ['outside-claim'],
      history: [],
    },
    'eighth of eight in twelve months': {
      ...done('99406', '2026-03-02'),
      history: times(7, (at) => done('99406', `2026-02-0${at + 1}`)),
    },
    'a year to the day before': {
      ...done('99406', '2026-03-02'),
      history: times(8, (at) => done('99406', '2025-03-02', { id: `S-${at}` })),
    },
    'high risk, eleven full months': {
      ...done('G0101', '2026-03-02', screening('Z7251')),
      history: [done('G0101', '2025-03-31')],
    },
    'foot care on the sixty-first day': {
      ...done('11720', '2026-03-03'),
      history: [done('11720', '2026-01-01')],
    },
    'another month of care management': {
      ...done('99490', '2026-03-31'),
      history: [done('99490', '2026-02-28')],
    },
    'the season after': { ...done('G0008', '2026-07-01'), history: [done('G0008', '2026-06-30')] },
    'discharge of another stay': {
      ...done('99238', '2026-03-09'),
      history: [
        done('99238', '2026-03-05'),
        {
          type: 'institutional',
          typeOfBill: '0111',
          admissionDate: '2026-03-01',
          statementFrom: '2026-03-01',
          statementThrough: '2026-03-05',
          lines: [{ procedure: undefined, revenueCode: '0120', serviceDate: '2026-03-01' }],
        },
      ],
    },
    'Medicare’s own rule': {
      ...done('77067', '2026-03-02', { payer: { line: 'commercial' } }),
      unchecked: ['not-this-payer'],
      history: [done('77067', '2026-01-02')],
    },
  },
  fails: {
    'the last day of eleven months': {
      ...done('G0439', '2026-02-28'),
      history: [done('G0439', '2025-03-01')],
      finds: finds('tooSoon', 'deny'),
    },
    'the first wellness visit soon after the initial one': {
      ...done('G0438', '2026-02-28'),
      history: [done('G0402', '2025-03-01')],
      finds: finds('tooSoon', 'deny'),
    },
    'once in a lifetime': {
      ...done('G0438', '2026-03-02'),
      history: [done('G0438', '2015-03-01')],
      finds: finds('tooOften', 'deny'),
    },
    'the day the limit took effect': {
      ...done('71271', '2021-01-01'),
      history: [done('71271', '2020-06-01')],
      finds: finds('tooSoon', 'deny'),
    },
    'on one claim': {
      lines: [
        { procedure: '77067', serviceDate: '2026-03-02' },
        { procedure: '77067', serviceDate: '2026-01-02' },
      ],
      finds: [{ message: 'tooSoon', at: 'lines[0].procedure', related: [2], evidence: [] }],
    },
    'a screening colonoscopy four years after a sigmoidoscopy': {
      ...done('G0121', '2026-02-28'),
      history: [done('G0104', '2022-03-01')],
      finds: finds('tooSoon', 'deny'),
    },
    'the ninth in twelve months': {
      ...done('99406', '2026-03-02'),
      history: times(8, (at) => done('99407', `2025-03-0${at + 3 > 9 ? 9 : at + 3}`, { id: `S-${at}` })),
      finds: finds(
        'tooOften',
        'deny',
        times(8, () => ({})).map((_, at) => `S-${at}/1`),
      ),
    },
    'a second screening by diagnosis': {
      ...done('80061', '2026-03-02', screening('Z136')),
      history: [done('80061', '2025-01-02', screening('Z136'))],
      finds: finds('tooSoon', 'deny'),
    },
    'a row that is not certain': {
      ...done('G0101', '2026-02-02'),
      history: [done('G0101', '2025-03-01')],
      finds: finds('perhapsTooSoon', 'review'),
    },
    'more often where medically necessary': {
      ...done('77080', '2026-02-28'),
      history: [done('77080', '2024-03-01')],
      finds: finds('perhapsTooSoon', 'review'),
    },
    'foot care on the sixtieth day': {
      ...done('11720', '2026-03-02'),
      history: [done('11721', '2026-01-01')],
      finds: finds('perhapsTooSoon', 'review'),
    },
    'yearly with continued risk': {
      ...done('G0472', '2026-03-02'),
      history: [done('G0472', '2020-03-01')],
      finds: finds('perhapsTooOften', 'review'),
    },
    'twice in a season': {
      ...done('G0008', '2026-03-02'),
      history: [done('G0008', '2025-10-01')],
      finds: finds('perhapsTooOften', 'review'),
    },
    'care management twice in a month': {
      ...done('99490', '2026-03-31'),
      history: [
        done('99490', '2026-03-01', { billing: { npi: '1999999984' }, rendering: { npi: '1999999984' } }),
      ],
      finds: finds('tooOften', 'deny'),
    },
    'two kinds of care management in a month': {
      ...done('99491', '2026-03-31'),
      history: [done('99490', '2026-03-01')],
      finds: finds('perhapsTooOften', 'review'),
    },
    'transitional care twice in thirty days': {
      ...done('99495', '2026-03-31'),
      history: [done('99496', '2026-03-05')],
      finds: finds('perhapsTooOften', 'review'),
    },
    'two discharges of one stay': {
      ...done('99239', '2026-03-05'),
      history: [
        done('99238', '2026-03-04', { id: 'A', billing: { npi: '1999999984' } }),
        {
          type: 'institutional',
          typeOfBill: '0111',
          admissionDate: '2026-03-01',
          statementFrom: '2026-03-01',
          statementThrough: '2026-03-05',
          lines: [{ procedure: undefined, revenueCode: '0120', serviceDate: '2026-03-01' }],
        },
      ],
      finds: finds('tooOften', 'deny', ['A/1']),
    },
    'Medicare Advantage': {
      ...done('77067', '2026-03-02', { payer: { line: 'medicare-advantage' } }),
      history: [done('77067', '2026-01-02')],
      finds: finds('tooSoon', 'review'),
    },
    'illegitimate bypass: 59 lifts no limit': {
      ...done('G0439', '2026-02-28', {}, ['59']),
      history: [done('G0439', '2025-03-01')],
      finds: finds('tooSoon', 'deny'),
    },
  },
})
