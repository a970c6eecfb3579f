import { claimReplacement } from '../../src/edits/claim-replacement.ts'
import { testEdit } from '../helpers/test-edit.ts'

testEdit(claimReplacement, {
  undated:
    'Frequency and payer number go together on every day; what a payer takes is in its profile, without days.',
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
    'Medicare takes them from institutions': {
      type: 'institutional',
      typeOfBill: '0137',
      frequency: '7',
      payerClaimNumber: '2026123456',
    },
    'a Medicare contractor that takes them': {
      profile: { replacements: 'taken' },
      frequency: '7',
      payerClaimNumber: '2026123456',
    },
    'payer turned off': {
      profile: { edits: { 'claim-replacement': 'off' } },
      frequency: '7',
      unchecked: ['not-this-payer'],
    },
  },
  fails: {
    'Medicare Part B reopens': {
      frequency: '7',
      payerClaimNumber: '2026123456',
      finds: [{ message: 'reopening', at: 'frequency', severity: 'review' }],
    },
    'a payer that takes none': {
      payer: { id: '7', line: 'commercial' },
      profile: { replacements: 'refused' },
      frequency: '8',
      payerClaimNumber: '2026123456',
      finds: [{ message: 'refused', at: 'frequency', severity: 'reject' }],
    },
    'a payer that takes none, without number: one finding': {
      payer: { id: '7', line: 'commercial' },
      profile: { replacements: 'refused' },
      frequency: '7',
      finds: [{ message: 'refused', at: 'frequency' }],
    },
    'graded by the payer': {
      payer: { id: '7', line: 'commercial' },
      profile: { replacements: 'institutional-only', edits: { 'claim-replacement/refused': 'note' } },
      frequency: '7',
      payerClaimNumber: '1',
      finds: [{ message: 'refused', at: 'frequency', severity: 'note' }],
    },
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
