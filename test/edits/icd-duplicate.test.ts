import { icdDuplicate } from '../../src/edits/icd-duplicate.ts'
import { testEdit } from '../helpers/test-edit.ts'

const codes = (...list: string[]) => ({ diagnoses: list.map((code) => ({ code })) })

testEdit(icdDuplicate, {
  undated: 'A diagnosis is repeated or not, whatever the day.',
  tables: [],
  passes: { 'each once': codes('E119', 'I10'), 'no diagnosis': codes() },
  fails: {
    'the same twice': {
      ...codes('E119', 'I10', 'E11.9'),
      finds: [{ message: 'repeated', at: 'diagnoses[2].code', severity: 'note' }],
    },
    'three times': {
      ...codes('I10', 'I10', 'I10'),
      finds: [
        { message: 'repeated', at: 'diagnoses[1].code' },
        { message: 'repeated', at: 'diagnoses[2].code' },
      ],
    },
  },
})
