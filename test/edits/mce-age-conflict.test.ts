import { mceAgeConflict } from '../../src/edits/mce-age-conflict.ts'
import { outpatient, stay, stayUntil } from '../helpers/stays.ts'
import { editorRelease } from '../helpers/tables.ts'
import { testEdit } from '../helpers/test-edit.ts'

const diagnoses = editorRelease([
  { code: 'I5021' },
  { code: 'E119' },
  { code: 'P220', flags: ['newborn'] },
  { code: 'J210', flags: ['pediatric'] },
  { code: 'O80', flags: ['maternity'] },
  { code: 'N401', flags: ['adult'] },
  { code: 'P229', flags: ['newborn', 'pediatric'] },
])

testEdit(mceAgeConflict, {
  turns: {
    '2019-10-01': [{ of: 'a mother of 56 before October 2019', before: ['outside'], from: [] }],
  },
  tables: [diagnoses],
  passes: {
    'no band': stay(),
    'an adult of 15': stay({ patient: { birthDate: '2011-03-02' }, diagnoses: [{ code: 'N401' }] }),
    'a child of 17, the day before turning 18': stay({
      patient: { birthDate: '2008-03-03' },
      diagnoses: [{ code: 'J210' }],
    }),
    'age at admission, not at discharge': stay({
      patient: { birthDate: '2008-03-05' },
      diagnoses: [{ code: 'J210' }],
    }),
    'a mother of 64': stay({ patient: { birthDate: '1961-03-03' }, diagnoses: [{ code: 'O80' }] }),
    'a mother of 55 before October 2019': stayUntil('2019-09-30', '2019-09-28', {
      patient: { birthDate: '1964-01-01' },
      diagnoses: [{ code: 'O80' }],
    }),
    'no birth date': {
      ...stay({ patient: { sex: 'F' }, diagnoses: [{ code: 'O80' }] }),
      unchecked: ['missing-field'],
    },
    'no admission date': {
      ...stay({ admissionDate: undefined, diagnoses: [{ code: 'O80' }] }),
      unchecked: ['missing-field'],
    },
    'no birth date, and no code that asks for it': stay({ patient: { sex: 'F' } }),
    'the admitting diagnosis': stay({ admittingDiagnosis: 'P220' }),
    'an outpatient bill': outpatient({ diagnoses: [{ code: 'P220' }] }),
  },
  fails: {
    'a newborn’s diagnosis at 72': {
      ...stay({ diagnoses: [{ code: 'I5021' }, { code: 'P220' }] }),
      finds: [{ message: 'outside', at: 'diagnoses[1].code', severity: 'reject' }],
    },
    'a child on the day of turning 18': {
      ...stay({ patient: { birthDate: '2008-03-02' }, diagnoses: [{ code: 'J210' }] }),
      finds: [{ message: 'outside', at: 'diagnoses[0].code' }],
    },
    'an adult of 14': {
      ...stay({ patient: { birthDate: '2011-03-03' }, diagnoses: [{ code: 'N401' }] }),
      finds: [{ message: 'outside', at: 'diagnoses[0].code' }],
    },
    'one finding where two bands fail': {
      ...stay({ diagnoses: [{ code: 'P229' }] }),
      finds: [{ message: 'outside', at: 'diagnoses[0].code' }],
    },
    'a mother of 56 before October 2019': {
      ...stayUntil('2019-09-30', '2019-09-28', {
        patient: { birthDate: '1963-01-01' },
        diagnoses: [{ code: 'O80' }],
      }),
      finds: [{ message: 'outside', at: 'diagnoses[0].code' }],
    },
    'to a commercial payer': {
      ...stay({ payer: { line: 'commercial' }, diagnoses: [{ code: 'P220' }] }),
      finds: [{ message: 'outside', at: 'diagnoses[0].code', severity: 'review' }],
    },
  },
})
