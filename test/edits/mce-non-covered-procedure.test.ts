import { mceNonCoveredProcedure } from '../../src/edits/mce-non-covered-procedure.ts'
import { stay, stayUntil } from '../helpers/stays.ts'
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
    { code: '0SX0000', flags: ['ncov6'] },
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

testEdit(mceNonCoveredProcedure, {
  tables: [diagnoses, procedures],
  passes: {
    'a covered procedure': stay({ procedures: [{ code: '0DTJ4ZZ' }] }),
    'a pancreas beside a kidney': stay({ procedures: [{ code: '0PANC00' }, { code: '0K0D000' }] }),
    'a pancreas with type 1 diabetes': stay({
      diagnoses: [{ code: 'E109' }],
      procedures: [{ code: '0PANC00' }],
    }),
    'the bar without its diagnosis': stay({
      procedures: [{ code: '0SX0000' }, { code: '0SV0000' }, { code: '0STR000' }],
    }),
    'the other bar’s diagnosis': stay({ diagnoses: [{ code: 'C9000' }], procedures: [{ code: '0SX0000' }] }),
    'an age of 60': stay({ patient: { birthDate: '1965-03-03' }, procedures: [{ code: '0AG0000' }] }),
    'an age that is not known': {
      ...stay({ patient: { sex: 'F' }, procedures: [{ code: '0AG0000' }] }),
      unchecked: ['missing-field'],
    },
    'one part of an artificial heart': stayUntil('2022-03-31', '2022-03-20', {
      procedures: [{ code: '0HRTA00' }],
    }),
    'an artificial heart in a trial': stayUntil('2022-03-31', '2022-03-20', {
      diagnoses: [{ code: 'I5021' }, { code: 'Z006' }],
      procedures: [{ code: '0HRTA00' }, { code: '0HRTB00' }],
    }),
    'an artificial heart from April 2022 on': stayUntil('2022-04-01', '2022-03-20', {
      procedures: [{ code: '0HRTA00' }, { code: '0HRTB00' }],
    }),
    'limited coverage': stay({ procedures: [{ code: '0MD0000' }] }),
  },
  fails: {
    'never covered': {
      ...stay({ procedures: [{ code: '0DTJ4ZZ' }, { code: '0NC0000' }] }),
      finds: [{ message: 'notCovered', at: 'procedures[1].code', severity: 'deny' }],
    },
    'a pancreas alone': {
      ...stay({ procedures: [{ code: '0PANC00' }] }),
      finds: [{ message: 'notCovered', at: 'procedures[0].code' }],
    },
    'with the diagnosis that bars it': {
      ...stay({ diagnoses: [{ code: 'F640' }], procedures: [{ code: '0SX0000' }] }),
      finds: [{ message: 'notCovered', at: 'procedures[0].code' }],
    },
    'with the other diagnosis that bars it': {
      ...stay({ diagnoses: [{ code: 'I5021' }, { code: 'C9000' }], procedures: [{ code: '0SV0000' }] }),
      finds: [{ message: 'notCovered', at: 'procedures[0].code' }],
    },
    'a sterilization': {
      ...stay({ diagnoses: [{ code: 'I5021' }, { code: 'Z302' }], procedures: [{ code: '0STR000' }] }),
      finds: [{ message: 'notCovered', at: 'procedures[0].code' }],
    },
    'an age of 61': {
      ...stay({ patient: { birthDate: '1965-03-02' }, procedures: [{ code: '0AG0000' }] }),
      finds: [{ message: 'notCovered', at: 'procedures[0].code' }],
    },
    'both parts of an artificial heart, on the last day': {
      ...stayUntil('2022-03-31', '2022-03-20', { procedures: [{ code: '0HRTA00' }, { code: '0HRTB00' }] }),
      finds: [
        { message: 'notCovered', at: 'procedures[0].code' },
        { message: 'notCovered', at: 'procedures[1].code' },
      ],
    },
    'to a commercial payer': {
      ...stay({ payer: { line: 'commercial' }, procedures: [{ code: '0NC0000' }] }),
      finds: [{ message: 'notCovered', at: 'procedures[0].code', severity: 'review' }],
    },
  },
})
