import { modifierWaived } from '../../src/edits/modifier-waived.ts'
import type { ClaimSketch } from '../helpers/claims.ts'
import { testEdit } from '../helpers/test-edit.ts'
import { codeListRelease } from '../helpers/tables.ts'

const NUMBER = '05D0000001'
const waiver = { waivedLaboratories: [NUMBER] }
const [procedureAt, at] = ['lines[0].procedure', 'lines[0].modifiers[0]']
const laboratory = (
  procedure: string,
  modifiers: string[] = [],
  cliaNumber: string | null = NUMBER,
): ClaimSketch => ({
  cliaNumber,
  lines: [{ procedure, modifiers }],
})
/** In the one quarter whose list is loaded. */
const listed = (procedure: string, ...modifiers: string[]): ClaimSketch => ({
  cliaNumber: NUMBER,
  lines: [{ procedure, modifiers, serviceDate: '2027-03-31' }],
})

testEdit(modifierWaived, {
  tables: [codeListRelease('clia', { '80053': [], '0999U': [] }, ['2027-01', 20270101, 20270331])],
  received: '2027-12-01',
  passes: {
    'a waived test without QW from an accredited laboratory': laboratory('80053'),
    'a waived test with QW': { ...laboratory('80053', ['QW']), profile: waiver },
    'one of the nine without QW': { ...laboratory('81002'), profile: waiver },
    'the professional component': laboratory('85025', ['26'], null),
    'drawing blood': laboratory('36415', [], null),
    'a skin test is not under CLIA': laboratory('86580', [], null),
    'no test, and a number that is none': { cliaNumber: 'X', lines: [{}] },
    'with the list of the day, QW on it': listed('80053', 'QW'),
    'no number, commercial': { ...laboratory('81002', [], null), payer: { line: 'commercial' } },
    'turned off': {
      ...laboratory('80053', [], null),
      profile: { edits: { 'modifier-waived': 'off' } },
      unchecked: ['not-this-payer'],
    },
  },
  fails: {
    'no number': {
      ...laboratory('85025', [], null),
      finds: [{ message: 'numberMissing', at: procedureAt, severity: 'reject' }],
    },
    'no number for microscopy': {
      ...laboratory('81000', [], null),
      finds: [{ message: 'numberMissing', at: procedureAt }],
    },
    'no number, Medicaid': {
      ...laboratory('81002', [], null),
      payer: { line: 'medicaid' },
      finds: [{ message: 'numberMissing', at: procedureAt, severity: 'reject' }],
    },
    'no number for a test on no list': {
      ...laboratory('83735', [], null),
      finds: [{ message: 'numberUnsure', at: procedureAt, severity: 'review' }],
    },
    'a number that is none': {
      ...laboratory('80053', [], '0500000001'),
      finds: [{ message: 'numberWrong', at: 'cliaNumber', severity: 'review' }],
    },
    'QW on one of the nine': {
      ...laboratory('82962', ['QW']),
      finds: [{ message: 'qwNeedless', at, severity: 'deny' }],
    },
    'QW on one of the nine, commercial': {
      ...laboratory('82962', ['QW']),
      payer: { line: 'commercial' },
      finds: [{ message: 'qwNeedless', at, severity: 'review' }],
    },
    'QW on a code outside the list held': {
      ...laboratory('83735', ['QW']),
      finds: [{ message: 'qwUnlistedUnsure', at, severity: 'review' }],
    },
    'a certificate of waiver without QW': {
      ...laboratory('80053'),
      profile: waiver,
      finds: [{ message: 'qwMissingUnsure', at: 'lines[0].modifiers', severity: 'review' }],
    },
    'a certificate of waiver and a test that is not waived': {
      ...laboratory('83735'),
      profile: waiver,
      finds: [{ message: 'beyondCertificate', at: procedureAt, severity: 'review' }],
    },
    'with the list of the day, QW outside it': {
      ...listed('83735', 'QW'),
      finds: [{ message: 'qwUnlisted', at, severity: 'deny' }],
    },
    'the day after that list': {
      cliaNumber: NUMBER,
      lines: [{ procedure: '83735', modifiers: ['QW'], serviceDate: '2027-04-01' }],
      finds: [{ message: 'qwUnlistedUnsure', at, severity: 'review' }],
    },
    'with the list of the day, a certificate of waiver without QW': {
      ...listed('80053'),
      profile: waiver,
      finds: [{ message: 'qwMissing', at: 'lines[0].modifiers', severity: 'deny' }],
    },
    'with the list of the day, no number': {
      ...listed('0999U'),
      cliaNumber: null,
      finds: [{ message: 'numberMissing', at: procedureAt }],
    },
    'illegitimate bypass: a repeat needs the number, too': {
      ...laboratory('85025', ['91'], null),
      finds: [{ message: 'numberMissing', at: procedureAt }],
    },
  },
})
