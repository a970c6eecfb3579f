import { icdInvalid } from '../../src/edits/icd-invalid.ts'
import { icdSex } from '../../src/edits/icd-sex.ts'
import { editorRelease } from '../helpers/tables.ts'
import { testEdit } from '../helpers/test-edit.ts'

const of = (
  code: string,
  sex: 'F' | 'M' | 'U' | undefined,
  serviceDate = '2024-09-30',
  modifiers: string[] = [],
) => ({
  diagnoses: [{ code }],
  patient: { id: 'P-1', birthDate: '1980-04-09', ...(sex === undefined ? {} : { sex }) },
  lines: [{ serviceDate, modifiers }],
})
const finds = [{ message: 'contradicts', at: 'diagnoses[0].code', severity: 'review' }]

testEdit(icdSex, {
  turns: {
    '2024-10-01': [{ of: 'male flag, the last day', before: ['contradicts'], from: [] }],
  },
  tables: [
    editorRelease([
      { code: 'N400', flags: ['male'], through: 20240930 },
      { code: 'N400', from: 20241001 },
      { code: 'O80', flags: ['maternity', 'female'], from: 20180101, through: 20240930 },
      { code: 'O80', flags: ['maternity'], from: 20241001 },
      // An older release whose flags never end: the edit still ends.
      { code: 'N83209', flags: ['female'] },
      { code: 'E119' },
    ]),
  ],
  beside: [icdInvalid],
  passes: {
    'the sex agrees': of('N400', 'M'),
    'the first day without sex flags, 2024-10-01': of('N400', 'F', '2024-10-01'),
    'off from 2024-10-01 whatever the release says': of('N83209', 'M', '2024-10-01'),
    'unknown sex never fires': of('N400', 'U'),
    'no sex': { ...of('N400', undefined), unchecked: ['missing-field'] },
    'no sex and nothing that asks for it': of('E119', undefined),
    'day before the flag begins': of('O80', 'M', '2017-12-31'),
    'KX on a line': of('N400', 'F', '2024-09-30', ['KX']),
    'condition code 45': {
      type: 'institutional',
      ...of('N400', 'F'),
      statementFrom: '2024-09-30',
      statementThrough: '2024-09-30',
      conditionCodes: ['45'],
    },
    'payer disabled': {
      ...of('N400', 'F'),
      profile: { edits: { 'icd-sex': 'off' } },
      unchecked: ['not-this-payer'],
    },
  },
  fails: {
    'male flag, the last day': { ...of('N400', 'F'), finds },
    'female flag, its first day': { ...of('O80', 'M', '2018-01-01'), finds },
    'an open flag before the end of the edit': { ...of('N83209', 'M'), finds },
    'condition code 45 has no meaning on a professional claim': {
      ...of('N400', 'F'),
      conditionCodes: ['45'],
      finds,
    },
    'another condition code': {
      type: 'institutional',
      ...of('N400', 'F'),
      statementFrom: '2024-09-30',
      statementThrough: '2024-09-30',
      conditionCodes: ['44'],
      finds,
    },
  },
})
