/** Whether the claims that runs keep, and what their patients are found by, are what was recorded. */
import { isDeepStrictEqual } from 'node:util'
import { ScrubError } from '../model/errors.ts'
import { inflated } from './columns.ts'
import type { RunStore } from './open.ts'
import type { PatientColumns } from './publish.ts'
import { claimsOfBlock } from './read.ts'
import { patientKeys } from './rows.ts'
import type { BlockTable, RunTable } from './schema.ts'
import { PAGE, add, same, type Tally } from './verify-list.ts'

/** Goes along while the blocks of a run are read. */
export interface ClaimWatch {
  see(block: BlockTable): Promise<void>
  /** What is wrong after all blocks were seen; `found` are the rows by which patients are found, by run. */
  fault(found: ReadonlyMap<number, Tally>): string | undefined
}

/** Watches the claims of one run. Claims open with this store's key, and at their own place, or not at all. */
export function watchClaims(store: RunStore, run: RunTable): ClaimWatch {
  const expected = new Map<number, Tally>()
  let opened = true
  return {
    async see(block) {
      if (run.kept !== 'claims') return
      const keys = await keysOf(store, run, block)
      opened &&= keys !== undefined
      keys?.subscriber.forEach((subscriber, at) => {
        for (const key of [subscriber, keys.patient[at]!])
          if (key !== null) add(store, expected, run.number, [key, block.first + at])
      })
    },
    fault(found) {
      if (!opened) return 'Its claims, or what their patients are found by, are not those that were recorded.'
      const listed = run.purpose === 'audit' ? expected.get(run.number) : undefined
      return same(listed, found.get(run.number))
        ? undefined
        : 'Its claims are not found by their patients as they should be.'
    },
  }
}

/** The keys of a block's patients, made anew from its claims; undefined where they are not those that stand there. */
async function keysOf(
  store: RunStore,
  run: RunTable,
  block: BlockTable,
): Promise<PatientColumns | undefined> {
  try {
    const claims = await claimsOfBlock(store, run.id, block)
    const keys = claims.map((claim) =>
      claim === undefined ? { subscriber: null, patient: null } : patientKeys(claim, store.vault),
    )
    const made = {
      subscriber: keys.map(({ subscriber }) => subscriber),
      patient: keys.map(({ patient }) => patient),
    }
    if (block.keys === null || claims.length !== block.claims) return undefined
    const kept = JSON.parse(await inflated(block.keys, `block ${block.block}`)) as unknown
    return isDeepStrictEqual(kept, made) ? made : undefined
  } catch (error) {
    if (error instanceof ScrubError || error instanceof SyntaxError) return undefined
    throw error
  }
}

/** All rows by which claims are found by patient, by run. */
export async function patientTallies(store: RunStore): Promise<Map<number, Tally>> {
  const tallies = new Map<number, Tally>()
  const { sql } = store
  let after = sql`1 = 1`
  for (;;) {
    const rows = await store.db
      .selectFrom('patient_claims')
      .selectAll()
      .where(after as never)
      .orderBy('patient_key')
      .orderBy('run')
      .orderBy('ordinal')
      .limit(PAGE)
      .execute()
    for (const { patient_key, run, ordinal } of rows) add(store, tallies, run, [patient_key, ordinal])
    const end = rows.at(-1)
    if (!end || rows.length < PAGE) return tallies
    after = sql`(patient_key, run, ordinal) > (${end.patient_key}, ${end.run}, ${end.ordinal})`
  }
}
