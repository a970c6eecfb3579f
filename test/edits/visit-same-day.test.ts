import { ncciPtp } from '../../src/edits/ncci-ptp.ts'
import { visitSameDay } from '../../src/edits/visit-same-day.ts'
import { ptpRelease } from '../helpers/tables.ts'
import { testEdit } from '../helpers/test-edit.ts'

const office = { procedure: '99213', pointers: [1] }
const admission = { procedure: '99223', placeOfService: '21', pointers: [1] }
const two = { diagnoses: [{ code: 'E119' }, { code: 'M1711' }] }
const at = 'lines[1].procedure'
const colleague = { npi: '1234567893', taxonomy: '207Q00000X' }
const clinic = { type: 'institutional' as const }

testEdit(visitSameDay, {
  turns: {
    '2014-01-01': [{ of: 'outpatient, one revenue code, no G0', before: [], from: ['conditionMissing'] }],
    '2023-01-01': [{ of: 'the last day a code is in force', before: ['secondVisit'], from: [] }],
  },
  tables: [ptpRelease([{ one: '99215', two: '99212' }])],
  beside: [ncciPtp],
  passes: {
    'another claim: 25': { lines: [{ modifiers: ['25'] }], history: [{ lines: [{ procedure: '99214' }] }] },
    'another claim: 25 on the earlier visit': {
      history: [{ lines: [{ procedure: '99214', modifiers: ['25'] }] }],
    },
    'another claim: another day': {
      history: [{ lines: [{ procedure: '99214', serviceDate: '2026-03-01' }] }],
    },
    'another claim: another diagnosis and place': {
      history: [{ placeOfService: '22', diagnoses: [{ code: 'I10' }], lines: [{ procedure: '99232' }] }],
    },
    'another claim: another specialty': {
      history: [
        { rendering: { npi: '1999999984', taxonomy: '208600000X' }, lines: [{ procedure: '99214' }] },
      ],
    },
    'another claim: the later one': {
      history: [{ id: 'T-1' }, { id: 'Z', lines: [{ procedure: '99214' }] }],
    },
    'another claim: a hospital’s': {
      type: 'institutional',
      history: [{ type: 'institutional', lines: [{ procedure: '99214' }] }],
    },
    'one visit': { lines: [office] },
    'two days': { lines: [office, { ...office, serviceDate: '2026-03-03' }] },
    'legitimate 25 on the second': {
      lines: [office, { procedure: '99285', placeOfService: '23', modifiers: ['25'] }],
    },
    'legitimate 25 on the first': {
      lines: [
        { ...office, modifiers: ['25'] },
        { procedure: '99285', placeOfService: '23' },
      ],
    },
    'another diagnosis and another place': { ...two, lines: [office, { ...admission, pointers: [2] }] },
    'another specialty': {
      lines: [office, { ...admission, rendering: { npi: '1234567893', taxonomy: '208600000X' } }],
    },
    'a colleague where each counts alone': {
      profile: { practitioners: 'individual' },
      lines: [office, { ...admission, rendering: colleague }],
    },
    'prolonged and add-on codes are no visits': {
      lines: [office, { procedure: 'G2211' }, { procedure: 'G2212' }],
    },
    'critical care and its add-on': { lines: [{ procedure: '99291' }, { procedure: '99292' }] },
    'counselling is no second visit': { lines: [office, { procedure: '99406' }] },
    'a preventive visit is another edit’s': {
      payer: { id: '7', line: 'commercial' },
      lines: [office, { procedure: '99396' }],
    },
    'hospital discharge and nursing facility admission': {
      lines: [
        { procedure: '99238', placeOfService: '21' },
        { procedure: '99305', placeOfService: '31' },
      ],
    },
    'a pair that NCCI bundles is ncci-ptp’s': { lines: [{ procedure: '99215' }, { procedure: '99212' }] },
    'a code of before it was a visit': { lines: [office, { procedure: '98005', serviceDate: '2024-12-31' }] },
    'outpatient with G0': {
      ...clinic,
      conditionCodes: ['G0'],
      lines: [{ procedure: 'G0463' }, { procedure: 'G0463' }],
    },
    'outpatient with 27': {
      ...clinic,
      lines: [{ procedure: 'G0463' }, { procedure: 'G0463', modifiers: ['27'] }],
    },
    'outpatient under two revenue codes': {
      ...clinic,
      lines: [{ procedure: 'G0463' }, { procedure: '99284', revenueCode: '0450' }],
    },
    'outpatient, a payer that does not follow Medicare': {
      ...clinic,
      payer: { id: '7', line: 'commercial' },
      lines: [{ procedure: 'G0463' }, { procedure: 'G0463' }],
    },
    'inpatient bill': {
      ...clinic,
      typeOfBill: '0111',
      lines: [{ procedure: 'G0463' }, { procedure: 'G0463' }],
    },
    'payer turned off': {
      profile: { edits: { 'visit-same-day': 'off' } },
      unchecked: ['not-this-payer'],
      lines: [office, admission],
    },
  },
  fails: {
    'another claim: the same practitioner': {
      history: [{ lines: [{ procedure: '99214' }] }],
      finds: [
        {
          message: 'secondVisit',
          at: 'lines[0].procedure',
          severity: 'deny',
          related: [],
          evidence: ['H-1/1'],
        },
      ],
    },
    'another claim: another diagnosis in the same place': {
      history: [{ diagnoses: [{ code: 'I10' }], lines: [{ procedure: '99214' }] }],
      finds: [
        { message: 'otherDiagnosis', at: 'lines[0].procedure', severity: 'review', evidence: ['H-1/1'] },
      ],
    },
    'office and hospital on one day': {
      lines: [office, admission],
      finds: [{ message: 'secondVisit', at, severity: 'deny', related: [1] }],
    },
    'the same visit twice': {
      lines: [office, { ...office, chargeCents: 9_000 }],
      finds: [{ message: 'secondVisit', at }],
    },
    'discharge and a visit of that day': {
      lines: [
        { procedure: '99232', placeOfService: '21' },
        { procedure: '99238', placeOfService: '21' },
      ],
      finds: [{ message: 'secondVisit', at }],
    },
    'a colleague of the same specialty': {
      lines: [office, { ...admission, rendering: colleague }],
      finds: [{ message: 'secondVisit', at, severity: 'deny' }],
    },
    'an illegitimate bypass by 59': {
      lines: [office, { ...admission, modifiers: ['59'] }],
      finds: [{ message: 'secondVisit', at }],
    },
    'critical care without 25': {
      lines: [{ ...admission }, { procedure: '99291', placeOfService: '21' }],
      finds: [{ message: 'secondVisit', at }],
    },
    'the last day a code is in force': {
      lines: [
        { procedure: '99214', serviceDate: '2022-12-31' },
        { procedure: '99220', serviceDate: '2022-12-31' },
      ],
      finds: [{ message: 'secondVisit', at }],
    },
    'another place but the same diagnosis': {
      ...two,
      lines: [office, { ...admission, pointers: [2, 1] }],
      finds: [{ message: 'secondVisit', at }],
    },
    'another diagnosis in one place': {
      ...two,
      lines: [office, { ...office, procedure: '99212', pointers: [2] }],
      finds: [{ message: 'otherDiagnosis', at, severity: 'review' }],
    },
    'missing pointers do not part visits': {
      lines: [{ ...office, pointers: [] }, admission],
      finds: [{ message: 'secondVisit', at }],
    },
    'three visits, each against the first before it': {
      lines: [office, admission, { procedure: '99284', placeOfService: '23' }],
      finds: [
        { message: 'secondVisit', at, related: [1] },
        { message: 'secondVisit', at: 'lines[2].procedure', related: [1] },
      ],
    },
    'outpatient, one revenue code, no G0': {
      ...clinic,
      lines: [{ procedure: 'G0463' }, { procedure: 'G0463', chargeCents: 9_000 }],
      finds: [{ message: 'conditionMissing', at, severity: 'review' }],
    },
    'illegitimate bypass: another condition code': {
      ...clinic,
      conditionCodes: ['G1'],
      lines: [{ procedure: 'G0463' }, { procedure: 'G0463', chargeCents: 9_000 }],
      finds: [{ message: 'conditionMissing', at }],
    },
  },
})
