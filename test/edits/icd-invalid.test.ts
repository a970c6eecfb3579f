import { describe, expect, it } from 'vitest'
import { icdDuplicate } from '../../src/edits/icd-duplicate.ts'
import { icdInvalid } from '../../src/edits/icd-invalid.ts'
import { claimOf } from '../helpers/claims.ts'
import { editorRelease, icdRelease } from '../helpers/tables.ts'
import { scrubWith, testEdit } from '../helpers/test-edit.ts'

const tables = [
  icdRelease({
    E11: false,
    E119: true,
    E118: true,
    S525: false,
    S52501: false,
    S52501A: true,
    S52501D: true,
    Q999: true,
  }),
  icdRelease({ E11: false, E119: true, N001: true, S52501: false, S52501A: true, S52501D: true }, [
    'FY2027',
    20261001,
    20270930,
  ]),
  editorRelease([
    { code: 'E119' },
    { code: 'E118' },
    { code: 'S52501A' },
    { code: 'S52501D' },
    { code: 'Q999' },
    { code: 'K111', through: 20200930 },
    { code: 'K112', from: 20231001, through: 20240930 },
  ]),
]
const dx = (code: string, serviceDate = '2026-03-02') => ({ diagnoses: [{ code }], lines: [{ serviceDate }] })

testEdit(icdInvalid, {
  apart: {
    'day after the last': 'That a code has ended rests on the release before, which held it.',
    'a claim over 1 October, pointed at by both lines':
      'It rests on two releases, one for each of its lines.',
    'newer than the release': 'It rests on the newest release, which ended before the service.',
    'day before effective': 'That a code is yet to come rests on the release after, which holds it.',
  },
  tables,
  passes: {
    'missing input: a part of the order file': {
      diagnoses: [{ code: 'Q999' }],
      tables: [{ ...icdRelease({ E119: true }), complete: false }],
      unchecked: ['incomplete-table'],
    },
    'valid code': dx('E119'),
    'dot and lower case are no fault': dx('e11.9'),
    'dx valid to 30 Sep': dx('Q999', '2026-09-30'),
    'history before the first order file': dx('K112', '2024-09-30'),
    'first day of a history row': dx('K112', '2023-10-01'),
    'before the history begins': { ...dx('E119', '2015-09-30'), unchecked: ['before-table'] },
    'not pointed at, valid on one date of the claim': {
      diagnoses: [{ code: 'E119' }, { code: 'Q999' }],
      lines: [{ serviceDate: '2026-09-30' }, { serviceDate: '2026-10-01' }],
    },
    'inpatient is judged at discharge': {
      type: 'institutional',
      typeOfBill: '0111',
      diagnoses: [{ code: 'N001' }],
      statementFrom: '2026-09-20',
      statementThrough: '2026-10-02',
      lines: [{ serviceDate: '2026-09-20' }],
    },
  },
  fails: {
    header: { ...dx('E11'), finds: [{ message: 'header', at: 'diagnoses[0].code', severity: 'reject' }] },
    'header in the history': {
      ...dx('E11', '2024-08-05'),
      finds: [{ message: 'header', at: 'diagnoses[0].code' }],
    },
    'seventh character missing': {
      ...dx('S52501'),
      finds: [{ message: 'seventhCharacter', at: 'diagnoses[0].code' }],
    },
    unknown: { ...dx('E999'), finds: [{ message: 'unknown', at: 'diagnoses[0].code', severity: 'reject' }] },
    'day before effective': {
      ...dx('N001', '2026-09-30'),
      finds: [{ message: 'notYet', at: 'diagnoses[0].code' }],
    },
    'day after the last': {
      ...dx('Q999', '2026-10-01'),
      finds: [{ message: 'ended', at: 'diagnoses[0].code' }],
    },
    'ended in the history': {
      ...dx('K111', '2024-08-05'),
      finds: [{ message: 'ended', at: 'diagnoses[0].code' }],
    },
    'a claim over 1 October, pointed at by both lines': {
      diagnoses: [{ code: 'Q999' }],
      lines: [{ serviceDate: '2026-09-30' }, { serviceDate: '2026-10-01' }],
      finds: [{ message: 'ended', at: 'diagnoses[0].code' }],
    },
    'newer than the release': {
      received: '2028-01-01',
      ...dx('X999', '2027-12-01'),
      finds: [{ message: 'newerThanRelease', at: 'diagnoses[0].code', severity: 'review' }],
    },
    'admitting diagnosis': {
      type: 'institutional',
      admittingDiagnosis: 'E11',
      finds: [{ message: 'header', at: 'admittingDiagnosis' }],
    },
    'second of two': {
      diagnoses: [{ code: 'E119' }, { code: 'E11' }],
      finds: [{ message: 'header', at: 'diagnoses[1].code' }],
    },
  },
})

describe('icd-invalid', () => {
  it('names children and never a person', () => {
    const [finding] = scrubWith([icdInvalid], tables, claimOf(dx('E11'))).findings
    expect(finding).toMatchObject({ line: null, where: '2300 HI01-2', carc: '16', rarc: 'M76' })
    expect(finding!.text).toContain('E11.8, E11.9')
  })
  it('alone speaks of a header that stands twice', () => {
    const claim = claimOf({ diagnoses: [{ code: 'E11' }, { code: 'E11' }] })
    const found = scrubWith([icdDuplicate, icdInvalid], tables, claim).findings.map(
      ({ edit, at }) => `${edit} ${at}`,
    )
    expect(found).toEqual(['icd-invalid diagnoses[0].code', 'icd-invalid diagnoses[1].code'])
  })
})
