import { billTypeInvalid } from '../../src/edits/bill-type-invalid.ts'
import { outpatient, stay } from '../helpers/stays.ts'
import { testEdit } from '../helpers/test-edit.ts'

testEdit(billTypeInvalid, {
  turns: {
    '2005-10-01': [{ of: 'the last day of 51x', before: [], from: ['ended'] }],
    '2021-01-01': [{ of: 'the first day of 87x', before: ['unknown'], from: [] }],
  },
  tables: [],
  passes: {
    'outpatient with a leading zero': outpatient({ typeOfBill: '0131' }),
    'outpatient without': outpatient({ typeOfBill: '131' }),
    inpatient: stay(),
    'critical access, replacement': outpatient({ typeOfBill: '0857' }),
    'opioid treatment program': outpatient({ typeOfBill: '0871' }),
    'no bill type': { ...outpatient({ typeOfBill: undefined }), unchecked: ['missing-field'] },
    'a professional claim': { typeOfBill: '0991' },
    'the first day of 87x': outpatient({ typeOfBill: '0871', lines: [{ serviceDate: '2021-01-01' }] }),
    'the last day of 51x': outpatient({ typeOfBill: '0511', lines: [{ serviceDate: '2005-09-30' }] }),
    'turned off by the payer': {
      ...outpatient({ typeOfBill: '0991' }),
      profile: { edits: { 'bill-type-invalid': 'off' } },
      unchecked: ['not-this-payer'],
    },
  },
  fails: {
    'no facility and care': {
      ...outpatient({ typeOfBill: '0991' }),
      finds: [{ message: 'unknown', at: 'typeOfBill', severity: 'reject' }],
    },
    'no frequency': {
      ...outpatient({ typeOfBill: '013W' }),
      finds: [{ message: 'unknown', at: 'typeOfBill' }],
    },
    'the day before 87x': {
      ...outpatient({ typeOfBill: '0871', lines: [{ serviceDate: '2020-12-31' }] }),
      finds: [{ message: 'unknown', at: 'typeOfBill' }],
    },
    'too short': { ...outpatient({ typeOfBill: '13' }), finds: [{ message: 'malformed', at: 'typeOfBill' }] },
    'four characters without a leading zero': {
      ...outpatient({ typeOfBill: '1311' }),
      finds: [{ message: 'malformed', at: 'typeOfBill' }],
    },
    'the day after 51x ended': {
      ...outpatient({ typeOfBill: '0511', lines: [{ serviceDate: '2005-10-01' }] }),
      finds: [{ message: 'ended', at: 'typeOfBill', severity: 'reject' }],
    },
    'said to be obsolete': {
      ...outpatient({ typeOfBill: '0161' }),
      finds: [{ message: 'perhapsEnded', at: 'typeOfBill', severity: 'review' }],
    },
  },
})
