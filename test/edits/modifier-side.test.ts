import { modifierSide } from '../../src/edits/modifier-side.ts'
import { feeRelease } from '../helpers/tables.ts'
import { testEdit } from '../helpers/test-edit.ts'

const tables = [
  feeRelease({
    '20610': { bilateral: '1' },
    '73562': { bilateral: '3' },
    '99213': {},
    '28285': { bilateral: '1' },
  }),
]
const profile = { sides: 'demanded' } as const

testEdit(modifierSide, {
  timeless: {
    modifier_families:
      'Which part of the body a modifier names does not change; one that is none on the day is `modifier-invalid`.',
    modifier_family_codes:
      'It reads of the families only which modifiers name a site; the codes at home in them are `modifier-anatomic`.',
  },
  tables,
  passes: {
    'a payer that demands none': { lines: [{ procedure: '20610' }] },
    'a side': { profile, lines: [{ procedure: '20610', modifiers: ['RT'] }] },
    'both sides': { profile, lines: [{ procedure: '20610', modifiers: ['50'] }] },
    'a toe': { profile, lines: [{ procedure: '28285', modifiers: ['T1'] }] },
    'no paired organ': { profile, lines: [{ procedure: '99213' }] },
    "a hospital's own line": { profile, type: 'institutional', lines: [{ procedure: '20610' }] },
    'before the first release': {
      profile,
      lines: [{ procedure: '20610', serviceDate: '2025-12-31' }],
      unchecked: ['before-table'],
    },
    'payer turned off': {
      profile: { ...profile, edits: { 'modifier-side': 'off' } },
      lines: [{ procedure: '20610' }],
      unchecked: ['not-this-payer'],
    },
  },
  fails: {
    'no side, indicator 1': {
      profile,
      lines: [{ procedure: '20610' }],
      finds: [{ message: 'missing', at: 'lines[0].modifiers', severity: 'review' }],
    },
    'no side, indicator 3, with another modifier': {
      profile,
      payer: { id: '60999', line: 'commercial' },
      lines: [{ procedure: '99213' }, { procedure: '73562', modifiers: ['26'] }],
      finds: [{ message: 'missing', at: 'lines[1].modifiers' }],
    },
  },
})
