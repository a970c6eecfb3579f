import { mceInvalidAdmittingDiagnosis } from '../../src/edits/mce-invalid-admitting-diagnosis.ts'
import { stay, stayUntil } from '../helpers/stays.ts'
import { editorRelease } from '../helpers/tables.ts'
import { testEdit } from '../helpers/test-edit.ts'

const diagnoses = editorRelease([
  { code: 'I5021' },
  { code: 'E119' },
  { code: 'E0800', from: 20151001, through: 20251231 },
])

testEdit(mceInvalidAdmittingDiagnosis, {
  tables: [diagnoses],
  passes: {
    'a valid one': stay({ admittingDiagnosis: 'E11.9' }),
    none: stay(),
    zeros: stay({ admittingDiagnosis: '0000' }),
    'the last day': stayUntil('2025-12-31', '2025-12-28', { admittingDiagnosis: 'E0800' }),
  },
  fails: {
    unknown: {
      ...stay({ admittingDiagnosis: 'E11' }),
      finds: [{ message: 'invalid', at: 'admittingDiagnosis', severity: 'reject' }],
    },
    'the day after it ended': {
      ...stayUntil('2026-01-01', '2025-12-28', { admittingDiagnosis: 'E0800' }),
      finds: [{ message: 'invalid', at: 'admittingDiagnosis' }],
    },
    'ended, and the tables are older than the discharge': {
      ...stayUntil('2026-10-02', '2026-09-28', { admittingDiagnosis: 'E0800' }),
      finds: [{ message: 'invalid', at: 'admittingDiagnosis' }],
    },
    'perhaps new': {
      ...stayUntil('2026-10-02', '2026-09-28', { admittingDiagnosis: 'E0801' }),
      finds: [{ message: 'newerThanRelease', at: 'admittingDiagnosis', severity: 'review' }],
    },
  },
})
