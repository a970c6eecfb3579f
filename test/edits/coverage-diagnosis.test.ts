import { coverageDiagnosis } from '../../src/edits/coverage-diagnosis.ts'
import { icdInvalid } from '../../src/edits/icd-invalid.ts'
import { coverageRelease, icdRelease } from '../helpers/tables.ts'
import { claimOf, type ClaimSketch } from '../helpers/claims.ts'
import { scrubWith, testEdit } from '../helpers/test-edit.ts'
import { expect, it } from 'vitest'

const covered = (...codes: string[]) => ({ kind: 'covered', codes }) as const
const conditional = (...codes: string[]) => ({ kind: 'conditional', codes }) as const
const unpaired = (...codes: string[]) => ({ kind: 'unpaired', codes }) as const

const articles = coverageRelease([
  {
    id: 'A1',
    rules: [{ procedures: ['AAAAA'], alternatives: [[covered('M1711', 'M1712')], [conditional('Z09')]] }],
  },
  { id: 'A2', through: 20260630, rules: [{ procedures: ['BBBBB'], alternatives: [[covered('M1711')]] }] },
  {
    id: 'A3',
    rules: [{ procedures: ['CCCCC'], alternatives: [[covered('B351', 'L601'), covered('M79671', 'R262')]] }],
  },
  { id: 'A4', rules: [{ procedures: ['DDDDD'], noncovered: ['Z411', 'R51'] }] },
  { id: 'A5', rules: [{ procedures: ['EEEEE'], alternatives: [[covered('M1711')]], noncovered: ['M542'] }] },
  {
    id: 'A6',
    rules: [
      { procedures: ['FFFFF'], never: true },
      { procedures: ['FFFF1'], free: true },
      { procedures: ['FFFF1'], alternatives: [[covered('C61')]] },
    ],
  },
  {
    id: 'A7',
    national: true,
    states: [],
    nationwide: true,
    parts: 7,
    rules: [{ procedures: ['GGGGG'], alternatives: [[covered('C61')]] }],
  },
  { id: 'A8', unread: 'prose', rules: [{ procedures: ['HHHHH'], alternatives: [[covered('M1711')]] }] },
  { id: 'A9', rules: [{ procedures: ['IIIII'], alternatives: [[unpaired('I255')], [covered('I421')]] }] },
  { id: 'A10', rules: [{ procedures: ['J7320', 'J7321', '20610'], alternatives: [[covered('M1711')]] }] },
  {
    id: 'A11',
    states: [],
    partly: ['MO'],
    rules: [{ procedures: ['KKKKK'], alternatives: [[covered('M1711')]] }],
  },
  { id: 'A12', rules: [{ procedures: ['LLLLL'], alternatives: [[covered('M1711')]] }] },
  { id: 'A13', rules: [{ procedures: ['LLLLL'], alternatives: [[covered('E119')]] }] },
  { id: 'A14', parts: 1, rules: [{ procedures: ['NNNNN'], alternatives: [[covered('M1711')]] }] },
  {
    id: 'A15',
    rules: [
      {
        procedures: ['OOOOO'],
        alternatives: [[covered('I63-I66', 'Q90')]],
        noncovered: ['R51'],
        closed: true,
      },
    ],
  },
  {
    id: 'P1',
    payer: 'acme-health',
    states: [],
    nationwide: true,
    parts: 7,
    rules: [{ procedures: ['PPPPP'], alternatives: [[covered('G4733')]] }],
  },
  {
    id: 'P2',
    payer: 'commercial',
    states: [],
    nationwide: true,
    parts: 7,
    rules: [{ procedures: ['QQQQQ'], never: true }],
  },
])

const ohio = { billing: { npi: '1234567893', state: 'OH' } }
const line = (procedure: string, more: object = {}) => ({ ...ohio, lines: [{ procedure, ...more }] })
const with_ = (...codes: string[]) => ({ diagnoses: codes.map((code) => ({ code })) })
const finds = (message: string, severity?: string) => [
  { message, at: 'lines[0].procedure', ...(severity ? { severity } : {}) },
]

testEdit(coverageDiagnosis, {
  tables: [articles],
  passes: {
    'a covered diagnosis': { ...line('AAAAA'), ...with_('M1711') },
    'a covered diagnosis among others pointed at': {
      ...line('AAAAA', { pointers: [1, 2] }),
      ...with_('E119', 'M1712'),
    },
    'no article for the code': { ...line('99213') },
    'no article for the code in the state is no finding': {
      ...line('AAAAA'),
      billing: { npi: '1234567893', state: 'TX' },
    },
    'the facility’s state before the billing provider’s': { ...line('AAAAA'), facility: { state: 'TX' } },
    'no state': { ...line('AAAAA'), billing: { npi: '1234567893' }, unchecked: ['missing-field'] },
    'the day before the version takes effect': {
      ...line('AAAAA', { serviceDate: '2025-12-31' }),
      unchecked: ['before-table'],
    },
    'the day after it ends': { ...line('BBBBB', { serviceDate: '2026-07-01' }) },
    'an asterisked diagnosis has a condition of its own': {
      ...line('AAAAA'),
      ...with_('Z09'),
      unchecked: ['incomplete-table'],
    },
    'an article not read whole is unchecked': { ...line('HHHHH'), unchecked: ['incomplete-table'] },
    'a diagnosis that wants another one which prose names': {
      ...line('IIIII'),
      ...with_('I255'),
      unchecked: ['incomplete-table'],
    },
    'one of A and one of B': { ...line('CCCCC', { pointers: [1, 2] }), ...with_('B351', 'M79671') },
    'B is on the claim and not pointed at: coverage-diagnosis-unpointed speaks': {
      ...line('CCCCC'),
      ...with_('B351', 'M79671'),
    },
    'outside a list of what is not covered': { ...line('DDDDD'), ...with_('E119') },
    'one of two outside a list of what is not covered': {
      ...line('DDDDD', { pointers: [1, 2] }),
      ...with_('Z411', 'E119'),
    },
    'a service without regard to diagnosis': { ...line('FFFF1') },
    'a nationwide determination needs no state': {
      ...line('GGGGG'),
      billing: { npi: '1234567893' },
      ...with_('C61'),
    },
    'one article of two covers': { ...line('LLLLL'), ...with_('E119') },
    'an institution’s article on a practitioner’s claim': { ...line('NNNNN') },
    'an equipment supplier has contractors of its own': {
      ...line('AAAAA'),
      billing: { npi: '1234567893', taxonomy: '332B00000X', state: 'OH' },
    },
    'no diagnosis on the claim': {
      ...line('AAAAA', { pointers: [] }),
      diagnoses: [],
      unchecked: ['missing-field'],
    },
    'an inpatient bill': { ...line('AAAAA'), type: 'institutional', typeOfBill: '0111' },
    'an institutional claim without bill type': {
      ...line('AAAAA'),
      type: 'institutional',
      typeOfBill: undefined,
      unchecked: ['missing-field'],
    },
    'an institutional claim stands under all its diagnoses': {
      ...line('AAAAA'),
      type: 'institutional',
      ...with_('E119', 'M1711'),
    },
    'a commercial payer is not bound by Medicare’s article': {
      ...line('AAAAA'),
      payer: { id: 'X', line: 'commercial' },
      unchecked: ['not-this-payer'],
    },
    'Medicaid is not bound either': {
      ...line('AAAAA'),
      payer: { id: 'X', line: 'medicaid' },
      unchecked: ['not-this-payer'],
    },
    'a payer whose kind is not known': { ...line('AAAAA'), payer: { id: 'X' }, unchecked: ['missing-field'] },
    'another payer’s policy': { ...line('PPPPP'), payer: { id: 'OTHER', line: 'commercial' } },
    'payer turned off': {
      ...line('AAAAA'),
      profile: { edits: { 'coverage-diagnosis': 'off' } },
      unchecked: ['not-this-payer'],
    },
    'the first of a range': { ...line('OOOOO'), ...with_('I63') },
    'inside a range': { ...line('OOOOO'), ...with_('I6601') },
    'the end of a range with all under it': { ...line('OOOOO'), ...with_('I6692') },
  },
  fails: {
    'an uncovered diagnosis': { ...line('AAAAA'), finds: finds('notCovered', 'deny') },
    'the day the version takes effect': {
      ...line('AAAAA', { serviceDate: '2026-01-01' }),
      finds: finds('notCovered'),
    },
    'the day it ends': { ...line('BBBBB', { serviceDate: '2026-06-30' }), finds: finds('notCovered') },
    'LCD A∧B with only A pointed': { ...line('CCCCC'), ...with_('B351'), finds: finds('notCovered') },
    'a pointer without a claim diagnosis behind it counts for none': {
      ...line('AAAAA', { pointers: [5] }),
      finds: finds('notCovered'),
    },
    'only diagnoses that are listed as not covered': {
      ...line('DDDDD', { pointers: [1, 2] }),
      ...with_('Z411', 'R51'),
      finds: finds('notCovered'),
    },
    'listed as not covered beside a list of covered ones': {
      ...line('EEEEE'),
      ...with_('M542'),
      finds: finds('notCovered', 'deny'),
    },
    'in neither of two lists': { ...line('EEEEE'), finds: finds('perhapsNotCovered', 'review') },
    'not in a list that closes itself': { ...line('OOOOO'), ...with_('I67'), finds: finds('notCovered') },
    'the service itself': { ...line('FFFFF'), diagnoses: [], finds: finds('notCovered') },
    'a national determination': {
      ...line('GGGGG'),
      billing: { npi: '1234567893' },
      finds: finds('notCoveredNationally', 'deny'),
    },
    'a state served in part': {
      ...line('KKKKK'),
      billing: { npi: '1234567893', state: 'MO' },
      finds: finds('perhapsNotCovered', 'review'),
    },
    'neither of two articles': { ...line('LLLLL'), ...with_('R51'), finds: finds('notCovered') },
    'Medicare Advantage': {
      ...line('AAAAA'),
      payer: { id: 'X', line: 'medicare-advantage' },
      finds: finds('perhapsNotCovered', 'review'),
    },
    'an outpatient bill': { ...line('AAAAA'), type: 'institutional', finds: finds('notCovered') },
    'a payer’s own policy by its id, in any case': {
      ...line('PPPPP'),
      payer: { id: 'ACME-HEALTH', line: 'commercial' },
      finds: finds('notCoveredByPolicy', 'deny'),
    },
    'a policy by the profile’s id': {
      ...line('PPPPP'),
      payer: { id: '60999', line: 'commercial' },
      profile: { id: 'acme-health' },
      finds: finds('notCoveredByPolicy'),
    },
    'a policy of a payer line': {
      ...line('QQQQQ'),
      payer: { id: 'X', line: 'commercial' },
      finds: finds('notCoveredByPolicy'),
    },
    'an injection with another drug than the article’s': {
      ...line('20610'),
      finds: finds('besideDrugs', 'note'),
    },
    'an injection with the article’s drug': {
      ...ohio,
      lines: [{ procedure: '20610' }, { procedure: 'J7320' }],
      finds: [...finds('notCovered', 'deny'), { message: 'notCovered', at: 'lines[1].procedure' }],
    },
    'legitimate bypass: a notice on file': {
      ...line('AAAAA', { modifiers: ['GA'] }),
      finds: finds('announced', 'note'),
    },
    'illegitimate bypass: KX': {
      ...line('AAAAA', { modifiers: ['KX'] }),
      finds: finds('notCovered', 'deny'),
    },
  },
})

it('leaves a header to icd-invalid, and speaks of a valid diagnosis', () => {
  const fy = icdRelease({ M17: false, M1711: true, E119: true }, ['FY2026', 20251001, 20261231])
  const spoken = (sketch: ClaimSketch): string[] =>
    scrubWith([icdInvalid, coverageDiagnosis], [articles, fy], claimOf(sketch)).findings.map(
      ({ edit }) => edit,
    )
  expect(spoken({ ...line('AAAAA'), ...with_('M17') })).toEqual(['icd-invalid'])
  expect(spoken(line('AAAAA'))).toEqual(['coverage-diagnosis'])
})
