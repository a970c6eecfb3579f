import { modifierTeaching } from '../../src/edits/modifier-teaching.ts'
import type { ClaimSketch } from '../helpers/claims.ts'
import { testEdit } from '../helpers/test-edit.ts'

const at = 'lines[0].modifiers[0]'
const visit = (procedure: string, modifier: string, serviceDate = '2026-03-02'): ClaimSketch => ({
  lines: [{ procedure, modifiers: [modifier], serviceDate }],
})
const rendering = (taxonomy: string) => ({ npi: '1558598797', taxonomy })

testEdit(modifierTeaching, {
  turns: {
    '1997-01-01': [{ of: 'a visit of the exception', before: ['outsideException'], from: [] }],
    '2020-03-01': [
      { of: 'a higher visit', before: ['outsideException'], from: ['outsideExceptionEmergency'] },
    ],
    '2021-01-01': [
      { of: 'a deleted visit on its last day', before: [], from: ['outsideExceptionEmergency'] },
    ],
    '2023-05-12': [
      { of: 'a higher visit', before: ['outsideExceptionEmergency'], from: ['outsideException'] },
    ],
  },
  tables: [],
  passes: {
    'a visit of the exception': visit('99213', 'GE'),
    'the wellness visit': visit('G0438', 'GE'),
    'with the teaching physician': visit('99214', 'GC'),
    'a deleted visit on its last day': visit('99201', 'GE', '2020-12-31'),
    'no taxonomy': {
      ...visit('99214', 'GC'),
      rendering: { npi: '1558598797' },
      unchecked: ['missing-field'],
    },
    neither: { lines: [{ procedure: '99214' }] },
    commercial: { ...visit('99214', 'GE'), payer: { line: 'commercial' }, unchecked: ['not-this-payer'] },
  },
  fails: {
    'a higher visit': {
      ...visit('99214', 'GE'),
      finds: [{ message: 'outsideException', at, severity: 'deny' }],
    },
    'a procedure': { ...visit('20610', 'GE'), finds: [{ message: 'outsideException', at }] },
    'the day after a deleted visit': {
      ...visit('99201', 'GE', '2021-01-01'),
      finds: [{ message: 'outsideExceptionEmergency', at }],
    },
    'the last day of the emergency': {
      ...visit('99214', 'GE', '2023-05-11'),
      finds: [{ message: 'outsideExceptionEmergency', at, severity: 'review' }],
    },
    'the day after it': {
      ...visit('99214', 'GE', '2023-05-12'),
      finds: [{ message: 'outsideException', at }],
    },
    'a trainee': {
      ...visit('99213', 'GC'),
      rendering: rendering('390200000X'),
      finds: [{ message: 'trainee', at, severity: 'review' }],
    },
    'a nurse practitioner': {
      ...visit('99213', 'GE'),
      rendering: rendering('363LF0000X'),
      finds: [{ message: 'nonPhysician', at, severity: 'deny' }],
    },
    'Medicare Advantage': {
      ...visit('99214', 'GE'),
      payer: { line: 'medicare-advantage' },
      finds: [{ message: 'outsideException', at, severity: 'review' }],
    },
  },
})
