import { procedureAge } from '../../src/edits/procedure-age.ts'
import { testEdit } from '../helpers/test-edit.ts'

const born = (birthDate: string) => ({ patient: { id: 'P-1', birthDate, sex: 'F' as const } })
const line = (procedure: string, serviceDate = '2026-03-02') => ({ lines: [{ procedure, serviceDate }] })
const at = 'lines[0].procedure'
const screening = { diagnoses: [{ code: 'Z1211' }] }

testEdit(procedureAge, {
  turns: {
    '2011-01-01': [{ of: 'the day the limit takes effect', before: [], from: ['outside'] }],
    '2014-10-09': [{ of: 'a payer that follows Medicare', before: [], from: ['outside'] }],
    '2017-01-01': [{ of: 'an institutional line', before: [], from: ['outside'] }],
    '2023-01-01': [{ of: '45 the day before 2023', before: ['outside'], from: [] }],
  },
  tables: [],
  passes: {
    'the right age': { ...born('1970-01-01'), ...line('99396') },
    'a code for all ages': { ...born('2020-01-01'), ...line('99213') },
    'the day before the fifth birthday': { ...born('2021-03-03'), ...line('99392') },
    'the fifth birthday': { ...born('2021-03-02'), ...line('99393') },
    'born on 29 February, four until 1 March': { ...born('2020-02-29'), ...line('99392', '2025-02-28') },
    '28 days old': { ...born('2026-02-02'), ...line('99468') },
    '24 months and some days': { ...born('2024-02-20'), ...line('99472') },
    'a span on one day of which the age is right': {
      ...born('2021-03-03'),
      lines: [{ procedure: '99393', serviceDate: '2026-03-02', serviceDateThrough: '2026-03-04' }],
    },
    '45 from 2023': { ...born('1977-06-01'), ...screening, ...line('82270', '2023-01-01') },
    'a diagnostic stool test has no age': {
      ...born('1996-06-01'),
      diagnoses: [{ code: 'K921' }],
      ...line('82270'),
    },
    'Medicare’s coverage does not bind others': {
      ...born('1996-06-01'),
      ...screening,
      payer: { id: '7', line: 'commercial' },
      ...line('81528'),
    },
    'a payer that regrades the edit does not follow Medicare’s coverage': {
      ...born('1996-06-01'),
      payer: { id: '7', line: 'commercial' },
      profile: { edits: { 'procedure-age': 'review' } },
      ...line('81528'),
    },
    'missing input': { patient: { id: 'P-1', sex: 'F' }, ...line('99396'), unchecked: ['missing-field'] },
    'missing input, but no limit': { patient: { id: 'P-1', sex: 'F' }, ...line('99213') },
    'service before birth is a matter of dates': { ...born('2026-03-03'), ...line('99396') },
    'before the limit took effect': { ...born('1990-01-01'), ...line('90460', '2010-12-31') },
    'payer turned off': {
      profile: { edits: { 'procedure-age': 'off' } },
      ...born('2020-01-01'),
      ...line('99396'),
      unchecked: ['not-this-payer'],
    },
  },
  fails: {
    'too young': {
      ...born('2021-03-03'),
      ...line('99393'),
      finds: [{ message: 'outside', at, severity: 'deny' }],
    },
    'too old on the birthday': {
      ...born('2021-03-02'),
      ...line('99392'),
      finds: [{ message: 'outside', at }],
    },
    'born on 29 February, five from 1 March': {
      ...born('2020-02-29'),
      ...line('99392', '2025-03-01'),
      finds: [{ message: 'outside', at }],
    },
    '29 days old': { ...born('2026-02-01'), ...line('99468'), finds: [{ message: 'outside', at }] },
    '25 months': { ...born('2024-02-01'), ...line('99472'), finds: [{ message: 'outside', at }] },
    'a year of life is over': {
      ...born('2025-03-02'),
      ...line('99391'),
      finds: [{ message: 'outside', at }],
    },
    'a minimum alone': {
      ...born('1990-01-01'),
      ...line('99397'),
      payer: { id: '7', line: 'commercial' },
      finds: [{ message: 'outside', at, severity: 'deny' }],
    },
    'the day the limit takes effect': {
      ...born('1980-01-01'),
      ...line('90460', '2011-01-01'),
      finds: [{ message: 'outside', at }],
    },
    '45 the day before 2023': {
      ...born('1977-06-01'),
      ...screening,
      ...line('82270', '2022-12-31'),
      finds: [{ message: 'outside', at }],
    },
    'Medicare Advantage and Medicare’s coverage': {
      ...born('1996-06-01'),
      payer: { id: '7', line: 'medicare-advantage' },
      ...line('81528'),
      finds: [{ message: 'perhapsOutside', at, severity: 'review' }],
    },
    'a payer that follows Medicare': {
      ...born('1996-06-01'),
      payer: { id: '7', line: 'commercial' },
      profile: { edits: { 'procedure-age': 'on' } },
      ...line('81528'),
      finds: [{ message: 'outside', at, severity: 'deny' }],
    },
    'a definition with exceptions': {
      ...born('2024-03-02'),
      ...line('49495'),
      finds: [{ message: 'perhapsOutside', at, severity: 'review' }],
    },
    'an institutional line': {
      type: 'institutional',
      ...born('1990-01-01'),
      lines: [{ procedure: '99151' }],
      finds: [{ message: 'outside', at }],
    },
  },
})
