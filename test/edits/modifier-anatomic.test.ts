import { modifierAnatomic } from '../../src/edits/modifier-anatomic.ts'
import { testEdit } from '../helpers/test-edit.ts'

const line = (procedure: string, ...modifiers: string[]) => ({ procedure, modifiers })

testEdit(modifierAnatomic, {
  timeless: {
    modifier_families:
      'Which part of the body a modifier names does not change; one that is none on the day is `modifier-invalid`.',
  },
  tables: [],
  passes: {
    'a finger, a toe, an eyelid, an artery where they belong': {
      lines: [line('26055', 'F6'), line('28285', 'T1'), line('67840', 'E1'), line('92928', 'LD')],
    },
    'codes that no family claims': { lines: [line('11730', 'TA'), line('11730', 'F2'), line('64450', 'T5')] },
    'sides are never foreign': { lines: [line('28285', 'LT'), line('92928', 'RT')] },
    'a coronary modifier on newer codes of the heart': {
      lines: [line('92972', 'LD'), line('0913T', 'RC'), line('C9600', 'LC')],
    },
    'a finger and a side': { lines: [line('26055', 'F6', 'RT')] },
    'LT with RT is modifier-conflict': { lines: [line('20610', 'LT', 'RT')] },
    'payer turned off': {
      profile: { edits: { 'modifier-anatomic': 'off' } },
      lines: [line('28285', 'F1')],
      unchecked: ['not-this-payer'],
    },
  },
  fails: {
    'a finger modifier on a toe': {
      lines: [line('28285', 'F1')],
      finds: [{ message: 'foreign', at: 'lines[0].modifiers[0]', severity: 'review' }],
    },
    'a toe modifier on an eyelid, to a commercial payer': {
      payer: { id: '60999', line: 'commercial' },
      lines: [line('67840', '59', 'TA')],
      finds: [{ message: 'foreign', at: 'lines[0].modifiers[1]', severity: 'review' }],
    },
    'a coronary modifier on a knee': {
      lines: [line('27447', 'LD')],
      finds: [{ message: 'notCoronary', at: 'lines[0].modifiers[0]', severity: 'review' }],
    },
    'a coronary modifier on a finger': {
      lines: [line('26055', 'LC')],
      finds: [{ message: 'foreign', at: 'lines[0].modifiers[0]' }],
    },
    'two fingers on a line': {
      lines: [line('26055', 'F1', 'F2')],
      finds: [{ message: 'twoSites', at: 'lines[0].modifiers[1]', severity: 'review' }],
    },
    'two fingers and a third': {
      lines: [line('26055', 'F1', 'F2', 'F3')],
      finds: [
        { message: 'twoSites', at: 'lines[0].modifiers[1]' },
        { message: 'twoSites', at: 'lines[0].modifiers[2]' },
      ],
    },
  },
})
