import { expect, it } from 'vitest'
import { claimDuplicate } from '../../src/edits/claim-duplicate.ts'
import { modifierConflict } from '../../src/edits/modifier-conflict.ts'
import { modifierRepeat } from '../../src/edits/modifier-repeat.ts'
import { claimOf } from '../helpers/claims.ts'
import { scrubWith, testEdit } from '../helpers/test-edit.ts'

const line = (procedure: string, ...modifiers: string[]) => ({ procedure, modifiers })
const on = (serviceDate: string, procedure: string) => ({ lines: [{ procedure, serviceDate }] })
const by = (npi: string) => ({ rendering: { npi, taxonomy: '207Q00000X' } })

testEdit(modifierRepeat, {
  tables: [],
  beside: [modifierConflict],
  passes: {
    '91 on laboratory tests': {
      lines: [line('82947'), line('82947', '91'), line('0001U', '91'), line('G0103', '91')],
    },
    '76 on the second image': { lines: [line('71046'), line('71046', '76')] },
    '77 by another practitioner': { lines: [line('71046'), { ...line('71046', '77'), ...by('1003000126') }] },
    '76 whose first line is on another claim': { lines: [line('71046', '76')] },
    '76 whose first line is on another claim, in history': {
      lines: [line('71046', '76')],
      history: [on('2026-03-02', '71046')],
    },
    '77 whose first line another practitioner billed, in history': {
      lines: [line('71046', '77')],
      history: [{ ...on('2026-03-02', '71046'), ...by('1003000126') }],
    },
    '76 whose first line is on this claim, with a history that lacks it': {
      lines: [line('71046'), line('71046', '76')],
      history: [on('2026-02-02', '71046')],
    },
    '76 on this claim, who did the first line unknown': {
      rendering: { taxonomy: '207Q00000X' },
      lines: [line('71046'), line('71046', '76')],
      history: [],
    },
    '76 on a line of two units': { lines: [{ ...line('71046', '76'), units: 2 }], history: [] },
    '91 whose first test is not in history': { lines: [line('82947', '91')], history: [] },
    'sides, sites and components differ': {
      lines: [line('20610', 'LT'), line('20610', 'RT'), line('71046', '26'), line('71046', 'TC')],
    },
    '59 parts them': { lines: [line('11720'), line('11720', '59')] },
    'another practitioner': { lines: [line('71046'), { ...line('71046'), ...by('1003000126') }] },
    'two days': { lines: [line('71046'), { ...line('71046'), serviceDate: '2026-03-03' }] },
    'two places': { lines: [line('71046'), { ...line('71046'), placeOfService: '22' }] },
    'visits, drugs and a drug line with its JW line are left to others': {
      lines: [
        line('99213'),
        line('99213'),
        line('J1885'),
        line('J1885', 'JW'),
        line('97110', 'GP'),
        line('97110', 'GP'),
      ],
    },
    '76 with 77 is modifier-conflict': { lines: [line('71046', '76', '77')] },
    'payer turned off': {
      profile: { edits: { 'modifier-repeat': 'off' } },
      lines: [line('99213', '76')],
      unchecked: ['not-this-payer'],
    },
    'an inpatient bill': { type: 'institutional', typeOfBill: '0111', lines: [line('71046'), line('71046')] },
  },
  fails: {
    '91 on a procedure': {
      lines: [line('20610', '91')],
      finds: [{ message: 'notLaboratory', at: 'lines[0].modifiers[0]', severity: 'deny' }],
    },
    '91 on venipuncture': {
      lines: [line('36415', '91')],
      finds: [{ message: 'notLaboratory', at: 'lines[0].modifiers[0]' }],
    },
    '76 on a visit': {
      lines: [line('99213', '76')],
      finds: [{ message: 'onVisit', at: 'lines[0].modifiers[0]', severity: 'deny' }],
    },
    '76 on a visit to a commercial payer': {
      payer: { id: '60999', line: 'commercial' },
      lines: [line('99213', '76')],
      finds: [{ message: 'onVisit', at: 'lines[0].modifiers[0]', severity: 'review' }],
    },
    '76 by another and 77 by the same practitioner': {
      lines: [
        line('71046'),
        { ...line('71046', '76'), ...by('1003000126') },
        line('73562', 'RT'),
        line('73562', 'RT', '77'),
      ],
      finds: [
        { message: 'otherPractitioner', at: 'lines[1].modifiers[0]', severity: 'review', related: [1] },
        { message: 'otherPractitioner', at: 'lines[3].modifiers[1]', related: [3] },
      ],
    },
    '76 and 77 on what was done once, by all that history holds': {
      lines: [line('71046', '76'), line('73562', 'RT', '77')],
      history: [on('2026-03-02', '71045'), on('2026-03-01', '71046'), on('2026-03-03', '73562')],
      finds: [
        { message: 'nothingRepeated', at: 'lines[0].modifiers[0]', severity: 'note', evidence: [] },
        { message: 'nothingRepeated', at: 'lines[1].modifiers[1]', severity: 'note' },
      ],
    },
    '76 whose first line was voided': {
      lines: [line('71046', '76')],
      history: [
        { id: 'A', ...on('2026-03-02', '71046') },
        { id: 'A', frequency: '8', payerClaimNumber: 'ICN1', ...on('2026-03-02', '71046') },
      ],
      finds: [{ message: 'nothingRepeated', at: 'lines[0].modifiers[0]' }],
    },
    'a claim of two days, the code in history on the other': {
      lines: [line('71046', '76'), { ...line('73562'), serviceDate: '2026-03-03' }],
      history: [on('2026-03-03', '71046')],
      finds: [{ message: 'nothingRepeated', at: 'lines[0].modifiers[0]' }],
    },
    'a repeat on another day of this claim': {
      lines: [line('71046'), { ...line('71046', '76'), serviceDate: '2026-03-03' }],
      history: [],
      finds: [{ message: 'nothingRepeated', at: 'lines[1].modifiers[0]' }],
    },
    'a repeat without a modifier': {
      lines: [line('71046'), { ...line('71046', 'KX'), units: 2, chargeCents: 20_000 }],
      finds: [{ message: 'unmarked', at: 'lines[1].procedure', severity: 'review', related: [1] }],
    },
    'RT twice': {
      lines: [line('20610', 'RT'), line('20610', 'RT')],
      finds: [{ message: 'unmarked', at: 'lines[1].procedure', related: [1] }],
    },
  },
})

it('leaves a duplicate to claim-duplicate', () => {
  const twice = claimOf({ lines: [line('20610', 'RT'), line('20610', 'RT')] })
  const said = scrubWith([claimDuplicate, modifierRepeat], [], twice).findings.map(({ edit }) => edit)
  expect(said).toEqual(['claim-duplicate'])
})
