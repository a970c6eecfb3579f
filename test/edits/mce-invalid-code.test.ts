import { expect, it } from 'vitest'
import { icdInvalid } from '../../src/edits/icd-invalid.ts'
import { mceInvalidCode } from '../../src/edits/mce-invalid-code.ts'
import { outpatient, stay, stayUntil } from '../helpers/stays.ts'
import { editorRelease } from '../helpers/tables.ts'
import { claimOf } from '../helpers/claims.ts'
import { scrubWith, testEdit } from '../helpers/test-edit.ts'

const diagnoses = editorRelease([
  { code: 'I5021' },
  { code: 'E119' },
  { code: 'E0800', from: 20151001, through: 20251231 },
])
const procedures = editorRelease(
  [{ code: '0DTJ4ZZ' }, { code: '0XX0000', from: 20151001, through: 20251231 }],
  'mce-procedures',
)

testEdit(mceInvalidCode, {
  tables: [diagnoses, procedures],
  passes: {
    'valid codes': stay({
      diagnoses: [{ code: 'I50.21' }, { code: 'E119' }],
      procedures: [{ code: '0DTJ4ZZ' }],
    }),
    'the last day': stayUntil('2025-12-31', '2025-12-28', {
      diagnoses: [{ code: 'E0800' }],
      procedures: [{ code: '0XX0000' }],
    }),
    'zeros and blanks after the principal': stay({
      diagnoses: [{ code: 'I5021' }, { code: '0000' }, { code: '' }],
      procedures: [{ code: '0000000' }, { code: '' }],
    }),
    'a discharge after the editor’s tables': {
      ...stayUntil('2026-10-01', '2026-09-28', {
        diagnoses: [{ code: 'E0801' }],
        procedures: [{ code: '0XX0001' }],
      }),
      unchecked: ['no-table'],
    },
    'an outpatient bill': outpatient({ diagnoses: [{ code: 'NONE' }] }),
  },
  fails: {
    'unknown, and a header': {
      ...stay({ diagnoses: [{ code: 'I50' }, { code: 'NONE' }], procedures: [{ code: 'NONE' }] }),
      finds: [
        { message: 'diagnosis', at: 'diagnoses[0].code', severity: 'reject' },
        { message: 'diagnosis', at: 'diagnoses[1].code' },
        { message: 'procedure', at: 'procedures[0].code', severity: 'reject' },
      ],
    },
    'an all-zero principal diagnosis': {
      ...stay({ diagnoses: [{ code: '0000' }] }),
      finds: [{ message: 'diagnosis', at: 'diagnoses[0].code' }],
    },
    'the day after they ended': {
      ...stayUntil('2026-01-01', '2025-12-28', {
        diagnoses: [{ code: 'E0800' }],
        procedures: [{ code: '0XX0000' }],
      }),
      finds: [
        { message: 'diagnosis', at: 'diagnoses[0].code' },
        { message: 'procedure', at: 'procedures[0].code' },
      ],
    },
  },
})

it('speaks on an inpatient bill, and its twin on an outpatient one', () => {
  const spoken = (sketch: ReturnType<typeof stay>): string[] =>
    scrubWith([icdInvalid, mceInvalidCode], [diagnoses, procedures], claimOf(sketch)).findings.map(
      ({ edit }) => edit,
    )
  expect(spoken(stay({ diagnoses: [{ code: 'E1199' }] }))).toEqual(['mce-invalid-code'])
  expect(spoken(outpatient({ diagnoses: [{ code: 'E1199' }] }))).toEqual(['icd-invalid'])
})

it('does not speak of what it lacks on a bill that the editor does not see', () => {
  expect(scrubWith([mceInvalidCode], [], claimOf(outpatient())).unchecked).toEqual([])
  expect(scrubWith([mceInvalidCode], [], claimOf(stay())).unchecked.map(({ reason }) => reason)).toContain(
    'no-table',
  )
})
