import { modifierVisit } from '../../src/edits/modifier-visit.ts'
import { feeRelease } from '../helpers/tables.ts'
import { testEdit } from '../helpers/test-edit.ts'

const tables = [
  feeRelease({
    '99213': {},
    '99223': {},
    '20610': { global: '000' },
    '17000': { global: '010' },
    '27447': { global: '090' },
    '29881': { global: '090' },
    '22614': { global: 'ZZZ' },
    '71046': { pcTc: '1' },
  }),
]
const line = (procedure: string, ...modifiers: string[]) => ({ procedure, modifiers })

testEdit(modifierVisit, {
  tables,
  passes: {
    '99213-25 with 20610': { lines: [line('99213', '25'), line('20610', 'RT')] },
    'an eye examination, preventive and Medicare visits': {
      lines: [
        line('92014', '25'),
        line('99397', '25'),
        line('G0439', '25'),
        line('G0402', '25'),
        line('T1015', '25'),
      ],
    },
    '57 with a major procedure': { lines: [line('99223', '57'), line('27447', 'RT')] },
    '25 and 57 with a minor and a major procedure': {
      lines: [line('99223', '25', '57'), line('27447', 'RT'), line('17000')],
    },
    '25 with a minor and a major procedure': {
      lines: [line('99223', '25'), line('27447', 'RT'), line('17000')],
    },
    '57 alone: the surgery may be on another claim': { lines: [line('99223', '57')] },
    '25 beside an assistant’s or after-care line': { lines: [line('99213', '25'), line('27447', '55')] },
    '25 beside a major procedure and an image': {
      lines: [line('99213', '25'), line('27447'), line('71046', '26')],
    },
    '24 and 25 with a major procedure': { lines: [line('99213', '24', '25'), line('27447')] },
    '25 beside another’s surgery': {
      lines: [
        line('99213', '25'),
        { ...line('27447'), rendering: { npi: '1003000126', taxonomy: '207X00000X' } },
      ],
    },
    '57 with minor procedures, the fee schedule not yet held': {
      lines: [
        { ...line('99213', '57'), serviceDate: '2025-12-31' },
        { ...line('20610'), serviceDate: '2025-12-31' },
      ],
      unchecked: ['no-table'],
    },
    'payer turned off': {
      profile: { edits: { 'modifier-visit': 'off' } },
      lines: [line('20610', '25')],
      unchecked: ['not-this-payer'],
    },
  },
  fails: {
    '25 on a procedure': {
      lines: [line('99213'), line('20610', 'RT', '25')],
      finds: [{ message: 'noVisit', at: 'lines[1].modifiers[1]', severity: 'deny' }],
    },
    '24 on an image': {
      lines: [line('71046', '24')],
      finds: [{ message: 'noVisit', at: 'lines[0].modifiers[0]' }],
    },
    '25 on a procedure to a commercial payer': {
      payer: { id: '60999', line: 'commercial' },
      lines: [line('20610', '25')],
      finds: [{ message: 'noVisit', at: 'lines[0].modifiers[0]', severity: 'review' }],
    },
    '25 on an unlisted G or S visit, or in the medicine section': {
      lines: [line('G0511', '25'), line('S9083', '25'), line('90791', '25')],
      finds: [0, 1, 2].map((at) => ({
        message: 'perhapsNoVisit',
        at: `lines[${at}].modifiers[0]`,
        severity: 'review',
      })),
    },
    '57 on a preventive visit': {
      lines: [line('99397', '57')],
      finds: [{ message: 'perhapsNoVisit', at: 'lines[0].modifiers[0]', severity: 'review' }],
    },
    '57 with minor procedures alone': {
      lines: [line('99213', '57'), line('20610'), line('17000')],
      finds: [{ message: 'minorOnly', at: 'lines[0].modifiers[0]', severity: 'review', related: [2, 3] }],
    },
    '25 alone with a major procedure': {
      lines: [line('99223', '25'), line('27447', 'RT'), line('22614')],
      finds: [{ message: 'majorOnly', at: 'lines[0].modifiers[0]', severity: 'deny', related: [2] }],
    },
  },
})
