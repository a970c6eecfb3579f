import { procedureSex } from '../../src/edits/procedure-sex.ts'
import type { PayerProfile } from '../../src/model/profile.ts'
import { testEdit } from '../helpers/test-edit.ts'

const source = { title: 'Invented policy', url: 'https://payer.example/sex', retrieved: '2026-01-10' }
const profile: Partial<PayerProfile> = {
  sexLimits: [
    { codes: ['84152-84154'], sex: 'M', severity: 'deny', from: '2026-01-01', through: '2026-06-30', source },
    { codes: ['59*'], sex: 'F', severity: 'review', source },
  ],
}
const patient = (sex: 'F' | 'M' | 'U' | undefined) => ({
  patient: { id: 'P-1', birthDate: '1953-04-09', sex },
})
const antigen = (serviceDate = '2026-03-02', modifiers: string[] = []) => ({
  lines: [{ procedure: '84153', serviceDate, modifiers }],
})
const at = 'lines[0].procedure'

testEdit(procedureSex, {
  turns: {
    '2026-01-01': [{ of: 'the payer denies', before: [], from: ['denied'] }],
    '2026-07-01': [{ of: 'the payer denies', before: ['denied'], from: [] }],
  },
  tables: [],
  passes: {
    'nobody said anything': { ...patient('F'), ...antigen() },
    'the right sex': { profile, ...patient('M'), ...antigen() },
    'unknown sex never fires': { profile, ...patient('U'), ...antigen() },
    'another service': { profile, ...patient('F'), lines: [{ procedure: '84155' }] },
    'the day before the rule stands': { profile, ...patient('F'), ...antigen('2025-12-31') },
    'the day after it ends': { profile, ...patient('F'), ...antigen('2026-07-01') },
    'legitimate bypass: KX': { profile, ...patient('F'), ...antigen('2026-03-02', ['KX']) },
    'legitimate bypass: condition code 45': {
      profile,
      ...patient('F'),
      type: 'institutional',
      conditionCodes: ['45'],
      ...antigen(),
    },
    'missing input': { profile, ...patient(undefined), ...antigen(), unchecked: ['missing-field'] },
    'payer turned off': {
      profile: { ...profile, edits: { 'procedure-sex': 'off' } },
      ...patient('F'),
      ...antigen(),
      unchecked: ['not-this-payer'],
    },
  },
  fails: {
    'the payer denies': {
      profile,
      ...patient('F'),
      ...antigen(),
      finds: [{ message: 'denied', at, severity: 'deny' }],
    },
    'the last day of the rule': {
      profile,
      ...patient('F'),
      ...antigen('2026-06-30'),
      finds: [{ message: 'denied', at }],
    },
    'illegitimate bypass: 59': {
      profile,
      ...patient('F'),
      ...antigen('2026-03-02', ['59']),
      finds: [{ message: 'denied', at }],
    },
    'the payer looks at it': {
      profile,
      ...patient('M'),
      lines: [{ procedure: '59400' }],
      finds: [{ message: 'reviewed', at, severity: 'review' }],
    },
  },
})
