import { mceUnspecified } from '../../src/edits/mce-unspecified.ts'
import { stay, stayUntil } from '../helpers/stays.ts'
import { editorRelease } from '../helpers/tables.ts'
import { testEdit } from '../helpers/test-edit.ts'

const diagnoses = editorRelease([
  { code: 'I5021' },
  { code: 'E119' },
  { code: 'L89009', from: 20151001, through: 20220331 },
  { code: 'L89009', from: 20220401, flags: ['unspecified'] },
])

testEdit(mceUnspecified, {
  tables: [diagnoses],
  passes: {
    'a specific diagnosis': stay(),
    'the day before the flag begins': stayUntil('2022-03-31', '2022-03-20', {
      diagnoses: [{ code: 'L89009' }],
    }),
    'the admitting diagnosis': stay({ admittingDiagnosis: 'L89009' }),
  },
  fails: {
    'on the first day of the flag': {
      ...stayUntil('2022-04-01', '2022-03-20', { diagnoses: [{ code: 'I5021' }, { code: 'L89009' }] }),
      finds: [{ message: 'unspecified', at: 'diagnoses[1].code', severity: 'review' }],
    },
  },
})
