import { admissionMissing } from '../../src/edits/admission-missing.ts'
import { outpatient, stay, stayUntil } from '../helpers/stays.ts'
import { testEdit } from '../helpers/test-edit.ts'

testEdit(admissionMissing, {
  turns: {
    '2025-10-01': [{ of: 'one finding for all diagnoses', before: ['poaPerhaps'], from: ['poa'] }],
    '2026-10-01': [{ of: 'one finding for all diagnoses', before: ['poa'], from: ['poaPerhaps'] }],
  },
  tables: [],
  passes: {
    'a whole inpatient bill': stay(),
    'an exempt diagnosis': stay({
      diagnoses: [{ code: 'I5021', poa: 'Y' }, { code: 'Z370' }, { code: 'S52501D' }, { code: 'W16011D' }],
    }),
    'an outpatient bill': outpatient(),
    'a nursing facility without present-on-admission': stay({
      typeOfBill: '0211',
      diagnoses: [{ code: 'I5021' }],
    }),
    'no bill type': {
      ...stay({ typeOfBill: undefined, admissionDate: undefined }),
      unchecked: ['missing-field'],
    },
  },
  fails: {
    'no date': {
      ...stay({ admissionDate: undefined }),
      finds: [{ message: 'date', at: 'admissionDate', severity: 'reject' }],
    },
    'no type': { ...stay({ admissionType: undefined }), finds: [{ message: 'type', at: 'admissionType' }] },
    'no source': {
      ...stay({ admissionSource: undefined }),
      finds: [{ message: 'source', at: 'admissionSource' }],
    },
    'no status': {
      ...stay({ dischargeStatus: undefined }),
      finds: [{ message: 'status', at: 'dischargeStatus' }],
    },
    'no attending practitioner': {
      ...stay({ attending: undefined }),
      finds: [{ message: 'attending', at: 'attending.npi' }],
    },
    'a swing bed without a date': {
      ...stay({ typeOfBill: '0181', admissionDate: undefined }),
      finds: [{ message: 'date', at: 'admissionDate' }],
    },
    'one finding for all diagnoses': {
      ...stay({ diagnoses: [{ code: 'I5021', poa: 'Y' }, { code: 'E119' }, { code: 'S52501A' }] }),
      finds: [{ message: 'poa', at: 'diagnoses[1].poa', severity: 'reject' }],
    },
    'a hospital that may be exempt': {
      ...stay({ billing: { npi: '1234567893', taxonomy: '282NC0060X' }, diagnoses: [{ code: 'E119' }] }),
      finds: [{ message: 'poaPerhaps', at: 'diagnoses[0].poa', severity: 'review' }],
    },
    'a hospital that is not known': {
      ...stay({ billing: { npi: '1234567893' }, diagnoses: [{ code: 'E119' }] }),
      finds: [{ message: 'poaPerhaps', at: 'diagnoses[0].poa' }],
    },
    'a discharge after the exempt list': {
      ...stayUntil('2026-10-01', '2026-09-28', { diagnoses: [{ code: 'E119' }] }),
      finds: [{ message: 'poaPerhaps', at: 'diagnoses[0].poa' }],
    },
    'to a commercial payer': {
      ...stay({ payer: { line: 'commercial' }, diagnoses: [{ code: 'E119' }] }),
      finds: [{ message: 'poaPerhaps', at: 'diagnoses[0].poa' }],
    },
    'the old value': {
      ...stay({ diagnoses: [{ code: 'Z370', poa: '1' }] }),
      finds: [{ message: 'poaOne', at: 'diagnoses[0].poa', severity: 'review' }],
    },
  },
})
