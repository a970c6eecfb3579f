import { hospiceOverlap } from '../../src/edits/hospice-overlap.ts'
import type { ClaimSketch } from '../helpers/claims.ts'
import { testEdit } from '../helpers/test-edit.ts'

/** A hospice's bill for March, the patient still there. */
const march: ClaimSketch = {
  type: 'institutional',
  typeOfBill: '0813',
  billing: { npi: '1999999984' },
  statementFrom: '2026-03-05',
  statementThrough: '2026-03-31',
  dischargeStatus: '30',
  lines: [{ procedure: 'Q5001', revenueCode: '0651', serviceDate: '2026-03-05' }],
}
const april: ClaimSketch = {
  ...march,
  statementFrom: '2026-04-01',
  statementThrough: '2026-04-10',
  dischargeStatus: '01',
}
const on = (serviceDate: string, modifiers: string[] = []): ClaimSketch => ({
  lines: [{ serviceDate, modifiers }],
})
const finds = (message: string, severity: string, evidence = 'H-1/null') => [
  { message, at: 'lines[0]', severity, evidence: [evidence] },
]

testEdit(hospiceOverlap, {
  undated: 'It compares a service with the statements of hospice bills; no day of the calendar counts.',
  tables: [],
  passes: {
    'no election': { ...on('2026-03-11'), history: [{}] },
    'the day before': { ...on('2026-03-04'), history: [march] },
    'the day after it was revoked': { ...on('2026-04-11'), history: [march, april] },
    GW: { ...on('2026-03-11', ['GW']), history: [march] },
    GV: { ...on('2026-03-11', ['GV']), history: [march] },
    'condition code 07': {
      type: 'institutional',
      conditionCodes: ['07'],
      ...on('2026-03-11'),
      history: [march],
    },
    'the hospice’s own bill': { ...march, history: [march, april] },
    'the bill voided': {
      ...on('2026-03-11'),
      history: [
        { ...march, id: 'A' },
        { ...march, id: 'A', typeOfBill: '0818', frequency: '8' },
      ],
    },
    'thirty-two days after the last bill': { ...on('2026-05-02'), history: [march] },
    'a commercial payer': {
      ...on('2026-03-11'),
      payer: { line: 'commercial' },
      unchecked: ['not-this-payer'],
      history: [march],
    },
  },
  fails: {
    inside: { ...on('2026-03-11'), history: [march], finds: finds('inside', 'deny') },
    'the last day of a patient who stays': {
      ...on('2026-03-31'),
      history: [march],
      finds: finds('inside', 'deny'),
    },
    'the first day': { ...on('2026-03-05'), history: [march], finds: finds('perhapsInside', 'review') },
    'the first day of a bill that follows': {
      ...on('2026-04-01'),
      history: [march, april],
      finds: finds('inside', 'deny', 'H-2/null'),
    },
    'the day it was revoked': {
      ...on('2026-04-10'),
      history: [march, april],
      finds: finds('perhapsInside', 'review', 'H-2/null'),
    },
    'a month after the last bill': {
      ...on('2026-05-01'),
      history: [march],
      finds: finds('perhapsInside', 'review'),
    },
    'a hospital without 07': {
      type: 'institutional',
      ...on('2026-03-11'),
      history: [march],
      finds: finds('inside', 'deny'),
    },
    'Medicare Advantage': {
      ...on('2026-03-11'),
      payer: { line: 'medicare-advantage' },
      history: [march],
      finds: finds('inside', 'review'),
    },
    'illegitimate bypass: 59': {
      ...on('2026-03-11', ['59']),
      history: [march],
      finds: finds('inside', 'deny'),
    },
    'illegitimate bypass: another condition code': {
      type: 'institutional',
      conditionCodes: ['08'],
      ...on('2026-03-11'),
      history: [march],
      finds: finds('inside', 'deny'),
    },
  },
})
