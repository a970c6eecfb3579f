import { claimAccident } from '../../src/edits/claim-accident.ts'
import { icdInvalid } from '../../src/edits/icd-invalid.ts'
import { icdRelease } from '../helpers/tables.ts'
import { testEdit } from '../helpers/test-edit.ts'

const profile = { accidents: 'described' as const }
const injured = (...codes: readonly string[]) => ({ diagnoses: codes.map((code) => ({ code })) })

testEdit(claimAccident, {
  tables: [
    icdRelease({
      E119: true,
      S52501A: true,
      S52501B: true,
      S52501D: true,
      T405X1A: true,
      T814XXA: true,
      W010XXA: true,
      W010XXS: true,
    }),
  ],
  beside: [icdInvalid],
  passes: {
    'no injury': { profile, ...injured('E119') },
    'a payer that does not hold them': injured('S52501A'),
    described: { profile, ...injured('S52501A'), accidentDate: '2026-03-01', accidentCause: 'OA' },
    'described by an occurrence code': {
      profile,
      type: 'institutional',
      ...injured('S52501A'),
      occurrenceCodes: [{ code: '05', date: '2026-03-01' }],
    },
    'a later visit': { profile, ...injured('S52501D') },
    'a poisoning': { profile, ...injured('T405X1A') },
    'a complication of care': { profile, ...injured('T814XXA') },
    'a sequela of a fall': { profile, ...injured('E119', 'W010XXS') },
    'a code that does not exist is icd-invalid’s': { profile, ...injured('S99999A') },
    'payer turned off': {
      profile: { ...profile, edits: { 'claim-accident': 'off' } },
      ...injured('S52501A'),
      unchecked: ['not-this-payer'],
    },
  },
  fails: {
    'an injury': {
      profile,
      ...injured('E119', 'S52501A'),
      finds: [{ message: 'undescribed', at: 'diagnoses[1].code', severity: 'review' }],
    },
    'one finding for two injuries': {
      profile,
      ...injured('S52501A', 'S52501B'),
      finds: [{ message: 'undescribed', at: 'diagnoses[0].code' }],
    },
    'an external cause': {
      profile,
      ...injured('E119', 'W010XXA'),
      finds: [{ message: 'undescribed', at: 'diagnoses[1].code' }],
    },
    'date without cause': {
      profile,
      ...injured('S52501A'),
      accidentDate: '2026-03-01',
      finds: [{ message: 'undescribed', at: 'diagnoses[0].code' }],
    },
    'cause without date': {
      profile,
      ...injured('S52501A'),
      accidentCause: 'AA',
      finds: [{ message: 'undescribed', at: 'diagnoses[0].code' }],
    },
    'an occurrence code without date': {
      profile,
      type: 'institutional',
      ...injured('S52501A'),
      occurrenceCodes: [{ code: '05' }],
      finds: [{ message: 'undescribed', at: 'diagnoses[0].code' }],
    },
  },
})
