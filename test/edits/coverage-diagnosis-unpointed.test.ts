import { coverageDiagnosis } from '../../src/edits/coverage-diagnosis.ts'
import { coverageDiagnosisUnpointed } from '../../src/edits/coverage-diagnosis-unpointed.ts'
import { coverageRelease } from '../helpers/tables.ts'
import { testEdit } from '../helpers/test-edit.ts'

const covered = (...codes: string[]) => ({ kind: 'covered', codes }) as const

const articles = coverageRelease([
  {
    id: 'A1',
    through: 20260630,
    rules: [
      {
        procedures: ['AAAAA'],
        alternatives: [[covered('M1711')], [{ kind: 'conditional', codes: ['Z09'] }]],
      },
    ],
  },
  { id: 'A2', rules: [{ procedures: ['CCCCC'], alternatives: [[covered('B351'), covered('M79671')]] }] },
  {
    id: 'A3',
    national: true,
    nationwide: true,
    rules: [{ procedures: ['GGGGG'], alternatives: [[covered('C61')]] }],
  },
  {
    id: 'P1',
    payer: 'commercial',
    nationwide: true,
    rules: [{ procedures: ['PPPPP'], alternatives: [[covered('M1711')]] }],
  },
  { id: 'A4', rules: [{ procedures: ['FFFFF'], never: true }] },
])

const two = { billing: { npi: '1234567893', state: 'OH' }, diagnoses: [{ code: 'E119' }, { code: 'M1711' }] }
const line = (procedure: string, more: object = {}) => ({ ...two, lines: [{ procedure, ...more }] })
const finds = (message: string, severity = 'deny') => [{ message, at: 'lines[0].pointers', severity }]

testEdit(coverageDiagnosisUnpointed, {
  tables: [articles],
  beside: [coverageDiagnosis],
  passes: {
    'the line points at it': { ...line('AAAAA', { pointers: [2] }) },
    'the covered diagnosis is not on the claim': {
      ...line('AAAAA'),
      diagnoses: [{ code: 'E119' }, { code: 'R51' }],
    },
    'the other diagnosis stands on a condition': {
      ...line('AAAAA'),
      diagnoses: [{ code: 'E119' }, { code: 'Z09' }],
      unchecked: ['incomplete-table'],
    },
    'only one of the two groups is on the claim': {
      ...line('CCCCC'),
      diagnoses: [{ code: 'E119' }, { code: 'B351' }],
    },
    'a service that is never covered': { ...line('FFFFF') },
    'another state': { ...line('AAAAA'), billing: { npi: '1234567893', state: 'TX' } },
    'no state': { ...line('AAAAA'), billing: { npi: '1234567893' }, unchecked: ['missing-field'] },
    'the day before the version takes effect': {
      ...line('AAAAA', { serviceDate: '2025-12-31' }),
      unchecked: ['before-table'],
    },
    'the day after it ends': { ...line('AAAAA', { serviceDate: '2026-07-01' }) },
    'institutional lines have no pointers': { ...line('AAAAA'), type: 'institutional' },
    'a commercial payer without a policy': {
      ...line('AAAAA'),
      payer: { id: 'X', line: 'commercial' },
      unchecked: ['not-this-payer'],
    },
  },
  fails: {
    'a covered diagnosis elsewhere on the claim': { ...line('AAAAA'), finds: finds('unpointed') },
    'the day the version takes effect': {
      ...line('AAAAA', { serviceDate: '2026-01-01' }),
      finds: finds('unpointed'),
    },
    'the day it ends': { ...line('AAAAA', { serviceDate: '2026-06-30' }), finds: finds('unpointed') },
    'no pointer at all': { ...line('AAAAA', { pointers: [] }), finds: finds('unpointed') },
    'LCD A∧B on the claim with only A pointed': {
      ...line('CCCCC'),
      diagnoses: [{ code: 'B351' }, { code: 'M79671' }],
      finds: finds('unpointed'),
    },
    'a national determination': {
      ...line('GGGGG'),
      diagnoses: [{ code: 'E119' }, { code: 'C61' }],
      finds: finds('unpointedNationally'),
    },
    'a payer’s own policy': {
      ...line('PPPPP'),
      payer: { id: 'X', line: 'commercial' },
      finds: finds('unpointedByPolicy'),
    },
    'Medicare Advantage': {
      ...line('AAAAA'),
      payer: { id: 'X', line: 'medicare-advantage' },
      finds: finds('perhapsUnpointed', 'review'),
    },
  },
})
