/** Holds an edit to saying so where what it needs is not there: a table, a day the table does not reach, a field. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { TableName } from '../../src/codesets/release.ts'
import type { TableKey } from '../../src/codesets/tables.ts'
import type { FieldName } from '../../src/edits/define.ts'
import { missingFields, settingOf, fieldBits } from '../../src/engine/fields.ts'
import type { Claim } from '../../src/model/claim.ts'
import { dischargeDay } from '../../src/model/claim-facts.ts'
import { addDays, compactDate, isoDate, nextDay, OPEN_END } from '../../src/model/dates.ts'
import type { ClaimResult } from '../../src/model/result.ts'
import { datesOf, releasedName, saidBy, scrubberOf, snapshotOf, type Bench, type ReadCase } from './trial.ts'

/** The claim without a field. */
const without: Readonly<Record<FieldName, (claim: Claim) => Claim>> = {
  birthDate: (claim) => ({ ...claim, patient: { ...claim.patient!, birthDate: undefined } }),
  billingNpi: (claim) => ({ ...claim, billing: { ...claim.billing!, npi: undefined } }),
  billingTaxonomy: (claim) => ({ ...claim, billing: { ...claim.billing!, taxonomy: undefined } }),
  chargeCents: (claim) => ({ ...claim, chargeCents: undefined }),
  diagnoses: (claim) => ({ ...claim, diagnoses: [] }),
  placeOfService: (claim) => ({
    ...claim,
    placeOfService: undefined,
    lines: claim.lines.map((line) => ({ ...line, placeOfService: undefined })),
  }),
  patient: (claim) => ({ ...claim, subscriber: undefined, patient: { ...claim.patient!, id: undefined } }),
  payerLine: (claim) => ({ ...claim, payer: { ...claim.payer!, line: undefined } }),
  pointers: (claim) => ({ ...claim, lines: claim.lines.map((line) => ({ ...line, pointers: [] })) }),
  sex: (claim) => ({ ...claim, patient: { ...claim.patient!, sex: undefined } }),
  subscriberId: (claim) => ({ ...claim, subscriber: undefined }),
  typeOfBill: (claim) => ({ ...claim, typeOfBill: undefined }),
}

/** Releases that stand behind a table beside those of its own name. */
const backing: Readonly<Partial<Record<TableKey, string>>> = {
  diagnoses: 'mce-diagnoses',
  icd10pcs: 'mce-procedures',
}

/** Reasons that the edit itself gives, as its source has them. */
function ownReasons(edit: string): string[] {
  const path = join(import.meta.dirname, '..', '..', 'src', 'edits', `${edit}.ts`)
  const found = readFileSync(path, 'utf8').matchAll(/\.unchecked\(\s*'([a-z-]+)'/g)
  return [...new Set([...found].map(([, reason]) => reason!))]
}

/** Registers the tests of what an edit says where something is missing; `reasons` are those that its cases show. */
export function holdToInputs(
  bench: Bench,
  fails: readonly ReadCase[],
  uncheckedInCases: readonly string[],
): void {
  const { edit, tables } = bench
  const scrub = (read: ReadCase, releases: Bench['tables']): ClaimResult =>
    scrubberOf(bench, snapshotOf(releases), read).scrub(read.claim)
  const reasonsOf = ({ unchecked }: ClaimResult, table?: string): string[] =>
    unchecked
      .filter(({ edits }) => edits.includes(edit.id))
      .filter((one) => table === undefined || one.table === table)
      .map(({ reason }) => reason)

  const needed = new Map<string, { readonly read: ReadCase; readonly names: readonly string[] }>()
  for (const read of fails) {
    const setting = settingOf(read.claim, read.claim.payer?.line)
    for (const key of edit.tables as readonly TableKey[]) {
      const name = releasedName(key, setting)
      if (name === '' || needed.has(name)) continue
      needed.set(name, { read, names: [name, backing[key] ?? name] })
    }
  }

  for (const [name, { read, names }] of needed) {
    it(`is unchecked without a release of ${name}`, () => {
      const result = scrub(
        read,
        tables.filter(({ table }) => !names.includes(table)),
      )
      expect(saidBy(edit, result)).toEqual([])
      expect(reasonsOf(result, name)).toEqual(['no-table'])
    })
    it(`is unchecked before ${name} begins`, () => {
      const from = nextDay(Math.max(...datesOf(read).map(compactDate)))
      const later = tables.map((release) =>
        names.includes(release.table) ? { ...release, from, through: OPEN_END } : release,
      )
      const result = scrub(read, later)
      expect(saidBy(edit, result)).toEqual([])
      expect(reasonsOf(result)).toContain('before-table')
    })
  }
  if (edit.history)
    it('says where the patient’s other claims are not given, or cannot be found', () => {
      const [read] = fails as [ReadCase]
      const alone = { ...read }
      delete alone.history
      expect(reasonsOf(scrub(alone, tables))).toContain('no-history')
      const nobody = { ...read, claim: without.patient(read.claim), history: read.history ?? [] }
      expect(reasonsOf(scrub(nobody, tables))).toContain('missing-field')
    })
  for (const key of (edit.within ?? []) as readonly TableKey[])
    it(`answers from the first to the last day of ${key}, and no day beyond`, () => {
      const read = fails[0]!
      const name = releasedName(key, settingOf(read.claim, read.claim.payer?.line))
      // Rows do not matter here: where cases load none of the table, its sister stands for it.
      const own = {
        ...(tables.find(({ table }) => table === name) ?? tables[0]!),
        table: name as TableName,
      }
      const rest = tables.filter(({ table }) => table !== name)
      const day = dischargeDay(read.claim)
      const bounded = (from: number, through: number): ClaimResult =>
        scrub(read, [...rest, { ...own, from, through }])
      const eve = compactDate(addDays(isoDate(day), -1))
      expect(saidBy(edit, bounded(day, day))).toEqual(saidBy(edit, scrub(read, tables)))
      for (const [result, reason] of [
        [bounded(nextDay(day), OPEN_END), 'before-table'],
        [bounded(19000101, eve), 'no-table'],
      ] as const) {
        expect(saidBy(edit, result)).toEqual([])
        expect(reasonsOf(result, name)).toContain(reason)
      }
    })
  for (const field of (edit.fields ?? []) as readonly FieldName[])
    it(`is unchecked without the field ${field}`, () => {
      const read = fails.find(({ claim }) => missingFields(claim, fieldBits([field])) === 0)
      expect(read, 'has a failing case with the field').toBeDefined()
      const lacking = { ...read!, claim: without[field](read!.claim) }
      const profile = { ...lacking.profile, edits: { ...lacking.profile?.edits, [edit.id]: 'on' as const } }
      expect(reasonsOf(scrub({ ...lacking, profile }, tables))).toContain('missing-field')
    })
  it.each(ownReasons(edit.id))('has a case that is unchecked for the reason %s', (reason) => {
    expect(uncheckedInCases).toContain(reason)
  })
}
