import { mceUnacceptablePrincipal } from '../../src/edits/mce-unacceptable-principal.ts'
import { outpatient, stay, stayUntil } from '../helpers/stays.ts'
import { editorRelease } from '../helpers/tables.ts'
import { testEdit } from '../helpers/test-edit.ts'

const diagnoses = editorRelease([
  { code: 'I5021' },
  { code: 'E119' },
  { code: 'Z9049', from: 20151001, through: 20260331, flags: ['unacceptable'] },
  { code: 'Z9049', from: 20260401 },
  { code: 'Z5189', flags: ['unacceptable', 'reqsdx'] },
])

testEdit(mceUnacceptablePrincipal, {
  tables: [diagnoses],
  passes: {
    'another principal diagnosis': stay(),
    'as a secondary diagnosis': stay({ diagnoses: [{ code: 'I5021' }, { code: 'Z9049' }] }),
    'the day after the flag ended': stayUntil('2026-04-01', '2026-03-30', { diagnoses: [{ code: 'Z9049' }] }),
    'an outpatient bill': outpatient({ diagnoses: [{ code: 'Z9049' }] }),
    'no diagnosis': stay({ diagnoses: [] }),
    'a discharge before the tables': {
      ...stayUntil('2015-09-30', '2015-09-28', { diagnoses: [{ code: 'Z9049' }] }),
      unchecked: ['before-table'],
    },
    'turned off by the payer': {
      ...stay({ diagnoses: [{ code: 'Z9049' }] }),
      profile: { edits: { 'mce-unacceptable-principal': 'off' } },
      unchecked: ['not-this-payer'],
    },
    'one that is acceptable with a secondary diagnosis': stay({ diagnoses: [{ code: 'Z5189' }] }),
  },
  fails: {
    'the principal diagnosis': {
      ...stay({ diagnoses: [{ code: 'Z9049' }] }),
      finds: [{ message: 'principal', at: 'diagnoses[0].code' }],
    },
    'the day the flag ended': {
      ...stayUntil('2026-03-31', '2026-03-30', { diagnoses: [{ code: 'Z9049' }] }),
      finds: [{ message: 'principal', at: 'diagnoses[0].code' }],
    },
  },
})
