import { claimReplacement } from '../../src/edits/claim-replacement.ts'
import { testEdit } from '../helpers/test-edit.ts'

testEdit(claimReplacement, {
  tables: [],
  passes: {
    original: { frequency: '1' },
    'replacement with its number': {
      payer: { line: 'commercial' },
      frequency: '7',
      payerClaimNumber: '2026123456',
    },
    'interim bill with a number': {
      type: 'institutional',
      typeOfBill: '0113',
      frequency: '3',
      payerClaimNumber: '2026123456',
    },
    'frequency of the bill type': {
      type: 'institutional',
      typeOfBill: '0137',
      frequency: undefined,
      payerClaimNumber: '2026123456',
    },
  },
  fails: {
    'replacement without number': {
      frequency: '7',
      finds: [{ message: 'numberMissing', at: 'payerClaimNumber', severity: 'reject' }],
    },
    'void with a blank number': {
      frequency: '8',
      payerClaimNumber: ' ',
      finds: [{ message: 'numberMissing', at: 'payerClaimNumber' }],
    },
    'bill type says replacement': {
      type: 'institutional',
      typeOfBill: '0137',
      frequency: undefined,
      finds: [{ message: 'numberMissing', at: 'payerClaimNumber' }],
    },
    'number on an original': {
      frequency: '1',
      payerClaimNumber: '2026123456',
      finds: [{ message: 'frequencyMissing', at: 'frequency' }],
    },
    'number without frequency': {
      frequency: undefined,
      payerClaimNumber: '2026123456',
      finds: [{ message: 'frequencyMissing', at: 'frequency' }],
    },
  },
})
