/** Rows that are asked without opening a block: of a result, and of its findings with their root causes. */
import type { Claim } from '../model/claim.ts'
import type { ClaimResult, Finding, Result } from '../model/result.ts'
import type { BulkRow, BulkTable } from './bulk.ts'
import type { Sharing } from './pack.ts'
import { claimKeyOf, type Vault } from './vault.ts'

/** The bulk columns of `results`. */
export const resultColumns: BulkTable = {
  table: 'results',
  columns: [
    'run',
    'ordinal',
    'block',
    'claim',
    'claim_key',
    'digest',
    'subscriber_key',
    'patient_key',
    'verdict',
    'payer',
    'payer_line',
    'day',
    'charge_cents',
    'at_risk_cents',
    'findings',
    'probability',
    'expected_cents',
  ],
}

/** The bulk columns of `findings`. */
export const findingColumns: BulkTable = {
  table: 'findings',
  columns: ['run', 'ordinal', 'seq', 'kind', 'root', 'line', 'place', 'cents', 'item_cents'],
}

/** Keyed digests by which a patient's claims are found: by subscriber, and by patient within a billing provider. */
export function patientKeys(
  claim: Claim,
  vault: Vault,
): { subscriber: string | null; patient: string | null } {
  // Ids are written in either case, the Medicare beneficiary id with dashes or without: as the engine compares them.
  const subscriber = claim.subscriber?.id?.trim().replaceAll('-', '').toUpperCase()
  const patient = claim.patient?.id?.trim().toUpperCase()
  const npi = claim.billing?.npi
  return {
    subscriber: subscriber ? vault.keyed('subscriber', subscriber) : null,
    patient: patient && npi !== undefined ? vault.keyed('patient', `${npi}\n${patient}`) : null,
  }
}

/** Cents that findings put at risk, no line counted twice. */
export function lostCents(findings: readonly Finding[]): number {
  let whole = 0
  for (const { scope, atRiskCents } of findings) if (scope === 'claim') whole = Math.max(whole, atRiskCents)
  if (whole > 0) return whole
  const counted = new Set<number>()
  let sum = 0
  // What loses all units of a code names the other lines too: it is counted first, and they are not counted again.
  for (const first of [true, false])
    for (const { scope, line, relatedLines, atRiskCents } of findings) {
      if ((scope === 'units') !== first || line === null || counted.has(line)) continue
      sum += atRiskCents
      counted.add(line)
      if (first) for (const other of relatedLines) counted.add(other)
    }
  return sum
}

/** For each finding the position of its root cause; its own where nothing caused it. */
export function rootsOf(findings: readonly Finding[]): number[] {
  const roots = findings.map((_, at) => at)
  if (findings.every(({ causedBy }) => causedBy === null)) return roots
  const places = new Map(findings.map(({ id }, at) => [id, at]))
  return roots.map((start) => {
    let at = start
    // A chain is no longer than the list; one that comes back to itself ends where it began.
    for (let step = 0; step < findings.length; step++) {
      const cause = findings[at]!.causedBy
      const next = cause === null ? undefined : places.get(cause)
      if (next === undefined) return at
      at = next
    }
    return start
  })
}

/** What a result may bear beside what the schema of this version names: the risk, where one was scored. */
interface WithRisk {
  readonly risk?: { readonly probability?: number; readonly expectedLossCents?: number }
}

const isLost = ({ severity }: Finding): boolean => severity === 'reject' || severity === 'deny'

/** The row of a result. `digest` is the keyed digest of its claim. */
export function resultRow(
  at: { readonly run: number; readonly ordinal: number; readonly block: number },
  result: Result,
  claim: Claim | undefined,
  digest: string | null,
  keys: { readonly subscriber: string | null; readonly patient: string | null },
): BulkRow {
  const findings = result.claim === null ? [] : result.findings
  const risk = (result as WithRisk).risk
  const charge = claim
    ? (claim.chargeCents ?? claim.lines.reduce((sum, line) => sum + line.chargeCents, 0))
    : 0
  return [
    at.run,
    at.ordinal,
    at.block,
    result.claim,
    result.claim === null ? null : claimKeyOf(result.claim, claim?.billing?.npi),
    digest,
    keys.subscriber,
    keys.patient,
    result.verdict,
    claim?.payer?.id ?? null,
    claim?.payer?.line ?? null,
    claim ? firstDay(claim) : null,
    charge,
    findings.length === 0 ? 0 : lostCents(findings.filter(isLost)),
    findings.length,
    risk?.probability ?? null,
    risk?.expectedLossCents === undefined ? null : Math.round(risk.expectedLossCents),
  ]
}

function firstDay({ lines }: Claim): string {
  let first = lines[0]!.serviceDate
  for (const { serviceDate } of lines) if (serviceDate < first) first = serviceDate
  return first
}

/** The rows of a result's findings. */
export function findingRows(
  run: number,
  ordinal: number,
  result: ClaimResult,
  payer: string | null,
  sharing: Sharing,
): BulkRow[] {
  const { findings } = result
  const roots = rootsOf(findings)
  const start = result.claim.length + 1
  return findings.map((finding, seq) => {
    let cents: number | null = null
    if (roots[seq] === seq && finding.severity !== 'note') {
      const group = findings.filter((other, at) => roots[at] === seq && other.severity !== 'note')
      cents = group.length === 1 ? finding.atRiskCents : lostCents(group)
    }
    const place = finding.id.slice(start)
    return [
      run,
      ordinal,
      seq,
      sharing.kindOf(finding, payer),
      roots[seq]!,
      finding.line,
      place,
      finding.atRiskCents,
      cents,
    ]
  })
}
