import { modifierConflict } from '../../src/edits/modifier-conflict.ts'
import { modifierScreening } from '../../src/edits/modifier-screening.ts'
import type { ClaimSketch } from '../helpers/claims.ts'
import { testEdit } from '../helpers/test-edit.ts'

const [missingAt, at] = ['lines[0].modifiers', 'lines[0].modifiers[0]']
const scope = (
  procedure: string,
  diagnosis: string,
  modifiers: string[] = [],
  serviceDate = '2026-03-02',
): ClaimSketch => ({
  diagnoses: [{ code: diagnosis }, { code: 'K635' }],
  lines: [{ procedure, modifiers, serviceDate, pointers: [1, 2] }],
})
const commercial = { payer: { line: 'commercial' } } as const

testEdit(modifierScreening, {
  turns: {
    '2011-01-01': [
      { of: 'Medicare without PT', before: [], from: ['missing'] },
      { of: 'commercial without 33', before: [], from: ['missing'] },
    ],
    '2016-01-01': [
      { of: '33 on advance care planning alone', before: ['otherPayers'], from: ['planningAlone'] },
    ],
    '2018-01-01': [{ of: 'its anesthesia', before: [], from: ['missing'] }],
  },
  tables: [],
  beside: [modifierConflict],
  passes: {
    'Medicare, screening turned diagnostic with PT': scope('45385', 'Z1211', ['PT']),
    'commercial with 33': { ...scope('45385', 'Z1211', ['33']), ...commercial },
    'diagnostic from the start': scope('45385', 'K625'),
    'commercial, a history of polyps': { ...scope('45385', 'Z86010'), ...commercial },
    'the day before PT': scope('45385', 'Z1211', [], '2010-12-31'),
    'a screening that stayed one': scope('G0121', 'Z1211'),
    'after a positive stool test': scope('45385', 'R195', ['PT']),
    'with KX after a positive stool test': scope('45385', 'K635', ['PT', 'KX']),
    'a plan that takes either': { ...scope('45385', 'Z1211', ['33']), payer: { line: 'medicare-advantage' } },
    '33 with PT: modifier-conflict speaks': scope('G0121', 'Z1211', ['33', 'PT']),
    '33 on advance care planning with the wellness visit': {
      lines: [{ procedure: '99497', modifiers: ['33'] }, { procedure: 'G0439' }],
    },
    Medicaid: { ...scope('45385', 'Z1211'), payer: { line: 'medicaid' } },
    'a payer of unknown kind': { ...scope('45385', 'Z1211'), payer: { id: '1' } },
    'turned off': {
      ...scope('45385', 'Z1211'),
      profile: { edits: { 'modifier-screening': 'off' } },
      unchecked: ['not-this-payer'],
    },
  },
  fails: {
    'Medicare without PT': {
      ...scope('45385', 'Z1211'),
      finds: [{ message: 'missing', at: missingAt, severity: 'review' }],
    },
    'Medicare, the day PT begins': {
      ...scope('45385', 'Z1211', [], '2011-01-01'),
      finds: [{ message: 'missing', at: missingAt }],
    },
    'Medicare, a history of polyps': {
      ...scope('45380', 'Z86010'),
      finds: [{ message: 'missing', at: missingAt }],
    },
    'its anesthesia': { ...scope('00811', 'Z1211'), finds: [{ message: 'missing', at: missingAt }] },
    'commercial without 33': {
      ...scope('45385', 'Z1211'),
      ...commercial,
      finds: [{ message: 'missing', at: missingAt }],
    },
    'PT without a screening': {
      ...scope('45385', 'K625', ['PT']),
      finds: [{ message: 'withoutScreening', at }],
    },
    'PT on the screening itself': {
      ...scope('G0121', 'Z1211', ['PT']),
      finds: [{ message: 'screeningItself', at }],
    },
    'PT on the anesthesia of a screening': {
      ...scope('00812', 'Z1211', ['PT']),
      finds: [{ message: 'screeningItself', at }],
    },
    'PT on a commercial claim': {
      ...scope('45385', 'Z1211', ['PT']),
      ...commercial,
      finds: [{ message: 'otherPayers', at }],
    },
    '33 on a Medicare claim': { ...scope('45385', 'Z1211', ['33']), finds: [{ message: 'otherPayers', at }] },
    '33 on advance care planning alone': {
      lines: [{ procedure: '99497', modifiers: ['33'] }],
      finds: [{ message: 'planningAlone', at }],
    },
    'the wellness visit of another practitioner': {
      lines: [
        { procedure: '99497', modifiers: ['33'] },
        { procedure: 'G0439', rendering: { npi: '1234567893', taxonomy: '208D00000X' } },
      ],
      finds: [{ message: 'planningAlone', at }],
    },
  },
})
