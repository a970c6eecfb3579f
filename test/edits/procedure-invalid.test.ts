import { procedureInvalid } from '../../src/edits/procedure-invalid.ts'
import { feeRelease, mueRelease, periodRelease, ptpRelease } from '../helpers/tables.ts'
import { testEdit } from '../helpers/test-edit.ts'

const tables = [
  periodRelease('hcpcs', {
    G0001: [20200101],
    G0002: [20200101, 20251231],
    G0003: [20260401],
    J1885: [19970101],
    A0428: [20010101],
    E0601: [19860101],
    G0008: [19940101],
  }),
  feeRelease({ '99213': {}, '80053': { status: 'X' } }),
  mueRelease({ '0001U': [1, 2], '36415': [2, 3] }),
  ptpRelease([
    { one: '11111', two: '22222' },
    { one: '33333', two: '99213', from: 20100101, through: 20201231 },
  ]),
]
const coded = (procedure: string, serviceDate = '2026-03-02', more: object = {}) => ({
  lines: [{ procedure, serviceDate, ...more }],
})
const found = (message: string, severity = 'reject') => [{ message, at: 'lines[0].procedure', severity }]

testEdit(procedureInvalid, {
  apart: {
    'newer than every release': 'It rests on the newest releases, which ended before the service.',
  },
  timeless: {
    'ncci-ptp-practitioner first':
      'Pairs are added to old codes every quarter: the first day of a pair does not tell when its codes began.',
  },
  tables,
  passes: {
    '80053, 36415, J1885, A0428, E0601, G0008, 0001U clean': {
      lines: ['80053', '36415', 'J1885', 'A0428', 'E0601', 'G0008', '0001U'].map((procedure) => ({
        procedure,
      })),
    },
    'in the fee schedule': coded('99213'),
    '80053 clean': coded('80053'),
    '36415 clean: in the MUE file alone': coded('36415'),
    '0001U clean: in the MUE file alone': coded('0001U'),
    'in an NCCI pair alone': coded('22222'),
    'Level II in force': coded('G0001'),
    'last day in force': coded('G0002', '2025-12-31'),
    'first day in force': coded('G0003', '2026-04-01'),
    'dental codes are not judged': coded('D0120'),
    'rate codes of revenue code 0022 are not judged': {
      type: 'institutional',
      ...coded('ABC12', '2026-03-02', { revenueCode: '0022' }),
    },
    'before the fee schedule held': { ...coded('44444', '2025-06-01'), unchecked: ['before-table'] },
  },
  fails: {
    'in no table': { ...coded('44444'), finds: found('unknown') },
    'Level II in no table': { ...coded('G9999'), finds: found('unknown') },
    'day after the last': { ...coded('G0002', '2026-01-01'), finds: found('ended') },
    'CPT code whose pairs have all ended': { ...coded('33333'), finds: found('ended') },
    'the same before the fee schedule held': {
      ...coded('33333', '2025-06-01'),
      finds: found('endedByPairs', 'review'),
    },
    'day before the first': { ...coded('G0003', '2026-03-31'), finds: found('notYet') },
    'span over the first day': {
      ...coded('G0003', '2026-03-30', { serviceDateThrough: '2026-04-02' }),
      finds: found('notYet'),
    },
    'not five characters': { ...coded('9921'), finds: found('malformed') },
    'newer than every release': {
      ...coded('44444', '2027-02-01'),
      received: '2027-03-01',
      finds: found('newerThanRelease', 'review'),
    },
    'Level II newer than the release': {
      ...coded('G9999', '2027-02-01'),
      received: '2027-03-01',
      finds: found('newerThanRelease', 'review'),
    },
  },
})
