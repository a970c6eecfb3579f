import { expect, test } from 'vitest'
import { ncciPtp } from '../../src/edits/ncci-ptp.ts'
import { obstetricPackage } from '../../src/edits/obstetric-package.ts'
import { claimOf, type ClaimSketch } from '../helpers/claims.ts'
import { scrubWith, testEdit } from '../helpers/test-edit.ts'
import { ptpRelease } from '../helpers/tables.ts'

const commercial = { id: '5', line: 'commercial' } as const
const care = (
  diagnosis: string,
  ...lines: readonly [procedure: string, date?: string, modifiers?: string[]][]
): ClaimSketch => ({
  payer: commercial,
  diagnoses: [{ code: diagnosis }],
  lines: lines.map(([procedure, serviceDate = '2026-03-02', modifiers = []]) => ({
    procedure,
    serviceDate,
    modifiers,
  })),
})
const [first, second] = ['lines[0].procedure', 'lines[1].procedure']

testEdit(obstetricPackage, {
  tables: [],
  passes: {
    'another claim: a visit for something else': {
      diagnoses: [{ code: 'J069' }],
      lines: [{ procedure: '99213' }],
      history: [{ lines: [{ procedure: '59400', serviceDate: '2026-05-01' }] }],
    },
    'another claim: a part 281 days before': {
      lines: [{ procedure: '59430', serviceDate: '2025-07-24' }],
      history: [{ lines: [{ procedure: '59400', serviceDate: '2026-05-01' }] }],
    },
    'another claim: another practice': {
      lines: [{ procedure: '59430', serviceDate: '2026-05-20' }],
      history: [
        {
          billing: { npi: '1999999984' },
          rendering: { npi: '1999999984' },
          lines: [{ procedure: '59400', serviceDate: '2026-05-01' }],
        },
      ],
    },
    'another claim: the payer wants them apart': {
      profile: { obstetrics: 'apart' },
      lines: [{ procedure: '59430', serviceDate: '2026-05-20' }],
      history: [{ lines: [{ procedure: '59400', serviceDate: '2026-05-01' }] }],
    },
    'another claim: the next pregnancy': {
      lines: [{ procedure: '59400', serviceDate: '2026-05-01' }],
      history: [{ lines: [{ procedure: '59400', serviceDate: '2025-05-01' }] }],
    },
    'the package alone': care('O80', ['59400']),
    'a visit for another condition': care('J069', ['99213', '2026-01-05'], ['59400']),
    'an unrelated visit after the delivery': care('O80', ['99213', '2026-03-09', ['24']], ['59400']),
    'a complication told apart by 25': care('O1403', ['99213', '2026-01-05', ['25']], ['59400']),
    'a visit 281 days before': care('Z3400', ['99213', '2025-05-25'], ['59400']),
    'a visit 43 days after': care('Z392', ['99213', '2026-04-14'], ['59400']),
    'a visit before a delivery alone': care('Z3400', ['99213', '2026-01-05'], ['59409']),
    twins: care('O30003', ['59400'], ['59409', '2026-03-02', ['51']]),
    'two deliveries of twins': care('O30003', ['59510'], ['59400']),
    'delivery and care after it apart': care('O80', ['59409'], ['59430', '2026-04-01']),
    'Medicaid that wants parts apart': {
      ...care('O80', ['59400'], ['59430', '2026-04-01']),
      payer: { id: '6', line: 'medicaid' },
      profile: { obstetrics: 'apart' },
    },
    'another practice': {
      ...care('O80'),
      lines: [
        { procedure: '59400' },
        { procedure: '59430', rendering: { npi: '1234567893', taxonomy: '207V00000X' } },
      ],
    },
    'no history': { ...care('O80', ['59400']), unchecked: ['no-history'] },
    'turned off': {
      ...care('O80', ['59400'], ['59430']),
      profile: { edits: { 'obstetric-package': 'off' } },
      unchecked: ['not-this-payer'],
    },
  },
  fails: {
    'another claim: a part of its package': {
      lines: [{ procedure: '59430', serviceDate: '2026-05-20' }],
      history: [{ lines: [{ procedure: '59400', serviceDate: '2026-05-01' }] }],
      finds: [{ message: 'partInside', at: 'lines[0].procedure', severity: 'deny', evidence: ['H-1/1'] }],
    },
    'another claim: the part was billed before': {
      lines: [{ procedure: '59400', serviceDate: '2026-05-01' }],
      history: [{ lines: [{ procedure: '59425', serviceDate: '2026-03-01' }] }],
      finds: [{ message: 'partsBefore', at: 'lines[0].procedure', severity: 'review', evidence: ['H-1/1'] }],
    },
    'another claim: two packages in one pregnancy': {
      lines: [{ procedure: '59400', serviceDate: '2026-05-03' }],
      history: [{ lines: [{ procedure: '59510', serviceDate: '2026-05-01' }] }],
      finds: [{ message: 'twoPackages', at: 'lines[0].procedure', severity: 'deny', evidence: ['H-1/1'] }],
    },
    'another claim: a routine visit': {
      diagnoses: [{ code: 'Z3403' }],
      lines: [{ procedure: '99213', serviceDate: '2026-04-01' }],
      history: [{ lines: [{ procedure: '59400', serviceDate: '2026-05-01' }] }],
      finds: [{ message: 'visitInside', at: 'lines[0].procedure', evidence: ['H-1/1'] }],
    },
    'care after delivery beside the package': {
      ...care('O80', ['59400'], ['59430', '2026-04-01']),
      finds: [{ message: 'partInside', at: second, severity: 'deny', related: [1] }],
    },
    'antepartum visits first': {
      ...care('O80', ['59426', '2026-02-01'], ['59510']),
      finds: [{ message: 'partInside', at: first }],
    },
    Medicaid: {
      ...care('O80', ['59400'], ['59430', '2026-04-01']),
      payer: { id: '6', line: 'medicaid' },
      finds: [{ message: 'partUnsure', at: second, severity: 'review' }],
    },
    'a routine visit 280 days before': {
      ...care('Z3400', ['99213', '2025-05-26'], ['59400']),
      finds: [{ message: 'visitInside', at: first, severity: 'deny' }],
    },
    'a visit 42 days after': {
      ...care('Z392', ['99213', '2026-04-13'], ['59400']),
      finds: [{ message: 'visitInside', at: first }],
    },
    'a visit for a complication': {
      ...care('O1403', ['99213', '2026-01-05'], ['59400']),
      finds: [{ message: 'visitUnsure', at: first, severity: 'review' }],
    },
    '25 parts no routine visit from the package': {
      ...care('Z3400', ['99213', '2026-01-05', ['25']], ['59400']),
      finds: [{ message: 'visitInside', at: first }],
    },
    'two packages': {
      ...care('O80', ['59400'], ['59510']),
      finds: [{ message: 'twoPackages', at: second, severity: 'deny' }],
    },
    'both antepartum codes': {
      ...care('Z3400', ['59425'], ['59426', '2026-05-02']),
      finds: [{ message: 'bothAntepartum', at: second, severity: 'deny' }],
    },
    'illegitimate bypass: 76 parts nothing from the package': {
      lines: [{ procedure: '59430', serviceDate: '2026-05-20', modifiers: ['76'] }],
      history: [{ lines: [{ procedure: '59400', serviceDate: '2026-05-01' }] }],
      finds: [{ message: 'partInside', at: 'lines[0].procedure', evidence: ['H-1/1'] }],
    },
  },
})

test('ncci-ptp speaks first of a pair in its table', () => {
  const pairs = ptpRelease([{ one: '59400', two: '59430' }])
  const claim = claimOf({ ...care('O80', ['59400'], ['59430']), payer: { line: 'medicare' } })
  expect(scrubWith([ncciPtp, obstetricPackage], [pairs], claim).findings.map(({ edit }) => edit)).toEqual([
    'ncci-ptp',
  ])
})
