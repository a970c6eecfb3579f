/** Claims of earlier runs, each in the newest form that had been recorded by a moment. */
import type { Claim } from '../model/claim.ts'
import type { RunStore } from '../store/open.ts'
import { columnsOf } from '../store/columns.ts'
import { patientsOfBlock } from '../store/publish.ts'
import { blockOf, claimsOfBlock } from '../store/read.ts'
import { patientKeys } from '../store/rows.ts'

/** Keyed digests of patients: what is asked for instead of names. */
export type PatientKeys = Set<string>

/** Adds the patient of a claim to those asked for. */
export function addPatient(keys: PatientKeys, claim: Claim, store: RunStore): void {
  const { subscriber, patient } = patientKeys(claim, store.vault)
  if (subscriber !== null) keys.add(subscriber)
  if (patient !== null) keys.add(patient)
}

/**
 * The moment at which the newest audit was finished, of those finished before another moment where one is given;
 * '' where there is none.
 */
export async function newestAudit(store: RunStore, before?: string): Promise<string> {
  let query = store.db
    .selectFrom('runs')
    .select((of) => of.fn.max('finished').as('finished'))
    .where('purpose', '=', 'audit')
    .where('state', '=', 'finished')
  if (before !== undefined) query = query.where('finished', '<', before)
  return (await query.executeTakeFirst())?.finished ?? ''
}

/** What was read of earlier runs. */
export interface EarlierClaims {
  /** Audits whose claims are not kept. */
  withoutClaims: number
}

/**
 * Claims of audits finished by a moment (as `newestAudit` gives it), in batches: of the patients asked for, of all
 * where none are named. Of a claim recorded more than once the last one alone counts.
 */
export async function* claimsBy(
  store: RunStore,
  moment: string,
  patients: ReadonlySet<string> | undefined,
  report: EarlierClaims,
): AsyncGenerator<readonly Claim[]> {
  const runs = await store.db
    .selectFrom('runs')
    .select(['number', 'id', 'kept'])
    .where('purpose', '=', 'audit')
    .where('state', '=', 'finished')
    .where('finished', '<=', moment)
    .orderBy('finished', 'desc')
    .orderBy('number', 'desc')
    .execute()
  const seen = new Set<string>()
  for (const { number, id, kept } of runs) {
    if (kept !== 'claims') report.withoutClaims += 1
    const last = await lastOf(store, number)
    for await (const { block, first, results } of columnsOf(store.db, number)) {
      const wanted = new Set<number>()
      for (const [at, key] of results().key.entries())
        if (key !== null && !seen.has(key) && last.get(key) === first + at) wanted.add(at)
      if (kept !== 'claims' || wanted.size === 0) continue
      if (patients !== undefined) {
        const { subscriber, patient } = await patientsOfBlock(store.db, number, block)
        for (const at of wanted)
          if (!patients.has(subscriber[at] ?? '') && !patients.has(patient[at] ?? '')) wanted.delete(at)
      }
      if (wanted.size === 0) continue
      const claims = await claimsOfBlock(store, id, await blockOf(store.db, number, block))
      yield claims.filter((claim, at): claim is Claim => claim !== undefined && wanted.has(at))
    }
    for (const key of last.keys()) seen.add(key)
  }
}

/** The last place of each claim of a run. */
async function lastOf(store: RunStore, run: number): Promise<Map<string, number>> {
  const last = new Map<string, number>()
  for await (const { first, results } of columnsOf(store.db, run))
    for (const [at, key] of results().key.entries()) if (key !== null) last.set(key, first + at)
  return last
}
