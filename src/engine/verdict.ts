/** What findings come to: for the claim, and for its lines. */
import { severityRank, type Finding, type Severity, type Verdict } from '../model/result.ts'
import { lineIndex } from './findings.ts'

/** The verdict that findings come to. */
export function worstOf(findings: readonly Finding[]): Verdict {
  let worst: Verdict = 'clean'
  for (const { severity } of findings)
    if (worst === 'clean' || severityRank[severity] < severityRank[worst as Severity]) worst = severity
  return worst
}

/** Indexes of lines that some finding refuses or denies by themselves; undefined when there are none. */
export function linesLost(findings: readonly Finding[]): ReadonlySet<number> | undefined {
  let lost: Set<number> | undefined
  for (const { severity, line, at } of findings) {
    if (line === null || severityRank[severity] > severityRank.deny) continue
    lost ??= new Set()
    lost.add(lineIndex(at))
  }
  return lost
}
