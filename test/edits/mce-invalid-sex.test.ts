import { mceInvalidSex } from '../../src/edits/mce-invalid-sex.ts'
import { stay, stayUntil } from '../helpers/stays.ts'
import { editorRelease } from '../helpers/tables.ts'
import { testEdit } from '../helpers/test-edit.ts'

const editor = { ...editorRelease([]), from: 19801001 }

testEdit(mceInvalidSex, {
  turns: {
    '2024-10-01': [{ of: 'unknown, before October 2024', before: ['invalid'], from: [] }],
  },
  tables: [editor],
  passes: {
    female: stay({ patient: { birthDate: '1950-01-01', sex: 'F' } }),
    male: stay({ patient: { birthDate: '1950-01-01', sex: 'M' } }),
    'unknown, from October 2024 on': stayUntil('2024-10-01', '2024-09-28', {
      patient: { birthDate: '1950-01-01', sex: 'U' },
    }),
  },
  fails: {
    'unknown, before October 2024': {
      ...stayUntil('2024-09-30', '2024-09-28', { patient: { birthDate: '1950-01-01', sex: 'U' } }),
      finds: [{ message: 'invalid', at: 'patient.sex', severity: 'reject' }],
    },
    none: {
      ...stay({ patient: { birthDate: '1950-01-01' } }),
      finds: [{ message: 'invalid', at: 'patient.sex' }],
    },
  },
})
