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
    '27599': { global: 'YYY' },
    '71046': { pcTc: '1' },
  }),
]
const line = (procedure: string, ...modifiers: string[]) => ({ procedure, modifiers })
const decided = [line('99213', '57'), line('20610')]
const on = (procedure: string, serviceDate: string) => ({ lines: [{ procedure, serviceDate }] })
const colleague = { npi: '1003000126', taxonomy: '207Q00000X' }
const finds = [{ message: 'minorOnly', at: 'lines[0].modifiers[0]', severity: 'review', related: [2] }]

testEdit(modifierVisit, {
  turns: {
    '2009-01-01': [
      {
        of: 'an eye examination, preventive and Medicare visits',
        before: ['perhapsNoVisit', 'perhapsNoVisit'],
        from: ['perhapsNoVisit'],
      },
    ],
    '2011-01-01': [
      { of: 'an eye examination, preventive and Medicare visits', before: ['perhapsNoVisit'], from: [] },
    ],
  },
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
    '57 with a minor procedure, the major one on the next day of the claim': {
      lines: [line('99213', '57'), line('20610'), { ...line('27447', 'RT'), serviceDate: '2026-03-03' }],
    },
    '57 whose surgery is on another claim of the day': {
      lines: decided,
      history: [on('20610', '2026-03-02'), on('27447', '2026-03-02')],
    },
    '57 whose surgery is on another claim of the next day': {
      lines: decided,
      history: [on('27447', '2026-03-03')],
    },
    '57 on the last day of a month, the surgery on the first of the next': {
      lines: decided.map((one) => ({ ...one, serviceDate: '2026-02-28' })),
      history: [on('27447', '2026-03-01')],
    },
    '57 whose surgery, of a period that the contractor sets, is on another claim': {
      lines: decided,
      history: [on('27599', '2026-03-02')],
    },
    '57 whose surgery a colleague of the group and specialty billed': {
      lines: decided,
      history: [{ ...on('27447', '2026-03-02'), rendering: colleague }],
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
    '57 with a minor procedure, the major one two days later': {
      lines: [line('99213', '57'), line('20610'), { ...line('27447', 'RT'), serviceDate: '2026-03-04' }],
      finds: [{ message: 'minorOnly', at: 'lines[0].modifiers[0]' }],
    },
    '57 with minor procedures alone': {
      lines: [line('99213', '57'), line('20610'), line('17000')],
      finds: [{ message: 'minorOnly', at: 'lines[0].modifiers[0]', severity: 'review', related: [2, 3] }],
    },
    '57, a surgery two days later on another claim': {
      lines: decided,
      history: [on('27447', '2026-03-04')],
      finds,
    },
    '57, a surgery the day before on another claim': {
      lines: decided,
      history: [on('27447', '2026-03-01')],
      finds,
    },
    '57, a minor procedure on another claim': {
      lines: decided,
      history: [on('17000', '2026-03-02')],
      finds,
    },
    '57, a surgery of another specialty on another claim': {
      lines: decided,
      history: [{ ...on('27447', '2026-03-02'), rendering: { npi: '1003000126', taxonomy: '207X00000X' } }],
      finds,
    },
    '57, a colleague’s surgery, to a payer that takes no two for one': {
      profile: { practitioners: 'individual' },
      lines: decided,
      history: [{ ...on('27447', '2026-03-02'), rendering: colleague }],
      finds,
    },
    '57, a surgery on another claim, voided': {
      lines: decided,
      history: [
        { id: 'A', ...on('27447', '2026-03-02') },
        { id: 'A', frequency: '8', payerClaimNumber: 'ICN1', ...on('27447', '2026-03-02') },
      ],
      finds,
    },
    '25 alone with a major procedure': {
      lines: [line('99223', '25'), line('27447', 'RT'), line('22614')],
      finds: [{ message: 'majorOnly', at: 'lines[0].modifiers[0]', severity: 'deny', related: [2] }],
    },
  },
})
