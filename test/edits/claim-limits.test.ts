import { claimLimits } from '../../src/edits/claim-limits.ts'
import { testEdit } from '../helpers/test-edit.ts'

const some = (count: number, code = 'E119') => Array.from({ length: count }, () => ({ code }))
const lines = (count: number) => Array.from({ length: count }, () => ({ chargeCents: 100 }))
const bill = { type: 'institutional' as const }

testEdit(claimLimits, {
  undated:
    'The sizes are those of the 5010 forms, the only ones that are read; the table gives them no days.',
  tables: [],
  passes: {
    '12 diagnoses': { diagnoses: some(12) },
    '50 lines': { lines: lines(50) },
    '4 modifiers': { lines: [{ modifiers: ['25', '59', 'RT', 'GC'] }] },
    'institutional: 25 diagnoses and 12 external causes': {
      ...bill,
      diagnoses: [...some(25), ...some(12, 'W19XXXA')],
    },
    'institutional: 999 lines': { ...bill, lines: lines(999) },
    'revenue code alone without units': {
      ...bill,
      lines: [{ procedure: undefined, revenueCode: '0180', units: 0 }],
    },
    'charge of zero': { lines: [{ chargeCents: 0 }] },
    '20 characters of id': { id: 'A'.repeat(20) },
  },
  fails: {
    '13 diagnoses': {
      diagnoses: some(13),
      finds: [{ message: 'diagnoses', at: 'diagnoses', severity: 'reject' }],
    },
    '51 lines': { lines: lines(51), finds: [{ message: 'lines', at: 'lines', severity: 'reject' }] },
    '5 modifiers': {
      lines: [{ modifiers: ['25', '59', 'RT', 'GC', 'KX'] }],
      finds: [{ message: 'modifiers', at: 'lines[0].modifiers' }],
    },
    'institutional: 26 diagnoses': {
      ...bill,
      diagnoses: some(26),
      finds: [{ message: 'diagnoses', at: 'diagnoses' }],
    },
    'institutional: 13 external causes': {
      ...bill,
      diagnoses: some(13, 'W19XXXA'),
      finds: [{ message: 'externalCauses', at: 'diagnoses' }],
    },
    'institutional: 1000 lines': { ...bill, lines: lines(1000), finds: [{ message: 'lines', at: 'lines' }] },
    '25 condition codes': {
      conditionCodes: Array.from({ length: 25 }, () => '07'),
      finds: [{ message: 'codes', at: 'conditionCodes' }],
    },
    'institutional: 25 value codes': {
      ...bill,
      valueCodes: Array.from({ length: 25 }, () => ({ code: '80', amountCents: 100 })),
      finds: [{ message: 'codes', at: 'valueCodes' }],
    },
    '11 other payers': {
      otherPayers: Array.from({ length: 11 }, () => ({ order: 'S' })),
      finds: [{ message: 'otherPayers', at: 'otherPayers' }],
    },
    'units of zero': {
      lines: [{ units: 0 }],
      finds: [{ message: 'unitsZero', at: 'lines[0].units', severity: 'reject' }],
    },
    'negative charge': {
      lines: [{ chargeCents: -100 }],
      finds: [
        { message: 'chargeNegative', at: 'chargeCents' },
        { message: 'chargeNegative', at: 'lines[0].chargeCents' },
      ],
    },
    '21 characters of id': { id: 'A'.repeat(21), finds: [{ message: 'idLong', at: 'id', severity: 'note' }] },
  },
})
