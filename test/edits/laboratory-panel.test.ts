import { expect, test } from 'vitest'
import { laboratoryPanel } from '../../src/edits/laboratory-panel.ts'
import { ncciPtp } from '../../src/edits/ncci-ptp.ts'
import { claimOf, type ClaimSketch } from '../helpers/claims.ts'
import { scrubWith, testEdit } from '../helpers/test-edit.ts'
import { ptpRelease } from '../helpers/tables.ts'

const tests = (...procedures: string[]): ClaimSketch => ({
  lines: procedures.map((procedure) => ({ procedure })),
})
const METABOLIC = '82040 82247 82310 82374 82435 82565 82947 84075 84132 84155 84295 84450 84460 84520'.split(
  ' ',
)
const LIPIDS = ['82465', '83718', '84478']
const BLOOD = ['85027', '85004']

testEdit(laboratoryPanel, {
  tables: [],
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
