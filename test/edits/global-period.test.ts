import { expect, it } from 'vitest'
import { globalPeriod } from '../../src/edits/global-period.ts'
import { ncciPtp } from '../../src/edits/ncci-ptp.ts'
import { Claim } from '../../src/model/claim.ts'
import { createScrubber } from '../../src/engine/scrub.ts'
import { whereOf } from '../../src/formats/where.ts'
import { claimOf, type ClaimSketch } from '../helpers/claims.ts'
import { feeRelease, ptpRelease } from '../helpers/tables.ts'
import { historyOf, snapshotOf, testEdit } from '../helpers/test-edit.ts'

const tables = [
  feeRelease(
    {
      '27447': { global: '090' },
      '66984': { global: '090' },
      '11400': { global: '010' },
      '20610': { global: '000' },
      '22614': { global: 'ZZZ' },
      '59400': { global: 'MMM' },
      '99213': {},
      '99291': {},
      '93000': {},
    },
    ['RVU25A', 20250101, 20261231],
  ),
]

/** A surgery on another claim. */
const surgery = (
  procedure: string,
  serviceDate: string,
  modifiers: string[] = [],
  rest: ClaimSketch = {},
) => [{ diagnoses: [{ code: 'M1711' }], ...rest, lines: [{ procedure, serviceDate, modifiers }] }]
const visit = (serviceDate: string, modifiers: string[] = [], procedure = '99213') => ({
  lines: [{ procedure, serviceDate, modifiers }],
})
const finds = (message: string, severity = 'deny') => [
  { message, at: 'lines[0].procedure', severity, evidence: ['H-1/1'], related: [] },
]
const colleague = (taxonomy: string) => ({ rendering: { npi: '1999999984', taxonomy } })

testEdit(globalPeriod, {
  tables,
  passes: {
    'global day 91': { ...visit('2025-04-16'), history: surgery('27447', '2025-01-15') },
    'global day 91 over the new year': { ...visit('2026-01-02'), history: surgery('27447', '2025-10-03') },
    'two days before': { ...visit('2025-01-13'), history: surgery('27447', '2025-01-15') },
    'day 11 of a minor one': { ...visit('2025-02-05'), history: surgery('11400', '2025-01-25') },
    'the day before a minor one': { ...visit('2025-01-24'), history: surgery('11400', '2025-01-25') },
    '99024 only reports the visit after surgery': {
      lines: [{ procedure: '99024', chargeCents: 0, serviceDate: '2025-02-05' }],
      history: surgery('27447', '2025-01-15'),
    },
    'the day after a 000': { ...visit('2025-05-06'), history: surgery('20610', '2025-05-05') },
    'a primary’s add-on alone': { ...visit('2025-05-05'), history: surgery('22614', '2025-05-05') },
    'a delivery': { ...visit('2025-05-05'), history: surgery('59400', '2025-05-05') },
    'a test on the day': { ...visit('2025-05-05'), history: surgery('93000', '2025-05-05') },
    '24 after': { ...visit('2025-02-05', ['24']), history: surgery('27447', '2025-01-15') },
    '25 on the day of a minor one': {
      ...visit('2025-05-05', ['25']),
      history: surgery('20610', '2025-05-05'),
    },
    '57 the day before': { ...visit('2025-01-14', ['57']), history: surgery('27447', '2025-01-15') },
    'critical care': { ...visit('2025-02-05', [], '99291'), history: surgery('27447', '2025-01-15') },
    'a test inside': { ...visit('2025-02-05', [], '93000'), history: surgery('27447', '2025-01-15') },
    'another specialty': {
      ...visit('2025-02-05'),
      history: surgery('27447', '2025-01-15', [], colleague('208600000X')),
    },
    'the same specialty of another group': {
      ...visit('2025-02-05'),
      history: surgery('27447', '2025-01-15', [], {
        ...colleague('207Q00000X'),
        billing: { npi: '1999999984' },
      }),
    },
    'care after left to somebody else (54)': {
      ...visit('2025-02-05'),
      history: surgery('27447', '2025-01-15', ['54']),
    },
    'assistant at surgery': { ...visit('2025-02-05'), history: surgery('27447', '2025-01-15', ['80']) },
    'a return to the operating room starts no period': {
      ...visit('2025-04-20'),
      history: surgery('27447', '2025-04-01', ['78']),
    },
    'second eye with 79': {
      lines: [{ procedure: '66984', serviceDate: '2025-02-05', modifiers: ['79', 'LT'] }],
      history: surgery('66984', '2025-01-15', ['RT']),
    },
    'two operations of one day': {
      lines: [{ procedure: '66984', serviceDate: '2025-01-15' }],
      history: surgery('27447', '2025-01-15'),
    },
    'another’s part of the care (55)': {
      lines: [{ procedure: '66984', serviceDate: '2025-02-05', modifiers: ['55'] }],
      history: surgery('66984', '2025-01-15'),
    },
    'the surgery voided': {
      ...visit('2025-02-05'),
      history: [
        ...surgery('27447', '2025-01-15', [], { id: 'A' }),
        ...surgery('27447', '2025-01-15', [], { id: 'A', frequency: '8', payerClaimNumber: 'ICN1' }),
      ],
    },
    'a surgery center’s claim for the surgery': {
      ...visit('2025-02-05'),
      history: surgery('27447', '2025-01-15', [], {
        placeOfService: '24',
        billing: { npi: '1234567893', taxonomy: '261QA1903X' },
      }),
    },
    'the surgery’s own claim after the visit': {
      lines: [{ procedure: '27447', serviceDate: '2025-01-15' }],
      history: [visit('2025-01-14')],
    },
    'another payer’s surgery': {
      ...visit('2025-02-05'),
      history: surgery('27447', '2025-01-15', [], { payer: { id: '00002', line: 'commercial' } }),
    },
    'the profile counts each practitioner alone': {
      ...visit('2025-02-05'),
      profile: { practitioners: 'individual' },
      history: surgery('27447', '2025-01-15', [], colleague('207Q00000X')),
    },
    'the payer has turned it off': {
      ...visit('2025-02-05'),
      profile: { edits: { 'global-period': 'off' } },
      unchecked: ['not-this-payer'],
      history: surgery('27447', '2025-01-15'),
    },
    'a surgery before the fee schedule held': {
      ...visit('2025-01-05'),
      unchecked: ['before-table'],
      history: surgery('27447', '2024-12-20'),
    },
  },
  fails: {
    'global day 90': {
      ...visit('2025-04-15'),
      history: surgery('27447', '2025-01-15'),
      finds: finds('visitAfter'),
    },
    'global day 90 over the new year': {
      ...visit('2026-01-01'),
      history: surgery('27447', '2025-10-03'),
      finds: finds('visitAfter'),
    },
    'day 10 of a minor one': {
      ...visit('2025-02-04'),
      history: surgery('11400', '2025-01-25'),
      finds: finds('visitAfter'),
    },
    '25 does not serve after the day': {
      ...visit('2025-02-05', ['25']),
      history: surgery('27447', '2025-01-15'),
      finds: finds('visitAfter'),
    },
    'the day before': {
      ...visit('2025-01-14'),
      history: surgery('27447', '2025-01-15'),
      finds: finds('majorDay'),
    },
    'the day of a major one': {
      ...visit('2025-01-15'),
      history: surgery('27447', '2025-01-15'),
      finds: finds('majorDay'),
    },
    '25 on the day of a major one': {
      ...visit('2025-01-15', ['25']),
      history: surgery('27447', '2025-01-15'),
      finds: finds('majorDayMarked', 'review'),
    },
    'the day of a minor one': {
      ...visit('2025-05-05'),
      history: surgery('20610', '2025-05-05'),
      finds: finds('minorDay'),
    },
    'on one claim': {
      lines: [
        { procedure: '99213', serviceDate: '2025-01-14' },
        { procedure: '27447', serviceDate: '2025-01-15' },
      ],
      finds: [{ message: 'majorDay', at: 'lines[0].procedure', related: [2], evidence: [] }],
    },
    'of the same group and specialty': {
      ...visit('2025-02-05'),
      history: surgery('27447', '2025-01-15', [], colleague('207Q00000X')),
      finds: finds('visitAfter'),
    },
    'the profile counts the whole group': {
      ...visit('2025-02-05'),
      profile: { practitioners: 'group' },
      history: surgery('27447', '2025-01-15', [], colleague('208600000X')),
      finds: finds('visitAfter'),
    },
    '24 for the diagnosis of the surgery': {
      ...visit('2025-02-05', ['24']),
      diagnoses: [{ code: 'M1711' }],
      history: surgery('27447', '2025-01-15'),
      finds: finds('sameDiagnosis', 'review'),
    },
    'second eye without 79': {
      lines: [{ procedure: '66984', serviceDate: '2025-02-05', modifiers: ['LT'] }],
      history: surgery('66984', '2025-01-15', ['RT']),
      finds: finds('procedureAfter'),
    },
    'a minor procedure inside': {
      lines: [{ procedure: '20610', serviceDate: '2025-02-05', modifiers: ['59'] }],
      history: surgery('27447', '2025-01-15'),
      finds: finds('procedureAfter'),
    },
    'a planned second operation has a period of its own': {
      ...visit('2025-04-20'),
      history: surgery('27447', '2025-04-01', ['58']),
      finds: finds('visitAfter'),
    },
    'two surgeries, claims out of order of date': {
      ...visit('2025-02-05'),
      history: [...surgery('66984', '2025-02-01'), ...surgery('27447', '2025-01-15')],
      finds: [{ message: 'visitAfter', at: 'lines[0].procedure', evidence: ['H-2/1', 'H-1/1'] }],
    },
    'a commercial payer': {
      ...visit('2025-02-05'),
      payer: { id: '00001', line: 'commercial' },
      history: surgery('27447', '2025-01-15'),
      finds: finds('visitAfter', 'review'),
    },
  },
})

it('is silent where NCCI bundles the same two lines, and on those alone', () => {
  const scrub = (sketch: ClaimSketch, history: readonly ClaimSketch[]) =>
    createScrubber({
      edits: [globalPeriod, ncciPtp],
      snapshot: snapshotOf([...tables, ptpRelease([{ one: '20610', two: '99213' }])]),
      rules: 'none',
      engine: 'test',
      received: '2026-12-01',
      locate: whereOf,
      history: historyOf(history),
    })
      .scrub(Claim.parse(claimOf(sketch)))
      .findings.map(({ edit, evidence }) => `${edit} ${evidence.map(({ claim }) => claim).join()}`)
  const both = { lines: [{ serviceDate: '2025-05-05' }, { procedure: '20610', serviceDate: '2025-05-05' }] }
  expect(scrub(both, [])).toEqual(['ncci-ptp '])
  expect(scrub(visit('2025-05-05'), surgery('20610', '2025-05-05'))).toEqual(['ncci-ptp H-1'])
  const two = [...surgery('20610', '2025-05-05'), ...surgery('27447', '2025-05-01')]
  expect(scrub(visit('2025-05-05'), two)).toEqual(['global-period H-2', 'ncci-ptp H-1'])
})
