import { claimBalance } from '../../src/edits/claim-balance.ts'
import { testEdit } from '../helpers/test-edit.ts'

const payer = (paidCents: number, adjusted: number, more: object = {}) => ({
  order: 'P',
  paidCents,
  adjustments: adjusted === 0 ? [] : [{ group: 'CO', reason: '45', amountCents: adjusted }],
  ...more,
})

testEdit(claimBalance, {
  undated: 'A total is the sum of its lines on every day.',
  tables: [],
  passes: {
    'sum of the lines': { lines: [{ chargeCents: 100 }, { chargeCents: 250 }] },
    'zero-charge line': { lines: [{ chargeCents: 100 }, { chargeCents: 0 }] },
    'total line of a paper bill': {
      type: 'institutional',
      chargeCents: 100,
      lines: [{ chargeCents: 100 }, { procedure: undefined, revenueCode: '0001', chargeCents: 100 }],
    },
    'no total': { chargeCents: undefined, unchecked: ['missing-field'] },
    'other payer balances': { otherPayers: [payer(8000, 2000)] },
    'other payer without adjustments is not judged': { otherPayers: [payer(8000, 0)] },
    'line payments balance': {
      otherPayers: [
        {
          order: 'P',
          paidCents: 7000,
          adjustments: [{ group: 'CO', reason: '45', amountCents: 3000, line: 1 }],
          linePayments: [{ line: 1, paidCents: 7000 }],
        },
      ],
    },
  },
  fails: {
    'total off by a cent': {
      chargeCents: 10_001,
      finds: [{ message: 'total', at: 'chargeCents', severity: 'reject' }],
    },
    'other payer off': {
      otherPayers: [payer(8000, 1999)],
      finds: [{ message: 'otherPayer', at: 'otherPayers[0].paidCents', severity: 'reject' }],
    },
    'line payment off': {
      otherPayers: [
        {
          order: 'P',
          paidCents: 7000,
          adjustments: [{ group: 'CO', reason: '45', amountCents: 3000 }],
          linePayments: [{ line: 1, paidCents: 7000 }],
        },
      ],
      finds: [{ message: 'otherPayerLine', at: 'lines[0].chargeCents', severity: 'reject' }],
    },
  },
})
