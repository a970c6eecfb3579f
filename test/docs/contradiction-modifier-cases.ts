/** Rows of the registry of contradictions about modifiers and places of telehealth. */
import { codeListRelease, feeRelease } from '../helpers/tables.ts'
import { advantage, commercial, line, surgeryCenter, type RegistryCases } from './contradiction-cases.ts'

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
const telehealth = [2024, 2026, 2028].map((year) =>
  codeListRelease('telehealth', { '99213': [] }, [String(year), year * 10000 + 101, year * 10000 + 1231]),
)
const at = (
  placeOfService: string,
  modifiers: string[] = [],
  procedure = '99213',
  serviceDate = '2026-03-02',
) => ({
  placeOfService,
  lines: [line(procedure, modifiers, { serviceDate })],
})
const sides = (procedure: string) => ({ lines: [line(procedure, ['LT']), line(procedure, ['RT'])] })
const skin = (modifiers: string[], serviceDate: string) => ({
  lines: [line('Q4101', modifiers, { serviceDate })],
})
const replaces = { frequency: '7', payerClaimNumber: '2026123456' } as const
const operation = (procedure: string, serviceDate: string, modifiers: string[] = []) => ({
  lines: [line(procedure, modifiers, { serviceDate })],
})

/** Rows about modifiers. */
export const modifierRegistryCases: Readonly<Record<string, RegistryCases>> = {
  'assistant-indicator': {
    tables: fees,
    cases: {
      'indicator 0': { lines: [line('29881', ['AS'])], finds: ['modifier-assistant/documentation review'] },
      'indicator 1': { lines: [line('17000', ['80'])], finds: ['modifier-assistant/notPaid deny'] },
      'indicator 1, Medicare Advantage': {
        ...advantage,
        lines: [line('17000', ['80'])],
        finds: ['modifier-assistant/notPaid review'],
      },
      'indicator 2': { lines: [line('27447', ['80'])], finds: [] },
    },
  },
  'place-ten': {
    tables: telehealth,
    cases: {
      'by video': { ...at('10'), finds: [] },
      'by sound alone': { ...at('10', ['93']), finds: [] },
      'a fee for the site': { ...at('10', [], 'Q3014'), finds: ['modifier-telehealth/originatingHome deny'] },
    },
  },
  'modifier-95': {
    tables: telehealth,
    cases: {
      'place 10 without': { ...at('10'), finds: [] },
      'place 02 with': { ...at('02', ['95']), finds: [] },
      'a clinician in a hospital': { ...at('22', ['95']), finds: [] },
      'an office': { ...at('11', ['95']), finds: ['modifier-telehealth/videoPlace review'] },
      'an office, commercial': { ...at('11', ['95']), ...commercial, finds: [] },
    },
  },
  'store-and-forward': {
    tables: telehealth,
    cases: { GQ: { ...at('02', ['GQ']), finds: ['modifier-telehealth/storeAndForward review'] } },
  },
  'telehealth-lapse': {
    tables: telehealth,
    cases: {
      'in the lapse': { ...at('10', ['93'], '99213', '2026-01-31'), finds: [] },
      'after the last law': {
        ...at('10', ['93'], '99213', '2028-01-01'),
        finds: ['modifier-telehealth/afterPeriods review'],
      },
    },
  },
  'discontinued-73-74': {
    tables: [],
    cases: {
      'a practitioner': {
        placeOfService: '24',
        lines: [line('20610', ['73'])],
        finds: ['modifier-invalid/facilityOnly reject'],
      },
      'a surgery center': { ...surgeryCenter, lines: [line('20610', ['74'])], finds: [] },
    },
  },
  'return-78': {
    tables: fees,
    cases: {
      'without a modifier': {
        ...operation('66984', '2025-02-05'),
        history: [operation('27447', '2025-01-15')],
        finds: ['global-period/procedureAfter deny'],
        says: /complication \(78\), unrelated \(79\)/,
      },
      'with 78': {
        ...operation('66984', '2025-02-05', ['78']),
        history: [operation('27447', '2025-01-15')],
        finds: [],
      },
      '78 starts no period': {
        ...operation('99213', '2025-04-20'),
        history: [operation('27447', '2025-04-01', ['78'])],
        finds: [],
      },
      '79 starts one': {
        ...operation('99213', '2025-04-20'),
        history: [operation('27447', '2025-04-01', ['79'])],
        finds: ['global-period/visitAfter deny'],
      },
    },
  },
  'part-b-replacement': {
    tables: [],
    cases: {
      'Part B': { ...replaces, finds: ['claim-replacement/reopening review'] },
      'a contractor that takes them': {
        ...replaces,
        profile: { line: 'medicare', replacements: 'taken' },
        finds: [],
      },
      'a hospital': { ...replaces, type: 'institutional', typeOfBill: '0137', finds: [] },
      'a payer that refuses': {
        ...replaces,
        ...commercial,
        profile: { replacements: 'refused' },
        finds: ['claim-replacement/refused reject'],
      },
      'without the number': {
        frequency: '7',
        ...commercial,
        finds: ['claim-replacement/numberMissing reject'],
      },
    },
  },
  'skin-substitute-waste': {
    tables: [],
    cases: {
      'contractor not known': { ...skin([], '2025-12-31'), finds: ['modifier-drug/missingUnsure review'] },
      'First Coast': {
        ...skin([], '2025-12-31'),
        payer: { id: '09102' },
        finds: ['modifier-drug/missingUnsure review'],
      },
      'another contractor': { ...skin([], '2025-12-31'), payer: { id: '01112' }, finds: [] },
      'another contractor, JZ': { ...skin(['JZ'], '2025-12-31'), payer: { id: '01112' }, finds: [] },
      '2026 without': { ...skin([], '2026-01-01'), finds: [] },
      '2026 with JZ': { ...skin(['JZ'], '2026-01-01'), finds: ['modifier-drug/exempt review'] },
    },
  },
  'bilateral-form': {
    tables: fees,
    cases: {
      'two lines to Medicare': { ...sides('20610'), finds: ['modifier-bilateral/oneLineWanted review'] },
      'two lines to who takes either': { ...sides('20610'), ...commercial, finds: [] },
      '50 to who wants two lines': {
        lines: [line('20610', ['50'])],
        payer: { id: 'BIRCH' },
        finds: ['modifier-bilateral/twoLinesWanted review'],
      },
      '50 of a surgery center': {
        ...surgeryCenter,
        lines: [line('20610', ['50'])],
        finds: ['modifier-bilateral/surgeryCenter deny'],
      },
    },
  },
  'bilateral-units': {
    tables: fees,
    cases: {
      'two units': {
        lines: [line('20610', ['50'], { units: 2 })],
        finds: ['modifier-bilateral/units review'],
      },
      'one unit': { lines: [line('20610', ['50'])], finds: [] },
    },
  },
  'bilateral-add-on': {
    tables: fees,
    cases: {
      Medicare: { ...sides('64491'), finds: ['modifier-bilateral/oneLineWanted review'] },
      others: { ...sides('64491'), ...commercial, finds: [] },
    },
  },
}
