/** Why a finding is in one run and not, or not so, in the other: the first reason that can be shown. */
import type { Claim } from '../model/claim.ts'
import type { ClaimResult, Finding, FindingSource, Unchecked } from '../model/result.ts'
import type { Run } from '../store/runs.ts'

/** A row of a release; `row` is null where it has none for the day. */
export interface CitedRow {
  readonly release: string
  readonly row: NonNullable<FindingSource['row']> | null
}

/** What two snapshots say in the same place. */
export interface RowChange {
  readonly table: string
  readonly before: CitedRow
  readonly after: CitedRow
}

/**
 * What made the difference: `claim` (it was submitted otherwise, or stands in one run alone), `table` (a row that
 * changed between two releases), `unchecked` (one run could not answer), `not-run` (`--only` or `--skip` left
 * the edit out of one run), `rules`, `engine`, `options`, `cause` (it goes with another finding of the claim), `history`, `unknown`.
 */
export type BecauseReason =
  | 'claim'
  | 'table'
  | 'unchecked'
  | 'not-run'
  | 'rules'
  | 'engine'
  | 'options'
  | 'cause'
  | 'history'
  | 'unknown'

/** Why, in a sentence, and for a table its two rows. */
export interface Because {
  readonly reason: BecauseReason
  readonly text: string
  readonly table?: string
  /** Rows that answer on the day of service, with the ids of their releases. */
  readonly before?: CitedRow
  readonly after?: CitedRow
  /** Id of the finding that it goes with. */
  readonly finding?: string
}

/** Looks into the tables of both runs. Undefined where it cannot be told or nothing changed. */
export interface TableWitness {
  (finding: Finding, line: DatedLine): RowChange | undefined
}

/** What of a claim decides which rows answer. */
export interface DatedLine {
  /** Day of service of the finding's line, else the first day of the claim. */
  readonly day: string
  readonly claim: Claim | undefined
}

/** The same place in both runs. */
export interface Sides {
  readonly before: ClaimResult | undefined
  readonly after: ClaimResult | undefined
  readonly claimBefore: Claim | undefined
  readonly claimAfter: Claim | undefined
  readonly day: string | null
}

/** How the terms of two runs differ. */
export interface TermsDiffer {
  readonly inputs: boolean
  readonly codesets: boolean
  readonly rules: boolean
  readonly engine: boolean
  /** Names of the options that differ; not the risk model, by which no finding changes. */
  readonly options: readonly string[]
}

/** Compares what two runs are made of. */
export function termsDiffer(before: Run, after: Run): TermsDiffer {
  const digests = ({ inputs }: Run): string =>
    JSON.stringify(inputs.map(({ sha256, bytes }) => [sha256, bytes]))
  const names = new Set([...Object.keys(before.options), ...Object.keys(after.options)])
  return {
    inputs: digests(before) !== digests(after),
    codesets: before.codesets !== after.codesets,
    rules: before.rules !== after.rules,
    engine: before.engine !== after.engine,
    options: [...names]
      .filter((name) => name !== 'risk')
      .filter((name) => JSON.stringify(before.options[name]) !== JSON.stringify(after.options[name]))
      .sort(),
  }
}

/** Fields of a claim that are told at most. */
const MOST_FIELDS = 8

/** Paths at which two claims differ, without a value of either. */
export function changedFields(one: unknown, other: unknown, path = ''): string[] {
  if (Object.is(one, other)) return []
  const isPlain = (value: unknown): value is Record<string, unknown> =>
    typeof value === 'object' && value !== null
  if (!isPlain(one) || !isPlain(other) || Array.isArray(one) !== Array.isArray(other))
    return [path || 'claim']
  const keys = [...new Set([...Object.keys(one), ...Object.keys(other)])]
  return keys.flatMap((key) =>
    changedFields(
      one[key],
      other[key],
      Array.isArray(one) ? `${path}[${key}]` : path ? `${path}.${key}` : key,
    ),
  )
}

/** Says why findings differ between two runs. */
export function becauseOf(
  terms: TermsDiffer,
  runs: { readonly before: Run; readonly after: Run },
  witness: TableWitness | undefined,
): (finding: Finding, other: Finding | null, sides: Sides, isGained: boolean) => Because {
  const optionsText = `The options differ: ${terms.options.join(', ')}.`
  return (finding, other, sides, isGained) => {
    if (sides.before === undefined || sides.after === undefined)
      return {
        reason: 'claim',
        text: `The claim stands, or could be read, in the ${sides.before ? 'first' : 'second'} run alone.`,
      }
    if (terms.inputs) {
      const fields = claimChange(sides)
      if (fields !== undefined) return { reason: 'claim', text: fields }
    }
    const ofRules = finding.edit.includes('/')
    if (!ofRules && terms.codesets) {
      const table = tableChange(finding, other, sides, isGained, witness)
      if (table !== undefined) return { reason: 'table', text: tableText(table), ...table }
    }
    // Whichever run lacks it may have had no answer.
    const silent = other === null ? (isGained ? sides.before : sides.after) : undefined
    const speaking = isGained ? sides.after : sides.before
    const isOpen = (result: ClaimResult, like: Unchecked): boolean =>
      result.unchecked.some(
        ({ edits, reason, table }) =>
          edits.includes(finding.edit) && reason === like.reason && table === like.table,
      )
    // What the run with the finding left open too is no reason.
    const unchecked = silent?.unchecked.find(
      (entry) => entry.edits.includes(finding.edit) && !isOpen(speaking, entry),
    )
    if (unchecked !== undefined)
      return {
        reason: 'unchecked',
        text: `The ${isGained ? 'first' : 'second'} run could not answer (${unchecked.reason}${unchecked.table === undefined ? '' : `, ${unchecked.table}`}).`,
        ...(unchecked.table === undefined ? {} : { table: unchecked.table }),
      }
    const chosen = terms.options.filter((name) => name === 'only' || name === 'skip')
    if (other === null && chosen.length > 0 && !ran(finding.edit, isGained ? runs.before : runs.after))
      return { reason: 'not-run', text: `The edit did not run in the ${isGained ? 'first' : 'second'} run.` }
    if (terms.rules && ofRules)
      return {
        reason: 'rules',
        text: `The payer rules differ: ${runs.before.rules}, then ${runs.after.rules}.`,
      }
    if (finding.evidence.length > 0 && terms.options.includes('history'))
      return { reason: 'history', text: 'The two runs looked back on different earlier claims.' }
    const asked = { ...terms, inputs: terms.inputs && !(sides.claimBefore && sides.claimAfter) }
    return termsText(asked, runs, optionsText)
  }
}

/** What is left when no row, no claim and no answer can be shown: whatever of the terms differs. */
function termsText(
  terms: TermsDiffer,
  { before, after }: { readonly before: Run; readonly after: Run },
  optionsText: string,
): Because {
  const differ: Because[] = [
    ...(terms.inputs
      ? [
          {
            reason: 'claim' as const,
            text: 'The inputs differ, and perhaps this claim: it is not kept in both runs.',
          },
        ]
      : []),
    ...(terms.engine
      ? [{ reason: 'engine' as const, text: `The program differs: ${before.engine}, then ${after.engine}.` }]
      : []),
    ...(terms.rules
      ? [{ reason: 'rules' as const, text: `The payer rules differ: ${before.rules}, then ${after.rules}.` }]
      : []),
    ...(terms.options.length > 0 ? [{ reason: 'options' as const, text: optionsText }] : []),
    ...(terms.codesets
      ? [
          {
            reason: 'table' as const,
            text: `The code sets differ: ${before.codesets}, then ${after.codesets}; which row decided could not be found.`,
          },
        ]
      : []),
  ]
  if (differ.length === 0)
    return { reason: 'unknown', text: 'Nothing that was recorded of the two runs differs.' }
  return { reason: differ[0]!.reason, text: differ.map(({ text }) => text).join(' ') }
}

function claimChange({ claimBefore, claimAfter }: Sides): string | undefined {
  if (claimBefore === undefined || claimAfter === undefined) return undefined
  const fields = changedFields(claimBefore, claimAfter)
  if (fields.length === 0) return undefined
  const more = fields.length > MOST_FIELDS ? ` and ${fields.length - MOST_FIELDS} more` : ''
  return `The claim was submitted otherwise: ${fields.slice(0, MOST_FIELDS).join(', ')}${more}.`
}

const sameRow = (one: CitedRow['row'], other: CitedRow['row']): boolean => {
  const sorted = (row: CitedRow['row']): string =>
    JSON.stringify(row && Object.entries(row).sort(([a], [b]) => (a < b ? -1 : 1)))
  return sorted(one) === sorted(other)
}

/** The row that changed: as both findings cite it, or as the tables of the run without the finding have it. */
function tableChange(
  finding: Finding,
  other: Finding | null,
  sides: Sides,
  isGained: boolean,
  witness: TableWitness | undefined,
): RowChange | undefined {
  if (other !== null) {
    const [one, two] = [other.source, finding.source]
    if (
      one.table !== undefined &&
      one.table === two.table &&
      one.row &&
      two.row &&
      !sameRow(one.row, two.row)
    )
      return {
        table: one.table,
        before: { release: one.release ?? '', row: one.row },
        after: { release: two.release ?? '', row: two.row },
      }
  }
  const claim = (isGained ? sides.claimAfter : sides.claimBefore) ?? sides.claimBefore ?? sides.claimAfter
  const line = claim?.lines.find(({ number }) => number === finding.line)
  const day = line?.serviceDate ?? sides.day
  if (day === null || witness === undefined) return undefined
  const change = witness(finding, { day, claim })
  return change === undefined || sameRow(change.before.row, change.after.row) ? undefined : change
}

const rowText = ({ release, row }: CitedRow): string =>
  row === null
    ? `${release || 'no release'} has no row`
    : `${release} has ${Object.entries(row)
        .map(([name, value]) => `${name} ${value ?? 'none'}`)
        .join(', ')}`

const tableText = ({ table, before, after }: RowChange): string =>
  `A row of ${table} changed: ${rowText(before)}; ${rowText(after)}.`

function ran(edit: string, { options }: Run): boolean {
  const list = (name: string): readonly unknown[] | undefined => {
    const value = options[name]
    return Array.isArray(value) ? value : undefined
  }
  const folder = edit.includes('/') ? edit.slice(0, edit.indexOf('/') + 1) : edit
  const names = (ids: readonly unknown[]): boolean => ids.includes(edit) || ids.includes(folder)
  const only = list('only')
  return (only === undefined || names(only)) && !names(list('skip') ?? [])
}
