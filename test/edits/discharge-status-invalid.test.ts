import { dischargeStatusInvalid } from '../../src/edits/discharge-status-invalid.ts'
import { outpatient, stay } from '../helpers/stays.ts'
import { testEdit } from '../helpers/test-edit.ts'

testEdit(dischargeStatusInvalid, {
  tables: [],
  passes: {
    home: outpatient({ dischargeStatus: '01' }),
    'admitted to this hospital': outpatient({ dischargeStatus: '09' }),
    none: outpatient(),
    'died at home, hospice': outpatient({ typeOfBill: '0811', dischargeStatus: '40' }),
    'an inpatient is the other edit’s': stay({ dischargeStatus: '99' }),
    'the first day of 81': outpatient({ dischargeStatus: '81', statementThrough: '2013-10-01' }),
  },
  fails: {
    'no status': {
      ...outpatient({ dischargeStatus: '99' }),
      finds: [{ message: 'unknown', at: 'dischargeStatus', severity: 'reject' }],
    },
    'the day before 81': {
      ...outpatient({ dischargeStatus: '81', statementThrough: '2013-09-30' }),
      finds: [{ message: 'unknown', at: 'dischargeStatus' }],
    },
    'the day after 71 ended': {
      ...outpatient({ dischargeStatus: '71', statementThrough: '2003-10-01' }),
      finds: [{ message: 'unknown', at: 'dischargeStatus' }],
    },
    'died at home, outpatient': {
      ...outpatient({ dischargeStatus: '40' }),
      finds: [{ message: 'hospiceOnly', at: 'dischargeStatus' }],
    },
  },
})
