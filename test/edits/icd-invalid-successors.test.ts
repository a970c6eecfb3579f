/** The successors that `icd-invalid` names for a code that ended, from the conversion table. */
import { expect, it } from 'vitest'
import { icdInvalid } from '../../src/edits/icd-invalid.ts'
import { claimOf } from '../helpers/claims.ts'
import { conversionRelease, icdRelease } from '../helpers/tables.ts'
import { scrubWith } from '../helpers/test-edit.ts'

const older = icdRelease({ F891: true, G931: true, G932: true }, ['FY2025', 20241001, 20250930])
const newer = icdRelease({ F895: true, F896: true, G9339: true, G940: true }, ['FY2026', 20251001, 20260930])
const conversion = conversionRelease([
  ['F89.5', '2025', 'F89.0-F89.2'],
  ['F89.6', '2025', 'F89.1 and G93.1'],
  ['G93.33', '2022', 'G93.1'],
  ['G94.0', '45017', 'G93.33'],
  ['G93.39', '2026', 'G93.2'],
])
const ended = (code: string, tables = [older, newer, conversion]) =>
  scrubWith([icdInvalid], tables, claimOf({ diagnoses: [{ code }] })).findings.map(
    ({ message, text }) => `${message}: ${text}`,
  )

it('names the codes that took its place', () =>
  expect(ended('F891')).toEqual([
    'ended: Diagnosis F89.1 is no longer in force on 2026-03-02; its last day was 2025-09-30; see F89.5, F89.6.',
  ]))
it('follows a successor that ended in turn', () => expect(ended('G931')[0]).toContain('; see G94.0, F89.6.'))
it('names none that begins later', () => expect(ended('G932')[0]).toMatch(/its last day was 2025-09-30\.$/))
it('says the same without the table, but for the successors', () =>
  expect(ended('F891', [older, newer])[0]).toMatch(/its last day was 2025-09-30\.$/))
