import { describe, expect, it } from 'vitest'
import { icdInvalid } from '../../src/edits/icd-invalid.ts'
import { icdManifestationFirst } from '../../src/edits/icd-manifestation-first.ts'
import { claimOf } from '../helpers/claims.ts'
import { editorRelease, notesRelease, titledRelease } from '../helpers/tables.ts'
import { scrubWith, testEdit } from '../helpers/test-edit.ts'

const dx = (...codes: readonly string[]) => ({ diagnoses: codes.map((code) => ({ code })) })
const later = (place: number) => [
  { message: 'etiologyLater', at: `diagnoses[${place}].code`, severity: 'review' },
]
const missing = (place: number) => [
  { message: 'etiologyMissing', at: `diagnoses[${place}].code`, severity: 'review' },
]
const first = [{ message: 'first', at: 'diagnoses[0].code', severity: 'deny' }]

const titles = titledRelease({
  D631: 'Anemia in chronic kidney disease',
  E119: 'Type 2 diabetes mellitus without complications',
  F0280:
    'Dementia in other diseases classified elsewhere, unspecified severity, without behavioral disturbance',
  G309: 'Alzheimer’s disease, unspecified',
  G63: 'Polyneuropathy in diseases classified elsewhere',
  B9620: 'Unspecified Escherichia coli as the cause of diseases classified elsewhere',
  I10: 'Essential (primary) hypertension',
  I509: 'Heart failure, unspecified',
  I110: 'Hypertensive heart disease with heart failure',
  N186: 'End stage renal disease',
  N390: 'Urinary tract infection, site not specified',
  L97519: 'Non-pressure chronic ulcer of other part of right foot with unspecified severity',
  E11621: 'Type 2 diabetes mellitus with foot ulcer',
  G928: 'Other toxic encephalopathy',
  T391X1A: 'Poisoning by 4-aminophenol derivatives, accidental (unintentional), initial encounter',
  T391X5A: 'Adverse effect of 4-aminophenol derivatives, initial encounter',
})
const editor = editorRelease([
  { code: 'D631', flags: ['manifestation'], through: 20261231 },
  { code: 'G63', flags: ['manifestation'] },
  { code: 'N186', flags: ['qadm'] },
])
const notes = notesRelease([
  'codeFirst D63.1 underlying chronic kidney disease (CKD) (N18.-)',
  'codeFirst F02 the underlying physiological condition, such as:',
  'codeFirst F02 Alzheimer’s (G30.-)',
  'codeFirst I50 heart failure due to hypertension (I11.0)',
  'codeFirst L97 any associated underlying condition, such as:',
  'codeFirst L97 diabetic ulcers (E11.621)',
  'codeFirst E11.621 circular (L97.-)',
  'codeFirst G92.8 poisoning due to drug or toxin, if applicable, (T36-T65 with fifth or sixth character 1-4)',
  'useAdditionalCode N39.0 code (B95-B97), to identify infectious agent',
])

testEdit(icdManifestationFirst, {
  tables: [titles, editor, notes],
  beside: [icdInvalid],
  passes: {
    'missing input: no notes': { ...dx('E119', 'I10'), tables: [titles, editor], unchecked: ['no-table'] },
    'etiology, then manifestation': dx('N186', 'D631'),
    'etiology first, others between': dx('N186', 'I10', 'D631'),
    'an open list leaves the etiology to the record': dx('I10', 'F0280'),
    'a bare code-first note without the etiology on the claim': dx('I509', 'I10'),
    'a bare code-first note kept': dx('I110', 'I509'),
    '“use additional code” is never a finding': dx('B9620', 'N390'),
    'an agent “as the cause of” is no manifestation': dx('B9620'),
    'notes that name each other': dx('L97519', 'E11621'),
    'an adverse effect is no poisoning': dx('G928', 'T391X5A'),
    'a header is icd-invalid': dx('F02', 'G309'),
    'day before the notes': {
      ...dx('I10', 'D631'),
      lines: [{ serviceDate: '2025-09-30' }],
      unchecked: ['before-table'],
    },
    'payer disabled': {
      ...dx('D631'),
      profile: { edits: { 'icd-manifestation-first': 'off' } },
      unchecked: ['not-this-payer'],
    },
  },
  fails: {
    'flagged by the editor, first': { ...dx('D631', 'N186'), finds: first },
    'a manifestation by title, first': { ...dx('F0280', 'G309'), finds: first },
    alone: { ...dx('G63'), finds: first },
    'etiology behind': { ...dx('I10', 'D631', 'N186'), finds: later(1) },
    'etiology missing where the note names all': { ...dx('I10', 'D631'), finds: missing(1) },
    'a bare code-first note broken': { ...dx('I509', 'I110'), finds: later(0) },
    'a poisoning behind what it caused': { ...dx('I10', 'G928', 'T391X1A'), finds: later(1) },
    'first before the notes begin': { ...dx('D631'), lines: [{ serviceDate: '2025-09-30' }], finds: first },
    'an outpatient bill': { type: 'institutional', ...dx('I509', 'I110'), finds: later(0) },
  },
})

describe('icd-manifestation-first without notes', () => {
  const ended = editorRelease([
    { code: 'D631', flags: ['manifestation'], through: 20260228 },
    { code: 'I10' },
  ])
  const scrub = (codes: readonly string[], serviceDate: string) => {
    const result = scrubWith(
      [icdManifestationFirst],
      [titles, ended],
      claimOf({ ...dx(...codes), lines: [{ serviceDate }] }),
    )
    return {
      found: result.findings.map(({ message }) => message),
      reasons: result.unchecked.map(({ reason, table }) => `${reason} ${table}`),
    }
  }
  it('says that the order is unchecked', () =>
    expect(scrub(['I10', 'F0280'], '2026-03-02')).toEqual({ found: [], reasons: ['no-table icd10cm-notes'] }))
  it('needs none for one diagnosis', () =>
    expect(scrub(['I10'], '2026-03-02')).toEqual({ found: [], reasons: [] }))
  it('takes the title', () => expect(scrub(['F0280'], '2026-03-02').found).toEqual(['first']))
  it('fires on the last day of the flag', () =>
    expect(scrub(['D631'], '2026-02-28').found).toEqual(['first']))
  it('is silent the day after', () => expect(scrub(['D631'], '2026-03-01').found).toEqual([]))
})
