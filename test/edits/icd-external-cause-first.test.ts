import { icdExternalCauseFirst } from '../../src/edits/icd-external-cause-first.ts'
import { icdInvalid } from '../../src/edits/icd-invalid.ts'
import { icdRelease } from '../helpers/tables.ts'
import { testEdit } from '../helpers/test-edit.ts'

const dx = (...codes: readonly string[]) => ({ diagnoses: codes.map((code) => ({ code })) })
const finds = [{ message: 'first', at: 'diagnoses[0].code', severity: 'deny' }]

testEdit(icdExternalCauseFirst, {
  tables: [
    icdRelease({
      S8001XA: true,
      V00: false,
      V00111A: true,
      W19XXXA: true,
      Y998: true,
      Z041: true,
      T7500XA: true,
    }),
  ],
  beside: [icdInvalid],
  passes: {
    'behind the injury': dx('S8001XA', 'W19XXXA', 'Y998'),
    'Z codes are no external causes': dx('Z041', 'W19XXXA'),
    'the chapter before': dx('T7500XA'),
    'no diagnosis': dx(),
    'a header is icd-invalid': dx('V00'),
    'payer disabled': {
      ...dx('W19XXXA'),
      profile: { edits: { 'icd-external-cause-first': 'off' } },
      unchecked: ['not-this-payer'],
    },
  },
  fails: {
    'the first code of the chapter': { ...dx('V00111A', 'S8001XA'), finds },
    'the last code of the chapter, alone': { ...dx('Y998'), finds },
    'pointers do not matter': { ...dx('W19XXXA', 'S8001XA'), lines: [{ pointers: [2, 1] }], finds },
    'an outpatient bill': { type: 'institutional', ...dx('W19XXXA', 'S8001XA'), finds },
  },
})
