/** Looks for faults in a rules folder. */
import type { Snapshot } from '../codesets/tables.ts'
import { createHistory } from '../engine/history.ts'
import { lintRules, type LintInput } from '../policy/lint.ts'
import type { LintFinding } from '../policy/lint-finding.ts'
import type { RuleGroup } from '../policy/lint-pairs.ts'
import { createProgram } from '../policy/program.ts'
import type { ParsedRuleSet, Rule } from '../policy/rule-set.ts'
import { codeBookOf } from './lint-codes.ts'
import { caseClaim } from './rule-cases.ts'
import { builtInNames, readRuleFiles, rulesFolder, ruleSetOf } from './rules.ts'

/** What a rules folder is looked at with. */
export interface LintOptions {
  /** Those of the package when absent. */
  readonly folder?: string
  /** The day that counts as today, ISO. */
  readonly received: string
  /** Without it nothing is said of codes. */
  readonly codesets?: Snapshot
}

/** What lint said of a folder. */
export interface LintReport {
  /** Digest of the documents. */
  readonly rules: string
  /** Number of rules looked at. */
  readonly count: number
  readonly findings: readonly LintFinding[]
}

/** Looks through a rules folder. Throws as `openRules` does for one that cannot be read. */
export function lintFolder({ folder = rulesFolder, received, codesets }: LintOptions): LintReport {
  const files = readRuleFiles(folder)
  const set = ruleSetOf(files)
  const input: LintInput = {
    files,
    parsed: set.parsed,
    known: builtInNames,
    received,
    groups: groupsOf(set.parsed),
    ...(codesets ? { book: codeBookOf(codesets) } : {}),
  }
  return { rules: set.id, count: set.parsed.rules.length, findings: lintRules(input) }
}

const isLive = ({ document }: Rule): boolean => document.status !== 'retired'

/** Rules that may meet on one claim: each base set by itself, and each payer with its base where it has rules of its own; what a payer turns off is not run. */
export function groupsOf(parsed: ParsedRuleSet): readonly RuleGroup[] {
  const groups: RuleGroup[] = []
  for (const base of parsed.bases.keys()) {
    const rules = parsed.rules.filter((rule) => rule.owner === base && isLive(rule))
    groups.push({ rules, meeting: meetingOf(rules, () => true) })
  }
  for (const { profile, rules } of parsed.payers.values()) {
    const own = (rule: Rule): boolean => rule.owner === profile.id
    const running = rules.filter(
      (rule) =>
        isLive(rule) && profile.edits[rule.id] !== 'off' && profile.edits[`${rule.id}/rule`] !== 'off',
    )
    if (running.some(own)) groups.push({ rules: running, meeting: meetingOf(running, own) })
  }
  return groups
}

/**
 * Which rules fire at one place of a case that another rule finds: only those can say the same. Pairs without a rule that
 * `concerns` lets pass are left out.
 */
function meetingOf(
  rules: readonly Rule[],
  concerns: (rule: Rule) => boolean,
): ReadonlyMap<number, ReadonlySet<number>> {
  const program = createProgram(rules, { all: true })
  const meeting = new Map<number, Set<number>>()
  rules.forEach((rule, at) => {
    let together: Set<number> | undefined
    for (const [number, one] of rule.document.cases.entries()) {
      if (one.finds.length === 0) continue
      const place = `${rule.path === '' ? '' : `${rule.path}.`}cases[${number}]`
      const claim = caseClaim(rule, one.claim, 'CASE', `${place}.claim`)
      const builder = createHistory()
      for (const [index, sketch] of (one.history ?? []).entries())
        builder.add(caseClaim(rule, sketch, `EARLIER-${index + 1}`, `${place}.history[${index}]`))
      const history = builder.seal()
      const lines = new Map<number, Set<string>>()
      program.run(claim, one.history === undefined ? undefined : () => history.of(claim), {
        found(other, path) {
          const line = /^lines\[\d+\]/.exec(path)?.[0] ?? 'claim'
          const places = lines.get(other) ?? new Set()
          lines.set(other, places.add(line))
        },
        unchecked: () => undefined,
      })
      const own = lines.get(at) ?? new Set<string>()
      const fired = [...lines].filter(
        ([other, places]) => other !== at && own.size > 0 && [...own].every((line) => places.has(line)),
      )
      const these = new Set(fired.map(([other]) => other))
      // What does not fire on one of the cases does not fire wherever this rule does.
      const sofar: Set<number> | undefined = together
      together = sofar === undefined ? these : new Set([...these].filter((other) => sofar.has(other)))
    }
    const others = [...(together ?? [])].filter((other) => concerns(rule) || concerns(rules[other]!))
    if (others.length > 0) meeting.set(at, new Set(others))
  })
  return meeting
}
