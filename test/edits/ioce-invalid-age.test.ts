import { ioceInvalidAge } from '../../src/edits/ioce-invalid-age.ts'
import { outpatient, stay } from '../helpers/stays.ts'
import { testEdit } from '../helpers/test-edit.ts'

testEdit(ioceInvalidAge, {
  undated: 'It compares the day of service with the birth; no day of the calendar counts.',
  tables: [],
  passes: {
    'an age of 124': outpatient({ patient: { birthDate: '1901-03-03' } }),
    'born that day': outpatient({ patient: { birthDate: '2026-03-02' } }),
    'no birth date': { ...outpatient({ patient: { sex: 'F' } }), unchecked: ['missing-field'] },
    'an inpatient bill': stay({ patient: { birthDate: '1850-01-01' } }),
  },
  fails: {
    'an age of 125, once': {
      ...outpatient({ patient: { birthDate: '1901-03-02' }, lines: [{ serviceDate: '2026-03-01' }, {}, {}] }),
      finds: [{ message: 'outside', at: 'lines[1].serviceDate', severity: 'review' }],
    },
  },
})
