import { expect, test } from 'vitest'
import { claimDuplicate } from '../../src/edits/claim-duplicate.ts'
import { laboratoryPanel } from '../../src/edits/laboratory-panel.ts'
import { ncciPtp } from '../../src/edits/ncci-ptp.ts'
import { claimOf, type ClaimSketch } from '../helpers/claims.ts'
import { createScrubber } from '../../src/engine/scrub.ts'
import { whereOf } from '../../src/formats/where.ts'
import { Claim } from '../../src/model/claim.ts'
import { historyOf, scrubWith, snapshotOf, testEdit } from '../helpers/test-edit.ts'
import { ptpRelease } from '../helpers/tables.ts'
import { small } from '../helpers/trial.ts'

const tests = (...procedures: string[]): ClaimSketch => ({
  lines: procedures.map((procedure) => ({ procedure })),
})
const METABOLIC = '82040 82247 82310 82374 82435 82565 82947 84075 84132 84155 84295 84450 84460 84520'.split(
  ' ',
)
const LIPIDS = ['82465', '83718', '84478']
const BLOOD = ['85027', '85004']

const OTHER_PAYER = { id: '00002', line: 'commercial' } as const
const LATER = { lines: [{ procedure: '80053', serviceDate: '2026-03-03' }] }

testEdit(laboratoryPanel, {
  undated:
    'Its only dated table bears no days: which components a panel has is known as it stands, for all days.',
  timeless: {
    laboratory_panels:
      'No row bears a day: the components are those of the panels as they stand (held below).',
  },
  tables: [],
  beside: [claimDuplicate],
  passes: {
    'the panel alone': tests('80053', '80061'),
    'one component left out': tests(...LIPIDS.slice(1)),
    'a true repeat': { lines: [{ procedure: '80053' }, { procedure: '82947', modifiers: ['91'] }] },
    'another specimen': { lines: [{ procedure: '80053' }, { procedure: '82947', modifiers: ['59'] }] },
    'another day': { lines: [{ procedure: '80053' }, { procedure: '82947', serviceDate: '2026-03-03' }] },
    'components over two days': {
      lines: LIPIDS.map((procedure, day) => ({
        procedure,
        serviceDate: day === 0 ? '2026-03-02' : '2026-03-03',
      })),
    },
    'another laboratory': {
      lines: [
        { procedure: '80053' },
        { procedure: '82947', rendering: { npi: '1234567893', taxonomy: '291U00000X' } },
      ],
    },
    '80050 is not covered by Medicare: silent': tests('80053', '84443', ...BLOOD),
    'a test beside another panel': tests('80061', '82947'),
    'a stay': { ...tests(...LIPIDS), type: 'institutional', typeOfBill: '0111' },
    'no history': { ...tests('80053'), unchecked: ['no-history'] },
    'nothing before': { ...tests('82947'), history: [] },
    'the panel before, for another day': { ...tests('82947'), history: [LATER] },
    'the panel before, by another practitioner': {
      ...tests('82947'),
      history: [{ ...tests('80053'), rendering: { npi: '1245319599', taxonomy: '207Q00000X' } }],
    },
    'the panel before, to another payer': {
      ...tests('82947'),
      history: [{ ...tests('80053'), payer: OTHER_PAYER }],
    },
    'the panel before, a true repeat now': {
      lines: [{ procedure: '82947', modifiers: ['91'] }],
      history: [tests('80053')],
    },
    'a repeat before, the panel now': {
      ...tests('80053'),
      history: [{ lines: [{ procedure: '82947', modifiers: ['91'] }] }],
    },
    'voided before': {
      ...tests('82947'),
      history: [
        { ...tests('80053'), id: 'A' },
        { ...tests('80053'), id: 'B', frequency: '8', payerClaimNumber: 'A' },
      ],
    },
    'sent after': {
      ...tests('82947'),
      received: '2026-03-05',
      history: [
        { ...tests('82947'), id: 'T-1', received: '2026-03-05' },
        { ...tests('80053'), received: '2026-03-06' },
      ],
    },
    'one component lacks with those before': { ...tests('82465'), history: [tests('83718')] },
    'components before, for another day': {
      ...tests(...LIPIDS.slice(1)),
      history: [{ lines: [{ procedure: LIPIDS[0]!, serviceDate: '2026-03-03' }] }],
    },
    'a panel before, of hospital bills': {
      ...tests('82947'),
      type: 'institutional',
      history: [{ ...tests('80053'), type: 'institutional' }],
    },
    'all before: claim-duplicate speaks': {
      ...tests('80053', '82947'),
      history: [tests('80053', '82947')],
    },
    '80050 completed by an earlier claim is not covered by Medicare': {
      ...tests('80053', '84443'),
      history: [tests('85025')],
    },
    'turned off': {
      ...tests(...LIPIDS),
      profile: { edits: { 'laboratory-panel': 'off' } },
      unchecked: ['not-this-payer'],
    },
  },
  fails: {
    'all of a panel apart': {
      ...tests(...LIPIDS),
      finds: [{ message: 'unbundled', at: 'lines[0].procedure', severity: 'deny', related: [2, 3] }],
    },
    'the largest panel alone is named': {
      ...tests(...METABOLIC),
      finds: [{ message: 'unbundled', at: 'lines[0].procedure' }],
    },
    'without one component, the panel that is whole': {
      ...tests(...METABOLIC.slice(1)),
      finds: [{ message: 'unbundled', at: 'lines[1].procedure' }],
    },
    'two panels apart': {
      ...tests(...METABOLIC, ...LIPIDS),
      finds: [
        { message: 'unbundled', at: 'lines[0].procedure' },
        { message: 'unbundled', at: 'lines[14].procedure' },
      ],
    },
    'a component beside its panel': {
      ...tests('82947', '80053'),
      finds: [{ message: 'beside', at: 'lines[0].procedure', severity: 'deny', related: [2] }],
    },
    '76 marks no repeated test': {
      lines: [{ procedure: '80053' }, { procedure: '82947', modifiers: ['76'] }],
      finds: [{ message: 'beside', at: 'lines[1].procedure' }],
    },
    'a panel within a panel': {
      ...tests('80053', '80048'),
      finds: [{ message: 'beside', at: 'lines[1].procedure' }],
    },
    'a commercial payer, 80050 by its alternative': {
      ...tests('80053', '84443', ...BLOOD),
      payer: { line: 'commercial' },
      finds: [{ message: 'unbundled', at: 'lines[0].procedure', severity: 'review', related: [2, 3, 4] }],
    },
    'a duplicate line is told once': {
      ...tests('80053', '82947', '82947'),
      finds: [{ message: 'beside', at: 'lines[1].procedure' }],
    },
    'the panel before': {
      ...tests('99213', '82947'),
      history: [tests('80053')],
      finds: [{ message: 'beside', at: 'lines[1].procedure', severity: 'deny', evidence: ['H-1/1'] }],
    },
    'sent before, in a file that is its own history': {
      ...tests('82947'),
      received: '2026-03-06',
      history: [
        { ...tests('82947'), id: 'T-1', received: '2026-03-06' },
        { ...tests('80053'), received: '2026-03-05' },
      ],
      finds: [{ message: 'beside', at: 'lines[0].procedure', evidence: ['H-2/1'] }],
    },
    'a panel not certain before': {
      ...tests('86762'),
      history: [tests('80055')],
      finds: [{ message: 'besideUnsure', at: 'lines[0].procedure', evidence: ['H-1/1'] }],
    },
    'the panel on both claims, a component on this one': {
      ...tests('80053', '82947'),
      history: [tests('80053')],
      finds: [{ message: 'beside', at: 'lines[1].procedure', related: [], evidence: ['H-1/1'] }],
    },
    'on this claim first': {
      ...tests('80061', '82465'),
      history: [tests('83718')],
      finds: [
        { message: 'partsBefore', at: 'lines[0].procedure', severity: 'review', evidence: ['H-1/1'] },
        { message: 'beside', at: 'lines[1].procedure', related: [1], evidence: [] },
      ],
    },
    'components before, the panel now': {
      ...tests('80053'),
      history: [tests('82947', '99213', '82040'), tests('80048')],
      finds: [
        {
          message: 'partsBefore',
          at: 'lines[0].procedure',
          severity: 'review',
          evidence: ['H-1/1', 'H-1/3', 'H-2/1'],
        },
      ],
    },
    'completed by what was billed before': {
      ...tests('84478', '82465'),
      history: [tests('83718')],
      finds: [
        {
          message: 'completed',
          at: 'lines[0].procedure',
          severity: 'review',
          related: [2],
          evidence: ['H-1/1'],
        },
      ],
    },
    'completed, one of them a duplicate': {
      ...tests(...LIPIDS),
      history: [tests(LIPIDS[0]!)],
      finds: [{ message: 'completed', at: 'lines[1].procedure', related: [3], evidence: ['H-1/1'] }],
    },
    'completed over two earlier claims': {
      ...tests('84478'),
      history: [tests('83718'), tests('82465')],
      finds: [{ message: 'completed', at: 'lines[0].procedure', evidence: ['H-1/1', 'H-2/1'] }],
    },
    'completed by the second code of an alternative': {
      ...tests('85004'),
      payer: OTHER_PAYER,
      history: [{ ...tests('80053', '84443', '85027'), payer: OTHER_PAYER }],
      finds: [{ message: 'completed', at: 'lines[0].procedure', evidence: ['H-1/1', 'H-1/2', 'H-1/3'] }],
    },
    'a panel whole on this claim is told as without history': {
      ...tests(...LIPIDS),
      history: [tests('82947')],
      finds: [{ message: 'unbundled', at: 'lines[0].procedure', severity: 'deny', evidence: [] }],
    },
    'a component beside a panel that is itself a component': {
      ...tests('80053', '84443', '85025', '82947'),
      payer: { line: 'commercial' },
      finds: [
        { message: 'unbundled', at: 'lines[0].procedure', related: [2, 3] },
        { message: 'beside', at: 'lines[3].procedure', related: [1] },
      ],
    },
    'a component of a panel not certain': {
      ...tests('80055', '86762'),
      payer: { line: 'medicaid' },
      finds: [{ message: 'besideUnsure', at: 'lines[1].procedure', severity: 'review' }],
    },
    'all of a panel not certain': {
      ...tests('85025', '86592', '86762', '86850', '86900', '86901', '87340'),
      finds: [{ message: 'unbundledUnsure', at: 'lines[0].procedure', severity: 'review' }],
    },
  },
})

test('ncci-ptp speaks first of a pair in its table', () => {
  const pairs = ptpRelease([{ one: '80053', two: '82947' }])
  const { findings } = scrubWith([laboratoryPanel, ncciPtp], [pairs], claimOf(tests('80053', '82947')))
  expect(findings.map(({ edit }) => edit)).toEqual(['ncci-ptp'])
})

test('ncci-ptp speaks first of a pair over two claims', () => {
  const pairs = ptpRelease([{ one: '80053', two: '82947' }])
  const scrubber = createScrubber({
    edits: [laboratoryPanel, ncciPtp],
    snapshot: snapshotOf([pairs]),
    rules: 'none',
    engine: 'test',
    received: '2026-12-01',
    locate: whereOf,
    history: historyOf([tests('80053')]),
  })
  const { findings } = scrubber.scrub(Claim.parse(claimOf(tests('82947'))))
  expect(findings.map(({ edit }) => edit)).toEqual(['ncci-ptp'])
})

test('the table gives no days to keep to', () => {
  for (const row of small.get('laboratory_panels'))
    expect([row['effective_from'], row['effective_to']]).toEqual(['', ''])
})
