import { modifierComponent } from '../../src/edits/modifier-component.ts'
import { modifierConflict } from '../../src/edits/modifier-conflict.ts'
import { feeRelease } from '../helpers/tables.ts'
import { testEdit } from '../helpers/test-edit.ts'

const tables = [
  feeRelease({
    '71046': { pcTc: '1', components: ['26', 'TC'], naFacility: true },
    '93000': { pcTc: '4' },
    '93005': { pcTc: '3' },
    '93010': { pcTc: '2' },
    '99213': { pcTc: '0' },
    '96372': { pcTc: '5' },
    '97110': { pcTc: '7' },
    '85060': { pcTc: '8' },
    '83020': { status: 'X', pcTc: '9' },
    '88371': { pcTc: '6' },
    '38220': { pcTc: '9' },
    '0042T': { status: 'C', pcTc: '0' },
    P3001: { pcTc: '0', components: ['26'] },
  }),
]
const line = (procedure: string, ...modifiers: string[]) => ({ procedure, modifiers })
const center = { placeOfService: '24', billing: { npi: '1234567893', taxonomy: '261QA1903X' } }

testEdit(modifierComponent, {
  tables,
  beside: [modifierConflict],
  passes: {
    'the whole test in the office': { lines: [line('71046')] },
    'an office procedure with NA in the non-facility column': { lines: [line('71046')] },
    '26 and TC, indicator 1': { lines: [line('71046', '26'), line('71046', 'TC')] },
    '26 in the hospital': { placeOfService: '22', lines: [line('71046', '26')] },
    'the whole test on one side, a part on the other': {
      lines: [line('71046', 'LT'), line('71046', 'RT', '26')],
    },
    'a second test, marked': {
      lines: [line('71046'), line('71046', '26', '77')],
    },
    'the other part, and the whole test on another day, in history': {
      lines: [line('71046', '26')],
      history: [{ id: 'T-0', lines: [line('71046', 'TC'), { ...line('71046'), serviceDate: '2026-03-01' }] }],
    },
    'an interpretation code in the hospital': { placeOfService: '21', lines: [line('93010')] },
    '26 on a laboratory interpretation, indicators 6 and 8': {
      lines: [line('88371', '26'), line('85060', '26')],
    },
    'a row with 26 in the file, whatever the indicator': { lines: [line('P3001', '26')] },
    '26 outside the fee schedule': { lines: [line('83020', '26')] },
    '26 with TC is modifier-conflict': { lines: [line('93010', '26', 'TC')] },
    'incident-to in a hospital is place-procedure': { placeOfService: '22', lines: [line('96372')] },
    'a surgery center': { ...center, lines: [line('71046', 'TC')] },
    'place 24, biller not known': {
      placeOfService: '24',
      billing: { npi: '1234567893' },
      lines: [line('71046')],
    },
    '85x revenue 0960 with 26': {
      type: 'institutional',
      typeOfBill: '0851',
      lines: [{ ...line('71046', '26'), revenueCode: '0960' }],
    },
    'method II: 26 beside the hospital’s own line, which is the technical part': {
      type: 'institutional',
      typeOfBill: '0851',
      lines: [
        { ...line('71046'), revenueCode: '0324' },
        { ...line('71046', '26'), revenueCode: '0972' },
      ],
    },
    '26 of a radiologist beside the hospital’s claim': {
      placeOfService: '22',
      lines: [line('71046', '26')],
      history: [{ type: 'institutional', lines: [{ ...line('71046'), revenueCode: '0324' }] }],
    },
    "a hospital's own line": {
      type: 'institutional',
      lines: [{ ...line('93010', 'TC'), revenueCode: '0730' }],
    },
    'no place of service': { placeOfService: null, lines: [line('71046')], unchecked: ['missing-field'] },
    'a commercial payer': {
      payer: { id: '60999', line: 'commercial' },
      lines: [line('93010', '26')],
      unchecked: ['not-this-payer'],
    },
    'before the first release': {
      lines: [{ ...line('93010', '26'), serviceDate: '2025-12-31' }],
      unchecked: ['before-table'],
    },
  },
  fails: {
    '26 on a visit': {
      lines: [line('99213', '26')],
      finds: [{ message: 'notSplit', at: 'lines[0].modifiers[0]', severity: 'deny' }],
    },
    'TC on an interpretation code': {
      lines: [line('93010', 'TC')],
      finds: [{ message: 'notSplit', at: 'lines[0].modifiers[0]' }],
    },
    '26 on a technical and on a global code': {
      lines: [line('93005', '26'), line('93000', '26')],
      finds: [
        { message: 'notSplit', at: 'lines[0].modifiers[0]' },
        { message: 'notSplit', at: 'lines[1].modifiers[0]' },
      ],
    },
    'TC on a laboratory interpretation': {
      lines: [line('88371', 'TC')],
      finds: [{ message: 'notSplit', at: 'lines[0].modifiers[0]' }],
    },
    '26, indicators 7 and 9, of which less is known': {
      lines: [line('97110', 'GP', '26'), line('38220', '26')],
      finds: [
        { message: 'perhapsNotSplit', at: 'lines[0].modifiers[1]', severity: 'review' },
        { message: 'perhapsNotSplit', at: 'lines[1].modifiers[0]' },
      ],
    },
    '26 on a code that the contractor prices': {
      lines: [line('0042T', '26')],
      finds: [{ message: 'perhapsNotSplit', at: 'lines[0].modifiers[0]', severity: 'review' }],
    },
    '26 on a visit under method II': {
      type: 'institutional',
      typeOfBill: '0851',
      lines: [{ ...line('99213', '26'), revenueCode: '0960' }],
      finds: [{ message: 'notSplit', at: 'lines[0].modifiers[0]' }],
    },
    'a part beside the whole test': {
      lines: [line('71046'), line('71046', '26')],
      finds: [{ message: 'besideWhole', at: 'lines[1].modifiers[0]', severity: 'review', related: [1] }],
    },
    'a part beside the whole test in history': {
      lines: [line('71046', '26')],
      history: [{ id: 'T-0', lines: [line('71046')] }],
      finds: [{ message: 'besideWhole', at: 'lines[0].modifiers[0]', related: [] }],
    },
    'the whole test in the hospital': {
      placeOfService: '22',
      lines: [line('71046')],
      finds: [{ message: 'globalInHospital', at: 'lines[0].procedure', severity: 'deny' }],
    },
    'the technical part in the hospital': {
      lines: [
        { ...line('71046', 'TC'), placeOfService: '21' },
        { ...line('93005'), placeOfService: '23' },
        { ...line('93000'), placeOfService: '19' },
      ],
      finds: [
        { message: 'technicalInHospital', at: 'lines[0].procedure' },
        { message: 'technicalInHospital', at: 'lines[1].procedure' },
        { message: 'technicalInHospital', at: 'lines[2].procedure' },
      ],
    },
    'the technical part in the hospital, Medicare Advantage': {
      payer: { id: '2', line: 'medicare-advantage' },
      placeOfService: '21',
      lines: [line('93005')],
      finds: [{ message: 'technicalInHospital', at: 'lines[0].procedure', severity: 'review' }],
    },
    'the whole test in a surgery center by another': {
      placeOfService: '24',
      lines: [line('71046')],
      finds: [{ message: 'globalInCenter', at: 'lines[0].procedure', severity: 'review' }],
    },
    'the whole test in a nursing facility': {
      placeOfService: '31',
      lines: [line('71046')],
      finds: [{ message: 'inFacilityStay', at: 'lines[0].procedure', severity: 'review' }],
    },
  },
})
