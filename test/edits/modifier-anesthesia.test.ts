import { modifierAnesthesia } from '../../src/edits/modifier-anesthesia.ts'
import { modifierConflict } from '../../src/edits/modifier-conflict.ts'
import { scrubWith, testEdit } from '../helpers/test-edit.ts'
import { claimOf } from '../helpers/claims.ts'
import { expect, it } from 'vitest'

const line = (...modifiers: string[]) => ({ procedure: '00810', modifiers, minutes: 30 })
const rendering = (taxonomy: string) => ({ rendering: { npi: '1558598797', taxonomy } })
const anesthesiologist = rendering('207L00000X')
const anesthetist = rendering('367500000X')
const assistant = rendering('367H00000X')

testEdit(modifierAnesthesia, {
  turns: {
    '1990-01-01': [{ of: 'monitored care alone', before: ['missing'], from: ['informationOnly'] }],
    '1993-01-01': [{ of: 'a nurse anesthetist, QZ alone', before: ['missing'], from: [] }],
    '2006-01-01': [{ of: 'a physical status alone', before: ['missing'], from: ['informationOnly'] }],
    '1995-01-01': [{ of: 'QK on its first day', before: ['missing'], from: [] }],
    '1998-01-01': [{ of: 'QY, the day before it was a modifier', before: ['missing'], from: [] }],
  },
  tables: [],
  passes: {
    'one that decides': { lines: [line('AA')] },
    'with monitored care and a physical status': { lines: [line('QK', 'QS', 'P3')] },
    'a nurse anesthetist': { ...anesthetist, lines: [line('QZ'), line('QX')] },
    'a nurse anesthetist, QZ alone': { ...anesthetist, lines: [line('QZ')] },
    'QK on its first day': { lines: [{ ...line('QK'), serviceDate: '1995-01-01' }] },
    'QY on its first day': { lines: [{ ...line('QY'), serviceDate: '1998-01-01' }] },
    'an anesthesiologist': {
      ...anesthesiologist,
      lines: [line('AA', 'GC'), line('AD'), line('QK'), line('QY')],
    },
    'QK whose QX is in history': {
      lines: [line('QK')],
      history: [{ id: 'T-0', lines: [line('QX')] }],
    },
    'an anesthesiologist assistant': { ...assistant, lines: [line('QX')] },
    'a taxonomy that is not judged': { ...rendering('122300000X'), lines: [line('AA')] },
    'missing input: no taxonomy': {
      rendering: { npi: '1558598797' },
      lines: [line('QX')],
      unchecked: ['missing-field'],
    },
    'a day of management': { lines: [{ procedure: '01996' }] },
    'no anesthesia code': { lines: [{ procedure: '99213' }, { procedure: '0101T' }] },
    'a commercial payer': {
      payer: { id: '60999', line: 'commercial' },
      lines: [line()],
      unchecked: ['not-this-payer'],
    },
  },
  fails: {
    none: { lines: [line()], finds: [{ message: 'missing', at: 'lines[0].modifiers', severity: 'reject' }] },
    'none, Medicare Advantage': {
      payer: { id: '2', line: 'medicare-advantage' },
      lines: [line()],
      finds: [{ message: 'missing', at: 'lines[0].modifiers', severity: 'review' }],
    },
    'none, a payer that follows Medicare': {
      payer: { id: '60999', line: 'commercial' },
      profile: { edits: { 'modifier-anesthesia': 'on' } },
      lines: [line()],
      finds: [{ message: 'missing', at: 'lines[0].modifiers', severity: 'reject' }],
    },
    'QY, the day before it was a modifier': {
      lines: [{ ...line('QY'), serviceDate: '1997-12-31' }],
      finds: [{ message: 'missing', at: 'lines[0].modifiers' }],
    },
    'monitored care alone': {
      lines: [line('QS')],
      finds: [{ message: 'informationOnly', at: 'lines[0].modifiers' }],
    },
    'a physical status alone': {
      lines: [line('P3')],
      finds: [{ message: 'informationOnly', at: 'lines[0].modifiers' }],
    },
    'illegitimate bypass: a modifier of surgeons': {
      lines: [line('59')],
      finds: [{ message: 'missing', at: 'lines[0].modifiers' }],
    },
    'monitored care or a physical status alone': {
      lines: [line('QS'), line('P3')],
      finds: [
        { message: 'informationOnly', at: 'lines[0].modifiers', severity: 'reject' },
        { message: 'informationOnly', at: 'lines[1].modifiers' },
      ],
    },
    two: {
      lines: [line('QX', 'QZ')],
      finds: [{ message: 'several', at: 'lines[0].modifiers[1]', severity: 'reject' }],
    },
    'QY without a QX in history': {
      lines: [line('QY')],
      history: [{ id: 'T-0', lines: [{ procedure: '99213' }] }],
      finds: [{ message: 'partnerMissing', at: 'lines[0].modifiers[0]', severity: 'note' }],
    },
    'AA by a nurse anesthetist': {
      ...anesthetist,
      lines: [line('AA'), line('QK'), line('QY'), line('AD')],
      finds: [0, 1, 2, 3].map((at) => ({
        message: 'foreign',
        at: `lines[${at}].modifiers[0]`,
        severity: 'reject',
      })),
    },
    'QZ by an anesthesiologist assistant': {
      ...assistant,
      lines: [line('QZ')],
      finds: [{ message: 'foreign', at: 'lines[0].modifiers[0]' }],
    },
    'QX and QZ by an anesthesiologist': {
      ...anesthesiologist,
      lines: [line('QX'), line('QZ')],
      finds: [0, 1].map((at) => ({ message: 'foreign', at: `lines[${at}].modifiers[0]` })),
    },
  },
})

it('leaves two payment modifiers to modifier-conflict', () => {
  const { findings } = scrubWith(
    [modifierConflict, modifierAnesthesia],
    [],
    claimOf({ lines: [line('QX', 'QZ')] }),
  )
  expect(findings.map(({ edit, message }) => `${edit}/${message}`)).toEqual(['modifier-conflict/returned'])
})
