import { claimSecondary } from '../../src/edits/claim-secondary.ts'
import { testEdit } from '../helpers/test-edit.ts'

const commercial = { payer: { id: '7', line: 'commercial' as const } }
const primary = {
  order: 'P',
  paidCents: 8_000,
  adjustments: [{ group: 'PR', reason: '2', amountCents: 2_000 }],
}
const bill = { type: 'institutional' as const }

testEdit(claimSecondary, {
  undated:
    'The answer of an earlier payer is asked for on every day; value and occurrence codes are read by meaning alone.',
  tables: [],
  passes: {
    'a first payer': { payerOrder: 'P' },
    'no order given': {},
    'a second payer with the first one’s answer': { payerOrder: 'S', otherPayers: [primary] },
    'a denial is an answer too': {
      payerOrder: 'S',
      otherPayers: [
        { order: 'P', paidCents: 0, adjustments: [{ group: 'CO', reason: '96', amountCents: 10_000 }] },
      ],
    },
    'paid in full': { payerOrder: 'S', otherPayers: [{ order: 'P', paidCents: 10_000 }] },
    'answered line by line': {
      payerOrder: 'S',
      otherPayers: [{ order: 'P', linePayments: [{ line: 1, paidCents: 10_000 }] }],
    },
    'a third payer, one of two answered': { payerOrder: 'T', otherPayers: [primary, { order: 'S' }] },
    'value code 12 tells what was paid': {
      ...bill,
      payerOrder: 'S',
      valueCodes: [{ code: '12', amountCents: 5_000 }],
    },
    'Medicare with a plan after it': { payerOrder: 'P', otherPayers: [{ order: 'S', line: 'commercial' }] },
    'Medicare after the plan has paid': {
      payerOrder: 'S',
      otherPayers: [{ ...primary, line: 'commercial' }],
    },
    'Medicare after a plan that refused the injury': {
      accidentCause: 'EM',
      otherPayers: [{ order: 'P', paidCents: 0 }],
    },
    'another accident': { payerOrder: 'P', accidentCause: 'OA', accidentDate: '2026-03-01' },
    'an injury billed to a commercial payer': { ...commercial, payerOrder: 'P', accidentCause: 'EM' },
    'payer turned off': {
      profile: { edits: { 'claim-secondary': 'off' } },
      payerOrder: 'S',
      unchecked: ['not-this-payer'],
    },
  },
  fails: {
    'a second payer, nothing of the first': {
      payerOrder: 'S',
      finds: [{ message: 'paymentMissing', at: 'otherPayers', severity: 'reject' }],
    },
    'the first is named but did not answer': {
      ...commercial,
      payerOrder: 'S',
      otherPayers: [{ order: 'P' }],
      finds: [{ message: 'paymentMissing', at: 'otherPayers' }],
    },
    'only a later payer answered': {
      ...commercial,
      payerOrder: 'S',
      otherPayers: [{ ...primary, order: 'T' }],
      finds: [{ message: 'paymentMissing', at: 'otherPayers' }],
    },
    'no reason for the rest': {
      ...commercial,
      payerOrder: 'S',
      otherPayers: [{ order: 'P', paidCents: 8_000 }],
      finds: [{ message: 'adjustmentsMissing', at: 'otherPayers[0].adjustments', severity: 'reject' }],
    },
    'two payers claim to be first': {
      payerOrder: 'P',
      otherPayers: [{ order: 'P', line: 'commercial' }],
      finds: [{ message: 'otherPayerFirst', at: 'otherPayers[0].order', severity: 'reject' }],
    },
    'a working-age plan, Medicare billed first': {
      ...bill,
      payerOrder: 'P',
      valueCodes: [
        { code: '80', amountCents: 0 },
        { code: '12', amountCents: 0 },
      ],
      finds: [{ message: 'otherPayerFirst', at: 'valueCodes[1].code' }],
    },
    'an accident at work, Medicare billed first': {
      payerOrder: 'P',
      accidentCause: 'EM',
      finds: [{ message: 'injuryFirst', at: 'accidentCause', severity: 'review' }],
    },
    'an accident on the road': {
      accidentCause: 'AA',
      finds: [{ message: 'injuryFirst', at: 'accidentCause' }],
    },
    'an occurrence code': {
      ...bill,
      occurrenceCodes: [{ code: '04', date: '2026-03-01' }],
      finds: [{ message: 'injuryFirst', at: 'occurrenceCodes[0].code' }],
    },
    'a value code': {
      ...bill,
      valueCodes: [{ code: '47', amountCents: 0 }],
      finds: [{ message: 'injuryFirst', at: 'valueCodes[0].code' }],
    },
  },
})
