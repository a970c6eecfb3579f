import { claimAuthorization } from '../../src/edits/claim-authorization.ts'
import type { PayerProfile } from '../../src/model/profile.ts'
import { testEdit } from '../helpers/test-edit.ts'

const source = {
  title: 'Invented list',
  url: 'https://payer.example/authorizations',
  retrieved: '2026-01-10',
}
const rule = { codes: [], billTypes: [], places: [], exceptPlaces: [], source }
const profile: Partial<PayerProfile> = {
  authorizations: [
    { ...rule, codes: ['70551-70553'], from: '2026-01-01', through: '2026-06-30', exceptPlaces: ['23'] },
    { ...rule, codes: ['J*'], places: ['11'] },
    { ...rule, billTypes: ['11'], from: '2026-01-01' },
  ],
}
const scan = (serviceDate: string) => ({ lines: [{ procedure: '70552', serviceDate }] })
const stay = { type: 'institutional' as const, typeOfBill: '0111' }
const at = 'lines[0].procedure'

testEdit(claimAuthorization, {
  turns: {
    '2026-01-01': [
      { of: 'no number', before: [], from: ['missing'] },
      { of: 'a stay', before: [], from: ['stayMissing'] },
    ],
    '2026-07-01': [{ of: 'no number', before: ['missing'], from: [] }],
  },
  tables: [],
  passes: {
    'nobody demands one': scan('2026-03-02'),
    'the number is there': { profile, priorAuthorization: 'A1', ...scan('2026-03-02') },
    'another service': { profile, lines: [{ procedure: '70450' }] },
    'an emergency': { profile, placeOfService: '23', ...scan('2026-03-02') },
    'the day before it takes effect': { profile, ...scan('2025-12-31') },
    'the day after it ends': { profile, ...scan('2026-07-01') },
    'a place that is not asked about': { profile, placeOfService: '22', lines: [{ procedure: 'J1745' }] },
    'an outpatient bill': { profile, type: 'institutional', lines: [{ procedure: 'G0463' }] },
    'a stay before it took effect': { profile, ...stay, lines: [{ serviceDate: '2025-12-31' }] },
    'payer turned off': {
      profile: { ...profile, edits: { 'claim-authorization': 'off' } },
      ...scan('2026-03-02'),
      unchecked: ['not-this-payer'],
    },
  },
  fails: {
    'no number': { profile, ...scan('2026-03-02'), finds: [{ message: 'missing', at, severity: 'deny' }] },
    'a blank number': {
      profile,
      priorAuthorization: ' ',
      ...scan('2026-01-01'),
      finds: [{ message: 'missing', at }],
    },
    'the last day': { profile, ...scan('2026-06-30'), finds: [{ message: 'missing', at }] },
    'a place that is asked about, second line': {
      profile,
      lines: [{ procedure: '99213' }, { procedure: 'J1745' }],
      finds: [{ message: 'missing', at: 'lines[1].procedure' }],
    },
    'a stay': {
      profile,
      ...stay,
      finds: [{ message: 'stayMissing', at: 'priorAuthorization', severity: 'deny' }],
    },
    'graded by the payer': {
      profile: { ...profile, edits: { 'claim-authorization': 'review' } },
      ...scan('2026-03-02'),
      finds: [{ message: 'missing', at, severity: 'review' }],
    },
  },
})
