/** What changes when one rule set takes another's place, as text and NDJSON. */
import type { Severity, UncheckedReason, Verdict } from '../model/result.ts'
import { dollars, plain, type Paint } from './text.ts'

/** Findings of one message for one payer that came, went, or are graded otherwise. */
export interface TrialChange {
  readonly change: 'gained' | 'gone' | 'changed'
  /** Whether the rule runs in shadow: its findings are in no verdict. */
  readonly shadow: boolean
  /** Id of the payer's profile, null for claims of payers without one. */
  readonly payer: string | null
  readonly edit: string
  readonly message: string
  readonly before: Severity | null
  readonly after: Severity | null
  readonly findings: number
  readonly claims: number
  /** Billed cents that are expected to be refused more, or less, for it; findings of one line are not set off. */
  readonly atRiskCents: number
  readonly examples: readonly { readonly claim: string; readonly line: number | null }[]
}

/** Totals under one of the two sets. */
export interface TrialSide {
  /** Digest of the documents. */
  readonly rules: string
  readonly verdicts: Readonly<Record<Verdict, number>>
  /** No line counted twice. */
  readonly atRiskCents: number
  readonly overridden: number
}

/** Rules of the new set that did not answer. */
export interface TrialOpen {
  readonly edit: string
  readonly reason: UncheckedReason
  readonly claims: number
}

/** What changes. */
export interface TrialReport {
  readonly claims: number
  readonly unreadable: number
  /** Claims with another verdict. */
  readonly otherVerdict: number
  readonly before: TrialSide
  readonly after: TrialSide
  /** The weightiest first. */
  readonly changes: readonly TrialChange[]
  readonly open: readonly TrialOpen[]
}

/** One JSON object a line: changes, rules not answered, totals. */
export function trialNdjson({ changes, open, ...total }: TrialReport): string {
  const lines = [
    ...changes.map((change) => ({ kind: 'change', ...change })),
    ...open.map((one) => ({ kind: 'unchecked', ...one })),
    { kind: 'total', ...total },
  ]
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('')
}

const counted = (count: number, noun: string): string =>
  `${count.toLocaleString('en-US')} ${noun}${count === 1 ? '' : 's'}`
const verdicts = ['clean', 'note', 'review', 'deny', 'reject', 'unreadable'] as const

function changeLines(change: TrialChange, paint: Paint): string[] {
  const { payer, edit, message, before, after, findings, claims, atRiskCents, examples } = change
  const graded = change.change === 'changed' ? `${before} → ${after}` : (after ?? before)!
  const money = atRiskCents === 0 ? '' : `, ${atRiskCents < 0 ? '−' : ''}${dollars(Math.abs(atRiskCents))}`
  const shown = examples.map(({ claim, line }) => (line === null ? claim : `${claim} line ${line}`))
  return [
    `  ${paint(change.change === 'gone' ? 'clean' : (after ?? 'note'), change.change.padEnd(7))} ${edit}/${message}  ${graded}  ${payer ?? 'payers without a profile'}`,
    `          ${counted(findings, 'finding')} of ${counted(claims, 'claim')}${money}; ${paint('dim', `such as ${shown.join(', ')}`)}`,
  ]
}

/** The report for people. */
export function trialText(report: TrialReport, paint: Paint = plain): string {
  const { claims, unreadable, otherVerdict, before, after, changes, open } = report
  const inForce = changes.filter(({ shadow }) => !shadow)
  const shadow = changes.filter((change) => change.shadow)
  const side = (title: string, { rules, verdicts: counts, atRiskCents, overridden }: TrialSide): string =>
    `${title} ${rules}: ${verdicts
      .filter((verdict) => counts[verdict] > 0)
      .map((verdict) => `${counts[verdict]} ${verdict}`)
      .join(', ')}; ${dollars(atRiskCents)} at risk${overridden > 0 ? `; ${overridden} overridden` : ''}`
  const lines = [
    `${counted(claims, 'claim')}${unreadable > 0 ? `, ${unreadable} not readable` : ''}; ${counted(otherVerdict, 'verdict')} changed.`,
    side('before', before),
    side('after ', after),
    '',
    ...(inForce.length > 0
      ? ['Findings:', ...inForce.flatMap((one) => changeLines(one, paint))]
      : ['No finding comes, goes or changes.']),
    ...(shadow.length > 0
      ? ['', 'In shadow, in no verdict:', ...shadow.flatMap((one) => changeLines(one, paint))]
      : []),
    ...(open.length > 0 ? ['', 'Payer rules not answered (claims, reason):'] : []),
    ...open.map(({ edit, reason, claims: count }) => `  ${String(count).padStart(6)}  ${reason}: ${edit}`),
  ]
  return `${lines.join('\n')}\n`
}
