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
    'a discharge after the editor’s tables': {
      ...stayUntil('2026-10-01', '2026-09-28', { admittingDiagnosis: 'E0800' }),
      unchecked: ['no-table'],
    },
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
  },
})
