import { mceLengthOfStay } from '../../src/edits/mce-length-of-stay.ts'
import { stay } from '../helpers/stays.ts'
import { editorRelease } from '../helpers/tables.ts'
import { testEdit } from '../helpers/test-edit.ts'

const procedures = editorRelease([{ code: '0DTJ4ZZ' }, { code: '5A1955Z', flags: ['los'] }], 'mce-procedures')

testEdit(mceLengthOfStay, {
  tables: [procedures],
  passes: {
    'five days': stay({ procedures: [{ code: '5A1955Z' }] }),
    'another procedure in one day': stay({ admissionDate: '2026-03-07', procedures: [{ code: '0DTJ4ZZ' }] }),
    'the end of the statement where no discharge is given': stay({
      dischargeDate: undefined,
      procedures: [{ code: '5A1955Z' }],
    }),
    'no admission date': {
      ...stay({ admissionDate: undefined, procedures: [{ code: '5A1955Z' }] }),
      unchecked: ['missing-field'],
    },
  },
  fails: {
    'four days': {
      ...stay({ admissionDate: '2026-03-03', procedures: [{ code: '0DTJ4ZZ' }, { code: '5A1955Z' }] }),
      finds: [{ message: 'tooShort', at: 'procedures[1].code', severity: 'reject' }],
    },
  },
})
