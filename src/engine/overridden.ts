/** Findings that a payer's override in force takes out of the verdict. */
import type { RuleProgram } from '../edits/define.ts'
import type { Claim } from '../model/claim.ts'
import type { Finding, Overridden } from '../model/result.ts'

const NO_OVERRIDDEN: Overridden[] = []

/** Parts findings into those that stand and those overridden; a consequence of one overridden stands by itself. */
export function withoutOverridden(
  all: Finding[],
  claim: Claim,
  program: RuleProgram | undefined,
): { findings: Finding[]; overridden: Overridden[] } {
  if (all.length === 0 || program?.override === undefined) return { findings: all, overridden: NO_OVERRIDDEN }
  const overridden: Overridden[] = []
  const findings = all.filter((finding) => {
    const by = program.override!(finding, claim)
    if (by !== undefined) overridden.push({ finding, ...by })
    return by === undefined
  })
  if (overridden.length === 0) return { findings: all, overridden }
  const gone = new Set(overridden.map(({ finding }) => finding.id))
  return {
    findings: findings.map((finding) =>
      finding.causedBy !== null && gone.has(finding.causedBy) ? { ...finding, causedBy: null } : finding,
    ),
    overridden,
  }
}
