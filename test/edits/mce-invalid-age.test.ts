import { mceInvalidAge } from '../../src/edits/mce-invalid-age.ts'
import { outpatient, stay } from '../helpers/stays.ts'
import { editorRelease } from '../helpers/tables.ts'
import { testEdit } from '../helpers/test-edit.ts'

const editor = { ...editorRelease([]), from: 19801001 }

testEdit(mceInvalidAge, {
  undated:
    'It compares admission with the birth; the days of the editor bound it and are held with its tables.',
  tables: [editor],
  passes: {
    'a newborn': stay({ patient: { birthDate: '2026-03-02' } }),
    'an age of 124': stay({ patient: { birthDate: '1901-03-03' } }),
    'no birth date': { ...stay({ patient: { sex: 'F' } }), unchecked: ['missing-field'] },
    'an outpatient bill': outpatient({ patient: { birthDate: '1850-01-01' } }),
  },
  fails: {
    'an age of 125': {
      ...stay({ patient: { birthDate: '1901-03-02' } }),
      finds: [{ message: 'outside', at: 'patient.birthDate', severity: 'reject' }],
    },
    'a birth after admission': {
      ...stay({ patient: { birthDate: '2026-03-03' } }),
      finds: [{ message: 'outside', at: 'patient.birthDate' }],
    },
  },
})
