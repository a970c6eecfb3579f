import { icdAge } from '../../src/edits/icd-age.ts'
import { icdInvalid } from '../../src/edits/icd-invalid.ts'
import { editorRelease } from '../helpers/tables.ts'
import { testEdit } from '../helpers/test-edit.ts'

const of = (code: string, birthDate: string | undefined, serviceDate = '2026-03-02') => ({
  diagnoses: [{ code }],
  patient: { id: 'P-1', sex: 'F' as const, ...(birthDate === undefined ? {} : { birthDate }) },
  lines: [{ serviceDate }],
})
const finds = (message = 'unlikely', severity = 'review') => [{ message, at: 'diagnoses[0].code', severity }]

testEdit(icdAge, {
  turns: {
    '2019-10-01': [
      { of: 'maternity at eleven before October 2019', before: ['unlikely'], from: [] },
      { of: 'maternity at sixty-four', before: ['unlikely'], from: [] },
    ],
  },
  tables: [
    editorRelease([
      { code: 'P220', flags: ['newborn'] },
      { code: 'F930', flags: ['pediatric'], from: 20180101, through: 20260301 },
      { code: 'F930', flags: [], from: 20260302 },
      { code: 'L700', flags: ['pediatric'], through: 20260601 },
      { code: 'O80', flags: ['maternity'] },
      { code: 'F03', flags: ['adult'] },
      { code: 'O09', flags: ['maternity', 'adult'] },
      { code: 'E119' },
    ]),
  ],
  beside: [icdInvalid],
  passes: {
    'an inpatient bill is the code editor’s (mce-age-conflict)': {
      type: 'institutional',
      typeOfBill: '0111',
      ...of('L700', '2008-05-30'),
      admissionDate: '2026-05-30',
      statementFrom: '2026-05-30',
      statementThrough: '2026-06-01',
      lines: [{ procedure: undefined, revenueCode: '0120', serviceDate: '2026-05-30' }],
    },
    'a code of any age': of('E119', '1901-01-01'),
    'newborn on the eve of the first birthday': of('P220', '2025-03-03'),
    'pediatric on the eve of the eighteenth birthday': of('L700', '2008-03-03'),
    'maternity at nine': of('O80', '2017-03-02'),
    'maternity at sixty-four': of('O80', '1961-03-03'),
    'maternity at twelve before October 2019': of('O80', '2007-09-30', '2019-09-30'),
    'adult at fifteen': of('F03', '2011-03-02'),
    'the flag ended the day before': of('F930', '1953-04-09', '2026-03-02'),
    'born on 29 February, not yet eighteen on the 28th': of('L700', '2008-02-29', '2026-02-28'),
    'right on one of the dates': {
      ...of('P220', '2025-03-03'),
      lines: [{ serviceDate: '2026-03-02' }, { serviceDate: '2026-03-04' }],
    },
    'service before birth is claim-dates': of('F03', '2026-04-01'),
    'no birth date': { ...of('O80', undefined), unchecked: ['missing-field'] },
    'no birth date and nothing that asks for it': of('E119', undefined),
    'payer disabled': {
      ...of('P220', '1953-04-09'),
      profile: { edits: { 'icd-age': 'off' } },
      unchecked: ['not-this-payer'],
    },
    'an outpatient bill, by the first day of the statement': {
      type: 'institutional',
      ...of('P220', '2025-03-03'),
      statementFrom: '2026-03-02',
      statementThrough: '2026-03-05',
      lines: [{ serviceDate: '2026-03-05' }],
    },
  },
  fails: {
    'newborn on the first birthday': { ...of('P220', '2025-03-02'), finds: finds() },
    'pediatric at eighteen': { ...of('L700', '2008-03-02'), finds: finds() },
    'pediatric, born on 29 February, on 1 March': {
      ...of('L700', '2008-02-29', '2026-03-01'),
      finds: finds(),
    },
    'maternity at eight': { ...of('O80', '2017-03-03'), finds: finds() },
    'maternity at sixty-five': { ...of('O80', '1961-03-02'), finds: finds() },
    'maternity at eleven before October 2019': { ...of('O80', '2007-10-01', '2019-09-30'), finds: finds() },
    'adult at fourteen': { ...of('F03', '2011-03-03'), finds: finds() },
    'two bands, one fails': { ...of('O09', '2014-03-02'), finds: finds() },
    'last day of the flag': { ...of('F930', '1953-04-09', '2026-03-01'), finds: finds() },
    'an outpatient bill to Medicare': {
      type: 'institutional',
      ...of('P220', '1953-04-09'),
      finds: finds('outside', 'deny'),
    },
    'an outpatient bill to another payer': {
      type: 'institutional',
      ...of('P220', '1953-04-09'),
      payer: { id: '00002', line: 'commercial' },
      finds: finds(),
    },
  },
})
