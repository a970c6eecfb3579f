import { modifierConflict } from '../../src/edits/modifier-conflict.ts'
import { modifierTherapy } from '../../src/edits/modifier-therapy.ts'
import type { ClaimSketch } from '../helpers/claims.ts'
import { testEdit } from '../helpers/test-edit.ts'

const at = 'lines[0].modifiers'
const exercise = (modifiers: string[], serviceDate = '2026-03-02'): ClaimSketch => ({
  lines: [{ procedure: '97110', modifiers, serviceDate }],
})
const therapist = { npi: '1558598797', taxonomy: '225100000X' }

testEdit(modifierTherapy, {
  turns: {
    '2018-01-01': [{ of: 'always therapy without', before: [], from: ['missing'] }],
    '2020-01-01': [
      { of: 'assistant without discipline, on another code', before: [], from: ['assistantAlone'] },
    ],
  },
  tables: [],
  beside: [modifierConflict],
  passes: {
    'always therapy with its discipline': exercise(['GP']),
    'another discipline may give it': exercise(['GO', 'KX']),
    'an evaluation of its own discipline': { lines: [{ procedure: '97161', modifiers: ['GP'] }] },
    'assistant beside the therapist': exercise(['GP', 'CQ']),
    'assistant of occupational therapy': exercise(['GO', 'CO']),
    'the day before the list begins': exercise([], '2017-12-31'),
    'sometimes therapy, billed by a physician': { lines: [{ procedure: '97597' }] },
    'sometimes therapy with its discipline, billed by a therapist': {
      rendering: therapist,
      lines: [{ procedure: '97597', modifiers: ['GP'] }],
    },
    'no therapy': { lines: [{ procedure: '99213' }] },
    'two disciplines: modifier-conflict speaks': exercise(['GP', 'GO']),
    'CO with GP: modifier-conflict speaks': exercise(['GP', 'CO']),
    'before assistants were told apart': exercise(['GO', 'CQ'], '2019-12-31'),
    'commercial: not this payer': {
      ...exercise([]),
      payer: { line: 'commercial' },
      unchecked: ['not-this-payer'],
    },
    'Medicaid: not this payer': {
      ...exercise([]),
      payer: { line: 'medicaid' },
      unchecked: ['not-this-payer'],
    },
    'turned off by the profile': {
      ...exercise([]),
      profile: { edits: { 'modifier-therapy': 'off' } },
      unchecked: ['not-this-payer'],
    },
    'a hospital inpatient': { type: 'institutional', typeOfBill: '0111', ...exercise([]) },
    'no bill type': {
      ...exercise([]),
      type: 'institutional',
      typeOfBill: null,
      unchecked: ['missing-field'],
    },
  },
  fails: {
    'always therapy without': { ...exercise([]), finds: [{ message: 'missing', at, severity: 'reject' }] },
    'the day the list begins': { ...exercise([], '2018-01-01'), finds: [{ message: 'missing', at }] },
    'Medicare Advantage': {
      ...exercise([]),
      payer: { line: 'medicare-advantage' },
      finds: [{ message: 'missing', at, severity: 'review' }],
    },
    'a commercial payer whose profile turns it on': {
      ...exercise([]),
      payer: { id: '7', line: 'commercial' },
      profile: { line: 'commercial', edits: { 'modifier-therapy': 'on' } },
      finds: [{ message: 'missing', at, severity: 'reject' }],
    },
    'hospital outpatient': { ...exercise([]), type: 'institutional', finds: [{ message: 'missing', at }] },
    'a listing that is not certain': {
      lines: [{ procedure: '97799' }],
      finds: [{ message: 'missingUnsure', at, severity: 'review' }],
    },
    'an evaluation of another discipline': {
      lines: [{ procedure: '97165', modifiers: ['GP'] }],
      finds: [{ message: 'wrongDiscipline', at, severity: 'reject' }],
    },
    'sometimes therapy, billed by a therapist': {
      rendering: therapist,
      lines: [{ procedure: '97597' }],
      finds: [{ message: 'therapistsService', at, severity: 'review' }],
    },
    'assistant without discipline, on another code': {
      lines: [{ procedure: '97597', modifiers: ['CQ'] }],
      finds: [{ message: 'assistantAlone', at, severity: 'reject' }],
    },
    'the discipline twice': { ...exercise(['GP', 'GP']), finds: [{ message: 'several', at }] },
  },
})
