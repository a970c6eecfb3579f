/** The other rows of the registry of contradictions: diagnoses, statuses, places, visits, filing. */
import { addOnRelease, feeRelease, icdRelease, notesRelease } from '../helpers/tables.ts'
import { advantage, commercial, line, type RegistryCases } from './contradiction-cases.ts'

const fees = [
  feeRelease(
    {
      '27447': { assistant: '2', global: '090' },
      '29881': { assistant: '0', global: '090' },
      '17000': { assistant: '1', global: '010' },
      '20610': { bilateral: '1', global: '000', naNonFacility: true },
      '64491': { bilateral: '1', global: 'ZZZ' },
      '66984': { global: '090', bilateral: '1' },
      '80053': { status: 'X' },
      J1885: { status: 'E' },
      '99397': { status: 'N' },
      '99213': {},
      '99221': {},
    },
    ['RVU26A', 20250101, 20261231],
  ),
]
const at = (
  placeOfService: string,
  modifiers: string[] = [],
  procedure = '99213',
  serviceDate = '2026-03-02',
) => ({
  placeOfService,
  lines: [line(procedure, modifiers, { serviceDate })],
})
const seen = (...days: readonly [string, string]) => ({
  lines: [line('99213', [], { serviceDate: days[0] }), line('99203', [], { serviceDate: days[1] })],
})
const complexity = (day: string, beside: string) => ({
  lines: [line('99213', ['25']), line('G2211'), line(beside)].map((one) => ({ ...one, serviceDate: day })),
})
const laboratory = { cliaNumber: '05D0000001', lines: [line('80053')] }
const operation = (procedure: string, serviceDate: string, modifiers: string[] = []) => ({
  lines: [line(procedure, modifiers, { serviceDate })],
})
const nurse = { npi: '1234567893', taxonomy: '363LF0000X' }
const two = { diagnoses: [{ code: 'E119' }, { code: 'E109' }] }

/** Rows about diagnoses, places, visits and filing. */
export const otherRegistryCases: Readonly<Record<string, RegistryCases>> = {
  'excludes-unrelated': {
    tables: [
      notesRelease(['excludes1 E11 type 1 diabetes mellitus (E10.-)']),
      icdRelease({ E109: true, E119: true }),
    ],
    cases: {
      'any payer': { ...two, finds: ['icd-excludes1/excluded review'] },
      'a payer that denies': {
        ...two,
        ...commercial,
        profile: { edits: { 'icd-excludes1/excluded': 'deny' } },
        finds: ['icd-excludes1/excluded deny'],
      },
    },
  },
  'status-e-x': {
    tables: fees,
    cases: {
      'X and E': { lines: [line('80053'), line('J1885')], finds: [] },
      N: { lines: [line('99397')], finds: ['procedure-status/nonCovered deny'], codes: ['PR 96 N425'] },
    },
  },
  'place-na': { tables: fees, cases: { 'in the office': { ...at('11', [], '20610'), finds: [] } } },
  'observation-place': {
    tables: fees,
    cases: {
      'place 22': { ...at('22', [], '99221'), finds: [] },
      'an office': { ...at('11', [], '99221'), finds: ['place-procedure/unusual review'] },
    },
  },
  'waived-test': {
    tables: [],
    cases: {
      accredited: { ...laboratory, finds: [] },
      'certificate of waiver': {
        ...laboratory,
        profile: { line: 'medicare', waivedLaboratories: ['05D0000001'] },
        finds: ['modifier-waived/qwMissingUnsure review'],
      },
    },
  },
  'filing-year': {
    tables: [],
    cases: {
      'the anniversary, over a leap day': {
        ...operation('99213', '2023-12-01'),
        arrives: '2024-12-01',
        finds: [],
      },
      'the day after': {
        ...operation('99213', '2023-12-01'),
        arrives: '2024-12-02',
        finds: ['claim-filing-late/late deny'],
      },
    },
  },
  'advantage-notice': {
    tables: [],
    cases: {
      'Medicare Advantage': {
        ...advantage,
        lines: [line('99213', ['GA'])],
        finds: ['modifier-liability/advantage review'],
      },
      Medicare: { lines: [line('99213', ['GA'])], finds: [] },
    },
  },
  'complexity-25': {
    tables: [addOnRelease([{ addOn: 'G2211', primary: '99213', from: 20240101 }])],
    cases: {
      'beside a vaccine in 2024': {
        ...complexity('2024-12-31', 'G0008'),
        finds: ['visit-complexity/withModifier25 deny'],
      },
      'beside a vaccine in 2025': { ...complexity('2025-01-01', 'G0008'), finds: [] },
      'beside an injection': {
        ...complexity('2026-03-02', '20610'),
        finds: ['visit-complexity/withModifier25 deny'],
      },
    },
  },
  'duplicate-remark': {
    tables: [],
    cases: {
      Medicare: { lines: [{}, {}], finds: ['claim-duplicate/exact deny'], codes: ['OA 18 N522'] },
      others: { lines: [{}, {}], ...commercial, finds: ['claim-duplicate/exact deny'], codes: ['OA 18 -'] },
    },
  },
  'three-years': {
    tables: [],
    cases: {
      'the day before': {
        ...seen('2023-03-03', '2026-03-02'),
        finds: ['visit-new-patient/seenBefore deny'],
      },
      'the anniversary': {
        ...seen('2023-03-02', '2026-03-02'),
        finds: ['visit-new-patient/perhapsSeen review'],
      },
      'the day after': { ...seen('2023-03-01', '2026-03-02'), finds: [] },
    },
  },
  'physician-and-nurse': {
    tables: [],
    cases: {
      'of one group': {
        lines: [
          line('99213', [], { serviceDate: '2026-02-02', rendering: nurse }),
          line('99203', [], { serviceDate: '2026-03-02' }),
        ],
        finds: ['visit-new-patient/perhapsSeen review'],
      },
    },
  },
}
