import { mceDuplicatePrincipal } from '../../src/edits/mce-duplicate-principal.ts'
import { outpatient, stay } from '../helpers/stays.ts'
import { editorRelease } from '../helpers/tables.ts'
import { testEdit } from '../helpers/test-edit.ts'

const editor = { ...editorRelease([]), from: 19801001 }

testEdit(mceDuplicatePrincipal, {
  undated: 'A diagnosis is repeated or not; the days of the editor bound it and are held with its tables.',
  tables: [editor],
  passes: {
    'different diagnoses': stay({ diagnoses: [{ code: 'I5021' }, { code: 'E119' }] }),
    'two equal secondary diagnoses': stay({
      diagnoses: [{ code: 'I5021' }, { code: 'E119' }, { code: 'E119' }],
    }),
    'an outpatient bill': outpatient({ diagnoses: [{ code: 'E119' }, { code: 'E119' }] }),
  },
  fails: {
    'once for each repetition': {
      ...stay({ diagnoses: [{ code: 'I5021' }, { code: 'I5021' }, { code: 'E119' }, { code: 'I5021' }] }),
      finds: [
        { message: 'repeated', at: 'diagnoses[1].code', severity: 'review' },
        { message: 'repeated', at: 'diagnoses[3].code' },
      ],
    },
  },
})
