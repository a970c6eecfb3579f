import { procedureStatus } from '../../src/edits/procedure-status.ts'
import { feeRelease } from '../helpers/tables.ts'
import { testEdit } from '../helpers/test-edit.ts'

const tables = [
  feeRelease({
    '99213': {},
    '27599': { status: 'C', global: 'YYY' },
    '00810': { status: 'J' },
    '80053': { status: 'X' },
    '36415': { status: 'X' },
    J1885: { status: 'E' },
    A0428: { status: 'X' },
    G0008: { status: 'X' },
    '99000': { status: 'B' },
    '99024': { status: 'B' },
    '99417': { status: 'I' },
    '99418': { status: 'I' },
    '99244': { status: 'I' },
    '99254': { status: 'I' },
    S9083: { status: 'I' },
    '0001F': { status: 'I' },
    '1036F': { status: 'M' },
    '99397': { status: 'N' },
    '94760': { status: 'T' },
    A4649: { status: 'P' },
    A6250: { status: 'P' },
    G0127: { status: 'R' },
    '97545': { status: 'H' },
  }),
  feeRelease({ '99417': { status: 'A' }, '99213': {} }, ['RVU25D', 20251001, 20251231]),
]
const line = (procedure: string, ...modifiers: string[]) => ({ procedure, modifiers })
const supplier = { billing: { npi: '1234567893', taxonomy: '332B00000X' } }

testEdit(procedureStatus, {
  tables,
  passes: {
    'silence that must hold': {
      lines: ['80053', '36415', 'J1885', 'A0428', 'E0601', 'G0008', '0001U'].map((code) => line(code)),
    },
    'paid by report or by base and time': { lines: [line('27599'), line('00810', 'AA')] },
    'a follow-up visit without a charge': { lines: [{ ...line('99024'), chargeCents: 0 }] },
    'a measurement at one cent': { lines: [{ ...line('1036F'), chargeCents: 1 }] },
    'T alone, and beside what is paid elsewhere': { lines: [line('94760'), line('80053')] },
    'T beside another practitioner’s service': {
      lines: [line('94760'), { ...line('99213'), rendering: { npi: '1003000126', taxonomy: '207R00000X' } }],
    },
    'P alone, and beside another': { lines: [line('A4649'), line('A6250')] },
    'a supplier': { ...supplier, lines: [line('A4649'), line('99000')] },
    'a surgery center': {
      placeOfService: '24',
      billing: { npi: '1234567893', taxonomy: '261QA1903X' },
      lines: [line('99000')],
    },
    "a hospital's own line": { type: 'institutional', lines: [line('99000')] },
    'the day before the status changed': { lines: [{ ...line('99417'), serviceDate: '2025-12-31' }] },
    'a status of old files that says nothing': { lines: [line('27599')] },
    'a commercial payer': {
      payer: { id: '60999', line: 'commercial' },
      lines: [line('99000'), line('99397')],
      unchecked: ['not-this-payer'],
    },
    'before the first release': {
      lines: [{ ...line('99000'), serviceDate: '2025-09-30' }],
      unchecked: ['before-table'],
    },
  },
  fails: {
    'bundled, even alone': {
      lines: [line('99000')],
      finds: [{ message: 'bundled', at: 'lines[0].procedure', severity: 'deny' }],
    },
    'not valid for Medicare': {
      lines: ['99417', '99418', '99244', '99254', 'S9083'].map((code) => line(code)),
      finds: [0, 1, 2, 3, 4].map((at) => ({
        message: 'notForMedicare',
        at: `lines[${at}].procedure`,
        severity: 'deny',
      })),
    },
    'the day the status changed': {
      lines: [{ ...line('99417'), serviceDate: '2026-01-01' }],
      finds: [{ message: 'notForMedicare', at: 'lines[0].procedure' }],
    },
    'non-covered': {
      lines: [line('99397')],
      finds: [{ message: 'nonCovered', at: 'lines[0].procedure', severity: 'deny' }],
    },
    'non-covered, billed for the denial': {
      lines: [line('99397', 'GY')],
      finds: [{ message: 'billedForDenial', at: 'lines[0].procedure', severity: 'note' }],
    },
    'T beside a payable service': {
      lines: [line('99213'), line('94760')],
      finds: [{ message: 'besidePayable', at: 'lines[1].procedure', severity: 'deny', related: [1] }],
    },
    'P beside a service': {
      lines: [line('99213'), line('A4649')],
      finds: [{ message: 'besideService', at: 'lines[1].procedure', severity: 'review', related: [1] }],
    },
    restricted: {
      lines: [line('G0127', 'Q8')],
      finds: [{ message: 'restricted', at: 'lines[0].procedure', severity: 'note' }],
    },
    'measurements with a charge': {
      lines: [line('1036F'), line('0001F')],
      finds: [
        { message: 'reportingOnly', at: 'lines[0].procedure', severity: 'note' },
        { message: 'reportingOnly', at: 'lines[1].procedure' },
      ],
    },
    'Medicare Advantage': {
      payer: { id: '2', line: 'medicare-advantage' },
      lines: [line('99000')],
      finds: [{ message: 'bundled', at: 'lines[0].procedure', severity: 'review' }],
    },
  },
})
