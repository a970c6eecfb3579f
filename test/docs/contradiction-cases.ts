/** For each row of the registry of contradictions: small claims, and what the row's edits say of them. */
import type { LoadedRelease } from '../../src/codesets/dated.ts'
import type { PayerProfile } from '../../src/model/profile.ts'
import type { ClaimSketch } from '../helpers/claims.ts'
import { stayUntil } from '../helpers/stays.ts'
import { addOnRelease, editorRelease, mueRelease, ptpRelease } from '../helpers/tables.ts'

/** A claim and all that the row's edits say of it. */
export type RegistryCase = ClaimSketch & {
  readonly profile?: Partial<PayerProfile>
  /** Day of receipt, where it matters. */
  readonly arrives?: string
  readonly history?: readonly ClaimSketch[]
  /** `edit/message severity`, in the order of the result. */
  readonly finds: readonly string[]
  /** `group carc rarc` of each finding. */
  readonly codes?: readonly string[]
  /** What is lost, and the cents at risk, of each finding. */
  readonly loses?: readonly (readonly [scope: string, cents: number])[]
  /** Words of each finding's text and fix. */
  readonly says?: RegExp
}

export interface RegistryCases {
  readonly tables: readonly LoadedRelease[]
  readonly cases: Readonly<Record<string, RegistryCase>>
}

/** One line. */
export const line = (procedure: string, modifiers: string[] = [], more: object = {}) => ({
  procedure,
  modifiers,
  ...more,
})
export const advantage = { payer: { id: '8', line: 'medicare-advantage' } } as const
export const commercial = { payer: { id: '7', line: 'commercial' } } as const
const medicaid = { payer: { id: '6', line: 'medicaid' } } as const
/** Bills as a surgery center, in its place. */
export const surgeryCenter = {
  placeOfService: '24',
  billing: { npi: '1234567893', taxonomy: '261QA1903X' },
} as const

const pairs = [
  ptpRelease([
    { one: 'AAAAA', two: 'CCCCC', from: 20100101 },
    { one: 'DDDDD', two: 'EEEEE', from: 20240101, through: 20240630 },
    { one: 'FFFFF', two: 'GGGGG', through: 20200101, indicator: 9 },
  ]),
]
const pair = (one: string[] = [], two: string[] = [], more: object = {}) => ({
  lines: [line('AAAAA', one, more), line('CCCCC', two, more)],
})
const limits = [
  mueRelease({ AAAA1: [2, 1], AAAA2: [2, 2], AAAA3: [2, 3] }),
  mueRelease({ AAAA3: [2, 0] }, 'ncci-mue-medicaid-practitioner'),
]
const units = (procedure: string, ...counts: readonly number[]) => ({
  lines: counts.map((count) => line(procedure, [], { units: count })),
})
const missing = ['ncci-ptp/modifierMissing deny']
const flagged = [
  editorRelease([
    { code: 'C61', through: 20240930, flags: ['male'] },
    { code: 'C61', from: 20241001 },
    { code: 'E119' },
  ]),
  editorRelease([{ code: '0DTJ4ZZ' }], 'mce-procedures'),
]
const prostate = { diagnoses: [{ code: 'C61' }] }
const female = { patient: { birthDate: '1950-01-01', sex: 'F' } } as const
/** An outpatient bill of one day. */
const billOf = (day: string): ClaimSketch => ({
  type: 'institutional',
  statementFrom: day,
  statementThrough: day,
  lines: [{ serviceDate: day }],
})

/** Rows about NCCI, and about what the sex on a claim clears. */
export const ncciRegistryCases: Readonly<Record<string, RegistryCases>> = {
  'distinct-line': {
    tables: pairs,
    cases: {
      'column one, 2019-07-01': {
        ...pair(['59'], [], { serviceDate: '2019-07-01' }),
        finds: ['ncci-ptp/modifierUsed note'],
      },
      'column one, the day before': { ...pair(['59'], [], { serviceDate: '2019-06-30' }), finds: missing },
      'column two, the day before': {
        ...pair([], ['59'], { serviceDate: '2019-06-30' }),
        finds: ['ncci-ptp/modifierUsed note'],
      },
      'column one, commercial': { ...pair(['XS']), ...commercial, finds: ['ncci-ptp/modifierUsed note'] },
    },
  },
  'unit-basis': {
    tables: limits,
    cases: {
      'indicator 1, split': { ...units('AAAA1', 2, 2), finds: [] },
      'indicator 1, one line': { ...units('AAAA1', 3), finds: ['ncci-mue/lineUnits deny'] },
      'indicator 2, split': { ...units('AAAA2', 2, 1), finds: ['ncci-mue/dayUnits deny'] },
      'indicator 3, split': { ...units('AAAA3', 2, 1), finds: ['ncci-mue/dayUnitsClinical deny'] },
      'Medicaid, split': { ...units('AAAA3', 2, 1), ...medicaid, finds: [] },
      'Medicaid, one line': { ...units('AAAA3', 3), ...medicaid, finds: ['ncci-mue/lineUnits deny'] },
    },
  },
  'unit-appeal': {
    tables: limits,
    cases: {
      'indicator 2': {
        ...units('AAAA2', 3),
        finds: ['ncci-mue/dayUnits deny'],
        says: /Correct the units.*not open to appeal/,
      },
    },
  },
  'unit-excess': {
    tables: limits,
    cases: {
      'indicator 1: the whole line': {
        ...units('AAAA1', 3),
        finds: ['ncci-mue/lineUnits deny'],
        loses: [['line', 10_000]],
      },
      'indicator 3: all lines of the day': {
        ...units('AAAA3', 1, 1, 1),
        finds: ['ncci-mue/dayUnitsClinical deny'],
        loses: [['units', 30_000]],
      },
    },
  },
  'pair-reason': {
    tables: pairs,
    cases: {
      'First Coast': { ...pair(), payer: { id: '09102' }, finds: missing, codes: ['CO 236 -'] },
      Noridian: { ...pair(), payer: { id: '01112' }, finds: missing, codes: ['CO B15 M80'] },
      Palmetto: {
        ...pair(),
        profile: { line: 'medicare', contractor: 'palmetto' },
        finds: missing,
        codes: ['CO B15 M80'],
      },
      Novitas: {
        ...pair(),
        profile: { line: 'medicare', contractor: 'novitas' },
        finds: missing,
        codes: ['CO B15 -'],
      },
      'contractor not known': { ...pair(), finds: missing, codes: ['CO 236 -'] },
      commercial: {
        ...pair(),
        ...commercial,
        finds: ['ncci-ptp/modifierMissing review'],
        codes: ['CO 97 -'],
      },
    },
  },
  'unit-reason': {
    tables: limits,
    cases: {
      Medicare: {
        ...units('AAAA3', 3),
        finds: ['ncci-mue/dayUnitsClinical deny'],
        codes: ['CO 151 N362'],
      },
      Medicaid: {
        ...units('AAAA3', 3),
        ...medicaid,
        finds: ['ncci-mue/lineUnits deny'],
        codes: ['CO 151 N362'],
      },
    },
  },
  'add-on-types': {
    tables: [
      addOnRelease([
        { addOn: 'AAAA1', primary: 'PPPP1' },
        { addOn: 'AAAA2', primary: 'CCCCC', type: 2 },
        { addOn: 'AAAA3', primary: 'PPPP1', type: 3 },
      ]),
    ],
    cases: {
      'type 1': { lines: [line('AAAA1')], finds: ['ncci-add-on/primaryMissing deny'] },
      'type 2': { lines: [line('AAAA2')], finds: ['ncci-add-on/contractorDecides note'] },
      'type 3': { lines: [line('AAAA3')], finds: ['ncci-add-on/primaryUnlisted review'] },
    },
  },
  'same-side': {
    tables: pairs,
    cases: {
      'RT and RT': { ...pair(['RT'], ['RT']), finds: ['ncci-ptp/sameSide review'] },
      'RT and LT': { ...pair(['RT'], ['LT']), finds: ['ncci-ptp/modifierUsed note'] },
    },
  },
  'two-practitioners': {
    tables: pairs,
    cases: {
      'of one specialty': {
        lines: [
          line('AAAAA'),
          line('CCCCC', [], { rendering: { npi: '1999999984', taxonomy: '207Q00000X' } }),
        ],
        finds: ['ncci-ptp/sameSpecialty review'],
      },
      'specialty not known': {
        lines: [line('AAAAA'), line('CCCCC', [], { rendering: { npi: '1999999984' } })],
        finds: [],
      },
    },
  },
  'rows-of-no-day': {
    tables: [
      ...pairs,
      addOnRelease([{ addOn: 'AAAA4', primary: 'PPPP1', from: 20200101, through: 20200101 }]),
    ],
    cases: {
      'a pair with indicator 9': {
        lines: [line('FFFFF'), line('GGGGG')].map((one) => ({ ...one, serviceDate: '2020-01-01' })),
        finds: [],
      },
      'an add-on row': { lines: [line('AAAA4', [], { serviceDate: '2020-01-01' })], finds: [] },
    },
  },
  'deletion-day': {
    tables: pairs,
    cases: Object.fromEntries(
      [['2024-06-30', missing] as const, ['2024-07-01', []] as const].map(([serviceDate, finds]) => [
        serviceDate,
        { lines: [line('DDDDD', [], { serviceDate }), line('EEEEE', [], { serviceDate })], finds },
      ]),
    ),
  },
  'condition-code-45': {
    tables: flagged,
    cases: {
      'without it': {
        ...billOf('2024-09-30'),
        ...prostate,
        ...female,
        finds: ['icd-sex/contradicts review'],
      },
      'with it': { ...billOf('2024-09-30'), ...prostate, ...female, conditionCodes: ['45'], finds: [] },
      'inpatient without it': {
        ...stayUntil('2024-09-30', '2024-09-28', { ...prostate, ...female }),
        finds: ['mce-sex-conflict/diagnosis review'],
      },
      'inpatient with it': {
        ...stayUntil('2024-09-30', '2024-09-28', { ...prostate, ...female, conditionCodes: ['45'] }),
        finds: [],
      },
    },
  },
  'sex-edits-ended': {
    tables: flagged,
    cases: {
      'the last day': {
        ...billOf('2024-09-30'),
        ...prostate,
        ...female,
        finds: ['icd-sex/contradicts review'],
      },
      'the day after': { ...billOf('2024-10-01'), ...prostate, ...female, finds: [] },
      'discharged on the last day': {
        ...stayUntil('2024-09-30', '2024-09-28', { ...prostate, ...female }),
        finds: ['mce-sex-conflict/diagnosis review'],
      },
      'discharged the day after': {
        ...stayUntil('2024-10-01', '2024-09-28', { ...prostate, ...female }),
        finds: [],
      },
    },
  },
}
