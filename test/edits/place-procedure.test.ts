import { describe, expect, it } from 'vitest'
import { modifierComponent } from '../../src/edits/modifier-component.ts'
import { placeProcedure } from '../../src/edits/place-procedure.ts'
import { feeRelease } from '../helpers/tables.ts'
import { claimOf } from '../helpers/claims.ts'
import { scrubWith, testEdit } from '../helpers/test-edit.ts'

const fees = {
  '99213': {},
  '96372': { pcTc: '5' },
  '97110': { pcTc: '7' },
  '71046': { pcTc: '1' },
  '93005': { pcTc: '3' },
  '20610': { naNonFacility: true },
  '80053': { status: 'X', pcTc: '5' },
}
const tables = [feeRelease(fees)]
const line = (procedure: string, placeOfService: string, modifiers: string[] = []) => ({
  lines: [{ procedure, placeOfService, modifiers }],
})
const commercial = { payer: { id: '7', line: 'commercial' as const } }
const advantage = { payer: { id: '7', line: 'medicare-advantage' as const } }
const at = 'lines[0].placeOfService'

testEdit(placeProcedure, {
  tables,
  passes: {
    'an office visit in the office': line('99213', '11'),
    '99221 in place 22': line('99221', '22'),
    'an office procedure with NA in the non-facility column': line('20610', '11'),
    'the place of the claim': { placeOfService: '22', lines: [{ procedure: '99222' }] },
    'an interpretation in the hospital': line('71046', '22', ['26']),
    'an injection in the office': line('96372', '11'),
    'an indicator that means nothing (status X)': line('80053', '22'),
    'a surgery center’s own test': {
      billing: { npi: '1234567893', taxonomy: '261QA1903X' },
      ...line('93005', '24'),
    },
    'Medicare’s rules do not bind others': { ...commercial, ...line('96372', '22') },
    'Medicare’s rules about visits do not bind others': { ...commercial, ...line('99213', '21') },
    telehealth: line('99213', '02'),
    'missing input': {
      placeOfService: undefined,
      lines: [{ procedure: '99213' }],
      unchecked: ['missing-field'],
    },
    'payer turned off': {
      profile: { edits: { 'place-procedure': 'off' } },
      ...line('99213', '21'),
      unchecked: ['not-this-payer'],
    },
  },
  fails: {
    'an office visit in the hospital': {
      ...line('99213', '21'),
      finds: [{ message: 'contradicts', at, severity: 'deny' }],
    },
    'the place of the claim contradicts': {
      placeOfService: '21',
      lines: [{ procedure: '99213' }],
      finds: [{ message: 'contradicts', at }],
    },
    'a hospital clinic visit on a practitioner’s claim': {
      ...line('G0463', '19'),
      finds: [{ message: 'contradicts', at, severity: 'deny' }],
    },
    'a hospital visit in the office': {
      ...line('99223', '11'),
      finds: [{ message: 'unusual', at, severity: 'review' }],
    },
    'an emergency visit in the office, whoever pays': {
      ...commercial,
      ...line('99283', '11'),
      finds: [{ message: 'unusual', at, severity: 'review' }],
    },
    'anesthesia at home': { ...line('00840', '12'), finds: [{ message: 'rare', at, severity: 'note' }] },
    'an injection in the hospital': {
      ...line('96372', '22'),
      finds: [{ message: 'hospitals', at, severity: 'deny' }],
    },
    'a technical service in the hospital': { ...line('93005', '21'), finds: [{ message: 'hospitals', at }] },
    'a whole test in the hospital': { ...line('71046', '22'), finds: [{ message: 'hospitals', at }] },
    'illegitimate bypass: TC': { ...line('71046', '22', ['TC']), finds: [{ message: 'hospitals', at }] },
    'therapy in the hospital': {
      ...line('97110', '22'),
      finds: [{ message: 'facilitys', at, severity: 'review' }],
    },
    'a test in a nursing facility': {
      ...line('71046', '31'),
      finds: [{ message: 'facilitys', at, severity: 'review' }],
    },
    'a test in a surgery center by another biller': {
      ...line('93005', '24'),
      finds: [{ message: 'surgeryCenters', at, severity: 'review' }],
    },
    'Medicare Advantage: an injection in the hospital': {
      ...advantage,
      ...line('96372', '22'),
      finds: [{ message: 'facilitys', at, severity: 'review' }],
    },
    'Medicare Advantage: an office visit in the hospital': {
      ...advantage,
      ...line('99213', '21'),
      finds: [{ message: 'unusual', at, severity: 'review' }],
    },
  },
})

describe('place-procedure beside modifier-component', () => {
  it('leaves technical parts to it and keeps services incident to a practitioner’s', () => {
    const edits = [modifierComponent, placeProcedure]
    const found = (procedure: string) =>
      scrubWith(edits, tables, claimOf(line(procedure, '22'))).findings.map(({ edit }) => edit)
    expect(found('93005')).toEqual(['modifier-component'])
    expect(found('96372')).toEqual(['place-procedure'])
  })
})
