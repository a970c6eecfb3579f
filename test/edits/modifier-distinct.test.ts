import { modifierDistinct } from '../../src/edits/modifier-distinct.ts'
import { ncciPtp } from '../../src/edits/ncci-ptp.ts'
import { ptpRelease } from '../helpers/tables.ts'
import { testEdit } from '../helpers/test-edit.ts'

const tables = [
  ptpRelease([{ one: '29881', two: '20610' }], 'ncci-ptp-outpatient'),
  ptpRelease([
    { one: '29881', two: '29877' },
    { one: '29881', two: '20610', from: 20180101 },
    { one: '29877', two: '20611' },
    { one: '29881', two: '20611' },
    { one: '45380', two: '45378', indicator: 0 },
    { one: '17000', two: '17281', from: 20240101, through: 20260630 },
  ]),
]
const line = (procedure: string, ...modifiers: string[]) => ({ procedure, modifiers })

testEdit(modifierDistinct, {
  timeless: {
    modifier_families:
      'Which part of the body a modifier names does not change; one that is none on the day is `modifier-invalid`.',
    modifier_family_codes:
      'It reads of the families only which modifiers name a site; the codes at home in them are `modifier-anatomic`.',
  },
  tables,
  beside: [ncciPtp],
  passes: {
    '59 on column two': { lines: [line('29881', 'RT'), line('20610', '59', 'LT')] },
    '59 on column one': { lines: [line('29881', '59'), line('20610')] },
    '59 on column two on the day the pair ends': {
      lines: [
        { ...line('17000'), serviceDate: '2026-06-30' },
        { ...line('17281', '59'), serviceDate: '2026-06-30' },
      ],
    },
    'one side, but another encounter': { lines: [line('29881', 'RT'), line('20610', 'XE', 'RT')] },
    'both lines, where the first is itself column two': {
      lines: [line('29881'), line('29877', '59'), line('20611', '59')],
    },
    'a pair that no modifier allows is ncci-ptp': { lines: [line('45380'), line('45378', '59')] },
    'a pair that LT and LT do not clear is ncci-ptp': { lines: [line('29881', 'LT'), line('20610', 'LT')] },
    '59 on column one on 2019-06-30 clears nothing and is ncci-ptp': {
      lines: [
        { ...line('29881', '59', 'RT'), serviceDate: '2019-06-30' },
        { ...line('20610', 'RT'), serviceDate: '2019-06-30' },
      ],
    },
    '59 on column one on 2019-07-01': {
      lines: [
        { ...line('29881', '59', 'RT'), serviceDate: '2019-07-01' },
        { ...line('20610', 'RT'), serviceDate: '2019-07-01' },
      ],
    },
    'another service of the day in history': {
      lines: [line('11720', '59')],
      history: [{ id: 'T-0', lines: [line('11042')] }],
    },
    'the same code twice': { lines: [line('11720'), line('11720', '59')] },
    'pairs older than the service say nothing of what is bundled': {
      lines: [{ ...line('11720', '59'), serviceDate: '2027-01-02' }],
    },
    'payer turned off': {
      profile: { edits: { 'modifier-distinct': 'off' } },
      lines: [line('99213', '59')],
      unchecked: ['not-this-payer'],
    },
    'an inpatient bill': {
      type: 'institutional',
      typeOfBill: '0111',
      lines: [line('29881'), line('20610', '59')],
    },
    'before the first release': {
      lines: [{ ...line('99213', '59'), serviceDate: '2017-12-31' }],
      unchecked: ['before-table'],
    },
  },
  fails: {
    '59 on a visit': {
      lines: [line('99213', '59'), line('20610')],
      finds: [{ message: 'onVisit', at: 'lines[0].modifiers[0]', severity: 'review' }],
    },
    'XU on a visit to a commercial payer': {
      payer: { id: '60999', line: 'commercial' },
      lines: [line('99213', 'XU')],
      finds: [{ message: 'onVisit', at: 'lines[0].modifiers[0]', severity: 'review' }],
    },
    '59 on both lines of a pair': {
      lines: [line('29881', '59'), line('20610', 'XS')],
      finds: [{ message: 'bothLines', at: 'lines[0].modifiers[0]', severity: 'review', related: [2] }],
    },
    '59 on both lines of a pair, hospital outpatient': {
      type: 'institutional',
      lines: [line('29881', '59'), line('20610', 'XS')],
      finds: [{ message: 'bothLines', at: 'lines[0].modifiers[0]', severity: 'review', related: [2] }],
    },
    '59 beside the same side': {
      lines: [line('29881', 'RT'), line('20610', '59', 'RT')],
      finds: [{ message: 'sameSite', at: 'lines[1].modifiers[0]', severity: 'review', related: [1] }],
    },
    '59 where nothing is bundled': {
      lines: [line('99213'), line('11720', '59')],
      finds: [{ message: 'nothingBundled', at: 'lines[1].modifiers[0]', severity: 'note' }],
    },
    '59 the day after the pair ended': {
      lines: [
        { ...line('17000'), serviceDate: '2026-07-01' },
        { ...line('17281', '59'), serviceDate: '2026-07-01' },
      ],
      finds: [{ message: 'nothingBundled', at: 'lines[1].modifiers[0]' }],
    },
  },
})
