import { describe, expect, it } from 'vitest'
import { claimDates } from '../../src/edits/claim-dates.ts'
import { claimOf } from '../helpers/claims.ts'
import { scrubWith, testEdit } from '../helpers/test-edit.ts'

const bill = {
  type: 'institutional' as const,
  typeOfBill: '0131',
  statementFrom: '2026-03-01',
  statementThrough: '2026-03-05',
}
const line = (message: string) => [{ message, at: 'lines[0].serviceDate', severity: 'reject' }]

testEdit(claimDates, {
  undated: 'It compares the dates of a claim with each other; no day of the calendar counts.',
  tables: [],
  received: '2026-03-10',
  passes: {
    'service on the day of receipt': { lines: [{ serviceDate: '2026-03-10' }] },
    'service on the day of birth': {
      patient: { birthDate: '2026-03-02' },
      lines: [{ serviceDate: '2026-03-02' }],
    },
    'service on the day of death': { patient: { birthDate: '1950-01-01', deathDate: '2026-03-02' } },
    'no birth date': { patient: {}, unchecked: ['missing-field'] },
    'first and last day of the statement': {
      ...bill,
      lines: [{ serviceDate: '2026-03-01' }, { serviceDate: '2026-03-05' }],
    },
    'received on the claim itself': { received: '2026-12-24', lines: [{ serviceDate: '2026-12-24' }] },
  },
  fails: {
    'ends before it begins': {
      lines: [{ serviceDate: '2026-03-02', serviceDateThrough: '2026-03-01' }],
      finds: line('reversed'),
    },
    'day after receipt': { lines: [{ serviceDate: '2026-03-11' }], finds: line('afterReceipt') },
    'span ends after receipt': {
      lines: [{ serviceDate: '2026-03-09', serviceDateThrough: '2026-03-11' }],
      finds: line('afterReceipt'),
    },
    'day before birth': { patient: { birthDate: '2026-03-03' }, finds: line('beforeBirth') },
    'day after death': {
      patient: { birthDate: '1950-01-01', deathDate: '2026-03-01' },
      finds: line('afterDeath'),
    },
    'day before the statement': {
      ...bill,
      lines: [{ serviceDate: '2026-02-28' }],
      finds: line('outsideStatement'),
    },
    'day after the statement': {
      ...bill,
      lines: [{ serviceDate: '2026-03-06' }],
      finds: line('outsideStatement'),
    },
    'statement reversed': {
      ...bill,
      statementThrough: '2026-02-01',
      finds: [{ message: 'statementReversed', at: 'statementThrough' }],
    },
    'admission after the statement': {
      ...bill,
      admissionDate: '2026-03-06',
      finds: [{ message: 'admissionAfterStatement', at: 'admissionDate' }],
    },
    'born after receipt': {
      patient: { birthDate: '2026-03-11' },
      finds: [
        { message: 'birthAfterReceipt', at: 'patient.birthDate' },
        { message: 'beforeBirth', at: 'lines[0].serviceDate' },
      ],
    },
  },
})

describe('claim-dates and persons', () => {
  it('prints neither birth nor death', () => {
    const claim = claimOf({ patient: { birthDate: '2026-03-03', deathDate: '2026-03-01' } })
    const text = JSON.stringify(scrubWith([claimDates], [], claim).findings)
    expect(text).not.toContain('2026-03-03')
    expect(text).not.toContain('2026-03-01')
  })
})
