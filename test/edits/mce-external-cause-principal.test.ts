import { mceExternalCausePrincipal } from '../../src/edits/mce-external-cause-principal.ts'
import { outpatient, stay, stayUntil } from '../helpers/stays.ts'
import { editorRelease } from '../helpers/tables.ts'
import { testEdit } from '../helpers/test-edit.ts'

const diagnoses = editorRelease([
  { code: 'I5021' },
  { code: 'E119' },
  { code: 'W010XXA', from: 20151001, through: 20260331, flags: ['ecodepdx'] },
  { code: 'W010XXA', from: 20260401 },
])

testEdit(mceExternalCausePrincipal, {
  tables: [diagnoses],
  passes: {
    'another principal diagnosis': stay(),
    'as a secondary diagnosis': stay({ diagnoses: [{ code: 'I5021' }, { code: 'W010XXA' }] }),
    'the day after the flag ended': stayUntil('2026-04-01', '2026-03-30', {
      diagnoses: [{ code: 'W010XXA' }],
    }),
    'an outpatient bill': outpatient({ diagnoses: [{ code: 'W010XXA' }] }),
    'no diagnosis': stay({ diagnoses: [] }),
    'a discharge before the tables': {
      ...stayUntil('2015-09-30', '2015-09-28', { diagnoses: [{ code: 'W010XXA' }] }),
      unchecked: ['before-table'],
    },
    'turned off by the payer': {
      ...stay({ diagnoses: [{ code: 'W010XXA' }] }),
      profile: { edits: { 'mce-external-cause-principal': 'off' } },
      unchecked: ['not-this-payer'],
    },
  },
  fails: {
    'the principal diagnosis': {
      ...stay({ diagnoses: [{ code: 'W010XXA' }] }),
      finds: [{ message: 'principal', at: 'diagnoses[0].code' }],
    },
    'the day the flag ended': {
      ...stayUntil('2026-03-31', '2026-03-30', { diagnoses: [{ code: 'W010XXA' }] }),
      finds: [{ message: 'principal', at: 'diagnoses[0].code' }],
    },
  },
})
