import { modifierSurgery } from '../../src/edits/modifier-surgery.ts'
import { feeRelease } from '../helpers/tables.ts'
import { testEdit } from '../helpers/test-edit.ts'

const tables = [
  feeRelease({
    '27447': { global: '090' },
    '17000': { global: '010' },
    '20610': { global: '000' },
    '71046': { global: 'XXX' },
    '22614': { global: 'ZZZ' },
    '59400': { global: 'MMM' },
    '27599': { status: 'C', global: 'YYY' },
  }),
]
const before = (procedure: string, serviceDate: string) => ({
  id: 'T-0',
  lines: [{ procedure, serviceDate }],
})
const line = (procedure: string, ...modifiers: string[]) => ({ procedure, modifiers })

testEdit(modifierSurgery, {
  tables,
  passes: {
    'the surgery only': { lines: [line('27447', '54')] },
    'after-care of a minor surgery': { lines: [line('17000', '55')] },
    'maternity, contractor and add-on periods': {
      lines: [line('59400', '54'), line('27599', '55'), line('22614', '54')],
    },
    'a staged procedure, whose surgery is in history': { lines: [line('20610', '58'), line('27447', '78')] },
    'day 90 after a major surgery in history': {
      lines: [{ ...line('20610', '78'), serviceDate: '2026-04-02' }],
      history: [before('27447', '2026-01-02')],
    },
    'day 10 after a minor surgery in history': {
      lines: [{ ...line('20610', '79'), serviceDate: '2026-01-12' }],
      history: [before('17000', '2026-01-02')],
    },
    'a surgery before the fee schedule held': {
      lines: [{ ...line('20610', '79'), serviceDate: '2026-01-12' }],
      history: [before('27447', '2025-12-20')],
    },
    'a visit with 24': { lines: [line('99213', '24')] },
    'a code the fee schedule does not have': { lines: [line('0001U', '54')] },
    "a hospital's own line": { type: 'institutional', lines: [line('99213', '79')] },
    'the fee schedule not yet held': {
      lines: [{ ...line('20610', '54'), serviceDate: '2025-12-31' }],
      unchecked: ['no-table'],
    },
    'payer turned off': {
      profile: { edits: { 'modifier-surgery': 'off' } },
      lines: [line('99213', '79')],
      unchecked: ['not-this-payer'],
    },
  },
  fails: {
    '79 on a visit': {
      lines: [line('99213', '79')],
      finds: [{ message: 'onVisit', at: 'lines[0].modifiers[0]', severity: 'review' }],
    },
    '55 on a visit': {
      lines: [line('99213', '55')],
      finds: [{ message: 'onVisit', at: 'lines[0].modifiers[0]' }],
    },
    '54 on a procedure of the day alone': {
      lines: [line('20610', 'RT', '54')],
      finds: [{ message: 'noPeriod', at: 'lines[0].modifiers[1]', severity: 'review' }],
    },
    'day 91 after a major surgery in history': {
      lines: [{ ...line('20610', '78'), serviceDate: '2026-04-03' }],
      history: [before('27447', '2026-01-02')],
      finds: [{ message: 'noSurgery', at: 'lines[0].modifiers[0]', severity: 'note' }],
    },
    'day 11 after a minor surgery in history': {
      lines: [{ ...line('20610', '79'), serviceDate: '2026-01-13' }],
      history: [before('17000', '2026-01-02')],
      finds: [{ message: 'noSurgery', at: 'lines[0].modifiers[0]' }],
    },
    '56 on an image': {
      lines: [line('71046', '56')],
      finds: [{ message: 'noPeriod', at: 'lines[0].modifiers[0]' }],
    },
  },
})
