import { modifierConflict } from '../../src/edits/modifier-conflict.ts'
import { testEdit } from '../helpers/test-edit.ts'

const line = (...modifiers: string[]) => ({ procedure: '20610', modifiers })

testEdit(modifierConflict, {
  turns: {
    '2015-01-01': [
      { of: '59 with XS', before: [], from: ['denied'] },
      { of: 'a pair that is not certain', before: [], from: ['doubtful'] },
    ],
    '2023-01-01': [{ of: 'JZ with JW', before: [], from: ['returned'] }],
  },
  tables: [],
  passes: {
    'one modifier': { lines: [line('LT')] },
    'modifiers that go together': { lines: [line('59', 'RT')] },
    'a pair on two lines': { lines: [line('LT'), line('RT')] },
    '50 with LT to a commercial payer': {
      payer: { id: '60999', line: 'commercial' },
      lines: [line('50', 'LT')],
    },
    '50 with LT where the payer is not known': { payer: {}, lines: [line('50', 'LT')] },
    '59 with XS the day before X began': { lines: [{ ...line('59', 'XS'), serviceDate: '2014-12-31' }] },
    'an anesthesia pair on an institutional claim': { type: 'institutional', lines: [line('AA', 'QK')] },
    'payer turned off': {
      payer: { id: '60999', line: 'medicare' },
      profile: { edits: { 'modifier-conflict': 'off' } },
      lines: [line('LT', 'RT')],
      unchecked: ['not-this-payer'],
    },
  },
  fails: {
    '59 with XS': {
      lines: [line('59', 'XS')],
      finds: [{ message: 'denied', at: 'lines[0].modifiers[1]', severity: 'deny' }],
    },
    '59 with XS on the day X began': {
      lines: [{ ...line('XS', '59'), serviceDate: '2015-01-01' }],
      finds: [{ message: 'denied', at: 'lines[0].modifiers[1]' }],
    },
    'LT with RT, 26 with TC': {
      lines: [line('LT', 'RT'), line('26', 'TC')],
      finds: [
        { message: 'denied', at: 'lines[0].modifiers[1]' },
        { message: 'denied', at: 'lines[1].modifiers[1]' },
      ],
    },
    '62 with 80': { lines: [line('62', '80')], finds: [{ message: 'denied', at: 'lines[0].modifiers[1]' }] },
    'JZ with JW': {
      lines: [{ procedure: 'J1885', modifiers: ['JZ', 'JW'] }],
      finds: [{ message: 'returned', at: 'lines[0].modifiers[1]', severity: 'reject' }],
    },
    'GA with GZ': {
      lines: [line('GA', 'GZ')],
      finds: [{ message: 'returned', at: 'lines[0].modifiers[1]' }],
    },
    'GA with GZ on Medicare Advantage': {
      payer: { id: '1', line: 'medicare-advantage' },
      lines: [line('GA', 'GZ')],
      finds: [{ message: 'doubtful', at: 'lines[0].modifiers[1]', severity: 'review' }],
    },
    '50 with RT to Medicare': {
      lines: [line('RT', '50')],
      finds: [{ message: 'denied', at: 'lines[0].modifiers[1]' }],
    },
    '50 with RT to a payer that follows Medicare': {
      payer: { id: '60999', line: 'commercial' },
      profile: { edits: { 'modifier-conflict': 'on' } },
      lines: [line('RT', '50')],
      finds: [{ message: 'denied', at: 'lines[0].modifiers[1]', severity: 'deny' }],
    },
    'a pair that is not certain': {
      lines: [line('XE', 'XS')],
      finds: [{ message: 'doubtful', at: 'lines[0].modifiers[1]', severity: 'review' }],
    },
    'three that exclude each other': {
      lines: [line('58', '78', '79')],
      finds: [
        { message: 'denied', at: 'lines[0].modifiers[1]' },
        { message: 'denied', at: 'lines[0].modifiers[2]' },
      ],
    },
    'LT with RT on a revenue line': {
      type: 'institutional',
      lines: [{ procedure: '73562', modifiers: ['LT', 'RT'] }],
      finds: [{ message: 'denied', at: 'lines[0].modifiers[1]' }],
    },
  },
})
