/** Keeps remittances in the store of runs, and matches them with the claims recorded there. */
import { expandPaths, openSource } from '../formats/source.ts'
import { RemittedClaim } from '../model/remittance.ts'
import type { Problem } from '../model/result.ts'
import { scrubbedOf, type ScrubbedClaim } from '../risk/match-facts.ts'
import { keepRemittances, keptRemittances } from '../store/kept.ts'
import type { RunStore } from '../store/open.ts'
import { streamClaims } from '../store/read.ts'
import { listRuns } from '../store/runs.ts'
import { outcomesOf, streamRemittances, type ClaimOutcomes, type IdentifiedDecision } from './remittances.ts'

/** What an import did. */
export interface RemittanceImport {
  readonly files: number
  /** Decisions given, and those of them that were not kept before. */
  readonly given: number
  readonly added: number
  /** Remittances (835 transactions) given, and those whose sums do not agree. */
  readonly remittances: number
  readonly unbalanced: number
  /** Decisions, segments and files that could not be read. */
  readonly problems: number
}

/** How an import is done. */
export interface RemittanceImportOptions {
  /** Files and folders of 835, gzip or not. */
  readonly paths: readonly string[]
  /** Who does it, for the trail. */
  readonly by: string
  readonly onProblem?: (problem: Problem) => void
  readonly onWarning?: (warning: Problem) => void
}

/**
 * Keeps every decision of the files once: given again, in whatever file and however cut, it is passed over. Each batch
 * is one transaction, so that an import that was broken off is ended by doing it again. Throws E_FILE for what cannot
 * be opened.
 */
export async function importRemittances(
  store: RunStore,
  { paths, by, onProblem, onWarning }: RemittanceImportOptions,
): Promise<RemittanceImport> {
  const files = [...new Set(expandPaths([...paths]))]
  let [given, added, remittances, unbalanced, problems] = [0, 0, 0, 0, 0]
  for (const path of files) {
    const source = openSource(path)
    for await (const batch of streamRemittances(source.chunks, source.name)) {
      given += batch.decisions.length
      added += await keepDecisions(store, batch.decisions, by)
      remittances += batch.remittances.length
      unbalanced += batch.remittances.filter(({ imbalances }) => imbalances.length > 0).length
      problems += batch.problems.length
      if (onProblem !== undefined) batch.problems.forEach(onProblem)
      if (onWarning !== undefined) batch.warnings.forEach(onWarning)
    }
  }
  return { files: files.length, given, added, remittances, unbalanced, problems }
}

/** Keeps decisions that were not kept before, in one transaction; returns how many those are. */
export async function keepDecisions(
  store: RunStore,
  decisions: readonly IdentifiedDecision[],
  by: string,
): Promise<number> {
  if (decisions.length === 0) return 0
  const kept = decisions.map(({ identity, decision }) => ({
    identity,
    claim: decision.id ?? '',
    ...(decision.subscriberId === undefined ? {} : { subscriber: decision.subscriberId }),
    paidOn: decision.payment.date ?? '',
    body: decision,
  }))
  return keepRemittances(store, kept, by)
}

/** Decisions kept in a store, by day of payment, in batches. */
export async function* keptDecisions(store: RunStore): AsyncGenerator<readonly RemittedClaim[]> {
  for await (const batch of keptRemittances(store)) yield batch.map((body) => RemittedClaim.parse(body))
}

/** Runs of which claims are looked through, newest first. */
const MOST_RUNS = 1_000

/** What became of the claims that a store holds. */
export interface StoredOutcomes extends ClaimOutcomes {
  /** Claims recorded and kept, each in its newest form; outcomes name them by place. */
  readonly claims: readonly ScrubbedClaim[]
  readonly decisions: number
}

/** Matches all decisions of a store with all claims recorded in it. Claims of which digests alone are kept have none. */
export async function storedOutcomes(store: RunStore): Promise<StoredOutcomes> {
  const claims: ScrubbedClaim[] = []
  const seen = new Set<string>()
  for (const run of await listRuns(store, MOST_RUNS)) {
    if (run.keep !== 'claims' || run.state !== 'finished') continue
    for await (const batch of streamClaims(store, run.id))
      for (const { claim } of batch) {
        if (claim === undefined) continue
        const facts = scrubbedOf(claim)
        // Recorded in many runs, a claim is one claim.
        const key = JSON.stringify([claim.billing?.npi ?? null, { ...facts, lines: 0 }])
        if (seen.has(key)) continue
        seen.add(key)
        claims.push(facts)
      }
  }
  const decisions: RemittedClaim[] = []
  for await (const batch of keptDecisions(store)) for (const decision of batch) decisions.push(decision)
  return { claims, decisions: decisions.length, ...outcomesOf(claims, decisions) }
}
