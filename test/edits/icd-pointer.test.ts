import { icdPointer } from '../../src/edits/icd-pointer.ts'
import { testEdit } from '../helpers/test-edit.ts'

const diagnoses = [{ code: 'E119' }, { code: 'I10' }, { code: 'N183' }, { code: 'Z794' }, { code: 'R69' }]
const pointing = (...pointers: number[]) => ({ diagnoses, lines: [{ pointers }] })

testEdit(icdPointer, {
  undated: 'Pointers are counted against the claim’s own diagnoses; the form’s limit has no days.',
  tables: [],
  passes: {
    'one pointer': pointing(1),
    'four pointers': pointing(1, 2, 3, 4),
    'institutional lines have none': { type: 'institutional', lines: [{ pointers: [] }] },
  },
  fails: {
    'no pointer': {
      ...pointing(),
      finds: [{ message: 'missing', at: 'lines[0].pointers', severity: 'reject' }],
    },
    'past the last diagnosis': {
      ...pointing(1, 6),
      finds: [{ message: 'beyond', at: 'lines[0].pointers[1]', severity: 'reject' }],
    },
    'pointer zero': { ...pointing(0), finds: [{ message: 'beyond', at: 'lines[0].pointers[0]' }] },
    'no diagnosis on the claim': {
      diagnoses: [],
      lines: [{ pointers: [1] }],
      finds: [{ message: 'beyond', at: 'lines[0].pointers[0]' }],
    },
    'more than four': {
      ...pointing(1, 2, 3, 4, 5),
      finds: [{ message: 'tooMany', at: 'lines[0].pointers', severity: 'reject' }],
    },
    repeated: {
      ...pointing(2, 2),
      finds: [{ message: 'repeated', at: 'lines[0].pointers[1]', severity: 'note' }],
    },
  },
})
