/** What a scrub says of a claim: findings, what was not checked, and the releases it rests on. */
import { z } from 'zod'
import { IsoDate } from './claim.ts'
import { Risk } from './risk.ts'

/**
 * What the payer is expected to do, worst first: `reject` refuses or returns the claim before a payment decision,
 * `deny` decides and does not pay, `review` leaves it to the record, `note` is worth knowing.
 */
export const Severity = z.enum(['reject', 'deny', 'review', 'note'])
export type Severity = z.infer<typeof Severity>

/** Severities from worst to mildest; lower rank is worse. */
export const severityRank: Readonly<Record<Severity, number>> = { reject: 0, deny: 1, review: 2, note: 3 }

/** The worst severity among the findings, `clean` without any, `unreadable` for a claim that could not be read. */
export const Verdict = z.enum(['reject', 'deny', 'review', 'note', 'clean', 'unreadable'])
export type Verdict = z.infer<typeof Verdict>

/** What is lost: the line, all units of that code and date, or the claim. */
export const Scope = z.enum(['line', 'units', 'claim'])
export type Scope = z.infer<typeof Scope>

/** The published requirement a finding rests on, and the row of the table that decided, where one did. */
export const FindingSource = z.strictObject({
  title: z.string(),
  url: z.string(),
  table: z.string().optional(),
  release: z.string().optional(),
  row: z.record(z.string(), z.union([z.string(), z.number(), z.null()])).optional(),
})
export type FindingSource = z.infer<typeof FindingSource>

/** A claim and line outside this one that a finding rests on. */
export const Evidence = z.strictObject({ claim: z.string(), line: z.int().nullable() })
export type Evidence = z.infer<typeof Evidence>

/** One step of a correction on the claim's JSON, as JSON Patch (RFC 6902) writes it; paths such as `/lines/1/units`. */
export const Change = z.strictObject({
  op: z.enum(['add', 'replace', 'remove']),
  path: z.string(),
  value: z.unknown().optional(),
})
export type Change = z.infer<typeof Change>

/** A correction that was applied to a copy and scrubbed again: the finding is gone and nothing new is raised. */
export const Suggestion = z.strictObject({
  title: z.string(),
  /** What the record must show for the correction to be right; absent where only the form changes. */
  onlyIf: z.string().optional(),
  change: z.array(Change),
  /** Ids of the findings that it clears, this one among them. */
  clears: z.array(z.string()),
})
export type Suggestion = z.infer<typeof Suggestion>

/** What an edit says about one place in one claim. */
export const Finding = z.strictObject({
  id: z.string(),
  edit: z.string(),
  message: z.string(),
  severity: Severity,
  /** The billed line number, null for the whole claim. */
  line: z.int().nullable(),
  /** Path in the claim, for instance `lines[1].procedure`. */
  at: z.string(),
  /** The same place in the coordinates of the 837. */
  where: z.string(),
  relatedLines: z.array(z.int()),
  text: z.string(),
  fix: z.string(),
  group: z.string().nullable(),
  carc: z.string().nullable(),
  rarc: z.string().nullable(),
  scope: Scope,
  /** Billed cents of what `scope` names; 0 for a note. */
  atRiskCents: z.int(),
  source: FindingSource,
  evidence: z.array(Evidence),
  /** The finding whose correction would clear this one. */
  causedBy: z.string().nullable(),
  /** Proved corrections, where they were asked for; empty when there is none. */
  suggestions: z.array(Suggestion).optional(),
})
export type Finding = z.infer<typeof Finding>

/** Why an edit could not answer. */
export const UncheckedReason = z.enum([
  'no-table',
  'before-table',
  'incomplete-table',
  'missing-field',
  'no-history',
  'outside-claim',
  'not-this-payer',
  'confidential',
])
export type UncheckedReason = z.infer<typeof UncheckedReason>

/** Edits that did not, or not wholly, answer for this claim, and why. */
export const Unchecked = z.strictObject({
  edits: z.array(z.string()),
  reason: UncheckedReason,
  table: z.string().optional(),
  detail: z.string(),
})
export type Unchecked = z.infer<typeof Unchecked>

/** Edits that answered from a release older than the date asked. */
export const Stale = z.strictObject({
  edits: z.array(z.string()),
  table: z.string(),
  release: z.string(),
  asked: IsoDate,
})
export type Stale = z.infer<typeof Stale>

/** A finding that an override in force took out of the verdict. */
export const Overridden = z.strictObject({
  finding: Finding,
  /** Id of the override in the payer's folder, and why it was made. */
  override: z.string(),
  reason: z.string(),
})
export type Overridden = z.infer<typeof Overridden>

/** The answer for one claim that could be read. */
export const ClaimResult = z.strictObject({
  claim: z.string(),
  verdict: Verdict,
  findings: z.array(Finding),
  unchecked: z.array(Unchecked),
  stale: z.array(Stale),
  /** Findings of payer rules in shadow, in no verdict; absent where there are none. */
  shadow: z.array(Finding).optional(),
  /** Findings taken out of the verdict by overrides; absent where there are none. */
  overridden: z.array(Overridden).optional(),
  /** Denial risk; every result of a scrubber has it, a result of the engine alone does not yet. */
  risk: Risk.optional(),
  codesets: z.string(),
  rules: z.string(),
  engine: z.string(),
})
export type ClaimResult = z.infer<typeof ClaimResult>

/** A place in the input that could not be read, with the code from `errors.ts`. Never a value from the input. */
export const Problem = z.strictObject({
  code: z.string(),
  file: z.string(),
  /** Segment, counted from 1 in its file (X12). */
  segment: z.int().optional(),
  /** Row, counted from 1 with the header (CSV), or line (NDJSON). */
  row: z.int().optional(),
  column: z.string().optional(),
  /** Byte offset in the file (after decompression). */
  byte: z.int().optional(),
  /** Path in the JSON document. */
  path: z.string().optional(),
  text: z.string(),
})
export type Problem = z.infer<typeof Problem>

/** The answer for a claim that could not be read. */
export const UnreadableResult = z.strictObject({
  claim: z.null(),
  verdict: z.literal('unreadable'),
  problem: Problem,
})
export type UnreadableResult = z.infer<typeof UnreadableResult>

export const Result = z.union([ClaimResult, UnreadableResult])
export type Result = z.infer<typeof Result>
