import { icdExcludes1 } from '../../src/edits/icd-excludes1.ts'
import { icdInvalid } from '../../src/edits/icd-invalid.ts'
import { icdRelease, notesRelease } from '../helpers/tables.ts'
import { testEdit } from '../helpers/test-edit.ts'

const dx = (...codes: readonly string[]) => ({ diagnoses: codes.map((code) => ({ code })) })
const at = (place: number, severity = 'review') => [
  { message: 'excluded', at: `diagnoses[${place}].code`, severity },
]

const tables = [
  notesRelease([
    'excludes1 E11 type 1 diabetes mellitus (E10.-)',
    'excludes1 Block A15-A19 sequelae of tuberculosis (B90.-)',
    'excludes1 Chapter 4 transitory disorders of the newborn (P70-P74)',
    'excludes1 G63 diabetes mellitus (E08-E13 with .42)',
    'excludes1 G02 infectious mononucleosis complicated by meningitis (B27.- with fifth character 2)',
    'excludes1 R27.0 ataxia following cerebrovascular disease (I69. with final characters -93)',
    'excludes1 S01 open skull fracture (S02.- with 7th character B)',
    'excludes1 S51 open fracture of elbow and forearm (S52.- with open fracture 7th character)',
    'excludes1 T46.3 poisoning by, adverse effect of and underdosing of',
    'excludes2 E11 something else (N18.-)',
  ]),
  icdRelease({
    E10: false,
    E109: true,
    E1142: true,
    E119: true,
    E139: true,
    A150: true,
    A19: false,
    A199: true,
    B909: true,
    P700: true,
    P749: true,
    G63: true,
    G02: true,
    B2702: true,
    B2701: true,
    R270: true,
    I69393: true,
    I6993: false,
    I69390: true,
    S0100XA: true,
    S020XXB: true,
    S020XXA: true,
    S5100XA: true,
    S52001B: true,
    N186: true,
    I10: true,
  }),
]

testEdit(icdExcludes1, {
  apart: {
    'after the newest release: stale, and it fires':
      'It rests on the newest release, which ended before the service.',
  },
  tables,
  beside: [icdInvalid],
  passes: {
    'no note between them': dx('E119', 'I10'),
    'an Excludes2 note never fires': dx('E119', 'N186'),
    'one diagnosis': dx('E119'),
    'the same code twice': dx('E119', 'E119'),
    'a code that the qualifier leaves out': dx('G63', 'E139'),
    'another fifth character': dx('G02', 'B2701'),
    'other final characters': dx('R270', 'I69390'),
    'another seventh character': dx('S0100XA', 'S020XXA'),
    'a qualifier that codes do not decide': dx('S5100XA', 'S52001B'),
    'a header is icd-invalid, and this edit is silent': dx('E119', 'E10'),
    'an invalid first code is icd-invalid, and this edit is silent': dx('E1099', 'E119'),
    'the day before the notes': {
      ...dx('E119', 'E109'),
      lines: [{ serviceDate: '2025-09-30' }],
      unchecked: ['before-table'],
    },
    'lines of different days point at one each': {
      ...dx('E119', 'E109'),
      lines: [{ pointers: [1] }, { pointers: [2], serviceDate: '2026-03-05' }],
    },
    'payer disabled': {
      ...dx('E119', 'E109'),
      profile: { edits: { 'icd-excludes1': 'off' } },
      unchecked: ['not-this-payer'],
    },
  },
  fails: {
    'two codes of categories that a note parts': { ...dx('E119', 'E109'), finds: at(1) },
    'symmetric: the note stands at the second': { ...dx('E109', 'E119'), finds: at(1) },
    'one finding for a pair, each of several pairs': {
      ...dx('E109', 'I10', 'E119', 'E1142'),
      finds: [...at(2), ...at(3)],
    },
    'the note of a block': { ...dx('B909', 'A150'), finds: at(1) },
    'the last category of a block': { ...dx('A199', 'B909'), finds: at(1) },
    'the note of a chapter, a range to its last category': { ...dx('E119', 'P749'), finds: at(1) },
    'a range with text behind the dot': { ...dx('G63', 'E1142'), finds: at(1) },
    'a fifth character': { ...dx('G02', 'B2702'), finds: at(1) },
    'final characters': { ...dx('I69393', 'R270'), finds: at(1) },
    'a seventh character': { ...dx('S0100XA', 'S020XXB'), finds: at(1) },
    'lines of different days, one pointing at both': {
      ...dx('E119', 'E109'),
      lines: [{ pointers: [1] }, { pointers: [2, 1], serviceDate: '2026-03-05' }],
      finds: at(1),
    },
    'first day of the notes': { ...dx('E119', 'E109'), lines: [{ serviceDate: '2025-10-01' }], finds: at(1) },
    'after the newest release: stale, and it fires': {
      ...dx('E119', 'E109'),
      lines: [{ serviceDate: '2026-10-01' }],
      finds: at(1),
    },
    'an inpatient claim, by its discharge': {
      type: 'institutional',
      typeOfBill: '0111',
      statementFrom: '2025-09-28',
      statementThrough: '2025-10-02',
      ...dx('E119', 'E109'),
      lines: [{ procedure: undefined, revenueCode: '0120', serviceDate: '2025-10-01' }],
      finds: at(1),
    },
    'Excludes1 attested: the payer’s profile makes it a note': {
      ...dx('E119', 'E109'),
      profile: { edits: { 'icd-excludes1': 'note' } },
      finds: at(1, 'note'),
    },
    'a payer known to deny': {
      ...dx('E119', 'E109'),
      profile: { edits: { 'icd-excludes1/excluded': 'deny' } },
      payer: { id: '00002', line: 'commercial' },
      finds: at(1, 'deny'),
    },
  },
})
