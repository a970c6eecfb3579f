import { revenueCodeInvalid } from '../../src/edits/revenue-code-invalid.ts'
import { outpatient, stay } from '../helpers/stays.ts'
import { testEdit } from '../helpers/test-edit.ts'

testEdit(revenueCodeInvalid, {
  turns: {
    '2019-04-01': [{ of: 'the first day of 0871', before: ['notInForce'], from: [] }],
  },
  tables: [],
  passes: {
    'a clinic visit': outpatient({ lines: [{ revenueCode: '0510', procedure: 'G0463' }] }),
    'three digits': outpatient({ lines: [{ revenueCode: '510', procedure: 'G0463' }] }),
    'packaged pharmacy may stand alone': outpatient({
      lines: [{ revenueCode: '0250', procedure: undefined }],
    }),
    'laboratory of an inpatient needs no procedure': stay({
      lines: [{ revenueCode: '0300', procedure: undefined }],
    }),
    'the first day of 0871': outpatient({ lines: [{ revenueCode: '0871', serviceDate: '2019-04-01' }] }),
    'a line without charge': outpatient({
      lines: [{ revenueCode: '0300', procedure: undefined, chargeCents: 0 }],
    }),
    'no revenue code': {
      ...outpatient({ lines: [{ revenueCode: undefined }] }),
      unchecked: ['missing-field'],
    },
    'a professional claim': {},
  },
  fails: {
    none: {
      ...outpatient({ lines: [{ revenueCode: '9999' }] }),
      finds: [{ message: 'unknown', at: 'lines[0].revenueCode', severity: 'reject' }],
    },
    'two digits': {
      ...outpatient({ lines: [{ revenueCode: '51' }] }),
      finds: [{ message: 'unknown', at: 'lines[0].revenueCode' }],
    },
    'a known category': {
      ...outpatient({ lines: [{ revenueCode: '0308' }] }),
      finds: [{ message: 'unlisted', at: 'lines[0].revenueCode', severity: 'review' }],
    },
    'the day before 0871': {
      ...outpatient({ lines: [{ revenueCode: '0871', serviceDate: '2019-03-31' }] }),
      finds: [{ message: 'notInForce', at: 'lines[0].revenueCode', severity: 'review' }],
    },
    'laboratory without a procedure': {
      ...outpatient({ lines: [{}, { revenueCode: '0300', procedure: undefined }] }),
      finds: [{ message: 'procedureMissing', at: 'lines[1].revenueCode', severity: 'reject' }],
    },
    'laboratory without a procedure, critical access': {
      ...outpatient({ typeOfBill: '0851', lines: [{ revenueCode: '0300', procedure: undefined }] }),
      finds: [{ message: 'procedureUsual', at: 'lines[0].revenueCode', severity: 'review' }],
    },
    'laboratory without a procedure, commercial': {
      ...outpatient({
        payer: { line: 'commercial' },
        lines: [{ revenueCode: '0300', procedure: undefined }],
      }),
      finds: [{ message: 'procedureUsual', at: 'lines[0].revenueCode' }],
    },
    'where the rule is not certain': {
      ...outpatient({ lines: [{ revenueCode: '0510', procedure: undefined }] }),
      finds: [{ message: 'procedureUsual', at: 'lines[0].revenueCode' }],
    },
  },
})
