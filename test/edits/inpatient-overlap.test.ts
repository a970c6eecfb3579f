import { inpatientOverlap } from '../../src/edits/inpatient-overlap.ts'
import type { ClaimSketch } from '../helpers/claims.ts'
import { feeRelease } from '../helpers/tables.ts'
import { testEdit } from '../helpers/test-edit.ts'

const hospital = { npi: '1234567893', taxonomy: '282N00000X' }
const elsewhere = { npi: '1999999984', taxonomy: '282N00000X' }
/** A stay from 10 to 14 March. */
const stay = (rest: ClaimSketch = {}): ClaimSketch[] => [
  {
    type: 'institutional',
    typeOfBill: '0111',
    billing: hospital,
    admissionDate: '2026-03-10',
    statementFrom: '2026-03-10',
    statementThrough: '2026-03-14',
    dischargeStatus: '01',
    ...rest,
    lines: [{ procedure: undefined, revenueCode: '0120', serviceDate: '2026-03-10' }],
  },
]
const outpatient = (serviceDate: string, rest: ClaimSketch = {}, revenueCode = '0320'): ClaimSketch => ({
  type: 'institutional',
  billing: hospital,
  statementFrom: serviceDate,
  statementThrough: serviceDate,
  ...rest,
  lines: [{ procedure: '71046', serviceDate, revenueCode }],
})
const office = (serviceDate: string, procedure: string, modifiers: string[] = []): ClaimSketch => ({
  lines: [{ procedure, serviceDate, modifiers }],
})
const finds = (message: string, severity: string) => [
  { message, at: 'lines[0]', severity, evidence: ['H-1/null'] },
]

testEdit(inpatientOverlap, {
  tables: [
    feeRelease({ '71046': { pcTc: '1' }, '93005': { pcTc: '3' }, '96372': { pcTc: '5' }, '99213': {} }),
  ],
  passes: {
    'no stay': { ...outpatient('2026-03-11'), history: [outpatient('2026-03-10')] },
    'the day of discharge': { ...outpatient('2026-03-14'), history: stay() },
    'four days before': { ...outpatient('2026-03-06'), history: stay() },
    'three days before at another hospital': {
      ...outpatient('2026-03-07', { billing: elsewhere }),
      history: stay(),
    },
    'condition code 51': { ...outpatient('2026-03-08', { conditionCodes: ['51'] }), history: stay() },
    'two days before a psychiatric stay': {
      ...outpatient('2026-03-08'),
      history: stay({ billing: { npi: '1234567893', taxonomy: '283Q00000X' } }),
    },
    'the day before a critical access hospital’s': {
      ...outpatient('2026-03-09'),
      history: stay({ billing: { npi: '1234567893', taxonomy: '282NC0060X' } }),
    },
    'an ambulance': { ...outpatient('2026-03-11', {}, '0540'), history: stay() },
    'maintenance dialysis': { ...outpatient('2026-03-11', {}, '0821'), history: stay() },
    'a practitioner under method II': {
      ...outpatient('2026-03-11', { typeOfBill: '0851' }, '0960'),
      history: stay(),
    },
    'Part B of an inpatient': { ...outpatient('2026-03-11', { typeOfBill: '0121' }), history: stay() },
    'the stay’s own bill': { ...stay()[0], history: stay() },
    'a stay without payment': { ...outpatient('2026-03-11'), history: stay({ typeOfBill: '0110' }) },
    'a stay voided': {
      ...outpatient('2026-03-11'),
      history: [...stay({ id: 'A' }), ...stay({ id: 'A', typeOfBill: '0118', frequency: '8' })],
    },
    'a visit in the stay': { ...office('2026-03-11', '99213'), history: stay() },
    'a reading in the stay': { ...office('2026-03-11', '71046', ['26']), history: stay() },
    'a practice’s picture before it': { ...office('2026-03-09', '71046', ['TC']), history: stay() },
    'another payer’s stay': {
      ...outpatient('2026-03-11'),
      history: stay({ payer: { id: '00002', line: 'commercial' } }),
    },
  },
  fails: {
    'a day inside': { ...outpatient('2026-03-11'), history: stay(), finds: finds('inside', 'deny') },
    'inside at another hospital': {
      ...outpatient('2026-03-13', { billing: elsewhere }),
      history: stay(),
      finds: finds('inside', 'deny'),
    },
    'the day of admission at the same hospital': {
      ...outpatient('2026-03-10'),
      history: stay(),
      finds: finds('inside', 'deny'),
    },
    'the day of admission elsewhere': {
      ...outpatient('2026-03-10', { billing: elsewhere }),
      history: stay(),
      finds: finds('perhapsInside', 'review'),
    },
    'the last day billed of a patient who stays': {
      ...outpatient('2026-03-14'),
      history: stay({ dischargeStatus: '30', typeOfBill: '0112' }),
      finds: finds('inside', 'deny'),
    },
    'three days before': { ...outpatient('2026-03-07'), history: stay(), finds: finds('before', 'deny') },
    'the day before a psychiatric stay': {
      ...outpatient('2026-03-09'),
      history: stay({ billing: { npi: '1234567893', taxonomy: '283Q00000X' } }),
      finds: finds('before', 'deny'),
    },
    'two days before, taxonomy unknown': {
      ...outpatient('2026-03-08', { billing: { npi: '1234567893' } }),
      history: stay({ billing: { npi: '1234567893' } }),
      finds: finds('perhapsBefore', 'review'),
    },
    'a technical part': {
      ...office('2026-03-11', '71046', ['TC']),
      history: stay(),
      finds: finds('inside', 'deny'),
    },
    'a technical service': {
      ...office('2026-03-11', '93005'),
      history: stay(),
      finds: finds('inside', 'deny'),
    },
    'a global service': {
      ...office('2026-03-11', '71046'),
      history: stay(),
      finds: finds('perhapsInside', 'review'),
    },
    'a laboratory test': {
      ...office('2026-03-11', '80053'),
      history: stay(),
      finds: finds('perhapsInside', 'review'),
    },
    'a commercial payer': {
      ...outpatient('2026-03-11', { payer: { line: 'commercial' } }),
      history: stay({ payer: { line: 'commercial' } }),
      finds: finds('inside', 'review'),
    },
    'illegitimate bypass: condition code 51 inside the stay': {
      ...outpatient('2026-03-11', { conditionCodes: ['51'] }),
      history: stay(),
      finds: finds('inside', 'deny'),
    },
    'illegitimate bypass: another condition code in the days before': {
      ...outpatient('2026-03-08', { conditionCodes: ['50'] }),
      history: stay(),
      finds: finds('before', 'deny'),
    },
  },
})
