/**
 * Results in the first form in which blocks were written: a JSON list with a result each, its findings lists of values.
 * Stores have them still; nothing writes it any more.
 */
import type { ClaimResult, Finding, Result } from '../model/result.ts'
import type { Kind, Shared } from './sharing.ts'

/** The result of which this is kept, and nothing but it. */
export function unpackResult(kept: unknown, shared: Shared): Result {
  const result = kept as Result
  if (result.claim === null) return result
  const findings = result.findings as unknown as (Finding | readonly unknown[])[]
  const list = (entries: readonly unknown[]): unknown[] =>
    entries.map((entry) =>
      typeof entry === 'number' ? (JSON.parse(shared.phrases[entry]!) as unknown) : entry,
    )
  return {
    ...result,
    findings: findings.map((finding) =>
      Array.isArray(finding) ? unpackFinding(result.claim!, finding, shared.kinds) : (finding as Finding),
    ),
    unchecked: list(result.unchecked) as ClaimResult['unchecked'],
    stale: list(result.stale) as ClaimResult['stale'],
  }
}

function unpackFinding(claim: string, values: readonly unknown[], kinds: readonly Kind[]): Finding {
  const { edit, message, severity, group, carc, rarc, scope, source } = kinds[values[0] as number]!
  const row = values[9] as Finding['source']['row'] | 0
  return {
    id: `${claim}/${values[1] as string}`,
    edit,
    message,
    severity,
    line: values[2] as Finding['line'],
    at: values[3] as string,
    where: values[4] as string,
    relatedLines: values[5] as number[],
    text: values[6] as string,
    fix: values[7] as string,
    group,
    carc,
    rarc,
    scope,
    atRiskCents: values[8] as number,
    source: row === 0 ? source : { ...source, row },
    evidence: values[10] as Finding['evidence'],
    causedBy: values[11] as string | null,
    ...(values[12] as Partial<Finding> | undefined),
  }
}
