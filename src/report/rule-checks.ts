/** What `rules test` and `rules lint` say, as text. */
import { plain, type Paint } from './text.ts'

/** A case of a rule that did not give what it says. */
export interface FailedCase {
  readonly rule: string
  readonly file: string
  readonly path: string
  readonly case: string
  readonly expected: readonly string[]
  readonly found: readonly string[]
  /** Why the rule did not answer, where it did not. */
  readonly unchecked: readonly string[]
}

/** Outcome of the cases of a rule set. */
export interface CaseReport {
  /** Digest of the documents. */
  readonly rules: string
  readonly tested: number
  readonly cases: number
  readonly failures: readonly FailedCase[]
}

/** A fault of a rules folder. */
export interface RuleFault {
  readonly check: string
  readonly severity: 'error' | 'warning'
  readonly rule: string | null
  readonly file: string
  readonly path: string
  readonly text: string
  readonly fix: string
}

const places = (list: readonly string[]): string => (list.length === 0 ? 'nothing' : list.join(', '))
const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`

/** Failures as expected and found, then the totals. */
export function caseText({ rules, tested, cases, failures }: CaseReport, paint: Paint = plain): string {
  const lines = failures.flatMap((failure) => [
    `${paint('deny', 'failed')}  ${paint('strong', failure.rule)}  ${failure.case}`,
    `  expected  ${places(failure.expected)}`,
    `  found     ${places(failure.found)}`,
    ...failure.unchecked.map((one) => `  unchecked ${one}`),
    `  ${paint('dim', `${failure.file}  ${failure.path}`)}`,
    '',
  ])
  return `${[
    ...lines,
    `${counted(cases, 'case')} of ${counted(tested, 'rule')}: ${failures.length === 0 ? 'all hold' : `${failures.length} failed`}. Rules ${rules}.`,
  ].join('\n')}\n`
}

/** Faults with what to do about each, then the totals. */
export function faultText(
  {
    rules,
    count,
    findings,
  }: { readonly rules: string; readonly count: number; readonly findings: readonly RuleFault[] },
  paint: Paint = plain,
): string {
  const lines = findings.flatMap(({ check, severity, rule, file, path, text, fix }) => [
    `${paint(severity === 'error' ? 'deny' : 'review', severity.padEnd(7))}  ${file}  ${path}`,
    `  ${rule === null ? '' : `${rule}: `}${text}`,
    `  ${fix}  ${paint('dim', check)}`,
    '',
  ])
  const errors = findings.filter(({ severity }) => severity === 'error').length
  return `${[
    ...lines,
    `${counted(count, 'rule')}: ${counted(errors, 'error')}, ${counted(findings.length - errors, 'warning')}. Rules ${rules}.`,
  ].join('\n')}\n`
}
