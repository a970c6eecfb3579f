import { mceSexConflict } from '../../src/edits/mce-sex-conflict.ts'
import { stayUntil } from '../helpers/stays.ts'
import { editorRelease } from '../helpers/tables.ts'
import { testEdit } from '../helpers/test-edit.ts'

const diagnoses = editorRelease([
  { code: 'I5021' },
  { code: 'E119' },
  { code: 'C61', from: 20151001, through: 20240930, flags: ['male'] },
  { code: 'C61', from: 20241001 },
  { code: 'O80', flags: ['female'] },
])
const procedures = editorRelease(
  [
    { code: '0DTJ4ZZ' },
    { code: '10D00Z0', from: 20151001, through: 20240930, flags: ['female'] },
    { code: '10D00Z0', from: 20241001 },
  ],
  'mce-procedures',
)

testEdit(mceSexConflict, {
  turns: {
    '2024-10-01': [{ of: 'a diagnosis, on the last day', before: ['diagnosis'], from: [] }],
  },
  tables: [diagnoses, procedures],
  passes: {
    'the right sex': stayUntil('2024-09-30', '2024-09-28', {
      patient: { birthDate: '1980-01-01', sex: 'M' },
      diagnoses: [{ code: 'C61' }],
    }),
    'from October 2024 on, whatever a table still flags': stayUntil('2024-10-01', '2024-09-28', {
      patient: { birthDate: '1980-01-01', sex: 'M' },
      diagnoses: [{ code: 'O80' }],
      procedures: [{ code: '10D00Z0' }],
    }),
    CC45: stayUntil('2024-09-30', '2024-09-28', { conditionCodes: ['45'], diagnoses: [{ code: 'C61' }] }),
    'no code of one sex': stayUntil('2024-09-30', '2024-09-28'),
  },
  fails: {
    'a diagnosis, on the last day': {
      ...stayUntil('2024-09-30', '2024-09-28', { diagnoses: [{ code: 'I5021' }, { code: 'C61' }] }),
      finds: [{ message: 'diagnosis', at: 'diagnoses[1].code', severity: 'review' }],
    },
    'a procedure': {
      ...stayUntil('2024-09-30', '2024-09-28', {
        patient: { birthDate: '1980-01-01', sex: 'M' },
        procedures: [{ code: '10D00Z0' }],
      }),
      finds: [{ message: 'procedure', at: 'procedures[0].code' }],
    },
    'an unknown sex': {
      ...stayUntil('2024-09-30', '2024-09-28', {
        patient: { birthDate: '1980-01-01', sex: 'U' },
        diagnoses: [{ code: 'C61' }],
      }),
      finds: [{ message: 'diagnosis', at: 'diagnoses[0].code' }],
    },
    'no sex': {
      ...stayUntil('2024-09-30', '2024-09-28', {
        patient: { birthDate: '1980-01-01' },
        diagnoses: [{ code: 'C61' }],
      }),
      finds: [{ message: 'diagnosis', at: 'diagnoses[0].code' }],
    },
    'illegitimate bypass: another condition code': {
      ...stayUntil('2024-09-30', '2024-09-28', { conditionCodes: ['44'], diagnoses: [{ code: 'C61' }] }),
      finds: [{ message: 'diagnosis', at: 'diagnoses[0].code' }],
    },
  },
})
