import { expect, test } from 'vitest'
import { modifierConflict } from '../../src/edits/modifier-conflict.ts'
import { modifierTelehealth } from '../../src/edits/modifier-telehealth.ts'
import { claimOf, type ClaimSketch } from '../helpers/claims.ts'
import { scrubWith, testEdit } from '../helpers/test-edit.ts'
import { codeListRelease } from '../helpers/tables.ts'

const [procedureAt, at] = ['lines[0].procedure', 'lines[0].modifiers[0]']
const visit = (
  placeOfService: string | null,
  modifiers: string[] = [],
  serviceDate = '2026-03-02',
  procedure = '99213',
): ClaimSketch => ({
  placeOfService,
  lines: [{ procedure, modifiers, serviceDate }],
})
const list = { '99213': [], '90834': [], '99999': [20240101, 20251231] } as const
const years = [2023, 2024, 2025, 2026, 2027, 2028].map((year) =>
  codeListRelease('telehealth', list, [String(year), year * 10000 + 101, year * 10000 + 1231]),
)

testEdit(modifierTelehealth, {
  turns: {
    '2018-01-01': [{ of: 'GT of a practitioner', before: [], from: ['criticalAccessOnly'] }],
    '2022-01-01': [
      { of: 'two that modifier-conflict does not part before 2022', before: ['several'], from: [] },
    ],
    '2024-01-01': [{ of: '93 in an office', before: [], from: ['audioPlace'] }],
    '2025-01-01': [{ of: 'telephone the day after', before: [], from: ['ended'] }],
    '2028-01-01': [
      { of: 'the day after the law', before: [], from: ['afterPeriods'] },
      { of: 'the last day of the law', before: [], from: ['afterPeriods'] },
    ],
  },
  tables: years,
  passes: {
    'missing input: a part of the list': {
      ...visit('02', [], '2026-03-02', '20610'),
      tables: years.map((year) => ({ ...year, complete: false })),
      unchecked: ['incomplete-table'],
    },
    'the day before the emergency': visit('02', [], '2020-03-05'),
    'the first day of the emergency, no list of the year': {
      ...visit('02', [], '2020-03-06'),
      unchecked: ['no-table'],
    },
    'at home by video': visit('10'),
    'at home by video, with 95': visit('10', ['95']),
    'elsewhere by sound alone': visit('02', ['93']),
    'in person': visit('11'),
    'a clinician in a hospital with the patient at home': visit('22', ['95']),
    'emergency billing with the in-person place': visit('11', ['95'], '2023-12-31'),
    'audio with the in-person place before 2024': visit('11', ['93'], '2023-12-31'),
    'the last day of the law': visit('10', ['93'], '2027-12-31'),
    'over the lapse of 2026-01-31': visit('10', [], '2026-01-31'),
    'behavioural health at home is permanent': visit('10', [], '2028-01-01', '90834'),
    'elsewhere by video after the law': visit('02', [], '2028-01-01'),
    'a code on its last day on the list': visit('02', [], '2025-12-31', '99999'),
    'no list of the year': { ...visit('02', [], '2029-03-02'), unchecked: ['no-table'] },
    'telephone on its last day': visit('11', [], '2024-12-31', '99443'),
    'a portal message in its usual place': visit('11', [], '2026-03-02', '99422'),
    'a brief communication in its usual place': visit('11', [], '2026-03-02', '98016'),
    'the originating site': visit('11', [], '2026-03-02', 'Q3014'),
    'GT of a method II practitioner': {
      type: 'institutional',
      typeOfBill: '0851',
      lines: [{ procedure: '99213', modifiers: ['GT'], revenueCode: '0983' }],
    },
    '93 with 95: modifier-conflict speaks': visit('10', ['93', '95']),
    'no place': { ...visit(null, ['95']), unchecked: ['missing-field'] },
    'commercial: the payer decides': {
      ...visit('11', ['95']),
      payer: { line: 'commercial' },
      unchecked: ['not-this-payer'],
    },
    'turned off': {
      ...visit('11', ['93']),
      profile: { edits: { 'modifier-telehealth': 'off' } },
      unchecked: ['not-this-payer'],
    },
  },
  beside: [modifierConflict],
  fails: {
    '93 in an office': { ...visit('11', ['93']), finds: [{ message: 'audioPlace', at, severity: 'deny' }] },
    '93 in an office the first day that places are asked': {
      ...visit('11', ['93'], '2024-01-01'),
      finds: [{ message: 'audioPlace', at }],
    },
    '95 in an office': { ...visit('11', ['95']), finds: [{ message: 'videoPlace', at, severity: 'review' }] },
    'a code whose words say the mode': {
      ...visit('10', ['95'], '2026-03-02', '98016'),
      finds: [{ message: 'modeInCode', at }],
    },
    'a code not valid for Medicare': {
      ...visit('10', ['93'], '2026-03-02', '98008'),
      finds: [
        { message: 'modeInCode', at },
        { message: 'notMedicares', at: procedureAt, severity: 'deny' },
      ],
    },
    'telephone the day after': {
      ...visit('11', [], '2025-01-01', '99443'),
      finds: [{ message: 'ended', at: procedureAt, severity: 'deny' }],
    },
    'a portal message as telehealth': {
      ...visit('10', [], '2026-03-02', '99422'),
      finds: [{ message: 'communication', at: procedureAt }],
    },
    'a site fee at home': {
      ...visit('10', [], '2026-03-02', 'Q3014'),
      finds: [{ message: 'originatingHome', at: procedureAt }],
    },
    'GT of a practitioner': {
      ...visit('02', ['GT']),
      finds: [{ message: 'criticalAccessOnly', at, severity: 'review' }],
    },
    GQ: { ...visit('02', ['GQ']), finds: [{ message: 'storeAndForward', at, severity: 'review' }] },
    'a code not on the list': {
      ...visit('02', [], '2026-03-02', '20610'),
      finds: [{ message: 'notListed', at: procedureAt, severity: 'deny' }],
    },
    'the day after a code left the list': {
      ...visit('02', [], '2026-01-01', '99999'),
      finds: [{ message: 'notListed', at: procedureAt }],
    },
    'the day after the law': {
      ...visit('10', [], '2028-01-01'),
      finds: [{ message: 'afterPeriods', at: procedureAt, severity: 'review' }],
    },
    'two that modifier-conflict does not part before 2022': {
      ...visit('02', ['93', '95'], '2021-06-01'),
      finds: [{ message: 'several', at: 'lines[0].modifiers[1]' }],
    },
    'Medicare Advantage': {
      ...visit('11', ['93']),
      payer: { line: 'medicare-advantage' },
      finds: [{ message: 'audioPlace', at, severity: 'review' }],
    },
  },
})

test('without a list of the year the service is unchecked, and what the rules alone decide is decided', () => {
  const open = scrubWith([modifierTelehealth], [], claimOf(visit('10', [], '2026-03-02', '20610')))
  expect(open.findings).toEqual([])
  expect(open.unchecked).toMatchObject([{ reason: 'no-table', table: 'telehealth' }])
  expect(scrubWith([modifierTelehealth], [], claimOf(visit('11', ['93']))).findings).toMatchObject([
    { message: 'audioPlace', carc: '5', rarc: 'M77' },
  ])
})
