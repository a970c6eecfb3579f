import { modifierBilateral } from '../../src/edits/modifier-bilateral.ts'
import { feeRelease } from '../helpers/tables.ts'
import { testEdit } from '../helpers/test-edit.ts'

const tables = [
  feeRelease({
    '20610': { bilateral: '1', global: '000' },
    '73562': { bilateral: '3', pcTc: '1' },
    '69210': { bilateral: '2' },
    '17000': { bilateral: '0' },
    '99213': { bilateral: '0' },
    '38220': { bilateral: '9' },
    '0042T': { status: 'C', bilateral: '0' },
    '80053': { status: 'X', bilateral: '9' },
  }),
]
const commercial = { id: '60999', line: 'commercial' } as const
const center = {
  placeOfService: '24',
  billing: { npi: '1234567893', taxonomy: '261QA1903X' },
}
const line = (procedure: string, ...modifiers: string[]) => ({ procedure, modifiers })
const sides = [line('20610', 'LT'), line('20610', 'RT')]

testEdit(modifierBilateral, {
  tables,
  passes: {
    '50 with one unit, indicator 1': { lines: [line('20610', '50')] },
    '50 with one unit, indicator 3': { lines: [line('73562', '50')] },
    'LT and RT, indicator 3': { lines: [line('73562', 'LT'), line('73562', 'RT')] },
    'one side': { lines: [line('20610', 'RT')] },
    'RT twice': { lines: [line('20610', 'RT'), line('20610', 'RT')] },
    'LT and RT on two days': { lines: [sides[0]!, { ...sides[1]!, serviceDate: '2026-03-03' }] },
    'LT and RT by two practitioners': {
      lines: [sides[0]!, { ...sides[1]!, rendering: { npi: '1003000126' } }],
    },
    'LT and RT of a surgery center': { ...center, lines: sides },
    'LT and RT to a commercial payer that takes either': { payer: commercial, lines: sides },
    '50 on an indicator 0 code to a commercial payer': { payer: commercial, lines: [line('17000', '50')] },
    'a code outside the fee schedule': { lines: [line('80053', '50')] },
    'a code the release does not have': { lines: [line('E0601', '50')] },
    "a hospital's own line": { type: 'institutional', lines: [line('17000', '50')] },
    'before the first release': {
      lines: [{ ...line('17000', '50'), serviceDate: '2025-12-31' }],
      unchecked: ['before-table'],
    },
    'payer turned off': {
      profile: { edits: { 'modifier-bilateral': 'off' } },
      lines: [line('17000', '50')],
      unchecked: ['not-this-payer'],
    },
  },
  fails: {
    '50, indicator 0': {
      lines: [line('17000', '50')],
      finds: [{ message: 'notBilateral', at: 'lines[0].modifiers[0]', severity: 'deny' }],
    },
    '50, indicator 0, on the first day of the release': {
      lines: [{ ...line('17000', '50'), serviceDate: '2026-01-01' }],
      finds: [{ message: 'notBilateral', at: 'lines[0].modifiers[0]' }],
    },
    '50, indicator 2': {
      lines: [line('69210', '50')],
      finds: [{ message: 'notBilateral', at: 'lines[0].modifiers[0]' }],
    },
    '50, indicator 9': {
      lines: [line('38220', '50')],
      finds: [{ message: 'notBilateral', at: 'lines[0].modifiers[0]' }],
    },
    '50, indicator 0, on a code that the contractor prices': {
      lines: [line('0042T', '50')],
      finds: [{ message: 'perhapsNotBilateral', at: 'lines[0].modifiers[0]', severity: 'review' }],
    },
    '50, indicator 0, on Medicare Advantage': {
      payer: { id: '2', line: 'medicare-advantage' },
      lines: [line('17000', '50')],
      finds: [{ message: 'perhapsNotBilateral', at: 'lines[0].modifiers[0]', severity: 'review' }],
    },
    '50, indicator 0, of a critical access hospital under method II': {
      type: 'institutional',
      typeOfBill: '0851',
      lines: [{ ...line('17000', '50'), revenueCode: '0960' }],
      finds: [{ message: 'notBilateral', at: 'lines[0].modifiers[0]' }],
    },
    '50 with two units': {
      lines: [{ ...line('20610', '50'), units: 2 }],
      finds: [{ message: 'units', at: 'lines[0].units', severity: 'review' }],
    },
    'LT and RT, indicator 1, to Medicare': {
      lines: sides,
      finds: [{ message: 'oneLineWanted', at: 'lines[1].modifiers[0]', related: [1] }],
    },
    'LT and RT, indicator 2': {
      lines: [line('69210', 'RT'), line('69210', 'LT')],
      finds: [{ message: 'paidOnce', at: 'lines[1].modifiers[0]', severity: 'review', related: [1] }],
    },
    '50 to a payer that wants two lines': {
      payer: commercial,
      profile: { bilateral: 'two-lines' },
      lines: [line('20610', '50')],
      finds: [{ message: 'twoLinesWanted', at: 'lines[0].modifiers[0]', severity: 'review' }],
    },
    'two lines to a commercial payer that wants 50': {
      payer: commercial,
      profile: { bilateral: 'modifier-50' },
      lines: sides,
      finds: [{ message: 'oneLineWanted', at: 'lines[1].modifiers[0]' }],
    },
    '50 of a surgery center': {
      ...center,
      lines: [line('20610', '50')],
      finds: [{ message: 'surgeryCenter', at: 'lines[0].modifiers[0]', severity: 'deny' }],
    },
    '50 of a surgery center to Medicare Advantage': {
      ...center,
      payer: { id: '2', line: 'medicare-advantage' },
      lines: [line('20610', '50')],
      finds: [{ message: 'surgeryCenterPerhaps', at: 'lines[0].modifiers[0]', severity: 'review' }],
    },
  },
})
