/** What is kept of a claim in columns, and the keyed digests by which its patient is found. */
import type { Claim } from '../model/claim.ts'
import type { Finding, Result } from '../model/result.ts'
import { lostCents, type ResultColumns } from './columns.ts'
import { claimKeyOf, type Vault } from './vault.ts'

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

/** What a result may bear beside what the schema of this version names: the risk, where one was scored. */
interface WithRisk {
  readonly risk?: { readonly expectedLossCents?: number }
}

const isLost = ({ severity }: Finding): boolean => severity === 'reject' || severity === 'deny'

/** Adds a result. `digest` is the keyed digest of its claim. */
export function addResult(
  columns: ResultColumns,
  result: Result,
  claim: Claim | undefined,
  digest: string | null,
): void {
  const findings = result.claim === null ? [] : result.findings
  const expected = (result as WithRisk).risk?.expectedLossCents
  columns.claim.push(result.claim)
  columns.key.push(result.claim === null ? null : claimKeyOf(result.claim, claim?.billing?.npi))
  columns.digest.push(digest)
  columns.verdict.push(result.verdict)
  columns.payer.push(claim?.payer?.id ?? null)
  columns.day.push(claim ? firstDay(claim) : null)
  columns.chargeCents.push(claim ? chargeOf(claim) : 0)
  columns.atRiskCents.push(findings.length === 0 ? 0 : lostCents(findings.filter(isLost)))
  columns.expectedCents.push(expected === undefined ? null : Math.round(expected))
}

const chargeOf = ({ chargeCents, lines }: Claim): number =>
  chargeCents ?? lines.reduce((sum, line) => sum + line.chargeCents, 0)

function firstDay({ lines }: Claim): string {
  let first = lines[0]!.serviceDate
  for (const { serviceDate } of lines) if (serviceDate < first) first = serviceDate
  return first
}
