import { anesthesiaMinutes } from '../../src/edits/anesthesia-minutes.ts'
import { feeRelease } from '../helpers/tables.ts'
import { testEdit } from '../helpers/test-edit.ts'

const tables = [
  feeRelease({
    '00810': { status: 'J' },
    '00840': { status: 'J' },
    '01967': { status: 'J' },
    '01968': { status: 'J' },
    '01953': { status: 'J' },
    '01952': { status: 'J' },
    '01996': { status: 'J' },
    '99100': { status: 'B', global: 'ZZZ' },
  }),
]
const line = (procedure: string, minutes?: number, ...modifiers: string[]) => ({
  procedure,
  minutes,
  modifiers,
})

testEdit(anesthesiaMinutes, {
  tables,
  passes: {
    minutes: { lines: [line('00810', 45, 'AA')] },
    'a day of management without time': { lines: [line('01996')] },
    'add-ons with their base': { lines: [line('01967', 200), line('01968', 30)] },
    'an add-on that takes none': { lines: [line('01952', 90), line('01953'), line('99100')] },
    'two sessions of a day': { lines: [line('00810', 45), line('00840', 60, '59')] },
    'two sessions by two practitioners': {
      lines: [line('00810', 45), { ...line('00840', 60), rendering: { npi: '1003000126' } }],
    },
    'one code in parts': { lines: [line('00810', 45), line('00810', 30)] },
    'no anesthesia': { lines: [line('99213')] },
    'a code that is no anesthesia of the fee schedule': { lines: [line('00999')] },
    'before the first release': {
      lines: [{ ...line('00810'), serviceDate: '2025-12-31' }],
      unchecked: ['before-table'],
    },
    'payer turned off': {
      profile: { edits: { 'anesthesia-minutes': 'off' } },
      lines: [line('00810')],
      unchecked: ['not-this-payer'],
    },
  },
  fails: {
    'no minutes': {
      lines: [line('00810')],
      finds: [{ message: 'missing', at: 'lines[0].minutes', severity: 'reject' }],
    },
    'no minutes on the first day of the release': {
      lines: [{ ...line('00810'), serviceDate: '2026-01-01' }],
      finds: [{ message: 'missing', at: 'lines[0].minutes' }],
    },
    'zero minutes': { lines: [line('00810', 0)], finds: [{ message: 'missing', at: 'lines[0].minutes' }] },
    'no minutes to a commercial payer': {
      payer: { id: '60999', line: 'commercial' },
      lines: [line('00810')],
      finds: [{ message: 'missing', at: 'lines[0].minutes', severity: 'review' }],
    },
    'minutes on 01996 and on a qualifying circumstance': {
      lines: [line('01996', 15), line('99100', 15)],
      finds: [
        { message: 'takesNone', at: 'lines[0].minutes', severity: 'review' },
        { message: 'takesNone', at: 'lines[1].minutes' },
      ],
    },
    'two base codes in one session': {
      lines: [line('00810', 45), line('00840', 60)],
      finds: [{ message: 'severalCodes', at: 'lines[1].procedure', severity: 'review', related: [1] }],
    },
    'illegitimate bypass: a physical status parts no sessions': {
      lines: [line('00810', 45), line('00840', 60, 'P3')],
      finds: [{ message: 'severalCodes', at: 'lines[1].procedure' }],
    },
  },
})
