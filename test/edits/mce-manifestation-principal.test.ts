import { mceManifestationPrincipal } from '../../src/edits/mce-manifestation-principal.ts'
import { outpatient, stay, stayUntil } from '../helpers/stays.ts'
import { editorRelease } from '../helpers/tables.ts'
import { testEdit } from '../helpers/test-edit.ts'

const diagnoses = editorRelease([
  { code: 'I5021' },
  { code: 'E119' },
  { code: 'F0280', from: 20151001, through: 20260331, flags: ['manifestation'] },
  { code: 'F0280', from: 20260401 },
])

testEdit(mceManifestationPrincipal, {
  tables: [diagnoses],
  passes: {
    'another principal diagnosis': stay(),
    'as a secondary diagnosis': stay({ diagnoses: [{ code: 'I5021' }, { code: 'F0280' }] }),
    'the day after the flag ended': stayUntil('2026-04-01', '2026-03-30', { diagnoses: [{ code: 'F0280' }] }),
    'an outpatient bill': outpatient({ diagnoses: [{ code: 'F0280' }] }),
    'no diagnosis': stay({ diagnoses: [] }),
    'a discharge before the tables': {
      ...stayUntil('2015-09-30', '2015-09-28', { diagnoses: [{ code: 'F0280' }] }),
      unchecked: ['before-table'],
    },
    'turned off by the payer': {
      ...stay({ diagnoses: [{ code: 'F0280' }] }),
      profile: { edits: { 'mce-manifestation-principal': 'off' } },
      unchecked: ['not-this-payer'],
    },
  },
  fails: {
    'the principal diagnosis': {
      ...stay({ diagnoses: [{ code: 'F0280' }] }),
      finds: [{ message: 'principal', at: 'diagnoses[0].code' }],
    },
    'the day the flag ended': {
      ...stayUntil('2026-03-31', '2026-03-30', { diagnoses: [{ code: 'F0280' }] }),
      finds: [{ message: 'principal', at: 'diagnoses[0].code' }],
    },
  },
})
