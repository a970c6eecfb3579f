import { modifierAmbulance } from '../../src/edits/modifier-ambulance.ts'
import type { ClaimSketch } from '../helpers/claims.ts'
import { testEdit } from '../helpers/test-edit.ts'

const trip = (...modifiers: string[]): ClaimSketch => ({
  placeOfService: '41',
  lines: [{ procedure: 'A0429', modifiers }],
})

testEdit(modifierAmbulance, {
  undated:
    'The letters of origin and destination are one rule for all days that a claim can have; the table gives them none.',
  tables: [],
  passes: {
    'from home to hospital': trip('RH'),
    'to a stop at a physician on the way': trip('RX'),
    'after other modifiers': trip('GM', 'NH'),
    'death before the transport': trip('QL'),
    'another code': { lines: [{ procedure: 'A4217' }] },
    'turned off': {
      ...trip(),
      profile: { edits: { 'modifier-ambulance': 'off' } },
      unchecked: ['not-this-payer'],
    },
  },
  fails: {
    'no pair': { ...trip(), finds: [{ message: 'missing', at: 'lines[0].modifiers', severity: 'reject' }] },
    'other modifiers only': {
      ...trip('GY', 'QN'),
      finds: [{ message: 'missing', at: 'lines[0].modifiers' }],
    },
    'a letter that is none': { ...trip('RZ'), finds: [{ message: 'missing', at: 'lines[0].modifiers' }] },
    'an NCCI modifier is no pair': {
      ...trip('XE'),
      finds: [{ message: 'missing', at: 'lines[0].modifiers' }],
    },
    'X as origin': {
      ...trip('XH'),
      finds: [{ message: 'originX', at: 'lines[0].modifiers[0]', severity: 'reject' }],
    },
    'to a scene': {
      ...trip('RS'),
      finds: [{ message: 'toScene', at: 'lines[0].modifiers[0]', severity: 'review' }],
    },
    mileage: { lines: [{ procedure: 'A0425' }], finds: [{ message: 'missing', at: 'lines[0].modifiers' }] },
    'a commercial payer': {
      ...trip(),
      payer: { line: 'commercial' },
      finds: [{ message: 'missing', at: 'lines[0].modifiers', severity: 'review' }],
    },
    Medicaid: {
      ...trip(),
      payer: { line: 'medicaid' },
      finds: [{ message: 'missing', at: 'lines[0].modifiers', severity: 'reject' }],
    },
    'a hospital’s ambulance': {
      ...trip(),
      type: 'institutional',
      finds: [{ message: 'missing', at: 'lines[0].modifiers' }],
    },
  },
})
