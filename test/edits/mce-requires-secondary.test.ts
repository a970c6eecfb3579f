import { mceRequiresSecondary } from '../../src/edits/mce-requires-secondary.ts'
import { outpatient, stay, stayUntil } from '../helpers/stays.ts'
import { editorRelease } from '../helpers/tables.ts'
import { testEdit } from '../helpers/test-edit.ts'

const diagnoses = editorRelease([
  { code: 'I5021' },
  { code: 'E119' },
  { code: 'Z5189', from: 20151001, through: 20260331, flags: ['unacceptable', 'reqsdx'] },
  { code: 'Z5189', from: 20260401 },
])

testEdit(mceRequiresSecondary, {
  tables: [diagnoses],
  passes: {
    'with a secondary diagnosis': stay({ diagnoses: [{ code: 'Z5189' }, { code: 'E119' }] }),
    'as a secondary diagnosis': stay({ diagnoses: [{ code: 'I5021' }, { code: 'Z5189' }] }),
    'the day after the flag ended': stayUntil('2026-04-01', '2026-03-30', { diagnoses: [{ code: 'Z5189' }] }),
    'an outpatient bill': outpatient({ diagnoses: [{ code: 'Z5189' }] }),
  },
  fails: {
    'no secondary diagnosis': {
      ...stay({ diagnoses: [{ code: 'Z5189' }] }),
      finds: [{ message: 'secondaryMissing', at: 'diagnoses[0].code' }],
    },
    'a blank secondary diagnosis is none': {
      ...stay({ diagnoses: [{ code: 'Z5189' }, { code: '' }] }),
      finds: [{ message: 'secondaryMissing', at: 'diagnoses[0].code' }],
    },
    'the day the flag ended': {
      ...stayUntil('2026-03-31', '2026-03-30', { diagnoses: [{ code: 'Z5189' }] }),
      finds: [{ message: 'secondaryMissing', at: 'diagnoses[0].code' }],
    },
  },
})
