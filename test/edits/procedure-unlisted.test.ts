import { procedureUnlisted } from '../../src/edits/procedure-unlisted.ts'
import { testEdit } from '../helpers/test-edit.ts'

testEdit(procedureUnlisted, {
  turns: {
    '1986-01-01': [
      {
        of: 'an unclassified drug and equipment, to a commercial payer',
        before: [],
        from: ['descriptionMissing', 'descriptionMissing'],
      },
    ],
    '1991-01-01': [{ of: 'a product with a unit of its own', before: [], from: ['ownUnit'] }],
    '2003-01-01': [{ of: 'a code that only other payers define', before: [], from: ['perhapsMissing'] }],
    '2004-01-01': [{ of: 'an outpatient bill', before: [], from: ['perhapsMissing'] }],
    '2015-07-01': [{ of: 'the day after the code ended', before: [], from: ['descriptionMissing'] }],
    '2016-01-01': [{ of: 'the day after the code ended', before: ['descriptionMissing'], from: [] }],
    '2019-01-01': [{ of: 'before the code began', before: [], from: ['descriptionMissing'] }],
  },
  tables: [],
  passes: {
    'a description': { lines: [{ procedure: '27599', description: 'an invented procedure' }] },
    'a code that ends in 99 and is listed': { lines: [{ procedure: '27499' }, { procedure: '29899' }] },
    'a listed code': { lines: [{ procedure: '99213' }, { procedure: 'J1885' }] },
    'before the code began': { lines: [{ procedure: 'J3591', serviceDate: '2018-12-31' }] },
    'the day after the code ended': { lines: [{ procedure: 'Q9977', serviceDate: '2016-01-01' }] },
    'an inpatient bill': { type: 'institutional', typeOfBill: '0111', lines: [{ procedure: '27599' }] },
    'haemodialysis of a dialysis facility': {
      type: 'institutional',
      typeOfBill: '0721',
      lines: [{ procedure: '90999', revenueCode: '0821' }],
    },
    'payer turned off': {
      profile: { edits: { 'procedure-unlisted': 'off' } },
      lines: [{ procedure: '27599' }],
      unchecked: ['not-this-payer'],
    },
  },
  fails: {
    'an unlisted procedure': {
      lines: [{ procedure: '27599' }],
      finds: [{ message: 'descriptionMissing', at: 'lines[0].description', severity: 'reject' }],
    },
    'an unclassified drug and equipment, to a commercial payer': {
      payer: { id: '60999', line: 'commercial' },
      lines: [{ procedure: 'J3490' }, { procedure: 'E1399', description: '   ' }],
      finds: [
        { message: 'descriptionMissing', at: 'lines[0].description', severity: 'reject' },
        { message: 'descriptionMissing', at: 'lines[1].description' },
      ],
    },
    'the unlisted dialysis procedure elsewhere': {
      lines: [{ procedure: '90999' }],
      finds: [{ message: 'descriptionMissing', at: 'lines[0].description' }],
    },
    'the first and the last day': {
      lines: [
        { procedure: 'J3591', serviceDate: '2019-01-01' },
        { procedure: 'Q9977', serviceDate: '2015-12-31' },
      ],
      finds: [
        { message: 'descriptionMissing', at: 'lines[0].description' },
        { message: 'descriptionMissing', at: 'lines[1].description' },
      ],
    },
    'an outpatient bill': {
      type: 'institutional',
      lines: [{ procedure: 'C9399' }],
      finds: [{ message: 'perhapsMissing', at: 'lines[0].description', severity: 'review' }],
    },
    'a code that only other payers define': {
      payer: { id: '3', line: 'medicaid' },
      lines: [{ procedure: 'T1999' }],
      finds: [{ message: 'perhapsMissing', at: 'lines[0].description', severity: 'review' }],
    },
    'a product with a unit of its own': {
      lines: [{ procedure: 'J3301' }],
      finds: [{ message: 'ownUnit', at: 'lines[0].description', severity: 'note' }],
    },
  },
})
