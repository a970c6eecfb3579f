import { modifierAssistant } from '../../src/edits/modifier-assistant.ts'
import { feeRelease } from '../helpers/tables.ts'
import { testEdit } from '../helpers/test-edit.ts'

const tables = [
  feeRelease({
    '27447': { assistant: '2', global: '090' },
    '29881': { assistant: '0', global: '090' },
    '17000': { assistant: '1', global: '010' },
    '76942': { assistant: '9' },
    '80053': { status: 'X', assistant: '9' },
    D2140: { status: 'R', assistant: '9' },
  }),
]
const line = (procedure: string, ...modifiers: string[]) => ({ procedure, modifiers })

testEdit(modifierAssistant, {
  tables,
  passes: {
    'no assistant': { lines: [line('17000')] },
    'indicator 2': { lines: [line('27447', '80')] },
    'indicator 2, AS': { lines: [line('27447', 'AS')] },
    'a code outside the fee schedule': { lines: [line('80053', '80')] },
    'a commercial payer': {
      payer: { id: '60999', line: 'commercial' },
      lines: [line('17000', '80')],
      unchecked: ['not-this-payer'],
    },
    'before the first release': {
      lines: [{ ...line('17000', '80'), serviceDate: '2025-12-31' }],
      unchecked: ['before-table'],
    },
  },
  fails: {
    'indicator 1 is never paid': {
      lines: [line('17000', '80')],
      finds: [{ message: 'notPaid', at: 'lines[0].modifiers[0]', severity: 'deny' }],
    },
    'indicator 0 asks for documentation': {
      lines: [line('29881', 'RT', 'AS')],
      finds: [{ message: 'documentation', at: 'lines[0].modifiers[1]', severity: 'review' }],
    },
    'indicator 9': {
      lines: [line('76942', '82')],
      finds: [{ message: 'notPaid', at: 'lines[0].modifiers[0]' }],
    },
    'indicators speak for status R': {
      lines: [line('D2140', '81')],
      finds: [{ message: 'notPaid', at: 'lines[0].modifiers[0]' }],
    },
    'indicator 1 on Medicare Advantage': {
      payer: { id: '2', line: 'medicare-advantage' },
      lines: [line('17000', '80')],
      finds: [{ message: 'notPaid', at: 'lines[0].modifiers[0]', severity: 'review' }],
    },
    'a payer that follows Medicare': {
      payer: { id: '60999', line: 'commercial' },
      profile: { edits: { 'modifier-assistant': 'on' } },
      lines: [line('17000', '80')],
      finds: [{ message: 'notPaid', at: 'lines[0].modifiers[0]', severity: 'deny' }],
    },
  },
})
