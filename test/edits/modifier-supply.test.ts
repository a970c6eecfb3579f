import { modifierSupply } from '../../src/edits/modifier-supply.ts'
import type { ClaimSketch } from '../helpers/claims.ts'
import { testEdit } from '../helpers/test-edit.ts'
import { suppliesRelease } from '../helpers/tables.ts'

const at = 'lines[0].modifiers'
const item = (procedure: string, ...modifiers: string[]): ClaimSketch => ({
  billing: { npi: '1234567893', taxonomy: '332B00000X' },
  placeOfService: '12',
  lines: [{ procedure, modifiers }],
})
const source = { title: 'Invented list', url: 'https://payer.example/list', retrieved: '2026-01-01' }

testEdit(modifierSupply, {
  tables: [
    suppliesRelease({
      E0100: [32],
      E0450: [31],
      E0601: [36],
      E0441: [33],
      E0424: [33],
      L1820: [38],
      L0625: [38],
      A4217: [34],
      A4595: [32],
    }),
  ],
  passes: {
    new: item('E0100', 'NU'),
    used: item('E0100', 'UE'),
    'a rental of the first month': item('E0601', 'RR', 'KH'),
    'E0601 bought': item('E0601', 'NU'),
    'always rented': item('E0450', 'RR'),
    'a limb item with its side': item('L1820', 'RT'),
    'a spinal orthosis has no side': item('L0625'),
    'a supply': item('A4217'),
    'oxygen contents': item('E0441'),
    'excluded by law': item('E0100', 'GY'),
    'no equipment': item('99213'),
    commercial: { ...item('E0100'), payer: { line: 'commercial' }, unchecked: ['not-this-payer'] },
    'listed by the profile, with KX': {
      ...item('E0601', 'RR', 'KH', 'KX'),
      profile: { supplies: [{ codes: ['E0601'], source }] },
    },
  },
  fails: {
    'neither new, used nor rented': {
      ...item('E0100'),
      finds: [{ message: 'termsMissing', at, severity: 'reject' }],
    },
    'bought, though always rented': { ...item('E0450', 'NU'), finds: [{ message: 'termsMissing', at }] },
    'oxygen equipment': { ...item('E0424'), finds: [{ message: 'termsUnsure', at, severity: 'review' }] },
    'an accessory among the A codes': {
      ...item('A4595'),
      finds: [{ message: 'termsUnsure', at, severity: 'review' }],
    },
    'RR of a capped item without the month': {
      ...item('E0601', 'RR'),
      finds: [{ message: 'monthMissing', at, severity: 'review' }],
    },
    'a limb item without a side': {
      ...item('L1820'),
      finds: [{ message: 'sideMissing', at, severity: 'review' }],
    },
    'listed by the profile, without KX': {
      ...item('E0601', 'RR', 'KH'),
      profile: { supplies: [{ codes: ['E06*'], source }] },
      finds: [{ message: 'coverageMissing', at, severity: 'reject' }],
    },
    'Medicare Advantage': {
      ...item('E0100'),
      payer: { line: 'medicare-advantage' },
      finds: [{ message: 'termsMissing', at, severity: 'review' }],
    },
  },
})
