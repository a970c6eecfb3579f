import { modifierConflict } from '../../src/edits/modifier-conflict.ts'
import { modifierLiability } from '../../src/edits/modifier-liability.ts'
import type { ClaimSketch } from '../helpers/claims.ts'
import { scrubWith, testEdit } from '../helpers/test-edit.ts'
import { claimOf } from '../helpers/claims.ts'
import { expect, test } from 'vitest'

const visit = (modifiers: string[], serviceDate = '2026-03-02'): ClaimSketch => ({
  lines: [{ modifiers, serviceDate }],
})
const advantage = { id: '9', line: 'medicare-advantage' } as const

testEdit(modifierLiability, {
  turns: {
    '2010-04-01': [
      { of: 'GX with GA the day GX begins', before: [], from: ['contradict'] },
      { of: 'GX with what it may not be combined with', before: [], from: ['contradictUnsure'] },
    ],
  },
  tables: [],
  passes: {
    'a required notice': visit(['GA']),
    'a voluntary notice': visit(['GX']),
    none: visit([]),
    'GX with GA the day before GX': visit(['GX', 'GA'], '2010-03-31'),
    'GY on Medicare Advantage': { ...visit(['GY']), payer: advantage },
    commercial: { ...visit(['GA', 'GZ']), payer: { line: 'commercial' }, unchecked: ['not-this-payer'] },
    'turned off': {
      ...visit(['GA', 'GZ']),
      profile: { edits: { 'modifier-liability': 'off' } },
      unchecked: ['not-this-payer'],
    },
  },
  fails: {
    'notice and no notice': {
      ...visit(['GA', 'GZ']),
      finds: [{ message: 'contradict', at: 'lines[0].modifiers[1]', severity: 'reject' }],
    },
    'GX with GA the day GX begins': {
      ...visit(['GX', 'GA'], '2010-04-01'),
      finds: [{ message: 'contradict', at: 'lines[0].modifiers[1]' }],
    },
    'a required notice of an exclusion': {
      ...visit(['GA', 'GY']),
      finds: [{ message: 'contradictUnsure', at: 'lines[0].modifiers[1]', severity: 'review' }],
    },
    'GX with what it may not be combined with': {
      ...visit(['TQ', 'GX']),
      finds: [{ message: 'contradictUnsure', at: 'lines[0].modifiers[1]' }],
    },
    'GA on MA': {
      ...visit(['GA']),
      payer: advantage,
      finds: [{ message: 'advantage', at: 'lines[0].modifiers[0]', severity: 'review' }],
    },
    'GA on a plan whose profile says that it denies': {
      ...visit(['GA']),
      payer: advantage,
      profile: { line: 'medicare-advantage', edits: { 'modifier-liability/advantage': 'deny' } },
      finds: [{ message: 'advantage', at: 'lines[0].modifiers[0]', severity: 'deny' }],
    },
    'GZ is denied without a look': {
      ...visit(['GZ']),
      finds: [{ message: 'expectedDenial', at: 'lines[0].modifiers[0]', severity: 'note' }],
    },
    'GY billed for the denial': {
      ...visit(['GX', 'GY']),
      finds: [{ message: 'excluded', at: 'lines[0].modifiers[1]', severity: 'note' }],
    },
  },
})

test('modifier-conflict speaks first', () => {
  const { findings } = scrubWith([modifierConflict, modifierLiability], [], claimOf(visit(['GA', 'GZ'])))
  expect(findings.map(({ edit }) => edit)).toEqual(['modifier-conflict'])
})
test('GZ moves the cost to the provider, GY to the patient', () => {
  const groups = ['GZ', 'GY'].map((modifier) => {
    const { group, carc, rarc } = scrubWith([modifierLiability], [], claimOf(visit([modifier]))).findings[0]!
    return [group, carc, rarc]
  })
  expect(groups).toEqual([
    ['CO', '50', null],
    ['PR', '96', 'N425'],
  ])
})
