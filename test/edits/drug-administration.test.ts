import { drugAdministration } from '../../src/edits/drug-administration.ts'
import type { ClaimSketch } from '../helpers/claims.ts'
import { testEdit } from '../helpers/test-edit.ts'

const office = (...procedures: string[]): ClaimSketch => ({
  lines: procedures.map((procedure) => ({ procedure })),
})
const first = 'lines[0].procedure'

testEdit(drugAdministration, {
  timeless: {
    places:
      'Whether a place is a facility does not change while it exists; a place that is none on the day is `place-invalid`.',
  },
  tables: [],
  passes: {
    'a port flushed': { lines: [{ procedure: '96523' }] },
    both: office('96372', 'J1885'),
    'a drug in the course of a procedure': office('20610', 'J3301'),
    'hydration needs no drug': office('96360'),
    'a facility': { ...office('96372'), placeOfService: '22' },
    inhaled: office('99213', 'J7613'),
    'a drug told by its national code': { lines: [{ procedure: '96372', ndc: '00409123401' }] },
    'no place': { ...office('96372'), placeOfService: null, unchecked: ['missing-field'] },
    neither: office('99213'),
    'turned off': {
      ...office('96372'),
      profile: { edits: { 'drug-administration': 'off' } },
      unchecked: ['not-this-payer'],
    },
  },
  fails: {
    'an injection alone': {
      ...office('96372', '99213'),
      finds: [{ message: 'drugMissing', at: first, severity: 'note' }],
    },
    'a drug beside a visit and a test': {
      ...office('J1885', '99213', '85025'),
      finds: [{ message: 'administrationMissing', at: first, severity: 'note' }],
    },
    'on another day': {
      lines: [{ procedure: '96372' }, { procedure: 'J1885', serviceDate: '2026-03-03' }],
      finds: [
        { message: 'drugMissing', at: first },
        { message: 'administrationMissing', at: 'lines[1].procedure' },
      ],
    },
  },
})
