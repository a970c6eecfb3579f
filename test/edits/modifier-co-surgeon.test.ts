import { modifierCoSurgeon } from '../../src/edits/modifier-co-surgeon.ts'
import { feeRelease } from '../helpers/tables.ts'
import { testEdit } from '../helpers/test-edit.ts'

const tables = [
  feeRelease({
    '22612': { coSurgeon: '2', global: '090' },
    '27447': { coSurgeon: '1', global: '090' },
    '20610': { coSurgeon: '0', global: '000' },
    '76942': { coSurgeon: '9' },
    '80053': { status: 'X', coSurgeon: '9' },
  }),
]
const line = (procedure: string, ...modifiers: string[]) => ({ procedure, modifiers })
const surgeon = (npi: string, taxonomy: string) => ({ ...line('22612', '62'), rendering: { npi, taxonomy } })

testEdit(modifierCoSurgeon, {
  tables,
  passes: {
    'no co-surgeon': { lines: [line('20610')] },
    'indicator 2, the other surgeon elsewhere': { lines: [line('22612', '62')] },
    'indicator 2, two specialties': {
      lines: [surgeon('1558598797', '207X00000X'), surgeon('1003000126', '207T00000X')],
    },
    'indicator 2, one specialty on two days': {
      lines: [
        surgeon('1558598797', '207X00000X'),
        { ...surgeon('1003000126', '207X00000X'), serviceDate: '2026-03-03' },
      ],
    },
    'indicator 2, two specialties, in history': {
      lines: [surgeon('1558598797', '207X00000X')],
      history: [{ id: 'T-0', lines: [surgeon('1003000126', '207T00000X')] }],
    },
    'a code outside the fee schedule': { lines: [line('80053', '62')] },
    'a commercial payer': {
      payer: { id: '60999', line: 'commercial' },
      lines: [line('20610', '62')],
      unchecked: ['not-this-payer'],
    },
    'before the first release': {
      lines: [{ ...line('20610', '62'), serviceDate: '2025-12-31' }],
      unchecked: ['before-table'],
    },
  },
  fails: {
    'indicator 0': {
      lines: [line('20610', '62')],
      finds: [{ message: 'notPaid', at: 'lines[0].modifiers[0]', severity: 'deny' }],
    },
    'indicator 9': {
      lines: [line('76942', '62')],
      finds: [{ message: 'notPaid', at: 'lines[0].modifiers[0]' }],
    },
    'indicator 1': {
      lines: [line('27447', '62')],
      finds: [{ message: 'documentation', at: 'lines[0].modifiers[0]', severity: 'review' }],
    },
    'indicator 2, one specialty, in history': {
      lines: [surgeon('1558598797', '207X00000X')],
      history: [{ id: 'T-0', lines: [surgeon('1003000126', '207X00000X')] }],
      finds: [{ message: 'sameSpecialty', at: 'lines[0].modifiers[0]', severity: 'review' }],
    },
    'indicator 2, one specialty': {
      lines: [surgeon('1558598797', '207X00000X'), surgeon('1003000126', '207X00000X')],
      finds: [{ message: 'sameSpecialty', at: 'lines[1].modifiers[0]', severity: 'review', related: [1] }],
    },
  },
})
