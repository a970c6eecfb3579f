import { vaccineAdministration } from '../../src/edits/vaccine-administration.ts'
import type { ClaimSketch } from '../helpers/claims.ts'
import { testEdit } from '../helpers/test-edit.ts'

const given = (...procedures: string[]): ClaimSketch => ({
  diagnoses: [{ code: 'Z23' }],
  lines: procedures.map((procedure) => ({ procedure })),
})
const commercial = { payer: { line: 'commercial' } } as const
const first = 'lines[0].procedure'

testEdit(vaccineAdministration, {
  turns: {
    '2023-09-11': [{ of: 'COVID-19 the day of the codes', before: [], from: ['administrationMissing'] }],
  },
  tables: [],
  passes: {
    'a vaccine against tetanus for a wound': {
      diagnoses: [{ code: 'S61411A' }],
      lines: [{ procedure: '90714' }, { procedure: '90471' }],
    },
    'influenza to Medicare': given('90662', 'G0008'),
    'two of Medicare’s': given('90662', 'G0008', '90677', 'G0009'),
    'COVID-19': given('91320', '90480'),
    'influenza, commercial': { ...given('90662', '90471'), ...commercial },
    'G0008 to Medicaid: the program decides': { ...given('90662', 'G0008'), payer: { line: 'medicaid' } },
    'counselling for a further component': { ...given('90710', '90460', '90461'), ...commercial },
    'a vaccine that the list does not have': given('90999', '90749', '90471'),
    'state-supplied, without the product': { ...given(), lines: [{ procedure: '90471', modifiers: ['SL'] }] },
    'COVID-19 the day before the codes': {
      ...given(),
      lines: [{ procedure: '91320', serviceDate: '2023-09-10' }],
    },
    'a rural health clinic': { ...given('90662'), type: 'institutional', typeOfBill: '0711' },
    'no vaccine': { lines: [{}] },
    'turned off': {
      ...given('90662'),
      profile: { edits: { 'vaccine-administration': 'off' } },
      unchecked: ['not-this-payer'],
    },
  },
  fails: {
    'a product alone': {
      ...given('90662'),
      finds: [{ message: 'administrationMissing', at: first, severity: 'review' }],
    },
    'COVID-19 the day of the codes': {
      ...given(),
      lines: [{ procedure: '91320', serviceDate: '2023-09-11' }],
      finds: [{ message: 'administrationMissing', at: first }],
    },
    'an administration alone': {
      ...given('G0008'),
      finds: [{ message: 'productMissing', at: first, severity: 'review' }],
    },
    'one product for two administrations': {
      ...given('90662', 'G0008', 'G0009'),
      finds: [{ message: 'productMissing', at: 'lines[2].procedure' }],
    },
    'on another day': {
      ...given(),
      lines: [{ procedure: '90662' }, { procedure: 'G0008', serviceDate: '2026-03-03' }],
      finds: [
        { message: 'administrationMissing', at: first },
        { message: 'productMissing', at: 'lines[1].procedure' },
      ],
    },
    '90471 for influenza to Medicare': {
      ...given('90662', '90471'),
      finds: [{ message: 'wrongAdministration', at: 'lines[1].procedure', severity: 'deny', related: [1] }],
    },
    '90471 for influenza to a plan': {
      ...given('90662', '90471'),
      payer: { line: 'medicare-advantage' },
      finds: [{ message: 'otherPayersAdministration', at: 'lines[1].procedure', severity: 'review' }],
    },
    'G0008 to a commercial payer': {
      ...given('90662', 'G0008'),
      ...commercial,
      finds: [{ message: 'otherPayersAdministration', at: 'lines[1].procedure', severity: 'review' }],
    },
    'no Z23 to Medicare': {
      ...given('90662', 'G0008'),
      diagnoses: [{ code: 'E119' }],
      finds: [{ message: 'diagnosisMissing', at: first, severity: 'deny' }],
    },
    'no Z23 for another vaccine': {
      ...given('90750', '90471'),
      diagnoses: [{ code: 'E119' }],
      ...commercial,
      finds: [{ message: 'diagnosisUnsure', at: first, severity: 'review' }],
    },
    'illegitimate bypass: 59 supplies no vaccine': {
      ...given('G0008'),
      lines: [{ procedure: 'G0008', modifiers: ['59'] }],
      finds: [{ message: 'productMissing', at: first }],
    },
  },
})
