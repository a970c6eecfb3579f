/** Runs one case of an edit: as written, moved to another day, or on other tables. */
import type { LoadedRelease } from '../../src/codesets/dated.ts'
import { readSmallTables, type SmallTables } from '../../src/codesets/small/rows.ts'
import { createSnapshot } from '../../src/codesets/snapshot.ts'
import type { TableName } from '../../src/codesets/release.ts'
import type { Setting, Snapshot, TableKey } from '../../src/codesets/tables.ts'
import type { AnyEdit } from '../../src/edits/define.ts'
import { createHistory } from '../../src/engine/history.ts'
import { createScrubber, type Scrubber } from '../../src/engine/scrub.ts'
import { whereOf } from '../../src/formats/where.ts'
import { Claim } from '../../src/model/claim.ts'
import { addDays, daysBetween, isIsoDate } from '../../src/model/dates.ts'
import type { History } from '../../src/model/history.ts'
import { defaultProfile, type PayerProfile } from '../../src/model/profile.ts'
import type { ClaimResult } from '../../src/model/result.ts'
import { claimOf, type ClaimSketch } from './claims.ts'

/** A claim of which only what matters is written, with its payer's profile and the patient's other claims. */
export type CaseSketch = ClaimSketch & {
  /** What the claim's payer does differently. */
  readonly profile?: Partial<PayerProfile>
  /** The patient's other claims, with ids `H-1`, `H-2` … where they have none. */
  readonly history?: readonly ClaimSketch[]
}

/** What a test says of a case beyond the claims. */
export interface Expectations {
  readonly finds?: unknown
  readonly unchecked?: unknown
  readonly tables?: unknown
}

/** A case as the schema has read it. */
export interface ReadCase {
  readonly claim: Claim
  readonly history?: readonly Claim[]
  readonly profile?: Partial<PayerProfile>
}

/** What all cases of an edit share. */
export interface Bench {
  readonly edit: AnyEdit
  /** Other edits that run beside it. */
  readonly beside: readonly AnyEdit[]
  readonly tables: readonly LoadedRelease[]
  /** Received date of all cases. */
  readonly received: string
}

/** The package's small tables. */
export const small = readSmallTables()

/** A snapshot of releases in memory with the package's small tables, or others in their place. */
export const snapshotOf = (tables: readonly LoadedRelease[], others: SmallTables = small): Snapshot =>
  createSnapshot('test', false, tables, others)

/** Name of the table where releases stand behind it and the package has none of its own; '' otherwise. */
export function releasedName(key: TableKey, setting: Setting): TableName | '' {
  if (key === 'profile' || key === 'history') return ''
  const table = snapshotOf([]).tables(setting)[key]
  return 'missing' in table ? (table.missing as TableName) : ''
}

/** Reads a case; what a test expects of it is passed over. */
export function readCase(sketch: CaseSketch & Expectations): ReadCase {
  const { profile, history, ...claim } = sketch
  delete claim.finds
  delete claim.unchecked
  delete claim.tables
  return {
    claim: Claim.parse(claimOf(claim)),
    ...(history ? { history: historyClaims(history) } : {}),
    ...(profile ? { profile } : {}),
  }
}

/** Sketched earlier claims, with ids `H-1`, `H-2` … where they have none. */
export const historyClaims = (sketches: readonly ClaimSketch[]): Claim[] =>
  sketches.map((sketch, at) => Claim.parse(claimOf({ id: `H-${at + 1}`, ...sketch })))

function sealed(claims: readonly Claim[]): History {
  const builder = createHistory()
  claims.forEach((claim) => builder.add(claim))
  return builder.seal()
}

/** A history of sketched claims, with ids `H-1`, `H-2` … where they have none. */
export function historyOf(sketches: readonly ClaimSketch[], order: 'given' | 'reversed' = 'given'): History {
  const claims = historyClaims(sketches)
  return sealed(order === 'given' ? claims : claims.reverse())
}

/** The scrubber that a case meets. */
export function scrubberOf(
  { edit, beside, received }: Bench,
  snapshot: Snapshot,
  { claim, history, profile }: ReadCase,
): Scrubber {
  const own = { ...defaultProfile(claim.payer?.line), id: 'tested-payer', ...profile }
  return createScrubber({
    edits: [...beside, edit],
    snapshot,
    rules: 'none',
    engine: 'test',
    received,
    locate: whereOf,
    ...(profile ? { profiles: new Map([[claim.payer?.id ?? '', own]]) } : {}),
    ...(history ? { history: sealed(history) } : {}),
  })
}

/** What the edit says in a result, in one comparable text a finding. */
export const saidBy = (edit: AnyEdit, { findings }: ClaimResult): string[] =>
  findings
    .filter((finding) => finding.edit === edit.id)
    .map(({ message, at, severity }) => `${message} ${severity} at ${at}`)

/** The day by which a case is dated: discharge of an inpatient, else the first line's service. */
export const dayOf = ({ claim }: ReadCase): string => claim.dischargeDate ?? claim.lines[0]!.serviceDate

/** Every date in a value moved by so many days. */
function movedBy<T>(value: T, days: number): T {
  if (typeof value === 'string') return (isIsoDate(value) ? addDays(value, days) : value) as T
  if (Array.isArray(value)) return value.map((item: unknown) => movedBy(item, days)) as T
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, movedBy(item, days)])) as T
}

/** The case on another day (or received on it): the claim, the birth, the other claims and the receipt move together. */
export function movedTo(
  read: ReadCase,
  day: string,
  received: string,
  by: 'service' | 'received' = 'service',
): ReadCase {
  const claim = { ...read.claim, received: read.claim.received ?? received }
  const days = daysBetween(by === 'received' ? claim.received : dayOf(read), day)
  return {
    ...read,
    claim: movedBy(claim, days),
    ...(read.history ? { history: movedBy(read.history, days) } : {}),
  }
}

/** All dates of a case but births. */
export function datesOf({ claim, history = [] }: ReadCase): string[] {
  const found = new Set<string>()
  const collect = (value: unknown, key: string): void => {
    if (typeof value === 'string' && key !== 'birthDate' && isIsoDate(value)) found.add(value)
    if (typeof value === 'object' && value !== null)
      Object.entries(value).forEach(([name, item]) => collect(item, name))
  }
  collect([claim, history], '')
  return [...found].sort()
}
