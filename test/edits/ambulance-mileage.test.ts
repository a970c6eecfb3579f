import { ambulanceMileage } from '../../src/edits/ambulance-mileage.ts'
import type { ClaimSketch } from '../helpers/claims.ts'
import { testEdit } from '../helpers/test-edit.ts'

const trip = (...procedures: string[]): ClaimSketch => ({
  placeOfService: '41',
  pickupZip: '60601',
  lines: procedures.map((procedure) => ({ procedure, modifiers: ['RH'] })),
})

testEdit(ambulanceMileage, {
  undated: 'Codes, letters and the base beside the mileage are one rule for all days that a claim can have.',
  tables: [],
  passes: {
    'base and mileage': trip('A0429', 'A0425'),
    airplane: trip('A0430', 'A0435'),
    helicopter: trip('A0431', 'A0436'),
    'ground base beside the air base': trip('A0429', 'A0425', 'A0431', 'A0436'),
    'another payer’s base': { ...trip('A0130', 'A0425'), payer: { line: 'medicaid' } },
    'over midnight': {
      ...trip(),
      lines: [{ procedure: 'A0429' }, { procedure: 'A0425', serviceDate: '2026-03-03' }],
    },
    'institutional: the ZIP is a value code': {
      ...trip('A0429', 'A0425'),
      type: 'institutional',
      pickupZip: null,
    },
    'no ambulance': { lines: [{}] },
    'turned off': {
      ...trip('A0425'),
      profile: { edits: { 'ambulance-mileage': 'off' } },
      unchecked: ['not-this-payer'],
    },
  },
  fails: {
    'mileage alone': {
      ...trip('A0425'),
      finds: [{ message: 'baseMissing', at: 'lines[0].procedure', severity: 'reject' }],
    },
    'ground mileage beside an air base': {
      ...trip('A0431', 'A0425'),
      finds: [{ message: 'otherKind', at: 'lines[1].procedure', severity: 'reject', related: [1] }],
    },
    'airplane miles beside a helicopter': {
      ...trip('A0431', 'A0435'),
      finds: [{ message: 'otherKind', at: 'lines[1].procedure' }],
    },
    'mileage for a patient who died before': {
      ...trip(),
      lines: [
        { procedure: 'A0429', modifiers: ['QL'] },
        { procedure: 'A0425', modifiers: ['RH'] },
      ],
      finds: [{ message: 'noTransport', at: 'lines[1].procedure', severity: 'deny' }],
    },
    'no pick-up ZIP': {
      ...trip('A0429', 'A0425'),
      pickupZip: null,
      finds: [{ message: 'zipMissing', at: 'pickupZip', severity: 'reject' }],
    },
    'a commercial payer': {
      ...trip('A0425'),
      payer: { line: 'commercial' },
      finds: [{ message: 'baseMissing', at: 'lines[0].procedure', severity: 'review' }],
    },
  },
})
