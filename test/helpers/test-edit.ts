/**
 * Holds an edit to its cases, all edits to the same bar: exact message and place, every placeholder filled, the claim
 * unchanged, every message exercised, at least one passing case, and the unchecked answer when a table lacks the date.
 */
import { describe, expect, it } from 'vitest'
import { memoryColumns, type ColumnData } from '../../src/codesets/columns.ts'
import type { LoadedRelease } from '../../src/codesets/dated.ts'
import type { TableName } from '../../src/codesets/release.ts'
import type { AnyEdit } from '../../src/edits/define.ts'
import { createScrubber } from '../../src/engine/scrub.ts'
import { whereOf } from '../../src/formats/where.ts'
import { Claim, type ClaimInput } from '../../src/model/claim.ts'
import type { ClaimResult } from '../../src/model/result.ts'
import { holdToBypasses } from './bypasses.ts'
import { holdToDays, type DatedCases } from './dated.ts'
import { holdToInputs } from './missing.ts'
import { readCase, scrubberOf, snapshotOf, type Bench, type CaseSketch, type Expectations } from './trial.ts'

export { historyOf, snapshotOf } from './trial.ts'

/** A claim of which only what matters is written; see `claimOf`. The patient's other claims are given in both orders. */
export type PassingCase = CaseSketch & {
  /** Releases in place of those of all cases. */
  readonly tables?: readonly LoadedRelease[]
  /** Reasons for which the edit must say that it did not answer. */
  readonly unchecked?: readonly string[]
}
export type FailingCase = CaseSketch & {
  readonly tables?: readonly LoadedRelease[]
  readonly unchecked?: readonly string[]
  readonly finds: readonly {
    readonly message: string
    readonly at: string
    readonly severity?: string
    readonly related?: readonly number[]
    /** Earlier lines it rests on, as `H-1/1`. */
    readonly evidence?: readonly string[]
  }[]
}

export interface EditCases extends DatedCases {
  /** Releases that the cases run on. */
  readonly tables: readonly LoadedRelease[]
  /** Other edits that run beside it, for precedence. */
  readonly beside?: readonly AnyEdit[]
  readonly passes: Readonly<Record<string, PassingCase>>
  readonly fails: Readonly<Record<string, FailingCase>>
  /** Received date of all cases. */
  readonly received?: string
}

/** A release in memory. */
export const release = (
  table: TableName,
  id: string,
  from: number,
  through: number,
  data: Partial<ColumnData>,
  complete = true,
): LoadedRelease => ({
  table,
  id,
  from,
  through,
  complete,
  file: memoryColumns({ columns: data.columns ?? {}, lists: data.lists ?? {}, texts: data.texts ?? {} }),
})

/** Scrubs one claim by some edits. */
export function scrubWith(
  edits: readonly AnyEdit[],
  tables: readonly LoadedRelease[],
  claim: ClaimInput,
  received = '2026-12-01',
): ClaimResult {
  const scrubber = createScrubber({
    edits,
    snapshot: snapshotOf(tables),
    rules: 'none',
    engine: 'test',
    received,
    locate: whereOf,
  })
  return scrubber.scrub(Claim.parse(claim))
}

/** Deep freeze: an edit that changes a claim throws. */
function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value)
    Object.values(value).forEach(frozen)
  }
  return value
}

/** Registers the cases of an edit with the test runner. */
export function testEdit(
  edit: AnyEdit,
  { tables, beside = [], passes, fails, received = '2026-12-01', ...dated }: EditCases,
): void {
  const bench: Bench = { edit, beside, tables, received }
  const scrub = (sketch: PassingCase & Expectations): ClaimResult => {
    const read = readCase(sketch)
    const scrubbed = (history: typeof read.history): ClaimResult =>
      scrubberOf(bench, snapshotOf(sketch.tables ?? tables), {
        ...read,
        ...(history ? { history } : {}),
      }).scrub(frozen(read.claim))
    const result = scrubbed(read.history)
    if (read.history && read.history.length > 1) expect(scrubbed([...read.history].reverse())).toEqual(result)
    return result
  }
  const own = (result: ClaimResult) => result.findings.filter((finding) => finding.edit === edit.id)

  describe(edit.id, () => {
    const reasonsOf = (result: ClaimResult): string[] =>
      result.unchecked.filter(({ edits }) => edits.includes(edit.id)).map(({ reason }) => reason)
    it.each(Object.entries(passes))('passes: %s', (_name, { unchecked = [], ...sketch }) => {
      const result = scrub(sketch)
      expect(own(result).map(({ message, at }) => ({ message, at }))).toEqual([])
      const reasons = reasonsOf(result)
      for (const reason of unchecked) expect(reasons).toContain(reason)
      if (unchecked.length === 0) expect(reasons.filter((reason) => reason !== 'no-history')).toEqual([])
    })
    it.each(Object.entries(fails))('fails: %s', (_name, { finds, unchecked = [], ...sketch }) => {
      const result = scrub(sketch)
      for (const reason of unchecked) expect(reasonsOf(result)).toContain(reason)
      const findings = own(result)
      expect(findings.map(({ message, at }) => ({ message, at }))).toEqual(
        finds.map(({ message, at }) => ({ message, at })),
      )
      findings.forEach((finding, at) => {
        const wanted = finds[at]!
        if (wanted.severity) expect(finding.severity).toBe(wanted.severity)
        if (wanted.related) expect(finding.relatedLines).toEqual(wanted.related)
        if (wanted.evidence)
          expect(finding.evidence.map(({ claim, line }) => `${claim}/${line}`)).toEqual(wanted.evidence)
        expect(finding.text).not.toContain('{{')
        expect(finding.fix).not.toContain('{{')
        expect(finding.where).not.toBe('')
        if (finding.severity === 'deny') expect(finding.carc).not.toBeNull()
      })
    })
    it('exercises every message', () => {
      const said = new Set(Object.values(fails).flatMap(({ finds }) => finds.map(({ message }) => message)))
      expect([...said].sort()).toEqual(Object.keys(edit.messages).sort())
    })
    it('has a passing case', () => expect(Object.keys(passes).length).toBeGreaterThan(0))
    it('is silent where the payer turns it off, and the result says so', () => {
      const sketch = Object.values(fails)[0]!
      const payer = { id: '00001', line: 'medicare' as const, ...sketch.payer }
      const result = scrub({ ...sketch, payer, profile: { ...sketch.profile, edits: { [edit.id]: 'off' } } })
      expect(own(result)).toEqual([])
      expect(result.unchecked).toContainEqual(
        expect.objectContaining({
          edits: expect.arrayContaining([edit.id]) as string[],
          reason: 'not-this-payer',
        }),
      )
    })
    const shared = <T extends PassingCase>(cases: Readonly<Record<string, T>>): [string, T][] =>
      Object.entries(cases).filter(([, one]) => one.tables === undefined)
    holdToDays(bench, Object.fromEntries([...shared(fails), ...shared(passes)]), dated)
    const read = (cases: readonly [string, PassingCase][]) => cases.map(([, sketch]) => readCase(sketch))
    holdToBypasses(bench, read(shared(fails)), read(shared(passes)))
    holdToInputs(
      bench,
      read(shared(fails)),
      [...Object.values(passes), ...Object.values(fails)].flatMap(({ unchecked = [] }) => unchecked),
    )
  })
}
