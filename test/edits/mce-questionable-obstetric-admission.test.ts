import { mceQuestionableObstetricAdmission } from '../../src/edits/mce-questionable-obstetric-admission.ts'
import { stay, stayUntil } from '../helpers/stays.ts'
import { editorRelease } from '../helpers/tables.ts'
import { testEdit } from '../helpers/test-edit.ts'

const diagnoses = editorRelease([
  { code: 'I5021' },
  { code: 'E119' },
  { code: 'O80' },
  { code: 'Z370', flags: ['delout'] },
])
const procedures = editorRelease(
  [
    { code: '0DTJ4ZZ' },
    { code: '10D00Z0', from: 20181001, flags: ['csect'] },
    { code: '10D00Z0', from: 20151001, through: 20180930 },
    { code: '10E0XZZ', flags: ['vagdel'] },
  ],
  'mce-procedures',
)

testEdit(mceQuestionableObstetricAdmission, {
  tables: [diagnoses, procedures],
  passes: {
    'with its outcome': stay({
      diagnoses: [{ code: 'O80' }, { code: 'Z370' }],
      procedures: [{ code: '10E0XZZ' }],
    }),
    'no delivery': stay({ procedures: [{ code: '0DTJ4ZZ' }] }),
    'the day before the flag begins': stayUntil('2018-09-30', '2018-09-28', {
      procedures: [{ code: '10D00Z0' }],
    }),
  },
  fails: {
    'a vaginal delivery without its outcome': {
      ...stay({ diagnoses: [{ code: 'O80' }], procedures: [{ code: '10E0XZZ' }] }),
      finds: [{ message: 'outcomeMissing', at: 'procedures[0].code', severity: 'reject' }],
    },
    'the outcome as principal diagnosis does not count': {
      ...stay({ diagnoses: [{ code: 'Z370' }], procedures: [{ code: '10E0XZZ' }] }),
      finds: [{ message: 'outcomeMissing', at: 'procedures[0].code' }],
    },
    'each delivery procedure, from the first day of the flag on': {
      ...stayUntil('2018-10-01', '2018-09-28', {
        procedures: [{ code: '10D00Z0' }, { code: '0DTJ4ZZ' }, { code: '10E0XZZ' }],
      }),
      finds: [
        { message: 'outcomeMissing', at: 'procedures[0].code' },
        { message: 'outcomeMissing', at: 'procedures[2].code' },
      ],
    },
  },
})
