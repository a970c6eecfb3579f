import { mceWrongProcedure } from '../../src/edits/mce-wrong-procedure.ts'
import { outpatient, stay } from '../helpers/stays.ts'
import { editorRelease } from '../helpers/tables.ts'
import { testEdit } from '../helpers/test-edit.ts'

const diagnoses = editorRelease([
  { code: 'I5021' },
  { code: 'E119' },
  { code: 'Y6551', flags: ['wrngproc', 'ecodepdx'] },
])

testEdit(mceWrongProcedure, {
  tables: [diagnoses],
  passes: {
    'another diagnosis': stay(),
    'an outpatient bill': outpatient({ diagnoses: [{ code: 'Y6551' }] }),
  },
  fails: {
    'principal and secondary': {
      ...stay({ diagnoses: [{ code: 'Y6551' }, { code: 'E119' }, { code: 'Y6551' }] }),
      finds: [
        { message: 'wrong', at: 'diagnoses[0].code', severity: 'deny' },
        { message: 'wrong', at: 'diagnoses[2].code' },
      ],
    },
  },
})
