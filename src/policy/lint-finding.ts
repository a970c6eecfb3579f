/** What `rules lint` says. */

/** What is looked for, by name; `error` is what can only be a mistake. */
export const lintChecks = {
  'never-holds': {
    severity: 'error',
    means: 'The condition is one that no claim can meet: the rule never fires.',
  },
  'dead-part': { severity: 'warning', means: 'A part of the condition can never hold, or always does.' },
  shadowed: {
    severity: 'warning',
    means: 'Another rule with the same consequence fires wherever this one does.',
  },
  'other-consequence': {
    severity: 'error',
    means: 'Another rule has the same condition on the same days and another consequence.',
  },
  contradicts: { severity: 'error', means: 'One rule refuses what the other demands of the same claims.' },
  'code-shape': { severity: 'error', means: 'A value has a form that no code of the field has.' },
  'code-never': { severity: 'warning', means: 'A code is in force on none of the days of the rule.' },
  'code-ended': { severity: 'warning', means: 'A code ended while the rule goes on.' },
  'code-header': {
    severity: 'warning',
    means: 'A diagnosis is a header, which claims may not bear: the rule asks for it alone.',
  },
  'code-unknown': { severity: 'warning', means: 'A code stands in no table that is loaded.' },
  expired: { severity: 'warning', means: 'The last day of the rule is over.' },
  source: { severity: 'warning', means: 'The source is missing or a placeholder.' },
  'source-old': { severity: 'warning', means: 'The source was read more than two years ago.' },
  'source-date': { severity: 'warning', means: 'The day on which the source was read has not come yet.' },
  'regrades-nothing': {
    severity: 'error',
    means: 'A rule is regraded or turned off where it does not run.',
  },
  'regrades-own': { severity: 'warning', means: 'A base set turns off or regrades a rule of its own.' },
  'list-unused': { severity: 'warning', means: 'No rule names the code list.' },
  'base-unused': { severity: 'warning', means: 'No payer takes the base set over: its rules never run.' },
  'payer-without-id': { severity: 'warning', means: 'No claim belongs to the payer: its rules never run.' },
  'override-expired': { severity: 'warning', means: 'The last day of the override is over.' },
  'override-nothing': {
    severity: 'error',
    means: 'An override is of a rule that does not run for the payer.',
  },
} as const satisfies Readonly<
  Record<string, { readonly severity: 'error' | 'warning'; readonly means: string }>
>
export type LintCheck = keyof typeof lintChecks

/** One fault of a rules folder. */
export interface LintFinding {
  readonly check: LintCheck
  readonly severity: 'error' | 'warning'
  /** Id of the rule, null where it is about another document. */
  readonly rule: string | null
  readonly file: string
  readonly path: string
  readonly text: string
  /** What to do about it. */
  readonly fix: string
}

/** Where a finding stands. */
export type LintPlace = Pick<LintFinding, 'rule' | 'file' | 'path'>

/** A finding of a check. */
export const lintFinding = (check: LintCheck, place: LintPlace, text: string, fix: string): LintFinding => ({
  check,
  severity: lintChecks[check].severity,
  ...place,
  text,
  fix,
})

/** A place in a rule's own document. */
export const ruleSpot = (
  rule: { readonly id: string; readonly file: string; readonly path: string },
  path: string,
): LintPlace => ({
  rule: rule.id,
  file: rule.file,
  path: rule.path === '' ? path : path === '' ? rule.path : `${rule.path}.${path}`,
})

/** Some of many, the rest counted. */
export const someOf = (all: readonly string[], most = 10): string =>
  all.length > most ? `${all.slice(0, most).join(', ')} and ${all.length - most} more` : all.join(', ')
