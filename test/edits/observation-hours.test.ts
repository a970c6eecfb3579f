import { observationHours } from '../../src/edits/observation-hours.ts'
import { outpatient } from '../helpers/stays.ts'
import { testEdit } from '../helpers/test-edit.ts'

testEdit(observationHours, {
  undated: 'Revenue codes, bill types and hours of observation stand in a table without days.',
  tables: [],
  passes: {
    '8 hours': outpatient({ lines: [{ procedure: 'G0378', revenueCode: '0762', units: 8 }] }),
    '48 hours, critical access': outpatient({
      typeOfBill: '0851',
      lines: [{ procedure: 'G0378', revenueCode: '0762', units: 48 }],
    }),
    'a direct referral with its hours': outpatient({
      lines: [
        { procedure: 'G0378', revenueCode: '0762', units: 20 },
        { procedure: 'G0379', revenueCode: '0762' },
      ],
    }),
    'no observation': outpatient(),
    'turned off by the payer': {
      ...outpatient({ lines: [{ procedure: 'G0378', revenueCode: '0510', units: 20 }] }),
      profile: { edits: { 'observation-hours': 'off' } },
      unchecked: ['not-this-payer'],
    },
  },
  fails: {
    'another revenue code': {
      ...outpatient({ lines: [{ procedure: 'G0378', revenueCode: '0760', units: 20 }] }),
      finds: [{ message: 'revenue', at: 'lines[0].revenueCode', severity: 'reject' }],
    },
    'another bill type': {
      ...outpatient({ typeOfBill: '0141', lines: [{ procedure: 'G0378', revenueCode: '0762', units: 20 }] }),
      finds: [{ message: 'billType', at: 'lines[0].procedure', severity: 'reject' }],
    },
    '7 hours': {
      ...outpatient({ lines: [{ procedure: 'G0378', revenueCode: '0762', units: 7 }] }),
      finds: [{ message: 'short', at: 'lines[0].units', severity: 'note' }],
    },
    '49 hours': {
      ...outpatient({ lines: [{ procedure: 'G0378', revenueCode: '0762', units: 49 }] }),
      finds: [{ message: 'long', at: 'lines[0].units', severity: 'note' }],
    },
    'two lines': {
      ...outpatient({
        lines: [
          {},
          { procedure: 'G0378', revenueCode: '0762', units: 12 },
          { procedure: 'G0378', revenueCode: '0762', units: 12 },
        ],
      }),
      finds: [{ message: 'severalLines', at: 'lines[1].units', severity: 'note' }],
    },
    'a direct referral alone': {
      ...outpatient({ lines: [{ procedure: 'G0379', revenueCode: '0762' }] }),
      finds: [{ message: 'referralAlone', at: 'lines[0].procedure', severity: 'reject' }],
    },
    'a direct referral on another day': {
      ...outpatient({
        lines: [
          { procedure: 'G0379', revenueCode: '0762' },
          { procedure: 'G0378', revenueCode: '0762', units: 20, serviceDate: '2026-03-03' },
        ],
      }),
      finds: [{ message: 'referralOtherDay', at: 'lines[0].procedure', severity: 'review' }],
    },
  },
})
