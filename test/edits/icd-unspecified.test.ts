import { icdInvalid } from '../../src/edits/icd-invalid.ts'
import { icdLaterality } from '../../src/edits/icd-laterality.ts'
import { icdUnspecified } from '../../src/edits/icd-unspecified.ts'
import { claimOf } from '../helpers/claims.ts'
import { editorRelease, titledRelease } from '../helpers/tables.ts'
import { scrubWith, testEdit } from '../helpers/test-edit.ts'
import { expect, it } from 'vitest'

const dx = (...codes: readonly string[]) => ({ diagnoses: codes.map((code) => ({ code })) })
const note = (message: string, place = 0) => [{ message, at: `diagnoses[${place}].code`, severity: 'note' }]

const titles = titledRelease({
  M25511: 'Pain in right shoulder',
  M25512: 'Pain in left shoulder',
  M25519: 'Pain in unspecified shoulder',
  J189: 'Pneumonia, unspecified organism',
  F329: 'Major depressive disorder, single episode, unspecified',
  M2510: 'Fistula, unspecified joint',
  I5020: 'Unspecified systolic (congestive) heart failure',
})

testEdit(icdUnspecified, {
  tables: [
    titles,
    editorRelease([
      { code: 'M2510', flags: ['unspecified'], from: 20260201, through: 20260331 },
      { code: 'M25519', flags: ['unspecified'] },
    ]),
  ],
  beside: [icdInvalid, icdLaterality],
  passes: {
    'missing input: no tables of the editor': {
      ...dx('M25511'),
      tables: [titles],
      unchecked: ['no-table'],
    },
    'the side named': dx('M25511'),
    '“unspecified” of something else than the side': dx('J189', 'F329', 'I5020'),
    'day before the flag': { ...dx('M2510'), lines: [{ serviceDate: '2026-01-31' }] },
    'day after the flag': { ...dx('M2510'), lines: [{ serviceDate: '2026-04-01' }] },
    'a header is icd-invalid': dx('M255'),
    'beside its sided twin it is icd-laterality': dx('M25519', 'M25511'),
    'payer disabled': {
      ...dx('M25519'),
      profile: { edits: { 'icd-unspecified': 'off' } },
      unchecked: ['not-this-payer'],
    },
  },
  fails: {
    'the side left open': {
      ...dx('M25511', 'M25519'),
      profile: { edits: { 'icd-laterality': 'off' } },
      finds: note('side', 1),
    },
    'flagged by the editor': { ...dx('M2510'), finds: note('flagged') },
    'last day of the flag': {
      ...dx('M2510'),
      lines: [{ serviceDate: '2026-03-31' }],
      finds: note('flagged'),
    },
  },
})

it('says what stays open without the editor’s tables', () => {
  const { findings, unchecked } = scrubWith([icdUnspecified], [titles], claimOf(dx('M25519')))
  expect(findings.map(({ message }) => message)).toEqual(['side'])
  expect(unchecked.map(({ reason, table }) => `${reason} ${table}`)).toEqual(['no-table mce-diagnoses'])
})
