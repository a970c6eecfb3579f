import { ioceInvalidSex } from '../../src/edits/ioce-invalid-sex.ts'
import { outpatient, stay } from '../helpers/stays.ts'
import { testEdit } from '../helpers/test-edit.ts'

testEdit(ioceInvalidSex, {
  undated: 'A bill says a sex or none, whatever the day.',
  tables: [],
  passes: {
    female: outpatient(),
    unknown: outpatient({ patient: { birthDate: '1950-01-01', sex: 'U' } }),
    'an inpatient bill': stay({ patient: { birthDate: '1950-01-01' } }),
  },
  fails: {
    none: {
      ...outpatient({ patient: { birthDate: '1950-01-01' } }),
      finds: [{ message: 'missing', at: 'patient.sex', severity: 'review' }],
    },
  },
})
