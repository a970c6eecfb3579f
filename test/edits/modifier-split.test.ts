import { modifierSplit } from '../../src/edits/modifier-split.ts'
import type { ClaimSketch } from '../helpers/claims.ts'
import { testEdit } from '../helpers/test-edit.ts'

const at = 'lines[0].modifiers[0]'
const line = (procedure: string, modifier: string, place?: string): ClaimSketch => ({
  placeOfService: null,
  lines: [{ procedure, modifiers: [modifier], ...(place ? { placeOfService: place } : {}) }],
})

testEdit(modifierSplit, {
  timeless: {
    places:
      'Whether a place is a facility does not change while it exists; a place that is none on the day is `place-invalid`.',
  },
  tables: [],
  passes: {
    'a hospital visit: the other practitioner is not on the claim': {
      ...line('99232', 'FS', '21'),
      unchecked: ['outside-claim'],
    },
    'critical care': { ...line('99291', 'FS', '23'), unchecked: ['outside-claim'] },
    'FT on critical care': line('99291', 'FT', '21'),
    'no place': { ...line('99232', 'FS'), unchecked: ['missing-field'] },
    'no modifier': { lines: [{}] },
    commercial: {
      ...line('99213', 'FS', '11'),
      payer: { line: 'commercial' },
      unchecked: ['not-this-payer'],
    },
  },
  fails: {
    'FS never in 11': {
      ...line('99213', 'FS', '11'),
      finds: [{ message: 'notFacility', at, severity: 'deny' }],
    },
    'FS on a procedure': {
      ...line('20610', 'FS', '22'),
      finds: [{ message: 'notVisit', at, severity: 'deny' }],
    },
    'FT off critical care or a visit': { ...line('20610', 'FT', '22'), finds: [{ message: 'notVisit', at }] },
    'FS on a G code that may be a visit': {
      ...line('G9999', 'FS', '22'),
      finds: [{ message: 'perhapsNoVisit', at, severity: 'review' }],
    },
    'a visit that the law asks of a physician': {
      ...line('99305', 'FS', '31'),
      finds: [{ message: 'reserved', at, severity: 'review' }],
    },
    'Medicare Advantage': {
      ...line('99213', 'FS', '11'),
      payer: { line: 'medicare-advantage' },
      finds: [{ message: 'notFacility', at, severity: 'review' }],
    },
  },
})
