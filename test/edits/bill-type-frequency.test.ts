import { billTypeFrequency } from '../../src/edits/bill-type-frequency.ts'
import { outpatient, stay } from '../helpers/stays.ts'
import { testEdit } from '../helpers/test-edit.ts'

testEdit(billTypeFrequency, {
  undated: 'Frequencies, patient status and claim change codes contradict each other on every day alike.',
  tables: [],
  passes: {
    'a whole stay': stay(),
    'first part, still a patient': stay({ typeOfBill: '0112', dischargeStatus: '30' }),
    'last part, left': stay({ typeOfBill: '0114' }),
    'a replaced interim bill': stay({ typeOfBill: '0117', dischargeStatus: '30', conditionCodes: ['D3'] }),
    'a replacement': outpatient({ typeOfBill: '0137', conditionCodes: ['07', 'D1'] }),
    'a void': outpatient({ typeOfBill: '0138', conditionCodes: ['D5'] }),
    'an outpatient still a patient': outpatient({ typeOfBill: '0131', dischargeStatus: '30' }),
    'no status': stay({ dischargeStatus: undefined }),
    'an adjustment of the contractor': outpatient({ typeOfBill: '013H', conditionCodes: ['D9'] }),
    'no bill type': {
      ...outpatient({ typeOfBill: undefined, conditionCodes: ['D1'] }),
      unchecked: ['missing-field'],
    },
  },
  fails: {
    'a whole stay, still a patient': {
      ...stay({ dischargeStatus: '30' }),
      finds: [{ message: 'stillPatient', at: 'dischargeStatus', severity: 'reject' }],
    },
    'last part, still a patient': {
      ...stay({ typeOfBill: '0114', dischargeStatus: '30' }),
      finds: [{ message: 'stillPatient', at: 'dischargeStatus' }],
    },
    'first part, left': {
      ...stay({ typeOfBill: '0112' }),
      finds: [{ message: 'patientLeft', at: 'dischargeStatus' }],
    },
    'continuing, left': {
      ...stay({ typeOfBill: '0213' }),
      finds: [{ message: 'patientLeft', at: 'dischargeStatus' }],
    },
    'no change code': {
      ...outpatient({ typeOfBill: '0137' }),
      finds: [{ message: 'changeMissing', at: 'typeOfBill', severity: 'reject' }],
    },
    'no change code, commercial': {
      ...outpatient({ typeOfBill: '0137', payer: { line: 'commercial' } }),
      finds: [{ message: 'changeMissing', at: 'typeOfBill', severity: 'review' }],
    },
    'two change codes': {
      ...outpatient({ typeOfBill: '0137', conditionCodes: ['D1', 'D2'] }),
      finds: [{ message: 'changeSeveral', at: 'conditionCodes' }],
    },
    'a void’s code on a replacement': {
      ...outpatient({ typeOfBill: '0137', conditionCodes: ['D6'] }),
      finds: [{ message: 'changeOther', at: 'conditionCodes[0]' }],
    },
    'a replacement’s code on a void': {
      ...outpatient({ typeOfBill: '0138', conditionCodes: ['E0'] }),
      finds: [{ message: 'changeOther', at: 'conditionCodes[0]' }],
    },
    'a change code on an original': {
      ...outpatient({ conditionCodes: ['D1'] }),
      finds: [{ message: 'changeUnexpected', at: 'conditionCodes[0]', severity: 'review' }],
    },
    'late charges': {
      ...outpatient({ typeOfBill: '0135' }),
      finds: [{ message: 'lateCharges', at: 'typeOfBill', severity: 'review' }],
    },
  },
})
