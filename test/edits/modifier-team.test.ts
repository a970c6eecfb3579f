import { modifierTeam } from '../../src/edits/modifier-team.ts'
import { feeRelease } from '../helpers/tables.ts'
import { testEdit } from '../helpers/test-edit.ts'

const tables = [
  feeRelease({
    '33945': { team: '2', global: '090' },
    '61510': { team: '1', global: '090' },
    '27447': { team: '0', global: '090' },
    '76942': { team: '9' },
    '80053': { status: 'X', team: '9' },
  }),
]
const line = (procedure: string, ...modifiers: string[]) => ({ procedure, modifiers })

testEdit(modifierTeam, {
  tables,
  passes: {
    'no team': { lines: [line('27447')] },
    'indicator 2': { lines: [line('33945', '66')] },
    'a code outside the fee schedule': { lines: [line('80053', '66')] },
    'a commercial payer': {
      payer: { id: '60999', line: 'commercial' },
      lines: [line('27447', '66')],
      unchecked: ['not-this-payer'],
    },
    'before the first release': {
      lines: [{ ...line('27447', '66'), serviceDate: '2025-12-31' }],
      unchecked: ['before-table'],
    },
  },
  fails: {
    'indicator 0': {
      lines: [line('27447', '66')],
      finds: [{ message: 'notPaid', at: 'lines[0].modifiers[0]', severity: 'deny' }],
    },
    'indicator 9': {
      lines: [line('76942', '66')],
      finds: [{ message: 'notPaid', at: 'lines[0].modifiers[0]' }],
    },
    'indicator 1': {
      lines: [line('61510', '22', '66')],
      finds: [{ message: 'documentation', at: 'lines[0].modifiers[1]', severity: 'review' }],
    },
  },
})
