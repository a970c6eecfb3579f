/** Claims of earlier runs, each in the newest form that had been recorded by a moment. */
import type { Claim } from '../model/claim.ts'
import type { RunStore } from '../store/open.ts'
import { claimsOfBlock } from '../store/read.ts'
import { patientKeys } from '../store/rows.ts'

/** Blocks looked through at once. */
const PAGE = 50

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
    .select(['number', 'id', 'kept', 'blocks'])
    .where('purpose', '=', 'audit')
    .where('state', '=', 'finished')
    .where('finished', '<=', moment)
    .orderBy('finished', 'desc')
    .orderBy('number', 'desc')
    .execute()
  const seen = new Set<string>()
  for (const { number, id, kept, blocks } of runs) {
    if (kept !== 'claims') report.withoutClaims += 1
    const last = await repeatedOf(store, number)
    const own: string[] = []
    for (let first = 0; first < blocks; first += PAGE) {
      const rows = await store.db
        .selectFrom('results')
        .select(['ordinal', 'block', 'claim_key', 'subscriber_key', 'patient_key'])
        .where('run', '=', number)
        .where('block', '>=', first)
        .where('block', '<', first + PAGE)
        .orderBy('ordinal')
        .execute()
      const wanted = new Map<number, Set<number>>()
      for (const { ordinal, block, claim_key, subscriber_key, patient_key } of rows) {
        if (claim_key === null || seen.has(claim_key) || (last.get(claim_key) ?? ordinal) !== ordinal)
          continue
        own.push(claim_key)
        if (kept !== 'claims') continue
        const asked =
          patients === undefined ||
          (subscriber_key !== null && patients.has(subscriber_key)) ||
          (patient_key !== null && patients.has(patient_key))
        if (!asked) continue
        const known = wanted.get(block)
        if (known) known.add(ordinal)
        else wanted.set(block, new Set([ordinal]))
      }
      for (const [at, ordinals] of wanted) {
        const block = await store.db
          .selectFrom('blocks')
          .selectAll()
          .where('run', '=', number)
          .where('block', '=', at)
          .executeTakeFirstOrThrow()
        const claims = await claimsOfBlock(store, id, block)
        yield claims.filter(
          (claim, place): claim is Claim => claim !== undefined && ordinals.has(block.first + place),
        )
      }
    }
    for (const key of own) seen.add(key)
  }
}

/** The last place of each claim that stands in a run more than once. */
async function repeatedOf(store: RunStore, run: number): Promise<Map<string, number>> {
  const rows = await store.db
    .selectFrom('results')
    .select((of) => ['claim_key', of.fn.max('ordinal').as('last')])
    .where('run', '=', run)
    .where('claim_key', 'is not', null)
    .groupBy('claim_key')
    .having((of) => of.fn.countAll(), '>', 1)
    .execute()
  return new Map(rows.map(({ claim_key, last }) => [claim_key!, Number(last)]))
}
