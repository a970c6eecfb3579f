/**
 * Holds an edit to its cases, all edits to the same bar: exact message and place, every placeholder filled, the claim
 * unchanged, every message exercised, at least one passing case, and the unchecked answer when a table lacks the date.
 */
import { describe, expect, it } from 'vitest'
import { memoryColumns, type ColumnData } from '../../src/codesets/columns.ts'
import type { LoadedRelease } from '../../src/codesets/dated.ts'
import type { TableName } from '../../src/codesets/release.ts'
import { readSmallTables } from '../../src/codesets/small/rows.ts'
import { createSnapshot } from '../../src/codesets/snapshot.ts'
import type { Snapshot } from '../../src/codesets/tables.ts'
import type { AnyEdit } from '../../src/edits/define.ts'
import { createHistory } from '../../src/engine/history.ts'
import { createScrubber } from '../../src/engine/scrub.ts'
import { whereOf } from '../../src/formats/where.ts'
import { Claim, type ClaimInput } from '../../src/model/claim.ts'
import { defaultProfile, type PayerProfile } from '../../src/model/profile.ts'
import type { History } from '../../src/model/history.ts'
import type { ClaimResult } from '../../src/model/result.ts'
import { claimOf, type ClaimSketch } from './claims.ts'

/** A claim of which only what matters is written; see `claimOf`. */
export type PassingCase = ClaimSketch & {
  /** What the claim's payer does differently. */
  readonly profile?: Partial<PayerProfile>
  /** The patient's other claims, with ids `H-1`, `H-2` … where they have none; given in this order and the reverse. */
  readonly history?: readonly ClaimSketch[]
  /** Reasons for which the edit must say that it did not answer. */
  readonly unchecked?: readonly string[]
}
export type FailingCase = ClaimSketch & {
  readonly profile?: Partial<PayerProfile>
  readonly history?: readonly ClaimSketch[]
  readonly finds: readonly {
    readonly message: string
    readonly at: string
    readonly severity?: string
    readonly related?: readonly number[]
    /** Earlier lines it rests on, as `H-1/1`. */
    readonly evidence?: readonly string[]
  }[]
}

export interface EditCases {
  /** Releases that the cases run on. */
  readonly tables: readonly LoadedRelease[]
  /** Other edits that run beside it, for precedence. */
  readonly beside?: readonly AnyEdit[]
  readonly passes: Readonly<Record<string, PassingCase>>
  readonly fails: Readonly<Record<string, FailingCase>>
  /** Received date of all cases. */
  readonly received?: string
}

const small = readSmallTables()

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

/** A snapshot of releases in memory with the package's small tables. */
export const snapshotOf = (tables: readonly LoadedRelease[]): Snapshot =>
  createSnapshot('test', false, tables, small)

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

/** A history of sketched claims, with ids `H-1`, `H-2` … where they have none. */
export function historyOf(sketches: readonly ClaimSketch[], order: 'given' | 'reversed' = 'given'): History {
  const builder = createHistory()
  const claims = sketches.map((sketch, at) => Claim.parse(claimOf({ id: `H-${at + 1}`, ...sketch })))
  if (order === 'reversed') claims.reverse()
  claims.forEach((claim) => builder.add(claim))
  return builder.seal()
}

/** Registers the cases of an edit with the test runner. */
export function testEdit(
  edit: AnyEdit,
  { tables, beside = [], passes, fails, received = '2026-12-01' }: EditCases,
): void {
  const scrub = ({
    profile,
    history,
    ...sketch
  }: ClaimSketch & Pick<PassingCase, 'profile' | 'history'>): ClaimResult => {
    const claim = Claim.parse(claimOf(sketch))
    const own = { ...defaultProfile(claim.payer?.line), id: 'tested-payer', ...profile }
    const scrubbed = (order: 'given' | 'reversed') =>
      createScrubber({
        edits: [...beside, edit],
        snapshot: snapshotOf(tables),
        rules: 'none',
        engine: 'test',
        received,
        locate: whereOf,
        ...(profile ? { profiles: new Map([[claim.payer?.id ?? '', own]]) } : {}),
        ...(history ? { history: historyOf(history, order) } : {}),
      }).scrub(frozen(claim))
    const result = scrubbed('given')
    if (history && history.length > 1) expect(scrubbed('reversed')).toEqual(result)
    return result
  }
  const own = (result: ClaimResult) => result.findings.filter((finding) => finding.edit === edit.id)

  describe(edit.id, () => {
    it.each(Object.entries(passes))('passes: %s', (_name, { unchecked = [], ...sketch }) => {
      const result = scrub(sketch)
      expect(own(result).map(({ message, at }) => ({ message, at }))).toEqual([])
      const reasons = result.unchecked
        .filter(({ edits }) => edits.includes(edit.id))
        .map(({ reason }) => reason)
      for (const reason of unchecked) expect(reasons).toContain(reason)
      if (unchecked.length === 0) expect(reasons.filter((reason) => reason !== 'no-history')).toEqual([])
    })
    it.each(Object.entries(fails))('fails: %s', (_name, { finds, ...sketch }) => {
      const findings = own(scrub(sketch))
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
    if (edit.tables.length > 0 && tables.length > 0)
      it('is unchecked without its tables', () => {
        const sketch: ClaimSketch = Object.fromEntries(
          Object.entries(Object.values(fails)[0]!).filter(
            ([key]) => !['finds', 'profile', 'history'].includes(key),
          ),
        )
        const result = scrubWith([edit], [], Claim.parse(claimOf(sketch)), received)
        const needsRelease = result.unchecked.some(
          ({ reason, edits }) => reason === 'no-table' && edits.includes(edit.id),
        )
        if (needsRelease) expect(own(result)).toEqual([])
      })
    it('is silent where the payer turns it off, and the result says so', () => {
      const sketch: ClaimSketch & Pick<FailingCase, 'profile'> = Object.fromEntries(
        Object.entries(Object.values(fails)[0]!).filter(([key]) => key !== 'finds'),
      )
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
  })
}
