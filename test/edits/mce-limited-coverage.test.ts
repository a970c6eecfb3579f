import { mceLimitedCoverage } from '../../src/edits/mce-limited-coverage.ts'
import { stay } from '../helpers/stays.ts'
import { editorRelease } from '../helpers/tables.ts'
import { testEdit } from '../helpers/test-edit.ts'

const diagnoses = editorRelease([
  { code: 'I5021' },
  { code: 'E119' },
  { code: 'E109', flags: ['diabtypeI'] },
  { code: 'Z302', flags: ['ncov_z302'] },
  { code: 'F640', flags: ['ncov6'] },
  { code: 'C9000', flags: ['ncov7'] },
  { code: 'Z006', flags: ['clintrial'] },
])
const procedures = editorRelease(
  [
    { code: '0DTJ4ZZ' },
    { code: '0NC0000', flags: ['noncovered'] },
    { code: '0PANC00', flags: ['ncov45'] },
    { code: '0K0D000', flags: ['kidneyxp'] },
    { code: '0SX0000', flags: ['ncov6', 'lcov'] },
    { code: '0SV0000', flags: ['ncov7'] },
    { code: '0STR000', flags: ['ncov_z302'] },
    { code: '0AG0000', flags: ['ncov12agele60', 'lcov'] },
    { code: '0HRTA00', from: 20151001, through: 20220331, flags: ['lcov_artheartxpa'] },
    { code: '0HRTB00', from: 20151001, through: 20220331, flags: ['lcov_artheartxpb'] },
    { code: '0HRTA00', from: 20220401 },
    { code: '0HRTB00', from: 20220401 },
    { code: '0MD0000', flags: ['lcov'] },
  ],
  'mce-procedures',
)

testEdit(mceLimitedCoverage, {
  tables: [diagnoses, procedures],
  passes: {
    'a covered procedure': stay({ procedures: [{ code: '0DTJ4ZZ' }] }),
    'no procedure': stay(),
    'with the diagnosis that bars it: non-covered': stay({
      diagnoses: [{ code: 'I5021' }, { code: 'F640' }],
      procedures: [{ code: '0SX0000' }],
    }),
    'one that is non-covered here': stay({
      patient: { birthDate: '1950-01-01' },
      procedures: [{ code: '0AG0000' }],
    }),
  },
  fails: {
    'without the diagnosis that bars it': {
      ...stay({ procedures: [{ code: '0SX0000' }] }),
      finds: [{ message: 'limited', at: 'procedures[0].code' }],
    },
    'limited coverage': {
      ...stay({ procedures: [{ code: '0MD0000' }] }),
      finds: [{ message: 'limited', at: 'procedures[0].code', severity: 'review' }],
    },
    'one that is covered at this age': {
      ...stay({ patient: { birthDate: '1970-01-01' }, procedures: [{ code: '0AG0000' }] }),
      finds: [{ message: 'limited', at: 'procedures[0].code' }],
    },
  },
})
